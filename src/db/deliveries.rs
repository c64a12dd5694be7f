//! What waits to be sent: one lane a peer, sent in the order of the ids. The state of a lane (lease, failures, next
//! attempt) stands in the row of its peer.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::connection::{Conn, on};
use super::peers::PeerRow;
use super::schema::{accounts, activities, deliveries, peers};
use crate::domain::*;
use crate::error::Result;

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = deliveries, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct DeliveryRow {
    pub id: i64,
    pub peer_id: PeerId,
    pub inbox_url: String,
    pub activity_id: i64,
    /// Answers of the peer that refused this one item; silence of the whole peer does not count.
    pub attempts: i32,
    pub first_attempt_at: Option<Timestamp>,
    /// Given up for now; kept for the admin.
    pub parked_at: Option<Timestamp>,
    pub last_error: Option<String>,
    pub created_at: Timestamp,
}

/// A delivery with what it delivers.
#[derive(Debug, Clone, PartialEq)]
pub struct Due {
    pub row: DeliveryRow,
    /// The speaker, whose key signs.
    pub account_id: AccountId,
    pub body: String,
    /// For followers of the speaker only, and whom it names.
    pub to_followers: bool,
}

/// How a lane stands after a failed attempt.
#[derive(Debug, Clone)]
pub struct Setback {
    pub failures: i32,
    pub failing_since: Timestamp,
    pub next_attempt_at: Timestamp,
    pub error: String,
    /// Give the peer up for now; its queue stays.
    pub park: bool,
}

pub async fn insert(conn: &mut Conn, row: &DeliveryRow) -> Result<()> {
    on!(conn, c => diesel::insert_into(deliveries::table).values(row).execute(c).await)?;
    Ok(())
}

/// Is something waiting in the lane of the row of `peers`?
macro_rules! has_work {
    () => {
        diesel::dsl::exists(
            deliveries::table
                .filter(deliveries::peer_id.eq(peers::id))
                .filter(deliveries::parked_at.is_null()),
        )
    };
}

/// The row of `peers` may be sent to: [`PeerState::may_send_to`] in SQL, held equal to it by a test.
macro_rules! may_be_sent_to {
    () => {
        peers::state
            .eq(PeerState::Member)
            .or(peers::state.eq(PeerState::PausedIn))
    };
}

/// Peers that may be sent to and have something waiting, whose next attempt is due and whom no process is serving, those that waited
/// longest first.
pub async fn due_peers(conn: &mut Conn, now: Timestamp, limit: i64) -> Result<Vec<PeerRow>> {
    on!(conn, c => peers::table
        .filter(may_be_sent_to!())
        .filter(peers::parked_at.is_null())
        .filter(peers::next_attempt_at.le(now))
        .filter(peers::lease_until.le(now))
        .filter(has_work!())
        .order((peers::next_attempt_at, peers::id))
        .limit(limit)
        .select(PeerRow::as_select())
        .load(c)
        .await)
}

/// When the next lane becomes due that is not due yet; `None` when nothing waits.
pub async fn next_due(conn: &mut Conn) -> Result<Option<Timestamp>> {
    let lanes: Vec<(Timestamp, Timestamp)> = on!(conn, c => peers::table
        .filter(may_be_sent_to!())
        .filter(peers::parked_at.is_null())
        .filter(has_work!())
        .select((peers::next_attempt_at, peers::lease_until))
        .load(c)
        .await)?;
    Ok(lanes.into_iter().map(|(next, lease)| next.max(lease)).min())
}

/// Takes the lane of a peer until `until`, unless another process has it.
pub async fn lease(
    conn: &mut Conn,
    peer: PeerId,
    now: Timestamp,
    until: Timestamp,
) -> Result<bool> {
    let taken = on!(conn, c => diesel::update(peers::table.find(peer).filter(peers::lease_until.le(now)))
        .set(peers::lease_until.eq(until))
        .execute(c)
        .await)?;
    Ok(taken == 1)
}

