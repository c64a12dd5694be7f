//! The inboxes. There is one queue behind all of them; whose inbox it was decides nothing.

use axum::extract::State;
use axum::http::StatusCode;
use sha2::{Digest, Sha256};

use super::refusal::Refusal;
use super::verified::{Delivery, VerifiedActivity};
use crate::ap::synchronization;
use crate::app::AppRef;
use crate::db;
use crate::db::inbox::InboxRow;
use crate::domain::Timestamp;
use crate::error::{Error, Result};

/// A peer that can send can most likely be sent to: what waits for it is tried so soon, in seconds. Long enough that one
/// which cannot be is not asked with every delivery of its own.
const PROBE_SECONDS: i64 = 60;

/// Stores a verified activity once and answers 202; it is handled later. A repeat is answered the same.
pub async fn receive(
    State(app): State<AppRef>,
    delivery: Delivery,
) -> std::result::Result<StatusCode, Refusal> {
    if let Delivery::Verified(verified) = delivery {
        store(&app, *verified).await?;
    }
    Ok(StatusCode::ACCEPTED)
}

async fn store(app: &AppRef, verified: VerifiedActivity) -> Result<()> {
    let now = app.now();
    if let Some(said) = &verified.synchronization {
        synchronization::compare(app, &verified.signer.account, said).await?;
    }
    let peer = verified.signer.peer.id;
    // To be told at the minute, not at every delivery: two statements fewer for each of a stream.
    let last = verified.signer.peer.last_received_at;
    let tell = last.is_none_or(|last| last.plus_seconds(PROBE_SECONDS) <= now);
    let actor_uri = verified.signer.account.uri;
    let row = InboxRow {
        id: app.next_id(),
        activity_key: match &verified.activity.id {
            // With its sender: nobody else of the same server can use an id up in advance.
            Some(id) => format!("{id} {actor_uri}"),
            None => digest(&actor_uri, &verified.body),
        },
        peer_id: peer,
        actor_uri,
        body: Some(String::from_utf8(verified.body.to_vec()).map_err(Error::internal)?),
        attempts: 0,
        next_attempt_at: now,
        lease_until: Timestamp::from_millis(0),
        handled_at: None,
        last_error: None,
        created_at: now,
    };
    app.db
        .write(move |conn| {
            Box::pin(async move {
                db::inbox::insert_once(conn, &row).await?;
                if !tell {
                    return Ok(());
                }
                db::deliveries::try_soon(conn, peer, now.plus_seconds(PROBE_SECONDS)).await?;
                db::peers::note_received(conn, peer, now).await
            })
        })
        .await?;
    app.hints.inbox.notify_one();
    Ok(())
}

/// The key of an activity without an id: the same words of the same actor are the same activity.
fn digest(actor: &str, body: &[u8]) -> String {
    let mut hasher = Sha256::new();
    hasher.update(actor.as_bytes());
    hasher.update([0]);
    hasher.update(body);
    let digest = hasher.finalize();
    digest.iter().fold("sha256:".to_owned(), |text, byte| {
        text + &format!("{byte:02x}")
    })
}
