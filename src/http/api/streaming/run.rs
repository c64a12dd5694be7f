//! Takes up what happened, here or in another process on the same database, and tells those who listen: open streams, and the
//! workers that have something to do with it.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use serde_json::json;
use tokio::sync::mpsc;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use crate::app::AppRef;
use crate::db::happenings::Exchange;
use crate::domain::{AccountId, Happening};
use crate::error::Result;
use crate::http::api::render::Renderer;
use crate::http::api::{announcements, conversations};
use crate::service::streams::{self, Spread, Target};
use crate::stream::{Channel, Message};

/// Streams whose token has ended are closed within this time.
const CHECK: Duration = Duration::from_secs(2);

/// The connection to the other processes is tried so often, and opened anew after a rest.
const TRY: Duration = Duration::from_secs(15);

/// So much is sent to the other processes at once.
const AT_ONCE: usize = 100;

/// Tells open streams what happens, until stopped; then ends them.
pub async fn run(app: AppRef, stop: CancellationToken) {
    let mut told = app.db.hear();
    let mut way = None;
    let mut check = interval(CHECK);
    let mut retry = interval(TRY);
    check.set_missed_tick_behavior(MissedTickBehavior::Delay);
    retry.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stop.cancelled() => break,
            Some(first) = told.recv() => {
                let news = with_waiting(first, &mut told);
                if let Some(exchange) = &mut way && exchange.send(&news).await.is_err() {
                    way = None;
                }
                for happening in &news {
                    tell_or_log(&app, happening).await;
                }
            }
            heard = from_others(&mut way) => match heard {
                Ok(happening) => tell_or_log(&app, &happening).await,
                Err(error) => {
                    tracing::warn!(%error, "streams hear nothing of other processes until the database is back");
                    way = None;
                }
            },
            _ = check.tick() => {
                if let Err(error) = check_tokens(&app).await {
                    tracing::warn!(%error, "the tokens of open streams cannot be checked");
                }
            }
            _ = retry.tick() => way = renewed(&app, way).await,
        }
    }
    app.streams.end_all();
}

fn with_waiting(first: Happening, told: &mut mpsc::Receiver<Happening>) -> Vec<Happening> {
    let mut news = vec![first];
    while news.len() < AT_ONCE
        && let Ok(next) = told.try_recv()
    {
        news.push(next);
    }
    news
}

/// Waits for ever where there are no others.
async fn from_others(way: &mut Option<Exchange>) -> Result<Happening> {
    match way {
        Some(exchange) => exchange.next().await,
        None => std::future::pending().await,
    }
}

async fn renewed(app: &AppRef, way: Option<Exchange>) -> Option<Exchange> {
    if let Some(mut exchange) = way
        && exchange.check().await.is_ok()
    {
        return Some(exchange);
    }
    match app.db.exchange().await {
        Ok(exchange) => exchange,
        Err(error) => {
            tracing::warn!(%error, "no way to other processes on this database");
            None
        }
    }
}

/// Ends the streams whose token has been revoked, or whose person or app may not enter any more.
///
/// # Errors
/// Those of the database.
pub async fn check_tokens(app: &AppRef) -> Result<()> {
    let seats = app.streams.seats();
    if !seats.is_empty() {
        app.streams.end_tokens(&streams::ended(app, &seats).await?);
    }
    Ok(())
}

async fn tell_or_log(app: &AppRef, happening: &Happening) {
    match happening {
        Happening::Notified { .. } => app.hints.push.notify_one(),
        Happening::Posted(_) | Happening::Edited(_) => app.hints.previews.notify_one(),
        _ => {}
    }
    if let Err(error) = tell(app, happening).await {
        tracing::warn!(%error, ?happening, "not told to streams");
    }
}

