//! Films and sound between units: told of with their pictures, fetched, kept, and shown at the reader's own unit.

use meent::db;
use meent::domain::*;
use meent::media::Key;
use meent::service::drafts::Draft;
use meent::service::media::{self, Upload};
use meent::service::statuses;

use super::support::*;
use crate::api::media::png;
use crate::api::media_recordings::file;

#[tokio::test]
async fn a_film_arrives_with_the_picture_that_its_sender_chose() {
    let clock = fake_clock();
    let (hrm, it, _, bob) = pair(&clock).await;
    let mut sent = Vec::new();
    for (name, thumbnail) in [("film.mp4", Some(png())), ("sound.mp3", None)] {
        let upload = Upload {
            content: file(name).into(),
            description: Some("Rondleiding".to_owned()),
            thumbnail: thumbnail.map(Into::into),
            ..Upload::default()
        };
        let row = media::upload(&it.app, bob.account.id, upload).await;
        sent.push(row.unwrap());
    }
    let draft = Draft {
        text: "Kijk en luister".to_owned(),
        media: sent.iter().map(|row| row.id).collect(),
        ..Draft::default()
    };
    let post = statuses::create(&it.app, &bob, draft).await.unwrap();
    settle(&[&it, &hrm]).await;

    let copy = hrm.living(&post.row.uri).await.unwrap();
    let mut conn = hrm.app.db.read().await.unwrap();
    let there = db::media::of_statuses(&mut conn, &[copy.id]).await.unwrap();
    let kinds: Vec<MediaKind> = there.iter().map(|row| row.kind).collect();
    assert_eq!(kinds, [MediaKind::Video, MediaKind::Audio]);
    let film = &there[0];
    assert_eq!(film.recording(), sent[0].recording());
    assert_eq!((film.width, film.height), (Some(64), Some(48)));
    assert_eq!(film.blurhash, sent[0].blurhash);
    assert_eq!(
        (film.preview_width, film.preview_height),
        (Some(50), Some(60))
    );
    assert!(film.preview_remote_url.is_some() && film.description.is_some());
    for (ours, theirs) in there.iter().zip(&sent) {
        let read =
            |row: &db::media::MediaRow| Key::parse(row.file_key.as_deref().unwrap()).unwrap();
        let (a, b) = (read(ours), read(theirs));
        let kept = hrm.app.store.get(&a).await.unwrap();
        assert_eq!(kept, it.app.store.get(&b).await.unwrap());
    }
}
