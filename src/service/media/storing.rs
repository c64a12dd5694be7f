//! Making of a file what is stored of it.

use std::fs::File;
use std::io::Cursor;

use bytes::Bytes;

use crate::app::{App, AppRef};
use crate::db;
use crate::db::media::MediaRow;
use crate::domain::*;
use crate::error::{Error, Result};
use crate::media::spool::Opened;
use crate::media::{
    Container, Key, Kind, MediaError, Picture as Encoded, Processed, Spool, StoreError, image,
    recordings, sniff,
};
use crate::service::secret;

/// Bytes of a picture or a document.
pub const MAX_BYTES: usize = 16 * 1024 * 1024;

/// Bytes of a film or a sound (Mastodon's limit).
pub const MAX_RECORDING: usize = 99 * 1024 * 1024;

impl From<MediaError> for Error {
    fn from(error: MediaError) -> Self {
        match error {
            MediaError::Failed => Self::internal(error),
            wrong => Self::invalid(format!("Validation failed: {wrong}")),
        }
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound | StoreError::BadKey => Self::NotFound,
            StoreError::BadRange => Self::invalid("The range is outside the file"),
            StoreError::Full => Self::unavailable(
                "The unit's disk is full; the file was not stored. Tell your admin and try again later",
            ),
            StoreError::Other(_) => Self::internal(error),
        }
    }
}

/// What is stored of a file: made anew for pictures, else as it is.
pub(super) enum Prepared {
    Picture(Box<Processed>),
    Recording {
        recording: Recording,
        container: Container,
        content: Opened,
    },
    File {
        bytes: Vec<u8>,
        media_type: &'static str,
        extension: &'static str,
    },
}

fn check_size(content: &Spool, most: usize) -> Result<()> {
    match content.len() > most as u64 {
        true => Err(Error::invalid(format!(
            "Validation failed: The file is too large (at most {} MB)",
            most / 1024 / 1024
        ))),
        false => Ok(()),
    }
}

/// The bytes of a picture or a document that came in. `Invalid` for one that is too large.
fn small(content: &Spool) -> Result<Vec<u8>> {
    check_size(content, MAX_BYTES)?;
    content.bytes().map_err(Error::internal)
}

/// The same of a picture that may be left out. Where it lies on the disk, reading it takes its time.
pub async fn picture_bytes(app: &App, content: Option<Spool>) -> Result<Option<Vec<u8>>> {
    match content {
        Some(content) => app.heavy(move || small(&content)).await?.map(Some),
        None => Ok(None),
    }
}

/// Checks a file by its content and makes what will be stored. Busy with a core and the disk.
pub(super) async fn prepare(app: &App, content: Spool) -> Result<Prepared> {
    app.heavy(move || {
        let head = content.head(16).map_err(Error::internal)?;
        if let Some(container) = Container::of(&head) {
            check_size(&content, MAX_RECORDING)?;
            return record(&content, container);
        }
        let bytes = small(&content)?;
        match sniff::sniff(&bytes)? {
            Kind::Image(_) => Ok(Prepared::Picture(Box::new(image::process(&bytes)?))),
            Kind::File(kind) => Ok(Prepared::File {
                media_type: kind.media_type(),
                extension: kind.extension(),
                bytes,
            }),
        }
    })
    .await?
}

fn record(content: &Spool, container: Container) -> Result<Prepared> {
    let (recording, content) = match content.open().map_err(Error::internal)? {
        Opened::Memory(bytes) => {
            let mut file = Cursor::new(bytes);
            let recording = recordings::inspect(&mut file, container)?;
            (recording, Opened::Memory(file.into_inner()))
        }
        Opened::Disk(mut file) => {
            let recording = recordings::inspect(&mut file, container)?;
            (recording, Opened::Disk(file))
        }
    };
    Ok(Prepared::Recording {
        recording,
        container,
        content,
    })
}

/// Makes the picture that is shown for a film or a sound.
pub(super) async fn prepare_poster(app: &App, content: Spool) -> Result<Processed> {
    app.heavy(move || Ok(image::process(&small(&content)?)?))
        .await?
}

fn key(row: &MediaRow, at: Timestamp, file: &str) -> Result<Key> {
    Ok(Key::new(
        "posts",
        at.to_datetime(),
        row.id.0,
        &secret::name(),
        file,
    )?)
}

