//! Following from another unit.

use askama::Template;

use super::{frame::Frame, people::PersonView};

/// The form where a reader from elsewhere says who they are, and then where they go on.
#[derive(Template)]
#[template(path = "remote_follow.html")]
pub struct RemoteFollowPage {
    pub frame: Frame,
    pub person: PersonView,
    /// As it was typed.
    pub account: String,
    pub submit: String,
    /// The page of their own unit.
    pub place: Option<String>,
    pub trouble: Option<String>,
    /// Of the person, for pasting into a search.
    pub address: String,
}
