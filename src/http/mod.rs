//! Everything that is reached over HTTP.

pub mod activitypub;
pub mod api;
pub mod extract;
pub mod middleware;
pub mod web;
