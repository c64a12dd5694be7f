//! Whether a picture file reaches its end. Decoders fill in what is missing with grey, which would hide a broken upload.

use super::sniff::ImageKind;

/// Whether the file has all the parts that its headers announce, up to its end mark.
pub(super) fn is_complete(kind: ImageKind, bytes: &[u8]) -> bool {
    match kind {
        ImageKind::Png => png(bytes).is_some(),
        ImageKind::Jpeg => jpeg(bytes).is_some(),
        // What follows the last block is one byte; programs that leave it out are common, decoders notice the rest.
        ImageKind::Gif => true,
        ImageKind::WebP => webp(bytes).is_some(),
    }
}

/// Walks the chunks to `IEND`.
fn png(bytes: &[u8]) -> Option<()> {
    let mut at = 8_usize;
    loop {
        let length = u32::from_be_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?);
        let name = bytes.get(at + 4..at + 8)?;
        let next = at
            .checked_add(12)?
            .checked_add(usize::try_from(length).ok()?)?;
        if next > bytes.len() {
            return None;
        }
        if name == b"IEND" {
            return Some(());
        }
        at = next;
    }
}

/// Walks the segments and the coded data between them to the end marker.
fn jpeg(bytes: &[u8]) -> Option<()> {
    let mut at = 2_usize;
    loop {
        // To the next marker: in coded data, 0xFF is followed by 0x00 or a restart marker.
        let marker = loop {
            let pair = bytes.get(at..at.checked_add(2)?)?;
            match pair {
                [0xff, 0xff] => at += 1,
                [0xff, 0x00 | 0x01 | 0xd0..=0xd7] => at += 2,
                [0xff, marker] => break *marker,
                _ => at += 1,
            }
        };
        at += 2;
        match marker {
            0xd9 => return Some(()),
            0xd8 => {}
            _ => {
                let length =
                    u16::from_be_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?);
                at = at.checked_add(usize::from(length))?;
            }
        }
    }
}

/// Compares the announced size.
fn webp(bytes: &[u8]) -> Option<()> {
    let size = u32::from_le_bytes(bytes.get(4..8)?.try_into().ok()?);
    (bytes.len() >= usize::try_from(size).ok()?.checked_add(8)?).then_some(())
}
