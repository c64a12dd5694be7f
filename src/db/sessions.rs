//! Browser sessions, by the hash of their cookie.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::accounts::AccountRow;
use super::connection::{Conn, on};
use super::schema::{accounts, sessions, users};
use super::users::UserRow;
use crate::domain::*;
use crate::error::Result;

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct SessionRow {
    pub token_hash: String,
    pub account_id: AccountId,
    /// Stands in every form of the session.
    pub csrf: String,
    pub created_at: Timestamp,
    pub last_used_at: Timestamp,
    pub expires_at: Timestamp,
    pub user_agent: String,
}

pub async fn insert(conn: &mut Conn, row: &SessionRow) -> Result<()> {
    on!(conn, c => diesel::insert_into(sessions::table).values(row).execute(c).await)?;
    Ok(())
}

/// The session with its person, whatever their state.
pub async fn find(
    conn: &mut Conn,
    token_hash: &str,
) -> Result<Option<(SessionRow, AccountRow, UserRow)>> {
    on!(conn, c => sessions::table
        .inner_join(accounts::table.on(accounts::id.eq(sessions::account_id)))
        .inner_join(users::table.on(users::account_id.eq(sessions::account_id)))
        .filter(sessions::token_hash.eq(token_hash))
        .select((SessionRow::as_select(), AccountRow::as_select(), UserRow::as_select()))
        .first(c)
        .await
        .optional())
}

pub async fn touch(conn: &mut Conn, token_hash: &str, now: Timestamp) -> Result<()> {
    on!(conn, c => diesel::update(sessions::table.find(token_hash)).set(sessions::last_used_at.eq(now)).execute(c).await)?;
    Ok(())
}

pub async fn delete(conn: &mut Conn, token_hash: &str) -> Result<()> {
    on!(conn, c => diesel::delete(sessions::table.find(token_hash)).execute(c).await)?;
    Ok(())
}

pub async fn delete_expired(conn: &mut Conn, now: Timestamp) -> Result<usize> {
    on!(conn, c => diesel::delete(sessions::table.filter(sessions::expires_at.lt(now))).execute(c).await)
}
