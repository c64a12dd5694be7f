//! FamiliarFollowers, Suggestion, and what a block of a unit would end.

use serde::Serialize;

use super::{Account, Id};

/// Those whom the caller follows and who follow an account.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct FamiliarFollowers {
    pub id: Id,
    pub accounts: Vec<Account>,
}

/// Somebody to follow.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Suggestion {
    /// For old clients: `staff`, `past_interactions` or `global`.
    pub source: &'static str,
    pub sources: Vec<&'static str>,
    pub account: Account,
}

/// What a block of a unit would end.
#[derive(Debug, Clone, Copy, Serialize, schemars::JsonSchema)]
pub struct DomainBlockPreview {
    pub following_count: usize,
    pub followers_count: usize,
}
