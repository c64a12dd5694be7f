//! Conversations: the posts below one another.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::connection::{Conn, on};
use super::one_of::one_of;
use super::schema::{accounts, mentions, statuses};
use super::statuses::StatusRow;
use super::thread_mutes;
use super::visible::visible_to;
use super::{conversations, locks};
use crate::domain::*;
use crate::error::Result;

/// The posts of a conversation behind `after` that `viewer` may see, oldest first.
pub async fn posts(
    conn: &mut Conn,
    viewer: AccountId,
    thread: StatusId,
    after: StatusId,
    limit: i64,
) -> Result<Vec<StatusRow>> {
    on!(conn, c => statuses::table
        .inner_join(accounts::table.on(accounts::id.eq(statuses::account_id)))
        .filter(statuses::thread_id.eq(thread))
        .filter(statuses::id.gt(after))
        .filter(statuses::reblog_of_id.is_null())
        .filter(visible_to(viewer))
        .order(statuses::id.asc())
        .limit(limit)
        .select(StatusRow::as_select())
        .load(c)
        .await)
}

/// Open replies to a post that were written here, for its `replies` collection.
pub async fn open_replies(conn: &mut Conn, id: StatusId, limit: i64) -> Result<Vec<StatusRow>> {
    on!(conn, c => statuses::table
        .inner_join(accounts::table.on(accounts::id.eq(statuses::account_id)))
        .filter(statuses::in_reply_to_id.eq(id))
        .filter(visible_to(AccountId(0)))
        .order(statuses::id.asc())
        .limit(limit)
        .select(StatusRow::as_select())
        .load(c)
        .await)
}

/// The lock on which posts belong together.
const NAME: &str = "conversations";

/// Until the transaction ends, no conversations are joined together: what is read of one stays true while posts are added to
/// it. Many may hold this at once.
pub async fn hold(conn: &mut Conn) -> Result<()> {
    locks::shared(conn, NAME).await
}

/// Until the transaction ends, no posts are added to conversations by others.
pub async fn hold_alone(conn: &mut Conn) -> Result<()> {
    locks::alone(conn, NAME).await
}

/// Does any post wait for the one with this address, which it answers?
pub async fn is_awaited(conn: &mut Conn, uri: &str) -> Result<bool> {
    let found: Option<StatusId> = on!(conn, c => statuses::table
        .filter(statuses::in_reply_to_uri.eq(uri))
        .filter(statuses::in_reply_to_id.is_null())
        .select(statuses::id)
        .first(c)
        .await
        .optional())?;
    Ok(found.is_some())
}

/// Hooks waiting replies, with what was written below them, onto the post that they answer, and returns how many there were.
/// Under [`hold_alone`].
pub async fn adopt_replies(conn: &mut Conn, parent: &StatusRow) -> Result<usize> {
    let waiting: Vec<StatusId> = on!(conn, c => statuses::table
        .filter(statuses::in_reply_to_uri.eq(&parent.uri))
        .filter(statuses::in_reply_to_id.is_null())
        .filter(statuses::id.ne(parent.id))
        .select(statuses::id)
        .load(c)
        .await)?;
    if waiting.is_empty() {
        return Ok(0);
    }
    conversations::join(conn, &waiting, parent.thread_id).await?;
    on!(conn, c => diesel::update(statuses::table.filter(one_of(statuses::thread_id, &waiting)))
        .set(statuses::thread_id.eq(parent.thread_id))
        .execute(c)
        .await)?;
    thread_mutes::join(conn, &waiting, parent.thread_id).await?;
    on!(conn, c => diesel::update(statuses::table.filter(one_of(statuses::id, &waiting)))
        .set((
            statuses::in_reply_to_id.eq(parent.id),
            statuses::in_reply_to_account_id.eq(parent.account_id),
        ))
        .execute(c)
        .await)
}

/// Does a conversation have at least so many posts?
pub async fn is_long(conn: &mut Conn, thread: StatusId, count: i64) -> Result<bool> {
    let last: Option<StatusId> = on!(conn, c => statuses::table
        .filter(statuses::thread_id.eq(thread))
        .order(statuses::id)
        .offset(count.saturating_sub(1))
        .limit(1)
        .select(statuses::id)
        .first(c)
        .await
        .optional())?;
    Ok(last.is_some())
}

/// Has `author` written in private to `named` in this conversation?
pub async fn has_private(
    conn: &mut Conn,
    thread: StatusId,
    author: AccountId,
    named: AccountId,
) -> Result<bool> {
    on!(conn, c => diesel::select(diesel::dsl::exists(statuses::table
        .inner_join(mentions::table.on(mentions::status_id.eq(statuses::id)))
        .filter(statuses::thread_id.eq(thread))
        .filter(statuses::account_id.eq(author))
        .filter(statuses::visibility.eq(Visibility::Direct))
        .filter(mentions::account_id.eq(named))))
        .get_result(c)
        .await)
}

/// How many open posts a conversation has.
pub async fn count_open(conn: &mut Conn, thread: StatusId) -> Result<i64> {
    on!(conn, c => statuses::table
        .inner_join(accounts::table.on(accounts::id.eq(statuses::account_id)))
        .filter(statuses::thread_id.eq(thread))
        .filter(statuses::reblog_of_id.is_null())
        .filter(visible_to(AccountId(0)))
        .count()
        .get_result(c)
        .await)
}
