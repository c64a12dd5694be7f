//! What peers sent, in order of arrival: verified, stored, and handled later.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::connection::{Conn, on};
use super::one_of::one_of;
use super::schema::{inbox, peers};
use crate::domain::*;
use crate::error::Result;

/// So often an item may hold up those behind it. After that it is tried apart from its lane.
pub const LANE_TRIES: i32 = 3;

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = inbox, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct InboxRow {
    pub id: i64,
    /// The activity's id and its sender, or a digest where it has no id.
    pub activity_key: String,
    pub peer_id: PeerId,
    /// Who sent it: the owner of the key that signed.
    pub actor_uri: String,
    /// Gone when handled; stays with what was given up.
    pub body: Option<String>,
    pub attempts: i32,
    pub next_attempt_at: Timestamp,
    pub lease_until: Timestamp,
    pub handled_at: Option<Timestamp>,
    pub last_error: Option<String>,
    pub created_at: Timestamp,
}

/// Stores an activity unless it came before; tells whether it did.
pub async fn insert_once(conn: &mut Conn, row: &InboxRow) -> Result<bool> {
    let inserted = on!(conn, c => diesel::insert_into(inbox::table)
        .values(row)
        .on_conflict(inbox::activity_key)
        .do_nothing()
        .execute(c)
        .await)?;
    Ok(inserted == 1)
}

/// Peers from whom something waits.
pub async fn lanes(conn: &mut Conn) -> Result<Vec<PeerId>> {
    on!(conn, c => peers::table
        .filter(diesel::dsl::exists(
            inbox::table.filter(inbox::peer_id.eq(peers::id)).filter(inbox::handled_at.is_null()),
        ))
        .order(peers::id)
        .select(peers::id)
        .load(c)
        .await)
}

/// The items of a lane that come next, in order, due or not.
pub async fn head(conn: &mut Conn, peer: PeerId, limit: i64) -> Result<Vec<InboxRow>> {
    on!(conn, c => inbox::table
        .filter(inbox::peer_id.eq(peer))
        .filter(inbox::handled_at.is_null())
        .filter(inbox::attempts.lt(LANE_TRIES))
        .order(inbox::id)
        .limit(limit)
        .select(InboxRow::as_select())
        .load(c)
        .await)
}

