//! What a person is told about.

use crate::app::AppRef;
use crate::db;
use crate::db::Paging;
use crate::db::notifications::NotificationFilter;
use crate::domain::*;
use crate::error::{Error, Result};
use crate::service::bundle::{self, Notice};

/// Unread ones are counted up to here.
const COUNT_LIMIT: i64 = 100;

/// A page of a person's notifications, newest first. Those about posts that the person may not see (any more) are left
/// out.
pub async fn page(
    app: &AppRef,
    owner: AccountId,
    filter: &NotificationFilter,
    page: Paging,
) -> Result<Vec<Notice>> {
    let mut conn = app.db.read().await?;
    let rows = db::notifications::page(&mut conn, owner, filter, page).await?;
    bundle::notices(&mut conn, owner, rows).await
}

/// One notification of a person.
pub async fn show(app: &AppRef, owner: AccountId, id: NotificationId) -> Result<Notice> {
    let mut conn = app.db.read().await?;
    let row = db::notifications::by_id(&mut conn, owner, id)
        .await?
        .ok_or(Error::NotFound)?;
    bundle::notices(&mut conn, owner, vec![row])
        .await?
        .pop()
        .ok_or(Error::NotFound)
}

/// Unread ones, counted up to 100.
pub async fn count_unread(
    app: &AppRef,
    owner: AccountId,
    filter: &NotificationFilter,
) -> Result<usize> {
    db::notifications::count_unread(&mut *app.db.read().await?, owner, filter, COUNT_LIMIT).await
}

/// Marks all up to `id` as read.
pub async fn mark_read(app: &AppRef, owner: AccountId, id: NotificationId) -> Result<()> {
    let now = app.now();
    app.db
        .write(move |conn| {
            Box::pin(async move { db::notifications::mark_read(conn, owner, id, now).await })
        })
        .await
}

pub async fn dismiss(app: &AppRef, owner: AccountId, id: NotificationId) -> Result<()> {
    app.db
        .write(move |conn| {
            Box::pin(async move { db::notifications::delete(conn, owner, id).await })
        })
        .await
}

pub async fn clear(app: &AppRef, owner: AccountId) -> Result<()> {
    app.db
        .write(move |conn| Box::pin(async move { db::notifications::clear(conn, owner).await }))
        .await
}
