//! Reports, for the moderators.

use super::{Show, link, page_of};
use crate::{
    domain::ReportCategory,
    http::web::{lang::Lang, views::reports::ReportView},
    service::reports::Report,
    text::plain,
};

/// Characters of a post that a report shows.
const WORDS: usize = 120;

/// What is wrong, in words.
pub fn category_text(lang: Lang, category: ReportCategory) -> String {
    lang.t(match category {
        ReportCategory::Other => "report-other",
        ReportCategory::Spam => "report-spam",
        ReportCategory::Legal => "report-legal",
        ReportCategory::Violation => "report-violation",
    })
}

impl Show {
    /// One report.
    pub fn report(&self, report: &Report) -> ReportView {
        let row = &report.row;
        let posts = report.posts.iter().map(|post| {
            let words = plain::excerpt(&post.content, WORDS);
            let words = match words.is_empty() {
                true => self.lang.t("report-post"),
                false => words,
            };
            link(page_of(&report.target, post.id), words)
        });
        ReportView {
            id: row.id.to_string(),
            by: self.person(&report.by),
            target: self.person(&report.target),
            category: category_text(self.lang, row.category),
            comment: row.comment.clone(),
            time: self.time(row.created_at),
            posts: posts.collect(),
            forwarded: row.forwarded,
        }
    }
}
