//! Attachments.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::connection::{Conn, on};
use super::one_of::one_of;
use super::schema::media;
use super::visible::Condition;
use crate::domain::*;
use crate::error::Result;

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = media, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct MediaRow {
    pub id: MediaId,
    pub account_id: AccountId,
    pub status_id: Option<StatusId>,
    pub position: i32,
    pub kind: MediaKind,
    pub content_type: String,
    /// Own copy; a peer's file has none until it has been fetched.
    pub file_key: Option<String>,
    pub preview_key: Option<String>,
    pub remote_url: Option<String>,
    pub description: Option<String>,
    pub blurhash: Option<String>,
    pub width: Option<i32>,
    pub height: Option<i32>,
    pub preview_width: Option<i32>,
    pub preview_height: Option<i32>,
    /// Bytes.
    pub size: i64,
    pub focus_x: Option<f64>,
    pub focus_y: Option<f64>,
    /// As uploaded; for downloads.
    pub file_name: Option<String>,
    pub created_at: Timestamp,
    /// JSON, see [`MediaRow::recording`].
    pub recording: Option<String>,
    /// The picture that a peer shows for a film or a sound.
    pub preview_remote_url: Option<String>,
}

impl MediaRow {
    /// What is known of a film or a sound.
    pub fn recording(&self) -> Option<Recording> {
        serde_json::from_str(self.recording.as_deref()?).ok()
    }
}

/// No scheduled post has it.
const WAITS_WITH_NONE: Condition = Condition(
    "NOT EXISTS (SELECT 1 FROM scheduled_media WHERE scheduled_media.media_id = media.id)",
);

pub async fn insert(conn: &mut Conn, row: &MediaRow) -> Result<()> {
    on!(conn, c => diesel::insert_into(media::table).values(row).execute(c).await)?;
    Ok(())
}

pub async fn by_id(conn: &mut Conn, id: MediaId) -> Result<Option<MediaRow>> {
    on!(conn, c => media::table.find(id).select(MediaRow::as_select()).first(c).await.optional())
}

pub async fn by_ids(conn: &mut Conn, ids: &[MediaId]) -> Result<Vec<MediaRow>> {
    on!(conn, c => media::table.filter(one_of(media::id, ids)).select(MediaRow::as_select()).load(c).await)
}

/// The attachments of posts, in the order the authors gave them.
pub async fn of_statuses(conn: &mut Conn, ids: &[StatusId]) -> Result<Vec<MediaRow>> {
    on!(conn, c => media::table
        .filter(one_of(media::status_id, ids))
        .order((media::status_id, media::position))
        .select(MediaRow::as_select())
        .load(c)
        .await)
}

/// Attaches a person's own, still free upload; `false` when it is not theirs, hangs on another post, or waits with one.
pub async fn attach(
    conn: &mut Conn,
    id: MediaId,
    owner: AccountId,
    status: StatusId,
    position: i32,
) -> Result<bool> {
    let changed = on!(conn, c => diesel::update(media::table
            .find(id)
            .filter(media::account_id.eq(owner))
            .filter(media::status_id.is_null().or(media::status_id.eq(status)))
            .filter(WAITS_WITH_NONE))
        .set((media::status_id.eq(status), media::position.eq(position)))
        .execute(c)
        .await)?;
    Ok(changed == 1)
}

/// Takes all attachments off a post; the files stay for the versions before an edit until they are pruned.
pub async fn detach_all(conn: &mut Conn, status: StatusId) -> Result<()> {
    on!(conn, c => diesel::update(media::table.filter(media::status_id.eq(status)))
        .set(media::status_id.eq(None::<StatusId>))
        .execute(c)
        .await)?;
    Ok(())
}

/// Sets alt text and focal point.
pub async fn describe(
    conn: &mut Conn,
    id: MediaId,
    description: Option<&str>,
    focus: Option<(f64, f64)>,
) -> Result<()> {
    on!(conn, c => diesel::update(media::table.find(id))
        .set((media::description.eq(description), media::focus_x.eq(focus.map(|f| f.0)), media::focus_y.eq(focus.map(|f| f.1))))
        .execute(c)
        .await)?;
    super::search::note_of_media(conn, id).await
}

/// Notes where a peer's file was put once it has been fetched.
pub async fn set_files(conn: &mut Conn, row: &MediaRow) -> Result<()> {
    on!(conn, c => diesel::update(media::table.find(row.id))
        .set((
            media::file_key.eq(&row.file_key), media::preview_key.eq(&row.preview_key), media::content_type.eq(&row.content_type),
            media::kind.eq(row.kind), media::blurhash.eq(&row.blurhash), media::width.eq(row.width), media::height.eq(row.height),
            media::preview_width.eq(row.preview_width), media::preview_height.eq(row.preview_height), media::size.eq(row.size),
            media::recording.eq(&row.recording),
        ))
        .execute(c)
        .await)?;
    super::search::note_of_media(conn, row.id).await
}

/// Sets the picture that is shown for a film or a sound.
pub async fn set_preview(conn: &mut Conn, row: &MediaRow) -> Result<()> {
    on!(conn, c => diesel::update(media::table.find(row.id))
        .set((
            media::preview_key.eq(&row.preview_key), media::blurhash.eq(&row.blurhash),
            media::preview_width.eq(row.preview_width), media::preview_height.eq(row.preview_height),
        ))
        .execute(c)
        .await)?;
    Ok(())
}

/// Deletes one that hangs on no post and waits with none; tells whether it did.
pub async fn delete_unused(conn: &mut Conn, id: MediaId) -> Result<bool> {
    let deleted = on!(conn, c => diesel::delete(media::table
            .find(id)
            .filter(media::status_id.is_null())
            .filter(WAITS_WITH_NONE))
        .execute(c)
        .await)?;
    Ok(deleted == 1)
}

/// Uploads older than `before` that hang on no post and wait with none.
pub async fn unattached(conn: &mut Conn, before: Timestamp, limit: i64) -> Result<Vec<MediaRow>> {
    on!(conn, c => media::table
        .filter(media::status_id.is_null())
        .filter(media::created_at.lt(before))
        .filter(WAITS_WITH_NONE)
        .limit(limit)
        .select(MediaRow::as_select())
        .load(c)
        .await)
}
