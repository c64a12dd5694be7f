//! Answers.

use axum::response::Response;
use http::{HeaderMap, StatusCode};
use serde_json::Value;

/// An answer, read to its end.
pub struct Answer {
    /// Method and path of the request, for messages.
    asked: String,
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub async fn read(asked: String, response: Response) -> Self {
        let (parts, body) = response.into_parts();
        // A stream has no end.
        let endless = parts
            .headers
            .get("content-type")
            .is_some_and(|kind| kind == "text/event-stream");
        let body = match endless {
            true => Default::default(),
            false => axum::body::to_bytes(body, usize::MAX)
                .await
                .expect("a body"),
        };
        Self {
            asked,
            status: parts.status,
            headers: parts.headers,
            body: body.to_vec(),
        }
    }

    /// The answer, if its status is 200; else the test fails and shows it.
    #[track_caller]
    pub fn ok(self) -> Self {
        self.is(200)
    }

    /// The answer, if it has this status; else the test fails and shows it.
    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(
            self.status.as_u16(),
            status,
            "{}: {}",
            self.asked,
            String::from_utf8_lossy(&self.body)
        );
        self
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{}: {error}: {}", self.asked, self.text()))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A header as text; empty when it is missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().expect("a text header"))
    }
}
