//! Follows and follow requests.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::connection::{Conn, Paging, on};
use super::one_of::one_of;
use super::schema::{accounts, follows};
use crate::domain::*;
use crate::error::Result;

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = follows, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct FollowRow {
    pub id: FollowId,
    /// Who follows.
    pub account_id: AccountId,
    /// Whom.
    pub target_id: AccountId,
    pub state: FollowState,
    /// The id of the Follow activity.
    pub uri: String,
    pub show_reblogs: bool,
    /// Notify about every post.
    pub notify: bool,
    pub created_at: Timestamp,
}

/// Inserts unless the pair is there; tells whether it did.
pub async fn insert(conn: &mut Conn, row: &FollowRow) -> Result<bool> {
    let inserted = on!(conn, c => diesel::insert_into(follows::table).values(row).on_conflict_do_nothing().execute(c).await)?;
    Ok(inserted == 1)
}

pub async fn find(
    conn: &mut Conn,
    account: AccountId,
    target: AccountId,
) -> Result<Option<FollowRow>> {
    on!(conn, c => follows::table
        .filter(follows::account_id.eq(account))
        .filter(follows::target_id.eq(target))
        .select(FollowRow::as_select())
        .first(c)
        .await
        .optional())
}

/// By the id of the Follow activity.
pub async fn by_uri(conn: &mut Conn, uri: &str) -> Result<Option<FollowRow>> {
    on!(conn, c => follows::table.filter(follows::uri.eq(uri)).select(FollowRow::as_select()).first(c).await.optional())
}

pub async fn set_options(
    conn: &mut Conn,
    id: FollowId,
    show_reblogs: bool,
    notify: bool,
) -> Result<()> {
    on!(conn, c => diesel::update(follows::table.find(id))
        .set((follows::show_reblogs.eq(show_reblogs), follows::notify.eq(notify)))
        .execute(c)
        .await)?;
    Ok(())
}

/// A peer repeats a Follow under another id; what we answer must name the new one.
pub async fn set_uri(conn: &mut Conn, id: FollowId, uri: &str) -> Result<()> {
    on!(conn, c => diesel::update(follows::table.find(id)).set(follows::uri.eq(uri)).execute(c).await)?;
    Ok(())
}

/// Tells whether it was pending.
pub async fn accept(conn: &mut Conn, id: FollowId) -> Result<bool> {
    let changed = on!(conn, c => diesel::update(follows::table.find(id).filter(follows::state.eq(FollowState::Pending)))
        .set(follows::state.eq(FollowState::Accepted))
        .execute(c)
        .await)?;
    Ok(changed == 1)
}

pub async fn delete(conn: &mut Conn, id: FollowId) -> Result<()> {
    on!(conn, c => diesel::delete(follows::table.find(id)).execute(c).await)?;
    Ok(())
}

/// Accepted followers of a person, as (follow id, account), newest first.
pub async fn followers(
    conn: &mut Conn,
    target: AccountId,
    page: Paging,
) -> Result<Vec<(i64, AccountId)>> {
    in_state(conn, target, FollowState::Accepted, page).await
}

/// Who asks to follow a person, as (follow id, account), newest first.
pub async fn requests(
    conn: &mut Conn,
    target: AccountId,
    page: Paging,
) -> Result<Vec<(i64, AccountId)>> {
    in_state(conn, target, FollowState::Pending, page).await
}

async fn in_state(
    conn: &mut Conn,
    target: AccountId,
    state: FollowState,
    page: Paging,
) -> Result<Vec<(i64, AccountId)>> {
    let rows: Vec<(FollowId, AccountId)> = on!(conn, c => follows::table
        .filter(follows::target_id.eq(target))
        .filter(follows::state.eq(state))
        .filter(follows::id.lt(FollowId(page.below())))
        .filter(follows::id.gt(FollowId(page.above())))
        .order(follows::id.desc())
        .limit(page.limit)
        .select((follows::id, follows::account_id))
        .load(c)
        .await)?;
    Ok(rows
        .into_iter()
        .map(|(id, account)| (id.0, account))
        .collect())
}

/// Everybody and every group whose follow by a person was accepted, without order; at most `limit`.
pub async fn followed_ids(
    conn: &mut Conn,
    account: AccountId,
    limit: i64,
) -> Result<Vec<AccountId>> {
    on!(conn, c => follows::table
        .filter(follows::account_id.eq(account))
        .filter(follows::state.eq(FollowState::Accepted))
        .order(follows::id.desc())
        .limit(limit)
        .select(follows::target_id)
        .load(c)
        .await)
}

/// Whom a person follows, as (follow id, account), newest first.
pub async fn following(
    conn: &mut Conn,
    account: AccountId,
    page: Paging,
) -> Result<Vec<(i64, AccountId)>> {
    let rows: Vec<(FollowId, AccountId)> = on!(conn, c => follows::table
        .filter(follows::account_id.eq(account))
        .filter(follows::state.eq(FollowState::Accepted))
        .filter(follows::id.lt(FollowId(page.below())))
        .filter(follows::id.gt(FollowId(page.above())))
        .order(follows::id.desc())
        .limit(page.limit)
        .select((follows::id, follows::target_id))
        .load(c)
        .await)?;
    Ok(rows
        .into_iter()
        .map(|(id, account)| (id.0, account))
        .collect())
}

