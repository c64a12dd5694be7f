//! The use-cases: what people, clients, peers and admins can do. Free functions, one file per noun; they know nothing
//! of HTTP, HTML or ActivityPub JSON.

pub mod accounts;
pub mod apps;
pub mod auth;
pub mod boosts;
pub mod bundle;
pub mod drafts;
pub mod emoji;
pub mod events;
pub mod extras;
pub mod facts;
pub mod follows;
pub mod history;
pub mod incoming;
pub mod limits;
pub mod marks;
pub mod media;
pub mod notifications;
pub mod oauth;
pub mod peers;
pub mod polls;
pub mod profiles;
pub mod quotes;
pub mod relations;
pub mod search;
pub mod secret;
pub mod stamps;
pub mod statuses;
mod surface;
pub mod threads;
pub mod throttle;
pub mod timelines;
pub mod unit;
