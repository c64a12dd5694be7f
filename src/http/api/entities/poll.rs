//! Poll.

use super::{CustomEmoji, Id, Time};
use serde::Serialize;

/// A poll under a post; its id is that of the post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Poll {
    pub id: Id,
    /// Null for one that never ends.
    pub expires_at: Option<Time>,
    pub expired: bool,
    pub multiple: bool,
    pub votes_count: i64,
    /// Null where its unit does not tell.
    pub voters_count: Option<i64>,
    /// Only for a caller with a person's token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voted: Option<bool>,
    /// Likewise: positions of options.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub own_votes: Option<Vec<i32>>,
    pub options: Vec<PollOption>,
    pub emojis: Vec<CustomEmoji>,
}

/// One option.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct PollOption {
    pub title: String,
    /// Null while the numbers are hidden.
    pub votes_count: Option<i64>,
}
