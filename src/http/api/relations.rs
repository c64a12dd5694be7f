//! What people do with each other: following, blocking, muting.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;

use super::accounts::people;
use super::answer::{Answer, Listing};
use super::entities::{Account, Relationship};
use super::error::ApiError;
use super::render;
use crate::app::AppRef;
use crate::domain::AccountId;
use crate::http::extract::body::Params;
use crate::http::extract::caller::{Id, Person};
use crate::http::extract::lenient;
use crate::http::extract::paging::Paging;
use crate::service::{follows, relations};

/// How the caller stands to somebody, as the answer to every act here.
pub(super) async fn standing(app: &AppRef, me: &Person, target: AccountId) -> Answer<Relationship> {
    let found = follows::relationships(app, me.id(), &[target]).await?;
    found
        .first()
        .map(|relation| Json(render::relationship(relation)))
        .ok_or(ApiError::NotFound)
}

/// Options of a follow; what is absent stays as it is.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct FollowForm {
    reblogs: Option<bool>,
    notify: Option<bool>,
}

/// `POST /api/v1/accounts/{id}/follow`.
pub async fn follow(
    State(app): State<AppRef>,
    me: Person,
    Id(target): Id<AccountId>,
    Params(form): Params<FollowForm>,
) -> Answer<Relationship> {
    follows::follow(&app, &me, target, form.reblogs, form.notify).await?;
    standing(&app, &me, target).await
}

/// `POST /api/v1/accounts/{id}/unfollow`.
pub async fn unfollow(
    State(app): State<AppRef>,
    me: Person,
    Id(target): Id<AccountId>,
) -> Answer<Relationship> {
    follows::unfollow(&app, &me, target).await?;
    standing(&app, &me, target).await
}

/// `POST /api/v1/accounts/{id}/remove_from_followers`.
pub async fn remove_from_followers(
    State(app): State<AppRef>,
    me: Person,
    Id(target): Id<AccountId>,
) -> Answer<Relationship> {
    follows::reject(&app, &me, target).await?;
    standing(&app, &me, target).await
}

/// `POST /api/v1/accounts/{id}/block`.
pub async fn block(
    State(app): State<AppRef>,
    me: Person,
    Id(target): Id<AccountId>,
) -> Answer<Relationship> {
    relations::block(&app, &me, target).await?;
    standing(&app, &me, target).await
}

/// `POST /api/v1/accounts/{id}/unblock`.
pub async fn unblock(
    State(app): State<AppRef>,
    me: Person,
    Id(target): Id<AccountId>,
) -> Answer<Relationship> {
    relations::unblock(&app, &me, target).await?;
    standing(&app, &me, target).await
}

/// How to mute.
#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct MuteForm {
    notifications: bool,
    /// Seconds; 0 or absent: for good.
    #[serde(deserialize_with = "lenient::blank_is_none")]
    duration: Option<i64>,
}

impl Default for MuteForm {
    fn default() -> Self {
        Self {
            notifications: true,
            duration: None,
        }
    }
}

/// `POST /api/v1/accounts/{id}/mute`.
pub async fn mute(
    State(app): State<AppRef>,
    me: Person,
    Id(target): Id<AccountId>,
    Params(form): Params<MuteForm>,
) -> Answer<Relationship> {
    relations::mute(
        &app,
        &me,
        target,
        form.notifications,
        form.duration.unwrap_or(0),
    )
    .await?;
    standing(&app, &me, target).await
}

/// `POST /api/v1/accounts/{id}/unmute`.
pub async fn unmute(
    State(app): State<AppRef>,
    me: Person,
    Id(target): Id<AccountId>,
) -> Answer<Relationship> {
    relations::unmute(&app, &me, target).await?;
    standing(&app, &me, target).await
}

/// `GET /api/v1/blocks`.
pub async fn blocks(
    State(app): State<AppRef>,
    me: Person,
    paging: Paging,
) -> Result<Listing<Account>, ApiError> {
    let rows = relations::blocked(&app, me.id(), paging.bounds(40, 80)).await?;
    Ok(people(&app, &paging, Some(me.id()), &rows))
}

/// `GET /api/v1/mutes`.
pub async fn mutes(
    State(app): State<AppRef>,
    me: Person,
    paging: Paging,
) -> Result<Listing<Account>, ApiError> {
    let rows = relations::muted(&app, me.id(), paging.bounds(40, 80)).await?;
    let rows: Vec<_> = rows
        .into_iter()
        .map(|(position, row, _)| (position, row))
        .collect();
    Ok(people(&app, &paging, Some(me.id()), &rows))
}

/// `GET /api/v1/follow_requests`.
pub async fn follow_requests(
    State(app): State<AppRef>,
    me: Person,
    paging: Paging,
) -> Result<Listing<Account>, ApiError> {
    let rows = follows::requests(&app, me.id(), paging.bounds(40, 80)).await?;
    Ok(people(&app, &paging, Some(me.id()), &rows))
}

/// `POST /api/v1/follow_requests/{id}/authorize`.
pub async fn authorize_follow(
    State(app): State<AppRef>,
    me: Person,
    Id(asker): Id<AccountId>,
) -> Answer<Relationship> {
    follows::accept(&app, &me, asker).await?;
    standing(&app, &me, asker).await
}

/// `POST /api/v1/follow_requests/{id}/reject`.
pub async fn reject_follow(
    State(app): State<AppRef>,
    me: Person,
    Id(asker): Id<AccountId>,
) -> Answer<Relationship> {
    follows::reject(&app, &me, asker).await?;
    standing(&app, &me, asker).await
}
