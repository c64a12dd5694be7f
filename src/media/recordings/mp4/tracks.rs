//! What the tracks of an MP4 file say of their pictures and their sound.

use lofty::io::FileLike;

use super::{Part, parts};
use crate::domain::Sound;
use crate::media::recordings::source::{Fault, Source};

/// Descriptions of the samples of one track.
const MAX_DESCRIPTIONS: u32 = 16;

/// The places of the descriptions in an `stsd`, with the code of each.
fn descriptions<F: FileLike>(
    source: &mut Source<F>,
    table: &Part,
) -> Result<Vec<(Part, String)>, Fault> {
    let count = source.u32(table.field(4, 4)?)?;
    if count == 0 || count > MAX_DESCRIPTIONS {
        return Err(Fault::Broken);
    }
    let found = parts(source, table.field(8, 8)?, table.end)?;
    let named = found.into_iter().take(count as usize).map(|part| {
        let code = part.kind.iter().map(|byte| match byte.is_ascii_graphic() {
            true => char::from(*byte),
            false => ' ',
        });
        (part, code.collect::<String>().trim().to_owned())
    });
    Ok(named.collect())
}

pub(super) fn picture<F: FileLike>(
    source: &mut Source<F>,
    table: &Part,
) -> Result<(String, u32, u32), Fault> {
    let found = descriptions(source, table)?;
    for (_, code) in &found {
        if !matches!(
            code.as_str(),
            "avc1" | "avc3" | "hvc1" | "hev1" | "av01" | "vp08" | "vp09"
        ) {
            return Err(Fault::Codec(code.clone()));
        }
    }
    for (part, _) in &found {
        // What the encoder calls itself.
        let at = part.field(42, 32)?;
        source.wipe(at, at + 32)?;
    }
    let (first, code) = found.into_iter().next().ok_or(Fault::Broken)?;
    let name = match code.as_str() {
        "hvc1" | "hev1" => "hevc",
        "av01" => "av1",
        "vp08" => "vp8",
        "vp09" => "vp9",
        _ => "h264",
    };
    let width = source.u16(first.field(24, 2)?)?;
    let height = source.u16(first.field(26, 2)?)?;
    Ok((name.to_owned(), width.into(), height.into()))
}

pub(super) fn sound<F: FileLike>(source: &mut Source<F>, table: &Part) -> Result<Sound, Fault> {
    let found = descriptions(source, table)?;
    for (_, code) in &found {
        if !matches!(code.as_str(), "mp4a" | "Opus" | "fLaC" | ".mp3") {
            return Err(Fault::Codec(code.clone()));
        }
    }
    let (first, code) = found.into_iter().next().ok_or(Fault::Broken)?;
    let name = match code.as_str() {
        "Opus" => "opus",
        "fLaC" => "flac",
        ".mp3" => "mp3",
        _ => "aac",
    };
    // The number in the box itself says 2 of nearly every AAC sound.
    let channels = match aac_channels(source, &first)? {
        Some(channels) => channels,
        None => source.u16(first.field(16, 2)?)?,
    };
    let hertz = source.u32(first.field(24, 4)?)? >> 16;
    Ok(Sound {
        codec: name.to_owned(),
        bitrate: None,
        channels: Some(channels).filter(|channels| *channels > 0),
        hertz: Some(hertz).filter(|hertz| *hertz > 0),
    })
}

/// The channels that an AAC sound says of itself: in the AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1) of its `esds` box
/// (ISO/IEC 14496-1, 7.2.6), which QuickTime puts into a box `wave`. `None` where it does not tell.
fn aac_channels<F: FileLike>(source: &mut Source<F>, entry: &Part) -> Result<Option<u16>, Fault> {
    let fixed = match source.u16(entry.field(8, 2)?)? {
        1 => 44,
        2 => 64,
        _ => 28,
    };
    let find = |parts: Vec<Part>, kind: &[u8; 4]| parts.into_iter().find(|part| &part.kind == kind);
    let inside = unless_broken(parts(source, entry.body + fixed, entry.end))?.unwrap_or_default();
    let inside = match find(inside.clone(), b"wave") {
        Some(wave) => unless_broken(wave.parts(source))?.unwrap_or_default(),
        None => inside,
    };
    let Some(box_of_it) = find(inside, b"esds") else {
        return Ok(None);
    };
    let (bytes, length) = source.up_to::<64>(box_of_it.body, box_of_it.end)?;
    Ok(bytes.get(4..length).and_then(channels_in_descriptor))
}

/// What cannot be read is not told.
fn unless_broken<T>(read: Result<T, Fault>) -> Result<Option<T>, Fault> {
    match read {
        Err(Fault::Broken) => Ok(None),
        read => read.map(Some),
    }
}

fn channels_in_descriptor(bytes: &[u8]) -> Option<u16> {
    let stream = inside(bytes, 3)?;
    let flags = *stream.get(2)?;
    let address = match flags & 0x40 {
        0 => 0,
        _ => 1 + usize::from(*stream.get(3)?),
    };
    let two = |flag: u8| if flags & flag == 0 { 0 } else { 2 };
    let decoder = inside(stream.get(3 + two(0x80) + address + two(0x20)..)?, 4)?;
    let config = inside(decoder.get(13..)?, 5)?;
    let bits = config
        .iter()
        .take(8)
        .fold((0_u64, 0_u32), |(all, many), byte| {
            ((all << 8) | u64::from(*byte), many + 8)
        });
    let take = |at: u32, count: u32| {
        let right = bits.1.checked_sub(at + count)?;
        Some((bits.0 >> right) & ((1 << count) - 1))
    };
    let mut at = if take(0, 5)? == 31 { 11 } else { 5 };
    at += if take(at, 4)? == 15 { 28 } else { 4 };
    match take(at, 4)? {
        count @ 1..=6 => u16::try_from(count).ok(),
        7 => Some(8),
        _ => None,
    }
}

/// What is in the descriptor of a kind that begins here.
fn inside(bytes: &[u8], tag: u8) -> Option<&[u8]> {
    let (found, mut rest) = bytes.split_first()?;
    let mut length = 0;
    for _ in 0..4 {
        let (byte, after) = rest.split_first()?;
        rest = after;
        length = (length << 7) | usize::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            break;
        }
    }
    (*found == tag).then(|| rest.get(..length.min(rest.len())))?
}
