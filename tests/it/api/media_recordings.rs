//! Films and sound: uploaded, described, served in parts, refused.

use serde_json::{Value, json};

use super::{id, send};
use crate::support::{Answer, Member, TestApp};

/// A file of `tests/it/files`.
pub fn file(name: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/files/");
    std::fs::read(format!("{folder}{name}")).unwrap()
}

async fn upload(unit: &TestApp, by: &Member, name: &str, fields: &[(&str, &str)]) -> Answer {
    let call = unit.post("/api/v2/media").by(by);
    call.upload(("file", name, &file(name)), fields).await
}

/// The path of an address of this unit.
fn path(url: &Value) -> String {
    let url = url.as_str().unwrap();
    url.strip_prefix("https://hrm.example").unwrap().to_owned()
}

#[tokio::test]
async fn films_and_sounds_are_kept_as_they_are_and_told_of_as_mastodon_does() {
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    let film = upload(&unit, &anna, "film.mp4", &[("description", "Een test")]).await;
    let film = film.ok().json();
    assert_eq!(
        (&film["type"], &film["description"]),
        (&json!("video"), &json!("Een test"))
    );
    let original = &film["meta"]["original"];
    assert_eq!(
        (
            &original["width"],
            &original["height"],
            &original["frame_rate"]
        ),
        (&json!(64), &json!(48), &json!("25/1"))
    );
    assert!((1.0..1.1).contains(&original["duration"].as_f64().unwrap()));
    assert!(original["bitrate"].as_u64().unwrap() > 10_000);
    assert_eq!(
        (
            &film["meta"]["fps"],
            &film["meta"]["audio_encode"],
            &film["meta"]["audio_channels"]
        ),
        (&json!(25), &json!("aac"), &json!("mono"))
    );
    assert_eq!(film["preview_url"], "https://hrm.example/pictures/film.png");
    assert!(film["blurhash"].is_null() && film["remote_url"].is_null());

    let silent = upload(&unit, &anna, "silent.mp4", &[]).await.ok().json();
    assert_eq!(silent["type"], "gifv");
    let turned = upload(&unit, &anna, "turned.mov", &[]).await.ok().json();
    assert_eq!(turned["meta"]["original"]["height"], 64);

    for (name, media_type) in [
        ("film.webm", "video/webm"),
        ("recorder.webm", "video/webm"),
        ("sound.mp3", "audio/mpeg"),
        ("vorbis.ogg", "audio/ogg"),
        ("opus.ogg", "audio/ogg"),
        ("sound.flac", "audio/flac"),
        ("sound.wav", "audio/wav"),
        ("sound.m4a", "audio/mp4"),
        ("sound.aac", "audio/aac"),
    ] {
        let media = upload(&unit, &anna, name, &[]).await.ok().json();
        assert_eq!(
            media["preview_url"].is_null(),
            media["type"] == "audio",
            "{name}"
        );
        let served = unit.get(&path(&media["url"])).await.ok();
        assert_eq!(served.header("content-type"), media_type, "{name}");
        assert_eq!(served.header("x-content-type-options"), "nosniff", "{name}");
        assert!(
            served.header("content-security-policy").contains("sandbox"),
            "{name}"
        );
        // What it said beside the sound is not served.
        let body = String::from_utf8_lossy(&served.body).into_owned();
        assert!(
            !body.contains("GEHEIM") && !body.contains("52.0907"),
            "{name}"
        );
    }
}

#[tokio::test]
async fn a_film_is_sent_in_the_parts_that_are_asked_for() {
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    let film = upload(&unit, &anna, "film.mp4", &[]).await.ok().json();
    let path = path(&film["url"]);
    let whole = unit.get(&path).await.ok();
    assert_eq!(whole.header("accept-ranges"), "bytes");
    let size = whole.body.len();
    for (range, from, to) in [
        ("bytes=0-1", 0, 2),
        ("bytes=100-", 100, size),
        ("bytes=-10", size - 10, size),
        ("bytes=0-99999999", 0, size),
    ] {
        let part = unit.get(&path).header("range", range).await.is(206);
        assert_eq!(part.body, whole.body[from..to], "{range}");
        let told = format!("bytes {from}-{}/{size}", to - 1);
        assert_eq!(part.header("content-range"), told, "{range}");
    }
    let beyond = unit
        .get(&path)
        .header("range", "bytes=99999999-")
        .await
        .is(416);
    assert_eq!(beyond.header("content-range"), format!("bytes */{size}"));
}

