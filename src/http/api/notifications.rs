//! Notifications, one by one (version 1 of the API).

use axum::Json;
use axum::extract::State;
use serde::Deserialize;

use super::answer::{Answer, Listing, listing};
use super::entities::{Empty, Notification, UnreadCount};
use super::error::ApiError;
use super::render::Renderer;
use crate::app::AppRef;
use crate::db::notifications::NotificationFilter;
use crate::domain::{NotificationId, NotificationKind};
use crate::http::extract::body::Params;
use crate::http::extract::caller::{Id, Person};
use crate::http::extract::lenient;
use crate::http::extract::paging::{Ends, Paging};
use crate::service::notifications;

/// Which notifications.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ListForm {
    types: Vec<String>,
    exclude_types: Vec<String>,
    #[serde(deserialize_with = "lenient::blank_is_none")]
    account_id: Option<i64>,
}

impl From<ListForm> for NotificationFilter {
    /// Names of kinds that do not exist here match nothing. Kinds that are only ours are sent to those who ask for them:
    /// apps that do not know one show it wrongly or break.
    fn from(form: ListForm) -> Self {
        let named =
            |names: &[String], kind: NotificationKind| names.iter().any(|name| name == kind.name());
        let wanted = |kind: &NotificationKind| {
            let asked = match form.types.is_empty() {
                true => !kind.is_about_groups(),
                false => named(&form.types, *kind),
            };
            asked && !named(&form.exclude_types, *kind)
        };
        let kinds = NotificationKind::ALL.iter().copied().filter(wanted);
        Self {
            kinds: Some(kinds.collect()),
            from: form.account_id.map(crate::domain::AccountId),
        }
    }
}

/// `GET /api/v1/notifications`.
pub async fn list(
    State(app): State<AppRef>,
    me: Person,
    paging: Paging,
    Params(form): Params<ListForm>,
) -> Result<Listing<Notification>, ApiError> {
    let found = notifications::page(&app, me.id(), &form.into(), paging.bounds(40, 80)).await?;
    let render = Renderer {
        urls: &app.urls,
        viewer: Some(me.id()),
    };
    let ends = Ends::of_positions(found.iter().map(|notice| notice.row.id.0));
    Ok(listing(
        &app,
        &paging,
        ends,
        found
            .iter()
            .map(|notice| render.notification(notice))
            .collect(),
    ))
}

/// `GET /api/v1/notifications/{id}`.
pub async fn show(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<NotificationId>,
) -> Answer<Notification> {
    let found = notifications::show(&app, me.id(), id).await?;
    Ok(Json(
        Renderer {
            urls: &app.urls,
            viewer: Some(me.id()),
        }
        .notification(&found),
    ))
}

/// `POST /api/v1/notifications/clear`.
pub async fn clear(State(app): State<AppRef>, me: Person) -> Answer<Empty> {
    notifications::clear(&app, me.id()).await?;
    Ok(Json(Empty {}))
}

/// `POST /api/v1/notifications/{id}/dismiss`.
pub async fn dismiss(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<NotificationId>,
) -> Answer<Empty> {
    notifications::dismiss(&app, me.id(), id).await?;
    Ok(Json(Empty {}))
}

/// `GET /api/v1/notifications/unread_count`, of the same kinds as the list.
pub async fn unread_count(
    State(app): State<AppRef>,
    me: Person,
    Params(form): Params<ListForm>,
) -> Answer<UnreadCount> {
    let count = notifications::count_unread(&app, me.id(), &form.into()).await?;
    Ok(Json(UnreadCount {
        count: i64::try_from(count).unwrap_or(i64::MAX),
    }))
}
