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
use crate::domain::backoff::wait_millis;
use crate::domain::{PeerId, Timestamp};
use crate::error::{Error, Result};

/// Lanes served at once. Handling is mostly writing, which is done one at a time anyway; room is for those that fetch.
const LANES: usize = 16;

/// Items of a lane that are taken up together.
const BUNCH: i64 = 20;

/// Bunches of a lane before it is looked at anew.
const BUNCHES: usize = 10;

/// How long items are kept without a sign of life, in seconds. No new one is begun in the second half, which is longer than
/// all fetches of one item may take.
const LEASE_SECONDS: i64 = 600;

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
        let head = db::inbox::head(&mut conn, peer, 1).await?;
        let ready = head
            .first()
            .is_some_and(|row| row.next_attempt_at <= now && row.lease_until <= now)
            || !db::inbox::stragglers(&mut conn, peer, now, 1)
                .await?
                .is_empty();
        if ready {
            due.push(peer);
        }
    }
    Ok(due)
}

/// Handles what waits of a peer, in order, until nothing is left, an item has to wait, or the unit stops.
async fn serve(app: &AppRef, stop: &CancellationToken, peer: PeerId) -> Result<()> {
    for _ in 0..BUNCHES {
        let now = app.now();
        let head = db::inbox::head(&mut *app.db.read().await?, peer, BUNCH).await?;
        let ready = |row: &InboxRow| row.next_attempt_at <= now && row.lease_until <= now;
        let rows: Vec<InboxRow> = head.into_iter().take_while(ready).collect();
        if rows.is_empty() {
            break;
        }
        if stop.is_cancelled() || !handle_all(app, stop, rows).await? {
            return Ok(());
        }
    }
    let late = db::inbox::stragglers(&mut *app.db.read().await?, peer, app.now(), BUNCH).await?;
    for row in late {
        if stop.is_cancelled() {
            return Ok(());
        }
        handle_all(app, stop, vec![row]).await?;
    }
    Ok(())
}

/// Handles items that follow each other. They are taken and ended together, one commit each; between the two, a death
/// leaves some that are handled and not ended, and handling them again changes nothing. Tells whether the lane may go on.
async fn handle_all(app: &AppRef, stop: &CancellationToken, rows: Vec<InboxRow>) -> Result<bool> {
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let now = app.now();
    let until = now.plus_seconds(LEASE_SECONDS);
    let taken = app
        .db
        .write(move |conn| {
            Box::pin(async move { db::inbox::lease_all(conn, &ids, now, until).await })
        })
        .await?;
    if !taken {
        return Ok(false);
    }
    let mut ends = Vec::with_capacity(rows.len());
    let mut rest = rows.into_iter();
    while !stop.is_cancelled() && app.now() < now.plus_seconds(LEASE_SECONDS / 2) {
        let Some(row) = rest.next() else { break };
        let (id, end) = (row.id, handle(app, row).await);
        let waits = matches!(end, End::Later(..));
        ends.push((id, end));
        if waits {
            break;
        }
    }
    let left: Vec<i64> = rest.map(|row| row.id).collect();
    let goes_on = left.is_empty() && !matches!(ends.last(), Some((_, End::Later(..))));
    let now = app.now();
    app.db
        .write(move |conn| {
            Box::pin(async move {
                let done = ends.iter().filter(|(_, end)| matches!(end, End::Done));
                let done: Vec<i64> = done.map(|(id, _)| *id).collect();
                db::inbox::finish_all(conn, &done, now).await?;
                for (id, end) in ends {
                    match end {
                        End::Done => {}
                        End::Noted(note) => db::inbox::finish(conn, id, now, &note).await?,
                        End::Parked(error) => db::inbox::park(conn, id, now, &error).await?,
                        End::Later(next, error) => {
                            db::inbox::put_back(conn, id, next, &error).await?;
                        }
                    }
                }
                db::inbox::release(conn, &left).await
            })
        })
        .await?;
    Ok(goes_on)
}

/// What became of an item.
enum End {
    Done,
    /// Nothing came of it, and why.
    Noted(String),
    /// Given up after this error.
    Parked(String),
    /// To be tried again then, after this error.
    Later(Timestamp, String),
}

async fn handle(app: &AppRef, row: InboxRow) -> End {
    let body = row.body.unwrap_or_default();
    let handled = AssertUnwindSafe(receive::activity(app, &row.actor_uri, &body))
        .catch_unwind()
        .await
        .unwrap_or_else(|_| Err(Error::internal("the handler panicked")));
    let error = match handled {
        Ok(None) => return End::Done,
        Ok(Some(note)) => return End::Noted(note.to_owned()),
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
            return End::Noted(error.to_string());
        }
    };
    let tries = row.attempts.saturating_add(1);
    if tries >= last {
        return End::Parked(error.to_string());
    }
    let wait = wait_millis(tries, rand::random());
    End::Later(app.now().plus_millis(wait), error.to_string())
}
