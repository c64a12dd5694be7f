//! What was found: people, groups, hashtags and posts on one page.

use askama::Template;

use super::{Link, frame::Frame, people::PersonRow, people::PersonView};
use crate::http::web::reltime::TimeView;

/// A stretch of a post; `hit` where it is a word that was looked for.
#[derive(Clone, Debug, Default)]
pub struct PieceView {
    pub text: String,
    pub hit: bool,
}

/// A post that was found, with the place where the words stand.
#[derive(Clone, Debug, Default)]
pub struct FoundPost {
    pub url: String,
    pub author: PersonView,
    pub time: TimeView,
    pub audience_label: String,
    pub group: Option<Link>,
    /// What is shown is the warning; the text stays behind it.
    pub warning: bool,
    pub language: String,
    pub pieces: Vec<PieceView>,
}

/// `/search?q=`.
#[derive(Template)]
#[template(path = "search.html")]
pub struct SearchPage {
    pub frame: Frame,
    pub query: String,
    /// Something was asked.
    pub asked: bool,
    /// Why the question makes no sense.
    pub trouble: Option<String>,
    pub people: Vec<PersonRow>,
    pub groups: Vec<PersonRow>,
    /// All people and groups that are found, where there are more than are shown.
    pub more_people: Option<String>,
    pub tags: Vec<Link>,
    pub posts: Vec<FoundPost>,
    /// The next page of posts.
    pub older: Option<String>,
}

impl SearchPage {
    fn nothing(&self) -> bool {
        self.asked
            && self.trouble.is_none()
            && self.people.is_empty()
            && self.groups.is_empty()
            && self.tags.is_empty()
            && self.posts.is_empty()
    }
}
