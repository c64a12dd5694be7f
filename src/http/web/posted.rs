//! Forms that come back. Every one is checked to be ours before anything is read from it; those of somebody who is
//! signed in carry their session's token.

use axum::{
    extract::{FromRequest, FromRequestParts, Request},
    http::Method,
};
use serde::de::DeserializeOwned;

use super::{
    errors::WebError,
    same_origin::is_own_form,
    visitor::{Member, Visitor},
};
use crate::{
    app::AppRef,
    error::Error,
    http::extract::{body, lenient, tree::Node},
    service::secret,
};

/// A form of somebody who is signed in.
pub struct Posted<T> {
    pub member: Member,
    pub form: T,
}

/// A form that is there before anybody has signed in: login, first start, language.
pub struct Knock<T> {
    pub visitor: Visitor,
    pub form: T,
}

impl<T: DeserializeOwned> FromRequest<AppRef> for Posted<T> {
    type Rejection = WebError;

    async fn from_request(request: Request, app: &AppRef) -> Result<Self, WebError> {
        let Knock { mut visitor, form } = Knock::<T>::from_request(request, app).await?;
        if visitor.session.is_none() {
            // There is no page behind the address of a form to come back to.
            visitor.here = "/".to_owned();
        }
        Ok(Self {
            member: Member::of(visitor)?,
            form,
        })
    }
}

impl<T: DeserializeOwned> FromRequest<AppRef> for Knock<T> {
    type Rejection = WebError;

    async fn from_request(request: Request, app: &AppRef) -> Result<Self, WebError> {
        let (mut parts, body) = request.into_parts();
        if parts.method != Method::POST || !is_own_form(&parts.headers, app.urls.base()) {
            return Err(WebError::Foreign);
        }
        let visitor = Visitor::from_request_parts(&mut parts, app).await?;
        let limit = body::UPLOAD_LIMIT;
        let tree = body::read(Request::from_parts(parts, body), app, limit).await?;
        if let Some(session) = &visitor.session {
            match tree.get("csrf") {
                Some(Node::Text(token)) if secret::equal(token, &session.csrf) => {}
                _ => return Err(WebError::Stale),
            }
        }
        let form = lenient::decode(tree).map_err(|error| Error::invalid(error.to_string()))?;
        Ok(Self { visitor, form })
    }
}
