//! Favourites with an emoji.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::connection::{Conn, on};
use super::one_of::one_of;
use super::schema::reactions;
use crate::domain::*;
use crate::error::Result;

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = reactions, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct ReactionRow {
    pub id: i64,
    pub status_id: StatusId,
    pub account_id: AccountId,
    /// The emoji, or a code between colons.
    pub content: String,
    /// The picture of a code.
    pub emoji_id: Option<EmojiId>,
    /// The id of the activity that brought it.
    pub uri: Option<String>,
    pub created_at: Timestamp,
}

/// An emoji under a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    pub status: StatusId,
    pub content: String,
    pub emoji: Option<EmojiId>,
    pub count: i64,
}

/// Tells whether it is new.
pub async fn insert(conn: &mut Conn, row: &ReactionRow) -> Result<bool> {
    let inserted = on!(conn, c => diesel::insert_into(reactions::table).values(row).on_conflict_do_nothing().execute(c).await)?;
    Ok(inserted == 1)
}

/// What somebody put on a post: all of it, or one emoji. Tells how many went.
pub async fn delete(
    conn: &mut Conn,
    account: AccountId,
    status: StatusId,
    content: Option<&str>,
) -> Result<usize> {
    let mine = reactions::table
        .filter(reactions::status_id.eq(status))
        .filter(reactions::account_id.eq(account));
    match content {
        Some(content) => {
            on!(conn, c => diesel::delete(mine.filter(reactions::content.eq(content))).execute(c).await)
        }
        None => on!(conn, c => diesel::delete(mine).execute(c).await),
    }
}

/// How many emoji somebody put on a post.
pub async fn count_of(conn: &mut Conn, account: AccountId, status: StatusId) -> Result<i64> {
    on!(conn, c => reactions::table
        .filter(reactions::status_id.eq(status))
        .filter(reactions::account_id.eq(account))
        .count()
        .get_result(c)
        .await)
}

pub async fn by_uri(conn: &mut Conn, uri: &str) -> Result<Option<ReactionRow>> {
    on!(conn, c => reactions::table.filter(reactions::uri.eq(uri)).select(ReactionRow::as_select()).first(c).await.optional())
}

/// The emoji under posts with their numbers, as first put.
pub async fn tallies(conn: &mut Conn, ids: &[StatusId]) -> Result<Vec<Tally>> {
    use diesel::dsl::{count_star, max, min};
    let rows: Vec<(StatusId, String, Option<EmojiId>, i64, Option<i64>)> = on!(conn, c => reactions::table
        .filter(one_of(reactions::status_id, ids))
        .group_by((reactions::status_id, reactions::content))
        .select((
            reactions::status_id,
            reactions::content,
            max(reactions::emoji_id),
            count_star(),
            min(reactions::id),
        ))
        .order(min(reactions::id))
        .load(c)
        .await)?;
    Ok(rows
        .into_iter()
        .map(|(status, content, emoji, count, _)| Tally {
            status,
            content,
            emoji,
            count,
        })
        .collect())
}

/// A post is gone.
pub async fn clear(conn: &mut Conn, status: StatusId) -> Result<()> {
    on!(conn, c => diesel::delete(reactions::table.filter(reactions::status_id.eq(status))).execute(c).await)?;
    Ok(())
}
