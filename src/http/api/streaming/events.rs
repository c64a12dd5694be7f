//! One stream as server-sent events.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};

use super::{StreamForm, channel, seat};
use crate::app::AppRef;
use crate::http::api::error::ApiError;
use crate::http::extract::body::Params;
use crate::http::extract::caller::Person;

/// A line that says nothing, so often: proxies cut connections on which nothing happens.
const BEAT: Duration = Duration::from_secs(15);

macro_rules! streams {
    ($($(#[$doc:meta])* $handler:ident $name:literal $with_media:literal)*) => {$(
        $(#[$doc])*
        pub async fn $handler(
            State(app): State<AppRef>,
            me: Person,
            Params(form): Params<StreamForm>,
        ) -> Result<Response, ApiError> {
            let name = if form.only_media { $with_media } else { $name };
            listen(&app, &me, name, &form).await
        }
    )*};
}

streams! {
    /// `GET /api/v1/streaming/user`.
    user "user" "user"
    /// `GET /api/v1/streaming/user/notification`.
    user_notification "user:notification" "user:notification"
    /// `GET /api/v1/streaming/public`.
    public "public" "public:media"
    /// `GET /api/v1/streaming/public/local`.
    public_local "public:local" "public:local:media"
    /// `GET /api/v1/streaming/public/remote`.
    public_remote "public:remote" "public:remote:media"
    /// `GET /api/v1/streaming/hashtag`.
    hashtag "hashtag" "hashtag"
    /// `GET /api/v1/streaming/hashtag/local`.
    hashtag_local "hashtag:local" "hashtag:local"
    /// `GET /api/v1/streaming/list`.
    list "list" "list"
    /// `GET /api/v1/streaming/direct`.
    direct "direct" "direct"
}

/// `GET /api/v1/streaming/health`: whether streams are served at all.
pub async fn health() -> &'static str {
    "OK"
}

async fn listen(
    app: &AppRef,
    me: &Person,
    name: &str,
    form: &StreamForm,
) -> Result<Response, ApiError> {
    let channel = channel(app, me, name, form).await?;
    let listener = seat(app, me)?;
    listener
        .subscribe(channel)
        .map_err(|reason| ApiError::BadRequest(reason.to_owned()))?;
    let events = futures::stream::unfold(listener, |mut listener| async move {
        let message = listener.next().await?;
        let event = Event::default()
            .event(message.event)
            .data(message.payload.as_ref());
        Some((Ok::<_, Infallible>(event), listener))
    });
    let kept = KeepAlive::new().interval(BEAT).text("thump");
    // nginx would keep the events back until it has a page full.
    let unbuffered = [("x-accel-buffering", "no")];
    Ok((unbuffered, Sse::new(events).keep_alive(kept)).into_response())
}
