//! Lists.

use super::Id;
use serde::Serialize;

/// A list of people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct List {
    pub id: Id,
    pub title: String,
    /// `list`, `followed` or `none`.
    pub replies_policy: &'static str,
    pub exclusive: bool,
}
