//! What a peer is to this unit, and what follows when that changes. Every change of a state goes through here.

use crate::app::AppRef;
use crate::db;
use crate::db::Conn;
use crate::db::peers::PeerRow;
use crate::domain::*;
use crate::error::{Error, Result};
use crate::service::{incoming, peers};

/// Accounts of a suspended peer that are deleted in one step, when its term has ended.
const STEP: i64 = 50;

/// Which way a pause holds things up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pause {
    Both,
    /// Nothing is sent.
    Out,
    /// Nothing is taken.
    In,
}

impl Pause {
    const fn state(self) -> PeerState {
        match self {
            Self::Both => PeerState::Paused,
            Self::Out => PeerState::PausedOut,
            Self::In => PeerState::PausedIn,
        }
    }
}

/// Sets the state of a peer. Everybody of a peer that is suspended goes out of sight with it; when it is anything else
/// again, exactly those come back, and what was noted about it goes.
pub(super) async fn change(
    conn: &mut Conn,
    peer: &PeerRow,
    to: PeerState,
    now: Timestamp,
) -> Result<()> {
    let hidden_at = db::peer_facts::of(conn, peer.id).await?.suspended_at;
    match (hidden_at, to == PeerState::Suspended) {
        (None, true) => {
            db::hosts::hide(conn, &peer.authority, now).await?;
            db::peer_facts::set_suspended(conn, peer.id, Some(now)).await?;
        }
        (Some(at), false) => {
            db::block_notes::delete(conn, peer.id).await?;
            db::hosts::show(conn, &peer.authority, at).await?;
            db::peer_facts::set_suspended(conn, peer.id, None).await?;
        }
        _ => {}
    }
    db::peers::set_state(conn, peer.id, to, now).await
}

/// The same, in a transaction of its own.
pub(super) async fn set(app: &AppRef, peer: PeerRow, to: PeerState) -> Result<()> {
    let now = app.now();
    app.db
        .write(move |conn| Box::pin(async move { change(conn, &peer, to, now).await }))
        .await
}

/// Holds up what goes to a peer of the network, or comes from it, for a while. What waits is kept on both sides.
///
/// # Errors
/// `NotFound`; `Invalid` for a peer that is not in the network.
pub async fn pause(app: &AppRef, authority: &str, way: Pause) -> Result<()> {
    let peer = peers::known(app, authority).await?;
    if !peer.state.is_in_network() {
        return Err(Error::invalid(format!(
            "{} is not in the network now ({}), so there is nothing to pause",
            peer.authority,
            peer.state.name()
        )));
    }
    set(app, peer, way.state()).await
}

/// Makes a paused, suspended or departed peer a member again, and tries what waits for it at once.
///
/// # Errors
/// `NotFound`; `Invalid` for one that has been invited and has not answered.
pub async fn resume(app: &AppRef, authority: &str) -> Result<()> {
    let peer = peers::known(app, authority).await?;
    if peer.state == PeerState::Invited {
        return Err(Error::invalid(format!(
            "{} has not accepted the invitation yet",
            peer.authority
        )));
    }
    set(app, peer, PeerState::Member).await?;
    peers::retry_now(app, authority).await
}

/// Shuts a peer out: nothing is taken from it or sent to it any more, and what it sent before goes out of sight at once.
/// That is kept for the term of the configuration, and deleted then; what waits for the peer is kept.
///
/// # Errors
/// `NotFound`.
pub async fn suspend(app: &AppRef, authority: &str) -> Result<()> {
    let peer = peers::known(app, authority).await?;
    set(app, peer, PeerState::Suspended).await
}

/// Notes that this unit or the peer has left: nothing goes either way any more, and what came before stays in sight. A
/// suspended peer stays suspended.
///
/// # Errors
/// `NotFound`.
pub async fn leave(app: &AppRef, authority: &str) -> Result<()> {
    let peer = peers::known(app, authority).await?;
    if peer.state == PeerState::Suspended {
        return Ok(());
    }
    set(app, peer, PeerState::Left).await
}

/// Deletes what suspended peers had sent, when their term has ended, a few accounts at a time. Returns how many accounts
/// went.
///
/// # Errors
/// Those of the database; the next pass goes on where this one stopped.
pub async fn erase_suspended(app: &AppRef) -> Result<usize> {
    let term = i64::from(app.config.federation.keep_suspended_days) * 24 * 3600;
    let before = app.now().plus_seconds(-term);
    let due = db::peer_facts::to_erase(&mut *app.db.read().await?, before).await?;
    let mut erased = 0;
    for (peer, at) in due {
        erased += erase(app, &peer, at).await?;
    }
    Ok(erased)
}

/// Deletes what a peer had sent if it is suspended; does nothing for another.
pub(super) async fn erase_hidden(app: &AppRef, peer: &PeerRow) -> Result<()> {
    let facts = db::peer_facts::of(&mut *app.db.read().await?, peer.id).await?;
    match facts.suspended_at {
        Some(at) => erase(app, peer, at).await.map(drop),
        None => Ok(()),
    }
}

async fn erase(app: &AppRef, peer: &PeerRow, hidden_at: Timestamp) -> Result<usize> {
    let (host, mut after, mut erased) = (&peer.authority, AccountId(0), 0);
    loop {
        let accounts =
            db::hosts::hidden(&mut *app.db.read().await?, host, hidden_at, after, STEP).await?;
        let Some(last) = accounts.last() else { break };
        after = *last;
        for account in accounts {
            incoming::receive_actor_gone(app, account).await?;
            erased += 1;
        }
    }
    let (id, now) = (peer.id, app.now());
    app.db
        .write(move |conn| Box::pin(async move { db::peer_facts::set_erased(conn, id, now).await }))
        .await?;
    tracing::info!(
        peer = host,
        "what a suspended peer had sent has been deleted"
    );
    Ok(erased)
}
