//! Tells clients in Mastodon's `X-RateLimit-*` headers how much they may still call.

use axum::http::{HeaderMap, HeaderName, HeaderValue};

use crate::service::limits::Standing;

/// Writes where the caller stands into the headers of an answer.
pub fn write(standing: &Standing, headers: &mut HeaderMap) {
    let reset = HeaderValue::from_str(&standing.reset.to_rfc3339()).ok();
    let values = [
        ("x-ratelimit-limit", Some(HeaderValue::from(standing.limit))),
        (
            "x-ratelimit-remaining",
            Some(HeaderValue::from(standing.remaining)),
        ),
        ("x-ratelimit-reset", reset),
    ];
    for (name, value) in values {
        if let Some(value) = value {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing)]
    use super::*;
    use crate::domain::Timestamp;

    #[test]
    fn the_headers_are_mastodons() {
        let mut headers = HeaderMap::new();
        let reset = Timestamp::from_millis(1_772_442_000_000);
        write(
            &Standing {
                allowed: true,
                limit: 300,
                remaining: 299,
                reset,
            },
            &mut headers,
        );
        assert_eq!(headers["x-ratelimit-limit"], "300");
        assert_eq!(headers["x-ratelimit-remaining"], "299");
        assert_eq!(headers["x-ratelimit-reset"], "2026-03-02T09:00:00.000Z");
    }
}
