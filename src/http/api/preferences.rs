//! A person's defaults, set in the web pages or by `update_credentials`.

use axum::Json;

use super::entities::Preferences;
use crate::domain::QuotePolicy;
use crate::http::extract::caller::Person;

/// `GET /api/v1/preferences`.
pub async fn show(me: Person) -> Json<Preferences> {
    Json(Preferences {
        visibility: me.user.default_visibility.name(),
        sensitive: me.user.default_sensitive,
        language: me.user.default_language.clone(),
        quote_policy: QuotePolicy::default().name(),
        expand_media: "default",
        expand_spoilers: false,
        autoplay_gifs: false,
    })
}
