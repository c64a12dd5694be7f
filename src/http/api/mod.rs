//! The Mastodon client API.

pub mod accounts;
pub mod answer;
pub mod apps;
pub mod entities;
pub mod error;
pub mod instance;
pub mod marks;
pub mod media;
pub mod notifications;
pub mod oauth;
pub mod pictures;
pub mod preferences;
pub mod relations;
pub mod render;
pub mod routes;
pub mod search;
pub mod statuses;
pub mod tags;
pub mod timelines;
