//! Open streams of a unit, read without waiting.

use axum::body::BodyDataStream;
use futures::{FutureExt, StreamExt};
use http::Request;
use meent::http::api::streaming;
use meent::http::router::router;
use serde_json::Value;
use tower::ServiceExt;

use super::{Member, TestApp};

/// A stream of server-sent events.
pub struct Stream {
    body: BodyDataStream,
    text: String,
    ended: bool,
}

/// What a stream was told: the event, and its payload as JSON.
pub type Told = (String, Value);

impl TestApp {
    /// Opens a stream of a person, such as `user`.
    pub async fn listen(&self, path: &str, member: &Member) -> Stream {
        self.listen_with(path, &member.token).await
    }

    /// Opens a stream with a token.
    pub async fn listen_with(&self, path: &str, token: &str) -> Stream {
        // From now on there is something to hear.
        drop(self.told());
        let request = Request::get(format!("/api/v1/streaming/{path}"))
            .header("host", &self.app.config.domain)
            .header("authorization", format!("Bearer {token}"))
            .body(axum::body::Body::empty())
            .expect("a request");
        let answer = router(self.app.clone())
            .oneshot(request)
            .await
            .expect("an answer");
        assert_eq!(answer.status().as_u16(), 200, "{path}");
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        Stream {
            body: answer.into_body().into_data_stream(),
            text: String::new(),
            ended: false,
        }
    }

    /// Tells the open streams what has happened.
    pub async fn tell_streams(&self) {
        loop {
            let next = self.told().try_recv();
            let Ok(happening) = next else { return };
            streaming::tell(&self.app, &happening)
                .await
                .expect("streams are told");
        }
    }
}

impl Stream {
    fn read(&mut self) {
        while let Some(next) = self.body.next().now_or_never() {
            match next {
                Some(piece) => self
                    .text
                    .push_str(std::str::from_utf8(&piece.expect("a piece")).expect("UTF-8")),
                None => {
                    self.ended = true;
                    return;
                }
            }
        }
    }

    /// Everything that was told since the last call.
    pub fn told(&mut self) -> Vec<Told> {
        self.read();
        let text = std::mem::take(&mut self.text);
        text.split("\n\n")
            .filter(|block| block.starts_with("event:"))
            .map(|block| {
                let part = |name: &str| {
                    block
                        .lines()
                        .find_map(|line| line.strip_prefix(name))
                        .expect("a part")
                        .trim()
                        .to_owned()
                };
                let payload = part("data:");
                let payload = match payload.as_str() {
                    "" => Value::Null,
                    payload => serde_json::from_str(payload).expect("JSON"),
                };
                (part("event:"), payload)
            })
            .collect()
    }

    /// The names of the events that were told since the last call.
    pub fn events(&mut self) -> Vec<String> {
        self.told().into_iter().map(|(event, _)| event).collect()
    }

    /// Has it been closed?
    pub fn has_ended(&mut self) -> bool {
        self.read();
        self.ended
    }
}
