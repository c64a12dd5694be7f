//! What the admins write for everybody in the unit: announcements, rules, and what the unit is for.

use askama::Template;

use super::frame::Frame;
use crate::http::web::reltime::TimeView;

/// An announcement.
#[derive(Clone, Debug)]
pub struct AnnouncementView {
    pub id: String,
    /// HTML, harmless.
    pub html: String,
    /// When what it tells of is, where it says so.
    pub when: String,
    pub time: TimeView,
    /// It is over and not shown any more.
    pub over: bool,
}

/// `/admin/announcements`.
#[derive(Template)]
#[template(path = "announcements.html")]
pub struct AnnouncementsPage {
    pub frame: Frame,
    pub announcements: Vec<AnnouncementView>,
    /// As it was typed.
    pub text: String,
    pub starts: String,
    pub ends: String,
    pub trouble: Option<String>,
}

/// `/admin/unit`.
#[derive(Template)]
#[template(path = "unit_form.html")]
pub struct UnitFormPage {
    pub frame: Frame,
    pub title: String,
    pub description: String,
    pub extended: String,
    pub rules: String,
    pub privacy: String,
    pub terms: String,
    pub trouble: Option<String>,
}

/// `/about`: for everybody who is logged in.
#[derive(Template)]
#[template(path = "about.html")]
pub struct AboutPage {
    pub frame: Frame,
    pub description: String,
    /// HTML, harmless; empty where there is none. Likewise below.
    pub extended: String,
    /// Each with what it means.
    pub rules: Vec<(String, String)>,
    pub privacy: String,
    pub terms: String,
}
