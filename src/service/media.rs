//! Attachments and profile pictures: taking them in, describing them, serving them.

use bytes::Bytes;

use crate::app::{App, AppRef};
use crate::db;
use crate::db::media::MediaRow;
use crate::domain::*;
use crate::error::{Error, Result};
use crate::media::{
    FocalPoint, Key, Kind, MediaError, Picture as Encoded, Processed, StoreError, image, sniff,
};
use crate::service::secret;
use crate::text::limits;

/// Bytes of one upload.
pub const MAX_BYTES: usize = 16 * 1024 * 1024;

/// Which profile picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Picture {
    Avatar,
    Header,
}

/// A file that a person uploads.
#[derive(Debug, Clone, Default)]
pub struct Upload {
    pub bytes: Vec<u8>,
    pub file_name: Option<String>,
    /// Alt text.
    pub description: Option<String>,
    /// Each -1.0 to 1.0.
    pub focus: Option<(f64, f64)>,
}

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

/// What is stored of a file: made anew for pictures, as it is for documents.
pub(super) enum Prepared {
    Picture(Box<Processed>),
    File {
        bytes: Vec<u8>,
        media_type: &'static str,
        extension: &'static str,
    },
}

/// Checks a file by its content and makes what will be stored. Busy with a core.
pub(super) async fn prepare(app: &App, bytes: Vec<u8>) -> Result<Prepared> {
    app.heavy(move || match sniff::sniff(&bytes)? {
        Kind::Image(_) => Ok(Prepared::Picture(Box::new(image::process(&bytes)?))),
        Kind::File(kind) => Ok(Prepared::File {
            media_type: kind.media_type(),
            extension: kind.extension(),
            bytes,
        }),
    })
    .await?
    .map_err(|error: MediaError| error.into())
}

/// Writes the files of a prepared upload and fills the row that will point to them.
pub(super) async fn store(app: &App, row: &mut MediaRow, prepared: Prepared) -> Result<()> {
    let key = |file: &str| {
        Key::new(
            "posts",
            row.created_at.to_datetime(),
            row.id.0,
            &secret::name(),
            file,
        )
    };
    match prepared {
        Prepared::Picture(made) => {
            let original = key(&format!("original.{}", made.original.extension))?;
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
        Prepared::File {
            bytes,
            media_type,
            extension,
        } => {
            let file = key(&format!("file.{extension}"))?;
            row.kind = MediaKind::Unknown;
            row.content_type = media_type.to_owned();
            row.size = i64::try_from(bytes.len()).map_err(Error::internal)?;
            row.file_key = Some(file.as_str().to_owned());
            app.store.put(&file, Bytes::from(bytes)).await?;
        }
    }
    Ok(())
}

fn size(picture: &Encoded) -> (Option<i32>, Option<i32>) {
    (
        i32::try_from(picture.width).ok(),
        i32::try_from(picture.height).ok(),
    )
}

/// An attachment that has nothing yet.
pub(super) fn blank(app: &App, owner: AccountId) -> MediaRow {
    MediaRow {
        id: MediaId(app.next_id()),
        account_id: owner,
        status_id: None,
        position: 0,
        kind: MediaKind::Unknown,
        content_type: String::new(),
        file_key: None,
        preview_key: None,
        remote_url: None,
        description: None,
        blurhash: None,
        width: None,
        height: None,
        preview_width: None,
        preview_height: None,
        size: 0,
        focus_x: None,
        focus_y: None,
        file_name: None,
        created_at: app.now(),
    }
}

fn checked_description(text: Option<String>) -> Result<Option<String>> {
    let text = text
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty());
    if text
        .as_ref()
        .is_some_and(|text| text.chars().count() > limits::ALT_CHARACTERS)
    {
        return Err(Error::invalid(format!(
            "Validation failed: The description has at most {} characters",
            limits::ALT_CHARACTERS
        )));
    }
    Ok(text)
}

fn checked_focus(focus: Option<(f64, f64)>) -> Result<Option<(f64, f64)>> {
    match focus {
        None => Ok(None),
        Some((x, y)) => FocalPoint::new(x, y)
            .map(|point| Some((point.x, point.y)))
            .ok_or_else(|| MediaError::BadFocalPoint.into()),
    }
}

