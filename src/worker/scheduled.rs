//! Scheduled posts: publishing them when they are due.

use tokio_util::sync::CancellationToken;

use super::cycle;
use crate::ap::resolve;
use crate::app::AppRef;
use crate::error::Result;
use crate::service::scheduled;

/// Posts of one pass.
const BATCH: i64 = 20;

pub(super) async fn run(app: AppRef, stop: CancellationToken) {
    let pass = || run_once(&app);
    let due = || scheduled::next_due(&app);
    cycle("scheduled", &app, &stop, &app.hints.scheduled, pass, due).await;
}

/// Publishes what is due. Tells whether there was anything.
pub(super) async fn run_once(app: &AppRef) -> Result<bool> {
    let due = scheduled::due(app, BATCH).await?;
    let worked = !due.is_empty();
    for (row, draft) in due {
        resolve::find_mentioned(app, &draft.text, draft.format).await;
        scheduled::publish(app, &row, draft).await?;
    }
    Ok(worked)
}
