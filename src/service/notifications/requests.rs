//! Whose words are held back: whether to hear them after all.

use std::sync::Arc;

use crate::app::AppRef;
use crate::db;
use crate::db::Paging;
use crate::db::accounts::AccountRow;
use crate::db::notifications::requests::RequestRow;
use crate::domain::*;
use crate::error::{Error, Result};
use crate::service::bundle::{self, Post};

use super::Page;

/// A request with whom it is from and what they wrote last.
#[derive(Debug, Clone)]
pub struct Request {
    pub row: RequestRow,
    pub from: Arc<AccountRow>,
    /// `None` when it has gone, or may not be seen any more.
    pub last_post: Option<Post>,
}

/// A page of the requests that wait for a person, newest first.
///
/// # Errors
/// Those of the database.
pub async fn page(app: &AppRef, owner: AccountId, page: Paging) -> Result<Page<Request>> {
    let mut conn = app.db.read().await?;
    let rows = db::notifications::requests::page(&mut conn, owner, page).await?;
    Ok(Page {
        newest: rows.first().map(|row| row.id.0),
        oldest: rows.last().map(|row| row.id.0),
        items: complete(app, &mut conn, owner, rows).await?,
    })
}

/// One request.
///
/// # Errors
/// [`Error::NotFound`]; those of the database.
pub async fn show(app: &AppRef, owner: AccountId, id: NoticeRequestId) -> Result<Request> {
    let mut conn = app.db.read().await?;
    let rows = db::notifications::requests::by_ids(&mut conn, owner, &[id]).await?;
    complete(app, &mut conn, owner, rows)
        .await?
        .pop()
        .ok_or(Error::NotFound)
}

async fn complete(
    app: &AppRef,
    conn: &mut db::Conn,
    owner: AccountId,
    rows: Vec<RequestRow>,
) -> Result<Vec<Request>> {
    let people: Vec<AccountId> = rows.iter().map(|row| row.from_account_id).collect();
    let people = bundle::accounts(conn, &people).await?;
    let posts: Vec<StatusId> = rows.iter().map(|row| row.last_status_id).collect();
    let posts = match posts.is_empty() {
        true => Vec::new(),
        false => db::statuses::visible_by_ids(conn, owner, &posts).await?,
    };
    let posts = bundle::posts(app, conn, Some(owner), posts).await?;
    let complete = rows.into_iter().filter_map(|row| {
        let from = people.get(&row.from_account_id)?.clone();
        let last_post = posts.iter().find(|post| post.row.id == row.last_status_id);
        from.is_active().then(|| Request {
            from,
            last_post: last_post.cloned(),
            row,
        })
    });
    Ok(complete.collect())
}

/// From now on the person hears those whose requests these are, and what they said is told. Ids of no request of the person
/// are passed over.
///
/// # Errors
/// Those of the database.
pub async fn accept(app: &AppRef, owner: AccountId, ids: Vec<NoticeRequestId>) -> Result<()> {
    let now = app.now();
    app.db
        .write(move |conn| {
            Box::pin(async move {
                let rows = db::notifications::requests::by_ids(conn, owner, &ids).await?;
                if !rows.is_empty() {
                    db::happenings::tell(conn, Happening::NoticesMerged(owner));
                }
                for row in rows {
                    let from = row.from_account_id;
                    db::notifications::policies::permit(conn, owner, from, now).await?;
                    db::notifications::requests::release(conn, owner, from).await?;
                }
                Ok(())
            })
        })
        .await
}

/// What was held back goes; more of the same will be held back again. Ids of no request of the person are passed over.
///
/// # Errors
/// Those of the database.
pub async fn dismiss(app: &AppRef, owner: AccountId, ids: Vec<NoticeRequestId>) -> Result<()> {
    app.db
        .write(move |conn| {
            Box::pin(async move {
                for row in db::notifications::requests::by_ids(conn, owner, &ids).await? {
                    let from = row.from_account_id;
                    db::notifications::requests::dismiss(conn, owner, from).await?;
                }
                Ok(())
            })
        })
        .await
}
