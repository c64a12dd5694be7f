//! Notifications.

use super::{Show, link};
use crate::{
    domain::{NotificationId, NotificationKind},
    http::web::views::{
        notifications::{Happening, NotificationView},
        posts::PostView,
    },
    service::bundle::Notice,
};

impl Show {
    /// One thing that happened; `read` is the last one that the reader has read.
    pub fn notification(&self, full: &Notice, read: Option<NotificationId>) -> NotificationView {
        let (happening, what) = match full.row.kind {
            NotificationKind::Mention => (Happening::Mention, self.lang.t("notification-mention")),
            NotificationKind::Favourite => (Happening::Like, self.lang.t("notification-like")),
            NotificationKind::Reblog => (Happening::Share, self.lang.t("notification-share")),
            NotificationKind::Follow => (Happening::Follow, self.lang.t("notification-follow")),
            NotificationKind::FollowRequest => (
                Happening::FollowRequest,
                self.lang.t("notification-follow-request"),
            ),
            NotificationKind::Status => (Happening::NewPost, self.lang.t("notification-post")),
            NotificationKind::Update => (Happening::Edit, self.lang.t("notification-edit")),
            NotificationKind::GroupRequest => (
                Happening::GroupRequest,
                self.lang.t("notification-group-request"),
            ),
            NotificationKind::GroupInvite => (
                Happening::GroupInvite,
                self.lang.t("notification-group-invite"),
            ),
            NotificationKind::Poll => (Happening::Poll, self.lang.t("notification-poll")),
            NotificationKind::Quote => (Happening::Quote, self.lang.t("notification-quote")),
            NotificationKind::QuotedUpdate => (
                Happening::QuotedEdit,
                self.lang.t("notification-quoted-edit"),
            ),
            NotificationKind::AdminReport => {
                (Happening::Report, self.lang.t("notification-report"))
            }
            NotificationKind::AdminSignUp => {
                (Happening::SignUp, self.lang.t("notification-sign-up"))
            }
        };
        // Two notifications may be about one post; each shows it in a place of its own.
        let post = full.post.as_ref().map(|post| PostView {
            anchor: format!("n{}", full.row.id),
            ..self.post(post)
        });
        NotificationView {
            id: full.row.id.to_string(),
            happening,
            what,
            person: self.person(&full.from),
            time: self.time(full.row.created_at),
            post,
            unread: read.is_none_or(|read| full.row.id > read),
            groups: full
                .groups
                .iter()
                .map(|group| link(format!("/groups/{}/requests", group.id), group.shown_name()))
                .collect(),
        }
    }
}