/// Keeps a lane that was leased until `held`; `false` when the lease ran out and another process has it.
pub async fn renew(
    conn: &mut Conn,
    peer: PeerId,
    held: Timestamp,
    until: Timestamp,
) -> Result<bool> {
    let kept = on!(conn, c => diesel::update(peers::table.find(peer).filter(peers::lease_until.eq(held)))
        .set(peers::lease_until.eq(until))
        .execute(c)
        .await)?;
    Ok(kept == 1)
}

/// Gives a lane back that was leased until `held`.
pub async fn release(conn: &mut Conn, peer: PeerId, held: Timestamp) -> Result<()> {
    on!(conn, c => diesel::update(peers::table.find(peer).filter(peers::lease_until.eq(held)))
        .set(peers::lease_until.eq(Timestamp::from_millis(0)))
        .execute(c)
        .await)?;
    Ok(())
}

/// Ends all leases, as [`super::inbox::end_leases`].
pub async fn end_leases(conn: &mut Conn) -> Result<()> {
    on!(conn, c => diesel::update(peers::table)
        .set(peers::lease_until.eq(Timestamp::from_millis(0)))
        .execute(c)
        .await)?;
    Ok(())
}

/// The first `limit` deliveries of a lane, in order.
pub async fn head(conn: &mut Conn, peer: PeerId, limit: i64) -> Result<Vec<Due>> {
    let rows: Vec<(DeliveryRow, AccountId, String, bool)> = on!(conn, c => deliveries::table
        .inner_join(activities::table.on(activities::id.eq(deliveries::activity_id)))
        .filter(deliveries::peer_id.eq(peer))
        .filter(deliveries::parked_at.is_null())
        .order(deliveries::id)
        .limit(limit)
        .select((DeliveryRow::as_select(), activities::account_id, activities::body, activities::to_followers))
        .load(c)
        .await)?;
    Ok(rows
        .into_iter()
        .map(|(row, account_id, body, to_followers)| Due {
            row,
            account_id,
            body,
            to_followers,
        })
        .collect())
}

/// Takes a delivery that arrived off the lane and forgets the failures of its peer.
pub async fn succeed(conn: &mut Conn, id: i64, peer: PeerId, now: Timestamp) -> Result<()> {
    on!(conn, c => diesel::delete(deliveries::table.find(id)).execute(c).await)?;
    on!(conn, c => diesel::update(peers::table.find(peer))
        .set((
            peers::failures.eq(0),
            peers::failing_since.eq(None::<Timestamp>),
            peers::next_attempt_at.eq(Timestamp::from_millis(0)),
            peers::last_error.eq(None::<String>),
            peers::last_success_at.eq(now),
        ))
        .execute(c)
        .await)?;
    Ok(())
}

/// Makes the whole lane wait.
pub async fn set_back(
    conn: &mut Conn,
    peer: PeerId,
    setback: &Setback,
    now: Timestamp,
) -> Result<()> {
    on!(conn, c => diesel::update(peers::table.find(peer))
        .set((
            peers::failures.eq(setback.failures),
            peers::failing_since.eq(setback.failing_since),
            peers::next_attempt_at.eq(setback.next_attempt_at),
            peers::last_error.eq(&setback.error),
            peers::parked_at.eq(setback.park.then_some(now)),
        ))
        .execute(c)
        .await)?;
    Ok(())
}

/// A peer that we could not reach has been heard of: its lane is tried at `at`, when it would have waited longer or was
/// given up.
pub async fn try_soon(conn: &mut Conn, peer: PeerId, at: Timestamp) -> Result<()> {
    on!(conn, c => diesel::update(peers::table
            .find(peer)
            .filter(peers::failures.gt(0))
            .filter(peers::next_attempt_at.gt(at).or(peers::parked_at.is_not_null())))
        .set((peers::next_attempt_at.eq(at), peers::parked_at.eq(None::<Timestamp>)))
        .execute(c)
        .await)?;
    Ok(())
}

