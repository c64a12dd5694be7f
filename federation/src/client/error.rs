use std::{error::Error as _, time::Duration};

use http::StatusCode;
use thiserror::Error;

use crate::{address::PolicyError, origin::IdError, signature::SignError};

/// Why a client cannot be built: faults of the configuration.
#[derive(Debug, Error)]
pub enum ClientError {
    /// The address policy is not usable.
    #[error("the address policy is not usable: {0}")]
    Policy(#[from] PolicyError),
    /// A CA file without a certificate.
    #[error("the file of certificate authorities holds no readable certificate in PEM form")]
    Authority,
    /// The library refused the settings.
    #[error("the HTTP client cannot be built: {0}")]
    Build(#[source] reqwest::Error),
}

/// Why a request brought nothing usable. The texts are for our own admin.
#[derive(Debug, Error)]
pub enum FetchError {
    /// The URL is not one that is requested.
    #[error("the URL is not usable: {0}")]
    Url(#[from] IdError),
    /// The gate does not let this peer be contacted.
    #[error("{0} is not a peer that may be contacted")]
    HostRefused(String),
    /// The address policy forbids it.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// 410: it was there and is not any more.
    #[error("the peer says that it is gone (410)")]
    Gone,
    /// 404.
    #[error("the peer does not have it (404)")]
    NotFound,
    /// 401 or 403: we may not see it.
    #[error("the peer refuses to show it ({0})")]
    Refused(StatusCode),
    /// 408, 425, 429 or 5xx: the peer has no time now.
    #[error("the peer cannot answer now ({status})")]
    Unavailable {
        /// What it answered.
        status: StatusCode,
        /// When to come back, at most an hour.
        after: Option<Duration>,
    },
    /// Any other status that is not a success.
    #[error("the peer answered {0}")]
    Status(StatusCode),
    /// The answer is not of a type that may be read as what was asked for.
    #[error("the peer answered with the content type {}", .0.as_deref().unwrap_or("(none)"))]
    ContentType(Option<String>),
    /// The body is longer than allowed.
    #[error("the answer is longer than {0} bytes")]
    TooLarge(usize),
    /// Not JSON, or not of the shape that was asked for.
    #[error("the answer cannot be read: {0}")]
    Json(#[from] serde_json::Error),
    /// More than three redirects.
    #[error("the peer redirects too often")]
    TooManyRedirects,
    /// A redirect without a usable `Location`.
    #[error("the peer redirects to nowhere usable")]
    BadRedirect,
    /// A redirect from https to http.
    #[error("the peer redirects from https to http")]
    Downgrade,
    /// The deadline passed.
    #[error("the peer took too long")]
    Timeout,
    /// No connection: refused, unreachable, or no acceptable certificate.
    #[error("no connection to the peer: {0}")]
    Connect(String),
    /// The connection broke, or what came was not HTTP.
    #[error("the exchange with the peer broke off: {0}")]
    Transport(String),
    /// We could not sign.
    #[error("the request could not be signed: {0}")]
    Sign(#[from] SignError),
    /// We could not make a client for this port.
    #[error(transparent)]
    Client(#[from] ClientError),
}

impl FetchError {
    /// Whether asking again later may bring something, without anybody changing anything. An inbox that could not
    /// check a signature for such a reason answers 503 and not 401.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Unavailable { .. } | Self::Timeout | Self::Connect(_) | Self::Transport(_) => {
                true
            }
            Self::Policy(error) => error.may_pass_later(),
            _ => false,
        }
    }
}

impl From<reqwest::Error> for FetchError {
    /// Sorts what went wrong. The policy speaks through the resolver, so its error sits at the bottom of a chain.
    fn from(error: reqwest::Error) -> Self {
        let mut deepest = error.to_string();
        let mut source = error.source();
        while let Some(inner) = source {
            if let Some(policy) = inner.downcast_ref::<PolicyError>() {
                return Self::Policy(policy.clone());
            }
            deepest = inner.to_string();
            source = inner.source();
        }
        if error.is_timeout() {
            Self::Timeout
        } else if error.is_connect() {
            Self::Connect(deepest)
        } else {
            Self::Transport(deepest)
        }
    }
}
