//! Actors of peers: people, groups, bots, instances.

mod fields;
mod keys;
mod read;

pub use fields::Field;
pub use keys::{Multikey, PublicKey};

use super::{image::Picture, kinds::ActorKind, post::tags::Emoji};
use chrono::{DateTime, Utc};
use url::Url;

/// One actor as its document claims it to be. Text is as sent: HTML is sanitised where it is stored or shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Actor {
    /// The id.
    pub id: Url,
    /// What sort of actor.
    pub kind: ActorKind,
    /// The name in the handle. Unchecked against WebFinger, and not every actor has one.
    pub preferred_username: Option<String>,
    /// The handle `name@host` that the actor claims (FEP-2c59), without `acct:` or a leading `@`. To be verified both ways.
    pub webfinger: Option<String>,
    /// The display name.
    pub name: Option<String>,
    /// The biography, as HTML.
    pub summary: Option<String>,
    /// The page to show, on the same host as `id`.
    pub url: Option<Url>,
    /// Where activities go. Key documents (GoToSocial) and FEP-2677 applications have none.
    pub inbox: Option<Url>,
    /// The inbox of its whole server: `endpoints.sharedInbox`, or `sharedInbox` at the top level.
    pub shared_inbox: Option<Url>,
    /// What it published.
    pub outbox: Option<Url>,
    /// Who follows it: the address that stands for its followers in `to`.
    pub followers: Option<Url>,
    /// Whom it follows.
    pub following: Option<Url>,
    /// Its pinned posts.
    pub featured: Option<Url>,
    /// The avatar.
    pub icon: Option<Picture>,
    /// The banner.
    pub image: Option<Picture>,
    /// Profile fields.
    pub fields: Vec<Field>,
    /// Custom emoji used in its texts.
    pub emoji: Vec<Emoji>,
    /// Keys that are its own: see [`PublicKey`].
    pub public_keys: Vec<PublicKey>,
    /// Its keys for proofs (`assertionMethod`): see [`Multikey`].
    pub assertion_methods: Vec<Multikey>,
    /// Follows must be approved. On a group this means a private group (FEP-5219, Lemmy).
    pub locked: bool,
    /// May be suggested to people; `None` when not told.
    pub discoverable: Option<bool>,
    /// May be found by full-text search; `None` when not told, which counts as no (FEP-5feb).
    pub indexable: Option<bool>,
    /// Other ids of the same person.
    pub also_known_as: Vec<Url>,
    /// Where it has moved.
    pub moved_to: Option<Url>,
    /// When it joined.
    pub published: Option<DateTime<Utc>>,
    /// Of a group: its moderators collection (Lemmy), or its owners (PeerTube).
    pub attributed_to: Vec<Url>,
    /// Of a group: only moderators post.
    pub posting_restricted: bool,
    /// Of a group: outsiders may not know that it exists.
    pub secret: bool,
    /// The person has died.
    pub memorial: bool,
    /// Its server has suspended it.
    pub suspended: bool,
}

impl Actor {
    /// True for actors that a program speaks for.
    pub fn is_bot(&self) -> bool {
        matches!(self.kind, ActorKind::Service | ActorKind::Application)
    }

    /// The inbox to deliver to: the shared one where there is one.
    pub fn best_inbox(&self) -> Option<&Url> {
        self.shared_inbox.as_ref().or(self.inbox.as_ref())
    }
}
