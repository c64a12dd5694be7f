//! Finding people, posts and hashtags.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;

use super::answer::Answer;
use super::entities::{Account, SearchResults};
use super::error::ApiError;
use super::render::Renderer;
use crate::app::AppRef;
use crate::db::accounts::AccountRow;
use crate::http::extract::body::Params;
use crate::http::extract::caller::Caller;
use crate::http::extract::paging::Paging;
use crate::service::search::{self, Kinds, Query};

/// What to look for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SearchForm {
    q: String,
    /// `accounts`, `statuses` or `hashtags`; absent: all.
    r#type: Option<String>,
    following: bool,
}

fn kinds(name: Option<&str>) -> Result<Kinds, ApiError> {
    match name {
        None | Some("") => Ok(Kinds {
            people: true,
            posts: true,
            tags: true,
        }),
        Some("accounts") => Ok(Kinds {
            people: true,
            ..Kinds::default()
        }),
        Some("statuses") => Ok(Kinds {
            posts: true,
            ..Kinds::default()
        }),
        Some("hashtags") => Ok(Kinds {
            tags: true,
            ..Kinds::default()
        }),
        Some(_) => Err(ApiError::BadRequest(
            "type must be accounts, statuses or hashtags".to_owned(),
        )),
    }
}

/// `GET /api/v2/search`.
pub async fn search(
    State(app): State<AppRef>,
    caller: Caller,
    paging: Paging,
    Params(form): Params<SearchForm>,
) -> Answer<SearchResults> {
    let viewer = caller.viewer();
    let query = Query {
        text: form.q,
        kinds: kinds(form.r#type.as_deref())?,
        following_only: form.following,
        limit: paging.limit(20, 40),
        offset: paging.offset.unwrap_or(0),
    };
    let found = search::search(&app, viewer, &query).await?;
    let render = Renderer {
        urls: &app.urls,
        viewer,
    };
    Ok(Json(SearchResults {
        accounts: entities(render, &found.people),
        statuses: render.statuses(&found.posts),
        hashtags: found.tags.iter().map(|tag| render.tag(tag)).collect(),
    }))
}

/// `GET /api/v1/accounts/search`.
pub async fn accounts(
    State(app): State<AppRef>,
    caller: Caller,
    paging: Paging,
    Params(form): Params<SearchForm>,
) -> Answer<Vec<Account>> {
    let viewer = caller.viewer();
    let query = Query {
        text: form.q,
        kinds: Kinds {
            people: true,
            ..Kinds::default()
        },
        following_only: form.following,
        limit: paging.limit(40, 80),
        offset: paging.offset.unwrap_or(0),
    };
    let found = search::search(&app, viewer, &query).await?;
    Ok(Json(entities(
        Renderer {
            urls: &app.urls,
            viewer,
        },
        &found.people,
    )))
}

fn entities(render: Renderer<'_>, people: &[AccountRow]) -> Vec<Account> {
    people.iter().map(|row| render.account(row)).collect()
}
