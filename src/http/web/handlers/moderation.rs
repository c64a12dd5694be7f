//! What moderators of a group do with its posts.

use axum::{
    extract::{Path, State},
    response::Response,
};
use serde::Deserialize;

use super::groups::view;
use crate::{
    app::AppRef,
    domain::{AccountId, StatusId, groups::Act},
    error::Error,
    http::web::{
        errors::WebError,
        handlers::id,
        notices::Notice,
        posted::Posted,
        redirects::own_path,
        show::groups as words,
        views::{frame::Place, members::RemovePostPage},
        visitor::Member,
    },
    service::{
        groups::{lists, moderation},
        statuses,
    },
};

/// `GET /groups/{id}/posts/{post}/remove`: asks, and for a reason.
pub async fn ask(
    State(app): State<AppRef>,
    member: Member,
    Path((group, post, deed)): Path<(String, String, String)>,
) -> Result<Response, WebError> {
    let (group, post) = (id::<AccountId>(&group)?, id::<StatusId>(&post)?);
    let shown = lists::one(&app, member.id(), group).await?;
    let post = statuses::show(&app, Some(member.id()), post).await?;
    let inside = post.row.group_id == Some(group);
    if deed != "remove" || !shown.standing.moderates() || !inside {
        return Err(Error::NotFound.into());
    }
    let page = RemovePostPage {
        frame: member
            .frame(&member.t("group-remove-title"), Place::Groups)
            .await?,
        group: view(&member, &shown).await?,
        post: member.show().await?.post(&post),
    };
    member.render(&page)
}

/// Where a button brings back to, and why a post goes.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct PostForm {
    next: String,
    reason: String,
}

/// `POST /groups/{id}/posts/{post}/{deed}`.
pub async fn on_post(
    State(app): State<AppRef>,
    Path((group, post, deed)): Path<(String, String, String)>,
    Posted { member, form }: Posted<PostForm>,
) -> Result<Response, WebError> {
    let (group, status) = (id::<AccountId>(&group)?, id::<StatusId>(&post)?);
    let shown = lists::one(&app, member.id(), group).await?;
    let (act, notice) = match deed.as_str() {
        "pin" => (Act::Pin { status }, Notice::GroupPinned),
        "unpin" => (Act::Unpin { status }, Notice::GroupUnpinned),
        "lock" => (Act::Lock { status }, Notice::GroupLocked),
        "unlock" => (Act::Unlock { status }, Notice::GroupUnlocked),
        "restore" => (Act::Restore { status }, Notice::GroupRestored),
        "remove" => {
            let reason = form.reason;
            (Act::Remove { status, reason }, Notice::GroupRemoved)
        }
        _ => return Err(Error::NotFound.into()),
    };
    moderation::act(&app, &member.person, group, act)
        .await
        .map_err(|error| words::said(member.lang, error))?;
    let home = format!("/@{}", shown.group.account.acct());
    Ok(member.done(&own_path(&form.next, &home), notice, ""))
}
