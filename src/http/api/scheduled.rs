//! Posts that are published later. They are made by `POST /api/v1/statuses` with `scheduled_at`.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;

use super::answer::{Answer, Listing, listing};
use super::entities::{Empty, ScheduledStatus};
use super::error::ApiError;
use super::render::Renderer;
use crate::app::AppRef;
use crate::domain::Timestamp;
use crate::http::extract::body::Params;
use crate::http::extract::caller::{Id, Person};
use crate::http::extract::paging::{Ends, Paging};
use crate::service::scheduled;

/// A time as apps write it; `None` where the field is empty. toot looks for the words of the error.
pub(super) fn time(text: Option<&str>) -> Result<Option<Timestamp>, ApiError> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let time =
        Timestamp::parse(text).ok_or_else(|| ApiError::Invalid("Record invalid".to_owned()))?;
    Ok(Some(time))
}

/// `GET /api/v1/scheduled_statuses`.
pub async fn list(
    State(app): State<AppRef>,
    me: Person,
    paging: Paging,
) -> Result<Listing<ScheduledStatus>, ApiError> {
    let found = scheduled::list(&app, me.id(), paging.bounds(20, 40)).await?;
    let ends = Ends::of_positions(found.iter().map(|post| post.row.id));
    let render = Renderer {
        urls: &app.urls,
        viewer: Some(me.id()),
    };
    let items = found.iter().map(|post| render.scheduled(post)).collect();
    Ok(listing(&app, &paging, ends, items))
}

/// `GET /api/v1/scheduled_statuses/{id}`.
pub async fn show(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<i64>,
) -> Answer<ScheduledStatus> {
    let found = scheduled::show(&app, me.id(), id).await?;
    Ok(Json(
        Renderer {
            urls: &app.urls,
            viewer: Some(me.id()),
        }
        .scheduled(&found),
    ))
}

/// The new time.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct TimeForm {
    scheduled_at: Option<String>,
}

/// `PUT /api/v1/scheduled_statuses/{id}`: another time.
pub async fn change(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<i64>,
    Params(form): Params<TimeForm>,
) -> Answer<ScheduledStatus> {
    // Somebody else's is not found, whatever else is wrong.
    scheduled::show(&app, me.id(), id).await?;
    let due = time(form.scheduled_at.as_deref())?
        .ok_or_else(|| ApiError::invalid("Scheduled at can't be blank"))?;
    let found = scheduled::reschedule(&app, me.id(), id, due).await?;
    Ok(Json(
        Renderer {
            urls: &app.urls,
            viewer: Some(me.id()),
        }
        .scheduled(&found),
    ))
}

/// `DELETE /api/v1/scheduled_statuses/{id}`.
pub async fn delete(State(app): State<AppRef>, me: Person, Id(id): Id<i64>) -> Answer<Empty> {
    scheduled::delete(&app, me.id(), id).await?;
    Ok(Json(Empty {}))
}
