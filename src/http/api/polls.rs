//! Polls.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;

use super::answer::Answer;
use super::entities::Poll;
use super::error::ApiError;
use super::render::Renderer;
use crate::ap::resolve;
use crate::app::AppRef;
use crate::domain::{AccountId, StatusId};
use crate::http::extract::body::Params;
use crate::http::extract::caller::{Caller, Id, Person};
use crate::service::bundle::Post;
use crate::service::{polls, statuses};

fn answer(app: &AppRef, viewer: Option<AccountId>, post: &Post) -> Answer<Poll> {
    let render = Renderer {
        urls: &app.urls,
        viewer,
    };
    let poll = render.poll(post.shown()).ok_or(ApiError::NotFound)?;
    Ok(Json(poll))
}

/// `GET /api/v1/polls/{id}`. Has the numbers of a peer's poll read again when they are old.
pub async fn show(State(app): State<AppRef>, caller: Caller, Id(id): Id<StatusId>) -> Answer<Poll> {
    let post = statuses::show(&app, caller.viewer(), id).await?;
    if !post.shown().row.local && post.shown().extras.poll.is_some() {
        resolve::queue_poll(&app, post.shown().row.id, false).await?;
    }
    answer(&app, caller.viewer(), &post)
}

/// The positions of the chosen options.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct VotesForm {
    choices: Vec<String>,
}

/// `POST /api/v1/polls/{id}/votes`.
pub async fn vote(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<StatusId>,
    Params(form): Params<VotesForm>,
) -> Answer<Poll> {
    let choices = form.choices.iter().map(|choice| choice.trim().parse());
    let choices: Vec<i64> = choices
        .collect::<Result<_, _>>()
        .map_err(|_| ApiError::invalid("The chosen vote option does not exist"))?;
    let post = polls::vote(&app, &me, id, &choices).await?;
    answer(&app, Some(me.id()), &post)
}
