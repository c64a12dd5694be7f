//! How far people have read.

use diesel::prelude::*;
use diesel::sql_types::Bool;
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

/// Where a marker may move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    Anywhere,
    /// On, never back.
    On,
}

/// Moves a marker; one that stands there already keeps its version.
pub async fn set(
    conn: &mut Conn,
    owner: AccountId,
    timeline: Timeline,
    last_read: i64,
    to: Move,
    now: Timestamp,
) -> Result<()> {
    let row = MarkerRow {
        account_id: owner,
        timeline,
        last_read_id: last_read,
        version: 1,
        updated_at: now,
    };
    let inserted = on!(conn, c => diesel::insert_into(markers::table).values(row).on_conflict_do_nothing().execute(c).await)?;
    if inserted == 1 {
        return Ok(());
    }
    let back = to == Move::Anywhere;
    on!(conn, c => diesel::update(markers::table.find((owner, timeline)))
        .filter(markers::last_read_id.lt(last_read).or(markers::last_read_id.gt(last_read).and(back.into_sql::<Bool>())))
        .set((
            markers::last_read_id.eq(last_read),
            markers::version.eq(markers::version + 1),
            markers::updated_at.eq(now),
        ))
        .execute(c)
        .await)?;
    Ok(())
}
