//! Reports.

use super::Renderer;
use crate::http::api::entities::{self, Id};
use crate::service::reports::Report;

impl Renderer<'_> {
    /// A report as whoever made it sees it.
    #[must_use]
    pub fn report(&self, report: &Report) -> entities::Report {
        let row = &report.row;
        entities::Report {
            id: row.id.into(),
            action_taken: row.resolved_at.is_some(),
            action_taken_at: row.resolved_at.map(Into::into),
            category: row.category.name(),
            comment: row.comment.clone(),
            forwarded: row.forwarded,
            created_at: row.created_at.into(),
            status_ids: row.statuses().into_iter().map(Into::into).collect(),
            rule_ids: row.rules().into_iter().map(Id).collect(),
            target_account: self.account(&report.target),
        }
    }
}
