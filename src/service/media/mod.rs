//! Attachments and profile pictures: taking them in, describing them, serving them.

mod pictures;
mod serving;
mod storing;

pub use pictures::{Picture, keep_remote_picture};
pub(super) use pictures::{draw_portrait, store_picture};
pub use serving::{StoredFile, fetched, file};
pub use storing::{MAX_BYTES, MAX_RECORDING, keep_remote_file, keep_remote_poster, picture_bytes};

use crate::app::{App, AppRef};
use crate::db;
use crate::db::media::MediaRow;
use crate::domain::*;
use crate::error::{Error, Result};
use crate::media::{FocalPoint, Key, MediaError, Spool};
use crate::text::limits;

/// A file that a person uploads.
#[derive(Debug, Clone, Default)]
pub struct Upload {
    pub content: Spool,
    pub file_name: Option<String>,
    /// Alt text.
    pub description: Option<String>,
    /// Each -1.0 to 1.0.
    pub focus: Option<(f64, f64)>,
    /// The picture to show for a film or a sound; others have their own.
    pub thumbnail: Option<Spool>,
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
        recording: None,
        preview_remote_url: None,
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
    let prepared = storing::prepare(app, upload.content).await?;
    let poster = match (upload.thumbnail, &prepared) {
        (Some(poster), storing::Prepared::Recording { .. }) => {
            Some(storing::prepare_poster(app, poster).await?)
        }
        _ => None,
    };
    storing::store(app, &mut row, prepared).await?;
    if let Some(poster) = poster {
        storing::store_poster(app, &mut row, poster).await?;
    }
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

/// What is said about an attachment; `None` leaves a part as it is, an empty text takes it away.
#[derive(Debug, Clone, Default)]
pub struct Description {
    /// Alt text.
    pub text: Option<String>,
    /// Each -1.0 to 1.0.
    pub focus: Option<(f64, f64)>,
    /// The picture to show for a film or a sound; others have their own.
    pub thumbnail: Option<Spool>,
}

/// Changes alt text, focal point, and the picture of a film or a sound, each where it is given. `NotFound` for others',
/// `Invalid` says what is wrong.
pub async fn describe(
    app: &AppRef,
    owner: AccountId,
    id: MediaId,
    new: Description,
) -> Result<MediaRow> {
    let mut seen = show(app, owner, id).await?;
    let text = match new.text {
        Some(text) => Some(checked_description(Some(text))?),
        None => None,
    };
    let focus = checked_focus(new.focus)?;
    let thumbnail = new.thumbnail.filter(|_| storing::takes_poster(&seen));
    let poster = match thumbnail {
        Some(poster) => {
            let poster = storing::prepare_poster(app, poster).await?;
            storing::store_poster(app, &mut seen, poster).await?;
            true
        }
        None => false,
    };
    let (row, replaced) = app
        .db
        .write(move |conn| {
            Box::pin(async move {
                // What others changed while the picture was made stays.
                let mut row = db::media::by_id(conn, id).await?.ok_or(Error::NotFound)?;
                if let Some(text) = text {
                    row.description = text;
                }
                if let Some((x, y)) = focus {
                    (row.focus_x, row.focus_y) = (Some(x), Some(y));
                }
                let focus = row.focus_x.zip(row.focus_y);
                db::media::describe(conn, id, row.description.as_deref(), focus).await?;
                let mut replaced = None;
                if poster {
                    replaced = std::mem::replace(&mut row.preview_key, seen.preview_key);
                    row.blurhash = seen.blurhash;
                    (row.preview_width, row.preview_height) =
                        (seen.preview_width, seen.preview_height);
                    db::media::set_preview(conn, &row).await?;
                }
                Ok((row, replaced))
            })
        })
        .await?;
    remove(app, replaced.as_deref()).await;
    Ok(row)
}

/// Deletes one's own upload while it hangs on no post and waits with none.
pub async fn delete(app: &AppRef, owner: AccountId, id: MediaId) -> Result<()> {
    let row = show(app, owner, id).await?;
    let deleted = app
        .db
        .write(move |conn| Box::pin(async move { db::media::delete_unused(conn, id).await }))
        .await?;
    if !deleted {
        return Err(Error::invalid(
            "Media attachment is currently used by a status",
        ));
    }
    remove_files(app, &row).await;
    Ok(())
}

/// Removes the files of a row that is gone. A file that cannot be removed is only logged: nothing points to it.
pub async fn remove_files(app: &App, row: &MediaRow) {
    remove(app, row.file_key.as_deref()).await;
    remove(app, row.preview_key.as_deref()).await;
}

/// Removes a file that nothing points to any more; one that cannot be removed is only logged.
pub(super) async fn remove(app: &App, key: Option<&str>) {
    let Some(key) = key else { return };
    let removed = match Key::parse(key) {
        Ok(key) => app.store.delete(&key).await,
        Err(error) => Err(error),
    };
    if let Err(error) = removed {
        tracing::warn!(%key, %error, "a file was not removed");
    }
}
