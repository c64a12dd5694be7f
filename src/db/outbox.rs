//! What services want said to peers, written in their own transactions, in the order of the ids.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::connection::{Conn, on};
use super::schema::outbox;
use crate::domain::Timestamp;
use crate::domain::event::Outgoing;
use crate::error::{Error, Result};

/// A waiting event, not read yet: a row that this version cannot read must not stop those behind it.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable)]
#[diesel(table_name = outbox, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct OutboxRow {
    pub id: i64,
    /// JSON, see [`OutboxRow::read`].
    pub event: String,
    pub created_at: Timestamp,
}

impl OutboxRow {
    /// The event that the row holds.
    ///
    /// # Errors
    /// [`Error::Internal`] for a row written by a version that knows other events.
    pub fn read(&self) -> Result<Outgoing> {
        serde_json::from_str(&self.event)
            .map_err(|error| Error::internal(format!("outbox row {}: {error}", self.id)))
    }
}

/// Puts an event at the end of the queue. Call it in the transaction whose effect it announces.
pub async fn insert(conn: &mut Conn, id: i64, event: &Outgoing, now: Timestamp) -> Result<()> {
    let event = serde_json::to_string(event).map_err(Error::internal)?;
    on!(conn, c => diesel::insert_into(outbox::table)
        .values((outbox::id.eq(id), outbox::event.eq(&event), outbox::created_at.eq(now)))
        .execute(c)
        .await)?;
    Ok(())
}

/// The oldest `limit` events.
pub async fn next(conn: &mut Conn, limit: i64) -> Result<Vec<OutboxRow>> {
    on!(conn, c => outbox::table.order(outbox::id).limit(limit).select(OutboxRow::as_select()).load(c).await)
}

/// Takes an event off the queue; tells whether it was there. Of two processes that publish it at the same time, the
/// second waits here for the first and is told `false`.
pub async fn take(conn: &mut Conn, id: i64) -> Result<bool> {
    let deleted = on!(conn, c => diesel::delete(outbox::table.find(id)).execute(c).await)?;
    Ok(deleted == 1)
}
