//! What peers say of themselves: their name and software, the actor that speaks for them, whom they are with, and their
//! directory.

use meent_federation::nodeinfo;
use meent_federation::origin::{Authority, parse_id};
use url::Url;

use super::cards::{Card, short};
use super::error::from_fetch;
use super::invitations::served_card;
use super::{directory, known_network, network};
use crate::app::AppRef;
use crate::db::peer_facts::PeerFactsChanges;
use crate::db::peers::PeerRow;
use crate::error::{Error, Result};
use crate::service;

/// Asks a member peer by NodeInfo what it is called and what it runs, and notes that. Both are for people to read: nothing
/// depends on them. Returns the actor that speaks for it, where it names one (FEP-2677).
///
/// # Errors
/// [`Error::Unavailable`] when the peer cannot be reached now, others when it answers with something else.
pub async fn ask(app: &AppRef, peer: &PeerRow) -> Result<Option<Url>> {
    network::admit_members(app).await?;
    let authority = Authority::parse(&peer.authority).map_err(Error::internal)?;
    let told = nodeinfo::ask(app.network.client(), &authority)
        .await
        .map_err(|error| from_fetch(&error))?;
    let (title, software) = (told.title(), software_of(&told.info));
    service::peers::describe(app, peer.id, &short(title), &short(&software)).await?;
    Ok(told.application)
}

/// Reads everything that a peer offers to units of its network: what it is, which actor speaks for it, whom it is with, and
/// what has changed in its directory. Tells whether it came to the end of that. A peer that offers none of it is asked for its
/// name only.
///
/// # Errors
/// As [`ask`].
pub async fn read(app: &AppRef, peer: &PeerRow) -> Result<bool> {
    let Some(card) = card(app, peer).await? else {
        return Ok(true);
    };
    let let_in = |error: Error| match error {
        Error::NotFound => Error::forbidden(format!(
            "{} does not show us what it offers: are we a member there?",
            peer.authority
        )),
        other => other,
    };
    if let Some(url) = &card.network {
        known_network::read(app, peer.id, url)
            .await
            .map_err(let_in)?;
    }
    match &card.directory {
        Some(url) => directory::read(app, peer, url).await.map_err(let_in),
        None => Ok(true),
    }
}

/// Name and version.
fn software_of(info: &nodeinfo::NodeInfo) -> String {
    format!("{} {}", info.software.name, info.software.version)
}

/// The card of a peer as its origin has it now, which is noted; `None` where no actor speaks for it. Another actor than the one
/// that is known takes its place only when the peer's own NodeInfo names it.
async fn card(app: &AppRef, peer: &PeerRow) -> Result<Option<Card>> {
    let named = match ask(app, peer).await {
        Ok(named) => named,
        Err(error @ Error::Unavailable(_)) => return Err(error),
        // Not every server tells of itself.
        Err(_) => None,
    };
    let known = service::peers::facts(app, peer.id).await?.actor_uri;
    let Some(actor) = named.or_else(|| parse_id(&known).ok()) else {
        return Ok(None);
    };
    let card = match served_card(app, app.network.client(), &actor).await {
        Ok(card) if card.authority == peer.authority => card,
        Err(error @ Error::Unavailable(_)) => return Err(error),
        // Other software has actors of its own sort there, or shows them to nobody.
        _ => return Ok(None),
    };
    let text = |url: &Option<Url>| Some(url.as_ref().map(Url::to_string));
    let changes = PeerFactsChanges {
        actor_uri: Some(card.actor.to_string()),
        public_key: Some(card.pem()?),
        directory_url: text(&card.directory),
        network_url: text(&card.network),
        probe_url: text(&card.probe),
        ..PeerFactsChanges::default()
    };
    service::peers::note_facts(app, peer.id, changes).await?;
    Ok(Some(card))
}
