//! One attempt of one delivery, and what follows from its outcome.

use std::time::Duration;

use bytes::Bytes;
use http::HeaderMap;
use meent_federation::deliver::{Outcome, deliver};
use url::Url;

use crate::ap::{network, resolve, synchronization};
use crate::app::AppRef;
use crate::db;
use crate::db::deliveries::{Due, Setback};
use crate::db::peers::PeerRow;
use crate::domain::backoff::{
    PARK_AFTER_SECONDS, REFUSED_PARK_AFTER_SECONDS, RETRY_AFTER_MAX_SECONDS, wait_millis,
};
use crate::domain::*;
use crate::error::{Error, Result};

/// An item may be suspected of being what is wrong, and not its peer, after so many tries over a day.
const SUSPECT_TRIES: i32 = 10;

/// What the lane does now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// Go on with the item behind this one.
    Following,
    /// The lane has changed: read it again.
    LookAgain,
    /// The peer needs time.
    Wait,
}

/// How the lane of a peer has fared, kept in step with its row.
#[derive(Debug)]
pub(super) struct Lane {
    peer: PeerId,
    authority: String,
    failures: i32,
    failing_since: Option<Timestamp>,
}

impl Lane {
    pub(super) fn of(peer: &PeerRow) -> Self {
        Self {
            peer: peer.id,
            authority: peer.authority.clone(),
            failures: peer.failures,
            failing_since: peer.failing_since,
        }
    }
}

/// Sends the first of `waiting` (never empty), once, and stores what came of it.
///
/// An item that has failed for a day is suspected of being the cause itself. Then every second attempt goes to the item
/// behind it: if that one arrives and the suspect still does not, the suspect is parked and the lane goes on.
pub(super) async fn attempt(app: &AppRef, lane: &mut Lane, waiting: &[Due]) -> Result<Next> {
    let Some(head) = waiting.first() else {
        return Ok(Next::LookAgain);
    };
    let suspect = head.row.attempts >= SUSPECT_TRIES
        && over(app, head.row.first_attempt_at, REFUSED_PARK_AFTER_SECONDS);
    let behind = waiting.get(1).filter(|_| suspect && lane.failures % 2 == 1);
    let Some(behind) = behind else {
        let outcome = send(app, lane, head).await?;
        return settle(app, lane, head, outcome).await;
    };
    let outcome = send(app, lane, behind).await?;
    if outcome != Outcome::Accepted {
        return settle(app, lane, behind, outcome).await;
    }
    succeed(app, lane, behind).await?;
    match send(app, lane, head).await? {
        Outcome::Accepted => succeed(app, lane, head).await?,
        outcome => park(app, lane, head, reason(&outcome)).await?,
    }
    Ok(Next::LookAgain)
}

async fn send(app: &AppRef, lane: &Lane, item: &Due) -> Result<Outcome> {
    let rejected = |reason: String| Outcome::Rejected {
        status: Some(0),
        reason,
    };
    let mut conn = app.db.read().await?;
    let speaker = db::accounts::by_id(&mut conn, item.account_id).await?;
    let retired = db::keys::retired(&mut conn, item.account_id).await?;
    let more = match &speaker {
        Some(speaker) if item.to_followers => {
            synchronization::headers(app, &mut conn, speaker, &lane.authority).await?
        }
        _ => HeaderMap::new(),
    };
    drop(conn);
    let signer = match speaker.as_ref().map(network::signer) {
        Some(Ok(signer)) => signer,
        Some(Err(error)) => return Ok(rejected(error.to_string())),
        None => return Ok(rejected("whoever speaks has gone".to_owned())),
    };
    let Ok(inbox) = Url::parse(&item.row.inbox_url) else {
        return Ok(rejected("the inbox has no usable address".to_owned()));
    };
    let (client, body) = (app.network.client(), Bytes::from(item.body.clone()));
    let outcome = deliver(client, &inbox, body.clone(), &signer, &more).await;
    // The peer may not have heard of a new key yet: what waited before the news, or the news itself.
    match retired.as_ref().map(network::retired_signer) {
        Some(Ok(before)) if matches!(outcome, Outcome::Unauthorized { .. }) => {
            match deliver(client, &inbox, body, &before, &more).await {
                Outcome::Unauthorized { .. } => Ok(outcome),
                other => Ok(other),
            }
        }
        _ => Ok(outcome),
    }
}

