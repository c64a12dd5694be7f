//! Pushing notifications to people's devices.

use std::time::Duration;

use meent_federation::deliver::Outcome;
use meent_federation::push::{Message, push};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::cycle;
use crate::app::AppRef;
use crate::db;
use crate::db::pushes::PushRow;
use crate::domain::Timestamp;
use crate::domain::backoff::{RETRY_AFTER_MAX_SECONDS, wait_millis};
use crate::error::Result;
use crate::service::pushes::{self, KEEP_SECONDS, Letter};

/// Messages sent at once.
const BATCH: i64 = 16;

/// How long a message is held while it is sent, in seconds: longer than one exchange may take.
const LEASE_SECONDS: i64 = 60;

pub(super) async fn run(app: AppRef, stop: CancellationToken) {
    let pass = || run_once(&app);
    let due = || pushes::next_due(&app);
    cycle("push", &app, &stop, &app.hints.push, pass, due).await;
}

/// Sends what is due. Tells whether there was anything.
pub(super) async fn run_once(app: &AppRef) -> Result<bool> {
    let due = pushes::due(app, BATCH).await?;
    let worked = !due.is_empty();
    let mut tasks = JoinSet::new();
    for row in due {
        let app = app.clone();
        tasks.spawn(async move { one(&app, row).await });
    }
    while let Some(ended) = tasks.join_next().await {
        match ended {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(%error, "a push could not be settled"),
            Err(error) => tracing::error!(%error, "a push broke down"),
        }
    }
    Ok(worked)
}

async fn one(app: &AppRef, row: PushRow) -> Result<()> {
    let until = app.now().plus_seconds(LEASE_SECONDS);
    let taken = row.clone();
    let mine = app
        .db
        .write(move |conn| Box::pin(async move { db::pushes::lease(conn, &taken, until).await }))
        .await?;
    if !mine {
        return Ok(());
    }
    let Some(letter) = pushes::compose(app, &row).await? else {
        return pushes::done(app, row.id).await;
    };
    match send(app, &letter).await? {
        Outcome::Accepted => pushes::done(app, row.id).await,
        Outcome::Gone => {
            tracing::debug!("a push subscription has ended");
            pushes::unsubscribe(app, row.subscription_id).await
        }
        Outcome::Rejected { reason, .. } | Outcome::Unauthorized { reason } => {
            tracing::info!(reason, "a push service refused a message");
            pushes::done(app, row.id).await
        }
        Outcome::Retry { after, reason } => {
            tracing::debug!(reason, "a push has to wait");
            put_off(app, &row, after).await
        }
    }
}

async fn send(app: &AppRef, letter: &Letter) -> Result<Outcome> {
    let message = Message {
        endpoint: &letter.endpoint,
        recipient: &letter.recipient,
        encoding: letter.encoding,
        text: &letter.text,
        ttl: letter.ttl,
        topic: &letter.topic,
        subject: app.urls.base(),
    };
    let client = app.network.push().await?;
    Ok(push(client, &app.push_key, &message).await)
}

/// Tries again later: when the push service says, else after a growing wait. What would be too late is let go.
async fn put_off(app: &AppRef, row: &PushRow, after: Option<Duration>) -> Result<()> {
    let wait = match after {
        Some(after) => i64::try_from(after.as_millis())
            .unwrap_or(i64::MAX)
            .clamp(1_000, RETRY_AFTER_MAX_SECONDS * 1_000),
        None => wait_millis(row.attempts.saturating_add(1), rand::random()),
    };
    let next: Timestamp = app.now().plus_millis(wait);
    if next >= row.created_at.plus_seconds(KEEP_SECONDS) {
        return pushes::done(app, row.id).await;
    }
    let id = row.id;
    app.db
        .write(move |conn| Box::pin(async move { db::pushes::put_off(conn, id, next).await }))
        .await
}
