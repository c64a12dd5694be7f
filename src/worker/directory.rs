//! Reading what the units of the network offer each other: their names, whom they are with, and the people who want to be
//! found. Each peer has its turn a few times a day, and when it says that something has changed.

use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::cycle;
use crate::ap;
use crate::app::AppRef;
use crate::db::peers::PeerRow;
use crate::error::{Error, Result};
use crate::service::{peers, unit};

/// Peers read at once.
const BATCH: i64 = 4;

/// The time between two readings of a peer, in seconds.
const INTERVAL_SECONDS: i64 = 6 * 3600;

/// The time after which a peer that was out of reach, or that had more than was read, is tried again, in seconds.
const AGAIN_SECONDS: i64 = 15 * 60;

/// Other units are told of changes at most once in this time, in seconds.
const TELL_SECONDS: i64 = 15 * 60;

pub(super) async fn run(app: AppRef, stop: CancellationToken) {
    let pass = || run_once(&app);
    let due = || async { Ok(None) };
    cycle("directory", &app, &stop, &app.hints.directory, pass, due).await;
}

/// Tells others of changes here, and reads the peers whose turn it is. Tells whether there was anything to read.
pub(super) async fn run_once(app: &AppRef) -> Result<bool> {
    unit::announce_changes(app, TELL_SECONDS).await?;
    let due = peers::to_read(app, BATCH).await?;
    let worked = !due.is_empty();
    let mut tasks = JoinSet::new();
    for peer in due {
        let app = app.clone();
        tasks.spawn(async move { one(&app, peer).await });
    }
    while let Some(ended) = tasks.join_next().await {
        match ended {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(%error, "the reading of a peer could not be settled"),
            Err(error) => tracing::error!(%error, "the reading of a peer broke down"),
        }
    }
    Ok(worked)
}

async fn one(app: &AppRef, peer: PeerRow) -> Result<()> {
    // Taken with the next turn already set: one that breaks the process is not repeated at once. Spread, so that peers that
    // were added together do not stay together.
    let spread = i64::from(rand::random::<u8>()) * 10;
    let next = app.now().plus_seconds(INTERVAL_SECONDS + spread);
    peers::read_at(app, peer.id, next).await?;
    let again = app.now().plus_seconds(AGAIN_SECONDS);
    let error = match ap::peers::read(app, &peer).await {
        Ok(true) => None,
        Ok(false) => {
            peers::read_at(app, peer.id, again).await?;
            None
        }
        Err(error @ Error::Unavailable(_)) => {
            peers::read_at(app, peer.id, again).await?;
            Some(error.public_text())
        }
        Err(error) => {
            tracing::info!(peer = peer.authority, %error, "a peer could not be read");
            Some(error.public_text())
        }
    };
    peers::note_read(app, peer.id, error).await
}
