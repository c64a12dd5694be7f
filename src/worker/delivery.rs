//! Delivering: one lane a peer, in order; lanes side by side. The state of a lane is in its peer's row, so that any
//! process may serve it and none forgets a failure.

mod attempt;

use tokio_util::sync::CancellationToken;

use super::lanes::Lanes;
use super::until;
use crate::ap::network;
use crate::app::AppRef;
use crate::db;
use crate::db::peers::PeerRow;
use crate::domain::*;
use crate::error::Result;
use attempt::{Next, attempt};

/// Lanes served at once.
const LANES: usize = 64;

/// Deliveries read at once.
const BATCH: i64 = 20;

/// How long a lane is kept without a sign of life, in seconds: longer than two attempts may take.
const LEASE_SECONDS: i64 = 30;

/// A lease is renewed when less than this is left of it, in seconds: more than one attempt may take.
const RENEW_SECONDS: i64 = 15;

pub(super) async fn run(app: AppRef, stop: CancellationToken) {
    let mut lanes = Lanes::new(LANES);
    while !stop.is_cancelled() {
        let started = start_due(&app, &stop, &mut lanes).await;
        if let Err(error) = &started {
            tracing::error!(%error, "deliveries cannot be looked up");
        }
        let due = async { db::deliveries::next_due(&mut *app.db.read().await?).await };
        let mut wait = until(&app, due.await);
        if !lanes.is_empty() {
            // What is due may be what is being sent: its end wakes us.
            wait = wait.max(std::time::Duration::from_millis(200));
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = lanes.ended() => {}
            _ = tokio::time::timeout(wait, app.hints.delivery.notified()) => {}
        }
    }
    lanes.all_ended().await;
}

/// Serves every lane that is due until it is empty or has to wait. Tells whether there was any.
pub(super) async fn run_once(app: &AppRef, stop: &CancellationToken) -> Result<bool> {
    let mut lanes = Lanes::new(LANES);
    let worked = start_due(app, stop, &mut lanes).await?;
    lanes.all_ended().await;
    Ok(worked)
}

async fn start_due(app: &AppRef, stop: &CancellationToken, lanes: &mut Lanes) -> Result<bool> {
    let room = lanes.room();
    if room == 0 {
        return Ok(false);
    }
    // Running lanes are leased and not due; the limit counts those that may be started.
    let limit = i64::try_from(room).unwrap_or(i64::MAX);
    let due = db::deliveries::due_peers(&mut *app.db.read().await?, app.now(), limit).await?;
    if due.iter().all(|peer| lanes.is_running(peer.id)) {
        return Ok(false);
    }
    network::admit_members(app).await?;
    let mut started = false;
    for peer in due {
        let (app, stop) = (app.clone(), stop.clone());
        started |= lanes.start(peer.id, async move {
            let authority = peer.authority.clone();
            if let Err(error) = serve(&app, &stop, peer).await {
                tracing::error!(%error, peer = authority, "a lane of deliveries stopped");
            }
        });
    }
    Ok(started)
}

/// Sends what waits for a peer, in order, until nothing is left, an attempt says wait, or the unit stops.
async fn serve(app: &AppRef, stop: &CancellationToken, peer: PeerRow) -> Result<()> {
    let id = peer.id;
    let mut held = app.now().plus_seconds(LEASE_SECONDS);
    let now = app.now();
    let leased = app
        .db
        .write(move |conn| {
            Box::pin(async move { db::deliveries::lease(conn, id, now, held).await })
        })
        .await?;
    if !leased {
        return Ok(());
    }
    let mut lane = attempt::Lane::of(&peer);
    'lane: loop {
        // A pause or suspension takes effect in the middle of a queue.
        let state = db::peers::by_id(&mut *app.db.read().await?, id).await?;
        if state.is_none_or(|peer| !peer.state.may_send_to()) {
            break;
        }
        let due = db::deliveries::head(&mut *app.db.read().await?, id, BATCH).await?;
        if due.is_empty() {
            break;
        }
        for position in 0..due.len() {
            if stop.is_cancelled() || !renew(app, id, &mut held).await? {
                break 'lane;
            }
            match attempt(app, &mut lane, due.get(position..).unwrap_or_default()).await? {
                Next::Following => {}
                Next::LookAgain => continue 'lane,
                Next::Wait => break 'lane,
            }
        }
    }
    let end = held;
    app.db
        .write(move |conn| Box::pin(async move { db::deliveries::release(conn, id, end).await }))
        .await
}

/// Prolongs a lease that comes to its end; `false` when it was lost.
async fn renew(app: &AppRef, peer: PeerId, held: &mut Timestamp) -> Result<bool> {
    let now = app.now();
    if *held >= now.plus_seconds(RENEW_SECONDS) {
        return Ok(true);
    }
    let (old, new) = (*held, now.plus_seconds(LEASE_SECONDS));
    let kept = app
        .db
        .write(move |conn| {
            Box::pin(async move { db::deliveries::renew(conn, peer, old, new).await })
        })
        .await?;
    *held = new;
    Ok(kept)
}
