//! The Mastodon client API.

pub mod entities;
pub mod error;
pub mod render;
