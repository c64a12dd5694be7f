//! A unit's card: what it says of itself to other units, in the document of the actor that speaks for it. With every term of
//! ours taken away, an `Application` of ActivityPub remains (FEP-2677).

use meent_federation::origin::{authority_of, parse_id, same_origin};
use meent_federation::signature::PublicKey;
use meent_federation::vocab::{self, write};
use serde_json::{Map, Value, json};
use url::Url;

use super::build;
use crate::app::App;
use crate::error::{Error, Result};
use crate::service::{facts, unit};

/// What units of one network exchange, as both admins are told before they agree.
pub const EXCHANGED: &[&str] = &["posts", "profiles", "directory", "network"];

/// The longest name or contact that is kept, in characters.
const LONGEST: usize = 80;

/// What a unit says of itself, checked: everything it names is its own.
#[derive(Debug, Clone)]
pub struct Card {
    pub authority: String,
    /// The id of the actor that speaks for it.
    pub actor: Url,
    /// Its name in handles.
    pub username: String,
    pub inbox: Option<Url>,
    pub title: String,
    pub software: String,
    /// Whom to ask there.
    pub contact: String,
    pub key_id: Url,
    pub key: PublicKey,
    pub directory: Option<Url>,
    pub network: Option<Url>,
    pub probe: Option<Url>,
}

impl Card {
    /// Reads the document of an actor as the card of its unit.
    ///
    /// # Errors
    /// [`Error::Invalid`] for what is no actor, an actor that speaks for a person, or one without a usable RSA key.
    pub fn read(document: &Value) -> Result<Self> {
        let actor = vocab::Actor::read(document)?;
        if !actor.is_bot() {
            return Err(Error::invalid(
                "the actor speaks for a person, not for a unit",
            ));
        }
        let authority = authority_of(&actor.id)
            .ok_or_else(|| Error::invalid("the actor of the unit has no host name"))?;
        let usable = |key: &vocab::actor::PublicKey| {
            let read = PublicKey::from_pem(&key.pem).ok()?;
            Some((key.id.clone(), read))
        };
        let (key_id, key) = actor
            .public_keys
            .iter()
            .find_map(usable)
            .ok_or_else(|| Error::invalid("the actor of the unit has no usable key"))?;
        let text = |name: &str| {
            let text = document.get(name).and_then(Value::as_str);
            short(text.unwrap_or_default())
        };
        let own = |name: &str| {
            let url = parse_id(document.get(name)?.as_str()?).ok()?;
            same_origin(&url, &actor.id).then_some(url)
        };
        Ok(Self {
            authority: authority.into(),
            username: short(actor.preferred_username.as_deref().unwrap_or_default()),
            inbox: actor.best_inbox().cloned(),
            title: short(actor.name.as_deref().unwrap_or_default()),
            software: text("software"),
            contact: text("contact"),
            key_id,
            key,
            directory: own("directory"),
            network: own("network"),
            probe: own("probe"),
            actor: actor.id,
        })
    }

    /// The fingerprint of its key, for people to compare.
    ///
    /// # Errors
    /// [`Error::Internal`], which a key that was read does not cause.
    pub fn fingerprint(&self) -> Result<String> {
        self.key.fingerprint().map_err(Error::internal)
    }

    /// Its key as PEM.
    ///
    /// # Errors
    /// As [`Card::fingerprint`].
    pub fn pem(&self) -> Result<String> {
        self.key.to_pem().map_err(Error::internal)
    }
}

/// The document of this unit's own actor, as everybody may read it: with the addresses of what it offers to the units of its
/// network.
///
/// # Errors
/// Those of the database.
pub async fn document(app: &App) -> Result<Map<String, Value>> {
    let mut row = unit::actor(app).await?;
    row.display_name = unit::about(app).await?.title;
    let mut conn = app.db.read().await?;
    let actor = build::actor::actor(app, &mut conn, &row).await?;
    drop(conn);
    let Value::Object(mut document) = serde_json::to_value(actor).map_err(Error::internal)? else {
        return Err(Error::internal("an actor that is no object"));
    };
    document.insert("software".to_owned(), json!(software()));
    for part in ["network", "directory", "probe"] {
        document.insert(part.to_owned(), json!(app.urls.unit_part(part)));
    }
    Ok(document)
}

/// The card that this unit shows to a unit that it agrees with: its document, and whom to ask.
///
/// # Errors
/// Those of the database.
pub async fn own(app: &App) -> Result<Value> {
    let mut card = document(app).await?;
    let facts = facts::facts(app).await?;
    let contact = match (facts.email, facts.contact) {
        (Some(email), _) => email,
        (None, Some(owner)) => format!("@{}@{}", owner.username, app.config.domain),
        (None, None) => String::new(),
    };
    card.insert("contact".to_owned(), json!(contact));
    Ok(Value::Object(card))
}

/// The fingerprint of a stored key; empty for one that is not known or cannot be read.
pub fn fingerprint_of(pem: &str) -> String {
    let key = PublicKey::from_pem(pem).ok();
    let fingerprint = key.and_then(|key| key.fingerprint().ok());
    fingerprint.unwrap_or_default()
}

/// The fingerprint of this unit's own key, which the other admin is shown.
///
/// # Errors
/// Those of the database.
pub async fn own_fingerprint(app: &App) -> Result<String> {
    Ok(fingerprint_of(&unit::actor(app).await?.public_key))
}

/// What this unit runs.
pub fn software() -> String {
    format!("Meent {}", env!("CARGO_PKG_VERSION"))
}

/// A document with its `@context` in front, which declares the terms that units use among themselves.
pub fn with_context(document: Map<String, Value>) -> Value {
    let mut context = write::context::context().clone();
    if let Value::Array(parts) = &mut context {
        parts.push(json!({
            "meent": "https://meent.example/ns#",
            "software": "meent:software",
            "contact": "meent:contact",
            "exchange": {"@id": "meent:exchange", "@container": "@set"},
            "network": {"@id": "meent:network", "@type": "@id"},
            "directory": {"@id": "meent:directory", "@type": "@id"},
            "probe": {"@id": "meent:probe", "@type": "@id"},
            "cursor": "meent:cursor",
            "findings": "meent:findings",
            "seal": "meent:seal",
        }));
    }
    let mut whole = Map::new();
    whole.insert("@context".to_owned(), context);
    whole.extend(document);
    Value::Object(whole)
}

/// One line of bounded length.
pub fn short(text: &str) -> String {
    let plain = text.chars().filter(|c| !c.is_control());
    plain.take(LONGEST).collect::<String>().trim().to_owned()
}
