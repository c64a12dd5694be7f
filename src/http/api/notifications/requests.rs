//! Whose words are held back, and whether to hear them after all.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;

use super::super::answer::{Answer, Listing, listing};
use super::super::entities::{Empty, Merged, NotificationRequest};
use super::super::error::ApiError;
use super::super::render::Renderer;
use crate::app::AppRef;
use crate::domain::NoticeRequestId;
use crate::http::extract::body::Params;
use crate::http::extract::caller::{Id, Person};
use crate::http::extract::paging::{Ends, Paging};
use crate::service::notifications::requests;

/// `GET /api/v1/notifications/requests`.
pub async fn list(
    State(app): State<AppRef>,
    me: Person,
    paging: Paging,
) -> Result<Listing<NotificationRequest>, ApiError> {
    let page = requests::page(&app, me.id(), paging.bounds(40, 80)).await?;
    let render = Renderer {
        urls: &app.urls,
        viewer: Some(me.id()),
    };
    let items = page.items.iter();
    Ok(listing(
        &app,
        &paging,
        Ends::of(page.newest, page.oldest),
        items
            .map(|request| render.notification_request(request))
            .collect(),
    ))
}

/// `GET /api/v1/notifications/requests/{id}`.
pub async fn show(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<NoticeRequestId>,
) -> Answer<NotificationRequest> {
    let request = requests::show(&app, me.id(), id).await?;
    let render = Renderer {
        urls: &app.urls,
        viewer: Some(me.id()),
    };
    Ok(Json(render.notification_request(&request)))
}

/// `POST /api/v1/notifications/requests/{id}/accept`.
pub async fn accept(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<NoticeRequestId>,
) -> Answer<Empty> {
    requests::show(&app, me.id(), id).await?;
    requests::accept(&app, me.id(), vec![id]).await?;
    Ok(Json(Empty {}))
}

/// `POST /api/v1/notifications/requests/{id}/dismiss`.
pub async fn dismiss(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<NoticeRequestId>,
) -> Answer<Empty> {
    requests::show(&app, me.id(), id).await?;
    requests::dismiss(&app, me.id(), vec![id]).await?;
    Ok(Json(Empty {}))
}

/// Which ones.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct ManyForm {
    id: Vec<i64>,
}

impl ManyForm {
    fn ids(self) -> Vec<NoticeRequestId> {
        self.id.into_iter().map(NoticeRequestId).collect()
    }
}

/// `POST /api/v1/notifications/requests/accept`.
pub async fn accept_many(
    State(app): State<AppRef>,
    me: Person,
    Params(form): Params<ManyForm>,
) -> Answer<Empty> {
    requests::accept(&app, me.id(), form.ids()).await?;
    Ok(Json(Empty {}))
}

/// `POST /api/v1/notifications/requests/dismiss`.
pub async fn dismiss_many(
    State(app): State<AppRef>,
    me: Person,
    Params(form): Params<ManyForm>,
) -> Answer<Empty> {
    requests::dismiss(&app, me.id(), form.ids()).await?;
    Ok(Json(Empty {}))
}

/// `GET /api/v1/notifications/requests/merged`: whether what was accepted stands among the notifications. It does as soon as
/// accepting has been answered.
pub async fn merged() -> Json<Merged> {
    Json(Merged { merged: true })
}
