//! The versions of a post, and its source.

use crate::app::AppRef;
use crate::db;
use crate::db::accounts::AccountRow;
use crate::db::statuses::{EditRow, StatusRow};
use crate::domain::*;
use crate::error::{Error, Result};
use crate::service::statuses::{own, show};

/// One version of a post, for its history.
#[derive(Debug, Clone)]
pub struct Version {
    pub content: String,
    pub spoiler_text: String,
    pub sensitive: bool,
    pub created_at: Timestamp,
    pub media: Vec<db::media::MediaRow>,
}

/// Puts the current version of a post into its history.
pub(super) async fn keep_version(conn: &mut db::Conn, old: &StatusRow, edit_id: i64) -> Result<()> {
    let media: Vec<MediaId> = db::media::of_statuses(conn, &[old.id])
        .await?
        .iter()
        .map(|row| row.id)
        .collect();
    let row = EditRow {
        id: edit_id,
        status_id: old.id,
        content: old.content.clone(),
        text: old.text.clone(),
        spoiler_text: old.spoiler_text.clone(),
        sensitive: old.sensitive,
        media: serde_json::to_string(&media).map_err(Error::internal)?,
        created_at: old.edited_at.unwrap_or(old.created_at),
    };
    db::statuses::insert_edit(conn, &row).await
}

/// The source of one's own post, as (text, warning, format), for editing.
pub async fn source(
    app: &AppRef,
    author: AccountId,
    id: StatusId,
) -> Result<(String, String, TextFormat)> {
    let row = own(app, author, id).await?;
    Ok((row.text, row.spoiler_text, row.text_format))
}

/// All versions of a post, oldest first, the current one last.
pub async fn history(
    app: &AppRef,
    viewer: Option<AccountId>,
    id: StatusId,
) -> Result<(AccountRow, Vec<Version>)> {
    let full = show(app, viewer, id).await?;
    let mut conn = app.db.read().await?;
    let edits = db::statuses::edits(&mut conn, full.row.id).await?;
    let media_ids =
        |row: &EditRow| serde_json::from_str::<Vec<MediaId>>(&row.media).unwrap_or_default();
    let wanted: Vec<MediaId> = edits.iter().flat_map(media_ids).collect();
    let files = db::media::by_ids(&mut conn, &wanted).await?;
    let mut versions: Vec<Version> = edits
        .iter()
        .map(|row| Version {
            content: row.content.clone(),
            spoiler_text: row.spoiler_text.clone(),
            sensitive: row.sensitive,
            created_at: row.created_at,
            media: media_ids(row)
                .iter()
                .filter_map(|id| files.iter().find(|file| file.id == *id).cloned())
                .collect(),
        })
        .collect();
    versions.push(Version {
        content: full.row.content.clone(),
        spoiler_text: full.row.spoiler_text.clone(),
        sensitive: full.row.sensitive,
        created_at: full.row.edited_at.unwrap_or(full.row.created_at),
        media: full.media.clone(),
    });
    Ok(((*full.author).clone(), versions))
}
