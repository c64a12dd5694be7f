//! The whole site on one page.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Extension, Router};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;

use super::activitypub::{self, Wants};
use super::api::error::ApiError;
use super::extract::body::UploadFolder;
use super::middleware::cors;
use super::middleware::security_headers::{self, SecurityHeaders};
use super::web::errors;
use super::{api, host, media, request_id, web};
use crate::app::AppRef;
use crate::domain::StatusId;
use crate::service;

/// No request takes longer, uploads over bad lines included.
const LONGEST: Duration = Duration::from_secs(300);

/// Everything that is reached over HTTP. The layers stand from the inside to the outside: a caught panic and a refused
/// host carry the same headers as any other answer.
pub fn router(app: AppRef) -> Router {
    let headers = SecurityHeaders {
        https: app.config.is_https(),
    };
    let uploads = UploadFolder(app.store.folder().map(Into::into));
    Router::new()
        .merge(api::router(&app))
        .merge(activitypub::routes())
        .merge(web::routes(&app))
        .route("/media/remote/{id}", get(media::remote))
        .route("/media/{*key}", get(media::serve))
        .fallback(nothing)
        .layer(Extension(uploads))
        .layer(from_fn_with_state(app.clone(), programs))
        .layer(from_fn_with_state(app.clone(), host::guard))
        // Asked by machines that know the process by its address and not by its name.
        .route("/healthz", get(health))
        .route("/health", get(health))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, LONGEST))
        .layer(CatchPanicLayer::new())
        .layer(from_fn(cors::cors))
        .layer(from_fn_with_state(headers, security_headers::apply))
        .layer(from_fn(request_id::number))
        .with_state(app)
}

/// `GET /healthz`, and `GET /health` in Mastodon's words: 200 while the database answers.
async fn health(State(app): State<AppRef>) -> Response {
    match service::unit::about(&app).await {
        Ok(_) => "OK".into_response(),
        Err(error) => {
            tracing::error!(%error, "the health check failed");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                "the database cannot be reached\n",
            )
                .into_response()
        }
    }
}

/// What no route answers: in the form that the asker reads.
async fn nothing(state: State<AppRef>, uri: Uri, headers: HeaderMap) -> Response {
    match uri.path().starts_with("/oauth/") {
        true => ApiError::NotFound.into_response(),
        false => errors::nothing_here(state, headers).await,
    }
}

/// Leads programs that ask for the page of a person or post to its document: people copy the addresses of pages, and other
/// servers look them up.
async fn programs(State(app): State<AppRef>, request: Request, next: Next) -> Response {
    let document = document_of(&app, request.uri().path());
    match document.filter(|_| asks_for_document(&request)) {
        Some(document) => Redirect::to(&document).into_response(),
        None => next.run(request).await,
    }
}

/// The document behind `/@name` and `/@name/{id}`.
fn document_of(app: &AppRef, path: &str) -> Option<String> {
    let rest = path.strip_prefix("/@")?;
    match rest.split_once('/') {
        // Somebody of another unit has their document there.
        _ if rest.contains('@') => None,
        None => Some(app.urls.actor(rest)),
        Some((name, id)) => Some(app.urls.status(name, id.parse::<StatusId>().ok()?)),
    }
}

/// By name only: `*/*` means the page here.
fn asks_for_document(request: &Request) -> bool {
    let named = |accept: &str| {
        ["activity+json", "ld+json"]
            .iter()
            .any(|kind| accept.contains(kind))
    };
    let mut accepts = request.headers().get_all(header::ACCEPT).iter();
    accepts.any(|accept| accept.to_str().is_ok_and(named))
        && Wants::of(request.headers()) != Wants::Page
}