/// Writes the files of a prepared upload and fills the row that will point to them.
pub(super) async fn store(app: &App, row: &mut MediaRow, prepared: Prepared) -> Result<()> {
    match prepared {
        Prepared::Picture(made) => {
            let original = format!("original.{}", made.original.extension);
            let original = key(row, row.created_at, &original)?;
            let small = original.sibling(&format!("small.{}", made.small.extension))?;
            row.kind = MediaKind::Image;
            row.content_type = made.original.media_type.to_owned();
            row.size = i64::try_from(made.original.bytes.len()).map_err(Error::internal)?;
            (row.width, row.height) = size(&made.original);
            (row.preview_width, row.preview_height) = size(&made.small);
            row.blurhash = Some(made.blurhash);
            row.file_key = Some(original.as_str().to_owned());
            row.preview_key = Some(small.as_str().to_owned());
            app.store
                .put(&original, Bytes::from(made.original.bytes))
                .await?;
            app.store.put(&small, Bytes::from(made.small.bytes)).await?;
        }
        Prepared::Recording {
            recording,
            container,
            content,
        } => {
            let (media_type, extension) = container.form(recording.film.is_some());
            let file = key(row, row.created_at, &format!("original.{extension}"))?;
            row.kind = recordings::kind(&recording);
            row.content_type = media_type.to_owned();
            let side = |side: u32| i32::try_from(side).ok();
            row.width = recording.film.as_ref().and_then(|film| side(film.width));
            row.height = recording.film.as_ref().and_then(|film| side(film.height));
            row.recording = Some(serde_json::to_string(&recording).map_err(Error::internal)?);
            row.file_key = Some(file.as_str().to_owned());
            row.size = put(app, &file, content).await?;
        }
        Prepared::File {
            bytes,
            media_type,
            extension,
        } => {
            let file = key(row, row.created_at, &format!("file.{extension}"))?;
            row.kind = MediaKind::Unknown;
            row.content_type = media_type.to_owned();
            row.size = i64::try_from(bytes.len()).map_err(Error::internal)?;
            row.file_key = Some(file.as_str().to_owned());
            app.store.put(&file, Bytes::from(bytes)).await?;
        }
    }
    Ok(())
}

/// Stores the content of a film or a sound; returns how many bytes that are.
async fn put(app: &App, file: &Key, content: Opened) -> Result<i64> {
    let length = match content {
        Opened::Memory(bytes) => {
            let length = bytes.len() as u64;
            app.store.put(file, Bytes::from(bytes)).await?;
            length
        }
        Opened::Disk(content) => {
            let length = length_of(&content)?;
            app.store.put_file(file, content).await?;
            length
        }
    };
    i64::try_from(length).map_err(Error::internal)
}

fn length_of(file: &File) -> Result<u64> {
    Ok(file.metadata().map_err(Error::internal)?.len())
}

/// Stores the picture that is shown for a film or a sound, under a name of its own: browsers keep what they have seen under
/// the one before.
pub(super) async fn store_poster(app: &App, row: &mut MediaRow, made: Processed) -> Result<()> {
    let poster = format!("poster.{}", made.small.extension);
    let poster = key(row, app.now(), &poster)?;
    (row.preview_width, row.preview_height) = size(&made.small);
    row.blurhash = Some(made.blurhash);
    row.preview_key = Some(poster.as_str().to_owned());
    app.store
        .put(&poster, Bytes::from(made.small.bytes))
        .await?;
    Ok(())
}

/// Is it a film or a sound, which may have a picture of its own choice?
pub(super) fn takes_poster(row: &MediaRow) -> bool {
    matches!(
        row.kind,
        MediaKind::Video | MediaKind::Gifv | MediaKind::Audio
    )
}

fn size(picture: &Encoded) -> (Option<i32>, Option<i32>) {
    (
        i32::try_from(picture.width).ok(),
        i32::try_from(picture.height).ok(),
    )
}

/// Keeps a copy of a peer's attachment that has been fetched. Refused like an upload when it is of no allowed type.
pub async fn keep_remote_file(app: &AppRef, id: MediaId, content: Spool) -> Result<()> {
    let mut row = db::media::by_id(&mut *app.db.read().await?, id)
        .await?
        .ok_or(Error::NotFound)?;
    let blurhash = row.blurhash.take();
    let prepared = prepare(app, content).await?;
    store(app, &mut row, prepared).await?;
    row.blurhash = row.blurhash.or(blurhash);
    app.db
        .write(move |conn| Box::pin(async move { db::media::set_files(conn, &row).await }))
        .await
}

/// Keeps a copy of the picture that a peer shows for a film or a sound. Refused when it is no picture.
pub async fn keep_remote_poster(app: &AppRef, id: MediaId, content: Spool) -> Result<()> {
    let mut row = db::media::by_id(&mut *app.db.read().await?, id)
        .await?
        .ok_or(Error::NotFound)?;
    if !takes_poster(&row) {
        return Ok(());
    }
    let blurhash = row.blurhash.take();
    let made = prepare_poster(app, content).await?;
    store_poster(app, &mut row, made).await?;
    row.blurhash = blurhash.or(row.blurhash);
    app.db
        .write(move |conn| Box::pin(async move { db::media::set_preview(conn, &row).await }))
        .await
}
