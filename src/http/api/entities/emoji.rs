//! Custom emoji, and the emoji that people put under posts.

use serde::Serialize;

/// A custom emoji.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct CustomEmoji {
    /// Without colons.
    pub shortcode: String,
    pub url: String,
    pub static_url: String,
    pub visible_in_picker: bool,
    pub category: Option<String>,
}

/// One emoji under a post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Reaction {
    /// The emoji, or the code of a custom one between colons.
    pub name: String,
    pub count: i64,
    /// The picture of a custom one.
    pub url: Option<String>,
}
