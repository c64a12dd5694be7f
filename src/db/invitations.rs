//! Invitations into the network of this unit.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::connection::{Conn, on};
use super::schema::invitations;
use crate::domain::*;
use crate::error::Result;

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = invitations, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct InvitationRow {
    pub id: i64,
    /// Of the token in the link, see [`crate::service::secret::hash`].
    pub token_hash: String,
    /// The only unit that may take it; empty: whoever has the link.
    pub host: String,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub used_at: Option<Timestamp>,
    /// The unit that took it.
    pub used_by: Option<String>,
}

pub async fn insert(conn: &mut Conn, row: &InvitationRow) -> Result<()> {
    on!(conn, c => diesel::insert_into(invitations::table).values(row).execute(c).await)?;
    Ok(())
}

pub async fn by_token_hash(conn: &mut Conn, hash: &str) -> Result<Option<InvitationRow>> {
    on!(conn, c => invitations::table
        .filter(invitations::token_hash.eq(hash))
        .select(InvitationRow::as_select())
        .first(c)
        .await
        .optional())
}

/// Uses an invitation up for `host`; `false` when it is used or expired already.
pub async fn take(conn: &mut Conn, id: i64, host: &str, now: Timestamp) -> Result<bool> {
    let taken = on!(conn, c => diesel::update(invitations::table
            .find(id)
            .filter(invitations::used_at.is_null())
            .filter(invitations::expires_at.gt(now)))
        .set((invitations::used_at.eq(now), invitations::used_by.eq(host)))
        .execute(c)
        .await)?;
    Ok(taken == 1)
}

/// Takes back what has not been used for a unit.
pub async fn withdraw(conn: &mut Conn, host: &str) -> Result<()> {
    on!(conn, c => diesel::delete(invitations::table
            .filter(invitations::host.eq(host))
            .filter(invitations::used_at.is_null()))
        .execute(c)
        .await)?;
    Ok(())
}

/// Forgets those that ended before `before`.
pub async fn forget(conn: &mut Conn, before: Timestamp) -> Result<usize> {
    on!(conn, c => diesel::delete(invitations::table.filter(invitations::expires_at.lt(before))).execute(c).await)
}
