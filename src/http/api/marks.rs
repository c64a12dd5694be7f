//! What people do with posts: boosts, favourites, bookmarks, pins.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;

use super::accounts::{people, visibility};
use super::answer::{Answer, Listing};
use super::entities::{Account, Status};
use super::error::ApiError;
use super::render::Renderer;
use crate::app::AppRef;
use crate::domain::StatusId;
use crate::http::extract::body::Params;
use crate::http::extract::caller::{Caller, Id, Person};
use crate::http::extract::paging::Paging;
use crate::service::bundle::Post;
use crate::service::{boosts, marks, threads};

fn shown(app: &AppRef, me: &Person, post: &Post) -> Json<Status> {
    Json(
        Renderer {
            urls: &app.urls,
            viewer: Some(me.id()),
        }
        .status(post),
    )
}

/// Who may see that somebody boosted a post.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct ReblogForm {
    visibility: Option<String>,
}

/// `POST /api/v1/statuses/{id}/reblog`: answers with the boost.
pub async fn reblog(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<StatusId>,
    Params(form): Params<ReblogForm>,
) -> Answer<Status> {
    let audience = form.visibility.as_deref().filter(|name| !name.is_empty());
    let audience = audience.map(visibility).transpose()?;
    let boost = boosts::reblog_for(&app, &me, id, audience).await?;
    Ok(shown(&app, &me, &boost))
}

/// `POST /api/v1/statuses/{id}/unreblog`: answers with the post.
pub async fn unreblog(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<StatusId>,
) -> Answer<Status> {
    Ok(shown(&app, &me, &boosts::unreblog(&app, &me, id).await?))
}

/// `POST /api/v1/statuses/{id}/favourite`.
pub async fn favourite(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<StatusId>,
) -> Answer<Status> {
    Ok(shown(&app, &me, &marks::favourite(&app, &me, id).await?))
}

/// `POST /api/v1/statuses/{id}/unfavourite`.
pub async fn unfavourite(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<StatusId>,
) -> Answer<Status> {
    Ok(shown(&app, &me, &marks::unfavourite(&app, &me, id).await?))
}

/// `POST /api/v1/statuses/{id}/mute`: no more notifications of its conversation.
pub async fn mute(State(app): State<AppRef>, me: Person, Id(id): Id<StatusId>) -> Answer<Status> {
    Ok(shown(
        &app,
        &me,
        &threads::set_muted(&app, &me, id, true).await?,
    ))
}

/// `POST /api/v1/statuses/{id}/unmute`.
pub async fn unmute(State(app): State<AppRef>, me: Person, Id(id): Id<StatusId>) -> Answer<Status> {
    Ok(shown(
        &app,
        &me,
        &threads::set_muted(&app, &me, id, false).await?,
    ))
}

/// `POST /api/v1/statuses/{id}/bookmark`.
pub async fn bookmark(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<StatusId>,
) -> Answer<Status> {
    Ok(shown(
        &app,
        &me,
        &marks::set_bookmarked(&app, &me, id, true).await?,
    ))
}

/// `POST /api/v1/statuses/{id}/unbookmark`.
pub async fn unbookmark(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<StatusId>,
) -> Answer<Status> {
    Ok(shown(
        &app,
        &me,
        &marks::set_bookmarked(&app, &me, id, false).await?,
    ))
}

/// `POST /api/v1/statuses/{id}/pin`.
pub async fn pin(State(app): State<AppRef>, me: Person, Id(id): Id<StatusId>) -> Answer<Status> {
    Ok(shown(
        &app,
        &me,
        &marks::set_pinned(&app, &me, id, true).await?,
    ))
}

/// `POST /api/v1/statuses/{id}/unpin`.
pub async fn unpin(State(app): State<AppRef>, me: Person, Id(id): Id<StatusId>) -> Answer<Status> {
    Ok(shown(
        &app,
        &me,
        &marks::set_pinned(&app, &me, id, false).await?,
    ))
}

/// `GET /api/v1/statuses/{id}/favourited_by`.
pub async fn favourited_by(
    State(app): State<AppRef>,
    caller: Caller,
    Id(id): Id<StatusId>,
    paging: Paging,
) -> Result<Listing<Account>, ApiError> {
    let rows = marks::favourited_by(&app, caller.viewer(), id, paging.bounds(40, 80)).await?;
    Ok(people(&app, &paging, caller.viewer(), &rows))
}

/// `GET /api/v1/statuses/{id}/reblogged_by`.
pub async fn reblogged_by(
    State(app): State<AppRef>,
    caller: Caller,
    Id(id): Id<StatusId>,
    paging: Paging,
) -> Result<Listing<Account>, ApiError> {
    let rows = boosts::reblogged_by(&app, caller.viewer(), id, paging.bounds(40, 80)).await?;
    Ok(people(&app, &paging, caller.viewer(), &rows))
}
