//! Posting to inboxes.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use url::Url;

use super::{
    Client, FetchError,
    body::{read_beginning, retry_after},
};
use crate::{
    origin::{document_of, parse_id},
    signature::{Signer, sign_post_with},
};

/// How much of an error answer is kept, in characters.
const EXCERPT: usize = 300;

/// What an inbox answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// When to come back, at most an hour.
    pub retry_after: Option<Duration>,
    /// For anything but success the beginning of the body: at most 300 characters, without control characters, meant
    /// for our admin's eyes. Empty otherwise.
    pub excerpt: String,
}

impl Client {
    /// Posts a body once, signed and dated now, with `more` headers that the signature covers; in the form that the peer
    /// takes (see [`super::Forms`]). Redirects are not followed: an activity is signed for one inbox.
    ///
    /// Returns every answer, whatever its status. Errors: no answer came, see [`FetchError`].
    pub async fn post(
        &self,
        url: &Url,
        body: Bytes,
        signer: &Signer,
        more: &HeaderMap,
    ) -> Result<Answer, FetchError> {
        let posted = self.post_once(url, body, signer, more);
        match tokio::time::timeout(self.0.config.deadline, posted).await {
            Ok(outcome) => outcome,
            Err(_) => Err(FetchError::Timeout),
        }
    }

    async fn post_once(
        &self,
        url: &Url,
        body: Bytes,
        signer: &Signer,
        more: &HeaderMap,
    ) -> Result<Answer, FetchError> {
        let url = document_of(&parse_id(url.as_str())?);
        self.check(&url)?;
        let make = |form| -> Result<reqwest::Request, FetchError> {
            let mut request = self.request(Method::POST, &url);
            *request.headers_mut() = sign_post_with(signer, &url, &body, more, self.now(), form)?;
            *request.body_mut() = Some(body.clone().into());
            Ok(request)
        };
        let response = self.knock(&url, make).await?;
        Ok(self.answer(response).await)
    }

    /// Posts a body once, with these headers and without a signature, such as to a push service. Redirects are not followed.
    ///
    /// Returns every answer, whatever its status. Errors: no answer came, see [`FetchError`].
    pub async fn post_unsigned(
        &self,
        url: &Url,
        headers: HeaderMap,
        body: Bytes,
    ) -> Result<Answer, FetchError> {
        let posted = async {
            let url = document_of(&parse_id(url.as_str())?);
            let mut request = self.request(Method::POST, &url);
            *request.headers_mut() = headers;
            *request.body_mut() = Some(body.into());
            let response = self.execute(request).await?;
            Ok(self.answer(response).await)
        };
        match tokio::time::timeout(self.0.config.deadline, posted).await {
            Ok(outcome) => outcome,
            Err(_) => Err(FetchError::Timeout),
        }
    }

    async fn answer(&self, response: reqwest::Response) -> Answer {
        let status = response.status();
        let retry_after = retry_after(response.headers(), self.now());
        let excerpt = if status.is_success() {
            // Read to the end, so that the connection can be used again; nobody sends much here.
            read_beginning(response, 64 * 1024).await;
            String::new()
        } else {
            excerpt(&read_beginning(response, 4 * EXCERPT).await)
        };
        Answer {
            status,
            retry_after,
            excerpt,
        }
    }
}

/// Text for people: control characters and runs of white space become one space.
pub(super) fn excerpt(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let words = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty());
    let line = words.collect::<Vec<_>>().join(" ");
    line.chars().take(EXCERPT).collect()
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic
    )]

    use super::*;

    #[test]
    fn excerpts_are_short_and_harmless() {
        assert_eq!(excerpt(b"  no\r\n\x1b[31m way\0 "), "no [31m way");
        assert_eq!(excerpt("é".repeat(500).as_bytes()).chars().count(), 300);
        assert_eq!(excerpt(&[0xff, 0xfe]), "\u{FFFD}\u{FFFD}");
        assert_eq!(excerpt(b""), "");
    }
}
