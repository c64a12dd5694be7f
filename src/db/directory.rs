//! The directory: who of this unit other units are told of, and the lists of people that are browsed.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;

use super::accounts::AccountRow;
use super::connection::{Conn, on};
use super::schema::{accounts, directory_changes};
use super::visible::Condition;
use crate::domain::*;
use crate::error::Result;

/// The condition of the indexes `accounts_people`, `accounts_active` and `accounts_new`.
const LISTED: Condition = Condition(
    "accounts.discoverable AND accounts.kind <> 2 AND accounts.deleted_at IS NULL AND accounts.suspended_at IS NULL",
);

/// A change of the own directory.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Rises with each change.
    pub position: i64,
    /// `false`: was told of and is not any more.
    pub listed: bool,
    pub account: AccountRow,
}

/// Puts somebody of this unit at the end of the changes. `listed`: whether they are to be told of; who never was is not
/// written down when they are not.
pub async fn note(conn: &mut Conn, account: AccountId, position: i64, listed: bool) -> Result<()> {
    use directory_changes::dsl;
    let changed = on!(conn, c => diesel::update(dsl::directory_changes.find(account))
        .set((dsl::position.eq(position), dsl::listed.eq(listed)))
        .execute(c)
        .await)?;
    if changed == 0 && listed {
        on!(conn, c => diesel::insert_into(dsl::directory_changes)
            .values((dsl::account_id.eq(account), dsl::position.eq(position), dsl::listed.eq(listed)))
            .execute(c)
            .await)?;
    }
    Ok(())
}

/// Changes after `after`, in their order.
pub async fn changes(conn: &mut Conn, after: i64, limit: i64) -> Result<Vec<Change>> {
    let rows: Vec<(i64, bool, AccountRow)> = on!(conn, c => directory_changes::table
        .inner_join(accounts::table.on(accounts::id.eq(directory_changes::account_id)))
        .filter(directory_changes::position.gt(after))
        .order(directory_changes::position)
        .limit(limit)
        .select((directory_changes::position, directory_changes::listed, AccountRow::as_select()))
        .load(c)
        .await)?;
    let change = |(position, listed, account)| Change {
        position,
        listed,
        account,
    };
    Ok(rows.into_iter().map(change).collect())
}

/// The position of the last change; 0 before the first.
pub async fn last_position(conn: &mut Conn) -> Result<i64> {
    let last: Option<i64> = on!(conn, c => directory_changes::table
        .select(diesel::dsl::max(directory_changes::position))
        .first(c)
        .await)?;
    Ok(last.unwrap_or(0))
}

/// People who want to be found: those of this unit first (their host is empty), then by host and handle, after the one at
/// `after`. Two steps, so that each is a walk along the index from where it starts.
pub async fn people(conn: &mut Conn, after: (&str, &str), limit: i64) -> Result<Vec<AccountRow>> {
    let (host, handle) = after;
    let mut found: Vec<AccountRow> = on!(conn, c => accounts::table
        .filter(LISTED)
        .filter(accounts::host.eq(host))
        .filter(accounts::handle.gt(handle))
        .order(accounts::handle)
        .limit(limit)
        .select(AccountRow::as_select())
        .load(c)
        .await)?;
    let room = limit.saturating_sub(i64::try_from(found.len()).unwrap_or(limit));
    if room > 0 {
        let more: Vec<AccountRow> = on!(conn, c => accounts::table
            .filter(LISTED)
            .filter(accounts::host.gt(host))
            .order((accounts::host, accounts::handle))
            .limit(room)
            .select(AccountRow::as_select())
            .load(c)
            .await)?;
        found.extend(more);
    }
    Ok(found)
}

/// People who want to be found, those who wrote last first.
pub async fn active(
    conn: &mut Conn,
    local: bool,
    limit: i64,
    offset: i64,
) -> Result<Vec<AccountRow>> {
    let own = Condition(if local { "accounts.host = ''" } else { "1 = 1" });
    on!(conn, c => accounts::table
        .filter(LISTED)
        .filter(own)
        .order((sql::<BigInt>("COALESCE(accounts.last_status_at, 0)").desc(), accounts::id.desc()))
        .limit(limit)
        .offset(offset)
        .select(AccountRow::as_select())
        .load(c)
        .await)
}

/// People who want to be found, those who came last first.
pub async fn newest(
    conn: &mut Conn,
    local: bool,
    limit: i64,
    offset: i64,
) -> Result<Vec<AccountRow>> {
    let own = Condition(if local { "accounts.host = ''" } else { "1 = 1" });
    on!(conn, c => accounts::table
        .filter(LISTED)
        .filter(own)
        .order(accounts::id.desc())
        .limit(limit)
        .offset(offset)
        .select(AccountRow::as_select())
        .load(c)
        .await)
}
