//! The one error type of the program. What people may read is apart from the cause, which goes to the log.

use std::fmt;

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong, by what the caller can do about it.
#[derive(Debug)]
pub enum Error {
    /// It does not exist, or the viewer may not know that it does.
    NotFound,
    /// It existed and is gone for good.
    Gone,
    /// Nobody is logged in, or the token is no good.
    Unauthorized(String),
    /// Logged in, and not allowed.
    Forbidden(String),
    /// The request cannot be carried out as it stands; the text says what to change.
    Invalid(String),
    /// Too many of these in too short a time; try again after so many seconds.
    TooMany { retry_after: u32 },
    /// Not now: the database, the disk or a peer is out of reach. Trying again later may work.
    Unavailable(String),
    /// Our fault. The text is for the log only.
    Internal(String),
}

impl Error {
    pub fn invalid(text: impl Into<String>) -> Self {
        Self::Invalid(text.into())
    }

    pub fn forbidden(text: impl Into<String>) -> Self {
        Self::Forbidden(text.into())
    }

    pub fn unavailable(text: impl Into<String>) -> Self {
        Self::Unavailable(text.into())
    }

    pub fn internal(cause: impl fmt::Display) -> Self {
        Self::Internal(cause.to_string())
    }

    /// The HTTP status that says this.
    pub fn status(&self) -> http::StatusCode {
        use http::StatusCode as S;
        match self {
            Self::NotFound => S::NOT_FOUND,
            Self::Gone => S::GONE,
            Self::Unauthorized(_) => S::UNAUTHORIZED,
            Self::Forbidden(_) => S::FORBIDDEN,
            Self::Invalid(_) => S::UNPROCESSABLE_ENTITY,
            Self::TooMany { .. } => S::TOO_MANY_REQUESTS,
            Self::Unavailable(_) => S::SERVICE_UNAVAILABLE,
            Self::Internal(_) => S::INTERNAL_SERVER_ERROR,
        }
    }

    /// The sentence for the person or program that asked; never names an internal cause.
    pub fn public_text(&self) -> String {
        match self {
            Self::NotFound => "Record not found".to_owned(),
            Self::Gone => "Record is gone".to_owned(),
            Self::Unauthorized(text)
            | Self::Forbidden(text)
            | Self::Invalid(text)
            | Self::Unavailable(text) => text.clone(),
            Self::TooMany { retry_after } => {
                format!("Too many requests; try again in {retry_after} seconds")
            }
            Self::Internal(_) => {
                "Something went wrong on our side; it has been written to the log".to_owned()
            }
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Internal(cause) => f.write_str(cause),
            other => f.write_str(&other.public_text()),
        }
    }
}

impl std::error::Error for Error {}
