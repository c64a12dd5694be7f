//! Handling what peers sent: one lane a peer, in the order of arrival; lanes side by side.
//!
//! An item that cannot be handled now (a document it needs is out of reach) holds up its lane for a few short tries, then
//! it is tried apart from the lane, and in the end it is parked. An item that cannot be handled at all is done with.

use std::panic::AssertUnwindSafe;

use futures::FutureExt;
use tokio_util::sync::CancellationToken;

use super::lanes::Lanes;
use super::until;
use crate::ap::receive;
use crate::app::AppRef;
use crate::db;
use crate::db::inbox::InboxRow;
use crate::domain::PeerId;
use crate::domain::backoff::wait_millis;
use crate::error::{Error, Result};

/// Lanes served at once. Handling is mostly writing, which is done one at a time anyway; room is for those that fetch.
const LANES: usize = 16;

/// Items of a lane before it is looked at anew.
const BATCH: usize = 200;

/// How long an item is kept without a sign of life, in seconds: longer than all fetches of one item may take.
const LEASE_SECONDS: i64 = 300;

/// Tries before an item is given up.
const TRIES: i32 = 10;

/// Tries of an item on which the program itself failed.
const FAULTY_TRIES: i32 = 4;

pub(super) async fn run(app: AppRef, stop: CancellationToken) {
    let mut lanes = Lanes::new(LANES);
    while !stop.is_cancelled() {
        if let Err(error) = start_waiting(&app, &stop, &mut lanes).await {
            tracing::error!(%error, "the inbox cannot be looked up");
        }
        let due = async { db::inbox::next_due(&mut *app.db.read().await?).await };
        let mut wait = until(&app, due.await);
        if !lanes.is_empty() {
            // What is due may be what is being handled: its end wakes us.
            wait = wait.max(std::time::Duration::from_millis(200));
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = lanes.ended() => {}
            _ = tokio::time::timeout(wait, app.hints.inbox.notified()) => {}
        }
    }
    lanes.all_ended().await;
}

/// Handles what is due. Tells whether there was anything.
pub(super) async fn run_once(app: &AppRef, stop: &CancellationToken) -> Result<bool> {
    let mut lanes = Lanes::new(LANES);
    let worked = start_waiting(app, stop, &mut lanes).await?;
    lanes.all_ended().await;
    Ok(worked)
}

async fn start_waiting(app: &AppRef, stop: &CancellationToken, lanes: &mut Lanes) -> Result<bool> {
    let due = due(app).await?;
    let mut started = false;
    for peer in due {
        let (app, stop) = (app.clone(), stop.clone());
        started |= lanes.start(peer, async move {
            if let Err(error) = serve(&app, &stop, peer).await {
                tracing::error!(%error, "a lane of the inbox stopped");
            }
        });
    }
    Ok(started)
}

/// Peers whose next item, or one put aside, is due.
async fn due(app: &AppRef) -> Result<Vec<PeerId>> {
    let now = app.now();
    let mut conn = app.db.read().await?;
    let mut due = Vec::new();
    for peer in db::inbox::lanes(&mut conn).await? {
        let head = db::inbox::head(&mut conn, peer).await?;
        let ready = head.is_some_and(|row| row.next_attempt_at <= now && row.lease_until <= now)
            || !db::inbox::stragglers(&mut conn, peer, now, 1)
                .await?
                .is_empty();
        if ready {
            due.push(peer);
        }
    }
    Ok(due)
}

async fn serve(app: &AppRef, stop: &CancellationToken, peer: PeerId) -> Result<()> {
    for _ in 0..BATCH {
        let now = app.now();
        let head = db::inbox::head(&mut *app.db.read().await?, peer).await?;
        let ready = head.filter(|row| row.next_attempt_at <= now && row.lease_until <= now);
        let Some(row) = ready else { break };
        if stop.is_cancelled() || !take(app, &row).await? {
            return Ok(());
        }
        handle(app, row).await?;
    }
    let late = db::inbox::stragglers(&mut *app.db.read().await?, peer, app.now(), 20).await?;
    for row in late {
        if stop.is_cancelled() {
            return Ok(());
        }
        if take(app, &row).await? {
            handle(app, row).await?;
        }
    }
    Ok(())
}

async fn take(app: &AppRef, row: &InboxRow) -> Result<bool> {
    let (id, now) = (row.id, app.now());
    let until = now.plus_seconds(LEASE_SECONDS);
    app.db
        .write(move |conn| Box::pin(async move { db::inbox::lease(conn, id, now, until).await }))
        .await
}

async fn handle(app: &AppRef, row: InboxRow) -> Result<()> {
    let body = row.body.clone().unwrap_or_default();
    let handled = AssertUnwindSafe(receive::activity(app, &row.actor_uri, &body))
        .catch_unwind()
        .await
        .unwrap_or_else(|_| Err(Error::internal("the handler panicked")));
    let (id, now) = (row.id, app.now());
    let tries = row.attempts.saturating_add(1);
    let error = match handled {
        Ok(note) => return finish(app, id, note.map(str::to_owned)).await,
        Err(error) => error,
    };
    let last = match &error {
        Error::Unavailable(_) | Error::TooMany { .. } => TRIES,
        Error::Internal(_) => {
            tracing::error!(%error, activity = row.activity_key, "an activity could not be handled");
            FAULTY_TRIES
        }
        // What it asks for cannot be, now or later.
        _ => {
            tracing::debug!(%error, activity = row.activity_key, "an activity was refused");
            return finish(app, id, Some(error.to_string())).await;
        }
    };
    let text = error.to_string();
    app.db
        .write(move |conn| {
            Box::pin(async move {
                if tries >= last {
                    return db::inbox::park(conn, id, now, &text).await;
                }
                let next = now.plus_millis(wait_millis(tries, rand::random()));
                db::inbox::put_back(conn, id, next, &text, true).await
            })
        })
        .await
}

async fn finish(app: &AppRef, id: i64, note: Option<String>) -> Result<()> {
    let now = app.now();
    app.db
        .write(move |conn| {
            Box::pin(async move { db::inbox::finish(conn, id, now, note.as_deref()).await })
        })
        .await
}
