//! People as they stand beside posts and in lists, and the pages that list them.

use askama::Template;

use super::{Paging, frame::Frame};

/// A person, in one line.
#[derive(Clone, Debug, Default)]
pub struct PersonView {
    pub id: String,
    pub name: String,
    /// `@aisha` for a colleague of this unit, `@aisha@it.example` for others.
    pub handle: String,
    /// The unit's name, or its host where the name is not known.
    pub unit: String,
    pub avatar: String,
    /// The profile page on our own site.
    pub href: String,
    /// A group: one joins it.
    pub group: bool,
}

/// How the reader stands to a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Relation {
    /// Nothing to press: it is oneself, or one is kept out of a group.
    Oneself,
    #[default]
    None,
    Requested,
    Following,
    Blocked,
}

impl Relation {
    /// Neither oneself nor blocked nor followed: the button says "Follow".
    pub fn can_follow(&self) -> bool {
        *self == Relation::None
    }
    pub fn requested(&self) -> bool {
        *self == Relation::Requested
    }
    pub fn following(&self) -> bool {
        *self == Relation::Following
    }
    pub fn blocked(&self) -> bool {
        *self == Relation::Blocked
    }
    pub fn oneself(&self) -> bool {
        *self == Relation::Oneself
    }
}

/// A person in a list, with the button.
#[derive(Clone, Debug, Default)]
pub struct PersonRow {
    pub person: PersonView,
    /// What they do at their unit; empty where they do not say.
    pub job: String,
    /// What they can be asked about.
    pub skills: Vec<String>,
    /// The first words of what they say about themselves, as plain text.
    pub about: String,
    pub relation: Relation,
}

/// Finding people: `/people?q=`.
#[derive(Template)]
#[template(path = "people.html")]
pub struct PeoplePage {
    pub frame: Frame,
    pub query: String,
    /// `None` before anything was asked.
    pub results: Option<Vec<PersonRow>>,
    /// Everybody who wants to be found, a page at a time; empty when something was asked.
    pub everybody: Vec<PersonRow>,
    /// The next page of everybody.
    pub more: Option<String>,
    /// Why a lookup at another unit did not work.
    pub trouble: Option<String>,
}

impl PeoplePage {
    /// "3 people found".
    fn found(&self) -> String {
        let found = self.results.as_ref().map_or(0, Vec::len);
        self.frame
            .lang
            .n("people-found", i64::try_from(found).unwrap_or(i64::MAX))
    }
}

/// People who follow, or are followed by, a person.
#[derive(Template)]
#[template(path = "person_list.html")]
pub struct PersonListPage {
    pub frame: Frame,
    pub heading: String,
    pub back: super::Link,
    pub people: Vec<PersonRow>,
    pub paging: Paging,
}

/// People who ask to follow the reader: `/follow-requests`.
#[derive(Template)]
#[template(path = "follow_requests.html")]
pub struct FollowRequestsPage {
    pub frame: Frame,
    pub people: Vec<PersonRow>,
    pub paging: Paging,
}
