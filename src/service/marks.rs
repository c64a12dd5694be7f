//! What people put on posts: favourites, bookmarks, pins.

use crate::app::AppRef;
use crate::db;
use crate::db::accounts::AccountRow;
use crate::domain::event::Outgoing;
use crate::domain::*;
use crate::error::{Error, Result};
use crate::service::auth::Person;
use crate::service::bundle::{self, Post};
use crate::service::stamps::{self, Deed};
use crate::service::statuses::{show, visible};
use crate::service::surface;

/// Pinned posts of one person.
pub const MAX_PINS: i64 = 5;

/// Marks a post as favourite; its author is told. Twice changes nothing.
pub async fn favourite(app: &AppRef, by: &Person, id: StatusId) -> Result<Post> {
    let me = by.account.clone();
    let (viewer, serial) = (me.id, app.next_id());
    let post = visible(app, viewer, id).await?.ok_or(Error::NotFound)?;
    stamps::check(app, &me, &post, Deed::Like).await?;
    let ctx = surface::Context::new(app);
    let post_id = post.id;
    app.db
        .write(move |conn| {
            Box::pin(async move {
                if surface::favourited(conn, &ctx, serial, &me, &post).await? && !post.local {
                    ctx.say(
                        conn,
                        Outgoing::Like {
                            account: me.id,
                            status: post.id,
                            serial,
                        },
                    )
                    .await?;
                }
                Ok(())
            })
        })
        .await?;
    app.hints.publish.notify_one();
    show(app, Some(viewer), post_id).await
}

/// Takes a favourite back; no error when there was none.
pub async fn unfavourite(app: &AppRef, by: &Person, id: StatusId) -> Result<Post> {
    let me = by.account.clone();
    let viewer = me.id;
    let post = visible(app, viewer, id).await?.ok_or(Error::NotFound)?;
    let ctx = surface::Context::new(app);
    let post_id = post.id;
    app.db
        .write(move |conn| {
            Box::pin(async move {
                let serial = db::marks::favourite_id(conn, me.id, post.id).await?;
                if surface::unfavourited(conn, me.id, &post).await?
                    && !post.local
                    && let Some(serial) = serial
                {
                    ctx.say(
                        conn,
                        Outgoing::UndoLike {
                            account: me.id,
                            status: post.id,
                            serial,
                        },
                    )
                    .await?;
                }
                Ok(())
            })
        })
        .await?;
    app.hints.publish.notify_one();
    show(app, Some(viewer), post_id).await
}

/// Bookmarks a post or takes the bookmark off. Nobody else is told.
pub async fn set_bookmarked(app: &AppRef, by: &Person, id: StatusId, on: bool) -> Result<Post> {
    let me = by.account.id;
    let post = visible(app, me, id).await?.ok_or(Error::NotFound)?.id;
    let (mark, now) = (app.next_id(), app.now());
    app.db
        .write(move |conn| {
            Box::pin(async move {
                match on {
                    true => db::marks::insert_bookmark(conn, mark, me, post, now)
                        .await
                        .map(drop),
                    false => db::marks::delete_bookmark(conn, me, post).await.map(drop),
                }
            })
        })
        .await?;
    show(app, Some(me), post).await
}

/// Pins one's own post to the top of the profile, or takes it off. `Invalid` for others' posts, for posts to named
/// people and beyond [`MAX_PINS`].
pub async fn set_pinned(app: &AppRef, by: &Person, id: StatusId, on: bool) -> Result<Post> {
    let me = by.account.id;
    let post = visible(app, me, id).await?.ok_or(Error::NotFound)?;
    if post.account_id != me {
        return Err(Error::invalid(
            "Validation failed: Someone else's post cannot be pinned",
        ));
    }
    if post.visibility == Visibility::Direct {
        return Err(Error::invalid(
            "Validation failed: Posts that are only visible to mentioned users cannot be pinned",
        ));
    }
    let (mark, ctx) = (app.next_id(), surface::Context::new(app));
    let post_id = post.id;
    app.db
        .write(move |conn| Box::pin(async move {
            let changed = match on {
                true => {
                    let new = db::marks::insert_pin(conn, mark, me, post.id, ctx.now).await?;
                    if new && db::marks::count_pins(conn, me).await? > MAX_PINS {
                        return Err(Error::invalid(format!("Validation failed: You have already pinned {MAX_PINS} posts; take one off first")));
                    }
                    new
                }
                false => db::marks::delete_pin(conn, me, post.id).await?,
            };
            if changed && !post.local_only {
                let event = match on {
                    true => Outgoing::Pin { account: me, status: post.id },
                    false => Outgoing::Unpin { account: me, status: post.id },
                };
                ctx.say(conn, event).await?;
            }
            Ok(())
        }))
        .await?;
    app.hints.publish.notify_one();
    show(app, Some(me), post_id).await
}

/// Who marked a post as favourite, as (position to page by, account).
pub async fn favourited_by(
    app: &AppRef,
    viewer: Option<AccountId>,
    id: StatusId,
    page: db::Paging,
) -> Result<Vec<(i64, AccountRow)>> {
    let post = visible(app, viewer.unwrap_or(AccountId(0)), id)
        .await?
        .ok_or(Error::NotFound)?;
    let mut conn = app.db.read().await?;
    let marks = db::marks::favourited_by(&mut conn, post.id, page).await?;
    bundle::positioned(&mut conn, marks).await
}
