//! The page of a person.

use askama::Template;

use super::{
    Paging,
    frame::Frame,
    people::{PersonView, Relation},
    posts::PostView,
};

/// A line of facts on a profile.
#[derive(Clone, Debug, Default)]
pub struct FieldView {
    pub name: String,
    /// Sanitised HTML.
    pub html: String,
}

/// Everything about a person.
#[derive(Clone, Debug, Default)]
pub struct ProfileView {
    pub person: PersonView,
    pub header: Option<String>,
    /// Sanitised HTML.
    pub bio: String,
    pub fields: Vec<FieldView>,
    pub joined: String,
    pub posts: i64,
    pub followers: i64,
    pub following: i64,
    pub relation: Relation,
    pub follows_you: bool,
    pub muted: bool,
    pub locked: bool,
    /// The account under which they go on.
    pub moved: Option<PersonView>,
    /// Their page at their own unit.
    pub origin: Option<String>,
    /// Only colleagues of this unit have lists that we know completely.
    pub local: bool,
}

/// `/@name`.
#[derive(Template)]
#[template(path = "profile.html")]
pub struct ProfilePage {
    pub frame: Frame,
    pub profile: ProfileView,
    pub pinned: Vec<PostView>,
    pub posts: Vec<PostView>,
    pub paging: Paging,
}
