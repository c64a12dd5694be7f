//! Hashtags: looking at one, following, and showing them on a profile.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;

use super::answer::{Answer, Listing, listing};
use super::entities::{Empty, FeaturedTag, Tag};
use super::error::ApiError;
use super::render::Renderer;
use crate::app::AppRef;
use crate::db::accounts::AccountRow;
use crate::domain::AccountId;
use crate::http::extract::body::Params;
use crate::http::extract::caller::{Caller, Id, Person};
use crate::http::extract::paging::{Ends, Paging};
use crate::service::{accounts, tags};

fn renderer(app: &AppRef, viewer: Option<AccountId>) -> Renderer<'_> {
    Renderer {
        urls: &app.urls,
        viewer,
    }
}

/// `GET /api/v1/tags/{name}`: also for a tag that nobody has used.
pub async fn show(State(app): State<AppRef>, caller: Caller, Id(name): Id<String>) -> Answer<Tag> {
    let tag = tags::show(&app, caller.viewer(), &name).await?;
    Ok(Json(renderer(&app, caller.viewer()).tag(&tag)))
}

/// `POST /api/v1/tags/{name}/follow`.
pub async fn follow(State(app): State<AppRef>, me: Person, Id(name): Id<String>) -> Answer<Tag> {
    let tag = tags::follow(&app, &me, &name).await?;
    Ok(Json(renderer(&app, Some(me.id())).tag(&tag)))
}

/// `POST /api/v1/tags/{name}/unfollow`.
pub async fn unfollow(State(app): State<AppRef>, me: Person, Id(name): Id<String>) -> Answer<Tag> {
    let tag = tags::unfollow(&app, &me, &name).await?;
    Ok(Json(renderer(&app, Some(me.id())).tag(&tag)))
}

/// `POST /api/v1/tags/{name}/feature`.
pub async fn feature_named(
    State(app): State<AppRef>,
    me: Person,
    Id(name): Id<String>,
) -> Answer<Tag> {
    let tag = tags::feature_named(&app, &me, &name).await?;
    Ok(Json(renderer(&app, Some(me.id())).tag(&tag)))
}

/// `POST /api/v1/tags/{name}/unfeature`.
pub async fn unfeature_named(
    State(app): State<AppRef>,
    me: Person,
    Id(name): Id<String>,
) -> Answer<Tag> {
    let tag = tags::unfeature_named(&app, &me, &name).await?;
    Ok(Json(renderer(&app, Some(me.id())).tag(&tag)))
}

/// `GET /api/v1/followed_tags`, last followed first.
pub async fn followed(
    State(app): State<AppRef>,
    me: Person,
    paging: Paging,
) -> Result<Listing<Tag>, ApiError> {
    let found = tags::followed(&app, me.id(), paging.bounds(100, 200)).await?;
    let render = renderer(&app, Some(me.id()));
    let ends = Ends::of_positions(found.iter().map(|(position, _)| *position));
    let entities = found.iter().map(|(_, tag)| render.tag(tag)).collect();
    Ok(listing(&app, &paging, ends, entities))
}

async fn featured_by(app: &AppRef, account: &AccountRow) -> Answer<Vec<FeaturedTag>> {
    let found = tags::featured(app, account.id).await?;
    let render = renderer(app, None);
    let entities = found.iter().map(|tag| render.featured_tag(account, tag));
    Ok(Json(entities.collect()))
}

/// `GET /api/v1/featured_tags`.
pub async fn featured(State(app): State<AppRef>, me: Person) -> Answer<Vec<FeaturedTag>> {
    featured_by(&app, &me.account).await
}

/// `GET /api/v1/accounts/{id}/featured_tags`.
pub async fn featured_of(
    State(app): State<AppRef>,
    caller: Caller,
    Id(id): Id<AccountId>,
) -> Answer<Vec<FeaturedTag>> {
    let account = accounts::show(&app, caller.viewer(), id).await?;
    featured_by(&app, &account).await
}

/// A hashtag to show on one's profile.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct FeatureForm {
    name: String,
}

/// `POST /api/v1/featured_tags`.
pub async fn feature(
    State(app): State<AppRef>,
    me: Person,
    Params(form): Params<FeatureForm>,
) -> Answer<FeaturedTag> {
    let tag = tags::feature(&app, &me, &form.name).await?;
    Ok(Json(renderer(&app, None).featured_tag(&me.account, &tag)))
}

/// `DELETE /api/v1/featured_tags/{id}`.
pub async fn unfeature(State(app): State<AppRef>, me: Person, Id(id): Id<i64>) -> Answer<Empty> {
    tags::unfeature(&app, &me, id).await?;
    Ok(Json(Empty {}))
}

/// `GET /api/v1/featured_tags/suggestions`: those that the caller uses most.
pub async fn suggestions(State(app): State<AppRef>, me: Person) -> Answer<Vec<Tag>> {
    let found = tags::suggestions(&app, me.id()).await?;
    let render = renderer(&app, Some(me.id()));
    Ok(Json(found.iter().map(|tag| render.tag(tag)).collect()))
}