#[tokio::test]
async fn a_film_shows_the_picture_that_its_sender_chose() {
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    let (film, picture) = (file("film.webm"), super::media::png());
    let parts = [
        ("file", "film.webm", &film[..]),
        ("thumbnail", "a.png", &picture[..]),
    ];
    let sent = unit.post("/api/v2/media").by(&anna).uploads(&parts, &[]);
    let media = sent.await.ok().json();
    assert_eq!(media["meta"]["small"]["size"], "50x60");
    assert!(media["blurhash"].is_string());
    let before = path(&media["preview_url"]);
    assert!(
        unit.get(&before)
            .await
            .ok()
            .header("content-type")
            .starts_with("image/")
    );

    let one = format!("/api/v1/media/{}", id(&media));
    let sent = unit.put(&one).by(&anna);
    let changed = sent.upload(
        ("thumbnail", "b.png", &picture),
        &[("description", "Rondleiding")],
    );
    let changed = changed.await.ok().json();
    assert_eq!(changed["description"], "Rondleiding");
    assert_ne!(changed["preview_url"], media["preview_url"]);
    unit.get(&before).await.is(404);
    // No picture, or one that is none.
    let sent = unit.put(&one).by(&anna);
    sent.upload(("thumbnail", "b.png", &b"geen plaatje"[..]), &[])
        .await
        .is(422);

    let post = json!({ "status": "Kijk", "media_ids": [id(&media)] });
    let post = send(&unit, &anna, post).await;
    assert_eq!(
        post["media_attachments"][0]["preview_url"],
        changed["preview_url"]
    );
    let page = unit
        .get(&format!("/@anna/{}", id(&post)))
        .session(&anna)
        .await
        .ok()
        .text();
    assert!(page.contains("<video") && page.contains("Rondleiding"));
}

#[tokio::test]
async fn what_cannot_be_played_is_refused_with_a_reason() {
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    let refused = upload(&unit, &anna, "old.mp4", &[]).await.is(422);
    assert!(refused.text().contains("mp4v") && refused.text().contains("H.264"));
    let film = file("film.mp4");
    for (what, bytes) in [
        ("cut off", &film[..film.len() / 2]),
        ("nothing behind its beginning", &film[..40]),
        (
            "noise",
            &b"\x1a\x45\xdf\xa3\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"[..],
        ),
        ("sound without sound", &b"ID3\x04\0\0\0\0\0\0"[..]),
    ] {
        let call = unit.post("/api/v2/media").by(&anna);
        let refused = call.upload(("file", "x.mp4", bytes), &[]).await.is(422);
        assert!(
            refused.text().contains("damaged"),
            "{what}: {}",
            refused.text()
        );
    }
    // Nothing of them is kept.
    assert!(!unit.app.config.media_dir().join("posts").exists());
}

#[tokio::test]
async fn pictures_have_a_limit_of_their_own_and_large_files_pass_by_the_disk() {
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    // A sound of 20 MB: more than a picture may be.
    let mut wav = file("sound.wav");
    let data = wav.windows(4).position(|four| four == b"data").unwrap();
    let sound = vec![128; 20 * 1024 * 1024];
    wav.truncate(data + 4);
    wav.extend(u32::try_from(sound.len()).unwrap().to_le_bytes());
    wav.extend(sound);
    let rest = u32::try_from(wav.len() - 8).unwrap();
    wav[4..8].copy_from_slice(&rest.to_le_bytes());
    let call = unit.post("/api/v2/media").by(&anna);
    let media = call
        .upload(("file", "lang.wav", &wav), &[])
        .await
        .ok()
        .json();
    let last = unit
        .get(&path(&media["url"]))
        .header("range", "bytes=-4")
        .await
        .is(206);
    assert_eq!(last.body, [128; 4]);
    let duration = media["meta"]["original"]["duration"].as_f64().unwrap();
    assert!((2600.0..2700.0).contains(&duration), "{duration}");

    let mut picture = super::media::png();
    picture.resize(17 * 1024 * 1024, 0);
    let call = unit.post("/api/v2/media").by(&anna);
    let refused = call.upload(("file", "a.png", &picture), &[]).await.is(422);
    assert!(refused.text().contains("at most 16 MB"));
}

#[tokio::test]
async fn the_instance_says_what_may_be_uploaded() {
    let unit = TestApp::new().await;
    let told = unit.get("/api/v2/instance").await.ok().json();
    let limits = &told["configuration"]["media_attachments"];
    assert_eq!(limits["image_size_limit"], 16 * 1024 * 1024);
    assert_eq!(limits["video_size_limit"], 99 * 1024 * 1024);
    assert_eq!(limits["video_frame_rate_limit"], 120);
    assert_eq!(limits["video_matrix_limit"], 8_294_400);
    let types = limits["supported_mime_types"].as_array().unwrap();
    assert!(types.contains(&json!("video/mp4")) && types.contains(&json!("audio/mpeg")));
}
