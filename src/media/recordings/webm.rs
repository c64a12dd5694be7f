//! WebM (Matroska, RFC 9559): elements in elements (EBML, RFC 8794).
//!
//! What is not known to be needed for playing (tags, chapters, titles, attached files) becomes `Void` elements of zeros of the same length.

use lofty::io::FileLike;

use super::source::{Fault, Source};
use crate::domain::{Film, Recording, Sound};

const HEAD: u32 = 0x1a45_dfa3;
const DOC_TYPE: u32 = 0x4282;
const SEGMENT: u32 = 0x1853_8067;
const SEEK_HEAD: u32 = 0x114d_9b74;
const CUES: u32 = 0x1c53_bb6b;
/// Only elements of the first level have names this long.
const FIRST_LEVEL: u32 = 0x1000_0000;
const INFO: u32 = 0x1549_a966;
const SCALE: u32 = 0x002a_d7b1;
const DURATION: u32 = 0x4489;
const MUXING_APP: u32 = 0x4d80;
const WRITING_APP: u32 = 0x5741;
const TRACKS: u32 = 0x1654_ae6b;
const TRACK: u32 = 0xae;
const TRACK_NAME: u32 = 0x536e;
const TRACK_TYPE: u32 = 0x83;
const CODEC: u32 = 0x86;
const FRAME_TIME: u32 = 0x0023_e383;
const VIDEO: u32 = 0xe0;
const WIDTH: u32 = 0xb0;
const HEIGHT: u32 = 0xba;
const AUDIO: u32 = 0xe1;
const HERTZ: u32 = 0xb5;
const CHANNELS: u32 = 0x9f;
/// A sum over the element around it, which is wrong once something in there is blank.
const CHECKSUM: u32 = 0xbf;
const CLUSTER: u32 = 0x1f43_b675;
const CLUSTER_TIME: u32 = 0xe7;
const BLOCK_GROUP: u32 = 0xa0;
const BLOCK: u32 = 0xa1;
const SIMPLE_BLOCK: u32 = 0xa3;
const VOID: u8 = 0xec;

#[derive(Debug, Clone, Copy)]
struct Element {
    id: u32,
    start: u64,
    body: u64,
    /// `None`: to where the element around it ends, or another begins; in recordings that were written as they came.
    end: Option<u64>,
}

fn element<F: FileLike>(source: &mut Source<F>, at: u64, limit: u64) -> Result<Element, Fault> {
    source.step()?;
    let (head, read) = source.up_to::<12>(at, limit)?;
    let head = head.get(..read).ok_or(Fault::Broken)?;
    let first = head.first().ok_or(Fault::Broken)?;
    let id_length = first.leading_zeros() as usize + 1;
    let size = head.get(id_length..).ok_or(Fault::Broken)?;
    if id_length > 4 {
        return Err(Fault::Broken);
    }
    let id = number(head.get(..id_length).ok_or(Fault::Broken)?);
    let first = size.first().ok_or(Fault::Broken)?;
    let size_length = first.leading_zeros() as usize + 1;
    let size = size.get(..size_length).ok_or(Fault::Broken)?;
    if size_length > 8 {
        return Err(Fault::Broken);
    }
    let mask = (1_u64 << (7 * size_length)) - 1;
    let length = number(size) & mask;
    let body = at + (id_length + size_length) as u64;
    let end = match length == mask {
        true => None,
        false => Some(
            body.checked_add(length)
                .filter(|end| *end <= limit)
                .ok_or(Fault::Broken)?,
        ),
    };
    Ok(Element {
        id: u32::try_from(id).map_err(|_| Fault::Broken)?,
        start: at,
        body,
        end,
    })
}

fn number(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0, |number, byte| (number << 8) | u64::from(*byte))
}

impl Element {
    fn end(&self) -> Result<u64, Fault> {
        self.end.ok_or(Fault::Broken)
    }

    fn children<F: FileLike>(&self, source: &mut Source<F>) -> Result<Vec<Self>, Fault> {
        let (mut at, end) = (self.body, self.end()?);
        let mut children = Vec::new();
        while at < end {
            let child = element(source, at, end)?;
            at = child.end()?;
            children.push(child);
        }
        Ok(children)
    }

