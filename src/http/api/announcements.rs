//! Announcements of the unit.

use axum::Json;
use axum::extract::{Path, State};
use serde::Deserialize;

use super::answer::Answer;
use super::entities::{AnnouncedStatus, Announcement, AnnouncementReaction, Empty, TagLink};
use super::error::ApiError;
use super::render::{self, Renderer};
use crate::app::AppRef;
use crate::http::extract::body::Params;
use crate::http::extract::caller::{Id, Person};
use crate::service::announcements::{self, Reaction};

/// Which ones.
#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct ListForm {
    /// Also those that the caller has put away; they say so in `read`.
    with_dismissed: bool,
}

impl Default for ListForm {
    /// As Mastodon today: all.
    fn default() -> Self {
        Self {
            with_dismissed: true,
        }
    }
}

/// `GET /api/v1/announcements`.
pub async fn list(
    State(app): State<AppRef>,
    me: Person,
    Params(form): Params<ListForm>,
) -> Answer<Vec<Announcement>> {
    let found = announcements::list(&app, me.id(), form.with_dismissed).await?;
    Ok(Json(found.iter().map(|one| entity(&app, one)).collect()))
}

/// An announcement.
pub fn entity(app: &AppRef, full: &announcements::Announcement) -> Announcement {
    let render = Renderer {
        urls: &app.urls,
        viewer: None,
    };
    let row = &full.row;
    Announcement {
        id: super::entities::Id(row.id),
        content: row.content.clone(),
        starts_at: row.starts_at.map(Into::into),
        ends_at: row.ends_at.map(Into::into),
        all_day: row.all_day,
        published_at: row.published_at.into(),
        updated_at: row.updated_at.into(),
        read: full.read,
        mentions: full
            .mentions
            .iter()
            .map(|row| render::mention(row))
            .collect(),
        statuses: full
            .statuses
            .iter()
            .map(|row| AnnouncedStatus {
                id: row.id.into(),
                url: row.url.clone(),
            })
            .collect(),
        tags: full
            .tags
            .iter()
            .map(|name| TagLink {
                name: name.clone(),
                url: render.urls.tag(name),
            })
            .collect(),
        emojis: render.emojis(&full.emoji),
        reactions: full
            .reactions
            .iter()
            .map(|one| reaction(render, one))
            .collect(),
    }
}

fn reaction(render: Renderer<'_>, one: &Reaction) -> AnnouncementReaction {
    let key = one.custom.as_ref().and_then(|row| row.file_key.as_deref());
    let url = key.map(|key| render.urls.file(key));
    AnnouncementReaction {
        name: one.name.clone(),
        count: one.count,
        me: one.mine,
        static_url: url.clone(),
        url,
    }
}

/// `POST /api/v1/announcements/{id}/dismiss`.
pub async fn dismiss(State(app): State<AppRef>, me: Person, Id(id): Id<i64>) -> Answer<Empty> {
    announcements::dismiss(&app, &me, id).await?;
    Ok(Json(Empty {}))
}

/// `PUT /api/v1/announcements/{id}/reactions/{name}`.
pub async fn react(
    State(app): State<AppRef>,
    me: Person,
    Path((id, name)): Path<(String, String)>,
) -> Answer<Empty> {
    let id = id.parse().map_err(|_| ApiError::NotFound)?;
    announcements::react(&app, &me, id, &name).await?;
    Ok(Json(Empty {}))
}

/// `DELETE /api/v1/announcements/{id}/reactions/{name}`.
pub async fn unreact(
    State(app): State<AppRef>,
    me: Person,
    Path((id, name)): Path<(String, String)>,
) -> Answer<Empty> {
    let id = id.parse().map_err(|_| ApiError::NotFound)?;
    announcements::unreact(&app, &me, id, &name).await?;
    Ok(Json(Empty {}))
}
