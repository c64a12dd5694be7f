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
        tokio::select! {
            () = stop.cancelled() => {}
            _ = tokio::time::timeout(wait, std::future::pending::<()>()) => {}
        }
    }
}

/// Does some of what there is to do.
pub(super) async fn run_once(app: &AppRef) -> Result<Fed> {
    search::fold_names(app).await?;
    search::feed(app).await
}
