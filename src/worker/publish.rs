//! Publishing: turns each event of the outbox into one activity and one delivery a peer inbox. Taking the event off,
//! storing the activity and queueing the deliveries are one transaction: an event is published exactly once.

use tokio_util::sync::CancellationToken;

use super::cycle;
use crate::ap::build::{self, Built};
use crate::app::AppRef;
use crate::db;
use crate::db::activities::ActivityRow;
use crate::db::deliveries::DeliveryRow;
use crate::db::outbox::OutboxRow;
use crate::domain::event::Outgoing;
use crate::error::{Error, Result};
use crate::service::{incoming, keys};

/// Events of one pass.
const BATCH: i64 = 100;

pub(super) async fn run(app: AppRef, stop: CancellationToken) {
    let pass = || run_once(&app);
    let due = || async { Ok(None) };
    cycle("publish", &app, &stop, &app.hints.publish, pass, due).await;
}

/// Publishes what waits, oldest first. Tells whether there was anything.
pub(super) async fn run_once(app: &AppRef) -> Result<bool> {
    let rows = db::outbox::next(&mut *app.db.read().await?, BATCH).await?;
    let worked = !rows.is_empty();
    for row in rows {
        let built = match build(app, &row).await {
            Ok(built) => built,
            Err(error @ Error::Unavailable(_)) => return Err(error),
            Err(error) => {
                // Building reads rows and writes JSON: what fails once fails always, and must not stop those behind it.
                tracing::error!(%error, event = row.event, "an event could not be published and was dropped");
                None
            }
        };
        // Whom the deletion of a person is told to has been read from the follows, which can go now.
        let deleted = matches!(row.read(), Ok(Outgoing::DeleteActor { .. }));
        if let Ok(Outgoing::DeleteActor { account }) = row.read() {
            incoming::drop_follows_of_deleted(app, account).await?;
        }
        store(app, row.id, built).await?;
        if deleted {
            // Where nobody elsewhere has to be told, the keys have done their work.
            keys::forget(app).await?;
        }
    }
    if worked {
        app.hints.delivery.notify_one();
    }
    Ok(worked)
}

async fn build(app: &AppRef, row: &OutboxRow) -> Result<Option<Built>> {
    let event = row.read()?;
    let mut conn = app.db.read().await?;
    build::activity(app, &mut conn, row.id, &event).await
}

async fn store(app: &AppRef, event: i64, built: Option<Built>) -> Result<()> {
    let app_for_ids = app.clone();
    let now = app.now();
    app.db
        .write(move |conn| {
            Box::pin(async move {
                if !db::outbox::take(conn, event).await? {
                    return Ok(());
                }
                let Some(built) = built else { return Ok(()) };
                let activity = ActivityRow {
                    id: app_for_ids.ids.next(now),
                    uri: built.uri,
                    account_id: built.speaker,
                    public: built.public,
                    body: built.body,
                    created_at: now,
                    to_followers: built.to_followers,
                };
                if !db::activities::insert_once(conn, &activity).await? {
                    return Ok(());
                }
                for event in &built.next {
                    let id = app_for_ids.ids.next(now);
                    db::outbox::insert(conn, id, event, now).await?;
                }
                let inboxes = built.inboxes.into_pairs();
                let mut hosts: Vec<String> = inboxes.iter().map(|(host, _)| host.clone()).collect();
                hosts.dedup();
                let peers = db::peers::by_authorities(conn, &hosts).await?;
                for (host, inbox_url) in inboxes {
                    let known = peers.iter().find(|peer| peer.authority == host);
                    // What may not go out now waits; what is shut out gets nothing new.
                    let Some(peer) = known.filter(|peer| peer.state.is_in_network()) else {
                        continue;
                    };
                    let delivery = DeliveryRow {
                        id: app_for_ids.ids.next(now),
                        peer_id: peer.id,
                        inbox_url,
                        activity_id: activity.id,
                        attempts: 0,
                        first_attempt_at: None,
                        parked_at: None,
                        last_error: None,
                        created_at: now,
                    };
                    db::deliveries::insert(conn, &delivery).await?;
                }
                Ok(())
            })
        })
        .await
}