/// Tells everybody who listens and may hear of it.
///
/// # Errors
/// Those of the database.
pub async fn tell(app: &AppRef, happening: &Happening) -> Result<()> {
    let seats = app.streams.seats();
    if seats.is_empty() {
        return Ok(());
    }
    match *happening {
        Happening::Posted(id) => {
            if let Some(spread) = streams::posted(app, id, &seats).await? {
                send_post(app, "update", &spread);
            }
        }
        Happening::Edited(id) => {
            if let Some(spread) = streams::posted(app, id, &seats).await? {
                send_post(app, "status.update", &spread);
            }
        }
        Happening::Gone(id) => {
            let targets = streams::gone(app, id, &seats).await?;
            send(app, "delete", &id.to_string().into(), &targets);
        }
        Happening::Notified { to, notification } => {
            if let Some((notice, targets)) =
                streams::notified(app, to, notification, &seats).await?
            {
                let payload = json_of(&renderer(app, to).notification(&notice));
                send(app, "notification", &payload, &targets);
            }
        }
        Happening::Conversed { to, status } => {
            if let Some((found, targets)) = streams::conversed(app, to, status, &seats).await? {
                let payload = json_of(&conversations::entity(app, to, &found));
                send(app, "conversation", &payload, &targets);
            }
        }
        // Mastodon says no more than that either.
        Happening::FiltersChanged(to) => {
            send(
                app,
                "filters_changed",
                &"".into(),
                &streams::own(to, &seats),
            );
        }
        Happening::NoticesMerged(to) => {
            let targets = streams::of_notifications(to, &seats);
            send(app, "notifications_merged", &"1".into(), &targets);
        }
        Happening::Announced(id) => {
            if let Some(found) = streams::announced(app, id).await? {
                let payload = json_of(&announcements::entity(app, &found));
                send(app, "announcement", &payload, &streams::everybody(&seats));
            }
        }
        Happening::Reacted {
            announcement,
            ref name,
        } => {
            if let Some(found) = streams::announced(app, announcement).await? {
                let mut all = found.reactions.iter();
                let count = all.find(|one| one.name == *name).map_or(0, |one| one.count);
                let payload = json!({ "name": name, "count": count, "announcement_id": announcement.to_string() });
                let payload = payload.to_string().into();
                send(
                    app,
                    "announcement.reaction",
                    &payload,
                    &streams::everybody(&seats),
                );
            }
        }
        Happening::Unannounced(id) => {
            let targets = streams::everybody(&seats);
            send(app, "announcement.delete", &id.to_string().into(), &targets);
        }
    }
    Ok(())
}

fn renderer(app: &AppRef, viewer: AccountId) -> Renderer<'_> {
    Renderer {
        urls: &app.urls,
        viewer: Some(viewer),
    }
}

/// Those to whom a post looks alike get the same bytes.
fn send_post(app: &AppRef, event: &'static str, spread: &Spread) {
    let mut others = Vec::new();
    for target in &spread.targets {
        match spread.own.get(&target.account) {
            None => others.push(target.clone()),
            Some(post) => {
                let payload = json_of(&renderer(app, target.account).status(post));
                send(app, event, &payload, std::slice::from_ref(target));
            }
        }
    }
    if let Some(post) = &spread.common {
        let payload = json_of(&renderer(app, AccountId(-1)).status(post));
        send(app, event, &payload, &others);
    }
}

fn json_of(entity: &impl Serialize) -> Arc<str> {
    serde_json::to_string(entity).unwrap_or_default().into()
}

fn send(app: &AppRef, event: &'static str, payload: &Arc<str>, targets: &[Target]) {
    let mut frames: HashMap<&Channel, Arc<str>> = HashMap::new();
    for target in targets {
        let frame = frames.entry(&target.channel).or_insert_with(|| {
            json!({ "stream": target.channel.names(), "event": event, "payload": payload.as_ref() })
                .to_string()
                .into()
        });
        let message = Message {
            event,
            payload: payload.clone(),
            frame: frame.clone(),
        };
        app.streams.send(target.seat, message);
    }
}
