//! A person's defaults, set in the web pages or by `update_credentials`.

use axum::Json;
use axum::extract::State;

use super::answer::Answer;
use super::entities::Preferences;
use crate::app::AppRef;
use crate::http::extract::caller::Person;
use crate::service::notes;

/// `GET /api/v1/preferences`. How posts are shown is not kept here: each app has its own settings for it.
pub async fn show(State(app): State<AppRef>, me: Person) -> Answer<Preferences> {
    Ok(Json(Preferences {
        visibility: me.user.default_visibility.name(),
        sensitive: me.user.default_sensitive,
        language: me.user.default_language.clone(),
        quote_policy: notes::quote_policy(&app, me.id()).await?.name(),
        expand_media: "default",
        expand_spoilers: false,
        autoplay_gifs: false,
    }))
}
