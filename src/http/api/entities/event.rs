//! Events, and who may quote. The event is ours: Mastodon's API knows none.

use super::Time;
use serde::Serialize;

/// Time and place of an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Event {
    pub start_time: Option<Time>,
    pub end_time: Option<Time>,
    /// The time zone it is planned in, as a name.
    pub timezone: Option<String>,
    /// `CONFIRMED`, `TENTATIVE` or `CANCELLED`.
    pub status: Option<String>,
    pub places: Vec<EventPlace>,
    /// Whether one can register from here.
    pub joinable: bool,
    /// How far the caller's registration has come: `pending`, `accepted`, `rejected`, or null.
    pub attendance: Option<&'static str>,
}

/// One place of an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct EventPlace {
    pub name: Option<String>,
    pub address: Option<String>,
    pub url: Option<String>,
    pub online: bool,
}
