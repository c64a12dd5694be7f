//! Filters, of both versions, and what they match.

use super::{Id, Time};
use serde::Serialize;

/// A filter of the second version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Filter {
    pub id: Id,
    pub title: String,
    /// `home`, `notifications`, `public`, `thread`, `account`.
    pub context: Vec<&'static str>,
    pub expires_at: Option<Time>,
    /// `warn`, `hide` or `blur`.
    pub filter_action: &'static str,
    /// Left out, as `statuses`, where it is told with a post that it matches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keywords: Option<Vec<FilterKeyword>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statuses: Option<Vec<FilterStatus>>,
}

/// A word of a filter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct FilterKeyword {
    pub id: Id,
    pub keyword: String,
    pub whole_word: bool,
}

/// A post in a filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct FilterStatus {
    pub id: Id,
    pub status_id: Id,
}

/// A filter that a post matches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct FilterResult {
    pub filter: Filter,
    /// What it found, as it stands in the post.
    pub keyword_matches: Option<Vec<String>>,
    pub status_matches: Option<Vec<Id>>,
}

/// A filter of the first version: one word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct FilterV1 {
    /// Of the word.
    pub id: Id,
    pub phrase: String,
    pub context: Vec<&'static str>,
    pub whole_word: bool,
    pub expires_at: Option<Time>,
    /// True for one that hides.
    pub irreversible: bool,
}
