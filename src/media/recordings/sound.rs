//! Sound by itself: MP3, Ogg, FLAC, WAV, AAC. Measured by `lofty`, which also takes the tags out.

use std::io::BufReader;

use lofty::config::{GlobalOptions, ParseOptions, WriteOptions, apply_global_options};
use lofty::file::{AudioFile, FileType};
use lofty::io::FileLike;
use lofty::probe::Probe;
use lofty::tag::TagType;

use super::Container;
use super::source::{Fault, Source};
use crate::domain::{Recording, Sound};

/// Memory for one item of a tag: pictures of covers are some hundred kilobytes.
const MAX_ITEM: usize = 16 * 1024 * 1024;

/// Tags of one kind in one file.
const MAX_TAGS: usize = 8;

pub(super) fn inspect<F: FileLike>(
    source: &mut Source<F>,
    container: Container,
) -> Result<Recording, Fault> {
    // Holds for this thread, on which nothing else uses the library.
    apply_global_options(
        GlobalOptions::new()
            .use_custom_resolvers(false)
            .allocation_limit(MAX_ITEM),
    );
    let (kind, codec) = match container {
        Container::Mp3 => (FileType::Mpeg, "mp3"),
        Container::Flac => (FileType::Flac, "flac"),
        Container::Wav => (FileType::Wav, "pcm"),
        Container::Aac => (FileType::Aac, "aac"),
        _ => ogg(source)?,
    };
    let options = ParseOptions::new().read_tags(false).read_cover_art(false);
    let tags = [
        TagType::Id3v2,
        TagType::Id3v1,
        TagType::Ape,
        TagType::VorbisComments,
        TagType::RiffInfo,
    ];
    match container {
        Container::Wav => clean_wav(source)?,
        _ => {
            for tag in tags {
                if kind.tag_support(tag).is_readable() {
                    remove(source, tag)?;
                }
            }
        }
    }
    if container == Container::Flac {
        source.measure()?;
        clean_flac(source)?;
    }
    source.file.rewind()?;
    let read = Probe::with_file_type(BufReader::new(&mut *source.file), kind)
        .options(options)
        .read()
        .map_err(|_| Fault::Broken)?;
    let told = read.properties();
    let millis = u64::try_from(told.duration().as_millis()).map_err(|_| Fault::Broken)?;
    // What has no sound in it is a file that only begins like one.
    if millis == 0 {
        return Err(Fault::Broken);
    }
    Ok(Recording {
        millis: Some(millis),
        film: None,
        sound: Some(Sound {
            codec: codec.to_owned(),
            bitrate: told
                .audio_bitrate()
                .map(|kilobits| kilobits.saturating_mul(1000)),
            channels: told.channels().map(u16::from),
            hertz: told.sample_rate(),
        }),
    })
}

/// Takes a tag out, and others of its kind behind it.
fn remove<F: FileLike>(source: &mut Source<F>, tag: TagType) -> Result<(), Fault> {
    for _ in 0..MAX_TAGS {
        source.measure()?;
        let before = source.len;
        // Asked beforehand, since `lofty` adds an empty one where there is none to be taken out.
        if tag == TagType::Id3v1 && !ends_with_id3v1(source)? {
            return Ok(());
        }
        source.file.rewind()?;
        tag.remove_from(source.file, WriteOptions::default())
            .map_err(|_| Fault::Broken)?;
        source.measure()?;
        if source.len == before {
            return Ok(());
        }
    }
    Err(Fault::Broken)
}

fn ends_with_id3v1<F: FileLike>(source: &mut Source<F>) -> Result<bool, Fault> {
    match source.len.checked_sub(128) {
        Some(at) => Ok(&source.bytes::<3>(at)? == b"TAG"),
        None => Ok(false),
    }
}

/// Which sound is in an Ogg file: the first page says. One with several streams is a film, or something else that browsers
/// do not play.
fn ogg<F: FileLike>(source: &mut Source<F>) -> Result<(FileType, &'static str), Fault> {
    let head: [u8; 27] = source.bytes(0)?;
    let [.., segments] = head;
    let lengths = source.block(27, segments.into(), 255)?;
    let body = 27 + u64::from(segments);
    let length: u64 = lengths.iter().map(|length| u64::from(*length)).sum();
    let (name, _) = source.up_to::<8>(body, source.len)?;
    let next: [u8; 6] = source.bytes(body + length)?;
    let [.., flags] = next;
    if flags & 2 != 0 {
        return Err(Fault::Codec("Ogg".to_owned()));
    }
    match &name {
        b"OpusHead" => Ok((FileType::Opus, "opus")),
        [1, b'v', b'o', b'r', b'b', b'i', b's', _] => Ok((FileType::Vorbis, "vorbis")),
        _ => Err(Fault::Codec("Ogg".to_owned())),
    }
}

/// Overwrites every chunk but those that are needed for playing.
fn clean_wav<F: FileLike>(source: &mut Source<F>) -> Result<(), Fault> {
    let mut at = 12;
    while source.len.saturating_sub(at) >= 8 {
        source.step()?;
        let [a, b, c, d, size @ ..] = source.bytes::<8>(at)?;
        let size = u64::from(u32::from_le_bytes(size));
        let body = at + 8;
        // Recorders that were stopped leave a length that is too large.
        let end = (body + size).min(source.len);
        if !matches!(&[a, b, c, d], b"fmt " | b"data" | b"fact") {
            source.write(at, b"JUNK")?;
            source.wipe(body, end)?;
        }
        at = body + size + size % 2;
    }
    Ok(())
}

/// Turns every block of metadata but those that are needed for playing into padding (RFC 9639, 8): `lofty` takes out comments
/// and pictures only.
fn clean_flac<F: FileLike>(source: &mut Source<F>) -> Result<(), Fault> {
    const PADDING: u8 = 1;
    let mut at = 4;
    loop {
        source.step()?;
        let [kind, a, b, c] = source.bytes::<4>(at)?;
        let size = u64::from(u32::from_be_bytes([0, a, b, c]));
        // Measures of the sound, places to jump to, and what `lofty` has left of the comments: who encoded it.
        if !matches!(kind & 0x7f, 0 | 3 | 4) {
            source.write(at, &[kind & 0x80 | PADDING])?;
            source.wipe(at + 4, at + 4 + size)?;
        }
        if kind & 0x80 != 0 {
            return Ok(());
        }
        at += 4 + size;
    }
}
