//! The use-cases: what people, clients, peers and admins can do. Free functions, one file per noun; they know nothing
//! of HTTP, HTML or ActivityPub JSON.

pub mod accounts;
pub mod auth;
pub mod bundle;
pub mod follows;
pub mod incoming;
pub mod media;
pub mod notifications;
pub mod oauth;
pub mod peers;
pub mod relations;
pub mod secret;
pub mod statuses;
mod surface;
pub mod throttle;
pub mod timelines;
pub mod unit;
