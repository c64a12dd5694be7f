//! Consent given and consent waited for: stamps of ours, stamps on replies of ours, and replies that wait for one.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::connection::{Conn, on};
use super::one_of::one_of;
use super::schema::{reply_stamps, stamps, waiting_replies};
use crate::domain::*;
use crate::error::{Error, Result};

/// Consent that somebody here gave to a post elsewhere.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = stamps, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct StampRow {
    pub id: StampId,
    pub kind: StampKind,
    /// Our post.
    pub status_id: StatusId,
    /// The id of the post that may quote or answer it.
    pub object_uri: String,
    /// Whose post that is.
    pub account_id: AccountId,
    pub created_at: Timestamp,
}

/// A reply written here that waits for consent.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = waiting_replies, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct WaitingRow {
    pub status_id: StatusId,
    /// The audience it gets with consent.
    pub visibility: Visibility,
    /// JSON list of the ids of the people named in it.
    pub mentioned: String,
    pub created_at: Timestamp,
}

/// Gives consent once; returns the stamp as it stands then.
pub async fn insert_once(conn: &mut Conn, row: &StampRow) -> Result<StampRow> {
    on!(conn, c => diesel::insert_into(stamps::table).values(row).on_conflict_do_nothing().execute(c).await)?;
    let kept = of(conn, row.kind, row.status_id, &row.object_uri).await?;
    kept.ok_or(Error::NotFound)
}

pub async fn by_id(conn: &mut Conn, id: StampId) -> Result<Option<StampRow>> {
    on!(conn, c => stamps::table.find(id).select(StampRow::as_select()).first(c).await.optional())
}

/// The stamp that lets `object` quote or answer a post of ours.
pub async fn of(
    conn: &mut Conn,
    kind: StampKind,
    status: StatusId,
    object: &str,
) -> Result<Option<StampRow>> {
    on!(conn, c => stamps::table
        .filter(stamps::status_id.eq(status))
        .filter(stamps::object_uri.eq(object))
        .filter(stamps::kind.eq(kind))
        .select(StampRow::as_select())
        .first(c)
        .await
        .optional())
}

pub async fn delete(conn: &mut Conn, id: StampId) -> Result<()> {
    on!(conn, c => diesel::delete(stamps::table.find(id)).execute(c).await)?;
    Ok(())
}

pub async fn insert_waiting(conn: &mut Conn, row: &WaitingRow) -> Result<()> {
    on!(conn, c => diesel::insert_into(waiting_replies::table).values(row).execute(c).await)?;
    Ok(())
}

/// A reply that waits.
pub async fn waiting(conn: &mut Conn, id: StatusId) -> Result<Option<WaitingRow>> {
    on!(conn, c => waiting_replies::table.find(id).select(WaitingRow::as_select()).first(c).await.optional())
}

/// Those of `ids` that wait.
pub async fn waiting_among(conn: &mut Conn, ids: &[StatusId]) -> Result<Vec<StatusId>> {
    on!(conn, c => waiting_replies::table
        .filter(one_of(waiting_replies::status_id, ids))
        .select(waiting_replies::status_id)
        .load(c)
        .await)
}

pub async fn delete_waiting(conn: &mut Conn, id: StatusId) -> Result<()> {
    on!(conn, c => diesel::delete(waiting_replies::table.find(id)).execute(c).await)?;
    Ok(())
}

/// Keeps the stamp that a peer put on a reply of ours.
pub async fn keep_reply_stamp(conn: &mut Conn, id: StatusId, uri: &str) -> Result<()> {
    on!(conn, c => diesel::insert_into(reply_stamps::table)
        .values((reply_stamps::status_id.eq(id), reply_stamps::stamp_uri.eq(uri)))
        .on_conflict_do_nothing()
        .execute(c)
        .await)?;
    Ok(())
}

pub async fn reply_stamp(conn: &mut Conn, id: StatusId) -> Result<Option<String>> {
    on!(conn, c => reply_stamps::table.find(id).select(reply_stamps::stamp_uri).first(c).await.optional())
}

/// A post is gone: what it waited for, and the consent that it gave, go.
pub async fn clear(conn: &mut Conn, id: StatusId) -> Result<()> {
    delete_waiting(conn, id).await?;
    on!(conn, c => diesel::delete(reply_stamps::table.find(id)).execute(c).await)?;
    on!(conn, c => diesel::delete(stamps::table.filter(stamps::status_id.eq(id))).execute(c).await)?;
    Ok(())
}
