//! Translation: a post in another language.

use super::Id;
use serde::Serialize;

/// A post in another language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct TranslatedStatus {
    /// HTML.
    pub content: String,
    pub spoiler_text: String,
    /// The language it is in now.
    pub language: String,
    pub media_attachments: Vec<TranslatedAttachment>,
    pub poll: Option<TranslatedPoll>,
    /// The language it was in, as stated or as found out.
    pub detected_source_language: String,
    pub provider: &'static str,
}

/// An attachment with its alt text in the other language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct TranslatedAttachment {
    pub id: Id,
    pub description: String,
}

/// A poll with its options in the other language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct TranslatedPoll {
    pub id: Id,
    pub options: Vec<TranslatedOption>,
}

/// An option of a poll.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct TranslatedOption {
    pub title: String,
}
