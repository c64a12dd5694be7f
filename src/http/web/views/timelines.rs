//! Lists of posts.

use askama::Template;

use super::{Paging, compose::ComposeView, frame::Frame, posts::PostView, unit::AnnouncementView};

/// Home, network, unit, a hashtag, what the reader saved: they differ in words only.
#[derive(Template)]
#[template(path = "timeline.html")]
pub struct TimelinePage {
    pub frame: Frame,
    pub heading: String,
    /// One sentence: which posts are here, and why.
    pub why: String,
    /// What the admins tell everybody, on the home page.
    pub announcements: Vec<AnnouncementView>,
    pub compose: Option<ComposeView>,
    pub posts: Vec<PostView>,
    /// What to do when there is nothing.
    pub empty: String,
    pub paging: Paging,
}
