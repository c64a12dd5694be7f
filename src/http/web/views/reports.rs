//! Telling the moderators what is wrong, and for them what they were told.

use askama::Template;

use super::{Choice, Link, Paging, frame::Frame, people::PersonView, posts::PostView};
use crate::http::web::reltime::TimeView;

/// One report.
#[derive(Clone, Debug)]
pub struct ReportView {
    pub id: String,
    pub by: PersonView,
    pub target: PersonView,
    pub category: String,
    pub comment: String,
    pub time: TimeView,
    /// The reported posts: their first words lead to them.
    pub posts: Vec<Link>,
    /// The unit of the reported has been told.
    pub forwarded: bool,
}

/// `/admin/reports`.
#[derive(Template)]
#[template(path = "reports.html")]
pub struct ReportsPage {
    pub frame: Frame,
    pub reports: Vec<ReportView>,
    pub paging: Paging,
}

/// The form of a report.
#[derive(Template)]
#[template(path = "report.html")]
pub struct ReportPage {
    pub frame: Frame,
    /// Who is reported.
    pub person: PersonView,
    /// The post that it is about.
    pub post: Option<PostView>,
    pub categories: Vec<Choice>,
    /// As it was typed.
    pub comment: String,
    /// The person is of another unit, which can be told as well.
    pub away: bool,
    pub forward: bool,
    pub trouble: Option<String>,
}
