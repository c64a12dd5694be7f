//! Hashtags.

use super::{Empty, Id};
use serde::Serialize;

/// A hashtag by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tag {
    pub id: Id,
    /// Without the `#`.
    pub name: String,
    pub url: String,
    /// Use per day; nothing is counted, so always empty.
    pub history: [Empty; 0],
    /// Only for a caller with a person's token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub following: Option<bool>,
    /// Likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub featuring: Option<bool>,
}

/// A hashtag in a post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TagLink {
    pub name: String,
    pub url: String,
}
