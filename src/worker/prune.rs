//! Tidying: removes what is kept for a while only.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::app::AppRef;
use crate::db;
use crate::domain::Timestamp;
use crate::error::Result;
use crate::service::{activity, keys, media, peer_states, previews, search, tags, timelines};

/// The time between two passes.
const PAUSE: Duration = Duration::from_secs(3600);

/// Ids stay known, and undelivered activities wait, longer than any peer retries.
const FEDERATION_SECONDS: i64 = 60 * 24 * 3600;

/// A client may repeat a post with the same idempotency key so long.
const IDEMPOTENCY_SECONDS: i64 = 24 * 3600;

/// An upload waits so long for its post.
const UPLOAD_SECONDS: i64 = 24 * 3600;

/// Uploads looked up at once.
const BATCH: i64 = 100;

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
                db::oauth::delete_old_codes(conn, now).await?;
                db::sessions::delete_expired(conn, now).await
            })
        })
        .await?;
    keys::forget(app).await?;
    activity::count(app).await?;
    app.db
        .write(move |conn| Box::pin(async move { db::invitations::forget(conn, old).await }))
        .await?;
    peer_states::erase_suspended(app).await?;
    previews::forget(app).await?;
    timelines::prune_homes(app).await?;
    timelines::prune_lists(app).await?;
    tags::forget_days(app).await?;
    search::forget_changes(app).await?;
    forget_uploads(app, now.plus_seconds(-UPLOAD_SECONDS)).await
}

/// Files that were uploaded for a post that never came, that an edit took out, or whose post was deleted. The row goes first: a file that
/// nothing points to does less harm than a row without its file.
async fn forget_uploads(app: &AppRef, before: Timestamp) -> Result<()> {
    loop {
        let rows = db::media::unattached(&mut *app.db.read().await?, before, BATCH).await?;
        if rows.is_empty() {
            return Ok(());
        }
        for row in rows {
            let id = row.id;
            let gone = app
                .db
                .write(move |conn| {
                    Box::pin(async move { db::media::delete_unused(conn, id).await })
                })
                .await?;
            if gone {
                media::remove_files(app, &row).await;
            }
        }
    }
}
