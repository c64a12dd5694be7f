//! What the index for searching has to look at again, and what it needs that no other list of posts does.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::connection::{Conn, on};
use super::one_of::one_of;
use super::schema::{accounts, bookmarks, favourites, media, poll_votes, search_changes, statuses};
use crate::domain::*;
use crate::error::Result;

/// A post has changed in something that it is found by, or by whom. In the transaction of the change itself; called by the
/// functions of `db` that make such changes, and by nobody else.
pub(super) async fn note(conn: &mut Conn, status: StatusId) -> Result<()> {
    on!(conn, c => diesel::insert_into(search_changes::table)
        .values(search_changes::status_id.eq(status))
        .execute(c)
        .await)?;
    Ok(())
}

/// As [`note`], about the post that a file hangs on, if it does.
pub(super) async fn note_of_media(conn: &mut Conn, file: MediaId) -> Result<()> {
    let status: Option<Option<StatusId>> =
        on!(conn, c => media::table.find(file).select(media::status_id).first(c).await.optional())?;
    match status.flatten() {
        Some(status) => note(conn, status).await,
        None => Ok(()),
    }
}

/// As [`note`], about everything that somebody wrote.
pub(super) async fn note_posts_of(conn: &mut Conn, account: AccountId) -> Result<()> {
    let posts = statuses::table
        .filter(statuses::account_id.eq(account))
        .filter(statuses::deleted_at.is_null())
        .select(statuses::id);
    on!(conn, c => diesel::insert_into(search_changes::table)
        .values(posts)
        .into_columns(search_changes::status_id)
        .execute(c)
        .await)?;
    Ok(())
}

/// The first and the last change there is.
pub async fn bounds(conn: &mut Conn) -> Result<Option<(i64, i64)>> {
    let first: Option<i64> = on!(conn, c => search_changes::table
        .order(search_changes::id)
        .select(search_changes::id)
        .first(c)
        .await
        .optional())?;
    let last: Option<i64> = on!(conn, c => search_changes::table
        .order(search_changes::id.desc())
        .select(search_changes::id)
        .first(c)
        .await
        .optional())?;
    Ok(first.zip(last))
}

/// Changes after a position, in their order, as (position, post).
pub async fn after(conn: &mut Conn, position: i64, limit: i64) -> Result<Vec<(i64, StatusId)>> {
    on!(conn, c => search_changes::table
        .filter(search_changes::id.gt(position))
        .order(search_changes::id)
        .limit(limit)
        .select((search_changes::id, search_changes::status_id))
        .load(c)
        .await)
}

/// Those of some changes that are there.
pub async fn among(conn: &mut Conn, positions: &[i64]) -> Result<Vec<(i64, StatusId)>> {
    on!(conn, c => search_changes::table
        .filter(one_of(search_changes::id, positions))
        .select((search_changes::id, search_changes::status_id))
        .load(c)
        .await)
}

/// Removes all changes but the last `keep`. Returns how many.
pub async fn forget(conn: &mut Conn, keep: i64) -> Result<usize> {
    let Some((first, last)) = bounds(conn).await? else {
        return Ok(0);
    };
    if last.saturating_sub(first) < keep {
        return Ok(0);
    }
    on!(conn, c => diesel::delete(search_changes::table.filter(search_changes::id.le(last.saturating_sub(keep))))
        .execute(c)
        .await)
}

/// Living posts below an id, newest first; no boosts.
pub async fn posts_below(conn: &mut Conn, id: StatusId, limit: i64) -> Result<Vec<StatusId>> {
    on!(conn, c => statuses::table
        .filter(statuses::id.lt(id))
        .filter(statuses::reblog_of_id.is_null())
        .filter(statuses::deleted_at.is_null())
        .order(statuses::id.desc())
        .limit(limit)
        .select(statuses::id)
        .load(c)
        .await)
}

/// The people of this unit who put a favourite, a bookmark or a vote on posts, or boosted them, as (post, person).
pub async fn kept_by(conn: &mut Conn, ids: &[StatusId]) -> Result<Vec<(StatusId, AccountId)>> {
    let mut found: Vec<(StatusId, AccountId)> = on!(conn, c => favourites::table
        .inner_join(accounts::table.on(accounts::id.eq(favourites::account_id)))
        .filter(one_of(favourites::status_id, ids))
        .filter(accounts::host.eq(""))
        .select((favourites::status_id, favourites::account_id))
        .load(c)
        .await)?;
    let bookmarked: Vec<(StatusId, AccountId)> = on!(conn, c => bookmarks::table
        .filter(one_of(bookmarks::status_id, ids))
        .select((bookmarks::status_id, bookmarks::account_id))
        .load(c)
        .await)?;
    let voted: Vec<(StatusId, AccountId)> = on!(conn, c => poll_votes::table
        .inner_join(accounts::table.on(accounts::id.eq(poll_votes::account_id)))
        .filter(one_of(poll_votes::status_id, ids))
        .filter(accounts::host.eq(""))
        .select((poll_votes::status_id, poll_votes::account_id))
        .load(c)
        .await)?;
    let boosted: Vec<(Option<StatusId>, AccountId)> = on!(conn, c => statuses::table
        .filter(one_of(statuses::reblog_of_id, ids))
        .filter(statuses::local.eq(true))
        .filter(statuses::deleted_at.is_null())
        .select((statuses::reblog_of_id, statuses::account_id))
        .load(c)
        .await)?;
    found.extend(bookmarked);
    found.extend(voted);
    found.extend(boosted.into_iter().filter_map(|(of, by)| Some((of?, by))));
    found.sort_unstable();
    found.dedup();
    Ok(found)
}
