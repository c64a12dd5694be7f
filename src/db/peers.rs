//! The other servers this unit knows, and how deliveries to them fare.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::connection::{Conn, on};
use super::schema::{deliveries, peers};
use crate::domain::*;
use crate::error::Result;

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = peers, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct PeerRow {
    pub id: PeerId,
    /// `host`, or `host:port` where the port is not the scheme's own. Lower case.
    pub authority: String,
    pub state: PeerState,
    pub title: String,
    /// `name version` as its NodeInfo says.
    pub software: String,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// Failed deliveries in a row.
    pub failures: i32,
    pub failing_since: Option<Timestamp>,
    pub next_attempt_at: Timestamp,
    pub lease_until: Timestamp,
    /// Given up for now; its queue is kept.
    pub parked_at: Option<Timestamp>,
    pub last_error: Option<String>,
    pub last_success_at: Option<Timestamp>,
    pub last_received_at: Option<Timestamp>,
}

/// What waits for a peer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Queue {
    pub waiting: i64,
    pub parked: i64,
    /// When the oldest waiting delivery was made.
    pub oldest: Option<Timestamp>,
}

pub async fn insert(conn: &mut Conn, row: &PeerRow) -> Result<()> {
    on!(conn, c => diesel::insert_into(peers::table).values(row).on_conflict_do_nothing().execute(c).await)?;
    Ok(())
}

pub async fn by_authority(conn: &mut Conn, authority: &str) -> Result<Option<PeerRow>> {
    on!(conn, c => peers::table.filter(peers::authority.eq(authority)).select(PeerRow::as_select()).first(c).await.optional())
}

pub async fn by_authorities(conn: &mut Conn, authorities: &[String]) -> Result<Vec<PeerRow>> {
    on!(conn, c => peers::table.filter(peers::authority.eq_any(authorities)).select(PeerRow::as_select()).load(c).await)
}

pub async fn by_id(conn: &mut Conn, id: PeerId) -> Result<Option<PeerRow>> {
    on!(conn, c => peers::table.find(id).select(PeerRow::as_select()).first(c).await.optional())
}

pub async fn all(conn: &mut Conn) -> Result<Vec<PeerRow>> {
    on!(conn, c => peers::table.order(peers::authority).select(PeerRow::as_select()).load(c).await)
}

pub async fn set_state(
    conn: &mut Conn,
    id: PeerId,
    state: PeerState,
    now: Timestamp,
) -> Result<()> {
    on!(conn, c => diesel::update(peers::table.find(id)).set((peers::state.eq(state), peers::updated_at.eq(now))).execute(c).await)?;
    Ok(())
}

pub async fn set_description(
    conn: &mut Conn,
    id: PeerId,
    title: &str,
    software: &str,
    now: Timestamp,
) -> Result<()> {
    on!(conn, c => diesel::update(peers::table.find(id))
        .set((peers::title.eq(title), peers::software.eq(software), peers::updated_at.eq(now)))
        .execute(c)
        .await)?;
    Ok(())
}

pub async fn delete(conn: &mut Conn, id: PeerId) -> Result<()> {
    on!(conn, c => diesel::delete(peers::table.find(id)).execute(c).await)?;
    Ok(())
}

/// Forgets past failures, so that the next attempt is made now.
pub async fn retry_now(conn: &mut Conn, id: PeerId) -> Result<()> {
    on!(conn, c => diesel::update(peers::table.find(id))
        .set((peers::next_attempt_at.eq(0), peers::parked_at.eq(None::<Timestamp>), peers::failures.eq(0), peers::failing_since.eq(None::<Timestamp>)))
        .execute(c)
        .await)?;
    Ok(())
}

pub async fn note_received(conn: &mut Conn, id: PeerId, now: Timestamp) -> Result<()> {
    on!(conn, c => diesel::update(peers::table.find(id)).set(peers::last_received_at.eq(now)).execute(c).await)?;
    Ok(())
}

/// Peers that want requests signed in another form than the first, with the number of that form.
pub async fn forms(conn: &mut Conn) -> Result<Vec<(String, i16)>> {
    on!(conn, c => peers::table
        .filter(peers::signature_form.ne(0))
        .select((peers::authority, peers::signature_form))
        .load(c)
        .await)
}

pub async fn set_form(conn: &mut Conn, authority: &str, form: i16) -> Result<()> {
    on!(conn, c => diesel::update(peers::table.filter(peers::authority.eq(authority)))
        .set(peers::signature_form.eq(form))
        .execute(c)
        .await)?;
    Ok(())
}

pub async fn queue(conn: &mut Conn, id: PeerId) -> Result<Queue> {
    let (waiting, oldest): (i64, Option<Timestamp>) = on!(conn, c => deliveries::table
        .filter(deliveries::peer_id.eq(id))
        .filter(deliveries::parked_at.is_null())
        .select((diesel::dsl::count_star(), diesel::dsl::min(deliveries::created_at)))
        .first(c)
        .await)?;
    let parked: i64 = on!(conn, c => deliveries::table
        .filter(deliveries::peer_id.eq(id))
        .filter(deliveries::parked_at.is_not_null())
        .count()
        .get_result(c)
        .await)?;
    Ok(Queue {
        waiting,
        parked,
        oldest,
    })
}
