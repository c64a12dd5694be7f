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
use crate::domain::{AccountId, NotificationId, NotificationKind};
use crate::http::extract::body::Params;
use crate::http::extract::caller::{Id, Person};
use crate::http::extract::lenient;
use crate::http::extract::paging::{Ends, Paging};
use crate::service::notifications::{self, COUNT_LIMIT, MOST_COUNTED};

pub mod groups;
pub mod policies;
pub mod requests;

/// Which notifications.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct ListForm {
    types: Vec<String>,
    exclude_types: Vec<String>,
    #[serde(deserialize_with = "lenient::blank_is_none")]
    account_id: Option<i64>,
    include_filtered: bool,
}

impl From<ListForm> for NotificationFilter {
    fn from(form: ListForm) -> Self {
        Self {
            kinds: Some(wanted(&form.types, &form.exclude_types)),
            from: form.account_id.map(AccountId),
            include_filtered: form.include_filtered,
        }
    }
}

/// The kinds to send. Names of kinds that do not exist here match nothing. Kinds that are only ours are sent to those who ask
/// for them: apps that do not know one show it wrongly or break.
fn wanted(types: &[String], excluded: &[String]) -> Vec<NotificationKind> {
    let named =
        |names: &[String], kind: NotificationKind| names.iter().any(|name| name == kind.name());
    let wanted = |kind: &NotificationKind| {
        let asked = match types.is_empty() {
            true => !kind.is_about_groups(),
            false => named(types, *kind),
        };
        asked && !named(excluded, *kind)
    };
    let kinds = NotificationKind::ALL.iter().copied();
    kinds.filter(wanted).collect()
}

fn counted(count: usize) -> Json<UnreadCount> {
    Json(UnreadCount {
        count: i64::try_from(count).unwrap_or(i64::MAX),
    })
}

/// `GET /api/v1/notifications`.
pub async fn list(
    State(app): State<AppRef>,
    me: Person,
    paging: Paging,
    Params(form): Params<ListForm>,
) -> Result<Listing<Notification>, ApiError> {
    let page = notifications::page(&app, me.id(), &form.into(), paging.bounds(40, 80)).await?;
    let render = Renderer {
        urls: &app.urls,
        viewer: Some(me.id()),
    };
    let items = page.items.iter();
    Ok(listing(
        &app,
        &paging,
        Ends::of(page.newest, page.oldest),
        items.map(|notice| render.notification(notice)).collect(),
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

/// `POST /api/v1/notifications/clear`, also under version 2.
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

/// Which one.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct OneForm {
    #[serde(deserialize_with = "lenient::blank_is_none")]
    id: Option<i64>,
}

/// `POST /api/v1/notifications/dismiss`: the form of old clients, with the id as a parameter.
pub async fn dismiss_old(
    State(app): State<AppRef>,
    me: Person,
    Params(form): Params<OneForm>,
) -> Answer<Empty> {
    let id = form
        .id
        .ok_or_else(|| ApiError::invalid("Id can't be blank"))?;
    notifications::dismiss(&app, me.id(), NotificationId(id)).await?;
    Ok(Json(Empty {}))
}

/// Which ones.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct ManyForm {
    ids: Vec<i64>,
}

/// `DELETE /api/v1/notifications/destroy_multiple`.
pub async fn dismiss_many(
    State(app): State<AppRef>,
    me: Person,
    Params(form): Params<ManyForm>,
) -> Answer<Empty> {
    let ids = form.ids.into_iter().map(NotificationId).collect();
    notifications::dismiss_many(&app, me.id(), ids).await?;
    Ok(Json(Empty {}))
}

/// `GET /api/v1/notifications/unread_count`, of the same kinds as the list.
pub async fn unread_count(
    State(app): State<AppRef>,
    me: Person,
    paging: Paging,
    Params(form): Params<ListForm>,
) -> Answer<UnreadCount> {
    let limit = paging.limit(COUNT_LIMIT, MOST_COUNTED);
    let count = notifications::count_unread(&app, me.id(), &form.into(), limit).await?;
    Ok(counted(count))
}
