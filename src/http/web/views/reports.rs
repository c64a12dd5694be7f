//! What has been reported, for the moderators.

use askama::Template;

use super::{Link, Paging, frame::Frame, people::PersonView};
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
