//! Accounts that have moved.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::connection::{Conn, on};
use super::schema::{accounts, moves};
use crate::domain::*;
use crate::error::Result;

/// The last move of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = moves, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct MoveRow {
    pub account_id: AccountId,
    pub target_id: AccountId,
    pub created_at: Timestamp,
}

pub async fn of(conn: &mut Conn, account: AccountId) -> Result<Option<MoveRow>> {
    on!(conn, c => moves::table.find(account).select(MoveRow::as_select()).first(c).await.optional())
}

/// Notes a move in place of an earlier one.
pub async fn set(conn: &mut Conn, row: &MoveRow, target_uri: &str) -> Result<()> {
    on!(conn, c => diesel::delete(moves::table.find(row.account_id)).execute(c).await)?;
    on!(conn, c => diesel::insert_into(moves::table).values(row).execute(c).await)?;
    on!(conn, c => diesel::update(accounts::table.find(row.account_id))
        .set(accounts::moved_to_uri.eq(target_uri))
        .execute(c)
        .await)?;
    Ok(())
}

/// Sets the other ids of a person of this unit, a JSON list.
pub async fn set_aliases(conn: &mut Conn, account: AccountId, json: &str) -> Result<()> {
    on!(conn, c => diesel::update(accounts::table.find(account))
        .set(accounts::also_known_as.eq(json))
        .execute(c)
        .await)?;
    Ok(())
}
