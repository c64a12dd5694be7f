//! From the rows of a bundle to the entities of the client API. Pure: everything was loaded before.

mod accounts;
mod admin;
mod extras;
mod filters;
mod groups;
mod media;
mod notifications;
mod previews;
mod push_subscriptions;
mod reports;
mod scheduled;
mod statuses;
mod tags;

pub use accounts::{DEFAULT_AVATAR, DEFAULT_HEADER};
pub use admin::{domain_allow, domain_block, rule};
pub use filters::{filter, filter_keyword, filter_status, filter_v1};
pub use notifications::{notification_policy, notification_policy_v1};
pub use push_subscriptions::push_subscription;
pub use statuses::mention;

use crate::domain::urls::Urls;
use crate::domain::{AccountId, FollowState};

use crate::http::api::entities;
use crate::service::bundle::Relation;

/// Renders for one viewer.
#[derive(Debug, Clone, Copy)]
pub struct Renderer<'a> {
    pub urls: &'a Urls,
    /// `None`: nobody is logged in, and entities leave out what only concerns a person.
    pub viewer: Option<AccountId>,
}

/// How the viewer stands to somebody.
#[must_use]
pub fn relationship(relation: &Relation) -> entities::Relationship {
    let follow = relation.follow.as_ref();
    let mute = relation.mute.as_ref();
    entities::Relationship {
        following: follow.is_some_and(|follow| follow.state == FollowState::Accepted),
        requested: follow.is_some_and(|follow| follow.state == FollowState::Pending),
        // As Mastodon: both are false while nothing is followed.
        showing_reblogs: follow.is_some_and(|follow| follow.show_reblogs),
        notifying: follow.is_some_and(|follow| follow.notify),
        followed_by: relation.followed_by,
        requested_by: relation.requested_by,
        blocking: relation.blocking,
        blocked_by: relation.blocked_by,
        muting: mute.is_some(),
        muting_notifications: mute.is_some_and(|mute| mute.hide_notifications),
        muting_expires_at: mute.and_then(|mute| mute.expires_at).map(Into::into),
        domain_blocking: relation.domain_blocking,
        endorsed: relation.endorsed,
        note: relation.note.clone(),
        ..entities::Relationship::none(relation.target.into())
    }
}
