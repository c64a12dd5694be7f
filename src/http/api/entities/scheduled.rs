//! ScheduledStatus.

use serde::Serialize;

use super::{Attachment, Id, Time};

/// A post that is published later.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct ScheduledStatus {
    pub id: Id,
    pub scheduled_at: Time,
    pub params: ScheduledParams,
    pub media_attachments: Vec<Attachment>,
    /// Why it was not published when it was due; left out while nothing is wrong. Ours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meent_error: Option<String>,
}

/// What it will say, as it was sent.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct ScheduledParams {
    pub text: String,
    pub poll: Option<ScheduledPoll>,
    pub media_ids: Option<Vec<Id>>,
    pub sensitive: Option<bool>,
    pub spoiler_text: Option<String>,
    pub visibility: Option<&'static str>,
    /// A number, as in Mastodon.
    pub in_reply_to_id: Option<i64>,
    pub language: Option<String>,
    /// A number, as in Mastodon.
    pub application_id: Option<i64>,
    /// Null: of what is published then.
    pub scheduled_at: Option<Time>,
    pub idempotency: Option<String>,
    pub with_rate_limit: bool,
    pub allowed_mentions: Option<Vec<Id>>,
    pub quoted_status_id: Option<Id>,
    pub quote_approval_policy: Option<&'static str>,
    /// Ours: stays in the unit.
    pub local_only: Option<bool>,
    /// Ours: the group it is written in.
    pub group_id: Option<Id>,
}

/// Its poll.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct ScheduledPoll {
    pub options: Vec<String>,
    /// Seconds, from when it is published.
    pub expires_in: i64,
    pub multiple: bool,
    pub hide_totals: bool,
}
