//! Mutes that have an end: taking them away then.

use tokio_util::sync::CancellationToken;

use super::cycle;
use crate::app::AppRef;
use crate::error::Result;
use crate::service::relations;

pub(super) async fn run(app: AppRef, stop: CancellationToken) {
    let pass = || run_once(&app);
    let due = || relations::next_mute_end(&app);
    cycle("mutes", &app, &stop, &app.hints.mutes, pass, due).await;
}

/// Takes away those that are due. Tells whether there were any.
pub(super) async fn run_once(app: &AppRef) -> Result<bool> {
    let next = relations::next_mute_end(app).await?;
    let due = next.is_some_and(|end| end <= app.now());
    if due {
        relations::end_mutes(app).await?;
    }
    Ok(due)
}