    fn bytes<F: FileLike>(&self, source: &mut Source<F>, most: usize) -> Result<Vec<u8>, Fault> {
        source.block(self.body, self.end()? - self.body, most)
    }

    fn unsigned<F: FileLike>(&self, source: &mut Source<F>) -> Result<u64, Fault> {
        Ok(number(&self.bytes(source, 8)?))
    }

    fn float<F: FileLike>(&self, source: &mut Source<F>) -> Result<f64, Fault> {
        let bytes = self.bytes(source, 8)?;
        Ok(
            match (bytes.as_slice().try_into(), bytes.as_slice().try_into()) {
                (Ok(four), _) => f32::from_be_bytes(four).into(),
                (_, Ok(eight)) => f64::from_be_bytes(eight),
                _ => 0.0,
            },
        )
    }

    fn text<F: FileLike>(&self, source: &mut Source<F>) -> Result<String, Fault> {
        let bytes = self.bytes(source, 64)?;
        Ok(String::from_utf8_lossy(&bytes)
            .trim_end_matches('\0')
            .to_owned())
    }

    /// Turns the element into empty space.
    fn blank<F: FileLike>(&self, source: &mut Source<F>) -> Result<(), Fault> {
        let end = self.end()?;
        let length = end - self.start;
        source.wipe(self.start, end)?;
        // The size takes eight bytes where there is room, else one.
        match length.checked_sub(9) {
            Some(rest) => {
                source.write(self.start, &[VOID])?;
                source.write(self.start + 1, &((1_u64 << 56) | rest).to_be_bytes())
            }
            None => {
                let rest = u8::try_from(length.saturating_sub(2)).map_err(|_| Fault::Broken)?;
                source.write(self.start, &[VOID, 0x80 | rest])
            }
        }
    }
}

#[derive(Default)]
struct Found {
    /// Nanoseconds of one tick.
    scale: u64,
    /// In ticks, as it is written down.
    duration: Option<f64>,
    film: Option<Film>,
    sound: Option<Sound>,
    cluster: u64,
    /// The latest block, in ticks.
    last: u64,
}

pub(super) fn inspect<F: FileLike>(source: &mut Source<F>) -> Result<Recording, Fault> {
    let len = source.len;
    let head = element(source, 0, len)?;
    if head.id != HEAD || head.end()? > 4096 {
        return Err(Fault::Broken);
    }
    let kind = head.children(source)?;
    let kind = kind.iter().find(|child| child.id == DOC_TYPE);
    match kind.map(|kind| kind.text(source)).transpose()?.as_deref() {
        Some("webm") => {}
        other => return Err(Fault::Codec(other.unwrap_or("EBML").to_owned())),
    }
    let segment = element(source, head.end()?, len)?;
    if segment.id != SEGMENT {
        return Err(Fault::Broken);
    }
    let end = segment.end.unwrap_or(len);
    let mut found = Found {
        scale: 1_000_000,
        ..Found::default()
    };
    let mut at = segment.body;
    while at < end {
        let element = element(source, at, end)?;
        at = match read(source, &element, &mut found)? {
            true => element.body,
            false => element.end()?,
        };
    }
    if found.film.is_none() && found.sound.is_none() {
        return Err(Fault::Broken);
    }
    // Nobody plays what stands behind the segment.
    source.wipe(end, len)?;
    let ticks = found.duration.unwrap_or(found.last as f64);
    let millis = ticks * found.scale as f64 / 1e6;
    Ok(Recording {
        millis: whole(millis).filter(|millis| *millis > 0),
        film: found.film,
        sound: found.sound,
    })
}

/// A number of milliseconds that makes sense.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "looked at before"
)]
fn whole(millis: f64) -> Option<u64> {
    (millis.is_finite() && (0.0..1e12).contains(&millis)).then_some(millis.round() as u64)
}

