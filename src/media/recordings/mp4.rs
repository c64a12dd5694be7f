//! MP4 (ISO/IEC 14496-12) and QuickTime's form of it: boxes in boxes.
//!
//! What is not known to be needed for playing becomes a `free` box of zeros of the same length, so that no offset moves:
//! `udta` (QuickTime's `©xyz` is there), `meta` (Apple's location), `uuid` (XMP), and whole tracks of other things than
//! pictures and sound (GPS logs of cameras) together with their samples. Times of recording, names of tracks and of encoders
//! become zeros. A file of which such a track cannot be taken out as a whole is refused.

mod tracks;

use lofty::io::FileLike;

use self::tracks::{picture, sound};
use super::source::{Fault, Source};
use crate::domain::{Film, Recording, Sound};

/// Entries of a table that is read whole.
const MAX_TABLE: usize = 200_000;
/// Entries of the table of frame times; those of a film with a steady rate have one.
const MAX_TIMES: u64 = 1_000_000;

#[derive(Debug, Clone, Copy)]
struct Part {
    kind: [u8; 4],
    start: u64,
    body: u64,
    end: u64,
}

/// The boxes between two places.
fn parts<F: FileLike>(source: &mut Source<F>, from: u64, to: u64) -> Result<Vec<Part>, Fault> {
    let mut parts = Vec::new();
    let mut at = from;
    // A container may end with a few zeros.
    while to.saturating_sub(at) >= 8 {
        source.step()?;
        let kind = source.bytes(at + 4)?;
        let (body, size) = match source.u32(at)? {
            0 if to == source.len => (at + 8, to - at),
            1 => (at + 16, source.u64(at + 8)?),
            size => (at + 8, u64::from(size)),
        };
        let end = at.checked_add(size).ok_or(Fault::Broken)?;
        if end < body || end > to {
            return Err(Fault::Broken);
        }
        parts.push(Part {
            kind,
            start: at,
            body,
            end,
        });
        at = end;
    }
    Ok(parts)
}

impl Part {
    fn parts<F: FileLike>(&self, source: &mut Source<F>) -> Result<Vec<Self>, Fault> {
        parts(source, self.body, self.end)
    }

    /// Turns the box into empty space.
    fn blank<F: FileLike>(&self, source: &mut Source<F>) -> Result<(), Fault> {
        source.write(self.start + 4, b"free")?;
        source.wipe(self.body, self.end)
    }

    /// The place `offset` bytes into the box, if `length` bytes from there are inside.
    fn field(&self, offset: u64, length: u64) -> Result<u64, Fault> {
        let at = self.body + offset;
        match at + length <= self.end {
            true => Ok(at),
            false => Err(Fault::Broken),
        }
    }
}

#[derive(Default)]
struct Found {
    scale: u32,
    duration: u64,
    fragments: u64,
    film: Option<Film>,
    sound: Option<Sound>,
    /// A track of something else was taken out.
    removed: bool,
    /// Samples lie in pieces (`moof`), where the tables of a track do not say where.
    in_pieces: bool,
}

pub(super) fn inspect<F: FileLike>(source: &mut Source<F>) -> Result<Recording, Fault> {
    let mut found = Found::default();
    let mut movie = false;
    for part in parts(source, 0, source.len)? {
        match &part.kind {
            b"moov" => {
                movie = true;
                read_movie(source, &part, &mut found)?;
            }
            b"moof" => {
                found.in_pieces = true;
                clean_fragment(source, &part)?;
            }
            b"ftyp" | b"mdat" | b"mfra" | b"sidx" | b"styp" | b"pdin" | b"wide" => {}
            _ => part.blank(source)?,
        }
    }
    if !movie || (found.film.is_none() && found.sound.is_none()) {
        return Err(Fault::Broken);
    }
    if found.removed && found.in_pieces {
        return Err(Fault::Codec("data in pieces".to_owned()));
    }
    let duration = match found.fragments {
        0 => found.duration,
        fragments => fragments,
    };
    let millis = (found.scale > 0 && duration > 0)
        .then(|| u128::from(duration) * 1000 / u128::from(found.scale))
        .and_then(|millis| u64::try_from(millis).ok());
    Ok(Recording {
        millis,
        film: found.film,
        sound: found.sound,
    })
}

fn read_movie<F: FileLike>(
    source: &mut Source<F>,
    movie: &Part,
    found: &mut Found,
) -> Result<(), Fault> {
    for part in movie.parts(source)? {
        match &part.kind {
            b"mvhd" => {
                (found.scale, found.duration) = clock(source, &part)?;
                forget_when(source, &part)?;
            }
            b"mvex" => {
                let parts = part.parts(source)?;
                if let Some(part) = parts.iter().find(|part| &part.kind == b"mehd") {
                    let long = source.bytes::<1>(part.field(0, 1)?)? == [1];
                    found.fragments = match long {
                        true => source.u64(part.field(4, 8)?)?,
                        false => source.u32(part.field(4, 4)?)?.into(),
                    };
                }
            }
            b"trak" => read_track(source, &part, found)?,
            b"iods" => {}
            _ => part.blank(source)?,
        }
    }
    Ok(())
}

