//! The forms of an answer.

use axum::Json;
use axum::http::HeaderMap;
use serde::Serialize;

use super::error::ApiError;
use crate::app::AppRef;
use crate::http::extract::paging::{Ends, Paging};

/// One entity, or the error entity.
pub type Answer<T> = Result<Json<T>, ApiError>;

/// A page of entities with its `Link` header.
pub type Listing<T> = (HeaderMap, Json<Vec<T>>);

/// A page. `ends` are the positions to go on from, taken before anything was left out.
pub fn listing<T: Serialize>(
    app: &AppRef,
    paging: &Paging,
    ends: Option<Ends>,
    items: Vec<T>,
) -> Listing<T> {
    (paging.links(app.urls.base(), ends), Json(items))
}