/// Tells whether to go on inside the element.
fn read<F: FileLike>(
    source: &mut Source<F>,
    element: &Element,
    found: &mut Found,
) -> Result<bool, Fault> {
    match element.id {
        INFO => {
            for child in element.children(source)? {
                match child.id {
                    SCALE => found.scale = child.unsigned(source)?,
                    DURATION => {
                        found.duration = Some(child.float(source)?).filter(|ticks| *ticks > 0.0);
                    }
                    MUXING_APP | WRITING_APP => {}
                    // A title, the name of the file, the day.
                    _ => child.blank(source)?,
                }
            }
        }
        TRACKS => {
            for child in element.children(source)? {
                match child.id {
                    TRACK => track(source, &child, found)?,
                    _ => child.blank(source)?,
                }
            }
        }
        // Looked into only where the length of the recording is not written down.
        CLUSTER => return Ok(element.end.is_none() || found.duration.is_none()),
        BLOCK_GROUP => return Ok(true),
        CLUSTER_TIME => found.cluster = element.unsigned(source)?,
        BLOCK | SIMPLE_BLOCK => {
            let (head, read) = source.up_to::<10>(element.body, element.end()?)?;
            let head = head.get(..read).unwrap_or_default();
            let track = head
                .first()
                .map_or(8, |first| first.leading_zeros() as usize)
                + 1;
            if let Some(&[high, low]) = head.get(track..track + 2) {
                let moved = i64::from(i16::from_be_bytes([high, low]));
                found.last = found.last.max(found.cluster.saturating_add_signed(moved));
            }
        }
        SEEK_HEAD | CUES => {}
        // Tags, attached files, chapters, and whatever may come.
        id if id >= FIRST_LEVEL || id == CHECKSUM || id == u32::from(VOID) => {
            element.blank(source)?;
        }
        _ => {}
    }
    Ok(false)
}

fn track<F: FileLike>(
    source: &mut Source<F>,
    track: &Element,
    found: &mut Found,
) -> Result<(), Fault> {
    let (mut kind, mut codec, mut frame_time) = (0, String::new(), 0);
    let (mut width, mut height, mut hertz, mut channels) = (0, 0, 0.0, 0);
    for child in track.children(source)? {
        match child.id {
            TRACK_TYPE => kind = child.unsigned(source)?,
            CODEC => codec = child.text(source)?,
            FRAME_TIME => frame_time = child.unsigned(source)?,
            TRACK_NAME | CHECKSUM => child.blank(source)?,
            VIDEO => {
                for part in child.children(source)? {
                    match part.id {
                        WIDTH => width = part.unsigned(source)?,
                        HEIGHT => height = part.unsigned(source)?,
                        _ => {}
                    }
                }
            }
            AUDIO => {
                for part in child.children(source)? {
                    match part.id {
                        HERTZ => hertz = part.float(source)?,
                        CHANNELS => channels = part.unsigned(source)?,
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    let name = match (kind, codec.as_str()) {
        (1, "V_VP8") => "vp8",
        (1, "V_VP9") => "vp9",
        (1, "V_AV1") => "av1",
        (2, "A_OPUS") => "opus",
        (2, "A_VORBIS") => "vorbis",
        _ => return Err(Fault::Codec(codec)),
    };
    match kind {
        1 => {
            found.film.get_or_insert(Film {
                codec: name.to_owned(),
                width: u32::try_from(width).map_err(|_| Fault::Broken)?,
                height: u32::try_from(height).map_err(|_| Fault::Broken)?,
                frame_rate: rate(frame_time),
            });
        }
        _ => {
            found.sound.get_or_insert(Sound {
                codec: name.to_owned(),
                bitrate: None,
                channels: u16::try_from(channels)
                    .ok()
                    .filter(|channels| *channels > 0),
                hertz: whole(hertz)
                    .and_then(|hertz| u32::try_from(hertz).ok())
                    .filter(|hertz| *hertz > 0),
            });
        }
    }
    Ok(())
}

/// The usual rate that is meant by a time of so many nanoseconds a frame.
fn rate(frame_time: u64) -> Option<(u32, u32)> {
    let rate = match frame_time {
        0 => return None,
        time => 1e9 / time as f64,
    };
    let near = |rate: f64| whole(rate).filter(|whole| (rate - *whole as f64).abs() < 0.005);
    let found = match (near(rate), near(rate * 1.001)) {
        (Some(rate), _) => (rate, 1),
        (None, Some(rate)) => (rate * 1000, 1001),
        (None, None) => (whole(rate * 1000.0)?, 1000),
    };
    let (over, under) = (u32::try_from(found.0).ok()?, found.1);
    (over > 0).then_some((over, under))
}
