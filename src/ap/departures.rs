//! Leaving the network of another unit, and hearing that one leaves.

use http::HeaderMap;
use meent_federation::deliver::{Outcome, deliver};
use serde_json::{Map, json};
use url::Url;

use super::{cards, network};
use crate::app::AppRef;
use crate::db;
use crate::db::accounts::AccountRow;
use crate::domain::ActorKind;
use crate::error::{Error, Result};
use crate::service::{peer_states, peers, unit};

/// Leaves: tells the peer once, and ends it on this side whether it heard or not. Tells whether it did; else it finds out by
/// being refused.
///
/// # Errors
/// `NotFound` for a peer that is not known; those of the database.
pub async fn leave(app: &AppRef, authority: &str) -> Result<bool> {
    let peer = peers::show(app, authority).await?.peer;
    let known = peers::facts(app, peer.id).await?.actor_uri;
    let other = match known.is_empty() {
        false => Some(known),
        // Nobody has looked yet which actor speaks for it.
        true => super::peers::ask(app, &peer)
            .await
            .ok()
            .flatten()
            .map(String::from),
    };
    let inbox = db::hosts::inbox(&mut *app.db.read().await?, &peer.authority).await?;
    let inbox = inbox.and_then(|inbox| Url::parse(&inbox).ok());
    let told = match inbox.zip(other) {
        Some((inbox, other)) if peer.state.is_in_network() => {
            let mut leave = Map::new();
            let id = app.urls.unit_statement("departures", app.next_id());
            leave.insert("id".to_owned(), json!(id));
            leave.insert("type".to_owned(), json!("Leave"));
            leave.insert("actor".to_owned(), json!(app.urls.instance_actor()));
            leave.insert("object".to_owned(), json!(other));
            leave.insert("to".to_owned(), json!([other]));
            let body = cards::with_context(leave).to_string().into_bytes().into();
            let signer = network::signer(&unit::actor(app).await?)?;
            let client = app.network.client_for(&peer.authority)?;
            deliver(&client, &inbox, body, &signer, &HeaderMap::new()).await == Outcome::Accepted
        }
        _ => false,
    };
    peer_states::leave(app, &peer.authority).await?;
    Ok(told)
}

/// The actor that speaks for a peer says that it leaves this unit's network. Tells whether it may say so.
///
/// # Errors
/// Those of the database.
pub async fn receive(app: &AppRef, actor: &AccountRow, object: &Url) -> Result<bool> {
    if object.as_str() != app.urls.instance_actor() || actor.kind != ActorKind::Application {
        return Ok(false);
    }
    let peer = match peers::show(app, &actor.host).await {
        Ok(report) => report.peer,
        Err(Error::NotFound) => return Ok(false),
        Err(error) => return Err(error),
    };
    let speaker = peers::facts(app, peer.id).await?.actor_uri;
    if !speaker.is_empty() && speaker != actor.uri {
        return Ok(false);
    }
    tracing::info!(peer = peer.authority, "a unit has left");
    peer_states::leave(app, &peer.authority).await?;
    Ok(true)
}
