//! What web pages say of themselves, and which posts link to them.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::connection::{Conn, on};
use super::one_of::one_of;
use super::schema::{post_previews, previews};
use crate::domain::*;
use crate::error::Result;

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = previews, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct PreviewRow {
    pub id: i64,
    pub url: String,
    /// Empty: nothing can be shown.
    pub title: String,
    pub description: String,
    pub author_name: String,
    pub author_url: String,
    pub provider_name: String,
    pub provider_url: String,
    /// Our copy of the picture.
    pub image_key: Option<String>,
    pub image_description: String,
    pub image_width: Option<i32>,
    pub image_height: Option<i32>,
    pub blurhash: Option<String>,
    pub language: Option<String>,
    pub published_at: Option<Timestamp>,
    pub attempts: i32,
    /// `None`: nothing is to be fetched. While it is fetched: when the lease ends.
    pub next_attempt_at: Option<Timestamp>,
    /// When it was last looked at.
    pub fetched_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

impl PreviewRow {
    /// A page that has not been looked at.
    pub fn blank(id: i64, url: &str, now: Timestamp) -> Self {
        Self {
            id,
            url: url.to_owned(),
            title: String::new(),
            description: String::new(),
            author_name: String::new(),
            author_url: String::new(),
            provider_name: String::new(),
            provider_url: String::new(),
            image_key: None,
            image_description: String::new(),
            image_width: None,
            image_height: None,
            blurhash: None,
            language: None,
            published_at: None,
            attempts: 0,
            next_attempt_at: None,
            fetched_at: None,
            created_at: now,
        }
    }
}

/// Inserts unless the address is known; returns the row as it stands then.
pub async fn insert_once(conn: &mut Conn, row: &PreviewRow) -> Result<Option<PreviewRow>> {
    on!(conn, c => diesel::insert_into(previews::table).values(row).on_conflict_do_nothing().execute(c).await)?;
    by_url(conn, &row.url).await
}

pub async fn by_url(conn: &mut Conn, url: &str) -> Result<Option<PreviewRow>> {
    on!(conn, c => previews::table.filter(previews::url.eq(url)).select(PreviewRow::as_select()).first(c).await.optional())
}

/// Has a page fetched at a time.
pub async fn ask(conn: &mut Conn, id: i64, at: Timestamp) -> Result<()> {
    on!(conn, c => diesel::update(previews::table.find(id))
        .set((previews::next_attempt_at.eq(at), previews::attempts.eq(0)))
        .execute(c)
        .await)?;
    Ok(())
}

/// Pages that are due, the longest waiting first.
pub async fn due(conn: &mut Conn, now: Timestamp, limit: i64) -> Result<Vec<PreviewRow>> {
    on!(conn, c => previews::table
        .filter(previews::next_attempt_at.is_not_null())
        .filter(previews::next_attempt_at.le(now))
        .order(previews::next_attempt_at)
        .limit(limit)
        .select(PreviewRow::as_select())
        .load(c)
        .await)
}

pub async fn next_due(conn: &mut Conn) -> Result<Option<Timestamp>> {
    on!(conn, c => previews::table
        .filter(previews::next_attempt_at.is_not_null())
        .select(diesel::dsl::min(previews::next_attempt_at))
        .first(c)
        .await)
}

/// Takes one that is due until `until`, and counts the attempt; `false` when another process was faster.
pub async fn lease(conn: &mut Conn, row: &PreviewRow, until: Timestamp) -> Result<bool> {
    let taken = on!(conn, c => diesel::update(previews::table
            .find(row.id)
            .filter(previews::next_attempt_at.eq(row.next_attempt_at)))
        .set((previews::next_attempt_at.eq(until), previews::attempts.eq(row.attempts + 1)))
        .execute(c)
        .await)?;
    Ok(taken == 1)
}

/// Writes what was found, as the whole of what is known.
pub async fn settle(conn: &mut Conn, row: &PreviewRow) -> Result<()> {
    use previews::dsl;
    on!(conn, c => diesel::update(previews::table.find(row.id))
        .set((
            dsl::title.eq(&row.title), dsl::description.eq(&row.description), dsl::author_name.eq(&row.author_name),
            dsl::author_url.eq(&row.author_url), dsl::provider_name.eq(&row.provider_name), dsl::provider_url.eq(&row.provider_url),
            dsl::image_key.eq(&row.image_key), dsl::image_description.eq(&row.image_description), dsl::image_width.eq(row.image_width),
            dsl::image_height.eq(row.image_height), dsl::blurhash.eq(&row.blurhash), dsl::language.eq(&row.language),
            dsl::published_at.eq(row.published_at), dsl::next_attempt_at.eq(row.next_attempt_at), dsl::fetched_at.eq(row.fetched_at),
        ))
        .execute(c)
        .await)?;
    Ok(())
}

/// Notes which page a post links to first.
pub async fn link(conn: &mut Conn, post: StatusId, preview: i64) -> Result<()> {
    on!(conn, c => diesel::insert_into(post_previews::table)
        .values((post_previews::status_id.eq(post), post_previews::preview_id.eq(preview)))
        .on_conflict(post_previews::status_id)
        .do_update()
        .set(post_previews::preview_id.eq(preview))
        .execute(c)
        .await)?;
    Ok(())
}

pub async fn unlink(conn: &mut Conn, post: StatusId) -> Result<()> {
    on!(conn, c => diesel::delete(post_previews::table.find(post)).execute(c).await)?;
    Ok(())
}

/// Takes a page away from all posts.
pub async fn unlink_all(conn: &mut Conn, preview: i64) -> Result<()> {
    on!(conn, c => diesel::delete(post_previews::table.filter(post_previews::preview_id.eq(preview))).execute(c).await)?;
    Ok(())
}

/// The pages of posts, as far as there is something to show.
pub async fn of_statuses(conn: &mut Conn, ids: &[StatusId]) -> Result<Vec<(StatusId, PreviewRow)>> {
    on!(conn, c => post_previews::table
        .inner_join(previews::table.on(previews::id.eq(post_previews::preview_id)))
        .filter(one_of(post_previews::status_id, ids))
        .filter(previews::title.ne(""))
        .select((post_previews::status_id, PreviewRow::as_select()))
        .load(c)
        .await)
}

/// Pages that were looked at before `before` and that no post links to.
pub async fn unused(conn: &mut Conn, before: Timestamp, limit: i64) -> Result<Vec<PreviewRow>> {
    let linked = diesel::dsl::exists(
        post_previews::table.filter(post_previews::preview_id.eq(previews::id)),
    );
    on!(conn, c => previews::table
        .filter(previews::fetched_at.is_not_null())
        .filter(previews::fetched_at.lt(before))
        .filter(diesel::dsl::not(linked))
        .order(previews::fetched_at)
        .limit(limit)
        .select(PreviewRow::as_select())
        .load(c)
        .await)
}

/// Deletes one that no post links to; tells whether it did.
pub async fn delete_unused(conn: &mut Conn, id: i64) -> Result<bool> {
    let linked = diesel::dsl::exists(
        post_previews::table.filter(post_previews::preview_id.eq(previews::id)),
    );
    let deleted = on!(conn, c => diesel::delete(previews::table.find(id).filter(diesel::dsl::not(linked))).execute(c).await)?;
    Ok(deleted == 1)
}
