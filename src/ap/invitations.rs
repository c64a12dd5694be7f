//! Invitations on the wire: an `Invite` that is fetched from its link, and the `Accept` that answers it. Each is sealed by the
//! unit that makes it, and the `Accept` holds the `Invite`: together they are what both have agreed.

use http::HeaderMap;
use meent_federation::client::Client;
use meent_federation::origin::{authority_of, parse_id, same_origin};
use meent_federation::seal::{self, SealError};
use meent_federation::vocab::{self, authority};
use serde_json::{Map, Value, json};
use url::Url;

use super::cards::{self, Card};
use super::{network, resolve};
use crate::app::{App, AppRef};
use crate::db;
use crate::db::invitations::InvitationRow;
use crate::db::peers::PeerRow;
use crate::domain::{PeerState, Timestamp};
use crate::error::{Error, Result};
use crate::service::invitations::{self, Joined};
use crate::service::unit;

/// Kinds of exchange that are read from an invitation.
const MOST_EXCHANGED: usize = 20;

/// An invitation of another unit, as its admin's counterpart is shown it before saying yes.
#[derive(Debug, Clone)]
pub struct Offer {
    pub card: Card,
    /// Of the inviter's key.
    pub fingerprint: String,
    /// What the units will exchange.
    pub exchange: Vec<String>,
    pub expires_at: Timestamp,
    link: Url,
    document: Value,
}

/// What two units agreed, read from what was written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    pub invited_by: String,
    pub accepted_by: String,
    pub exchange: Vec<String>,
    /// Both seals fit what was agreed and the keys that are named in it.
    pub holds: bool,
    /// Of the keys that were agreed with, by unit.
    fingerprints: Vec<(String, String)>,
}

impl Agreement {
    /// The unit that agreed with `own`.
    pub fn other_than(&self, own: &str) -> Option<&str> {
        let mut units = self.fingerprints.iter().map(|(unit, _)| unit.as_str());
        units.find(|unit| *unit != own)
    }

    /// The fingerprint of the key that a unit agreed with.
    pub fn fingerprint_of(&self, authority: &str) -> Option<&String> {
        let mut known = self.fingerprints.iter();
        known.find_map(|(unit, fingerprint)| (unit == authority).then_some(fingerprint))
    }
}

/// The invitation as it is fetched from its link, sealed by this unit.
///
/// # Errors
/// Those of the database and of an unreadable key.
pub async fn document(app: &App, row: &InvitationRow) -> Result<Value> {
    let mut invite = Map::new();
    let id = app.urls.unit_statement("invitations", row.id);
    let title = unit::about(app).await?.title;
    invite.insert("id".to_owned(), json!(id));
    invite.insert("type".to_owned(), json!("Invite"));
    invite.insert("actor".to_owned(), cards::own(app).await?);
    if !row.host.is_empty() {
        let root = format!("{}://{}/", app.urls.scheme(), row.host);
        invite.insert("object".to_owned(), json!(root));
    }
    invite.insert("target".to_owned(), json!(app.urls.instance_actor()));
    invite.insert(
        "summary".to_owned(),
        json!(format!("{title} invites your unit into its network")),
    );
    invite.insert("published".to_owned(), json!(row.created_at.to_rfc3339()));
    invite.insert("endTime".to_owned(), json!(row.expires_at.to_rfc3339()));
    invite.insert("exchange".to_owned(), json!(cards::EXCHANGED));
    sealed(app, cards::with_context(invite)).await
}

async fn sealed(app: &App, document: Value) -> Result<Value> {
    let signer = network::signer(&unit::actor(app).await?)?;
    seal::seal(document, &signer).map_err(Error::internal)
}

