//! Tidying: removes what is kept for a while only.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::app::AppRef;
use crate::db;
use crate::error::Result;

/// The time between two passes.
const PAUSE: Duration = Duration::from_secs(3600);

/// Ids stay known, and undelivered activities wait, longer than any peer retries.
const FEDERATION_SECONDS: i64 = 60 * 24 * 3600;

/// A client may repeat a post with the same idempotency key so long.
const IDEMPOTENCY_SECONDS: i64 = 24 * 3600;

pub(super) async fn run(app: AppRef, stop: CancellationToken) {
    while !stop.is_cancelled() {
        if let Err(error) = run_once(&app).await {
            tracing::error!(%error, "tidying failed");
        }
        tokio::select! {
            () = stop.cancelled() => {}
            _ = tokio::time::timeout(PAUSE, std::future::pending::<()>()) => {}
        }
    }
}

/// Each table in a transaction of its own, so that none holds up the posts that come in for long.
pub(super) async fn run_once(app: &AppRef) -> Result<()> {
    let now = app.now();
    let old = now.plus_seconds(-FEDERATION_SECONDS);
    let repeated = now.plus_seconds(-IDEMPOTENCY_SECONDS);
    app.db
        .write(move |conn| Box::pin(async move { db::deliveries::forget(conn, old).await }))
        .await?;
    app.db
        .write(move |conn| Box::pin(async move { db::activities::forget(conn, old).await }))
        .await?;
    app.db
        .write(move |conn| Box::pin(async move { db::inbox::forget(conn, old).await }))
        .await?;
    app.db
        .write(move |conn| {
            Box::pin(async move {
                db::statuses::forget_idempotency_keys(conn, repeated).await?;
                db::sessions::delete_expired(conn, now).await?;
                db::relations::delete_expired_mutes(conn, now).await
            })
        })
        .await?;
    Ok(())
}
