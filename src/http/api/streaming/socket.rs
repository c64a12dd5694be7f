//! All streams over one WebSocket: the client says what it wants to hear while the connection is open.

use std::time::Duration;

use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade, close_code};
use axum::http::{HeaderMap, header};
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;
use tokio::time::{Instant, MissedTickBehavior, interval_at};

use super::{StreamForm, channel, seat};
use crate::app::AppRef;
use crate::http::api::error::ApiError;
use crate::http::extract::body::Params;
use crate::http::extract::caller::Person;
use crate::stream::{Channel, Listener};

/// The connection is asked so often whether it still stands; one that said nothing meanwhile is closed.
const BEAT: Duration = Duration::from_secs(30);

/// What clients say is short.
const LONGEST_MESSAGE: usize = 8 * 1024;

/// Read at once. Thousands of connections that are silent must cost little.
const BUFFER: usize = 2 * 1024;

/// `GET /api/v1/streaming` (WebSocket), with a first `stream` or none.
pub async fn open(
    State(app): State<AppRef>,
    me: Person,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
    Params(form): Params<StreamForm>,
) -> Result<Response, ApiError> {
    let upgrade = upgrade.map_err(|_| ApiError::NotFound)?;
    let listener = seat(&app, &me)?;
    let first = match form.stream.as_deref().filter(|name| !name.is_empty()) {
        Some(name) => Some(channel(&app, &me, name, &form).await),
        None => None,
    };
    // Clients pass the token as if it were a protocol. Browsers drop a connection that does not repeat it.
    let offered = headers
        .get(header::SEC_WEBSOCKET_PROTOCOL)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(',').next())
        .map(|value| value.trim().to_owned());
    let upgrade = upgrade
        .protocols(offered)
        .max_message_size(LONGEST_MESSAGE)
        .max_frame_size(LONGEST_MESSAGE)
        .read_buffer_size(BUFFER)
        .write_buffer_size(0);
    Ok(upgrade.on_upgrade(move |socket| {
        let talk = Talk { app, me, listener };
        talk.run(socket, first)
    }))
}

/// What clients may say.
#[derive(Debug, Deserialize)]
struct Wish {
    #[serde(rename = "type")]
    kind: String,
    stream: Option<String>,
    tag: Option<Word>,
    list: Option<Word>,
}

/// Ids come as numbers too.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Word {
    Text(String),
    Number(i64),
}

impl Word {
    fn text(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Number(number) => number.to_string(),
        }
    }
}

struct Talk {
    app: AppRef,
    me: Person,
    listener: Listener,
}

/// The other side has gone, or has to.
struct Over;

impl Talk {
    async fn run(mut self, mut socket: WebSocket, first: Option<Result<Channel, ApiError>>) {
        let started = match first {
            None => Ok(()),
            Some(Ok(channel)) => self.subscribe(&mut socket, channel).await,
            Some(Err(error)) => complain(&mut socket, &error).await,
        };
        if started.is_ok() && self.exchange(&mut socket).await.is_ok() {
            let bye = CloseFrame {
                code: close_code::AWAY,
                reason: Utf8Bytes::from_static("The stream has ended"),
            };
            drop(socket.send(Message::Close(Some(bye))).await);
        }
    }

    /// Until the stream has to end (`Ok`) or the other side has gone.
    async fn exchange(&mut self, socket: &mut WebSocket) -> Result<(), Over> {
        let mut beat = interval_at(Instant::now() + BEAT, BEAT);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut heard = true;
        loop {
            tokio::select! {
                message = self.listener.next() => match message {
                    None => return Ok(()),
                    Some(message) => say(socket, Message::Text(message.frame.as_ref().into())).await?,
                },
                received = socket.recv() => {
                    heard = true;
                    match received {
                        Some(Ok(Message::Text(text))) => self.hear(socket, text.as_str()).await?,
                        Some(Ok(Message::Close(_)) | Err(_)) | None => return Err(Over),
                        Some(Ok(_)) => {}
                    }
                }
                _ = beat.tick() => {
                    if !heard {
                        return Err(Over);
                    }
                    heard = false;
                    say(socket, Message::Ping(bytes::Bytes::new())).await?;
                }
            }
        }
    }

    async fn hear(&self, socket: &mut WebSocket, text: &str) -> Result<(), Over> {
        let Ok(wish) = serde_json::from_str::<Wish>(text) else {
            let error = ApiError::BadRequest(
                r#"Send {"type":"subscribe","stream":"user"}, with "tag" or "list" where the stream needs it"#.to_owned(),
            );
            return complain(socket, &error).await;
        };
        let form = StreamForm {
            tag: wish.tag.map(Word::text),
            list: wish.list.map(Word::text),
            ..StreamForm::default()
        };
        let name = wish.stream.unwrap_or_default();
        match (
            wish.kind.as_str(),
            channel(&self.app, &self.me, &name, &form).await,
        ) {
            ("subscribe", Ok(channel)) => self.subscribe(socket, channel).await,
            ("unsubscribe", Ok(channel)) => {
                self.listener.unsubscribe(&channel);
                Ok(())
            }
            ("subscribe" | "unsubscribe", Err(error)) => complain(socket, &error).await,
            _ => {
                let text = "The type of a message is subscribe or unsubscribe".to_owned();
                complain(socket, &ApiError::BadRequest(text)).await
            }
        }
    }

    async fn subscribe(&self, socket: &mut WebSocket, channel: Channel) -> Result<(), Over> {
        match self.listener.subscribe(channel) {
            Ok(()) => Ok(()),
            Err(reason) => complain(socket, &ApiError::BadRequest(reason.to_owned())).await,
        }
    }
}

async fn say(socket: &mut WebSocket, message: Message) -> Result<(), Over> {
    // Who takes nothing for so long holds a place and needs none.
    match tokio::time::timeout(BEAT, socket.send(message)).await {
        Ok(Ok(())) => Ok(()),
        _ => Err(Over),
    }
}

/// As Mastodon: the connection stays.
async fn complain(socket: &mut WebSocket, error: &ApiError) -> Result<(), Over> {
    let text = json!({ "error": error.message(), "status": error.status().as_u16() }).to_string();
    say(socket, Message::Text(text.into())).await
}