/// Takes a file in. It hangs on no post yet; if that stays so, it is removed after a day. `Invalid` says what is wrong
/// with it. Files are complete on the disk before the row that names them is written.
pub async fn upload(app: &AppRef, owner: AccountId, upload: Upload) -> Result<MediaRow> {
    if upload.bytes.len() > MAX_BYTES {
        return Err(Error::invalid(format!(
            "Validation failed: The file is too large (at most {} MB)",
            MAX_BYTES / 1024 / 1024
        )));
    }
    let mut row = blank(app, owner);
    row.description = checked_description(upload.description)?;
    if let Some((x, y)) = checked_focus(upload.focus)? {
        (row.focus_x, row.focus_y) = (Some(x), Some(y));
    }
    row.file_name = upload
        .file_name
        .as_deref()
        .map(clean_file_name)
        .filter(|name| !name.is_empty());
    let prepared = prepare(app, upload.bytes).await?;
    store(app, &mut row, prepared).await?;
    let stored = row.clone();
    app.db
        .write(move |conn| Box::pin(async move { db::media::insert(conn, &stored).await }))
        .await?;
    Ok(row)
}

/// The last part of a name, without what could mislead or break a header.
fn clean_file_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain = last.chars().filter(|c| {
        !c.is_control() && !matches!(c, '"' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    });
    plain
        .take(120)
        .collect::<String>()
        .trim_start_matches(['.', '-'])
        .to_owned()
}

/// One's own attachment. `NotFound` for others'.
pub async fn show(app: &AppRef, owner: AccountId, id: MediaId) -> Result<MediaRow> {
    let row = db::media::by_id(&mut *app.db.read().await?, id).await?;
    row.filter(|row| row.account_id == owner)
        .ok_or(Error::NotFound)
}

/// The key of a peer's file. `NotFound` while it has not been fetched, and for a file of somebody who is out of sight.
pub async fn fetched(app: &AppRef, id: MediaId) -> Result<(String, bool)> {
    let mut conn = app.db.read().await?;
    let row = db::media::by_id(&mut conn, id)
        .await?
        .ok_or(Error::NotFound)?;
    let owner = db::accounts::by_id(&mut conn, row.account_id).await?;
    if !owner.is_some_and(|owner| owner.is_active()) {
        return Err(Error::NotFound);
    }
    let private = is_private(&mut conn, &row).await?;
    Ok((row.file_key.ok_or(Error::NotFound)?, private))
}

/// Is the attachment for the members of a group only?
async fn is_private(conn: &mut db::Conn, row: &MediaRow) -> Result<bool> {
    let Some(status) = row.status_id else {
        return Ok(false);
    };
    let post = db::statuses::by_id(conn, status).await?;
    Ok(post.is_some_and(|post| post.is_group_private()))
}

/// What is to be known of a stored file before it is sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoredFile {
    /// The sender's name for it.
    pub name: Option<String>,
    /// For the members of a group only.
    pub private: bool,
}

/// Looks a stored file up. `NotFound` for the file of an attachment that is
/// gone, also while the file itself still waits for its removal. Profile pictures have no attachment to ask for.
pub async fn file(app: &AppRef, key: &Key) -> Result<StoredFile> {
    let Some(id) = key.attachment() else {
        return Ok(StoredFile::default());
    };
    let mut conn = app.db.read().await?;
    let row = db::media::by_id(&mut conn, MediaId(id)).await?;
    let row = row
        .filter(|row| {
            [&row.file_key, &row.preview_key]
                .into_iter()
                .flatten()
                .any(|own| own == key.as_str())
        })
        .ok_or(Error::NotFound)?;
    Ok(StoredFile {
        private: is_private(&mut conn, &row).await?,
        name: row.file_name,
    })
}

