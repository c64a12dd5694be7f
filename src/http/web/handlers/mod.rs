//! The pages. Each takes a request apart, asks the services, and fills in a view.

pub mod deeds;
pub mod groups;
pub mod login;
pub mod members;
pub mod moderation;
pub mod network;
pub mod notifications;
pub mod oauth;
pub mod peers;
pub mod people;
pub mod posts;
pub mod remote;
pub mod reports;
pub mod search;
pub mod settings;
pub mod setup;
pub mod timelines;
pub mod unit;

use std::str::FromStr;

use super::errors::WebError;
use crate::{db, error::Error, http::extract::paging::Paging};

/// Entries on one page of a list.
pub const PAGE: i64 = 20;

/// The place in a list that the address asks for.
fn page_asked(paging: &Paging) -> db::Paging {
    db::Paging {
        max: paging.max_id,
        since: None,
        min: paging.min_id,
        limit: PAGE,
    }
}

/// An id from an address. What is none is not found.
fn id<T: FromStr>(text: &str) -> Result<T, WebError> {
    text.parse().map_err(|_| Error::NotFound.into())
}
