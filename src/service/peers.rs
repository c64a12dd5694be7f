//! The other units of the network: the allow-list of this one.

use std::collections::HashMap;

use crate::app::{App, AppRef};
use crate::config::Reach;
use crate::db::peer_facts::{PeerFacts, PeerFactsChanges};
use crate::db::peers::{PeerRow, Queue};
use crate::db::{self, Paging};
use crate::domain::handle::Handle;
use crate::domain::*;
use crate::error::{Error, Result};
use crate::service::peer_states;

/// A peer with what waits for it.
#[derive(Debug, Clone)]
pub struct PeerReport {
    pub peer: PeerRow,
    pub queue: Queue,
}

/// Reads the name of a peer as people write it: `it.example`, `it.example:8443`, or its address.
pub fn parse_authority(text: &str) -> Result<String> {
    let text = text.trim();
    let text = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))
        .unwrap_or(text);
    let text = text.trim_end_matches('/');
    let handle = Handle::parse(&format!("unit@{text}"));
    handle.and_then(|handle| handle.host).ok_or_else(|| {
        Error::invalid(format!("{text:?} is not the name of a server. Write it as in handles, such as it.example or it.example:8443"))
    })
}

/// The peers in some states, by name.
pub async fn hosts(app: &App, wanted: impl Fn(PeerState) -> bool) -> Result<Vec<String>> {
    let all = db::peers::all(&mut *app.db.read().await?).await?;
    let mut hosts: Vec<String> = all
        .into_iter()
        .filter(|peer| wanted(peer.state))
        .map(|peer| peer.authority)
        .collect();
    hosts.sort_unstable();
    Ok(hosts)
}

/// Peers of the network whose name begins so, by name; none for an empty beginning.
pub async fn search(app: &App, beginning: &str, limit: usize) -> Result<Vec<String>> {
    let wanted = beginning.trim().to_lowercase();
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let mut found = hosts(app, |state| state.is_in_network()).await?;
    found.retain(|host| host.starts_with(&wanted));
    found.truncate(limit);
    Ok(found)
}

/// The peers that are shut out with what the admins say of it to everybody, by name.
pub async fn shut_out_ones(app: &App) -> Result<Vec<(String, String)>> {
    let all = Paging::first(i64::MAX);
    let mut conn = app.db.read().await?;
    let found = db::block_notes::list(&mut conn, &[PeerState::Suspended], all).await?;
    let mut found: Vec<(String, String)> = found
        .into_iter()
        .map(|(peer, note)| {
            (
                peer.authority,
                note.map_or(String::new(), |note| note.public_comment),
            )
        })
        .collect();
    found.sort_unstable();
    Ok(found)
}

/// Makes a server a member peer, or a suspended one a member again. `Invalid` for this unit itself.
pub async fn add(app: &AppRef, authority: &str) -> Result<PeerRow> {
    let authority = parse_authority(authority)?;
    if authority == app.config.domain {
        return Err(Error::invalid(format!(
            "{authority} is this unit itself; name another one"
        )));
    }
    let row = new_row(app, &authority);
    let now = row.created_at;
    app.db
        .write(move |conn| {
            Box::pin(async move {
                db::peers::insert(conn, &row).await?;
                let peer = db::peers::by_authority(conn, &authority)
                    .await?
                    .ok_or(Error::NotFound)?;
                peer_states::change(conn, &peer, PeerState::Member, now).await?;
                Ok(PeerRow {
                    state: PeerState::Member,
                    ..peer
                })
            })
        })
        .await
}

/// A peer of which nothing is known but the name.
pub(super) fn new_row(app: &AppRef, authority: &str) -> PeerRow {
    let now = app.now();
    PeerRow {
        id: PeerId(app.next_id()),
        authority: authority.to_owned(),
        state: PeerState::Member,
        title: String::new(),
        software: String::new(),
        created_at: now,
        updated_at: now,
        failures: 0,
        failing_since: None,
        next_attempt_at: Timestamp::from_millis(0),
        lease_until: Timestamp::from_millis(0),
        parked_at: None,
        last_error: None,
        last_success_at: None,
        last_received_at: None,
    }
}

/// The peer behind a name if this unit talks to it: one of the network, or with reach `internet` anybody who is not shut
/// out (made on first contact). Whether deliveries may come from it now says its state.
pub async fn allowed(app: &AppRef, authority: &str) -> Result<Option<PeerRow>> {
    let known = db::peers::by_authority(&mut *app.db.read().await?, authority).await?;
    match known {
        Some(peer) => Ok(Some(peer).filter(|peer| match app.config.reach {
            Reach::Network => peer.state.is_in_network(),
            Reach::Internet => !peer.state.is_shut_out(),
        })),
        None if app.config.reach == Reach::Internet && authority != app.config.domain => {
            add(app, authority).await.map(Some)
        }
        None => Ok(None),
    }
}

/// All peers with their queues, by name.
pub async fn list(app: &AppRef) -> Result<Vec<PeerReport>> {
    let mut conn = app.db.read().await?;
    let mut reports = Vec::new();
    for peer in db::peers::all(&mut conn).await? {
        let queue = db::peers::queue(&mut conn, peer.id).await?;
        reports.push(PeerReport { peer, queue });
    }
    Ok(reports)
}

/// What the peers call themselves, by authority; those that have not said are left out.
pub async fn names(app: &App) -> Result<HashMap<String, String>> {
    let peers = db::peers::all(&mut *app.db.read().await?).await?;
    let named = peers.into_iter().filter(|peer| !peer.title.is_empty());
    Ok(named.map(|peer| (peer.authority, peer.title)).collect())
}

