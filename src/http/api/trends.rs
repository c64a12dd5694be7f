//! What is going on in the network.

use axum::Json;
use axum::extract::State;

use super::answer::Listing;
use super::entities::{Empty, Status, Tag};
use super::error::ApiError;
use super::render::Renderer;
use crate::app::AppRef;
use crate::http::extract::caller::Caller;
use crate::http::extract::paging::Paging;
use crate::service::trends;

fn window(paging: &Paging, default: i64, max: i64) -> (i64, usize, usize) {
    let limit = paging.limit(default, max);
    let offset = usize::try_from(paging.offset.unwrap_or(0)).unwrap_or(usize::MAX);
    (limit, usize::try_from(limit).unwrap_or(0), offset)
}

/// `GET /api/v1/trends/tags` and, as it was called before, `GET /api/v1/trends`.
pub async fn tags(
    State(app): State<AppRef>,
    caller: Caller,
    paging: Paging,
) -> Result<Listing<Tag>, ApiError> {
    let (limit, count, offset) = window(&paging, 10, 20);
    let found = trends::tags(&app, caller.viewer(), count, offset).await?;
    let render = Renderer {
        urls: &app.urls,
        viewer: caller.viewer(),
    };
    let headers = paging.steps(app.urls.base(), limit, found.len());
    Ok((
        headers,
        Json(found.iter().map(|tag| render.tag(tag)).collect()),
    ))
}

/// `GET /api/v1/trends/statuses`.
pub async fn statuses(
    State(app): State<AppRef>,
    caller: Caller,
    paging: Paging,
) -> Result<Listing<Status>, ApiError> {
    let viewer = caller.viewer();
    let (limit, count, offset) = window(&paging, 20, 40);
    let found = trends::posts(&app, viewer, count, offset).await?;
    let render = Renderer {
        urls: &app.urls,
        viewer,
    };
    let headers = paging.steps(app.urls.base(), limit, found.len());
    Ok((headers, Json(render.statuses(&found))))
}

/// `GET /api/v1/trends/links`: which pages outside are read is not looked at, so none trend.
pub async fn links() -> Json<[Empty; 0]> {
    Json([])
}
