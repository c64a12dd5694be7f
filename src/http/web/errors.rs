//! When a page cannot be shown: what happened and what to do, in the reader's language.
//!
//! A handler returns a [`WebError`]; the layer around the pages paints it, and also what the framework itself refused
//! (a wrong method, a body that is too large), so that nobody ever sees a bare status line.

use askama::Template;
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header, response::Parts},
    middleware::Next,
    response::{Html, IntoResponse, Response},
};
use axum_extra::extract::cookie::CookieJar;

use super::{
    lang::Lang,
    redirects::see_other,
    views::{Link, errors::ErrorPage, frame::Frame},
    visitor,
};
use crate::{
    app::AppRef,
    error::Error,
    http::{api::error::ApiError, request_id},
    service::unit,
};

/// Why a page is not shown.
#[derive(Debug)]
pub enum WebError {
    Failed(Error),
    /// Somebody has to sign in first, and then gets what they came for.
    SignIn {
        next: String,
    },
    /// The one-time link has been used.
    LinkUsed,
    /// The form is larger than any form of ours.
    TooLarge,
    /// The form is not of this session.
    Stale,
    /// The form is not of our pages.
    Foreign,
}

impl From<Error> for WebError {
    fn from(error: Error) -> Self {
        match error {
            Error::Unauthorized(_) => Self::SignIn {
                next: "/".to_owned(),
            },
            other => Self::Failed(other),
        }
    }
}

/// Reading a form fails in the words of the client API; the pages need the kind only.
impl From<ApiError> for WebError {
    fn from(error: ApiError) -> Self {
        match error.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            status if status.is_server_error() => {
                Self::Failed(Error::internal("a form could not be read"))
            }
            _ => Self::Failed(Error::Invalid(String::new())),
        }
    }
}

/// Goes with a response to the layer that paints it: the form was not of this session.
#[derive(Clone, Copy, Debug)]
struct Stale;

/// As well: the one-time link of the first start has been used.
#[derive(Clone, Copy, Debug)]
struct LinkUsed;

/// As well: a sentence by the service that says what to change.
#[derive(Clone, Debug)]
struct Said(String);

impl IntoResponse for WebError {
    fn into_response(self) -> Response {
        match self {
            WebError::SignIn { next } => {
                let next: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
                see_other(&format!("/login?next={next}"))
            }
            WebError::LinkUsed => {
                let mut response = StatusCode::NOT_FOUND.into_response();
                response.extensions_mut().insert(LinkUsed);
                response
            }
            WebError::TooLarge => StatusCode::PAYLOAD_TOO_LARGE.into_response(),
            WebError::Stale | WebError::Foreign => {
                let mut response = StatusCode::FORBIDDEN.into_response();
                response.extensions_mut().insert(Stale);
                response
            }
            WebError::Failed(error) => {
                let mut response = error.status().into_response();
                if error.status().is_server_error() {
                    tracing::error!(error = %error, "a page failed");
                }
                if let Error::TooMany { retry_after } = &error {
                    response
                        .headers_mut()
                        .insert(header::RETRY_AFTER, HeaderValue::from(*retry_after));
                }
                if let Error::Invalid(text) | Error::Forbidden(text) | Error::Unavailable(text) =
                    error
                    && !text.is_empty()
                {
                    response.extensions_mut().insert(Said(text));
                }
                response
            }
        }
    }
}

/// The layer around the pages.
pub async fn paint(State(app): State<AppRef>, request: Request, next: Next) -> Response {
    let jar = CookieJar::from_headers(request.headers());
    let lang = visitor::language(&jar, request.headers());
    let number = request.headers().get(request_id::HEADER).cloned();
    let mut response = next.run(request).await;
    // The page tells it to people, so that they can name it when they report trouble.
    if let Some(number) = number {
        response.headers_mut().insert(request_id::HEADER, number);
    }
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) || is_finished(response.headers()) {
        return response;
    }
    painted(&app, lang, response).await
}

/// The page in the place of a bare status.
async fn painted(app: &AppRef, lang: Lang, response: Response) -> Response {
    let status = response.status();
    let (mut parts, _) = response.into_parts();
    let page = page(app, lang, &parts).await;
    for stale in [header::CONTENT_TYPE, header::CONTENT_LENGTH] {
        parts.headers.remove(stale);
    }
    match page.render() {
        Ok(html) => (status, parts.headers, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, "the error page failed");
            status.into_response()
        }
    }
}

/// A page or a document that has been made for this status already.
fn is_finished(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|v| v.to_str().ok())
        .unwrap_or("");
    !kind.is_empty() && !kind.starts_with("text/plain")
}

async fn page(app: &AppRef, lang: Lang, answer: &Parts) -> ErrorPage {
    let status = answer.status;
    let said = answer.extensions.get::<Said>().map(|said| said.0.clone());
    let stale = answer.extensions.get::<Stale>().is_some();
    let (heading, explanation) = match status.as_u16() {
        _ if answer.extensions.get::<LinkUsed>().is_some() => {
            (lang.t("setup-gone-title"), lang.t("setup-gone"))
        }
        _ if stale => (lang.t("error-stale"), lang.t("error-stale-text")),
        403 => (lang.t("error-403"), lang.t("error-403-text")),
        404 | 405 | 410 => (lang.t("error-404"), lang.t("error-404-text")),
        413 => (lang.t("error-413"), lang.t("error-413-text")),
        429 => (lang.t("error-429"), lang.t("error-429-text")),
        400..500 => (
            lang.t("error-422"),
            said.unwrap_or_else(|| lang.t("error-422-text")),
        ),
        _ => (lang.t("error-500"), lang.t("error-500-text")),
    };
    // Also when the database is what failed, the page must come.
    let unit_name = match unit::about(app).await {
        Ok(about) => about.title,
        Err(_) => app.config.title.clone(),
    };
    let reference = answer
        .headers
        .get(request_id::HEADER)
        .and_then(|id| id.to_str().ok())
        .map(str::to_owned);
    ErrorPage {
        frame: Frame {
            lang,
            title: heading.clone(),
            unit_name,
            unit_host: app.config.domain.clone(),
            here: "/".to_owned(),
            ..Frame::default()
        },
        status: status.as_u16(),
        heading,
        explanation,
        ways_out: vec![Link {
            href: "/".to_owned(),
            label: lang.t("error-go-home"),
        }],
        reference: reference.filter(|_| status.is_server_error()),
    }
}

/// The page for addresses that no route answers; the router's fallback.
pub async fn nothing_here(State(app): State<AppRef>, headers: HeaderMap) -> Response {
    let lang = visitor::language(&CookieJar::from_headers(&headers), &headers);
    painted(&app, lang, StatusCode::NOT_FOUND.into_response()).await
}
