//! Quotes: who quotes a post, and who may.

use axum::Json;
use axum::extract::{Path, State};
use serde::Deserialize;

use super::answer::{Answer, Listing, listing};
use super::entities::Status;
use super::error::ApiError;
use super::render::Renderer;
use crate::app::AppRef;
use crate::domain::{QuotePolicy, StatusId};
use crate::http::extract::body::Params;
use crate::http::extract::caller::{Caller, Id, Person};
use crate::http::extract::paging::{Ends, Paging};
use crate::service::quotes;

/// `GET /api/v1/statuses/{id}/quotes`.
pub async fn list(
    State(app): State<AppRef>,
    caller: Caller,
    Id(id): Id<StatusId>,
    paging: Paging,
) -> Result<Listing<Status>, ApiError> {
    let page = quotes::quoting(&app, caller.viewer(), id, paging.bounds(20, 40)).await?;
    let render = Renderer {
        urls: &app.urls,
        viewer: caller.viewer(),
    };
    let ends = Ends::of_positions(page.iter().map(|post| post.row.id.0));
    Ok(listing(&app, &paging, ends, render.statuses(&page)))
}

/// `POST /api/v1/statuses/{id}/quotes/{quoting}/revoke`: answers with the quoting post.
pub async fn revoke(
    State(app): State<AppRef>,
    me: Person,
    Path((id, quoting)): Path<(String, String)>,
) -> Answer<Status> {
    let number = |text: &str| text.parse::<StatusId>().map_err(|_| ApiError::NotFound);
    let post = quotes::revoke(&app, &me, number(&id)?, number(&quoting)?).await?;
    let render = Renderer {
        urls: &app.urls,
        viewer: Some(me.id()),
    };
    Ok(Json(render.status(&post)))
}

/// Who may quote.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct PolicyForm {
    quote_approval_policy: Option<String>,
}

/// A policy by its name in the client API; `None` where none is given.
pub(super) fn policy(name: Option<&str>) -> Result<Option<QuotePolicy>, ApiError> {
    match name.filter(|name| !name.is_empty()) {
        Some(name) => QuotePolicy::from_name(name)
            .map(Some)
            .ok_or_else(|| ApiError::invalid("Quote approval policy is not included in the list")),
        None => Ok(None),
    }
}

/// `PUT /api/v1/statuses/{id}/interaction_policy`.
pub async fn set_policy(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<StatusId>,
    Params(form): Params<PolicyForm>,
) -> Answer<Status> {
    // Nothing said is no wish to open it to everybody.
    let wanted = policy(form.quote_approval_policy.as_deref())?
        .ok_or_else(|| ApiError::invalid("Quote approval policy can't be blank"))?;
    let post = quotes::set_policy(&app, &me, id, wanted).await?;
    let render = Renderer {
        urls: &app.urls,
        viewer: Some(me.id()),
    };
    Ok(Json(render.status(&post)))
}
