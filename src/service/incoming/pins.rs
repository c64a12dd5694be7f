//! Pinned posts of people of other units.

use crate::app::AppRef;
use crate::db;
use crate::domain::*;
use crate::error::Result;

/// Pinned posts of one person elsewhere that are kept.
const MAX_PINS: i64 = 10;

/// How long the pinned posts of somebody are believed, in seconds.
const FRESH_SECONDS: i64 = 24 * 3600;

/// Whether the pinned posts of somebody elsewhere should be read; if so they count as read now.
///
/// # Errors
/// Those of the database.
pub async fn wants_pins(app: &AppRef, account: AccountId) -> Result<bool> {
    let now = app.now();
    let before = now.plus_seconds(-FRESH_SECONDS);
    app.db
        .write(move |conn| {
            Box::pin(async move { db::marks::begin_pins_read(conn, account, before, now).await })
        })
        .await
}

/// Writes the pinned posts of somebody elsewhere, all of them, the first first.
///
/// # Errors
/// Those of the database.
pub async fn receive_pins(app: &AppRef, account: AccountId, posts: Vec<StatusId>) -> Result<()> {
    // Shown last pinned first.
    let rows: Vec<(i64, StatusId)> = posts
        .into_iter()
        .rev()
        .map(|post| (app.next_id(), post))
        .collect();
    let now = app.now();
    app.db
        .write(move |conn| {
            Box::pin(async move {
                db::marks::clear_pins(conn, account).await?;
                for (id, post) in rows {
                    db::marks::insert_pin(conn, id, account, post, now).await?;
                }
                Ok(())
            })
        })
        .await
}

/// Somebody elsewhere pins a post of their own, or takes it down. Others' posts have no effect.
///
/// # Errors
/// Those of the database.
pub async fn receive_pin(app: &AppRef, by: AccountId, of: StatusId, on: bool) -> Result<()> {
    let (mark, now) = (app.next_id(), app.now());
    app.db
        .write(move |conn| {
            Box::pin(async move {
                let post = db::statuses::by_id(conn, of).await?;
                if post.is_none_or(|post| post.account_id != by || post.deleted_at.is_some()) {
                    return Ok(());
                }
                if !on {
                    return db::marks::delete_pin(conn, by, of).await.map(drop);
                }
                if db::marks::count_pins(conn, by).await? < MAX_PINS {
                    db::marks::insert_pin(conn, mark, by, of, now).await?;
                }
                Ok(())
            })
        })
        .await
}
