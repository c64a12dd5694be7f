//! When something is not there, not allowed, or went wrong.

use askama::Template;

use super::{Link, frame::Frame};

/// What happened, and what to do now.
#[derive(Template)]
#[template(path = "error.html")]
pub struct ErrorPage {
    pub frame: Frame,
    pub status: u16,
    pub heading: String,
    pub explanation: String,
    pub ways_out: Vec<Link>,
    /// For telling an administrator which failure it was.
    pub reference: Option<String>,
}
