//! The index of posts: kept up to date with the database, and made anew where it has to be.

use tokio_util::sync::CancellationToken;

use super::{IDLE, REST};
use crate::app::AppRef;
use crate::error::Result;
use crate::service::search::{self, Fed};

/// A pass writes files, so that it waits for several changes rather than follow each: no hint wakes it.
pub(super) async fn run(app: AppRef, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let wait = match run_once(&app).await {
            Ok(Fed { more: true, .. }) => continue,
            Ok(_) => IDLE,
            Err(error) => {
                tracing::error!(worker = "search", %error, "a pass failed");
                REST
            }
        };
        // Ends early when the program does.
        drop(tokio::time::timeout(wait, stop.cancelled()).await);
    }
}

/// Does some of what there is to do.
pub(super) async fn run_once(app: &AppRef) -> Result<Fed> {
    search::fold_names(app).await?;
    search::feed(app).await
}