/// Counts a refusal of this one item.
pub async fn note_refused(conn: &mut Conn, id: i64, now: Timestamp, error: &str) -> Result<()> {
    on!(conn, c => diesel::update(deliveries::table.find(id).filter(deliveries::first_attempt_at.is_null()))
        .set(deliveries::first_attempt_at.eq(now))
        .execute(c)
        .await)?;
    on!(conn, c => diesel::update(deliveries::table.find(id))
        .set((deliveries::attempts.eq(deliveries::attempts + 1), deliveries::last_error.eq(error)))
        .execute(c)
        .await)?;
    Ok(())
}

/// Takes one item out of its lane, so that those behind it go on. The admin sees it and may try it again.
pub async fn park(conn: &mut Conn, id: i64, now: Timestamp, error: &str) -> Result<()> {
    on!(conn, c => diesel::update(deliveries::table.find(id))
        .set((deliveries::parked_at.eq(now), deliveries::last_error.eq(error)))
        .execute(c)
        .await)?;
    Ok(())
}

/// Puts every parked item of a peer back into its lane.
pub async fn unpark_all(conn: &mut Conn, peer: PeerId) -> Result<usize> {
    on!(conn, c => diesel::update(deliveries::table.filter(deliveries::peer_id.eq(peer)).filter(deliveries::parked_at.is_not_null()))
        .set((
            deliveries::parked_at.eq(None::<Timestamp>),
            deliveries::attempts.eq(0),
            deliveries::first_attempt_at.eq(None::<Timestamp>),
        ))
        .execute(c)
        .await)
}

/// Sends what waits for one inbox to another, because its owner has moved it.
pub async fn redirect(conn: &mut Conn, peer: PeerId, from: &str, to: &str) -> Result<()> {
    on!(conn, c => diesel::update(deliveries::table.filter(deliveries::peer_id.eq(peer)).filter(deliveries::inbox_url.eq(from)))
        .set(deliveries::inbox_url.eq(to))
        .execute(c)
        .await)?;
    Ok(())
}

/// Drops what has waited since before `before`, parked or not: no peer stays away that long and wants it still.
pub async fn forget(conn: &mut Conn, before: Timestamp) -> Result<usize> {
    on!(conn, c => diesel::delete(deliveries::table.filter(deliveries::created_at.lt(before))).execute(c).await)
}

/// Does anything that `account` says wait to be sent, parked or not?
pub async fn any_by(conn: &mut Conn, account: AccountId) -> Result<bool> {
    on!(conn, c => diesel::select(diesel::dsl::exists(deliveries::table
        .inner_join(activities::table.on(activities::id.eq(deliveries::activity_id)))
        .filter(activities::account_id.eq(account))))
        .get_result(c)
        .await)
}

/// How many deliveries wait in lanes, for tests and the doctor.
pub async fn count_waiting(conn: &mut Conn) -> Result<i64> {
    on!(conn, c => deliveries::table.filter(deliveries::parked_at.is_null()).count().get_result(c).await)
}

/// Every shared inbox that is known, as (peer host, inbox).
pub async fn shared_inboxes(conn: &mut Conn) -> Result<Vec<(String, String)>> {
    let found: Vec<(String, Option<String>)> = on!(conn, c => accounts::table
        .filter(accounts::host.ne(""))
        .filter(accounts::deleted_at.is_null())
        .filter(accounts::shared_inbox_url.is_not_null())
        .select((accounts::host, accounts::shared_inbox_url))
        .distinct()
        .load(c)
        .await)?;
    Ok(found
        .into_iter()
        .filter_map(|(host, inbox)| Some((host, inbox?)))
        .collect())
}

/// The id of somebody at `host` whose (shared or own) inbox this is.
pub async fn inbox_owner(conn: &mut Conn, host: &str, inbox: &str) -> Result<Option<String>> {
    on!(conn, c => accounts::table
        .filter(accounts::host.eq(host))
        .filter(accounts::deleted_at.is_null())
        .filter(accounts::inbox_url.eq(inbox).or(accounts::shared_inbox_url.eq(inbox)))
        .order(accounts::id)
        .select(accounts::uri)
        .first(c)
        .await
        .optional())
}
