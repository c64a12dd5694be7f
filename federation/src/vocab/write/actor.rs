//! Our actors.

use super::{note::Tag, time};
use crate::vocab::kinds::ActorKind;
use chrono::{DateTime, Utc};
use serde::Serialize;
use url::Url;

/// A person, a bot, a group or the instance itself: the least that satisfies every known server, and what Mastodon shows.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Actor {
    /// Its id: https, stable, on our host.
    pub id: Url,
    /// Person, Service, Group, or Application for the instance.
    #[serde(rename = "type")]
    pub kind: ActorKind,
    /// The name in the handle, of `[a-z0-9_]`.
    pub preferred_username: String,
    /// The handle `name@host` (FEP-2c59).
    pub webfinger: String,
    /// The display name.
    pub name: String,
    /// The biography as HTML; empty when there is none, as Mastodon sends it.
    pub summary: String,
    /// The profile page.
    pub url: Url,
    /// Its inbox.
    pub inbox: Url,
    /// Its outbox.
    pub outbox: Url,
    /// Its followers collection.
    pub followers: Url,
    /// Its following collection.
    pub following: Url,
    /// Its pinned posts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub featured: Option<Url>,
    /// Whether follows must be approved.
    pub manually_approves_followers: bool,
    /// Whether it may be suggested to people.
    pub discoverable: bool,
    /// Whether its posts may be found by full-text search on other servers (FEP-5feb).
    pub indexable: bool,
    /// When it joined.
    #[serde(serialize_with = "time::moment")]
    pub published: DateTime<Utc>,
    /// The avatar.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icon: Option<Image>,
    /// The banner.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<Image>,
    /// Profile fields.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attachment: Vec<PropertyValue>,
    /// What a group has beside: see [`Group`].
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub group: Option<Group>,
    /// Custom emoji used in the name and the biography.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tag: Vec<Tag>,
    /// Other ids of the same person.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also_known_as: Vec<Url>,
    /// Where the account has moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moved_to: Option<Url>,
    /// Left out unless true.
    #[serde(skip_serializing_if = "is_false")]
    pub memorial: bool,
    /// Left out unless true.
    #[serde(skip_serializing_if = "is_false")]
    pub suspended: bool,
    /// The key that signs for it.
    pub public_key: PublicKey,
    /// Its further keys, for integrity proofs and signatures of RFC 9421 (FEP-521a).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub assertion_method: Vec<Multikey>,
    /// What the software behind it can do.
    pub generator: Generator,
    /// Addresses shared by the whole server.
    pub endpoints: Endpoints,
}

/// What the document of a group has beside that of a person (FEP-1b12 as Lemmy writes it, FEP-5219).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Group {
    /// The collection of its moderators.
    pub attributed_to: Url,
    /// Only moderators begin conversations.
    pub posting_restricted_to_mods: bool,
    /// Who is what in it, as a collection of `Relationship`.
    pub affiliations: Url,
    /// `none`: anybody may follow it. `member`: who follows becomes a member and must be let in.
    pub can_follow: &'static str,
    /// `none`: anybody may write in it. `member`: only members.
    pub can_participate: &'static str,
    /// `secret` for a group that outsiders may not know of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_access: Option<&'static str>,
}

/// One line of a group's `affiliations` (FEP-5219).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename = "Relationship")]
pub struct Relationship {
    /// The person.
    pub subject: Url,
    /// `admin`, `moderator`, `member` or `outcast`.
    pub relationship: &'static str,
    /// The group.
    pub object: Url,
}

/// An avatar or a banner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename = "Image", rename_all = "camelCase")]
pub struct Image {
    /// The media type of the file.
    pub media_type: String,
    /// Where the file is.
    pub url: Url,
    /// Its description, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// A profile field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type")]
pub struct PropertyValue {
    /// The label, as text.
    pub name: String,
    /// The value, as HTML.
    pub value: String,
}

/// A public key in its actor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PublicKey {
    /// The actor's id with `#main-key`.
    pub id: Url,
    /// The actor.
    pub owner: Url,
    /// The key in SPKI PEM.
    pub public_key_pem: String,
}

impl PublicKey {
    /// The main key of an actor: its id with the fragment `main-key`, which every server expects.
    pub fn main(owner: Url, public_key_pem: String) -> Self {
        let mut id = owner.clone();
        id.set_fragment(Some("main-key"));
        Self {
            id,
            owner,
            public_key_pem,
        }
    }
}

/// A key of an actor that says by itself of what kind it is (FEP-521a).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename = "Multikey", rename_all = "camelCase")]
pub struct Multikey {
    /// The actor's id with a fragment.
    pub id: Url,
    /// The actor.
    pub controller: Url,
    /// The key in base58btc multibase.
    pub public_key_multibase: String,
}

/// The software behind an actor, as far as it says what it can do (FEP-844e).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename = "Application")]
pub struct Generator {
    /// The specifications it follows that cannot be seen otherwise.
    pub implements: Vec<Capability>,
}

/// A specification that is followed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Capability {
    /// Its address.
    pub href: &'static str,
    /// Its name.
    pub name: &'static str,
}

impl Generator {
    /// What this crate can do: read signatures of RFC 9421.
    pub fn ours() -> Self {
        Self {
            implements: vec![Capability {
                href: "https://datatracker.ietf.org/doc/html/rfc9421",
                name: "RFC-9421: HTTP Message Signatures",
            }],
        }
    }
}

/// Addresses shared by all actors of the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Endpoints {
    /// The inbox that takes activities for everybody here.
    pub shared_inbox: Url,
}

#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "the shape serde asks for"
)]
fn is_false(flag: &bool) -> bool {
    !flag
}
