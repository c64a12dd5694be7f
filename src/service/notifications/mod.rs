//! What a person is told about.

use crate::app::AppRef;
use crate::db;
use crate::db::Paging;
use crate::db::notifications::NotificationFilter;
use crate::domain::*;
use crate::error::{Error, Result};
use crate::service::bundle::{self, Notice};
use crate::service::markers;

pub mod groups;
pub mod policies;
pub mod requests;
mod telling;

pub(super) use telling::{News, tell, tell_moderators};

/// Unread ones are counted up to here, where nobody asks for more.
pub const COUNT_LIMIT: i64 = 100;
/// The most that is counted, as in Mastodon.
pub const MOST_COUNTED: i64 = 1000;

/// A page with the bounds to go on from. They are taken before anything is left out, so that paging never stops early.
#[derive(Debug, Clone)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// Position of the newest entry.
    pub newest: Option<i64>,
    /// Position of the oldest entry.
    pub oldest: Option<i64>,
}

/// A page of a person's notifications, newest first. Those about posts that the person may not see (any more) are left
/// out.
///
/// # Errors
/// Those of the database.
pub async fn page(
    app: &AppRef,
    owner: AccountId,
    filter: &NotificationFilter,
    page: Paging,
) -> Result<Page<Notice>> {
    let mut conn = app.db.read().await?;
    let rows = db::notifications::page(&mut conn, owner, filter, page).await?;
    Ok(Page {
        newest: rows.first().map(|row| row.id.0),
        oldest: rows.last().map(|row| row.id.0),
        items: bundle::notices(app, &mut conn, owner, rows).await?,
    })
}

/// One notification of a person.
///
/// # Errors
/// [`Error::NotFound`]; those of the database.
pub async fn show(app: &AppRef, owner: AccountId, id: NotificationId) -> Result<Notice> {
    let mut conn = app.db.read().await?;
    let row = db::notifications::by_id(&mut conn, owner, id)
        .await?
        .ok_or(Error::NotFound)?;
    bundle::notices(app, &mut conn, owner, vec![row])
        .await?
        .pop()
        .ok_or(Error::NotFound)
}

/// Those above the person's marker, counted up to `limit`. (Mastodon's behaviour.)
///
/// # Errors
/// Those of the database.
pub async fn count_unread(
    app: &AppRef,
    owner: AccountId,
    filter: &NotificationFilter,
    limit: i64,
) -> Result<usize> {
    let mut conn = app.db.read().await?;
    let unread = Paging {
        since: markers::read_up_to(&mut conn, owner).await?,
        ..Paging::first(limit)
    };
    let rows = db::notifications::page(&mut conn, owner, filter, unread).await?;
    Ok(rows.len())
}

/// Takes one away; no error when it is not there.
///
/// # Errors
/// Those of the database.
pub async fn dismiss(app: &AppRef, owner: AccountId, id: NotificationId) -> Result<()> {
    dismiss_many(app, owner, vec![id]).await
}

/// Takes several away; those that are not there, or not the person's, are passed over.
///
/// # Errors
/// Those of the database.
pub async fn dismiss_many(app: &AppRef, owner: AccountId, ids: Vec<NotificationId>) -> Result<()> {
    app.db
        .write(move |conn| {
            Box::pin(async move {
                let rows = db::notifications::by_ids(conn, owner, &ids).await?;
                db::notifications::remove(conn, &rows).await
            })
        })
        .await
}

/// Takes all away, with what was held back.
///
/// # Errors
/// Those of the database.
pub async fn clear(app: &AppRef, owner: AccountId) -> Result<()> {
    app.db
        .write(move |conn| Box::pin(async move { db::notifications::clear(conn, owner).await }))
        .await
}
