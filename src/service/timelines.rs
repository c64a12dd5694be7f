//! Timelines, complete for showing. Each is one keyset query and a fixed number of look-ups.

use crate::app::AppRef;
use crate::db;
use crate::db::Paging;
use crate::db::timelines::{AccountFilter, PublicFilter};
use crate::domain::*;
use crate::error::Result;
use crate::service::bundle::{self, Post};
use crate::text::tag;

/// A page with the bounds to go on from. They are taken before posts are left out, so that paging never stops early.
#[derive(Debug, Clone, Default)]
pub struct Page {
    pub posts: Vec<Post>,
    /// Position of the newest entry.
    pub newest: Option<i64>,
    /// Position of the oldest entry.
    pub oldest: Option<i64>,
}

async fn complete(
    conn: &mut db::Conn,
    viewer: Option<AccountId>,
    rows: Vec<db::statuses::StatusRow>,
) -> Result<Page> {
    let (newest, oldest) = (
        rows.first().map(|row| row.id.0),
        rows.last().map(|row| row.id.0),
    );
    Ok(Page {
        posts: bundle::posts(conn, viewer, rows).await?,
        newest,
        oldest,
    })
}

/// What the people whom `viewer` follows wrote and boosted, and the viewer's own posts.
pub async fn home(app: &AppRef, viewer: AccountId, page: Paging) -> Result<Page> {
    let mut conn = app.db.read().await?;
    let rows = db::timelines::home(&mut conn, viewer, page).await?;
    complete(&mut conn, Some(viewer), rows).await
}

/// The network timeline, or with `filter.local` the unit's.
pub async fn public(
    app: &AppRef,
    viewer: Option<AccountId>,
    filter: PublicFilter,
    page: Paging,
) -> Result<Page> {
    let mut conn = app.db.read().await?;
    let rows =
        db::timelines::public(&mut conn, viewer.unwrap_or(AccountId(0)), filter, page).await?;
    complete(&mut conn, viewer, rows).await
}

/// Posts with a hashtag, in any spelling; an unknown one is empty.
pub async fn tag(
    app: &AppRef,
    viewer: Option<AccountId>,
    name: &str,
    filter: PublicFilter,
    page: Paging,
) -> Result<Page> {
    let mut conn = app.db.read().await?;
    let Some(tag) = db::tags::by_name(&mut conn, &tag::key(name)).await? else {
        return Ok(Page::default());
    };
    let rows = db::timelines::tag(
        &mut conn,
        viewer.unwrap_or(AccountId(0)),
        tag.id,
        filter,
        page,
    )
    .await?;
    complete(&mut conn, viewer, rows).await
}

/// What an account wrote and boosted. `tagged` keeps those with a hashtag.
pub async fn account(
    app: &AppRef,
    viewer: Option<AccountId>,
    author: AccountId,
    mut filter: AccountFilter,
    tagged: Option<&str>,
    page: Paging,
) -> Result<Page> {
    let mut conn = app.db.read().await?;
    if let Some(name) = tagged {
        match db::tags::by_name(&mut conn, &tag::key(name)).await? {
            Some(tag) => filter.tag = Some(tag.id),
            None => return Ok(Page::default()),
        }
    }
    let rows = db::timelines::account(
        &mut conn,
        viewer.unwrap_or(AccountId(0)),
        author,
        &filter,
        page,
    )
    .await?;
    complete(&mut conn, viewer, rows).await
}

/// An account's pinned posts, last pinned first.
pub async fn pinned(
    app: &AppRef,
    viewer: Option<AccountId>,
    author: AccountId,
) -> Result<Vec<Post>> {
    let mut conn = app.db.read().await?;
    let rows = db::timelines::pinned(&mut conn, viewer.unwrap_or(AccountId(0)), author).await?;
    bundle::posts(&mut conn, viewer, rows).await
}

async fn marked(
    conn: &mut db::Conn,
    viewer: AccountId,
    rows: Vec<(i64, db::statuses::StatusRow)>,
) -> Result<Page> {
    let (newest, oldest) = (
        rows.first().map(|(mark, _)| *mark),
        rows.last().map(|(mark, _)| *mark),
    );
    let rows = rows.into_iter().map(|(_, row)| row).collect();
    Ok(Page {
        posts: bundle::posts(conn, Some(viewer), rows).await?,
        newest,
        oldest,
    })
}

/// One's favourites, last marked first; positions are those of the marks.
pub async fn favourites(app: &AppRef, viewer: AccountId, page: Paging) -> Result<Page> {
    let mut conn = app.db.read().await?;
    let rows = db::timelines::favourites(&mut conn, viewer, page).await?;
    marked(&mut conn, viewer, rows).await
}

/// One's bookmarks, last marked first; positions are those of the marks.
pub async fn bookmarks(app: &AppRef, viewer: AccountId, page: Paging) -> Result<Page> {
    let mut conn = app.db.read().await?;
    let rows = db::timelines::bookmarks(&mut conn, viewer, page).await?;
    marked(&mut conn, viewer, rows).await
}

/// Hashtags that start with `text`, as (name) rows.
pub async fn tags_starting_with(
    app: &AppRef,
    text: &str,
    limit: i64,
    offset: i64,
) -> Result<Vec<db::tags::TagRow>> {
    let start = tag::key(text.trim_start_matches('#'));
    if start.is_empty() {
        return Ok(Vec::new());
    }
    db::tags::starting_with(&mut *app.db.read().await?, &start, limit, offset).await
}
