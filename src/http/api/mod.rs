//! The Mastodon client API.

pub mod accounts;
pub mod admin;
pub mod aliases;
pub mod announcements;
pub mod answer;
pub mod apps;
pub mod conversations;
pub mod entities;
pub mod error;
pub mod events;
pub mod filters;
pub mod groups;
pub mod instance;
pub mod lists;
pub mod markers;
pub mod marks;
pub mod media;
pub mod moderation;
pub mod notifications;
pub mod oauth;
pub mod openapi;
pub mod people;
pub mod pictures;
pub mod polls;
pub mod preferences;
pub mod push_subscriptions;
pub mod quotes;
pub mod relations;
pub mod render;
pub mod reports;
pub mod routes;
pub mod scheduled;
pub mod search;
pub mod statuses;
pub mod streaming;
pub mod tags;
pub mod timelines;
pub mod translations;
pub mod trends;
pub mod unit;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::any;

use crate::app::AppRef;
use crate::http::extract::{body, guard};
use error::ApiError;

/// The client API with its gates, its body limit, and errors as entities for everything under `/api` that is not there.
pub fn router(app: &AppRef) -> Router<AppRef> {
    guard::mount(app, routes::routes(app.config.test_mode))
        .method_not_allowed_fallback(missing)
        .route("/api/{*rest}", any(missing))
        .layer(DefaultBodyLimit::max(body::UPLOAD_LIMIT))
}

/// What no route answers. Clients probe for features this way, so it has to be the entity.
async fn missing() -> ApiError {
    ApiError::NotFound
}
