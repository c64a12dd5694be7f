//! Blocks and mutes.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::connection::{Conn, Paging, on};
use super::one_of::one_of;
use super::schema::{blocks, mutes};
use crate::domain::*;
use crate::error::Result;

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = mutes, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct MuteRow {
    pub id: i64,
    pub account_id: AccountId,
    pub target_id: AccountId,
    pub hide_notifications: bool,
    pub expires_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

impl MuteRow {
    /// One that has an end is over from then on; a worker takes it away.
    #[must_use]
    pub fn holds(&self, now: Timestamp) -> bool {
        self.expires_at.is_none_or(|end| end > now)
    }
}

/// Tells whether it is new.
pub async fn insert_block(
    conn: &mut Conn,
    id: i64,
    account: AccountId,
    target: AccountId,
    uri: Option<&str>,
    now: Timestamp,
) -> Result<bool> {
    let inserted = on!(conn, c => diesel::insert_into(blocks::table)
        .values((blocks::id.eq(id), blocks::account_id.eq(account), blocks::target_id.eq(target), blocks::uri.eq(uri), blocks::created_at.eq(now)))
        .on_conflict_do_nothing()
        .execute(c)
        .await)?;
    Ok(inserted == 1)
}

/// The id of a block, which is the serial of the Block that went out for it.
pub async fn block_id(
    conn: &mut Conn,
    account: AccountId,
    target: AccountId,
) -> Result<Option<i64>> {
    on!(conn, c => blocks::table
        .filter(blocks::account_id.eq(account))
        .filter(blocks::target_id.eq(target))
        .select(blocks::id)
        .first(c)
        .await
        .optional())
}

pub async fn delete_block(conn: &mut Conn, account: AccountId, target: AccountId) -> Result<()> {
    on!(conn, c => diesel::delete(blocks::table.filter(blocks::account_id.eq(account)).filter(blocks::target_id.eq(target)))
        .execute(c)
        .await)?;
    Ok(())
}

/// Has either blocked the other?
pub async fn blocked_either_way(conn: &mut Conn, one: AccountId, other: AccountId) -> Result<bool> {
    on!(conn, c => diesel::select(diesel::dsl::exists(blocks::table.filter(
            (blocks::account_id.eq(one).and(blocks::target_id.eq(other)))
                .or(blocks::account_id.eq(other).and(blocks::target_id.eq(one))),
        )))
        .get_result(c)
        .await)
}

/// Blocks between `viewer` and any of `others`, as (who, whom).
pub async fn blocks_between(
    conn: &mut Conn,
    viewer: AccountId,
    others: &[AccountId],
) -> Result<Vec<(AccountId, AccountId)>> {
    on!(conn, c => blocks::table
        .filter(
            (blocks::account_id.eq(viewer).and(one_of(blocks::target_id, others)))
                .or(blocks::target_id.eq(viewer).and(one_of(blocks::account_id, others))),
        )
        .select((blocks::account_id, blocks::target_id))
        .load(c)
        .await)
}

/// Whose posts `viewer` is not shown in a search: those they muted or blocked, and those who blocked them.
pub async fn unwanted(
    conn: &mut Conn,
    viewer: AccountId,
    now: Timestamp,
) -> Result<Vec<AccountId>> {
    let mut found: Vec<AccountId> = on!(conn, c => blocks::table
        .filter(blocks::account_id.eq(viewer))
        .select(blocks::target_id)
        .load(c)
        .await)?;
    let blockers: Vec<AccountId> = on!(conn, c => blocks::table
        .filter(blocks::target_id.eq(viewer))
        .select(blocks::account_id)
        .load(c)
        .await)?;
    let muted: Vec<AccountId> = on!(conn, c => mutes::table
        .filter(mutes::account_id.eq(viewer))
        .filter(mutes::expires_at.is_null().or(mutes::expires_at.gt(now)))
        .select(mutes::target_id)
        .load(c)
        .await)?;
    found.extend(blockers);
    found.extend(muted);
    Ok(found)
}

/// Whom a person blocks, as (block id, account), newest first.
pub async fn blocked(
    conn: &mut Conn,
    account: AccountId,
    page: Paging,
) -> Result<Vec<(i64, AccountId)>> {
    on!(conn, c => blocks::table
        .filter(blocks::account_id.eq(account))
        .filter(blocks::id.lt(page.below()))
        .filter(blocks::id.gt(page.above()))
        .order(blocks::id.desc())
        .limit(page.limit)
        .select((blocks::id, blocks::target_id))
        .load(c)
        .await)
}

/// Mutes, or changes the mute that is there.
pub async fn upsert_mute(conn: &mut Conn, row: &MuteRow) -> Result<()> {
    on!(conn, c => diesel::insert_into(mutes::table)
        .values(row)
        .on_conflict((mutes::account_id, mutes::target_id))
        .do_update()
        .set((mutes::hide_notifications.eq(row.hide_notifications), mutes::expires_at.eq(row.expires_at)))
        .execute(c)
        .await)?;
    Ok(())
}

pub async fn delete_mute(conn: &mut Conn, account: AccountId, target: AccountId) -> Result<()> {
    on!(conn, c => diesel::delete(mutes::table.filter(mutes::account_id.eq(account)).filter(mutes::target_id.eq(target)))
        .execute(c)
        .await)?;
    Ok(())
}

/// Takes away those that have come to their end.
pub async fn delete_ended_mutes(conn: &mut Conn, now: Timestamp) -> Result<usize> {
    on!(conn, c => diesel::delete(mutes::table.filter(mutes::expires_at.le(now))).execute(c).await)
}

/// When the next mute comes to its end.
pub async fn next_mute_end(conn: &mut Conn) -> Result<Option<Timestamp>> {
    on!(conn, c => mutes::table
        .filter(mutes::expires_at.is_not_null())
        .order(mutes::expires_at.asc())
        .select(mutes::expires_at)
        .first(c)
        .await
        .optional())
    .map(Option::flatten)
}

/// Mutes of `account` towards any of `targets`.
pub async fn mutes_towards(
    conn: &mut Conn,
    account: AccountId,
    targets: &[AccountId],
) -> Result<Vec<MuteRow>> {
    on!(conn, c => mutes::table
        .filter(mutes::account_id.eq(account))
        .filter(one_of(mutes::target_id, targets))
        .select(MuteRow::as_select())
        .load(c)
        .await)
}

/// Whom a person mutes, newest first.
pub async fn muted(conn: &mut Conn, account: AccountId, page: Paging) -> Result<Vec<MuteRow>> {
    on!(conn, c => mutes::table
        .filter(mutes::account_id.eq(account))
        .filter(mutes::id.lt(page.below()))
        .filter(mutes::id.gt(page.above()))
        .order(mutes::id.desc())
        .limit(page.limit)
        .select(MuteRow::as_select())
        .load(c)
        .await)
}
