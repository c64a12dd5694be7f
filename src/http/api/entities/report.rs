//! Report.

use super::{Account, Id, Time};
use serde::Serialize;

/// What somebody has reported, as they see it.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Report {
    pub id: Id,
    pub action_taken: bool,
    pub action_taken_at: Option<Time>,
    pub category: &'static str,
    pub comment: String,
    pub forwarded: bool,
    pub created_at: Time,
    pub status_ids: Vec<Id>,
    pub rule_ids: Vec<Id>,
    pub target_account: Account,
}
