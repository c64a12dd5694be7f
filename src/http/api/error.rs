//! Errors of the client API: the statuses and the JSON entity that Mastodon's clients know.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::collections::BTreeMap;

use crate::error::Error;

/// Why a request of a client fails. The texts are shown to people and compared by clients, so the common ones are
/// spelled as Mastodon spells them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ApiError {
    /// 400: the request cannot be understood.
    BadRequest(String),
    /// 401: there is no token, or it is unknown, expired or revoked.
    InvalidToken,
    /// 401: the endpoint needs a person's token and got none.
    NeedsPerson,
    /// 422: the token is good, but stands for an app and not for a person.
    NotAPerson,
    /// 403: the token lacks the scope.
    OutOfScope,
    /// 403: the person may not do this.
    Forbidden(String),
    /// 404, also for what the person may not see.
    NotFound,
    /// 410: it was here and has gone.
    Gone,
    /// 413.
    TooLarge,
    /// 422: understood and refused, with the reason.
    Invalid(String),
    /// 422 of the registration form: codes such as `ERR_TAKEN` per field.
    InvalidFields(String, BTreeMap<String, Vec<FieldError>>),
    /// 429, with the seconds to wait where they are known.
    TooMany(Option<u32>),
    /// An OAuth error (RFC 6749 section 5.2) with its code and an explanation.
    OAuth(StatusCode, &'static str, String),
    /// 503: try again later.
    Unavailable(String),
    /// 500; the cause is in the log, not in the answer.
    Internal,
}

/// One finding on one field of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// Mastodon's code: `ERR_BLANK`, `ERR_TAKEN`, `ERR_INVALID`, `ERR_TOO_LONG` ...
    pub error: &'static str,
    pub description: String,
}

#[derive(Serialize)]
struct ErrorEntity<'a> {
    error: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    details: Option<&'a BTreeMap<String, Vec<FieldError>>>,
}

impl ApiError {
    /// 422 with a reason, in Mastodon's form.
    #[must_use]
    pub fn invalid(reason: &str) -> Self {
        Self::Invalid(format!("Validation failed: {reason}"))
    }

    /// The HTTP status of the answer.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::BadRequest(_) => StatusCode::BAD_REQUEST,
            Self::InvalidToken | Self::NeedsPerson => StatusCode::UNAUTHORIZED,
            Self::OutOfScope | Self::Forbidden(_) => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Gone => StatusCode::GONE,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::NotAPerson | Self::Invalid(_) | Self::InvalidFields(..) => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::OAuth(status, ..) => *status,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The sentence of the answer.
    #[must_use]
    pub fn message(&self) -> &str {
        match self {
            Self::BadRequest(text)
            | Self::Forbidden(text)
            | Self::Invalid(text)
            | Self::InvalidFields(text, _)
            | Self::Unavailable(text) => text,
            Self::InvalidToken => "The access token is invalid",
            Self::NeedsPerson | Self::NotAPerson => "This method requires an authenticated user",
            Self::OutOfScope => "This action is outside the authorized scopes",
            Self::NotFound => "Record not found",
            Self::Gone => "Gone",
            Self::TooLarge => "The request is too large",
            Self::TooMany(_) => "Too many requests",
            Self::OAuth(_, code, _) => code,
            Self::Internal => "Something went wrong on the server",
        }
    }

    /// The challenge of a 401 (RFC 6750 section 3); the client-credentials form for a failed client.
    fn challenge(&self) -> Option<&'static str> {
        match self {
            Self::InvalidToken => Some("Bearer realm=\"Meent\", error=\"invalid_token\""),
            Self::NeedsPerson => Some("Bearer realm=\"Meent\""),
            Self::OutOfScope => Some("Bearer realm=\"Meent\", error=\"insufficient_scope\""),
            Self::OAuth(StatusCode::UNAUTHORIZED, ..) => Some("Basic realm=\"Meent\""),
            _ => None,
        }
    }
}

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound => Self::NotFound,
            Error::Gone => Self::Gone,
            Error::Unauthorized(_) => Self::InvalidToken,
            Error::Forbidden(text) => Self::Forbidden(text),
            Error::Invalid(text) => Self::Invalid(text),
            Error::TooMany { retry_after } => Self::TooMany(Some(retry_after)),
            Error::Unavailable(text) => Self::Unavailable(text),
            Error::Internal(cause) => {
                tracing::error!(%cause, "a call of the client API failed");
                Self::Internal
            }
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let entity = ErrorEntity {
            error: self.message(),
            error_description: match &self {
                Self::OAuth(_, _, description) => Some(description),
                _ => None,
            },
            details: match &self {
                Self::InvalidFields(_, details) => Some(details),
                _ => None,
            },
        };
        let mut response = (self.status(), Json(entity)).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, no-store"),
        );
        if let Self::TooMany(Some(seconds)) = self {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let Some(challenge) = self.challenge() {
            headers.insert(
                header::WWW_AUTHENTICATE,
                HeaderValue::from_static(challenge),
            );
        }
        response
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use axum::body::to_bytes;

    async fn body(error: ApiError) -> (StatusCode, serde_json::Value) {
        let response = error.into_response();
        let status = response.status();
        (
            status,
            serde_json::from_slice(&to_bytes(response.into_body(), 10_000).await.unwrap()).unwrap(),
        )
    }

    #[tokio::test]
    async fn errors_are_mastodons_entity() {
        let (status, json) = body(ApiError::NotFound).await;
        assert_eq!(
            (status.as_u16(), json),
            (404, serde_json::json!({ "error": "Record not found" }))
        );
        let (status, json) = body(ApiError::OAuth(
            StatusCode::UNAUTHORIZED,
            "invalid_client",
            "unknown".into(),
        ))
        .await;
        assert_eq!(status.as_u16(), 401);
        assert_eq!(
            json,
            serde_json::json!({ "error": "invalid_client", "error_description": "unknown" })
        );
    }

    #[tokio::test]
    async fn registration_errors_name_their_fields() {
        let taken = FieldError {
            error: "ERR_TAKEN",
            description: "is in use".into(),
        };
        let details = BTreeMap::from([("username".to_owned(), vec![taken])]);
        let (status, json) = body(ApiError::InvalidFields(
            "Validation failed: Username is in use".into(),
            details,
        ))
        .await;
        assert_eq!(status.as_u16(), 422);
        assert_eq!(json["details"]["username"][0]["error"], "ERR_TAKEN");
    }

    #[test]
    fn a_401_says_how_to_authenticate() {
        let response = ApiError::InvalidToken.into_response();
        assert!(
            response.headers()[header::WWW_AUTHENTICATE]
                .to_str()
                .unwrap()
                .contains("invalid_token")
        );
    }
}
