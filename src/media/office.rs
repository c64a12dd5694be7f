//! Office documents: zip archives that are told apart by the names inside. Nothing is unpacked.

use super::sniff::FileKind;

/// Archives with more entries are refused.
const MAX_ENTRIES: usize = 20_000;
/// The end record is at most this far from the end (its comment is at most 65,535 bytes long).
const END_SEARCH: usize = 22 + 65_535;

/// What kind of document a zip archive is; none for other archives, broken ones, and documents with macros.
pub(super) fn kind(bytes: &[u8]) -> Option<FileKind> {
    let names = names(bytes)?;
    let has = |wanted: &str| {
        names
            .iter()
            .any(|name| name.eq_ignore_ascii_case(wanted.as_bytes()))
    };
    let macros = names.iter().any(|name| {
        let name = name.to_ascii_lowercase();
        name.ends_with(b"vbaproject.bin") || name.starts_with(b"basic/")
    });
    if macros {
        return None;
    }
    if has("[Content_Types].xml") {
        return [
            ("word/document.xml", FileKind::Docx),
            ("xl/workbook.xml", FileKind::Xlsx),
            ("ppt/presentation.xml", FileKind::Pptx),
        ]
        .into_iter()
        .find_map(|(name, kind)| has(name).then_some(kind));
    }
    open_document(bytes)
}

/// OpenDocument files begin with an entry `mimetype` that holds the media type, not compressed.
fn open_document(bytes: &[u8]) -> Option<FileKind> {
    let stored = u16_at(bytes, 8)? == 0;
    let name_length = usize::from(u16_at(bytes, 26)?);
    let extra_length = usize::from(u16_at(bytes, 28)?);
    let size = usize::try_from(u32_at(bytes, 18)?).ok()?;
    let name = bytes.get(30..30 + name_length)?;
    let start = 30 + name_length + extra_length;
    let content = bytes.get(start..start.checked_add(size)?)?;
    if !stored || name != b"mimetype" {
        return None;
    }
    [FileKind::Odt, FileKind::Ods, FileKind::Odp]
        .into_iter()
        .find(|kind| kind.media_type().as_bytes() == content)
}

/// The names in the central directory.
fn names(bytes: &[u8]) -> Option<Vec<&[u8]>> {
    let tail_start = bytes.len().saturating_sub(END_SEARCH);
    let tail = bytes.get(tail_start..)?;
    let end = tail_start
        + tail
            .windows(4)
            .rposition(|window| window == b"PK\x05\x06")?;
    let count = usize::from(u16_at(bytes, end + 10)?);
    let mut at = usize::try_from(u32_at(bytes, end + 16)?).ok()?;
    if count == 0 || count > MAX_ENTRIES {
        return None;
    }
    let mut names = Vec::with_capacity(count);
    for _ in 0..count {
        if bytes.get(at..at.checked_add(4)?)? != b"PK\x01\x02" {
            return None;
        }
        let name_length = usize::from(u16_at(bytes, at + 28)?);
        let extra_length = usize::from(u16_at(bytes, at + 30)?);
        let comment_length = usize::from(u16_at(bytes, at + 32)?);
        names.push(bytes.get(at + 46..at + 46 + name_length)?);
        at += 46 + name_length + extra_length + comment_length;
    }
    Some(names)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let pair = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(pair.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(four.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic
    )]
    use super::*;
    use crate::media::MediaError;
    use crate::media::sniff::{Kind, sniff};

    /// A zip archive of stored entries.
    fn zip(entries: &[(&str, &str)]) -> Vec<u8> {
        let (mut out, mut directory) = (Vec::new(), Vec::new());
        for (name, content) in entries {
            let offset = u32::try_from(out.len()).unwrap();
            let (name_length, size) = (
                u16::try_from(name.len()).unwrap(),
                u32::try_from(content.len()).unwrap(),
            );
            let mut common = Vec::new();
            common.extend([20, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
            common.extend(0u32.to_le_bytes());
            common.extend(size.to_le_bytes());
            common.extend(size.to_le_bytes());
            common.extend(name_length.to_le_bytes());
            common.extend([0, 0]);
            out.extend(b"PK\x03\x04");
            out.extend(&common);
            out.extend(name.as_bytes());
            out.extend(content.as_bytes());
            directory.extend(b"PK\x01\x02\x14\0");
            directory.extend(&common);
            directory.extend([0; 10]);
            directory.extend(offset.to_le_bytes());
            directory.extend(name.as_bytes());
        }
        let (start, size) = (
            u32::try_from(out.len()).unwrap(),
            u32::try_from(directory.len()).unwrap(),
        );
        let count = u16::try_from(entries.len()).unwrap();
        out.extend(&directory);
        out.extend(b"PK\x05\x06\0\0\0\0");
        out.extend(count.to_le_bytes());
        out.extend(count.to_le_bytes());
        out.extend(size.to_le_bytes());
        out.extend(start.to_le_bytes());
        out.extend([0, 0]);
        out
    }

    #[test]
    fn tells_documents_from_other_archives() {
        let types = ("[Content_Types].xml", "");
        let odt = "application/vnd.oasis.opendocument.text";
        for (entries, want) in [
            (vec![types, ("word/document.xml", "")], Some(FileKind::Docx)),
            (vec![("xl/workbook.xml", ""), types], Some(FileKind::Xlsx)),
            (
                vec![types, ("ppt/presentation.xml", "")],
                Some(FileKind::Pptx),
            ),
            (
                vec![
                    types,
                    ("word/document.xml", ""),
                    ("word/vbaProject.bin", ""),
                ],
                None,
            ),
            (vec![types], None),
            (
                vec![("mimetype", odt), ("content.xml", "")],
                Some(FileKind::Odt),
            ),
            (
                vec![(
                    "mimetype",
                    "application/vnd.oasis.opendocument.presentation",
                )],
                Some(FileKind::Odp),
            ),
            (
                vec![("mimetype", odt), ("Basic/Standard/Module1.xml", "")],
                None,
            ),
            (vec![("content.xml", ""), ("mimetype", odt)], None),
            (vec![("mimetype", "application/epub+zip")], None),
            (vec![("evil.exe", "MZ")], None),
        ] {
            let archive = zip(&entries);
            assert_eq!(kind(&archive), want, "{entries:?}");
            let sniffed = want.map(Kind::File).ok_or(MediaError::Unsupported);
            assert_eq!(sniff(&archive), sniffed);
        }
    }

    #[test]
    fn cut_off_and_changed_archives_never_panic() {
        let archive = zip(&[("[Content_Types].xml", "x"), ("word/document.xml", "y")]);
        // The last two bytes are the length of a comment that nobody reads.
        for end in 0..archive.len() - 2 {
            assert_eq!(kind(&archive[..end]), None);
        }
        for at in 0..archive.len() {
            for value in [0, 0x7f, 0xff] {
                let mut changed = archive.clone();
                changed[at] = value;
                let _ = kind(&changed);
            }
        }
    }
}