/// A peer by name. `NotFound` for one that is not known, `Invalid` for what is no name.
pub(super) async fn known(app: &AppRef, authority: &str) -> Result<PeerRow> {
    let authority = parse_authority(authority)?;
    db::peers::by_authority(&mut *app.db.read().await?, &authority)
        .await?
        .ok_or(Error::NotFound)
}

/// One peer with its queue. `NotFound` for a name that is not known.
pub async fn show(app: &AppRef, authority: &str) -> Result<PeerReport> {
    let peer = known(app, authority).await?;
    let queue = db::peers::queue(&mut *app.db.read().await?, peer.id).await?;
    Ok(PeerReport { peer, queue })
}

/// Forgets a peer and drops what waits for it, with invitations that it has not taken. What it sent before stays; of a
/// suspended peer, whose people are out of sight, it is deleted now and not at the end of the term.
pub async fn remove(app: &AppRef, authority: &str) -> Result<()> {
    let peer = known(app, authority).await?;
    peer_states::erase_hidden(app, &peer).await?;
    app.db
        .write(move |conn| {
            Box::pin(async move {
                db::invitations::withdraw(conn, &peer.authority).await?;
                db::peers::delete(conn, peer.id).await
            })
        })
        .await
}

/// Shuts a server out that may not be known yet. `None` when that is new; else how it stands, which does not change: shut out
/// already, or a member of this unit's network. With reach `internet` everybody known is a member, and none is spared.
pub async fn shut_out(app: &AppRef, authority: &str) -> Result<Option<PeerState>> {
    let row = PeerRow {
        state: PeerState::Suspended,
        ..new_row(app, &parse_authority(authority)?)
    };
    let spare = app.config.reach == Reach::Network;
    app.db
        .write(move |conn| {
            Box::pin(async move {
                let known = db::peers::by_authority(conn, &row.authority).await?;
                let Some(peer) = known else {
                    db::peers::insert(conn, &row).await?;
                    return Ok(None);
                };
                if peer.state == PeerState::Suspended || spare {
                    return Ok(Some(peer.state));
                }
                db::peers::set_state(conn, peer.id, PeerState::Suspended, row.created_at).await?;
                Ok(None)
            })
        })
        .await
}

/// Tries the deliveries to a peer again now, also those that were given up.
pub async fn retry_now(app: &AppRef, authority: &str) -> Result<()> {
    let peer = known(app, authority).await?;
    app.db
        .write(move |conn| {
            Box::pin(async move {
                db::deliveries::unpark_all(conn, peer.id).await?;
                db::peers::retry_now(conn, peer.id).await
            })
        })
        .await?;
    app.hints.delivery.notify_one();
    Ok(())
}

/// What is known of a peer besides its queue.
pub async fn facts(app: &App, id: PeerId) -> Result<PeerFacts> {
    db::peer_facts::of(&mut *app.db.read().await?, id).await
}

/// How far the directory of a peer has been read.
pub async fn note_cursor(app: &AppRef, id: PeerId, cursor: &str) -> Result<()> {
    let cursor = cursor.to_owned();
    app.db
        .write(move |conn| {
            Box::pin(async move { db::peer_facts::set_cursor(conn, id, &cursor).await })
        })
        .await
}

/// Peers of the network whose turn to be read it is, at most `limit`.
pub async fn to_read(app: &App, limit: i64) -> Result<Vec<PeerRow>> {
    db::peer_facts::due(&mut *app.db.read().await?, app.now(), limit).await
}

/// Sets when a peer is read next.
pub async fn read_at(app: &AppRef, id: PeerId, at: Timestamp) -> Result<()> {
    app.db
        .write(move |conn| {
            Box::pin(async move { db::peer_facts::set_next_sync(conn, id, at).await })
        })
        .await
}

/// Lets a peer be read soon, because it says that it has changed; at most once a minute.
pub async fn read_soon(app: &AppRef, authority: &str) -> Result<()> {
    let mut conn = app.db.read().await?;
    let Some(peer) = db::peers::by_authority(&mut conn, authority).await? else {
        return Ok(());
    };
    let facts = db::peer_facts::of(&mut conn, peer.id).await?;
    drop(conn);
    let soonest = facts.synced_at.map(|at| at.plus_seconds(60));
    let at = soonest.map_or(app.now(), |soonest| soonest.max(app.now()));
    if at < facts.next_sync_at {
        read_at(app, peer.id, at).await?;
    }
    app.hints.directory.notify_one();
    Ok(())
}

/// Notes how reading a peer ended; the error is for its admin.
pub async fn note_read(app: &AppRef, id: PeerId, error: Option<String>) -> Result<()> {
    let now = app.now();
    app.db
        .write(move |conn| {
            Box::pin(
                async move { db::peer_facts::note_synced(conn, id, now, error.as_deref()).await },
            )
        })
        .await
}

/// Notes which actor speaks for a peer, and what it offers to other units.
pub async fn note_facts(app: &AppRef, id: PeerId, changes: PeerFactsChanges) -> Result<()> {
    app.db
        .write(move |conn| {
            Box::pin(async move { db::peer_facts::update(conn, id, &changes).await })
        })
        .await
}

/// Notes what a peer's NodeInfo says of it.
pub async fn describe(app: &AppRef, id: PeerId, title: &str, software: &str) -> Result<()> {
    let (title, software, now) = (title.to_owned(), software.to_owned(), app.now());
    app.db
        .write(move |conn| {
            Box::pin(
                async move { db::peers::set_description(conn, id, &title, &software, now).await },
            )
        })
        .await
}
