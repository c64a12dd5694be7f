//! What other servers see: inboxes, actors, posts, collections, and the well-known documents.

mod actors;
mod answer;
mod collections;
mod gate;
mod groups;
mod guest;
mod inbox;
mod invitations;
mod negotiation;
mod nodeinfo;
mod objects;
mod reader;
mod refusal;
mod units;
mod verified;
mod webfinger;

use axum::Router;
use axum::routing::{get, post};

use crate::app::AppRef;

pub use negotiation::Wants;
pub use reader::Reader;
pub use refusal::Refusal;
pub use verified::{Delivery, VerifiedActivity};

/// Longest body of a delivery, in bytes. Mastodon draws the same line.
pub const MAX_BODY: usize = 1024 * 1024;

/// Everything that peers ask for.
pub fn routes() -> Router<AppRef> {
    Router::new()
        .route("/inbox", post(inbox::receive))
        .route("/actor", get(actors::unit))
        .route("/actor/inbox", post(inbox::receive))
        .route("/actor/outbox", get(collections::none))
        .route("/actor/followers", get(collections::none))
        .route("/actor/following", get(collections::none))
        .route("/actor/network", get(units::network))
        .route("/actor/directory", get(units::directory))
        .route("/actor/probe", get(units::probe))
        .route(
            "/peers/invitation/{token}",
            get(invitations::show).post(invitations::accept),
        )
        .route("/users/{name}", get(actors::person))
        .route("/users/{name}/inbox", post(inbox::receive))
        .route("/users/{name}/outbox", get(collections::outbox))
        .route("/users/{name}/followers", get(collections::followers))
        .route(
            "/users/{name}/followers_synchronization",
            get(collections::followers_of_peer),
        )
        .route("/users/{name}/following", get(collections::following))
        .route(
            "/users/{name}/collections/featured",
            get(collections::featured),
        )
        .route("/users/{name}/moderators", get(groups::moderators))
        .route("/users/{name}/affiliations", get(groups::affiliations))
        .route("/users/{name}/mirrors/{id}", get(groups::mirror))
        .route("/users/{name}/statuses/{id}", get(objects::post))
        .route(
            "/users/{name}/statuses/{id}/activity",
            get(objects::post_activity),
        )
        .route(
            "/users/{name}/statuses/{id}/replies",
            get(collections::replies),
        )
        .route(
            "/users/{name}/statuses/{id}/context",
            get(collections::context),
        )
        .route("/users/{name}/stamps/{id}", get(objects::stamp))
        .route("/emoji/{name}", get(objects::emoji))
        .route("/users/{name}/follows/{id}", get(objects::activity))
        .route(
            "/users/{name}/activities/{kind}/{serial}",
            get(objects::activity),
        )
        .route("/.well-known/webfinger", get(webfinger::webfinger))
        .route("/.well-known/host-meta", get(webfinger::host_meta))
        .route("/.well-known/nodeinfo", get(nodeinfo::discovery))
        .route("/nodeinfo/2.0", get(nodeinfo::version_2_0))
        .route("/nodeinfo/2.1", get(nodeinfo::version_2_1))
}
