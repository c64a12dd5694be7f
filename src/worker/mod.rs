//! The work that goes on beside requests: publishing, delivering, handling what came in, fetching, reading what peers offer, feeding the index
//! for searching, tidying.
//!
//! Workers take no input. They look at the database, woken by a hint or by the clock, and each pass may be repeated or cut
//! short without harm: what counts is the rows. A lost hint costs `IDLE`, never data.

mod delivery;
mod directory;
mod fetch;
mod inbox;
mod lanes;
mod mutes;
mod polls;
mod previews;
mod prune;
mod publish;
mod push;
mod scheduled;
mod search;

use std::future::Future;
use std::time::Duration;

use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::app::AppRef;
use crate::db;
use crate::domain::Timestamp;
use crate::error::Result;

/// The longest a worker sleeps: another process may have left work without being able to wake this one.
const IDLE: Duration = Duration::from_secs(2);

/// How long a worker rests after an error, such as a database out of reach.
const REST: Duration = Duration::from_secs(5);

/// The running workers.
#[derive(Debug)]
pub struct Workers {
    stop: CancellationToken,
    tasks: TaskTracker,
}

/// Starts all workers of a unit.
pub fn start(app: &AppRef) -> Workers {
    let stop = CancellationToken::new();
    let tasks = TaskTracker::new();
    tasks.spawn(publish::run(app.clone(), stop.clone()));
    let (lanes, token) = (app.clone(), stop.clone());
    let both = tasks.clone();
    tasks.spawn(async move {
        end_leases(&lanes).await;
        both.spawn(delivery::run(lanes.clone(), token.clone()));
        both.spawn(inbox::run(lanes, token));
    });
    tasks.spawn(fetch::run(app.clone(), stop.clone()));
    tasks.spawn(directory::run(app.clone(), stop.clone()));
    tasks.spawn(polls::run(app.clone(), stop.clone()));
    tasks.spawn(push::run(app.clone(), stop.clone()));
    tasks.spawn(previews::run(app.clone(), stop.clone()));
    tasks.spawn(search::run(app.clone(), stop.clone()));
    tasks.spawn(scheduled::run(app.clone(), stop.clone()));
    tasks.spawn(mutes::run(app.clone(), stop.clone()));
    tasks.spawn(prune::run(app.clone(), stop.clone()));
    tasks.close();
    Workers { stop, tasks }
}

/// A SQLite file has one program at a time: leases found at the start are of one that died, and what it held need not
/// wait until they run out. PostgreSQL may have other living programs, so there they do.
async fn end_leases(app: &AppRef) {
    if !app.db.is_sqlite() {
        return;
    }
    let ended = app
        .db
        .write(|conn| {
            Box::pin(async move {
                db::inbox::end_leases(conn).await?;
                db::deliveries::end_leases(conn).await
            })
        })
        .await;
    if let Err(error) = ended {
        tracing::error!(%error, "leases of an earlier run must run out");
    }
}

impl Workers {
    /// Lets every worker end what it is doing and no more, and waits for that.
    pub async fn stop(self) {
        self.stop.cancel();
        self.tasks.wait().await;
    }
}

/// Does everything that is due now and what follows from it, and returns when nothing is left that is due: true when there
/// was something. For tests and one-off commands.
///
/// # Errors
/// Those of the database.
pub async fn drain(app: &AppRef) -> Result<bool> {
    let stop = CancellationToken::new();
    let mut any = false;
    loop {
        let mut worked = scheduled::run_once(app).await?;
        worked |= mutes::run_once(app).await?;
        worked |= polls::run_once(app).await?;
        worked |= publish::run_once(app).await?;
        worked |= delivery::run_once(app, &stop).await?;
        worked |= inbox::run_once(app, &stop).await?;
        worked |= fetch::run_once(app).await?;
        worked |= push::run_once(app).await?;
        worked |= previews::run_once(app).await?;
        if !worked {
            while search::run_once(app).await?.worked {
                any = true;
            }
            return Ok(any);
        }
        any = true;
    }
}

/// Reads the peers whose turn it is, and tells them when there is something new here, as the directory worker does. For tests
/// and one-off commands.
///
/// # Errors
/// Those of the database.
pub async fn read_peers(app: &AppRef) -> Result<()> {
    while directory::run_once(app).await? {}
    Ok(())
}

/// Removes what is kept for a while only, as the prune worker does every hour.
///
/// # Errors
/// Those of the database.
pub async fn prune(app: &AppRef) -> Result<()> {
    prune::run_once(app).await
}

/// Repeats `pass` until there is nothing to do, then waits for the hint or for `due`, until stopped.
async fn cycle<P, D>(
    name: &'static str,
    app: &AppRef,
    stop: &CancellationToken,
    hint: &Notify,
    pass: impl Fn() -> P,
    due: impl Fn() -> D,
) where
    P: Future<Output = Result<bool>>,
    D: Future<Output = Result<Option<Timestamp>>>,
{
    while !stop.is_cancelled() {
        let wait = match pass().await {
            Ok(true) => continue,
            Ok(false) => until(app, due().await),
            Err(error) => {
                tracing::error!(worker = name, %error, "a pass failed");
                REST
            }
        };
        tokio::select! {
            () = stop.cancelled() => {}
            _ = tokio::time::timeout(wait, hint.notified()) => {}
        }
    }
}

/// How long to wait for something that is due at a time.
fn until(app: &AppRef, due: Result<Option<Timestamp>>) -> Duration {
    match due {
        Ok(Some(due)) => {
            let millis = due.millis().saturating_sub(app.now().millis());
            Duration::from_millis(u64::try_from(millis).unwrap_or(0).max(10)).min(IDLE)
        }
        Ok(None) => IDLE,
        Err(error) => {
            tracing::error!(%error, "cannot tell when work is due");
            REST
        }
    }
}
