//! Who calls: put into the request by the route's guard, taken out by handlers.

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use std::str::FromStr;
use std::sync::Arc;

use crate::domain::AccountId;
use crate::http::api::error::ApiError;
use crate::service::auth;
use crate::service::oauth::Bearer;

/// The token of the call, checked; absent for anonymous readers. Only the guard makes one.
#[derive(Debug, Clone)]
pub struct Caller(pub Option<Arc<Bearer>>);

impl Caller {
    /// The person who reads, if there is one.
    #[must_use]
    pub fn viewer(&self) -> Option<AccountId> {
        self.person().map(|person| person.account.id)
    }

    /// The same with all that is known of them.
    #[must_use]
    pub fn person(&self) -> Option<&auth::Person> {
        self.0.as_ref().and_then(|bearer| bearer.person.as_ref())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        // A route that was mounted without its guard must not serve anybody.
        parts.extensions.get::<Self>().cloned().ok_or_else(|| {
            tracing::error!(path = %parts.uri.path(), "a route has no guard");
            ApiError::Internal
        })
    }
}

/// The person who calls, on routes for persons: reads like the service's own type.
#[derive(Debug, Clone)]
pub struct Person {
    pub bearer: Arc<Bearer>,
    person: auth::Person,
}

impl std::ops::Deref for Person {
    type Target = auth::Person;

    fn deref(&self) -> &auth::Person {
        &self.person
    }
}

impl Person {
    #[must_use]
    pub fn id(&self) -> AccountId {
        self.person.account.id
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Person {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let Caller(bearer) = Caller::from_request_parts(parts, state).await?;
        let bearer = bearer.ok_or(ApiError::NeedsPerson)?;
        let person = bearer.person.clone().ok_or(ApiError::NotAPerson)?;
        Ok(Self { bearer, person })
    }
}

/// The app that calls, on routes for any client.
#[derive(Debug, Clone)]
pub struct Client(pub Arc<Bearer>);

impl<S: Send + Sync> FromRequestParts<S> for Client {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        Caller::from_request_parts(parts, state)
            .await?
            .0
            .map(Self)
            .ok_or(ApiError::InvalidToken)
    }
}

/// The `{id}` of a path. What cannot be an id is not found, as an id that is not there.
#[derive(Debug, Clone, Copy)]
pub struct Id<T>(pub T);

impl<S: Send + Sync, T: FromStr> FromRequestParts<S> for Id<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let Path(text) = Path::<String>::from_request_parts(parts, state)
            .await
            .map_err(|_| ApiError::NotFound)?;
        text.parse().map(Self).map_err(|_| ApiError::NotFound)
    }
}
