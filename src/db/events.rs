//! Who goes to an event.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::connection::{Conn, on};
use super::one_of::one_of;
use super::schema::attendances;
use crate::domain::*;
use crate::error::Result;

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = attendances, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct AttendanceRow {
    pub status_id: StatusId,
    pub account_id: AccountId,
    pub state: AttendanceState,
    /// Of the Join that went out.
    pub serial: i64,
    pub created_at: Timestamp,
}

/// Tells whether it is new.
pub async fn insert(conn: &mut Conn, row: &AttendanceRow) -> Result<bool> {
    let inserted = on!(conn, c => diesel::insert_into(attendances::table).values(row).on_conflict_do_nothing().execute(c).await)?;
    Ok(inserted == 1)
}

pub async fn find(
    conn: &mut Conn,
    status: StatusId,
    account: AccountId,
) -> Result<Option<AttendanceRow>> {
    on!(conn, c => attendances::table.find((status, account)).select(AttendanceRow::as_select()).first(c).await.optional())
}

/// The attendance whose Join has this serial.
pub async fn by_serial(conn: &mut Conn, serial: i64) -> Result<Option<AttendanceRow>> {
    on!(conn, c => attendances::table.filter(attendances::serial.eq(serial)).select(AttendanceRow::as_select()).first(c).await.optional())
}

/// How far somebody's going to each of these events has come.
pub async fn among(
    conn: &mut Conn,
    account: AccountId,
    ids: &[StatusId],
) -> Result<Vec<(StatusId, AttendanceState)>> {
    on!(conn, c => attendances::table
        .filter(one_of(attendances::status_id, ids))
        .filter(attendances::account_id.eq(account))
        .select((attendances::status_id, attendances::state))
        .load(c)
        .await)
}

pub async fn set_state(
    conn: &mut Conn,
    status: StatusId,
    account: AccountId,
    state: AttendanceState,
) -> Result<()> {
    on!(conn, c => diesel::update(attendances::table.find((status, account)))
        .set(attendances::state.eq(state))
        .execute(c)
        .await)?;
    Ok(())
}

/// Tells whether it was there.
pub async fn delete(conn: &mut Conn, status: StatusId, account: AccountId) -> Result<bool> {
    let deleted = on!(conn, c => diesel::delete(attendances::table.find((status, account))).execute(c).await)?;
    Ok(deleted == 1)
}

/// The event is gone.
pub async fn clear(conn: &mut Conn, status: StatusId) -> Result<()> {
    on!(conn, c => diesel::delete(attendances::table.filter(attendances::status_id.eq(status))).execute(c).await)?;
    Ok(())
}
