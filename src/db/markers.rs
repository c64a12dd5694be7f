//! How far people have read.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::connection::{Conn, on};
use super::schema::markers;
use crate::domain::*;
use crate::error::Result;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = markers, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct MarkerRow {
    pub account_id: AccountId,
    pub timeline: Timeline,
    /// Everything up to this has been read.
    pub last_read_id: i64,
    /// Rises with each change.
    pub version: i64,
    pub updated_at: Timestamp,
}

pub async fn find(
    conn: &mut Conn,
    owner: AccountId,
    timeline: Timeline,
) -> Result<Option<MarkerRow>> {
    on!(conn, c => markers::table.find((owner, timeline)).select(MarkerRow::as_select()).first(c).await.optional())
}

/// Both, in no order.
pub async fn of_account(conn: &mut Conn, owner: AccountId) -> Result<Vec<MarkerRow>> {
    on!(conn, c => markers::table.filter(markers::account_id.eq(owner)).select(MarkerRow::as_select()).load(c).await)
}

/// Moves a marker; one that stands there already keeps its version.
pub async fn set(
    conn: &mut Conn,
    owner: AccountId,
    timeline: Timeline,
    last_read: i64,
    now: Timestamp,
) -> Result<()> {
    if begin(conn, owner, timeline, last_read, now).await? {
        return Ok(());
    }
    on!(conn, c => diesel::update(markers::table.find((owner, timeline)).filter(markers::last_read_id.ne(last_read)))
        .set((
            markers::last_read_id.eq(last_read),
            markers::version.eq(markers::version + 1),
            markers::updated_at.eq(now),
        ))
        .execute(c)
        .await)?;
    Ok(())
}

/// Moves a marker on, never back.
pub async fn advance(
    conn: &mut Conn,
    owner: AccountId,
    timeline: Timeline,
    last_read: i64,
    now: Timestamp,
) -> Result<()> {
    if begin(conn, owner, timeline, last_read, now).await? {
        return Ok(());
    }
    on!(conn, c => diesel::update(markers::table.find((owner, timeline)).filter(markers::last_read_id.lt(last_read)))
        .set((
            markers::last_read_id.eq(last_read),
            markers::version.eq(markers::version + 1),
            markers::updated_at.eq(now),
        ))
        .execute(c)
        .await)?;
    Ok(())
}

/// Sets a first marker; `false` where there is one.
async fn begin(
    conn: &mut Conn,
    owner: AccountId,
    timeline: Timeline,
    last_read: i64,
    now: Timestamp,
) -> Result<bool> {
    let row = MarkerRow {
        account_id: owner,
        timeline,
        last_read_id: last_read,
        version: 1,
        updated_at: now,
    };
    let inserted = on!(conn, c => diesel::insert_into(markers::table).values(row).on_conflict_do_nothing().execute(c).await)?;
    Ok(inserted == 1)
}