/// Changes alt text and focal point; `None` leaves one as it is, an empty text takes it away.
pub async fn describe(
    app: &AppRef,
    owner: AccountId,
    id: MediaId,
    description: Option<String>,
    focus: Option<(f64, f64)>,
) -> Result<MediaRow> {
    let mut row = show(app, owner, id).await?;
    if description.is_some() {
        row.description = checked_description(description)?;
    }
    if let Some((x, y)) = checked_focus(focus)? {
        (row.focus_x, row.focus_y) = (Some(x), Some(y));
    }
    let stored = row.clone();
    app.db
        .write(move |conn| {
            Box::pin(async move {
                db::media::describe(
                    conn,
                    stored.id,
                    stored.description.as_deref(),
                    stored.focus_x.zip(stored.focus_y),
                )
                .await
            })
        })
        .await?;
    Ok(row)
}

/// Deletes one's own upload while it hangs on no post.
pub async fn delete(app: &AppRef, owner: AccountId, id: MediaId) -> Result<()> {
    let row = show(app, owner, id).await?;
    let used =
        row.status_id.is_some() || db::scheduled::holds(&mut *app.db.read().await?, id).await?;
    if used {
        return Err(Error::invalid(
            "Media attachment is currently used by a status",
        ));
    }
    app.db
        .write(move |conn| Box::pin(async move { db::media::delete(conn, id).await }))
        .await?;
    remove_files(app, &row).await;
    Ok(())
}

/// Removes the files of a row that is gone. A file that cannot be removed is only logged: nothing points to it.
pub async fn remove_files(app: &App, row: &MediaRow) {
    for key in [&row.file_key, &row.preview_key].into_iter().flatten() {
        let removed = match Key::parse(key) {
            Ok(key) => app.store.delete(&key).await,
            Err(error) => Err(error),
        };
        if let Err(error) = removed {
            tracing::warn!(%key, %error, "a file was not removed");
        }
    }
}

/// Stores a new profile picture, cut to size, and returns its key.
pub(super) async fn store_picture(
    app: &App,
    owner: AccountId,
    which: Picture,
    bytes: Vec<u8>,
) -> Result<String> {
    let made = app
        .heavy(move || match which {
            Picture::Avatar => image::avatar(&bytes),
            Picture::Header => image::header(&bytes),
        })
        .await??;
    put_picture(app, owner, which, made).await
}

/// Draws a picture for a person who has none, and returns its key.
pub(super) async fn draw_portrait(app: &App, owner: AccountId, name: &str) -> Result<String> {
    let (name, seed) = (name.to_owned(), owner.to_string());
    let made = app
        .heavy(move || crate::media::avatar::portrait(&name, &seed, 400))
        .await??;
    put_picture(app, owner, Picture::Avatar, made).await
}

async fn put_picture(app: &App, owner: AccountId, which: Picture, made: Encoded) -> Result<String> {
    let file = match which {
        Picture::Avatar => format!("avatar.{}", made.extension),
        Picture::Header => format!("header.{}", made.extension),
    };
    let key = Key::new(
        "people",
        app.now().to_datetime(),
        owner.0,
        &secret::name(),
        &file,
    )?;
    app.store.put(&key, Bytes::from(made.bytes)).await?;
    Ok(key.as_str().to_owned())
}

/// Keeps a copy of a peer's profile picture that has been fetched.
pub async fn keep_remote_picture(
    app: &AppRef,
    account: AccountId,
    which: Picture,
    bytes: Vec<u8>,
) -> Result<()> {
    let key = store_picture(app, account, which, bytes).await?;
    let header = which == Picture::Header;
    app.db
        .write(move |conn| {
            Box::pin(
                async move { db::accounts::set_picture_key(conn, account, header, &key).await },
            )
        })
        .await
}

/// Keeps a copy of a peer's attachment that has been fetched. Refused like an upload when it is of no allowed type.
pub async fn keep_remote_file(app: &AppRef, id: MediaId, bytes: Vec<u8>) -> Result<()> {
    let mut row = db::media::by_id(&mut *app.db.read().await?, id)
        .await?
        .ok_or(Error::NotFound)?;
    let blurhash = row.blurhash.take();
    let prepared = prepare(app, bytes).await?;
    store(app, &mut row, prepared).await?;
    row.blurhash = row.blurhash.or(blurhash);
    app.db
        .write(move |conn| Box::pin(async move { db::media::set_files(conn, &row).await }))
        .await
}
