//! Conversation.

use serde::Serialize;

use super::{Account, Id, Status};

/// People who write to each other by name.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Conversation {
    pub id: Id,
    pub unread: bool,
    pub accounts: Vec<Account>,
    pub last_status: Option<Status>,
}
