//! Boosts: showing somebody's post to one's own followers.

use crate::app::AppRef;
use crate::db;
use crate::db::accounts::AccountRow;
use crate::db::statuses::StatusRow;
use crate::domain::event::Outgoing;
use crate::domain::*;
use crate::error::{Error, Result};
use crate::service::auth::Person;
use crate::service::bundle::{self, Post};
use crate::service::stamps::{self, Deed};
use crate::service::statuses::{show, visible};
use crate::service::surface;

/// Boosts a post for everybody who may read it, as [`reblog_for`] does.
///
/// # Errors
/// Those of [`reblog_for`].
pub async fn reblog(app: &AppRef, by: &Person, id: StatusId) -> Result<Post> {
    reblog_for(app, by, id, None).await
}

/// Boosts a post: it appears for the booster's followers. Only open posts can be boosted, and one's own followers-only
/// ones. `audience` says who may see that it was boosted, where the post is open (Mastodon's `visibility`). Boosting twice
/// changes nothing. Returns the boost.
///
/// # Errors
/// [`Error::NotFound`] for what the person may not see, [`Error::Forbidden`] for what cannot be boosted,
/// [`Error::Invalid`] for a boost to named people only; those of the database.
pub async fn reblog_for(
    app: &AppRef,
    by: &Person,
    id: StatusId,
    audience: Option<Visibility>,
) -> Result<Post> {
    let me = by.account.clone();
    let original = visible(app, me.id, id).await?.ok_or(Error::NotFound)?;
    let own_private = original.account_id == me.id
        && original.visibility == Visibility::Private
        && original.group_id.is_none();
    if !original.visibility.is_open() && !own_private {
        return Err(Error::forbidden(
            "This post is for a few people only; it cannot be boosted",
        ));
    }
    if audience == Some(Visibility::Direct) {
        return Err(Error::invalid(
            "Validation failed: Visibility of a boost is public, unlisted or private",
        ));
    }
    stamps::check(app, &me, &original, Deed::Boost).await?;
    let now = app.now();
    let boost_id = app.next_status_id();
    let uri = app.urls.status(&me.username, boost_id);
    let boost = StatusRow {
        id: boost_id,
        url: app.urls.status_activity(&uri),
        uri,
        account_id: me.id,
        local: true,
        in_reply_to_id: None,
        in_reply_to_account_id: None,
        in_reply_to_uri: None,
        thread_id: boost_id,
        reblog_of_id: Some(original.id),
        content: String::new(),
        text: String::new(),
        text_format: TextFormat::Plain,
        title: String::new(),
        spoiler_text: String::new(),
        sensitive: false,
        language: None,
        visibility: audience
            .filter(|_| original.visibility.is_open())
            .unwrap_or(original.visibility),
        local_only: original.local_only,
        app_id: None,
        replies_count: 0,
        reblogs_count: 0,
        favourites_count: 0,
        created_at: now,
        edited_at: None,
        deleted_at: None,
        group_id: None,
        removed_at: None,
    };
    let ctx = surface::Context::new(app);
    let author = by.account.id;
    let stored = app
        .db
        .write(move |conn| {
            Box::pin(async move {
                if let Some(earlier) = db::statuses::reblog_by(conn, me.id, original.id).await? {
                    return Ok(earlier.id);
                }
                db::statuses::insert(conn, &boost).await?;
                surface::new_boost(conn, &ctx, &boost, &me, &original).await?;
                if !original.local_only {
                    ctx.say(conn, Outgoing::Announce { status: boost_id })
                        .await?;
                }
                Ok(boost_id)
            })
        })
        .await?;
    app.hints.publish.notify_one();
    show(app, Some(author), stored).await
}

/// Takes a boost back; no error when there was none. Returns the post.
pub async fn unreblog(app: &AppRef, by: &Person, id: StatusId) -> Result<Post> {
    let me = by.account.id;
    let original = visible(app, me, id).await?.ok_or(Error::NotFound)?;
    let ctx = surface::Context::new(app);
    let original_id = original.id;
    app.db
        .write(move |conn| {
            Box::pin(async move {
                let Some(boost) = db::statuses::reblog_by(conn, me, original.id).await? else {
                    return Ok(());
                };
                if surface::gone_post(conn, &boost, ctx.now).await? && !original.local_only {
                    ctx.say(conn, Outgoing::UndoAnnounce { status: boost.id })
                        .await?;
                }
                Ok(())
            })
        })
        .await?;
    app.hints.publish.notify_one();
    show(app, Some(me), original_id).await
}

/// Who boosted a post, as (position to page by, account).
pub async fn reblogged_by(
    app: &AppRef,
    viewer: Option<AccountId>,
    id: StatusId,
    page: db::Paging,
) -> Result<Vec<(i64, AccountRow)>> {
    let post = visible(app, viewer.unwrap_or(AccountId(0)), id)
        .await?
        .ok_or(Error::NotFound)?;
    let mut conn = app.db.read().await?;
    let boosts = db::statuses::reblogged_by(&mut conn, post.id, page).await?;
    bundle::positioned(&mut conn, boosts).await
}
