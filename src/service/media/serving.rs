//! Which stored file may be sent to whom.

use crate::app::AppRef;
use crate::db;
use crate::db::media::MediaRow;
use crate::domain::*;
use crate::error::{Error, Result};
use crate::media::Key;

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
