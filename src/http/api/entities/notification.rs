//! Notification, alone and in groups; the policy about them, and requests.

use super::{Account, Id, Report, Status, Time};
use serde::Serialize;

/// Something that happened to the caller.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Notification {
    pub id: Id,
    /// `mention`, `status`, `reblog`, `follow`, `follow_request`, `favourite`, `update`, `poll`, `quote` or `quoted_update`;
    /// moderators also get `admin.report` and `admin.sign_up`; and where `types` asks for them `group_request` and
    /// `group_invite`: old clients break on others.
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub created_at: Time,
    /// Of its group, or `ungrouped-` and the id.
    pub group_key: String,
    /// Only where it is held back, and then true.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filtered: Option<bool>,
    pub account: Account,
    /// Absent when the notification is not about a post.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// Of an `admin.report`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report: Option<Report>,
    /// Of a `group_request`: the group that `account` asks to come into. A `group_invite` is by the `account` itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<Account>,
}

/// How many notifications wait to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct UnreadCount {
    pub count: i64,
}

/// A page of groups, with everybody and every post in them once.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct GroupedNotifications {
    pub accounts: Vec<Account>,
    /// Where `partial_avatars` are asked for: those who are not the first of a group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partial_accounts: Option<Vec<PartialAccount>>,
    pub statuses: Vec<Status>,
    pub notification_groups: Vec<NotificationGroup>,
}

/// Notifications told as one.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct NotificationGroup {
    pub group_key: String,
    pub notifications_count: i64,
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// A number, as in Mastodon: apps in typed languages do not take a string.
    pub most_recent_notification_id: i64,
    /// On pages only, as the next two.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_min_id: Option<Id>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_max_id: Option<Id>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latest_page_notification_at: Option<Time>,
    pub sample_account_ids: Vec<Id>,
    /// Absent when the notifications are not about a post.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_id: Option<Id>,
    /// Of an `admin.report`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report: Option<Report>,
    /// Of a `group_request`, as in [`Notification`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<Account>,
}

/// As much of an account as a small picture needs.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct PartialAccount {
    pub id: Id,
    pub acct: String,
    pub locked: bool,
    pub bot: bool,
    pub url: String,
    pub avatar: String,
    pub avatar_static: String,
}

/// What happens to notifications from some people: `accept`, `filter` or `drop`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct NotificationPolicy {
    pub for_not_following: &'static str,
    pub for_not_followers: &'static str,
    pub for_new_accounts: &'static str,
    pub for_private_mentions: &'static str,
    pub for_limited_accounts: &'static str,
    pub summary: PolicySummary,
}

/// The same in the words of version 1: held back or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct NotificationPolicyV1 {
    pub filter_not_following: bool,
    pub filter_not_followers: bool,
    pub filter_new_accounts: bool,
    pub filter_private_mentions: bool,
    pub summary: PolicySummary,
}

/// What is held back now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct PolicySummary {
    pub pending_requests_count: i64,
    pub pending_notifications_count: i64,
}

/// Somebody whose words are held back.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct NotificationRequest {
    pub id: Id,
    pub created_at: Time,
    pub updated_at: Time,
    /// A number in a string, as in Mastodon.
    pub notifications_count: String,
    pub account: Account,
    pub last_status: Option<Status>,
}

/// Whether what was accepted stands among the notifications.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Merged {
    pub merged: bool,
}
