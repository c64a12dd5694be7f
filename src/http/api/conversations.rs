//! Conversations: who writes to the caller by name.

use axum::Json;
use axum::extract::State;

use super::answer::{Answer, Listing, listing};
use super::entities::{Conversation, Empty};
use super::error::ApiError;
use super::render::Renderer;
use crate::app::AppRef;
use crate::domain::AccountId;
use crate::http::extract::caller::{Id, Person};
use crate::http::extract::paging::{Ends, Paging};
use crate::service::conversations;

/// A conversation as one of those in it sees it.
pub fn entity(
    app: &AppRef,
    viewer: AccountId,
    conversation: &conversations::Conversation,
) -> Conversation {
    let render = Renderer {
        urls: &app.urls,
        viewer: Some(viewer),
    };
    Conversation {
        id: super::entities::Id(conversation.row.id),
        unread: conversation.row.unread,
        accounts: conversation
            .people
            .iter()
            .map(|row| render.account(row))
            .collect(),
        last_status: conversation.last.as_ref().map(|post| render.status(post)),
    }
}

/// `GET /api/v1/conversations`, paged by the last post of each.
pub async fn list(
    State(app): State<AppRef>,
    me: Person,
    paging: Paging,
) -> Result<Listing<Conversation>, ApiError> {
    let found = conversations::page(&app, me.id(), paging.bounds(20, 40)).await?;
    let ends = Ends::of_positions(found.iter().map(|one| one.row.last_status_id.0));
    let items = found.iter().map(|one| entity(&app, me.id(), one)).collect();
    Ok(listing(&app, &paging, ends, items))
}

/// `DELETE /api/v1/conversations/{id}`.
pub async fn delete(State(app): State<AppRef>, me: Person, Id(id): Id<i64>) -> Answer<Empty> {
    conversations::delete(&app, me.id(), id).await?;
    Ok(Json(Empty {}))
}

/// `POST /api/v1/conversations/{id}/read`.
pub async fn read(State(app): State<AppRef>, me: Person, Id(id): Id<i64>) -> Answer<Conversation> {
    let found = conversations::set_unread(&app, me.id(), id, false).await?;
    Ok(Json(entity(&app, me.id(), &found)))
}

/// `POST /api/v1/conversations/{id}/unread`.
pub async fn unread(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<i64>,
) -> Answer<Conversation> {
    let found = conversations::set_unread(&app, me.id(), id, true).await?;
    Ok(Json(entity(&app, me.id(), &found)))
}
