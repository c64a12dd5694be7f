//! PreviewCard.

use super::{Account, Time};
use serde::Serialize;

/// What a page that a post links to says of itself.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct PreviewCard {
    pub url: String,
    pub title: String,
    pub description: String,
    pub language: Option<String>,
    /// Always `link`: the other types carry markup or files of a stranger, which would be loaded by whoever reads the post.
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub author_name: String,
    pub author_url: String,
    pub provider_name: String,
    pub provider_url: String,
    /// Always empty.
    pub html: &'static str,
    /// Of the picture, in pixels; 0 without one.
    pub width: i32,
    pub height: i32,
    /// Served from here.
    pub image: Option<String>,
    pub image_description: String,
    /// Always empty.
    pub embed_url: &'static str,
    pub blurhash: Option<String>,
    pub published_at: Option<Time>,
    pub authors: Vec<PreviewAuthor>,
}

/// Who wrote a page.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct PreviewAuthor {
    pub name: String,
    pub url: String,
    /// Always null: that a page names an account proves nothing.
    pub account: Option<Account>,
}