async fn settle(app: &AppRef, lane: &mut Lane, item: &Due, outcome: Outcome) -> Result<Next> {
    match outcome {
        Outcome::Accepted => {
            succeed(app, lane, item).await?;
            Ok(Next::Following)
        }
        Outcome::Gone => gone(app, lane, item).await,
        Outcome::Rejected {
            status: Some(_),
            reason,
        } => {
            park(app, lane, item, reason).await?;
            Ok(Next::Following)
        }
        // Not sent at all: the configuration forbids it, which its admin can change.
        Outcome::Rejected {
            status: None,
            reason,
        } => set_back(app, lane, item, reason, None).await,
        Outcome::Unauthorized { reason } => {
            let first = item.row.first_attempt_at;
            if over(app, first, REFUSED_PARK_AFTER_SECONDS) {
                park(app, lane, item, reason).await?;
                return Ok(Next::Following);
            }
            set_back(app, lane, item, reason, None).await
        }
        Outcome::Retry { after, reason } => set_back(app, lane, item, reason, after).await,
    }
}

/// There is no such inbox. Its owner is asked once where it is now; else the item is parked.
async fn gone(app: &AppRef, lane: &mut Lane, item: &Due) -> Result<Next> {
    let (authority, old) = (lane.authority.clone(), item.row.inbox_url.clone());
    let owner = db::deliveries::inbox_owner(&mut *app.db.read().await?, &authority, &old).await?;
    let fresh = match &owner {
        Some(owner) => resolve::refresh(app, owner).await,
        None => Err(Error::NotFound),
    };
    match fresh {
        Ok(row) => {
            let new = row.shared_inbox_url.unwrap_or(row.inbox_url);
            if new != old && !new.is_empty() {
                let peer = lane.peer;
                app.db
                    .write(move |conn| {
                        Box::pin(
                            async move { db::deliveries::redirect(conn, peer, &old, &new).await },
                        )
                    })
                    .await?;
                return Ok(Next::LookAgain);
            }
        }
        Err(Error::Unavailable(reason)) => {
            return set_back(app, lane, item, reason, None).await;
        }
        Err(_) => {}
    }
    park(app, lane, item, "the peer has no such inbox".to_owned()).await?;
    Ok(Next::Following)
}

async fn succeed(app: &AppRef, lane: &mut Lane, item: &Due) -> Result<()> {
    lane.failures = 0;
    lane.failing_since = None;
    let (id, peer, now) = (item.row.id, lane.peer, app.now());
    app.db
        .write(move |conn| {
            Box::pin(async move { db::deliveries::succeed(conn, id, peer, now).await })
        })
        .await
}

async fn park(app: &AppRef, lane: &Lane, item: &Due, reason: String) -> Result<()> {
    tracing::warn!(peer = lane.authority, reason, "an activity was given up");
    let (id, now) = (item.row.id, app.now());
    app.db
        .write(move |conn| {
            Box::pin(async move { db::deliveries::park(conn, id, now, &reason).await })
        })
        .await
}

/// Counts a failure of the lane; the next attempt comes after a growing wait, or when the peer says.
async fn set_back(
    app: &AppRef,
    lane: &mut Lane,
    item: &Due,
    error: String,
    after: Option<Duration>,
) -> Result<Next> {
    let now = app.now();
    lane.failures = lane.failures.saturating_add(1);
    let failing_since = *lane.failing_since.get_or_insert(now);
    let wait = match after {
        Some(after) => i64::try_from(after.as_millis())
            .unwrap_or(i64::MAX)
            .clamp(1_000, RETRY_AFTER_MAX_SECONDS * 1_000),
        None => wait_millis(lane.failures, rand::random()),
    };
    let setback = Setback {
        failures: lane.failures,
        failing_since,
        next_attempt_at: now.plus_millis(wait),
        park: over(app, Some(failing_since), PARK_AFTER_SECONDS),
        error,
    };
    tracing::info!(
        peer = lane.authority,
        failures = setback.failures,
        error = setback.error,
        "a delivery has to wait"
    );
    let (id, peer) = (item.row.id, lane.peer);
    app.db
        .write(move |conn| {
            Box::pin(async move {
                db::deliveries::note_refused(conn, id, now, &setback.error).await?;
                db::deliveries::set_back(conn, peer, &setback, now).await
            })
        })
        .await?;
    Ok(Next::Wait)
}

/// Has it been so long since `since`?
fn over(app: &AppRef, since: Option<Timestamp>, seconds: i64) -> bool {
    since.is_some_and(|since| app.now() >= since.plus_seconds(seconds))
}

fn reason(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Accepted => String::new(),
        Outcome::Gone => "the peer has no such inbox".to_owned(),
        Outcome::Rejected { reason, .. }
        | Outcome::Unauthorized { reason }
        | Outcome::Retry { reason, .. } => reason.clone(),
    }
}
