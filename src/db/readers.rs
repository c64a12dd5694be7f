//! Which of some people of this unit a post reaches: the visibility rule for many readers and one post.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::connection::{Conn, on};
use super::one_of::one_of;
use super::schema::{accounts, bookmarks, favourites, home_entries, statuses, users};
use super::visible::{visible_to_each, wanted_by_each, was_for_each};
use crate::domain::*;
use crate::error::Result;

/// The people for whom these conditions hold, with the post as `statuses` and its author as `accounts`.
macro_rules! readers {
    ($conn:expr, $status:expr, $people:expr, $($condition:expr),+) => {
        on!($conn, c => users::table
            .inner_join(statuses::table.on(statuses::id.eq($status)))
            .inner_join(accounts::table.on(accounts::id.eq(statuses::account_id)))
            .filter(one_of(users::account_id, $people))
            $(.filter($condition))+
            .select(users::account_id)
            .load(c)
            .await)
    };
}

/// Those who may see a post and have neither muted nor blocked its author.
pub async fn of_status(
    conn: &mut Conn,
    status: StatusId,
    people: &[AccountId],
) -> Result<Vec<AccountId>> {
    readers!(conn, status, people, visible_to_each(), wanted_by_each())
}

/// Those whom a post was for that is no more.
pub async fn of_gone(
    conn: &mut Conn,
    status: StatusId,
    people: &[AccountId],
) -> Result<Vec<AccountId>> {
    readers!(conn, status, people, was_for_each())
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

/// Those who marked or boosted a post, so that it looks different to them.
pub async fn with_marks(
    conn: &mut Conn,
    status: StatusId,
    people: &[AccountId],
) -> Result<Vec<AccountId>> {
    macro_rules! markers {
        ($table:ident) => {
            on!(conn, c => $table::table
                .filter($table::status_id.eq(status))
                .filter(one_of($table::account_id, people))
                .select($table::account_id)
                .load(c)
                .await)
        };
    }
    let mut found: Vec<AccountId> = markers!(favourites)?;
    let kept: Vec<AccountId> = markers!(bookmarks)?;
    let boosted: Vec<AccountId> = on!(conn, c => statuses::table
        .filter(statuses::reblog_of_id.eq(status))
        .filter(statuses::deleted_at.is_null())
        .filter(one_of(statuses::account_id, people))
        .select(statuses::account_id)
        .load(c)
        .await)?;
    found.extend(kept);
    found.extend(boosted);
    Ok(found)
}
