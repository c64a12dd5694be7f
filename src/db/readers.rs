//! Which of some people of this unit a post reaches: the visibility rule for many readers and one post.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::connection::{Conn, on};
use super::one_of::one_of;
use super::schema::{accounts, bookmarks, favourites, home_entries, statuses, thread_mutes, users};
use super::visible::{visible_to_each, wanted_by_each, was_for_each};
use crate::domain::*;
use crate::error::Result;

/// Those who may see a post and have neither muted nor blocked its author.
pub async fn of_status(
    conn: &mut Conn,
    status: StatusId,
    people: &[AccountId],
) -> Result<Vec<AccountId>> {
    on!(conn, c => users::table
        .inner_join(statuses::table.on(statuses::id.eq(status)))
        .inner_join(accounts::table.on(accounts::id.eq(statuses::account_id)))
        .filter(one_of(users::account_id, people))
        .filter(visible_to_each())
        .filter(wanted_by_each())
        .select(users::account_id)
        .load(c)
        .await)
}

/// Those whom a post was for that is no more.
pub async fn of_gone(
    conn: &mut Conn,
    status: StatusId,
    people: &[AccountId],
) -> Result<Vec<AccountId>> {
    on!(conn, c => users::table
        .inner_join(statuses::table.on(statuses::id.eq(status)))
        .inner_join(accounts::table.on(accounts::id.eq(statuses::account_id)))
        .filter(one_of(users::account_id, people))
        .filter(was_for_each())
        .select(users::account_id)
        .load(c)
        .await)
}

/// Those whose home timeline has a post.
pub async fn at_home(
    conn: &mut Conn,
    status: StatusId,
    people: &[AccountId],
) -> Result<Vec<AccountId>> {
    on!(conn, c => home_entries::table
        .filter(one_of(home_entries::account_id, people))
        .filter(home_entries::status_id.eq(status))
        .select(home_entries::account_id)
        .load(c)
        .await)
}

/// Those who marked or boosted a post or muted its conversation, so that it looks different to them.
pub async fn with_marks(
    conn: &mut Conn,
    status: StatusId,
    people: &[AccountId],
) -> Result<Vec<AccountId>> {
    let mut found: Vec<AccountId> = on!(conn, c => favourites::table
        .filter(favourites::status_id.eq(status))
        .filter(one_of(favourites::account_id, people))
        .select(favourites::account_id)
        .load(c)
        .await)?;
    let kept: Vec<AccountId> = on!(conn, c => bookmarks::table
        .filter(bookmarks::status_id.eq(status))
        .filter(one_of(bookmarks::account_id, people))
        .select(bookmarks::account_id)
        .load(c)
        .await)?;
    let boosted: Vec<AccountId> = on!(conn, c => statuses::table
        .filter(statuses::reblog_of_id.eq(status))
        .filter(statuses::deleted_at.is_null())
        .filter(one_of(statuses::account_id, people))
        .select(statuses::account_id)
        .load(c)
        .await)?;
    let muted: Vec<AccountId> = on!(conn, c => thread_mutes::table
        .inner_join(statuses::table.on(statuses::thread_id.eq(thread_mutes::thread_id)))
        .filter(statuses::id.eq(status))
        .filter(one_of(thread_mutes::account_id, people))
        .select(thread_mutes::account_id)
        .load(c)
        .await)?;
    found.extend(muted);
    found.extend(kept);
    found.extend(boosted);
    Ok(found)
}
