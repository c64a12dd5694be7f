//! Finding people, posts and hashtags.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;

use super::answer::Answer;
use super::entities::{Account, SearchResults};
use super::error::ApiError;
use super::render::Renderer;
use crate::ap::resolve;
use crate::app::AppRef;
use crate::db::accounts::AccountRow;
use crate::domain::AccountId;
use crate::http::extract::body::Params;
use crate::http::extract::caller::Caller;
use crate::http::extract::paging::Paging;
use crate::service::directory::{self, Order};
use crate::service::search::{self, Found, Kinds, Meaning, Query};
use crate::service::{accounts, statuses, tags};

/// What to look for.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct SearchForm {
    q: String,
    /// `accounts`, `statuses` or `hashtags`; absent: all.
    r#type: Option<String>,
    /// Ask other units too.
    resolve: bool,
    following: bool,
    /// Only posts by this author.
    account_id: Option<String>,
}

impl SearchForm {
    /// The author asked for; an id that is none has written nothing.
    fn author(&self) -> Option<AccountId> {
        let id = self.account_id.as_deref().filter(|id| !id.is_empty())?;
        Some(id.parse().unwrap_or(AccountId(0)))
    }
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

/// `GET /api/v2/search`. `exclude_unreviewed` changes nothing: no hashtag waits for a review here.
pub async fn search(
    State(app): State<AppRef>,
    caller: Caller,
    paging: Paging,
    Params(form): Params<SearchForm>,
) -> Answer<SearchResults> {
    let viewer = caller.viewer();
    let query = Query {
        author: form.author(),
        kinds: kinds(form.r#type.as_deref())?,
        text: form.q,
        following_only: form.following,
        max_id: paging.max_id,
        min_id: paging.min_id,
        limit: paging.limit(20, 40),
        offset: paging.offset.unwrap_or(0),
    };
    let found = find(&app, viewer, &query, form.resolve).await?;
    let render = Renderer {
        urls: &app.urls,
        viewer,
    };
    let tags = tags::complete(&app, viewer, found.tags).await?;
    Ok(Json(SearchResults {
        accounts: entities(render, &found.people),
        statuses: render.statuses(&found.posts),
        hashtags: tags.iter().map(|tag| render.tag(tag)).collect(),
    }))
}

/// `GET /api/v1/accounts/search`.
pub async fn people(
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
        ..Query::default()
    };
    let found = find(&app, viewer, &query, form.resolve).await?;
    Ok(Json(entities(
        Renderer {
            urls: &app.urls,
            viewer,
        },
        &found.people,
    )))
}

/// Which people, in which order.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct DirectoryForm {
    /// `active` (those who wrote last first) or `new`.
    order: Option<String>,
    local: bool,
}

/// `GET /api/v1/directory`: people who want to be found.
pub async fn directory(
    State(app): State<AppRef>,
    caller: Caller,
    paging: Paging,
    Params(form): Params<DirectoryForm>,
) -> Answer<Vec<Account>> {
    let order = match form.order.as_deref() {
        None | Some("" | "active") => Order::Active,
        Some("new") => Order::New,
        Some(_) => {
            return Err(ApiError::BadRequest(
                "order must be active or new".to_owned(),
            ));
        }
    };
    let (limit, offset) = (paging.limit(40, 80), paging.offset.unwrap_or(0));
    let found = directory::sorted(&app, caller.viewer(), order, form.local, limit, offset).await?;
    let render = Renderer {
        urls: &app.urls,
        viewer: caller.viewer(),
    };
    Ok(Json(entities(render, &found)))
}

fn entities(render: Renderer<'_>, people: &[AccountRow]) -> Vec<Account> {
    people.iter().map(|row| render.account(row)).collect()
}

/// Searches what is known here. Where a person asks for it, an exact handle or an address is first looked up at its own
/// unit; what cannot be reached or may not be asked is simply not found.
async fn find(
    app: &AppRef,
    viewer: Option<AccountId>,
    query: &Query,
    ask_others: bool,
) -> Result<Found, ApiError> {
    if ask_others && viewer.is_some() && query.offset == 0 {
        let named = match query.meaning() {
            Meaning::Handle(handle) if query.kinds.people => {
                let row = resolve::handle(app, &handle).await;
                Some(row.map(|row| resolve::Found::Account(Box::new(row))))
            }
            Meaning::Address(address) => Some(resolve::address(app, address).await),
            _ => None,
        };
        match named {
            Some(Ok(resolve::Found::Account(row))) if query.kinds.people && row.is_active() => {
                // What it asked for is known by now; a secret group may still not be.
                let found = accounts::show(app, viewer, row.id).await;
                return Ok(Found {
                    people: search::known(found)?.into_iter().collect(),
                    ..Found::default()
                });
            }
            Some(Ok(resolve::Found::Post(row))) if query.kinds.posts => {
                let post = statuses::show(app, viewer, row.id).await;
                return Ok(Found {
                    posts: search::known(post)?.into_iter().collect(),
                    ..Found::default()
                });
            }
            Some(Err(error)) => {
                tracing::debug!(text = %query.text, %error, "nothing was found elsewhere")
            }
            _ => {}
        }
    }
    Ok(search::search(app, viewer, query).await?)
}