/// Fetches the invitation behind a link and checks it. Nothing is changed here or there.
///
/// # Errors
/// [`Error::Invalid`] for what is no link of an invitation, and for a document that is none; [`Error::Forbidden`] for one that
/// is for another unit, of a unit that is suspended here, or whose key is not that of its unit; [`Error::NotFound`] and
/// [`Error::Gone`] as the inviter says; [`Error::Unavailable`] when it cannot be reached now.
pub async fn look(app: &AppRef, link: &str) -> Result<Offer> {
    let not_a_link = || {
        Error::invalid(
            "That is not the link of an invitation. It looks like https://hrm.example/peers/invitation/…",
        )
    };
    let mut link = parse_id(link.trim()).map_err(|_| not_a_link())?;
    link.set_fragment(None);
    if !link.path().starts_with("/peers/invitation/") {
        return Err(not_a_link());
    }
    let inviter = String::from(authority_of(&link).ok_or_else(not_a_link)?);
    if inviter == app.config.domain {
        return Err(Error::invalid(
            "This is an invitation of this unit itself. Give the link to the admin of the other unit",
        ));
    }
    let known = db::peers::by_authority(&mut *app.db.read().await?, &inviter).await?;
    if known.is_some_and(|peer| peer.state == PeerState::Suspended) {
        return Err(Error::forbidden(format!(
            "{inviter} is suspended by this unit; lift that first"
        )));
    }
    let client = app.network.client_for(&inviter)?;
    let fetched = client.fetch_document(&link, None).await?;
    let document = vocab::parse(&fetched.body)?;
    let offer = read(app, document, link)?;
    check_key(app, &client, &offer.card).await?;
    Ok(offer)
}

/// Everything that the document of an invitation has to say, as far as it can be checked by itself.
fn read(app: &App, document: Value, link: Url) -> Result<Offer> {
    let text = |name: &str| document.get(name).and_then(Value::as_str);
    if text("type") != Some("Invite") {
        return Err(Error::invalid("What is behind the link is no invitation"));
    }
    let id = text("id").and_then(|id| parse_id(id).ok());
    if !id.is_some_and(|id| same_origin(&id, &link)) {
        return Err(Error::invalid(
            "The invitation is of another unit than its link",
        ));
    }
    let card = Card::read(document.get("actor").unwrap_or(&Value::Null))?;
    if !same_origin(&card.actor, &link) {
        return Err(Error::invalid(
            "The invitation is of another unit than its link",
        ));
    }
    seal::check(&document, &card.key).map_err(|error| unsealed(&card.authority, &error))?;
    if let Some(invited) = text("object") {
        let invited = parse_id(invited).ok().and_then(|url| authority_of(&url));
        if invited.as_ref().map(|unit| unit.as_str()) != Some(app.config.domain.as_str()) {
            return Err(Error::forbidden("This invitation is for another unit"));
        }
    }
    let ends = text("endTime").and_then(|text| chrono::DateTime::parse_from_rfc3339(text).ok());
    let expires_at = ends.map(|time| Timestamp::from(time.to_utc()));
    let expires_at = expires_at
        .filter(|ends| *ends > app.now())
        .ok_or(Error::Gone)?;
    Ok(Offer {
        fingerprint: card.fingerprint()?,
        exchange: exchange(&document),
        card,
        expires_at,
        link,
        document,
    })
}

fn exchange(document: &Value) -> Vec<String> {
    let list = document.get("exchange").and_then(Value::as_array);
    let names = list.into_iter().flatten().filter_map(Value::as_str);
    names.take(MOST_EXCHANGED).map(cards::short).collect()
}

fn unsealed(authority: &str, error: &SealError) -> Error {
    Error::forbidden(format!(
        "The key does not fit: what is said in the name of {authority} was not sealed by it ({error})"
    ))
}

/// The key in the card is the one that the unit's own actor has.
async fn check_key(app: &App, client: &Client, card: &Card) -> Result<()> {
    let served = served_card(app, client, &card.actor).await?;
    if served.key == card.key {
        return Ok(());
    }
    Err(Error::forbidden(format!(
        "The key does not fit: the actor of {} has another one than the card",
        card.authority
    )))
}

