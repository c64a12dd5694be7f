//! Everything that is reached over HTTP.

pub mod activitypub;
pub mod api;
pub mod extract;
mod host;
mod media;
pub mod middleware;
pub mod request_id;
pub mod router;
pub mod serve;
pub mod web;
