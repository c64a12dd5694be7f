//! Why a peer's request is refused, in words for its admin.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use meent_federation::signature::SignatureError;

use crate::error::Error;

/// How long a peer shall wait after 503, in seconds.
const RETRY_SECONDS: u32 = 30;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub status: StatusCode,
    pub text: String,
    /// Seconds.
    pub retry_after: Option<u32>,
}

impl Refusal {
    pub fn new(status: StatusCode, text: impl Into<String>) -> Self {
        Self {
            status,
            text: text.into(),
            retry_after: None,
        }
    }

    /// Not now: never say 4xx where we could not check.
    pub fn later(text: impl Into<String>) -> Self {
        Self {
            retry_after: Some(RETRY_SECONDS),
            ..Self::new(StatusCode::SERVICE_UNAVAILABLE, text)
        }
    }
}

impl From<SignatureError> for Refusal {
    fn from(error: SignatureError) -> Self {
        let status = match error {
            SignatureError::WrongHost => StatusCode::MISDIRECTED_REQUEST,
            _ => StatusCode::UNAUTHORIZED,
        };
        Self::new(status, error.to_string())
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        match &error {
            Error::Unavailable(text) => Self::later(text.clone()),
            Error::TooMany { retry_after } => Self {
                retry_after: Some(*retry_after),
                ..Self::new(error.status(), error.public_text())
            },
            Error::Internal(cause) => {
                tracing::error!(%cause, "a peer's request failed");
                Self::new(error.status(), error.public_text())
            }
            _ => Self::new(error.status(), error.public_text()),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = Json(serde_json::json!({ "error": self.text }));
        let mut response = (self.status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, no-store"),
        );
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
