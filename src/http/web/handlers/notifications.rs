//! What others did that concerns the reader. Looking at the page is reading it.

use axum::{extract::State, response::Response};

use super::login::Nothing;
use crate::{
    app::AppRef,
    db::notifications::NotificationFilter,
    domain::{FilterContext, NotificationId},
    http::{
        extract::paging::Paging,
        web::{
            errors::WebError,
            handlers::page_asked,
            notices::Notice,
            posted::Posted,
            redirects::see_other,
            show,
            views::{frame::Place, notifications::NotificationsPage},
            visitor::Member,
        },
    },
    service::{bundle, markers, notifications},
};

const PATH: &str = "/notifications";

/// `GET /notifications`.
pub async fn list(
    State(app): State<AppRef>,
    member: Member,
    paging: Paging,
) -> Result<Response, WebError> {
    let asked = page_asked(&paging);
    let all = NotificationFilter::default();
    let found = notifications::page(&app, member.id(), &all, asked).await?;
    let ends = (found.newest, found.oldest);
    let found = found.items;
    if found.is_empty() && asked.min.is_some() {
        return Ok(see_other(PATH));
    }
    let read = markers::last_read(&app, member.id()).await?;
    let show = member.show().await?.filtering(FilterContext::Notifications);
    let wanted = |one: &&bundle::Notice| !one.post.as_ref().is_some_and(|post| show.hides(post));
    // The frame is made after the marking: its number counts what is still unread elsewhere. What may not be seen any more
    // counts as seen.
    if let Some(newest) = ends.0 {
        markers::saw_notifications(&app, member.id(), NotificationId(newest)).await?;
    }
    let page = NotificationsPage {
        frame: member
            .frame(&member.t("notifications-title"), Place::Notifications)
            .await?,
        items: found
            .iter()
            .filter(wanted)
            .map(|one| show.notification(one, read))
            .collect(),
        paging: show::paging(PATH, found.len(), ends, asked),
    };
    member.render(&page)
}

/// `POST /notifications/clear`.
pub async fn clear(
    State(app): State<AppRef>,
    Posted { member, .. }: Posted<Nothing>,
) -> Result<Response, WebError> {
    notifications::clear(&app, member.id()).await?;
    Ok(member.done(PATH, Notice::NotificationsCleared, ""))
}