pub async fn count_requests(conn: &mut Conn, target: AccountId) -> Result<i64> {
    on!(conn, c => follows::table
        .filter(follows::target_id.eq(target))
        .filter(follows::state.eq(FollowState::Pending))
        .count()
        .get_result(c)
        .await)
}

/// Where to deliver what an account says to its followers: (peer host, inbox), one row an inbox.
pub async fn follower_inboxes(conn: &mut Conn, target: AccountId) -> Result<Vec<(String, String)>> {
    on!(conn, c => follows::table
        .inner_join(accounts::table.on(accounts::id.eq(follows::account_id)))
        .filter(follows::target_id.eq(target))
        .filter(follows::state.eq(FollowState::Accepted))
        .filter(accounts::host.ne(""))
        .filter(accounts::deleted_at.is_null())
        .select((accounts::host, diesel::dsl::sql::<diesel::sql_types::Text>("COALESCE(accounts.shared_inbox_url, accounts.inbox_url)")))
        .distinct()
        .load(c)
        .await)
}

/// The ids of those at `host` who follow `target`, up to `limit`; of people here, with an empty host.
pub async fn follower_uris(
    conn: &mut Conn,
    target: AccountId,
    host: &str,
    limit: i64,
) -> Result<Vec<String>> {
    on!(conn, c => follows::table
        .inner_join(accounts::table.on(accounts::id.eq(follows::account_id)))
        .filter(follows::target_id.eq(target))
        .filter(follows::state.eq(FollowState::Accepted))
        .filter(accounts::host.eq(host))
        .filter(accounts::deleted_at.is_null())
        .order(follows::id)
        .limit(limit)
        .select(accounts::uri)
        .load(c)
        .await)
}

/// Follows of `target` by people of this unit, asked for or accepted, with their ids.
pub async fn local_with_uris(
    conn: &mut Conn,
    target: AccountId,
) -> Result<Vec<(FollowRow, String)>> {
    on!(conn, c => follows::table
        .inner_join(accounts::table.on(accounts::id.eq(follows::account_id)))
        .filter(follows::target_id.eq(target))
        .filter(accounts::host.eq(""))
        .select((FollowRow::as_select(), accounts::uri))
        .load(c)
        .await)
}

/// Up to `limit` accepted follows of `target` by people of this unit that are younger than `after`, oldest first.
pub async fn local_page(
    conn: &mut Conn,
    target: AccountId,
    after: FollowId,
    limit: i64,
) -> Result<Vec<FollowRow>> {
    on!(conn, c => follows::table
        .inner_join(accounts::table.on(accounts::id.eq(follows::account_id)))
        .filter(follows::target_id.eq(target))
        .filter(follows::state.eq(FollowState::Accepted))
        .filter(follows::id.gt(after))
        .filter(accounts::host.eq(""))
        .order(follows::id)
        .limit(limit)
        .select(FollowRow::as_select())
        .load(c)
        .await)
}

/// Local people who follow `target` and want to hear of each of its posts.
pub async fn wanting_notice(conn: &mut Conn, target: AccountId) -> Result<Vec<AccountId>> {
    on!(conn, c => follows::table
        .inner_join(accounts::table.on(accounts::id.eq(follows::account_id)))
        .filter(follows::target_id.eq(target))
        .filter(follows::state.eq(FollowState::Accepted))
        .filter(follows::notify.eq(true))
        .filter(accounts::host.eq(""))
        .select(follows::account_id)
        .load(c)
        .await)
}

/// Does anybody of this unit follow `target`?
pub async fn has_local_follower(conn: &mut Conn, target: AccountId) -> Result<bool> {
    on!(conn, c => diesel::select(diesel::dsl::exists(follows::table
        .inner_join(accounts::table.on(accounts::id.eq(follows::account_id)))
        .filter(follows::target_id.eq(target))
        .filter(follows::state.eq(FollowState::Accepted))
        .filter(accounts::host.eq(""))))
        .get_result(c)
        .await)
}

/// Follows of `account` towards any of `targets`.
pub async fn towards(
    conn: &mut Conn,
    account: AccountId,
    targets: &[AccountId],
) -> Result<Vec<FollowRow>> {
    on!(conn, c => follows::table
        .filter(follows::account_id.eq(account))
        .filter(one_of(follows::target_id, targets))
        .select(FollowRow::as_select())
        .load(c)
        .await)
}

/// Follows of any of `accounts` towards `target`.
pub async fn from_any(
    conn: &mut Conn,
    accounts: &[AccountId],
    target: AccountId,
) -> Result<Vec<FollowRow>> {
    on!(conn, c => follows::table
        .filter(follows::target_id.eq(target))
        .filter(one_of(follows::account_id, accounts))
        .select(FollowRow::as_select())
        .load(c)
        .await)
}

/// All follows that an account takes part in; for its deletion.
pub async fn of_account(conn: &mut Conn, account: AccountId) -> Result<Vec<FollowRow>> {
    on!(conn, c => follows::table
        .filter(follows::account_id.eq(account).or(follows::target_id.eq(account)))
        .select(FollowRow::as_select())
        .load(c)
        .await)
}
