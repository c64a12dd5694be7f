//! WebPushSubscription.

use std::collections::BTreeMap;

use serde::Serialize;

/// Where the caller's device wants to be told, and of what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct PushSubscription {
    /// Clients read 31 bits; nothing is asked by it.
    pub id: u32,
    pub endpoint: String,
    /// Reads RFC 8291; else the draft before it.
    pub standard: bool,
    /// Every kind there is, and whether it is wanted.
    pub alerts: BTreeMap<&'static str, bool>,
    /// The unit's key, as in the description of the unit.
    pub server_key: String,
    /// `all`, `followed`, `follower` or `none`.
    pub policy: &'static str,
}
