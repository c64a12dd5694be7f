//! What a failed fetch means for whoever wanted the document.

use activitypub_federation::error::Error as LibraryError;
use meent_federation::client::{FetchError, fetch_error_of};
use meent_federation::proof::ProofError;
use meent_federation::vocab::authority::AuthorityError;
use meent_federation::vocab::{DocumentError, ReadError};

use crate::error::Error;

impl From<LibraryError> for Error {
    fn from(error: LibraryError) -> Self {
        if let Some(fetch) = fetch_error_of(&error) {
            return from_fetch(fetch);
        }
        match error {
            LibraryError::NotFound => Self::NotFound,
            LibraryError::ObjectDeleted(_) => Self::Gone,
            LibraryError::UrlVerificationError(text) => Self::forbidden(text),
            other => Self::invalid(format!("The document cannot be used: {other}")),
        }
    }
}

/// `Unavailable` where trying again later may bring something.
pub fn from_fetch(error: &FetchError) -> Error {
    match error {
        FetchError::Gone => Error::Gone,
        FetchError::NotFound | FetchError::Refused(_) => Error::NotFound,
        FetchError::HostRefused(_) | FetchError::Policy(_) if !error.is_transient() => {
            Error::forbidden(error.to_string())
        }
        _ if error.is_transient() => {
            Error::unavailable(format!("The peer was not reached: {error}"))
        }
        _ => Error::invalid(error.to_string()),
    }
}

impl From<FetchError> for Error {
    fn from(error: FetchError) -> Self {
        from_fetch(&error)
    }
}

impl From<AuthorityError> for Error {
    fn from(error: AuthorityError) -> Self {
        Self::forbidden(error.to_string())
    }
}

impl From<ProofError> for Error {
    fn from(error: ProofError) -> Self {
        Self::forbidden(error.to_string())
    }
}

impl From<ReadError> for Error {
    fn from(error: ReadError) -> Self {
        Self::invalid(error.to_string())
    }
}

impl From<DocumentError> for Error {
    fn from(error: DocumentError) -> Self {
        Self::invalid(error.to_string())
    }
}
