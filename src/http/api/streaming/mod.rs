//! Streaming: what happens, told to clients that keep a connection open. One socket for everything, or server-sent events for
//! one stream each, as Mastodon has them.

mod events;
mod run;
mod socket;

pub use events::{
    direct, hashtag, hashtag_local, health, list, public, public_local, public_remote, user,
    user_notification,
};
pub use run::{check_tokens, run, tell};
pub use socket::open;

use serde::Deserialize;

use super::error::ApiError;
use crate::app::AppRef;
use crate::http::extract::caller::Person;
use crate::service::streams;
use crate::stream::{Channel, Listener};

/// Which stream is asked for.
#[derive(Debug, Clone, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct StreamForm {
    stream: Option<String>,
    tag: Option<String>,
    list: Option<String>,
    only_media: bool,
}

/// Takes a seat for a person.
fn seat(app: &AppRef, me: &Person) -> Result<Listener, ApiError> {
    let notifications = me.bearer.scopes.allow("read:notifications");
    app.streams
        .open(me.id(), me.bearer.token, notifications)
        .ok_or(ApiError::TooMany(None))
}

/// The stream of this name, if the person may listen to it.
async fn channel(
    app: &AppRef,
    me: &Person,
    name: &str,
    form: &StreamForm,
) -> Result<Channel, ApiError> {
    let channel = Channel::parse(name, form.tag.as_deref(), form.list.as_deref())
        .map_err(|reason| ApiError::BadRequest(reason.to_owned()))?;
    if !me.bearer.scopes.allow(channel.scope()) {
        return Err(ApiError::OutOfScope);
    }
    streams::check(app, me, &channel).await?;
    Ok(channel)
}
