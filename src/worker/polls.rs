//! Polls: telling peers how they stand, and everybody concerned that they have ended.

use tokio_util::sync::CancellationToken;

use super::cycle;
use crate::ap::resolve;
use crate::app::AppRef;
use crate::error::Result;
use crate::service::polls;

/// Polls of one pass.
const BATCH: i64 = 50;

pub(super) async fn run(app: AppRef, stop: CancellationToken) {
    let pass = || run_once(&app);
    let due = || polls::next_due(&app);
    cycle("polls", &app, &stop, &app.hints.polls, pass, due).await;
}

/// Does what is due. Tells whether there was anything.
pub(super) async fn run_once(app: &AppRef) -> Result<bool> {
    let due = polls::due(app, BATCH).await?;
    let worked = !due.is_empty();
    for id in due {
        if polls::settle(app, id).await? {
            resolve::queue_poll(app, id, true).await?;
        }
    }
    Ok(worked)
}
