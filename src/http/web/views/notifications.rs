//! What others did that concerns the reader.

use askama::Template;

use super::{Link, Paging, frame::Frame, people::PersonView, posts::PostView};
use crate::http::web::reltime::TimeView;

/// What happened. Decides the icon and the sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happening {
    Mention,
    Like,
    Share,
    Follow,
    FollowRequest,
    GroupRequest,
    GroupInvite,
    NewPost,
    Edit,
    Poll,
    Quote,
    QuotedEdit,
    Report,
    SignUp,
}

/// One thing that happened.
#[derive(Clone, Debug)]
pub struct NotificationView {
    pub id: String,
    pub happening: Happening,
    /// "liked your post": goes behind the person's name.
    pub what: String,
    pub person: PersonView,
    pub time: TimeView,
    pub post: Option<PostView>,
    pub unread: bool,
    /// The groups that somebody asks to come into, and where they are answered.
    pub groups: Vec<Link>,
}

impl NotificationView {
    /// The icon of what happened.
    pub fn icon(&self) -> &'static str {
        match self.happening {
            Happening::Mention => "reply",
            Happening::Like => "like",
            Happening::Share => "share",
            Happening::Follow | Happening::FollowRequest => "person",
            Happening::NewPost => "home",
            Happening::Edit => "edit",
            Happening::GroupRequest | Happening::GroupInvite => "people",
            Happening::Poll => "check",
            Happening::Quote => "reply",
            Happening::QuotedEdit => "edit",
            Happening::Report => "bell",
            Happening::SignUp => "person",
        }
    }

    /// Somebody waits for an answer.
    pub fn asks(&self) -> bool {
        self.happening == Happening::FollowRequest
    }

    /// Something was reported to the reader as a moderator.
    pub fn reports(&self) -> bool {
        self.happening == Happening::Report
    }

    /// A group that the person stands for invites the reader.
    pub fn invites(&self) -> bool {
        self.happening == Happening::GroupInvite
    }

    /// The reader's own post is shown in two lines; what others wrote is shown whole.
    pub fn whole(&self) -> bool {
        matches!(
            self.happening,
            Happening::Mention
                | Happening::NewPost
                | Happening::Edit
                | Happening::Poll
                | Happening::Quote
                | Happening::QuotedEdit
        )
    }
}

/// `/notifications`.
#[derive(Template)]
#[template(path = "notifications.html")]
pub struct NotificationsPage {
    pub frame: Frame,
    pub items: Vec<NotificationView>,
    pub paging: Paging,
}
