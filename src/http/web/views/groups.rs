//! Groups: the lists of them, the page of one, and the forms to make and change one.

use askama::Template;

use super::{
    Choice, Paging,
    compose::ComposeView,
    frame::Frame,
    people::{PersonView, Relation},
    posts::PostView,
};

/// A group, and how the reader stands to it.
#[derive(Clone, Debug, Default)]
pub struct GroupView {
    pub person: PersonView,
    /// "Closed group".
    pub access: String,
    /// One sentence: who reads it, who comes in.
    pub access_text: String,
    /// Whoever comes in has to be let in.
    pub asks: bool,
    /// Sanitised HTML.
    pub html: String,
    pub rules: Vec<String>,
    pub members: i64,
    pub relation: Relation,
    pub invited: bool,
    pub banned: bool,
    /// "You moderate this group".
    pub role: Option<String>,
    /// The reader sees what is written there.
    pub reads: bool,
    pub moderates: bool,
    pub owns: bool,
    /// Of this unit: it is looked after here.
    pub local: bool,
    /// How many wait to be let in.
    pub waiting: i64,
    /// Its page at its own unit.
    pub origin: Option<String>,
}

impl GroupView {
    /// What one may do here leads through these addresses.
    pub fn path(&self, part: &str) -> String {
        format!("/groups/{}/{part}", self.person.id)
    }

    /// May let people in, invite them and send them away.
    pub fn admits(&self) -> bool {
        self.moderates && self.local
    }
}

/// A group in a list.
#[derive(Clone, Debug, Default)]
pub struct GroupRow {
    pub person: PersonView,
    /// The first words of what it is for, as plain text.
    pub about: String,
    pub access: String,
    pub relation: Relation,
    pub waiting: i64,
}

/// `/groups`.
#[derive(Template)]
#[template(path = "groups.html")]
pub struct GroupsPage {
    pub frame: Frame,
    /// They invite the reader.
    pub inviting: Vec<GroupRow>,
    pub mine: Vec<GroupRow>,
    pub others: Vec<GroupRow>,
    pub paging: Paging,
}

/// The page of a group: `/@name`.
#[derive(Template)]
#[template(path = "group.html")]
pub struct GroupPage {
    pub frame: Frame,
    pub group: GroupView,
    pub compose: Option<ComposeView>,
    /// Why there is no form to write.
    pub closed: Option<String>,
    pub pinned: Vec<PostView>,
    pub posts: Vec<PostView>,
    pub paging: Paging,
}

/// Making a group, or changing one.
#[derive(Template)]
#[template(path = "group_form.html")]
pub struct GroupFormPage {
    pub frame: Frame,
    pub heading: String,
    pub lead: String,
    pub action: String,
    pub error: Option<String>,
    /// `None`: it has a name for good.
    pub name: Option<String>,
    pub title: String,
    pub note: String,
    /// One a line.
    pub rules: String,
    /// Empty where it is not for the reader to decide.
    pub access: Vec<Choice>,
    /// May write copies for members with other software, and does.
    pub may_mirror: bool,
    pub mirror: bool,
    pub submit: String,
    /// Leads to where the group is ended.
    pub end: Option<String>,
    pub back: String,
}

/// "Really end this group?"
#[derive(Template)]
#[template(path = "group_end.html")]
pub struct EndGroupPage {
    pub frame: Frame,
    pub group: GroupView,
}
