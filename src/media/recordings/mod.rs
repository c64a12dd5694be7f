//! Films and sound: recognised and measured without decoding, kept as they are but for what they say about the maker.
//!
//! Only what browsers play by themselves is taken. Nothing is made anew, so the pictures and the sound stay as they were
//! recorded; what stands beside them (place, camera, titles, covers, notes) is overwritten or cut out. All reading is
//! bounded: by the number of elements, by the depth, and by the length of the file.

mod mp4;
mod sound;
mod source;
#[cfg(test)]
mod tests;
mod webm;

use std::panic::{AssertUnwindSafe, catch_unwind};

use lofty::io::FileLike;

use super::MediaError;
use crate::domain::{MediaKind, Recording};
use source::{Fault, Source};

/// Pixels of a frame of a film, as many as in 3840 × 2160 (Mastodon's limit).
pub const MAX_FRAME: u64 = 8_294_400;
/// Frames a second (Mastodon's limit).
pub const MAX_RATE: u32 = 120;

/// How a film or a sound is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Container {
    /// ISO base media, also QuickTime's form of it.
    Mp4,
    /// WebM.
    WebM,
    /// MPEG audio, layers 2 and 3.
    Mp3,
    /// Ogg with Vorbis or Opus.
    Ogg,
    /// FLAC.
    Flac,
    /// RIFF WAVE.
    Wav,
    /// AAC in ADTS frames.
    Aac,
}

impl Container {
    /// Tells by the first bytes (16 are enough); `None` for what is no film and no sound.
    pub fn of(head: &[u8]) -> Option<Self> {
        let second = head.get(1).copied().unwrap_or_default();
        if head.get(4..8) == Some(b"ftyp") && !is_picture(head.get(8..12)) {
            Some(Self::Mp4)
        } else if head.starts_with(b"\x1a\x45\xdf\xa3") {
            Some(Self::WebM)
        } else if head.starts_with(b"OggS") {
            Some(Self::Ogg)
        } else if head.starts_with(b"fLaC") {
            Some(Self::Flac)
        } else if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WAVE") {
            Some(Self::Wav)
        } else if head.starts_with(b"ID3") {
            Some(Self::Mp3)
        } else if head.first() == Some(&0xff) && second & 0xf6 == 0xf0 {
            Some(Self::Aac)
        } else if head.first() == Some(&0xff)
            && second & 0xe0 == 0xe0
            && matches!(second & 0x06, 2 | 4)
        {
            Some(Self::Mp3)
        } else {
            None
        }
    }

    /// The media type to serve it with and the ending of its name, without the dot.
    pub fn form(self, film: bool) -> (&'static str, &'static str) {
        match (self, film) {
            (Self::Mp4, true) => ("video/mp4", "mp4"),
            (Self::Mp4, false) => ("audio/mp4", "m4a"),
            (Self::WebM, true) => ("video/webm", "webm"),
            (Self::WebM, false) => ("audio/webm", "weba"),
            (Self::Mp3, _) => ("audio/mpeg", "mp3"),
            (Self::Ogg, _) => ("audio/ogg", "ogg"),
            (Self::Flac, _) => ("audio/flac", "flac"),
            (Self::Wav, _) => ("audio/wav", "wav"),
            (Self::Aac, _) => ("audio/aac", "aac"),
        }
    }

    /// The media type behind an ending of [`Container::form`].
    pub fn media_type(ending: &str) -> Option<&'static str> {
        const ALL: [Container; 7] = [
            Container::Mp4,
            Container::WebM,
            Container::Mp3,
            Container::Ogg,
            Container::Flac,
            Container::Wav,
            Container::Aac,
        ];
        let mut forms = ALL
            .into_iter()
            .flat_map(|container| [container.form(true), container.form(false)]);
        forms
            .find(|(_, extension)| *extension == ending)
            .map(|(media_type, _)| media_type)
    }
}

/// HEIC and AVIF pictures are packed like films.
fn is_picture(brand: Option<&[u8]>) -> bool {
    let brands: [&[u8]; 8] = [
        b"heic", b"heix", b"heim", b"hevc", b"mif1", b"msf1", b"avif", b"avis",
    ];
    brand.is_some_and(|brand| brands.contains(&brand))
}

/// What a film is to the client API: one without sound counts as a moving picture, as in Mastodon.
pub fn kind(recording: &Recording) -> MediaKind {
    match (&recording.film, &recording.sound) {
        (Some(_), Some(_)) => MediaKind::Video,
        (Some(_), None) => MediaKind::Gifv,
        (None, _) => MediaKind::Audio,
    }
}

/// Measures a film or a sound and cleans it in place. Reads and writes as much of the file as it needs; busy with the disk.
///
/// # Errors
/// [`MediaError`], with words for the sender. No content makes it panic.
pub fn inspect<F: FileLike>(file: &mut F, container: Container) -> Result<Recording, MediaError> {
    // After a panic nobody looks at the file again.
    let looked = catch_unwind(AssertUnwindSafe(|| {
        let mut source = Source::new(file)?;
        match container {
            Container::Mp4 => mp4::inspect(&mut source),
            Container::WebM => webm::inspect(&mut source),
            _ => sound::inspect(&mut source, container),
        }
    }));
    let recording = match looked {
        Ok(Ok(recording)) => recording,
        Ok(Err(Fault::Codec(name))) => return Err(MediaError::Codec(name)),
        Ok(Err(Fault::Disk)) => return Err(MediaError::Failed),
        Ok(Err(Fault::Broken)) | Err(_) => return Err(MediaError::BrokenRecording),
    };
    check(&recording)?;
    Ok(recording)
}

fn check(recording: &Recording) -> Result<(), MediaError> {
    let Some(film) = &recording.film else {
        return Ok(());
    };
    if film.width == 0 || film.height == 0 {
        return Err(MediaError::BrokenRecording);
    }
    if u64::from(film.width) * u64::from(film.height) > MAX_FRAME {
        return Err(MediaError::FilmTooLarge {
            width: film.width,
            height: film.height,
        });
    }
    let too_fast = film.frame_rate.is_some_and(|(frames, seconds)| {
        u64::from(frames) > u64::from(MAX_RATE) * u64::from(seconds)
    });
    match too_fast {
        true => Err(MediaError::FilmTooFast),
        false => Ok(()),
    }
}
