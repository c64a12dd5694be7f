//! Conversations that people want to hear no more of.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::connection::{Conn, on};
use super::one_of::one_of;
use super::schema::{statuses, thread_mutes};
use crate::domain::*;
use crate::error::Result;

pub async fn insert(
    conn: &mut Conn,
    account: AccountId,
    thread: StatusId,
    now: Timestamp,
) -> Result<()> {
    use thread_mutes::dsl;
    on!(conn, c => diesel::insert_into(thread_mutes::table)
        .values((dsl::account_id.eq(account), dsl::thread_id.eq(thread), dsl::created_at.eq(now)))
        .on_conflict_do_nothing()
        .execute(c)
        .await)?;
    Ok(())
}

pub async fn delete(conn: &mut Conn, account: AccountId, thread: StatusId) -> Result<()> {
    on!(conn, c => diesel::delete(thread_mutes::table.find((account, thread))).execute(c).await)?;
    Ok(())
}

/// Which of `threads` the person has muted.
pub async fn among(
    conn: &mut Conn,
    account: AccountId,
    threads: &[StatusId],
) -> Result<Vec<StatusId>> {
    on!(conn, c => thread_mutes::table
        .filter(thread_mutes::account_id.eq(account))
        .filter(one_of(thread_mutes::thread_id, threads))
        .select(thread_mutes::thread_id)
        .load(c)
        .await)
}

/// Has the person muted the conversation of this post?
pub async fn holds(conn: &mut Conn, account: AccountId, status: StatusId) -> Result<bool> {
    on!(conn, c => diesel::select(diesel::dsl::exists(statuses::table
        .inner_join(thread_mutes::table.on(thread_mutes::thread_id.eq(statuses::thread_id)))
        .filter(statuses::id.eq(status))
        .filter(thread_mutes::account_id.eq(account))))
        .get_result(c)
        .await)
}

/// Conversations become part of another one: who had muted one of them hears no more of the whole.
pub(super) async fn join(conn: &mut Conn, threads: &[StatusId], into: StatusId) -> Result<()> {
    let muted: Vec<(AccountId, Timestamp)> = on!(conn, c => diesel::delete(thread_mutes::table.filter(one_of(thread_mutes::thread_id, threads)))
        .returning((thread_mutes::account_id, thread_mutes::created_at))
        .get_results(c)
        .await)?;
    for (account, since) in muted {
        insert(conn, account, into, since).await?;
    }
    Ok(())
}