/// The card of a unit from the document of its actor, fetched unsigned: that document is open in every unit, since others need
/// its key before they can check anything.
///
/// # Errors
/// As [`look`].
pub async fn served_card(app: &App, client: &Client, actor: &Url) -> Result<Card> {
    let fetched = client.fetch_document(actor, None).await?;
    let document = vocab::parse(&fetched.body)?;
    let read = vocab::Actor::read(&document)?;
    authority::check_fetched_actor(&fetched.url, &read, &resolve::ours(app)?)?;
    Card::read(&document)
}

/// Accepts an invitation: tells the inviter, sealed and signed by this unit, and when it has taken that, makes it a member here
/// too. `fingerprint` is the one that the admin was shown and said yes to.
///
/// # Errors
/// As [`look`]; [`Error::Invalid`] when the key is not the one that was shown. Then nothing has changed on either side.
pub async fn accept(app: &AppRef, link: &str, fingerprint: Option<&str>) -> Result<PeerRow> {
    let offer = look(app, link).await?;
    if fingerprint.is_some_and(|shown| !same_fingerprint(shown, &offer.fingerprint)) {
        return Err(Error::invalid(format!(
            "The key of {} is not the one that was shown ({}). Ask its admin in another way before you go on",
            offer.card.authority, offer.fingerprint
        )));
    }
    let mut accept = Map::new();
    let id = app.urls.unit_statement("acceptances", app.next_id());
    accept.insert("id".to_owned(), json!(id));
    accept.insert("type".to_owned(), json!("Accept"));
    accept.insert("actor".to_owned(), cards::own(app).await?);
    accept.insert("to".to_owned(), json!([offer.card.actor]));
    accept.insert("published".to_owned(), json!(app.now().to_rfc3339()));
    accept.insert("object".to_owned(), offer.document.clone());
    let acceptance = sealed(app, cards::with_context(accept)).await?;
    let body = acceptance.to_string();
    let signer = network::signer(&unit::actor(app).await?)?;
    let client = app.network.client_for(&offer.card.authority)?;
    let answer = client
        .post(
            &offer.link,
            body.clone().into_bytes().into(),
            &signer,
            &HeaderMap::new(),
        )
        .await?;
    refused(
        &offer.card.authority,
        answer.status.as_u16(),
        &answer.excerpt,
    )?;
    invitations::join(app, joined(&offer.card, body)?, None).await
}

/// Fingerprints as people copy them: with or without spaces and colons, in any case.
fn same_fingerprint(one: &str, other: &str) -> bool {
    let bare = |text: &str| {
        let digits = text.chars().filter(char::is_ascii_hexdigit);
        digits.collect::<String>().to_ascii_lowercase()
    };
    !bare(one).is_empty() && bare(one) == bare(other)
}

/// What the inviter's answer to an acceptance means.
fn refused(inviter: &str, status: u16, excerpt: &str) -> Result<()> {
    let said: Option<Value> = serde_json::from_str(excerpt).ok();
    let said = said.as_ref().and_then(|said| said.get("error")?.as_str());
    let words = format!("{inviter} says: {}", said.unwrap_or(excerpt));
    match status {
        200..=299 => Ok(()),
        404 => Err(Error::NotFound),
        410 => Err(Error::Gone),
        408 | 425 | 429 | 500..=599 => Err(Error::unavailable(words)),
        _ => Err(Error::forbidden(words)),
    }
}

fn joined(card: &Card, agreement: String) -> Result<Joined> {
    let text = |url: &Option<Url>| url.as_ref().map(Url::to_string);
    Ok(Joined {
        authority: card.authority.clone(),
        title: card.title.clone(),
        software: card.software.clone(),
        contact: card.contact.clone(),
        actor_uri: card.actor.to_string(),
        public_key: card.pem()?,
        directory_url: text(&card.directory),
        network_url: text(&card.network),
        probe_url: text(&card.probe),
        agreement,
    })
}

