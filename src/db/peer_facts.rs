//! What this unit knows of its peers besides their queues: who speaks for them, what was agreed, when they were last read.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;

use super::connection::{Conn, on};
use super::peers::PeerRow;
use super::schema::{peer_facts, peers};
use crate::domain::*;
use crate::error::Result;

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = peer_facts, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct PeerFacts {
    pub peer_id: PeerId,
    /// The accounts that were hidden with the peer carry the same time.
    pub suspended_at: Option<Timestamp>,
    /// When what it had sent was deleted, after the term.
    pub erased_at: Option<Timestamp>,
    /// Whom to ask there, as it says.
    pub contact: String,
    /// The actor that speaks for it; empty while not known.
    pub actor_uri: String,
    /// That actor's key, as PEM.
    pub public_key: String,
    /// JSON: what both admins said yes to, sealed by both.
    pub agreement: Option<String>,
    pub agreed_at: Option<Timestamp>,
    pub directory_url: Option<String>,
    pub network_url: Option<String>,
    pub probe_url: Option<String>,
    /// How far its directory has been read, in its own words.
    pub directory_cursor: Option<String>,
    pub next_sync_at: Timestamp,
    pub synced_at: Option<Timestamp>,
    pub sync_error: Option<String>,
}

/// What a peer says of itself; `None` leaves a column as it is.
#[derive(Debug, Clone, Default, AsChangeset)]
#[diesel(table_name = peer_facts)]
pub struct PeerFactsChanges {
    pub contact: Option<String>,
    pub actor_uri: Option<String>,
    pub public_key: Option<String>,
    pub agreement: Option<Option<String>>,
    pub agreed_at: Option<Option<Timestamp>>,
    pub directory_url: Option<Option<String>>,
    pub network_url: Option<Option<String>>,
    pub probe_url: Option<Option<String>>,
    pub next_sync_at: Option<Timestamp>,
}

impl PeerFacts {
    /// Nothing known yet.
    fn blank(peer: PeerId) -> Self {
        Self {
            peer_id: peer,
            suspended_at: None,
            erased_at: None,
            contact: String::new(),
            actor_uri: String::new(),
            public_key: String::new(),
            agreement: None,
            agreed_at: None,
            directory_url: None,
            network_url: None,
            probe_url: None,
            directory_cursor: None,
            next_sync_at: Timestamp::from_millis(0),
            synced_at: None,
            sync_error: None,
        }
    }
}

/// What is known of a peer; blank where nothing has been written down.
pub async fn of(conn: &mut Conn, peer: PeerId) -> Result<PeerFacts> {
    let found: Option<PeerFacts> = on!(conn, c => peer_facts::table
        .find(peer)
        .select(PeerFacts::as_select())
        .first(c)
        .await
        .optional())?;
    Ok(found.unwrap_or_else(|| PeerFacts::blank(peer)))
}

/// All that is written down.
pub async fn all(conn: &mut Conn) -> Result<Vec<PeerFacts>> {
    on!(conn, c => peer_facts::table.select(PeerFacts::as_select()).load(c).await)
}

/// Makes the row of a peer unless it is there.
async fn ensure(conn: &mut Conn, peer: PeerId) -> Result<()> {
    let row = PeerFacts::blank(peer);
    on!(conn, c => diesel::insert_into(peer_facts::table).values(&row).on_conflict_do_nothing().execute(c).await)?;
    Ok(())
}

/// Writes down what a peer says of itself. At least one column must change.
pub async fn update(conn: &mut Conn, peer: PeerId, changes: &PeerFactsChanges) -> Result<()> {
    ensure(conn, peer).await?;
    on!(conn, c => diesel::update(peer_facts::table.find(peer)).set(changes).execute(c).await)?;
    Ok(())
}

/// Notes when a peer was suspended, or that it is no longer.
pub async fn set_suspended(conn: &mut Conn, peer: PeerId, at: Option<Timestamp>) -> Result<()> {
    ensure(conn, peer).await?;
    on!(conn, c => diesel::update(peer_facts::table.find(peer))
        .set((peer_facts::suspended_at.eq(at), peer_facts::erased_at.eq(None::<Timestamp>)))
        .execute(c)
        .await)?;
    Ok(())
}

/// Notes that nothing is left of what a peer had sent. Its directory is read from the start when it comes back.
pub async fn set_erased(conn: &mut Conn, peer: PeerId, at: Timestamp) -> Result<()> {
    on!(conn, c => diesel::update(peer_facts::table.find(peer))
        .set((peer_facts::erased_at.eq(at), peer_facts::directory_cursor.eq(None::<String>)))
        .execute(c)
        .await)?;
    Ok(())
}

/// Suspended peers whose term ended before `before` and of whom something may be left.
pub async fn to_erase(conn: &mut Conn, before: Timestamp) -> Result<Vec<(PeerRow, Timestamp)>> {
    let found: Vec<(PeerRow, Option<Timestamp>)> = on!(conn, c => peers::table
        .inner_join(peer_facts::table.on(peer_facts::peer_id.eq(peers::id)))
        .filter(peers::state.eq(PeerState::Suspended))
        .filter(peer_facts::suspended_at.le(before))
        .filter(peer_facts::erased_at.is_null())
        .select((PeerRow::as_select(), peer_facts::suspended_at))
        .load(c)
        .await)?;
    Ok(found
        .into_iter()
        .filter_map(|(peer, at)| Some((peer, at?)))
        .collect())
}

/// Peers of the network that are due to be read, those that waited longest first. A peer of whom nothing is written down
/// is due.
pub async fn due(conn: &mut Conn, now: Timestamp, limit: i64) -> Result<Vec<PeerRow>> {
    on!(conn, c => peers::table
        .left_join(peer_facts::table.on(peer_facts::peer_id.eq(peers::id)))
        .filter(peers::state.eq(PeerState::Member).or(peers::state.eq(PeerState::PausedOut)))
        .filter(peer_facts::next_sync_at.is_null().or(peer_facts::next_sync_at.le(now)))
        .order((sql::<BigInt>("COALESCE(peer_facts.next_sync_at, 0)"), peers::id))
        .limit(limit)
        .select(PeerRow::as_select())
        .load(c)
        .await)
}

/// Sets when a peer is read next.
pub async fn set_next_sync(conn: &mut Conn, peer: PeerId, at: Timestamp) -> Result<()> {
    ensure(conn, peer).await?;
    on!(conn, c => diesel::update(peer_facts::table.find(peer)).set(peer_facts::next_sync_at.eq(at)).execute(c).await)?;
    Ok(())
}

/// Notes how a reading ended.
pub async fn note_synced(
    conn: &mut Conn,
    peer: PeerId,
    now: Timestamp,
    error: Option<&str>,
) -> Result<()> {
    on!(conn, c => diesel::update(peer_facts::table.find(peer))
        .set(peer_facts::sync_error.eq(error))
        .execute(c)
        .await)?;
    if error.is_none() {
        on!(conn, c => diesel::update(peer_facts::table.find(peer)).set(peer_facts::synced_at.eq(now)).execute(c).await)?;
    }
    Ok(())
}

/// Notes how far the directory of a peer has been read.
pub async fn set_cursor(conn: &mut Conn, peer: PeerId, cursor: &str) -> Result<()> {
    on!(conn, c => diesel::update(peer_facts::table.find(peer))
        .set(peer_facts::directory_cursor.eq(cursor))
        .execute(c)
        .await)?;
    Ok(())
}
