//! The answer of a search.

use super::{Account, Status, Tag};
use serde::Serialize;

/// What was found, the best first in each kind.
#[derive(Debug, Clone, Default, Serialize, schemars::JsonSchema)]
pub struct SearchResults {
    pub accounts: Vec<Account>,
    pub statuses: Vec<Status>,
    pub hashtags: Vec<Tag>,
}