/// Time scale and duration of an `mvhd` or `mdhd`; a duration that is not known is 0.
fn clock<F: FileLike>(source: &mut Source<F>, part: &Part) -> Result<(u32, u64), Fault> {
    let (scale, duration) = match source.bytes::<1>(part.field(0, 1)?)? {
        [1] => (
            source.u32(part.field(20, 4)?)?,
            source.u64(part.field(24, 8)?)?,
        ),
        _ => match source.u32(part.field(16, 4)?)? {
            u32::MAX => (source.u32(part.field(12, 4)?)?, 0),
            duration => (source.u32(part.field(12, 4)?)?, duration.into()),
        },
    };
    Ok((scale, if duration == u64::MAX { 0 } else { duration }))
}

/// Overwrites when an `mvhd`, `tkhd` or `mdhd` says that it was made and changed.
fn forget_when<F: FileLike>(source: &mut Source<F>, part: &Part) -> Result<(), Fault> {
    let length = match source.bytes::<1>(part.field(0, 1)?)? {
        [1] => 16,
        _ => 8,
    };
    let at = part.field(4, length)?;
    source.wipe(at, at + length)
}

/// Of a moving picture as it is shown: width, height, and whether it is turned by a quarter.
fn shape<F: FileLike>(source: &mut Source<F>, part: &Part) -> Result<(u32, u32, bool), Fault> {
    let matrix = match source.bytes::<1>(part.field(0, 1)?)? {
        [1] => 52,
        _ => 40,
    };
    let mut number = |offset: u64| source.u32(part.field(matrix + offset, 4)?);
    let (a, b, d) = (number(0)?, number(4)?, number(16)?);
    let (width, height) = (number(36)? >> 16, number(40)? >> 16);
    Ok((width, height, a == 0 && d == 0 && b != 0))
}

fn read_track<F: FileLike>(
    source: &mut Source<F>,
    track: &Part,
    found: &mut Found,
) -> Result<(), Fault> {
    let mut shown = (0, 0, false);
    let mut clock_of_track = (0, 0);
    let mut handler = None;
    let mut tables: Vec<Part> = Vec::new();
    for part in track.parts(source)? {
        match &part.kind {
            b"tkhd" => {
                shown = shape(source, &part)?;
                forget_when(source, &part)?;
            }
            b"edts" => {}
            b"mdia" => {
                for part in part.parts(source)? {
                    match &part.kind {
                        b"mdhd" => {
                            clock_of_track = clock(source, &part)?;
                            forget_when(source, &part)?;
                        }
                        b"hdlr" => {
                            handler = Some(source.bytes::<4>(part.field(8, 4)?)?);
                            // Its name: of the camera, or what an editor called the track.
                            source.wipe(part.field(24, 0)?, part.end)?;
                        }
                        b"minf" => tables.extend(read_information(source, &part)?),
                        b"elng" => {}
                        _ => part.blank(source)?,
                    }
                }
            }
            _ => part.blank(source)?,
        }
    }
    let table = |kind: &[u8; 4]| tables.iter().find(|part| &part.kind == kind).copied();
    match handler.as_ref() {
        Some(b"vide") => {
            let (codec, width, height) = picture(source, &table(b"stsd").ok_or(Fault::Broken)?)?;
            let (width, height) = match shown {
                (0, _, _) | (_, 0, _) => (width, height),
                (width, height, _) => (width, height),
            };
            let turned = shown.2;
            let frame_rate = match table(b"stts") {
                Some(times) => rate(source, &times, clock_of_track.0)?,
                None => None,
            };
            found.film.get_or_insert(Film {
                codec,
                width: if turned { height } else { width },
                height: if turned { width } else { height },
                frame_rate,
            });
        }
        Some(b"soun") => {
            let sound = sound(source, &table(b"stsd").ok_or(Fault::Broken)?)?;
            found.sound.get_or_insert(sound);
        }
        _ => {
            wipe_samples(source, &table)?;
            track.blank(source)?;
            found.removed = true;
        }
    }
    Ok(())
}

/// The sample tables of a track.
fn read_information<F: FileLike>(
    source: &mut Source<F>,
    information: &Part,
) -> Result<Vec<Part>, Fault> {
    let mut tables = Vec::new();
    for part in information.parts(source)? {
        match &part.kind {
            b"stbl" => tables.extend(part.parts(source)?),
            b"vmhd" | b"smhd" | b"hdlr" | b"dinf" => {}
            _ => part.blank(source)?,
        }
    }
    Ok(tables)
}

