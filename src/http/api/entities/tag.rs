//! Hashtags.

use super::Id;
use serde::Serialize;

/// A hashtag by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Tag {
    /// A number; empty (as in Mastodon) for a tag that nobody has used yet.
    pub id: String,
    /// Without the `#`.
    pub name: String,
    pub url: String,
    /// Use on each of the last seven days, today first.
    pub history: Vec<TagDay>,
    /// Only for a caller with a person's token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub following: Option<bool>,
    /// Likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub featuring: Option<bool>,
}

/// Use of a hashtag on one day; numbers as texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct TagDay {
    /// Seconds since 1970 at its beginning (UTC).
    pub day: String,
    /// People.
    pub accounts: String,
    /// Posts.
    pub uses: String,
}

/// A hashtag in a post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct TagLink {
    pub name: String,
    pub url: String,
}

/// A hashtag on a profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct FeaturedTag {
    pub id: Id,
    pub name: String,
    /// The person's posts with it.
    pub url: String,
    /// A number as a text.
    pub statuses_count: String,
    /// A date without a time.
    pub last_status_at: Option<String>,
}
