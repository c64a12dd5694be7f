//! The activities that we send, as their JSON stands.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::connection::{Conn, on};
use super::schema::{activities, deliveries};
use crate::domain::*;
use crate::error::Result;

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = activities, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct ActivityRow {
    pub id: i64,
    pub uri: String,
    /// Who speaks, and whose key signs.
    pub account_id: AccountId,
    /// Any peer of the network may fetch it.
    pub public: bool,
    /// The exact bytes that are delivered.
    pub body: String,
    pub created_at: Timestamp,
    /// For followers of the speaker only, and whom it names.
    pub to_followers: bool,
}

/// Inserts unless an activity with this id has been made before; tells whether it did.
pub async fn insert_once(conn: &mut Conn, row: &ActivityRow) -> Result<bool> {
    let inserted = on!(conn, c => diesel::insert_into(activities::table)
        .values(row)
        .on_conflict(activities::uri)
        .do_nothing()
        .execute(c)
        .await)?;
    Ok(inserted == 1)
}

pub async fn by_uri(conn: &mut Conn, uri: &str) -> Result<Option<ActivityRow>> {
    on!(conn, c => activities::table.filter(activities::uri.eq(uri)).select(ActivityRow::as_select()).first(c).await.optional())
}

/// Forgets activities made before `before` that no delivery waits for.
pub async fn forget(conn: &mut Conn, before: Timestamp) -> Result<usize> {
    on!(conn, c => diesel::delete(activities::table
            .filter(activities::created_at.lt(before))
            .filter(diesel::dsl::not(diesel::dsl::exists(
                deliveries::table.filter(deliveries::activity_id.eq(activities::id)),
            ))))
        .execute(c)
        .await)
}
