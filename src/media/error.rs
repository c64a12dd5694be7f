//! What can be wrong with a picture or a file, in words for the person who sent it.

use super::sniff::{ALLOWED, ImageKind};

/// Why an upload was refused. The text says what is wrong and what to do; [`MediaError::code`] names it for translation.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum MediaError {
    /// There is nothing in it.
    #[error("The file is empty.")]
    Empty,
    /// Its content is not of an allowed type, whatever its name says.
    #[error("Files of this type cannot be posted. Allowed are {ALLOWED}.")]
    Unsupported,
    /// A picture is needed.
    #[error("This is not a picture. Use a PNG, JPEG, GIF or WebP picture.")]
    NotAPicture,
    /// More pixels than are worked on.
    #[error(
        "The picture of {width} × {height} pixels is too large. At most 40 megapixels and 16384 pixels a side are allowed: save it smaller and try again."
    )]
    TooLarge {
        /// In pixels.
        width: u32,
        /// In pixels.
        height: u32,
    },
    /// It cannot be read to the end.
    #[error("The {} picture is damaged or cut off. Export it again and retry.", .0.name())]
    Broken(ImageKind),
    /// A film or a sound that does not hold together.
    #[error("The film or recording is damaged or cut off. Export it again and retry.")]
    BrokenRecording,
    /// Browsers do not play what is in the file.
    #[error(
        "Browsers cannot play this file ({0}). Save films as MP4 (H.264, H.265, VP9 or AV1, with AAC or Opus) or WebM, and sound as MP3, M4A, Ogg (Vorbis or Opus), FLAC, WAV or AAC."
    )]
    Codec(String),
    /// More pixels a frame than are taken.
    #[error(
        "The film of {width} × {height} pixels is too large. At most as many pixels as in 3840 × 2160 are allowed: save it smaller and try again."
    )]
    FilmTooLarge {
        /// In pixels.
        width: u32,
        /// In pixels.
        height: u32,
    },
    /// More frames a second than are taken.
    #[error(
        "The film has too many frames a second. At most 120 are allowed: save it with fewer and try again."
    )]
    FilmTooFast,
    /// A focal point is not two numbers.
    #[error(
        "The focal point must be two numbers between -1 and 1 with a comma between them, for example 0.0,0.5."
    )]
    BadFocalPoint,
    /// Making the result failed; nothing the sender can change.
    #[error("The picture could not be processed.")]
    Failed,
}

impl MediaError {
    /// A stable name of the kind of error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "media-empty",
            Self::Unsupported => "media-unsupported",
            Self::NotAPicture => "media-not-a-picture",
            Self::TooLarge { .. } => "media-too-large",
            Self::Broken(_) => "media-broken",
            Self::BrokenRecording => "media-broken-recording",
            Self::Codec(_) => "media-codec",
            Self::FilmTooLarge { .. } => "media-film-too-large",
            Self::FilmTooFast => "media-film-too-fast",
            Self::BadFocalPoint => "media-bad-focal-point",
            Self::Failed => "media-failed",
        }
    }
}
