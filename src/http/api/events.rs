//! Going to events. Calls of our own: Mastodon's API has none.

use axum::Json;
use axum::extract::State;

use super::answer::Answer;
use super::entities::Status;
use super::render::Renderer;
use crate::app::AppRef;
use crate::domain::StatusId;
use crate::http::extract::caller::{Id, Person};
use crate::service::bundle::Post;
use crate::service::events;

fn shown(app: &AppRef, me: &Person, post: &Post) -> Json<Status> {
    let render = Renderer {
        urls: &app.urls,
        viewer: Some(me.id()),
    };
    Json(render.status(post))
}

/// `POST /api/v1/meent/events/{id}/join`: registers for the event of a post, by the id of the post.
pub async fn join(State(app): State<AppRef>, me: Person, Id(id): Id<StatusId>) -> Answer<Status> {
    Ok(shown(&app, &me, &events::join(&app, &me, id).await?))
}

/// `POST /api/v1/meent/events/{id}/leave`: takes the registration back.
pub async fn leave(State(app): State<AppRef>, me: Person, Id(id): Id<StatusId>) -> Answer<Status> {
    Ok(shown(&app, &me, &events::leave(&app, &me, id).await?))
}
