//! Notification.

use super::{Account, Id, Status, Time};
use serde::Serialize;

/// Something that happened to the caller.
#[derive(Debug, Clone, Serialize)]
pub struct Notification {
    pub id: Id,
    /// `mention`, `status`, `reblog`, `follow`, `follow_request`, `favourite`, `update`, `poll` or `quote`; and where `types`
    /// asks for them `group_request` and `group_invite`: old clients break on others.
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub created_at: Time,
    /// `ungrouped-` and the id, while nothing is grouped.
    pub group_key: String,
    pub account: Account,
    /// Absent when the notification is not about a post.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// Of a `group_request`: the group that `account` asks to come into. A `group_invite` is by the `account` itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<Account>,
}

/// How many notifications wait to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct UnreadCount {
    pub count: i64,
}
