//! The use-cases: what people, clients, peers and admins can do. Free functions, one file per noun; they know nothing
//! of HTTP, HTML or ActivityPub JSON.

pub mod accounts;
pub mod apps;
pub mod auth;
pub mod blocklists;
pub mod boosts;
pub mod bundle;
pub mod directory;
pub mod drafts;
pub mod facts;
pub mod follows;
pub mod groups;
pub mod health;
pub mod history;
pub mod incoming;
pub mod invitations;
pub mod keys;
pub mod limits;
pub mod marks;
pub mod media;
pub mod moves;
pub mod network;
pub mod notifications;
pub mod oauth;
pub mod peer_states;
pub mod peers;
pub mod profiles;
pub mod relations;
pub mod reports;
pub mod search;
pub mod secret;
pub mod statuses;
mod surface;
pub mod threads;
pub mod throttle;
pub mod timelines;
pub mod unit;
