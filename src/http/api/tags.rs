//! Hashtags.

use axum::Json;
use axum::extract::{Path, State};

use super::answer::Answer;
use super::entities::Tag;
use super::render::Renderer;
use crate::app::AppRef;
use crate::http::extract::caller::Caller;
use crate::service::search;

/// `GET /api/v1/tags/{name}`: also for a tag that nobody has used.
pub async fn show(
    State(app): State<AppRef>,
    caller: Caller,
    Path(name): Path<String>,
) -> Answer<Tag> {
    let row = search::tag(&app, &name).await?;
    Ok(Json(
        Renderer {
            urls: &app.urls,
            viewer: caller.viewer(),
        }
        .tag(&row),
    ))
}
