//! One delivery to one inbox, and what the answer means for the queue.

use std::time::Duration;

use bytes::Bytes;
use http::HeaderMap;
use url::Url;

use crate::{
    client::{Answer, Client, FetchError},
    signature::Signer,
};

/// What became of a delivery. Reasons are for our admin and have at most 300 characters of the peer's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// 2xx: the peer has it.
    Accepted,
    /// The peer does not want this activity, and sending it again will not change that; or we may not send it at all
    /// (then there is no status).
    Rejected {
        /// What the peer answered.
        status: Option<u16>,
        /// Why.
        reason: String,
    },
    /// 404 or 410: there is no such inbox. Fetch the actor again before giving it up.
    Gone,
    /// 401 or 403: the peer does not accept the signature. Sign anew and retry for a day, since the peer may just
    /// have been unable to fetch the key.
    Unauthorized {
        /// What the peer says is wrong.
        reason: String,
    },
    /// Nothing is decided: the peer was not reached, or has no time.
    Retry {
        /// When the peer asks us to come back, at most an hour.
        after: Option<Duration>,
        /// What went wrong.
        reason: String,
    },
}

/// Posts an activity to an inbox once. It does not fail: every failure is an [`Outcome`].
///
/// The meaning of a status: 2xx done; 408, 425, 429, 5xx and everything below HTTP retry; 401, 403 unauthorized; 404,
/// 410 gone; other 4xx rejected. A redirect is retried and not followed: it is what a login page or a maintenance page in
/// front of the peer looks like.
///
/// `more` headers go with it, covered by the signature: [`crate::synchronization`].
pub async fn deliver(
    client: &Client,
    inbox: &Url,
    body: Bytes,
    signer: &Signer,
    more: &HeaderMap,
) -> Outcome {
    match client.post(inbox, body, signer, more).await {
        Ok(answer) => judge(answer),
        Err(error) => unanswered(&error),
    }
}

pub(crate) fn judge(answer: Answer) -> Outcome {
    let status = answer.status.as_u16();
    let reason = match answer.excerpt.as_str() {
        "" => answer.status.to_string(),
        excerpt => format!("{}: {excerpt}", answer.status),
    };
    match status {
        200..=299 => Outcome::Accepted,
        404 | 410 => Outcome::Gone,
        401 | 403 => Outcome::Unauthorized { reason },
        300..=399 | 408 | 425 | 429 | 500..=599 => Outcome::Retry {
            after: answer.retry_after,
            reason,
        },
        _ => Outcome::Rejected {
            status: Some(status),
            reason,
        },
    }
}

/// Without an answer, only what can pass by itself is worth another try.
pub(crate) fn unanswered(error: &FetchError) -> Outcome {
    let reason = error.to_string();
    if error.is_transient() {
        Outcome::Retry {
            after: None,
            reason,
        }
    } else {
        Outcome::Rejected {
            status: None,
            reason,
        }
    }
}

#[cfg(test)]
mod tests;
