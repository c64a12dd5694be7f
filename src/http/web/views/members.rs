//! Who is in a group, who asks to come in, and what those who moderate it did.

use askama::Template;

use super::{
    Paging,
    frame::Frame,
    groups::GroupView,
    people::{PersonRow, PersonView},
    posts::PostView,
};
use crate::http::web::reltime::TimeView;

/// Somebody who is in a group.
#[derive(Clone, Debug, Default)]
pub struct MemberRow {
    pub person: PersonView,
    /// "owner", "moderator".
    pub role: Option<String>,
    /// Where the reader decides about them.
    pub manage: Option<String>,
}

/// Who is in a group.
#[derive(Template)]
#[template(path = "group_members.html")]
pub struct MembersPage {
    pub frame: Frame,
    pub group: GroupView,
    pub moderators: Vec<MemberRow>,
    pub members: Vec<MemberRow>,
    /// What was typed to invite somebody, and what was wrong with it.
    pub handle: String,
    pub error: Option<String>,
    pub paging: Paging,
}

/// Somebody who asks to come in.
#[derive(Clone, Debug, Default)]
pub struct RequestRow {
    pub row: PersonRow,
    /// What letting them in means, where it means more than a member more.
    pub warning: Option<String>,
}

/// Who asks to come into a group.
#[derive(Template)]
#[template(path = "group_requests.html")]
pub struct RequestsPage {
    pub frame: Frame,
    pub group: GroupView,
    pub requests: Vec<RequestRow>,
    pub paging: Paging,
}

/// What a moderator may do with somebody.
#[derive(Clone, Copy, Debug, Default)]
pub struct Powers {
    pub make_moderator: bool,
    pub make_owner: bool,
    pub take_role: bool,
    pub expel: bool,
    pub ban: bool,
    pub unban: bool,
}

/// One member, and what may be done.
#[derive(Template)]
#[template(path = "group_member.html")]
pub struct MemberPage {
    pub frame: Frame,
    pub group: GroupView,
    pub person: PersonView,
    pub role: String,
    pub powers: Powers,
    /// Days that a ban may last.
    pub terms: Vec<i64>,
}

impl MemberPage {
    /// The address of a deed to this person.
    fn path(&self, deed: &str) -> String {
        self.group
            .path(&format!("members/{}/{deed}", self.person.id))
    }
}

/// "Take this post out of the group?"
#[derive(Template)]
#[template(path = "group_remove.html")]
pub struct RemovePostPage {
    pub frame: Frame,
    pub group: GroupView,
    pub post: PostView,
}

/// Something that a moderator did.
#[derive(Clone, Debug, Default)]
pub struct LogRow {
    pub time: TimeView,
    pub moderator: PersonView,
    pub what: String,
    pub person: Option<PersonView>,
    pub reason: String,
    /// Where the reader decides about that person.
    pub manage: Option<String>,
    /// Shows the removed post again.
    pub restore: Option<String>,
}

/// What moderators did.
#[derive(Template)]
#[template(path = "group_log.html")]
pub struct LogPage {
    pub frame: Frame,
    pub group: GroupView,
    pub entries: Vec<LogRow>,
    pub paging: Paging,
}
