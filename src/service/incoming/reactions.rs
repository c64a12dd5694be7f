//! Boosts and favourites by people of other units.

use super::posts::id_for;
use crate::app::AppRef;
use crate::db;
use crate::db::accounts::AccountRow;
use crate::db::statuses::StatusRow;
use crate::domain::*;
use crate::error::Result;
use crate::service::{statuses, surface};

/// Somebody elsewhere boosts a post that is known here.
pub async fn receive_boost(
    app: &AppRef,
    by: &AccountRow,
    uri: &str,
    of: StatusId,
    visibility: Visibility,
    published: Option<Timestamp>,
) -> Result<()> {
    let ctx = surface::Context::new(app);
    let created_at = published.unwrap_or(ctx.now).min(ctx.now);
    let id = id_for(app, created_at);
    let (by, uri) = (by.clone(), uri.to_owned());
    app.db
        .write(move |conn| {
            Box::pin(async move {
                let Some(original) = db::statuses::by_id(conn, of)
                    .await?
                    .filter(|row| row.deleted_at.is_none() && row.reblog_of_id.is_none())
                else {
                    return Ok(());
                };
                // A boost never widens an audience: only open posts, and the author's own for followers.
                let own = original.account_id == by.id
                    && original.visibility == Visibility::Private
                    && original.group_id.is_none();
                if original.local_only || !(original.visibility.is_open() || own) {
                    return Ok(());
                }
                if db::statuses::is_tombstoned(conn, &by.uri, &uri).await?
                    || db::statuses::reblog_by(conn, by.id, of).await?.is_some()
                {
                    return Ok(());
                }
                let boost = StatusRow {
                    id,
                    url: uri.clone(),
                    uri,
                    account_id: by.id,
                    local: false,
                    in_reply_to_id: None,
                    in_reply_to_account_id: None,
                    in_reply_to_uri: None,
                    thread_id: id,
                    reblog_of_id: Some(of),
                    content: String::new(),
                    text: String::new(),
                    text_format: TextFormat::Html,
                    title: String::new(),
                    spoiler_text: String::new(),
                    sensitive: false,
                    language: None,
                    visibility: visibility.max(original.visibility),
                    local_only: false,
                    app_id: None,
                    replies_count: 0,
                    reblogs_count: 0,
                    favourites_count: 0,
                    created_at,
                    edited_at: None,
                    deleted_at: None,
                    group_id: None,
                    removed_at: None,
                };
                if db::statuses::insert_once(conn, &boost).await? {
                    surface::new_boost(conn, &ctx, &boost, &by, &original).await?;
                }
                Ok(())
            })
        })
        .await
}

/// Somebody elsewhere takes a boost back, named by its id or by the boosted post. An id not seen yet is remembered.
pub async fn receive_unboost(
    app: &AppRef,
    by: &AccountRow,
    uri: Option<&str>,
    of: Option<StatusId>,
) -> Result<()> {
    let (by, uri, now) = (by.clone(), uri.map(str::to_owned), app.now());
    app.db
        .write(move |conn| {
            Box::pin(async move {
                let mut found = match &uri {
                    Some(uri) => db::statuses::by_uri(conn, uri).await?,
                    None => None,
                };
                if found.is_none()
                    && let Some(of) = of
                {
                    found = db::statuses::reblog_by(conn, by.id, of).await?;
                }
                match (found, uri) {
                    (Some(boost), _)
                        if boost.account_id == by.id
                            && boost.reblog_of_id.is_some()
                            && boost.deleted_at.is_none() =>
                    {
                        surface::gone_post(conn, &boost, now).await
                    }
                    (None, Some(uri)) => {
                        db::statuses::insert_tombstone(conn, &by.uri, &uri, now).await
                    }
                    _ => Ok(()),
                }
            })
        })
        .await
}

/// Somebody elsewhere marks a post as favourite, if they may see it.
pub async fn receive_favourite(app: &AppRef, by: &AccountRow, of: StatusId) -> Result<()> {
    let Some(post) = statuses::visible(app, by.id, of).await? else {
        return Ok(());
    };
    if post.local_only {
        return Ok(());
    }
    let (ctx, mark, by) = (surface::Context::new(app), app.next_id(), by.clone());
    app.db
        .write(move |conn| {
            Box::pin(async move {
                surface::favourited(conn, &ctx, mark, &by, &post)
                    .await
                    .map(drop)
            })
        })
        .await
}

/// Somebody elsewhere takes a favourite back.
pub async fn receive_unfavourite(app: &AppRef, by: AccountId, of: StatusId) -> Result<()> {
    app.db
        .write(move |conn| {
            Box::pin(async move {
                match db::statuses::by_id(conn, of).await? {
                    Some(post) => surface::unfavourited(conn, by, &post).await.map(drop),
                    None => Ok(()),
                }
            })
        })
        .await
}
