//! Machine translation, where a service is configured.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;

use super::answer::Answer;
use super::entities::{
    Id as EntityId, TranslatedAttachment, TranslatedOption, TranslatedPoll, TranslatedStatus,
};
use crate::ap::translations::{self, Languages};
use crate::app::AppRef;
use crate::domain::StatusId;
use crate::http::extract::body::Params;
use crate::http::extract::caller::{Id, Person};

/// The language wanted; without one, that of the caller's pages, and English where none was chosen.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct TranslateForm {
    lang: Option<String>,
}

/// `POST /api/v1/statuses/{id}/translate`.
pub async fn translate(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<StatusId>,
    Params(form): Params<TranslateForm>,
) -> Answer<TranslatedStatus> {
    let own = Some(me.user.locale.clone());
    let mut named = [form.lang, own].into_iter().flatten();
    let wanted = named.find(|lang| !lang.is_empty());
    let wanted = wanted.unwrap_or_else(|| "en".to_owned());
    let found = translations::post(&app, me.id(), id, &wanted).await?;
    Ok(Json(TranslatedStatus {
        content: found.content,
        spoiler_text: found.spoiler_text,
        language: found.language,
        media_attachments: found
            .media
            .into_iter()
            .map(|(id, description)| TranslatedAttachment {
                id: id.into(),
                description,
            })
            .collect(),
        poll: found.poll.map(|(id, titles)| TranslatedPoll {
            id: EntityId(id.0),
            options: titles
                .into_iter()
                .map(|title| TranslatedOption { title })
                .collect(),
        }),
        detected_source_language: found.detected,
        provider: found.provider,
    }))
}

/// `GET /api/v1/instance/translation_languages`.
pub async fn languages(State(app): State<AppRef>) -> Answer<Languages> {
    Ok(Json(translations::languages(&app).await?.as_ref().clone()))
}
