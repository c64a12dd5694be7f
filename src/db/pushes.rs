//! Notifications that wait to be pushed to devices.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::connection::{Conn, on};
use super::schema::pushes;
use crate::domain::*;
use crate::error::Result;

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = pushes, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct PushRow {
    pub id: i64,
    pub subscription_id: i64,
    pub notification_id: NotificationId,
    pub attempts: i32,
    /// While it is being sent: when the lease ends.
    pub next_attempt_at: Timestamp,
    pub created_at: Timestamp,
}

pub async fn insert(conn: &mut Conn, row: &PushRow) -> Result<()> {
    on!(conn, c => diesel::insert_into(pushes::table).values(row).execute(c).await)?;
    Ok(())
}

/// Those that are due, the longest waiting first.
pub async fn due(conn: &mut Conn, now: Timestamp, limit: i64) -> Result<Vec<PushRow>> {
    on!(conn, c => pushes::table
        .filter(pushes::next_attempt_at.le(now))
        .order(pushes::next_attempt_at)
        .limit(limit)
        .select(PushRow::as_select())
        .load(c)
        .await)
}

pub async fn next_due(conn: &mut Conn) -> Result<Option<Timestamp>> {
    on!(conn, c => pushes::table.select(diesel::dsl::min(pushes::next_attempt_at)).first(c).await)
}

/// Takes one that is due until `until`, and counts the attempt; `false` when another process was faster.
pub async fn lease(conn: &mut Conn, row: &PushRow, until: Timestamp) -> Result<bool> {
    let taken = on!(conn, c => diesel::update(pushes::table
            .find(row.id)
            .filter(pushes::next_attempt_at.eq(row.next_attempt_at)))
        .set((pushes::next_attempt_at.eq(until), pushes::attempts.eq(row.attempts + 1)))
        .execute(c)
        .await)?;
    Ok(taken == 1)
}

/// Lets one wait that was tried.
pub async fn put_off(conn: &mut Conn, id: i64, until: Timestamp) -> Result<()> {
    on!(conn, c => diesel::update(pushes::table.find(id))
        .set(pushes::next_attempt_at.eq(until))
        .execute(c)
        .await)?;
    Ok(())
}

pub async fn delete(conn: &mut Conn, id: i64) -> Result<()> {
    on!(conn, c => diesel::delete(pushes::table.find(id)).execute(c).await)?;
    Ok(())
}

/// How many wait, for tests and the doctor.
pub async fn count_waiting(conn: &mut Conn) -> Result<i64> {
    on!(conn, c => pushes::table.count().get_result(c).await)
}
