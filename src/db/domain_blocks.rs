//! Units of which people want to see nothing. The condition on posts is in `db::visible`.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::connection::{Conn, Paging, on};
use super::follows::FollowRow;
use super::notifications::NotificationRow;
use super::one_of::one_of;
use super::schema::{accounts, domain_blocks, follows, notifications};
use crate::domain::*;
use crate::error::Result;

pub async fn insert(
    conn: &mut Conn,
    id: i64,
    account: AccountId,
    host: &str,
    now: Timestamp,
) -> Result<()> {
    on!(conn, c => diesel::insert_into(domain_blocks::table)
        .values((
            domain_blocks::id.eq(id),
            domain_blocks::account_id.eq(account),
            domain_blocks::host.eq(host),
            domain_blocks::created_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(c)
        .await)?;
    Ok(())
}

pub async fn delete(conn: &mut Conn, account: AccountId, host: &str) -> Result<()> {
    on!(conn, c => diesel::delete(domain_blocks::table
            .filter(domain_blocks::account_id.eq(account))
            .filter(domain_blocks::host.eq(host)))
        .execute(c)
        .await)?;
    Ok(())
}

/// A person's, as (position, host), last added first.
pub async fn page(conn: &mut Conn, account: AccountId, page: Paging) -> Result<Vec<(i64, String)>> {
    on!(conn, c => domain_blocks::table
        .filter(domain_blocks::account_id.eq(account))
        .filter(domain_blocks::id.lt(page.below()))
        .filter(domain_blocks::id.gt(page.above()))
        .order(domain_blocks::id.desc())
        .limit(page.limit)
        .select((domain_blocks::id, domain_blocks::host))
        .load(c)
        .await)
}

/// Which of `targets` are at units that a person has blocked.
pub async fn among(
    conn: &mut Conn,
    account: AccountId,
    targets: &[AccountId],
) -> Result<Vec<AccountId>> {
    on!(conn, c => accounts::table
        .inner_join(domain_blocks::table.on(domain_blocks::host.eq(accounts::host)))
        .filter(domain_blocks::account_id.eq(account))
        .filter(one_of(accounts::id, targets))
        .select(accounts::id)
        .load(c)
        .await)
}

/// Follows between a person and people at a host, in both directions, up to `limit`.
pub async fn follows_between(
    conn: &mut Conn,
    account: AccountId,
    host: &str,
    limit: i64,
) -> Result<Vec<FollowRow>> {
    let mut found: Vec<FollowRow> = on!(conn, c => follows::table
        .inner_join(accounts::table.on(accounts::id.eq(follows::target_id)))
        .filter(follows::account_id.eq(account))
        .filter(accounts::host.eq(host))
        .limit(limit)
        .select(FollowRow::as_select())
        .load(c)
        .await)?;
    let followers: Vec<FollowRow> = on!(conn, c => follows::table
        .inner_join(accounts::table.on(accounts::id.eq(follows::account_id)))
        .filter(follows::target_id.eq(account))
        .filter(accounts::host.eq(host))
        .limit(limit)
        .select(FollowRow::as_select())
        .load(c)
        .await)?;
    found.extend(followers);
    Ok(found)
}

/// (people at a host whom a person follows, people there who follow them), counted up to `limit`.
pub async fn count_follows(
    conn: &mut Conn,
    account: AccountId,
    host: &str,
    limit: i64,
) -> Result<(usize, usize)> {
    let rows = follows_between(conn, account, host, limit).await?;
    let accepted = rows.iter().filter(|row| row.state == FollowState::Accepted);
    let (following, followers): (Vec<&FollowRow>, Vec<&FollowRow>) =
        accepted.partition(|row| row.account_id == account);
    Ok((following.len(), followers.len()))
}

/// Takes back what a person was told of people at a host.
pub async fn clear_notifications(conn: &mut Conn, account: AccountId, host: &str) -> Result<()> {
    let told: Vec<NotificationRow> = on!(conn, c => notifications::table
        .inner_join(accounts::table.on(accounts::id.eq(notifications::from_account_id)))
        .filter(notifications::account_id.eq(account))
        .filter(accounts::host.eq(host))
        .select(NotificationRow::as_select())
        .load(c)
        .await)?;
    super::notifications::remove(conn, &told).await
}
