//! Documents as answers.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use meent_federation::vocab::write::{Tombstone, WithContext};
use serde::Serialize;

use super::negotiation::Wants;
use super::refusal::Refusal;
use crate::error::Error;

/// What handlers of this module answer.
pub type Answer = Result<Response, Refusal>;

/// An ActivityPub document. Who signs decides what is shown, so that no cache may keep it for others.
pub fn document<T: Serialize>(wants: Wants, document: T) -> Answer {
    with_status(StatusCode::OK, wants, document)
}

/// What is left of something deleted.
pub fn tombstone(wants: Wants, tombstone: Tombstone) -> Answer {
    with_status(StatusCode::GONE, wants, tombstone)
}

fn with_status<T: Serialize>(status: StatusCode, wants: Wants, document: T) -> Answer {
    let body = WithContext::new(document)
        .to_bytes()
        .map_err(|error| Refusal::from(Error::internal(error)))?;
    Ok((status, headers(wants), body).into_response())
}

/// A document that has its context already.
pub fn value(wants: Wants, document: &serde_json::Value) -> Answer {
    let body =
        serde_json::to_vec(document).map_err(|error| Refusal::from(Error::internal(error)))?;
    Ok((StatusCode::OK, headers(wants), body).into_response())
}

/// A document that was stored as it was sent, with its context.
pub fn stored(wants: Wants, body: String) -> Response {
    (headers(wants), body).into_response()
}

/// To the page of the same thing. Whether it is there, and for whom, the page says.
pub fn page(url: &str) -> Response {
    let mut response = Redirect::to(url).into_response();
    response
        .headers_mut()
        .insert(header::VARY, HeaderValue::from_static("Accept"));
    response
}

fn headers(wants: Wants) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in [
        (header::CONTENT_TYPE, wants.content_type()),
        (header::CACHE_CONTROL, "private, no-store"),
        (header::VARY, "Accept, Signature"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers
}
