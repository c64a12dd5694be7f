#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::io::Cursor;
use std::path::PathBuf;

use proptest::prelude::*;

use super::*;

const ALL: [&str; 14] = [
    "film.mp4",
    "silent.mp4",
    "turned.mov",
    "pieces.mp4",
    "logged.mp4",
    "film.webm",
    "recorder.webm",
    "sound.mp3",
    "vorbis.ogg",
    "opus.ogg",
    "sound.flac",
    "sound.wav",
    "sound.m4a",
    "sound.aac",
];

fn file(name: &str) -> Vec<u8> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/files");
    std::fs::read(folder.join(name)).unwrap()
}

/// What is known of a file, and what is kept of it.
fn looked_at(bytes: Vec<u8>) -> Result<(Recording, Vec<u8>), MediaError> {
    let container = Container::of(&bytes).ok_or(MediaError::Unsupported)?;
    let mut file = Cursor::new(bytes);
    let recording = inspect(&mut file, container)?;
    Ok((recording, file.into_inner()))
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes
        .windows(text.len())
        .any(|window| window == text.as_bytes())
}

#[test]
fn each_kind_is_recognised_and_measured() {
    // Form, film (codec, width, height, rate), sound (codec, channels), milliseconds from and to.
    type Film<'a> = Option<(&'a str, u32, u32, Option<(u32, u32)>)>;
    type Row<'a> = (&'a str, &'a str, Film<'a>, Option<(&'a str, u16)>, u64, u64);
    let steady = |codec| Some((codec, 64, 48, Some((25, 1))));
    let rows: [Row<'_>; 13] = [
        (
            "film.mp4",
            "video/mp4",
            steady("h264"),
            Some(("aac", 1)),
            1000,
            1100,
        ),
        ("silent.mp4", "video/mp4", steady("h264"), None, 1000, 1000),
        (
            "turned.mov",
            "video/mp4",
            Some(("h264", 48, 64, Some((25, 1)))),
            None,
            1000,
            1000,
        ),
        (
            "logged.mp4",
            "video/mp4",
            steady("h264"),
            Some(("aac", 1)),
            1000,
            1100,
        ),
        (
            "film.webm",
            "video/webm",
            steady("vp8"),
            Some(("opus", 1)),
            1000,
            1100,
        ),
        (
            "recorder.webm",
            "video/webm",
            steady("vp9"),
            None,
            900,
            1000,
        ),
        ("sound.mp3", "audio/mpeg", None, Some(("mp3", 1)), 950, 1150),
        (
            "vorbis.ogg",
            "audio/ogg",
            None,
            Some(("vorbis", 1)),
            950,
            1100,
        ),
        ("opus.ogg", "audio/ogg", None, Some(("opus", 1)), 950, 1100),
        (
            "sound.flac",
            "audio/flac",
            None,
            Some(("flac", 1)),
            950,
            1100,
        ),
        ("sound.wav", "audio/wav", None, Some(("pcm", 1)), 950, 1100),
        ("sound.m4a", "audio/mp4", None, Some(("aac", 1)), 950, 1150),
        ("sound.aac", "audio/aac", None, Some(("aac", 1)), 800, 1300),
    ];
    for (name, media_type, film, sound, from, to) in rows {
        let bytes = file(name);
        let container = Container::of(&bytes).unwrap();
        let (recording, _) = looked_at(bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(
            container.form(recording.film.is_some()).0,
            media_type,
            "{name}"
        );
        let seen = recording.film.as_ref();
        let seen = seen.map(|f| (f.codec.as_str(), f.width, f.height, f.frame_rate));
        assert_eq!(seen, film, "{name}");
        let heard = recording.sound.as_ref();
        let heard = heard.map(|s| (s.codec.as_str(), s.channels.unwrap_or(0)));
        assert_eq!(heard, sound, "{name}");
        let millis = recording.millis.unwrap_or(0);
        assert!((from..=to).contains(&millis), "{name}: {millis} ms");
    }
    let (pieces, _) = looked_at(file("pieces.mp4")).unwrap();
    assert_eq!(pieces.film.unwrap().codec, "h264");
}

#[test]
fn what_is_said_beside_the_pictures_and_the_sound_is_gone() {
    for name in ALL {
        let before = file(name);
        let said = ["GEHEIM", "52.0907"];
        assert!(
            name == "sound.aac" || holds(&before, said[0]),
            "{name}: nothing to find"
        );
        let (recording, after) = looked_at(before).unwrap();
        for text in said {
            assert!(!holds(&after, text), "{name} still says {text}");
        }
        // It is a whole file still, and each unit on its way cleans it anew.
        let again = looked_at(after.clone()).unwrap();
        assert_eq!(again, (recording, after), "{name}");
    }
}

#[test]
fn what_browsers_do_not_play_is_named() {
    assert_eq!(
        looked_at(file("old.mp4")).map(drop),
        Err(MediaError::Codec("mp4v".to_owned()))
    );
    let mut film = file("film.webm");
    let at = film
        .windows(4)
        .position(|window| window == b"webm")
        .unwrap();
    film[at..at + 4].copy_from_slice(b"mkv\0");
    assert_eq!(
        looked_at(film).map(drop),
        Err(MediaError::Codec("mkv".to_owned()))
    );
}

#[test]
fn too_large_and_too_fast_films_are_refused() {
    let mut film = file("silent.mp4");
    let header = film
        .windows(4)
        .position(|window| window == b"tkhd")
        .unwrap()
        + 4;
    film[header + 76..header + 80].copy_from_slice(&(4000_u32 << 16).to_be_bytes());
    film[header + 80..header + 84].copy_from_slice(&(3000_u32 << 16).to_be_bytes());
    assert_eq!(
        looked_at(film).map(drop),
        Err(MediaError::FilmTooLarge {
            width: 4000,
            height: 3000
        })
    );
    let mut film = file("silent.mp4");
    let times = film
        .windows(4)
        .position(|window| window == b"stts")
        .unwrap()
        + 4;
    film[times + 12..times + 16].copy_from_slice(&1_u32.to_be_bytes());
    assert_eq!(looked_at(film).map(drop), Err(MediaError::FilmTooFast));
}

#[test]
fn pictures_and_texts_are_no_recordings() {
    for bytes in [
        &b"\xff\xd8\xff\xe0\0\x10JFIF"[..],
        b"\x89PNG\r\n\x1a\n",
        b"RIFF\x04\0\0\0WEBPVP8 ",
        b"\0\0\0\x1cftypheic\0\0\0\0",
        b"\xff\xfet\0e\0x\0",
        b"MZ\x90\0",
        b"",
    ] {
        assert_eq!(Container::of(bytes), None, "{bytes:?}");
    }
}

#[test]
fn every_cut_is_refused_or_read_without_harm() {
    for name in ALL {
        let whole = file(name);
        for length in (0..whole.len()).step_by(7) {
            // Sound that ends early is sound; what matters is that nothing breaks.
            let _ = looked_at(whole[..length].to_vec());
        }
    }
}

#[test]
fn a_table_that_names_the_same_bytes_again_and_again_is_refused() {
    let mut film = file("logged.mp4");
    // The last track is the log: its sample is said to lie there very often.
    let sizes = film
        .windows(4)
        .rposition(|window| window == b"stsz")
        .unwrap()
        + 4;
    film[sizes + 4..sizes + 8].copy_from_slice(&4000_u32.to_be_bytes());
    film[sizes + 8..sizes + 12].copy_from_slice(&200_000_u32.to_be_bytes());
    let groups = film
        .windows(4)
        .rposition(|window| window == b"stsc")
        .unwrap()
        + 4;
    film[groups + 12..groups + 16].copy_from_slice(&u32::MAX.to_be_bytes());
    assert_eq!(looked_at(film).map(drop), Err(MediaError::BrokenRecording));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_is_sent_breaks_it(
        which in 0..ALL.len(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in any::<Option<prop::sample::Index>>(),
    ) {
        let mut bytes = file(ALL[which]);
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let length = bytes.len();
        if let Ok((_, kept)) = looked_at(bytes) {
            // Cleaning makes nothing much longer: lofty leaves room for tags at most.
            prop_assert!(kept.len() <= length + 8192);
        }
    }

    #[test]
    fn no_beginning_leads_astray(head in 0..8_usize, rest in prop::collection::vec(any::<u8>(), 0..512)) {
        let heads: [&[u8]; 8] = [
            b"\0\0\0\x18ftypisom", b"\x1a\x45\xdf\xa3", b"OggS\0\x02", b"fLaC\0\0\0\x22", b"RIFF\xff\xff\xff\xffWAVE",
            b"ID3\x04\0\0\x7f\x7f\x7f\x7f", b"\xff\xf1", b"\xff\xfb",
        ];
        let bytes = [heads[head], &rest].concat();
        let _ = looked_at(bytes);
    }
}
