//! Custom emoji: ours, and those that peers used.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::connection::{Conn, on};
use super::one_of::one_of;
use super::schema::emoji;
use crate::domain::*;
use crate::error::{Error, Result};

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = emoji, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct EmojiRow {
    pub id: EmojiId,
    /// Empty: of this unit.
    pub host: String,
    /// Without colons.
    pub shortcode: String,
    pub remote_url: Option<String>,
    /// Own copy; a peer's picture has none until it has been fetched.
    pub file_key: Option<String>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// Writes an emoji unless one of that name is there; a peer's that has another picture now gets that, to be fetched anew.
/// Returns the row as it stands then.
pub async fn put(conn: &mut Conn, row: &EmojiRow) -> Result<EmojiRow> {
    let inserted = on!(conn, c => diesel::insert_into(emoji::table).values(row).on_conflict_do_nothing().execute(c).await)?;
    if inserted == 1 {
        return Ok(row.clone());
    }
    match by_name(conn, &row.host, &row.shortcode).await? {
        None => Err(Error::unavailable(
            "The emoji was removed at this moment; try again",
        )),
        Some(known) if known.remote_url == row.remote_url && row.file_key.is_none() => Ok(known),
        Some(known) => {
            on!(conn, c => diesel::update(emoji::table.find(known.id))
                .set((
                    emoji::remote_url.eq(&row.remote_url),
                    emoji::file_key.eq(&row.file_key),
                    emoji::updated_at.eq(row.updated_at),
                ))
                .execute(c)
                .await)?;
            Ok(EmojiRow {
                id: known.id,
                created_at: known.created_at,
                ..row.clone()
            })
        }
    }
}

pub async fn by_id(conn: &mut Conn, id: EmojiId) -> Result<Option<EmojiRow>> {
    on!(conn, c => emoji::table.find(id).select(EmojiRow::as_select()).first(c).await.optional())
}

pub async fn by_ids(conn: &mut Conn, ids: &[EmojiId]) -> Result<Vec<EmojiRow>> {
    on!(conn, c => emoji::table.filter(one_of(emoji::id, ids)).select(EmojiRow::as_select()).load(c).await)
}

pub async fn by_name(conn: &mut Conn, host: &str, shortcode: &str) -> Result<Option<EmojiRow>> {
    on!(conn, c => emoji::table
        .filter(emoji::host.eq(host))
        .filter(emoji::shortcode.eq(shortcode))
        .select(EmojiRow::as_select())
        .first(c)
        .await
        .optional())
}

/// Those with one of these names at one of these hosts.
pub async fn by_names(
    conn: &mut Conn,
    hosts: &[String],
    shortcodes: &[String],
) -> Result<Vec<EmojiRow>> {
    on!(conn, c => emoji::table
        .filter(emoji::host.eq_any(hosts))
        .filter(emoji::shortcode.eq_any(shortcodes))
        .select(EmojiRow::as_select())
        .load(c)
        .await)
}

/// All of one host, by name.
pub async fn of_host(conn: &mut Conn, host: &str) -> Result<Vec<EmojiRow>> {
    on!(conn, c => emoji::table.filter(emoji::host.eq(host)).order(emoji::shortcode).select(EmojiRow::as_select()).load(c).await)
}

/// Notes where the picture of a peer's emoji was put.
pub async fn set_file(conn: &mut Conn, id: EmojiId, key: &str) -> Result<()> {
    on!(conn, c => diesel::update(emoji::table.find(id)).set(emoji::file_key.eq(key)).execute(c).await)?;
    Ok(())
}

pub async fn delete(conn: &mut Conn, id: EmojiId) -> Result<()> {
    on!(conn, c => diesel::delete(emoji::table.find(id)).execute(c).await)?;
    Ok(())
}
