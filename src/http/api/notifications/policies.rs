//! From whom one wants to be told; in version 1 with yes and no.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;

use super::super::answer::Answer;
use super::super::entities::{NotificationPolicy, NotificationPolicyV1};
use super::super::error::ApiError;
use super::super::render;
use crate::app::AppRef;
use crate::domain::NoticeChoice;
use crate::http::extract::body::Params;
use crate::http::extract::caller::Person;
use crate::service::notifications::policies::{self, Changes};

/// `accept`, `filter` or `drop` for each; what is left out stays.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct PolicyForm {
    for_not_following: Option<String>,
    for_not_followers: Option<String>,
    for_new_accounts: Option<String>,
    for_private_mentions: Option<String>,
    for_limited_accounts: Option<String>,
}

impl TryFrom<PolicyForm> for Changes {
    type Error = ApiError;

    fn try_from(form: PolicyForm) -> Result<Self, ApiError> {
        let choice = |value: Option<String>, name: &str| match value {
            None => Ok(None),
            Some(word) => NoticeChoice::from_name(&word).map(Some).ok_or_else(|| {
                ApiError::invalid(&format!("{name} must be one of accept, filter and drop"))
            }),
        };
        Ok(Self {
            for_not_following: choice(form.for_not_following, "for_not_following")?,
            for_not_followers: choice(form.for_not_followers, "for_not_followers")?,
            for_new_accounts: choice(form.for_new_accounts, "for_new_accounts")?,
            for_private_mentions: choice(form.for_private_mentions, "for_private_mentions")?,
            for_limited_accounts: choice(form.for_limited_accounts, "for_limited_accounts")?,
        })
    }
}

/// `GET /api/v2/notifications/policy`.
pub async fn show(State(app): State<AppRef>, me: Person) -> Answer<NotificationPolicy> {
    let policy = policies::show(&app, me.id()).await?;
    Ok(Json(render::notification_policy(&policy)))
}

/// `PATCH` and `PUT /api/v2/notifications/policy`.
pub async fn change(
    State(app): State<AppRef>,
    me: Person,
    Params(form): Params<PolicyForm>,
) -> Answer<NotificationPolicy> {
    let policy = policies::change(&app, me.id(), form.try_into()?).await?;
    Ok(Json(render::notification_policy(&policy)))
}

/// Hold back or not, for each; what is left out stays.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct PolicyFormV1 {
    filter_not_following: Option<bool>,
    filter_not_followers: Option<bool>,
    filter_new_accounts: Option<bool>,
    filter_private_mentions: Option<bool>,
}

impl From<PolicyFormV1> for Changes {
    fn from(form: PolicyFormV1) -> Self {
        let choice = |hold: bool| match hold {
            true => NoticeChoice::Filter,
            false => NoticeChoice::Accept,
        };
        Self {
            for_not_following: form.filter_not_following.map(choice),
            for_not_followers: form.filter_not_followers.map(choice),
            for_new_accounts: form.filter_new_accounts.map(choice),
            for_private_mentions: form.filter_private_mentions.map(choice),
            for_limited_accounts: None,
        }
    }
}

/// `GET /api/v1/notifications/policy`.
pub async fn show_v1(State(app): State<AppRef>, me: Person) -> Answer<NotificationPolicyV1> {
    let policy = policies::show(&app, me.id()).await?;
    Ok(Json(render::notification_policy_v1(&policy)))
}

/// `PUT /api/v1/notifications/policy`.
pub async fn change_v1(
    State(app): State<AppRef>,
    me: Person,
    Params(form): Params<PolicyFormV1>,
) -> Answer<NotificationPolicyV1> {
    let policy = policies::change(&app, me.id(), form.into()).await?;
    Ok(Json(render::notification_policy_v1(&policy)))
}
