//! Groups, and who is what in them. These entities are ours: Mastodon knows groups as accounts with `group: true` only.

use super::{Account, Id, Time};
use serde::Serialize;

/// A group: its account, and how the caller stands to it.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Group {
    #[serde(flatten)]
    pub account: Account,
    /// `open`, `closed`, `secret` or `channel`.
    pub access: &'static str,
    pub rules: Vec<String>,
    /// Of a closed group: members whose servers know only posts of people get copies that the group writes.
    pub mirror: bool,
    pub member: bool,
    /// The caller asked to come in and waits for the answer.
    pub requested: bool,
    /// The caller may come in without being asked again.
    pub invited: bool,
    /// What the caller is besides a member: `owner`, `moderator`, or null.
    pub role: Option<&'static str>,
    /// What was typed as the note; only for those who may change it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note_text: Option<String>,
}

/// Somebody who is in a group.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct GroupMember {
    #[serde(flatten)]
    pub account: Account,
    /// `owner`, `moderator`, or null.
    pub group_role: Option<&'static str>,
}

/// Somebody who asks to come into a group.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct GroupRequest {
    #[serde(flatten)]
    pub account: Account,
    /// Nobody of their unit is in the group yet: letting them in lets that unit's server, and those who look after it, read
    /// what is written there.
    pub first_of_unit: bool,
}

/// Something that a moderator did.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct GroupLogEntry {
    pub id: Id,
    pub created_at: Time,
    /// `approve`, `reject`, `invite`, `expel`, `ban`, `unban`, `add_moderator`, `add_owner`, `remove_moderator`, `pin`,
    /// `unpin`, `lock`, `unlock`, `remove`, `restore` or `change`.
    pub deed: &'static str,
    pub moderator: Account,
    /// To whom it was done.
    pub account: Option<Account>,
    /// The post it was done to.
    pub status_id: Option<Id>,
    pub reason: String,
}
