//! Looking up the pages that posts link to.

use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::cycle;
use crate::ap::previews::{Outcome, look_up};
use crate::app::AppRef;
use crate::db::previews::PreviewRow;
use crate::domain::backoff::wait_millis;
use crate::error::Result;
use crate::service::previews;

/// Pages at once.
const BATCH: i64 = 8;

/// Tries before a page is taken to say nothing.
const TRIES: i32 = 3;

/// A page and what belongs to it takes no longer than this, in milliseconds: page, JSON and picture, each with its deadline.
const LEASE_MILLIS: i64 = 60_000;

pub(super) async fn run(app: AppRef, stop: CancellationToken) {
    let pass = || run_once(&app);
    let due = || previews::next_due(&app);
    cycle("previews", &app, &stop, &app.hints.previews, pass, due).await;
}

/// Looks up what is due. Tells whether there was anything.
pub(super) async fn run_once(app: &AppRef) -> Result<bool> {
    let due = previews::due(app, BATCH).await?;
    let worked = !due.is_empty();
    let mut tasks = JoinSet::new();
    for row in due {
        let app = app.clone();
        tasks.spawn(async move { one(&app, row).await });
    }
    while let Some(ended) = tasks.join_next().await {
        match ended {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(%error, "a preview could not be settled"),
            Err(error) => tracing::error!(%error, "a preview broke down"),
        }
    }
    Ok(worked)
}

async fn one(app: &AppRef, row: PreviewRow) -> Result<()> {
    // Taken with the next try already set: one that breaks the process is not repeated at once.
    let tries = row.attempts.saturating_add(1);
    let wait = wait_millis(tries, rand::random()).max(LEASE_MILLIS);
    if !previews::take(app, &row, app.now().plus_millis(wait)).await? {
        return Ok(());
    }
    match look_up(app, &row.url).await? {
        Outcome::Found(found) => previews::keep(app, &row, *found).await,
        Outcome::Refused => previews::refuse(app, &row).await,
        Outcome::Later if tries < TRIES => Ok(()),
        Outcome::Later => previews::give_up(app, &row).await,
    }
}