fn clean_fragment<F: FileLike>(source: &mut Source<F>, fragment: &Part) -> Result<(), Fault> {
    for part in fragment.parts(source)? {
        match &part.kind {
            b"mfhd" => {}
            b"traf" => {
                for part in part.parts(source)? {
                    if matches!(&part.kind, b"udta" | b"meta" | b"uuid") {
                        part.blank(source)?;
                    }
                }
            }
            _ => part.blank(source)?,
        }
    }
    Ok(())
}

/// Frames a second, on average, from the table of the time each is shown.
fn rate<F: FileLike>(
    source: &mut Source<F>,
    table: &Part,
    scale: u32,
) -> Result<Option<(u32, u32)>, Fault> {
    const ENTRIES: u64 = 1024;
    let count = u64::from(source.u32(table.field(4, 4)?)?);
    let mut at = table.field(8, count.saturating_mul(8))?;
    if count > MAX_TIMES {
        return Ok(None);
    }
    let (mut frames, mut time, mut left) = (0_u128, 0_u128, count);
    while left > 0 {
        let now = left.min(ENTRIES);
        let block = source.block(at, now * 8, 8 * 1024)?;
        for entry in block.chunks_exact(8) {
            let number = |from: usize| {
                let bytes = entry.get(from..from + 4).and_then(|b| b.try_into().ok());
                u128::from(u32::from_be_bytes(bytes.unwrap_or_default()))
            };
            frames += number(0);
            time += number(0) * number(4);
        }
        at += now * 8;
        left -= now;
    }
    Ok(fraction(frames * u128::from(scale), time))
}

/// In lowest terms, and `None` where a part is nothing or too large.
fn fraction(over: u128, under: u128) -> Option<(u32, u32)> {
    let (mut a, mut b) = (over, under);
    while b > 0 {
        (a, b) = (b, a % b);
    }
    if over == 0 || under == 0 {
        return None;
    }
    match (u32::try_from(over / a), u32::try_from(under / a)) {
        (Ok(over), Ok(under)) => Some((over, under)),
        // An odd average, such as of a recording of a screen: to a thousandth.
        _ => {
            let thousandths = u32::try_from(over.checked_mul(1000)? / under).ok()?;
            (thousandths > 0).then_some((thousandths, 1000))
        }
    }
}

/// Overwrites what a track that is taken out has in the file.
fn wipe_samples<F: FileLike>(
    source: &mut Source<F>,
    table: &impl Fn(&[u8; 4]) -> Option<Part>,
) -> Result<(), Fault> {
    if table(b"stz2").is_some() {
        return Err(Fault::Codec("stz2".to_owned()));
    }
    let (Some(sizes), Some(groups)) = (table(b"stsz"), table(b"stsc")) else {
        return Ok(());
    };
    let chunks = match (table(b"stco"), table(b"co64")) {
        (Some(places), _) => numbers(source, &places, 4, 1)?,
        (None, Some(places)) => numbers(source, &places, 4, 2)?,
        (None, None) => return Ok(()),
    };
    let equal = u64::from(source.u32(sizes.field(4, 4)?)?);
    let count = source.u32(sizes.field(8, 4)?)? as usize;
    if count > MAX_TABLE {
        return Err(Fault::Broken);
    }
    let sizes = match equal {
        0 => numbers(source, &sizes, 8, 1)?,
        equal => vec![equal; count],
    };
    let groups = numbers(source, &groups, 4, 3)?;
    // First chunk, samples in each chunk.
    let groups: Vec<(u64, u64)> = groups
        .iter()
        .map(|three| (three >> 32, three & u64::from(u32::MAX)))
        .collect();
    let mut sizes = sizes.into_iter();
    let mut group = 0;
    for (number, place) in (1_u64..).zip(chunks) {
        while groups.get(group + 1).is_some_and(|next| next.0 <= number) {
            group += 1;
        }
        let samples = groups.get(group).map_or(0, |group| group.1);
        let samples = usize::try_from(samples).unwrap_or(MAX_TABLE);
        let length: u64 = sizes.by_ref().take(samples).sum();
        let end = place.checked_add(length).ok_or(Fault::Broken)?;
        source.wipe(place, end)?;
    }
    Ok(())
}

/// The entries of a table: each of one, two or three numbers of 32 bits, of which the first two are returned as one.
fn numbers<F: FileLike>(
    source: &mut Source<F>,
    table: &Part,
    count_at: u64,
    words: usize,
) -> Result<Vec<u64>, Fault> {
    let count = source.u32(table.field(count_at, 4)?)? as usize;
    if count > MAX_TABLE {
        return Err(Fault::Broken);
    }
    let length = (count * words * 4) as u64;
    let bytes = source.block(table.field(count_at + 4, length)?, length, MAX_TABLE * 12)?;
    let word = |bytes: &[u8]| {
        let four = bytes.first_chunk::<4>().copied().unwrap_or_default();
        u64::from(u32::from_be_bytes(four))
    };
    let entries = bytes.chunks_exact(words * 4).map(|entry| match words {
        1 => word(entry),
        _ => (word(entry) << 32) | word(entry.get(4..).unwrap_or_default()),
    });
    Ok(entries.collect())
}
