//! Boosts and favourites by people of other units.

use super::posts::id_for;
use crate::app::AppRef;
use crate::db;
use crate::db::accounts::AccountRow;
use crate::db::reactions::ReactionRow;
use crate::db::statuses::StatusRow;
use crate::domain::*;
use crate::error::Result;
use crate::service::emoji::{self as custom, IncomingEmoji};
use crate::service::{statuses, surface};
use crate::text::emoji;

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
                        surface::gone_post(conn, &boost, now).await.map(drop)
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

/// The emoji of a favourite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncomingReaction {
    /// The emoji, or a code between colons, as it came.
    pub content: String,
    /// The pictures that came with it.
    pub emoji: Vec<IncomingEmoji>,
    /// The id of the activity.
    pub uri: Option<String>,
}

/// Emoji that one person can put on one post.
const MAX_REACTIONS: i64 = 20;

/// Somebody elsewhere marks a post as favourite, if they may see it, perhaps with an emoji. What is no emoji counts as a
/// favourite without one. Returns the emoji whose picture is still to be fetched.
pub async fn receive_favourite(
    app: &AppRef,
    by: &AccountRow,
    of: StatusId,
    reaction: Option<IncomingReaction>,
) -> Result<Option<EmojiId>> {
    let Some(post) = statuses::visible(app, by.id, of).await? else {
        return Ok(None);
    };
    if post.local_only {
        return Ok(None);
    }
    let (ctx, mark, by) = (surface::Context::new(app), app.next_id(), by.clone());
    app.db
        .write(move |conn| {
            Box::pin(async move {
                surface::favourited(conn, &ctx, mark, &by, &post).await?;
                match reaction {
                    Some(reaction) => react(conn, &ctx, &by, post.id, reaction).await,
                    None => Ok(None),
                }
            })
        })
        .await
}

async fn react(
    conn: &mut db::Conn,
    ctx: &surface::Context,
    by: &AccountRow,
    post: StatusId,
    reaction: IncomingReaction,
) -> Result<Option<EmojiId>> {
    let Some(content) = emoji::reaction(&reaction.content) else {
        return Ok(None);
    };
    if db::reactions::count_of(conn, by.id, post).await? >= MAX_REACTIONS {
        return Ok(None);
    }
    let code = content.strip_prefix(':').and_then(|c| c.strip_suffix(':'));
    let mut picture = None;
    if let Some(code) = code {
        // Misskey names the emoji of a third server by `name@host`.
        let described: Vec<IncomingEmoji> = reaction
            .emoji
            .into_iter()
            .filter_map(|found| {
                let name = found.shortcode.split('@').next().unwrap_or_default();
                (name == code).then(|| IncomingEmoji {
                    shortcode: code.to_owned(),
                    ..found
                })
            })
            .take(1)
            .collect();
        picture = custom::keep(conn, ctx, &by.host, &described).await?.pop();
    }
    let row = ReactionRow {
        id: ctx.next_id(),
        status_id: post,
        account_id: by.id,
        content,
        emoji_id: picture.as_ref().map(|row| row.id),
        uri: reaction.uri,
        created_at: ctx.now,
    };
    db::reactions::insert(conn, &row).await?;
    Ok(picture
        .filter(|row| row.file_key.is_none())
        .map(|row| row.id))
}

/// Somebody elsewhere takes a favourite back, with all emoji that came with it, or only one emoji: the favourite stays
/// while there are others.
pub async fn receive_unfavourite(
    app: &AppRef,
    by: AccountId,
    of: StatusId,
    content: Option<&str>,
) -> Result<()> {
    let content = content.and_then(emoji::reaction);
    app.db
        .write(move |conn| {
            Box::pin(async move {
                let Some(post) = db::statuses::by_id(conn, of).await? else {
                    return Ok(());
                };
                db::reactions::delete(conn, by, of, content.as_deref()).await?;
                if db::reactions::count_of(conn, by, of).await? == 0 {
                    surface::unfavourited(conn, by, &post).await?;
                }
                Ok(())
            })
        })
        .await
}

/// Somebody elsewhere takes the emoji back that the activity `uri` brought. Tells whether there is one of theirs.
pub async fn receive_unreaction(app: &AppRef, by: AccountId, uri: &str) -> Result<bool> {
    let found = db::reactions::by_uri(&mut *app.db.read().await?, uri).await?;
    match found.filter(|row| row.account_id == by) {
        Some(row) => {
            receive_unfavourite(app, by, row.status_id, Some(&row.content)).await?;
            Ok(true)
        }
        None => Ok(false),
    }
}
