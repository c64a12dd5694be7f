//! Timelines, and the lists of one's marked posts.

use axum::extract::State;
use serde::Deserialize;

use super::answer::{Listing, listing};
use super::entities::Status;
use super::error::ApiError;
use super::render::Renderer;
use crate::app::AppRef;
use crate::db::timelines::PublicFilter;
use crate::domain::{AccountId, ListId};
use crate::http::extract::body::Params;
use crate::http::extract::caller::{Caller, Id, Person};
use crate::http::extract::paging::{Ends, Paging};
use crate::service::timelines::{self, Hashtags, Page};

fn posts(app: &AppRef, paging: &Paging, viewer: Option<AccountId>, page: &Page) -> Listing<Status> {
    let render = Renderer {
        urls: &app.urls,
        viewer,
    };
    listing(
        app,
        paging,
        Ends::of(page.newest, page.oldest),
        render.statuses(&page.posts),
    )
}

/// `GET /api/v1/timelines/home`.
pub async fn home(
    State(app): State<AppRef>,
    me: Person,
    paging: Paging,
) -> Result<Listing<Status>, ApiError> {
    let page = timelines::home(&app, me.id(), paging.bounds(20, 40)).await?;
    Ok(posts(&app, &paging, Some(me.id()), &page))
}

/// `GET /api/v1/timelines/list/{id}`.
pub async fn list(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<ListId>,
    paging: Paging,
) -> Result<Listing<Status>, ApiError> {
    let page = timelines::list(&app, me.id(), id, paging.bounds(20, 40)).await?;
    Ok(posts(&app, &paging, Some(me.id()), &page))
}

/// Which public posts.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct PublicForm {
    local: bool,
    remote: bool,
    only_media: bool,
}

impl From<PublicForm> for PublicFilter {
    fn from(form: PublicForm) -> Self {
        Self {
            local: form.local,
            remote: form.remote,
            only_media: form.only_media,
        }
    }
}

/// `GET /api/v1/timelines/public`: the network timeline, with `local` the unit's.
pub async fn public(
    State(app): State<AppRef>,
    caller: Caller,
    paging: Paging,
    Params(form): Params<PublicForm>,
) -> Result<Listing<Status>, ApiError> {
    let page = timelines::public(&app, caller.viewer(), form.into(), paging.bounds(20, 40)).await?;
    Ok(posts(&app, &paging, caller.viewer(), &page))
}

/// Which posts with hashtags.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct TagForm {
    local: bool,
    remote: bool,
    only_media: bool,
    /// Further hashtags: posts with one of these too, only those with all of these, only those with none of these.
    any: Vec<String>,
    all: Vec<String>,
    none: Vec<String>,
}

/// `GET /api/v1/timelines/tag/{name}`.
pub async fn tag(
    State(app): State<AppRef>,
    caller: Caller,
    Id(name): Id<String>,
    paging: Paging,
    Params(form): Params<TagForm>,
) -> Result<Listing<Status>, ApiError> {
    let tags = Hashtags {
        name,
        any: form.any,
        all: form.all,
        none: form.none,
    };
    let filter = PublicFilter {
        local: form.local,
        remote: form.remote,
        only_media: form.only_media,
    };
    let bounds = paging.bounds(20, 40);
    let page = timelines::tag(&app, caller.viewer(), &tags, filter, bounds).await?;
    Ok(posts(&app, &paging, caller.viewer(), &page))
}

/// `GET /api/v1/favourites`.
pub async fn favourites(
    State(app): State<AppRef>,
    me: Person,
    paging: Paging,
) -> Result<Listing<Status>, ApiError> {
    let page = timelines::favourites(&app, me.id(), paging.bounds(20, 40)).await?;
    Ok(posts(&app, &paging, Some(me.id()), &page))
}

/// `GET /api/v1/bookmarks`.
pub async fn bookmarks(
    State(app): State<AppRef>,
    me: Person,
    paging: Paging,
) -> Result<Listing<Status>, ApiError> {
    let page = timelines::bookmarks(&app, me.id(), paging.bounds(20, 40)).await?;
    Ok(posts(&app, &paging, Some(me.id()), &page))
}
