//! Push: what the caller's device is told of, one subscription a token.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;

use super::answer::Answer;
use super::entities::{Empty, PushSubscription};
use super::error::ApiError;
use super::render;
use crate::ap::outside;
use crate::app::AppRef;
use crate::domain::{Alerts, PushPolicy};
use crate::http::extract::body::Params;
use crate::http::extract::caller::Person;
use crate::service::push_subscriptions::{self, NewSubscription, Wishes};

/// A new subscription.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct SubscriptionForm {
    subscription: Device,
    data: Data,
}

#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
struct Device {
    endpoint: String,
    standard: bool,
    keys: Keys,
}

#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
struct Keys {
    p256dh: String,
    auth: String,
}

/// A change of wishes.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct WishesForm {
    data: Data,
}

#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
struct Data {
    alerts: BTreeMap<String, bool>,
    policy: Option<String>,
}

impl TryFrom<Data> for Wishes {
    type Error = ApiError;

    fn try_from(data: Data) -> Result<Self, ApiError> {
        let named = data.policy.as_deref().filter(|name| !name.is_empty());
        let policy = match named {
            None => PushPolicy::Everybody,
            Some(name) => PushPolicy::from_name(name).ok_or_else(|| {
                ApiError::invalid("Policy must be all, followed, follower or none")
            })?,
        };
        let wanted = data.alerts.iter().filter(|(_, wanted)| **wanted);
        Ok(Self {
            policy,
            alerts: Alerts::of(wanted.map(|(name, _)| name.as_str())),
        })
    }
}

/// `POST /api/v1/push/subscription`.
pub async fn create(
    State(app): State<AppRef>,
    me: Person,
    Params(form): Params<SubscriptionForm>,
) -> Answer<PushSubscription> {
    let device = form.subscription;
    outside::check_push_endpoint(&app, &device.endpoint).await?;
    let new = NewSubscription {
        endpoint: device.endpoint,
        p256dh: device.keys.p256dh,
        auth: device.keys.auth,
        standard: device.standard,
        wishes: form.data.try_into()?,
    };
    let row = push_subscriptions::create(&app, me.id(), me.bearer.token, new).await?;
    Ok(Json(render::push_subscription(&app, &row)))
}

/// `GET /api/v1/push/subscription`.
pub async fn show(State(app): State<AppRef>, me: Person) -> Answer<PushSubscription> {
    let row = push_subscriptions::show(&app, me.bearer.token).await?;
    Ok(Json(render::push_subscription(&app, &row)))
}

/// `PUT /api/v1/push/subscription`, or `PATCH`.
pub async fn change(
    State(app): State<AppRef>,
    me: Person,
    Params(form): Params<WishesForm>,
) -> Answer<PushSubscription> {
    let wishes: Wishes = form.data.try_into()?;
    let row = push_subscriptions::change(&app, me.bearer.token, wishes).await?;
    Ok(Json(render::push_subscription(&app, &row)))
}

/// `DELETE /api/v1/push/subscription`.
pub async fn delete(State(app): State<AppRef>, me: Person) -> Answer<Empty> {
    push_subscriptions::delete(&app, me.bearer.token).await?;
    Ok(Json(Empty {}))
}