/// Items of a lane that no longer hold up the others and are due.
pub async fn stragglers(
    conn: &mut Conn,
    peer: PeerId,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<InboxRow>> {
    on!(conn, c => inbox::table
        .filter(inbox::peer_id.eq(peer))
        .filter(inbox::handled_at.is_null())
        .filter(inbox::attempts.ge(LANE_TRIES))
        .filter(inbox::next_attempt_at.le(now))
        .filter(inbox::lease_until.le(now))
        .order(inbox::id)
        .limit(limit)
        .select(InboxRow::as_select())
        .load(c)
        .await)
}

/// When the next item that waits becomes due; `None` when nothing waits.
pub async fn next_due(conn: &mut Conn) -> Result<Option<Timestamp>> {
    let mut soonest: Option<Timestamp> = None;
    for peer in lanes(conn).await? {
        let first = head(conn, peer, 1)
            .await?
            .into_iter()
            .next()
            .map(|row| row.next_attempt_at.max(row.lease_until));
        let late: Option<Timestamp> = on!(conn, c => inbox::table
            .filter(inbox::peer_id.eq(peer))
            .filter(inbox::handled_at.is_null())
            .filter(inbox::attempts.ge(LANE_TRIES))
            .select(diesel::dsl::min(inbox::next_attempt_at))
            .first(c)
            .await)?;
        soonest = [soonest, first, late].into_iter().flatten().min();
    }
    Ok(soonest)
}

/// Takes items of a lane for handling until `until`, and tells whether it did: the first one is the lock on all that
/// follow it in the lane, and another process may have it.
pub async fn lease_all(
    conn: &mut Conn,
    ids: &[i64],
    now: Timestamp,
    until: Timestamp,
) -> Result<bool> {
    let Some((first, others)) = ids.split_first() else {
        return Ok(false);
    };
    let taken = lease(conn, *first, now, until).await?;
    if taken && !others.is_empty() {
        on!(conn, c => diesel::update(inbox::table.filter(one_of(inbox::id, others)))
            .set(inbox::lease_until.eq(until))
            .execute(c)
            .await)?;
    }
    Ok(taken)
}

/// Gives items back that were taken and not handled.
pub async fn release(conn: &mut Conn, ids: &[i64]) -> Result<()> {
    on!(conn, c => diesel::update(inbox::table
            .filter(one_of(inbox::id, ids))
            .filter(inbox::handled_at.is_null()))
        .set(inbox::lease_until.eq(Timestamp::from_millis(0)))
        .execute(c)
        .await)?;
    Ok(())
}

/// Takes an item for handling until `until`, unless it is handled or another process has it.
async fn lease(conn: &mut Conn, id: i64, now: Timestamp, until: Timestamp) -> Result<bool> {
    let taken = on!(conn, c => diesel::update(inbox::table
            .find(id)
            .filter(inbox::handled_at.is_null())
            .filter(inbox::lease_until.le(now)))
        .set(inbox::lease_until.eq(until))
        .execute(c)
        .await)?;
    Ok(taken == 1)
}

/// Ends all leases: for the start of a program that has the database to itself, where those it finds are a dead one's.
pub async fn end_leases(conn: &mut Conn) -> Result<()> {
    on!(conn, c => diesel::update(inbox::table.filter(inbox::handled_at.is_null()))
        .set(inbox::lease_until.eq(Timestamp::from_millis(0)))
        .execute(c)
        .await)?;
    Ok(())
}

/// As [`finish`], for items of which there is nothing to say.
pub async fn finish_all(conn: &mut Conn, ids: &[i64], now: Timestamp) -> Result<()> {
    on!(conn, c => diesel::update(inbox::table.filter(one_of(inbox::id, ids)))
        .set((inbox::handled_at.eq(now), inbox::body.eq(None::<String>), inbox::last_error.eq(None::<String>)))
        .execute(c)
        .await)?;
    Ok(())
}

/// Marks an item as done. Its id stays, so that a repeat has no effect; `note` says why nothing came of it.
pub async fn finish(conn: &mut Conn, id: i64, now: Timestamp, note: &str) -> Result<()> {
    on!(conn, c => diesel::update(inbox::table.find(id))
        .set((inbox::handled_at.eq(now), inbox::body.eq(None::<String>), inbox::last_error.eq(note)))
        .execute(c)
        .await)?;
    Ok(())
}

/// Gives an item up and keeps it as it came, for the admin.
pub async fn park(conn: &mut Conn, id: i64, now: Timestamp, error: &str) -> Result<()> {
    on!(conn, c => diesel::update(inbox::table.find(id))
        .set((inbox::handled_at.eq(now), inbox::last_error.eq(error)))
        .execute(c)
        .await)?;
    Ok(())
}

/// Puts an item back until `next`, after a try that failed.
pub async fn put_back(conn: &mut Conn, id: i64, next: Timestamp, error: &str) -> Result<()> {
    on!(conn, c => diesel::update(inbox::table.find(id))
        .set((
            inbox::attempts.eq(inbox::attempts + 1),
            inbox::next_attempt_at.eq(next),
            inbox::lease_until.eq(Timestamp::from_millis(0)),
            inbox::last_error.eq(error),
        ))
        .execute(c)
        .await)?;
    Ok(())
}

/// Forgets items that came before `before` and are done with.
pub async fn forget(conn: &mut Conn, before: Timestamp) -> Result<usize> {
    on!(conn, c => diesel::delete(inbox::table.filter(inbox::created_at.lt(before)).filter(inbox::handled_at.is_not_null())).execute(c).await)
}

/// How many items wait, for tests and the doctor.
pub async fn count_waiting(conn: &mut Conn) -> Result<i64> {
    on!(conn, c => inbox::table.filter(inbox::handled_at.is_null()).count().get_result(c).await)
}