/// A unit accepts an invitation of this one. `signer` is the card of the unit that signed the request, from its origin.
///
/// # Errors
/// [`Error::Invalid`] for what is no acceptance of this invitation; [`Error::Forbidden`] when keys or seals do not fit; those of
/// [`invitations::join`]. Then nothing has changed.
pub async fn receive(
    app: &AppRef,
    row: &InvitationRow,
    signer: &Card,
    document: &Value,
) -> Result<PeerRow> {
    let text = |of: &Value, name: &str| of.get(name).and_then(Value::as_str).map(str::to_owned);
    let nothing = Value::Null;
    let invite = document.get("object").unwrap_or(&nothing);
    if text(document, "type").as_deref() != Some("Accept")
        || text(invite, "id") != Some(app.urls.unit_statement("invitations", row.id))
    {
        return Err(Error::invalid(
            "this does not accept the invitation of this link",
        ));
    }
    let card = Card::read(document.get("actor").unwrap_or(&nothing))?;
    if card.actor != signer.actor || card.key != signer.key {
        return Err(Error::forbidden(
            "the key does not fit: the card is not of the unit that signed",
        ));
    }
    seal::check(document, &card.key).map_err(|error| unsealed(&card.authority, &error))?;
    let own = Card::read(invite.get("actor").unwrap_or(&nothing))?;
    let mine = network::signer(&unit::actor(app).await?)?;
    let key = mine.key.public_key().map_err(Error::internal)?;
    if own.key != key {
        return Err(Error::forbidden(
            "the invitation does not hold the key of this unit",
        ));
    }
    seal::check(invite, &key).map_err(|error| unsealed(&app.config.domain, &error))?;
    let agreed = joined(&card, document.to_string())?;
    if row.used_by.as_deref() == Some(card.authority.as_str()) {
        return repeated(app, &agreed).await;
    }
    let peer = invitations::join(app, agreed, Some(row.id)).await?;
    tracing::info!(peer = peer.authority, "a unit has accepted an invitation");
    Ok(peer)
}

/// The unit that took the invitation says so again: its answer was lost. Only with the same key.
async fn repeated(app: &AppRef, agreed: &Joined) -> Result<PeerRow> {
    let mut conn = app.db.read().await?;
    let peer = db::peers::by_authority(&mut conn, &agreed.authority).await?;
    let peer = peer
        .filter(|peer| peer.state.is_in_network())
        .ok_or(Error::Gone)?;
    let facts = db::peer_facts::of(&mut conn, peer.id).await?;
    match facts.public_key == agreed.public_key {
        true => Ok(peer),
        false => Err(Error::Gone),
    }
}

/// Reads and checks what was written down of an agreement; `None` for what cannot be read.
pub fn agreement(text: &str) -> Option<Agreement> {
    let accept: Value = serde_json::from_str(text).ok()?;
    let invite = accept.get("object")?;
    let accepter = Card::read(accept.get("actor")?).ok()?;
    let inviter = Card::read(invite.get("actor")?).ok()?;
    let holds =
        seal::check(&accept, &accepter.key).is_ok() && seal::check(invite, &inviter.key).is_ok();
    let fingerprint = |card: &Card| card.fingerprint().ok();
    Some(Agreement {
        fingerprints: vec![
            (inviter.authority.clone(), fingerprint(&inviter)?),
            (accepter.authority.clone(), fingerprint(&accepter)?),
        ],
        exchange: exchange(invite),
        invited_by: inviter.authority,
        accepted_by: accepter.authority,
        holds,
    })
}

/// For people: why an invitation cannot be taken.
pub fn explain(error: &Error) -> String {
    match error {
        Error::NotFound => {
            "The other unit does not know this invitation. Check that the whole link was copied"
                .to_owned()
        }
        Error::Gone => {
            "This invitation has been used or is too old. Ask the other unit for a new one"
                .to_owned()
        }
        other => other.public_text(),
    }
}
