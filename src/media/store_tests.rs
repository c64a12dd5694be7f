#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]
use futures::TryStreamExt;

use super::*;

fn store() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::local(&folder.path().join("media")).unwrap();
    (folder, store)
}

fn key() -> Key {
    let at = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
    Key::new("media", at, 42, "k3y", "original.jpg").unwrap()
}

async fn read(store: &Store, part: Option<Part>) -> Result<(String, Range<u64>, u64), StoreError> {
    let stored = store.open(&key(), part).await?;
    let pieces: Vec<Bytes> = stored.stream.try_collect().await?;
    Ok((
        String::from_utf8(pieces.concat()).unwrap(),
        stored.range,
        stored.size,
    ))
}

#[test]
fn keys_stay_inside() {
    assert_eq!(key().as_str(), "media/2026/11/42-k3y/original.jpg");
    assert_eq!(
        key().sibling("small.png").unwrap().as_str(),
        "media/2026/11/42-k3y/small.png"
    );
    for bad in [
        "", "a", "/a/b", "a//b", "a/../b", "../a", "a/b/", "a/.b", "A/b", "a\\b/c", "a/b%2f",
        "a/b#1", "a/\0", "a/b c", "a/ä",
    ] {
        assert!(Key::parse(bad).is_err(), "{bad}");
    }
    assert!(Key::parse(&format!("a/{}", "b".repeat(300))).is_err());
    let at = DateTime::from_timestamp(0, 0).unwrap();
    for (area, token, file) in [
        ("a/b", "t", "f"),
        ("a", "", "f"),
        ("a", "../t", "f"),
        ("a", "t", "../f"),
        ("a", "t", ""),
    ] {
        assert!(Key::new(area, at, 1, token, file).is_err());
    }
    assert!(key().sibling("../x").is_err());
}

#[tokio::test]
async fn what_is_put_can_be_read_in_whole_and_in_part() {
    let (_folder, store) = store();
    store
        .put(&key(), Bytes::from_static(b"0123456789"))
        .await
        .unwrap();
    assert_eq!(store.get(&key()).await.unwrap(), "0123456789");
    for (part, want) in [
        (None, ("0123456789", 0..10)),
        (Some(Part::Between(2..5)), ("234", 2..5)),
        (Some(Part::Between(8..99)), ("89", 8..10)),
        (Some(Part::From(7)), ("789", 7..10)),
        (Some(Part::Last(4)), ("6789", 6..10)),
        (Some(Part::Last(99)), ("0123456789", 0..10)),
    ] {
        assert_eq!(
            read(&store, part.clone()).await.unwrap(),
            (want.0.to_owned(), want.1, 10),
            "{part:?}"
        );
    }
    for part in [
        Part::Between(10..12),
        Part::From(10),
        Part::Last(0),
        Part::Between(Range { start: 5, end: 5 }),
    ] {
        assert!(matches!(
            read(&store, Some(part)).await,
            Err(StoreError::BadRange)
        ));
    }
    store.put(&key(), Bytes::from_static(b"new")).await.unwrap();
    assert_eq!(store.get(&key()).await.unwrap(), "new");
}

#[tokio::test]
async fn what_is_missing_is_not_found_and_deleting_it_is_fine() {
    let (_folder, store) = store();
    assert!(matches!(store.get(&key()).await, Err(StoreError::NotFound)));
    assert!(matches!(
        read(&store, None).await,
        Err(StoreError::NotFound)
    ));
    store.delete(&key()).await.unwrap();
    store.put(&key(), Bytes::from_static(b"x")).await.unwrap();
    store.delete(&key()).await.unwrap();
    assert!(matches!(store.get(&key()).await, Err(StoreError::NotFound)));
}

#[cfg(unix)]
#[tokio::test]
async fn others_on_the_machine_cannot_read() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, store) = store();
    store.put(&key(), Bytes::from_static(b"x")).await.unwrap();
    let root = folder.path().join("media");
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&root), 0o700);
    assert_eq!(mode(&root.join(key().as_str())), 0o600);
}

#[test]
fn a_full_disk_is_told_apart_under_its_wrappers() {
    for (code, full) in [(28, true), (122, true), (5, false)] {
        let error = || std::io::Error::from_raw_os_error(code);
        assert_eq!(matches!(from_io(error()), StoreError::Full), full);
        let wrapped = object_store::Error::Generic {
            store: "local",
            source: Box::new(error()),
        };
        assert_eq!(matches!(from_store(wrapped), StoreError::Full), full);
    }
}

/// What a crash leaves behind in the middle of a write is neither read nor in the way.
#[tokio::test]
async fn left_over_parts_of_a_write_do_no_harm() {
    let (folder, store) = store();
    let path = folder.path().join("media").join(key().as_str());
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(format!("{}#1", path.display()), b"ha").unwrap();
    assert!(matches!(store.get(&key()).await, Err(StoreError::NotFound)));
    store
        .put(&key(), Bytes::from_static(b"whole"))
        .await
        .unwrap();
    assert_eq!(store.get(&key()).await.unwrap(), "whole");
}
