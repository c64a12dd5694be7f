//! Notifications in groups (version 2 of the API).

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use serde::Deserialize;

use super::super::accounts::people;
use super::super::answer::{Answer, Listing};
use super::super::entities::{Account, Empty, GroupedNotifications, UnreadCount};
use super::super::error::ApiError;
use super::super::render::Renderer;
use super::{counted, wanted};
use crate::app::AppRef;
use crate::db::notifications::NotificationFilter;
use crate::domain::{AccountId, NotificationKind};
use crate::http::extract::body::Params;
use crate::http::extract::caller::{Id, Person};
use crate::http::extract::lenient;
use crate::http::extract::paging::{Ends, Paging};
use crate::service::notifications::groups::{self, GroupFilter};
use crate::service::notifications::{COUNT_LIMIT, MOST_COUNTED};

/// Which notifications, and how much of the people in them.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct GroupsForm {
    types: Vec<String>,
    exclude_types: Vec<String>,
    grouped_types: Vec<String>,
    #[serde(deserialize_with = "lenient::blank_is_none")]
    account_id: Option<i64>,
    include_filtered: bool,
    expand_accounts: Option<String>,
}

impl GroupsForm {
    fn filter(&self) -> GroupFilter {
        let named = |kind: &NotificationKind| {
            let mut names = self.grouped_types.iter();
            names.any(|name| name == kind.name())
        };
        let kinds = NotificationKind::ALL.iter().copied();
        GroupFilter {
            which: NotificationFilter {
                kinds: Some(wanted(&self.types, &self.exclude_types)),
                from: self.account_id.map(AccountId),
                include_filtered: self.include_filtered,
            },
            grouped: (!self.grouped_types.is_empty()).then(|| kinds.filter(named).collect()),
        }
    }

    /// Whether only the first of each group is sent whole.
    fn partial(&self) -> Result<bool, ApiError> {
        match self.expand_accounts.as_deref() {
            None | Some("" | "full") => Ok(false),
            Some("partial_avatars") => Ok(true),
            Some(other) => Err(ApiError::BadRequest(format!(
                "Invalid value for 'expand_accounts': '{other}', allowed values are 'full' and 'partial_avatars'"
            ))),
        }
    }
}

/// `GET /api/v2/notifications`.
pub async fn list(
    State(app): State<AppRef>,
    me: Person,
    paging: Paging,
    Params(form): Params<GroupsForm>,
) -> Result<(HeaderMap, Json<GroupedNotifications>), ApiError> {
    let partial = form.partial()?;
    let page = groups::page(&app, me.id(), &form.filter(), paging.bounds(40, 80)).await?;
    let render = Renderer {
        urls: &app.urls,
        viewer: Some(me.id()),
    };
    let links = paging.links(app.urls.base(), Ends::of(page.newest, page.oldest));
    Ok((
        links,
        Json(render.grouped_notifications(&page.items, true, partial)),
    ))
}

/// `GET /api/v2/notifications/unread_count`.
pub async fn unread_count(
    State(app): State<AppRef>,
    me: Person,
    paging: Paging,
    Params(form): Params<GroupsForm>,
) -> Answer<UnreadCount> {
    let limit = paging.limit(COUNT_LIMIT, MOST_COUNTED);
    let count = groups::count_unread(&app, me.id(), &form.filter(), limit).await?;
    Ok(counted(count))
}

/// `GET /api/v2/notifications/{group_key}`.
pub async fn show(
    State(app): State<AppRef>,
    me: Person,
    Id(key): Id<String>,
) -> Answer<GroupedNotifications> {
    let group = groups::show(&app, me.id(), &key).await?;
    let render = Renderer {
        urls: &app.urls,
        viewer: Some(me.id()),
    };
    Ok(Json(render.grouped_notifications(&[group], false, false)))
}

/// `GET /api/v2/notifications/{group_key}/accounts`.
pub async fn accounts(
    State(app): State<AppRef>,
    me: Person,
    Id(key): Id<String>,
    paging: Paging,
) -> Result<Listing<Account>, ApiError> {
    let found = groups::people(&app, me.id(), &key, paging.bounds(40, 80)).await?;
    Ok(people(&app, &paging, Some(me.id()), &found))
}

/// `POST /api/v2/notifications/{group_key}/dismiss`.
pub async fn dismiss(State(app): State<AppRef>, me: Person, Id(key): Id<String>) -> Answer<Empty> {
    groups::dismiss(&app, me.id(), key).await?;
    Ok(Json(Empty {}))
}
