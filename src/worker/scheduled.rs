//! Scheduled posts: publishing them when they are due.

use futures::future::BoxFuture;
use tokio_util::sync::CancellationToken;

use super::cycle;
use crate::ap::resolve;
use crate::app::AppRef;
use crate::db::scheduled::ScheduledRow;
use crate::error::Result;
use crate::service::drafts::Draft;
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
        publish(app, row, draft).await?;
    }
    Ok(worked)
}

/// Boxed: publishing goes deep, and without it the compiler takes minutes to see that all of it may change threads.
fn publish(app: &AppRef, row: ScheduledRow, draft: Draft) -> BoxFuture<'_, Result<()>> {
    Box::pin(async move {
        resolve::find_mentioned(app, &draft.text, draft.format).await;
        scheduled::publish(app, &row, draft).await
    })
}
