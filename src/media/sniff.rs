//! What a file is, by its content alone. Names and media types that senders state are never believed.

use super::MediaError;
use super::office;

/// The allowed types, for people.
pub(super) const ALLOWED: &str = "pictures (PNG, JPEG, GIF, WebP), films (MP4, WebM), sound (MP3, M4A, Ogg, FLAC, WAV, AAC) and documents (PDF, plain text in UTF-8, Word, Excel, \
                                  PowerPoint and OpenDocument files without macros)";

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Shown in pages, after it has been made anew.
    Image(ImageKind),
    /// Kept as it is and only ever offered as a download.
    File(FileKind),
}

/// Kinds of picture that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ImageKind {
    /// Portable Network Graphics.
    Png,
    /// JPEG.
    Jpeg,
    /// GIF, perhaps animated.
    Gif,
    /// WebP.
    WebP,
}

impl ImageKind {
    /// For people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Png => "PNG",
            Self::Jpeg => "JPEG",
            Self::Gif => "GIF",
            Self::WebP => "WebP",
        }
    }

    pub(super) fn format(self) -> image::ImageFormat {
        match self {
            Self::Png => image::ImageFormat::Png,
            Self::Jpeg => image::ImageFormat::Jpeg,
            Self::Gif => image::ImageFormat::Gif,
            Self::WebP => image::ImageFormat::WebP,
        }
    }
}

/// Kinds of file that are kept as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// Portable Document Format.
    Pdf,
    /// Plain text in UTF-8.
    Text,
    /// Word processing, Office Open XML.
    Docx,
    /// Spreadsheet, Office Open XML.
    Xlsx,
    /// Presentation, Office Open XML.
    Pptx,
    /// Word processing, OpenDocument.
    Odt,
    /// Spreadsheet, OpenDocument.
    Ods,
    /// Presentation, OpenDocument.
    Odp,
}

impl FileKind {
    /// The media type to serve it with.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Text => "text/plain; charset=utf-8",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Pptx => {
                "application/vnd.openxmlformats-officedocument.presentationml.presentation"
            }
            Self::Odt => "application/vnd.oasis.opendocument.text",
            Self::Ods => "application/vnd.oasis.opendocument.spreadsheet",
            Self::Odp => "application/vnd.oasis.opendocument.presentation",
        }
    }

    /// The ending of its name, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Text => "txt",
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
            Self::Pptx => "pptx",
            Self::Odt => "odt",
            Self::Ods => "ods",
            Self::Odp => "odp",
        }
    }
}

/// Tells what `bytes` are.
///
/// # Errors
/// [`MediaError::Empty`] and [`MediaError::Unsupported`].
pub fn sniff(bytes: &[u8]) -> Result<Kind, MediaError> {
    if bytes.is_empty() {
        return Err(MediaError::Empty);
    }
    if let Some(kind) = image_kind(bytes) {
        return Ok(Kind::Image(kind));
    }
    if bytes.starts_with(b"%PDF-") {
        return Ok(Kind::File(FileKind::Pdf));
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return office::kind(bytes)
            .map(Kind::File)
            .ok_or(MediaError::Unsupported);
    }
    if is_plain_text(bytes) {
        Ok(Kind::File(FileKind::Text))
    } else {
        Err(MediaError::Unsupported)
    }
}

fn image_kind(bytes: &[u8]) -> Option<ImageKind> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some(ImageKind::Png)
    } else if bytes.starts_with(b"\xff\xd8\xff") {
        Some(ImageKind::Jpeg)
    } else if bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a") {
        Some(ImageKind::Gif)
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        Some(ImageKind::WebP)
    } else {
        None
    }
}

/// UTF-8 without control characters, and not the beginning of something that browsers would run.
fn is_plain_text(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return false;
    };
    let text = text.trim_start_matches('\u{feff}');
    let markup = text.trim_start().starts_with('<');
    !markup
        && !text
            .chars()
            .any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_decides() {
        for (bytes, want) in [
            (&b""[..], Err(MediaError::Empty)),
            (b"\x89PNG\r\n\x1a\nrest", Ok(Kind::Image(ImageKind::Png))),
            (b"\xff\xd8\xff\xe0", Ok(Kind::Image(ImageKind::Jpeg))),
            (b"GIF89a", Ok(Kind::Image(ImageKind::Gif))),
            (b"RIFF\x04\0\0\0WEBP", Ok(Kind::Image(ImageKind::WebP))),
            (b"RIFF\x04\0\0\0WAVE", Err(MediaError::Unsupported)),
            (b"%PDF-1.7\n\x80", Ok(Kind::File(FileKind::Pdf))),
            (
                "Notulen: één punt\r\n\tklaar".as_bytes(),
                Ok(Kind::File(FileKind::Text)),
            ),
            (b"\xef\xbb\xbfa,b\n1,2", Ok(Kind::File(FileKind::Text))),
            (b"a\0b", Err(MediaError::Unsupported)),
            (b"caf\xe9", Err(MediaError::Unsupported)),
            (b" \n<!doctype html>", Err(MediaError::Unsupported)),
            (b"<svg onload=alert(1)>", Err(MediaError::Unsupported)),
            (
                b"\xef\xbb\xbf<?xml version=\"1.0\"?>",
                Err(MediaError::Unsupported),
            ),
            (b"MZ\x90\0", Err(MediaError::Unsupported)),
            (b"PK\x03\x04not really", Err(MediaError::Unsupported)),
            (b"\x1f\x8b\x08", Err(MediaError::Unsupported)),
        ] {
            assert_eq!(sniff(bytes), want, "{:?}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn the_refusal_says_what_is_allowed() {
        let text = MediaError::Unsupported.to_string();
        for word in ["PNG", "JPEG", "PDF", "Word", "OpenDocument"] {
            assert!(text.contains(word), "{text}");
        }
    }
}
