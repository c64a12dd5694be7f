//! Reading an actor.

use super::{Actor, fields, keys};
use crate::vocab::{
    error::ReadError,
    image::Picture,
    kinds::{ActorKind, kind_of},
    limits,
    links::page_url,
    post::tags::Tags,
    reader::{Reader, text_of},
};
use serde_json::Value;
use url::Url;

impl Actor {
    /// Reads an actor of any [`ActorKind`], also from an array of types. Everything optional that does not fit reads as
    /// absent; lists and texts are cut at the [`limits`].
    ///
    /// # Errors
    /// [`ReadError`] when the document is of another sort, or when `id` is missing or unusable.
    pub fn read(value: &Value) -> Result<Self, ReadError> {
        let reader = Reader::new(value)?;
        let kind = kind_of(reader, ActorKind::from_name)?;
        let id = reader.required_id()?;
        Ok(Self {
            kind,
            preferred_username: user_name(reader),
            webfinger: handle(reader),
            name: reader.text_or_map("name", "nameMap", limits::NAME),
            summary: reader.text_or_map("summary", "summaryMap", limits::SUMMARY),
            url: page_url(reader, &id),
            inbox: reader.reference("inbox"),
            shared_inbox: shared_inbox(reader),
            outbox: reader.reference("outbox"),
            followers: reader.reference("followers"),
            following: reader.reference("following"),
            featured: reader.reference("featured"),
            icon: Picture::read(reader, "icon"),
            image: Picture::read(reader, "image"),
            fields: fields::read(reader),
            emoji: Tags::read(reader).emoji,
            public_keys: keys::read(reader, &id),
            assertion_methods: keys::read_multikeys(reader, &id),
            locked: reader.flag("manuallyApprovesFollowers").unwrap_or(false),
            discoverable: reader
                .flag("discoverable")
                .or_else(|| reader.flag("toot:discoverable")),
            indexable: reader.flag("indexable"),
            also_known_as: reader.references("alsoKnownAs", limits::ALIASES),
            moved_to: reader.reference("movedTo"),
            published: reader.date("published"),
            attributed_to: reader.references("attributedTo", limits::OWNERS),
            posting_restricted: reader.flag("postingRestrictedToMods").unwrap_or(false),
            secret: reader
                .get("groupAccess")
                .and_then(serde_json::Value::as_str)
                == Some("secret"),
            memorial: reader.flag("memorial").unwrap_or(false),
            suspended: reader.flag("suspended").unwrap_or(false),
            id,
        })
    }
}

/// The user name, when it can stand in a handle.
fn user_name(reader: Reader<'_>) -> Option<String> {
    let name = text_of(reader.get("preferredUsername")?)?.trim();
    fits_handle(name).then(|| name.to_owned())
}

/// `webfinger` as `name@host`.
fn handle(reader: Reader<'_>) -> Option<String> {
    let text = text_of(reader.get("webfinger")?)?.trim();
    let text = text.strip_prefix("acct:").unwrap_or(text);
    let text = text.strip_prefix('@').unwrap_or(text);
    let (name, host) = text.rsplit_once('@')?;
    (fits_handle(name) && fits_handle(host)).then(|| text.to_owned())
}

fn fits_handle(name: &str) -> bool {
    !name.is_empty()
        && name.chars().count() <= limits::HANDLE
        && !name.contains(|char: char| {
            char.is_whitespace() || char.is_control() || "@/?#\\<>\"".contains(char)
        })
}

/// Both places; `endpoints` may be an address, which tells us nothing without a fetch.
fn shared_inbox(reader: Reader<'_>) -> Option<Url> {
    reader
        .get("endpoints")
        .and_then(|value| Reader::new(value).ok())
        .and_then(|endpoints| endpoints.reference("sharedInbox"))
        .or_else(|| reader.reference("sharedInbox"))
}
