//! Announcement.

use serde::Serialize;

use super::{CustomEmoji, Id, Mention, TagLink, Time};

/// What the admins tell everybody in the unit.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Announcement {
    pub id: Id,
    pub content: String,
    pub starts_at: Option<Time>,
    pub ends_at: Option<Time>,
    pub all_day: bool,
    pub published_at: Time,
    pub updated_at: Time,
    pub read: bool,
    pub mentions: Vec<Mention>,
    pub statuses: Vec<AnnouncedStatus>,
    pub tags: Vec<TagLink>,
    pub emojis: Vec<CustomEmoji>,
    pub reactions: Vec<AnnouncementReaction>,
}

/// A post that an announcement links to.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct AnnouncedStatus {
    pub id: Id,
    pub url: String,
}

/// An emoji under an announcement.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct AnnouncementReaction {
    pub name: String,
    pub count: i64,
    pub me: bool,
    /// Custom emoji only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub static_url: Option<String>,
}
