//! Timelines, complete for showing. Each is one keyset query and a fixed number of look-ups.

use crate::app::AppRef;
use crate::db;
use crate::db::Paging;
use crate::db::accounts::AccountRow;
use crate::db::timelines::{AccountFilter, PublicFilter, TagFilter};
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
    app: &AppRef,
    conn: &mut db::Conn,
    viewer: Option<AccountId>,
    rows: Vec<db::statuses::StatusRow>,
) -> Result<Page> {
    let (newest, oldest) = (
        rows.first().map(|row| row.id.0),
        rows.last().map(|row| row.id.0),
    );
    Ok(Page {
        posts: bundle::posts(app, conn, viewer, rows).await?,
        newest,
        oldest,
    })
}

/// Posts of each home timeline that are stored; older ones are worked out when somebody scrolls that far.
const STORED: i64 = 1000;
/// How far a stored timeline may grow before it is cut back.
const SLACK: i64 = 200;

/// What the people whom `viewer` follows wrote and boosted, and the viewer's own posts.
pub async fn home(app: &AppRef, viewer: AccountId, page: Paging) -> Result<Page> {
    let mut conn = app.db.read().await?;
    let mut rows = db::timelines::home(&mut conn, viewer, page).await?;
    let missing = page.limit - i64::try_from(rows.len()).unwrap_or(page.limit);
    let downwards = page.min.is_none() && page.since.is_none();
    if missing > 0 && downwards && db::homes::has_entries(&mut conn, viewer, STORED).await? {
        let below = rows.last().map_or(StatusId(page.below()), |row| row.id);
        rows.extend(db::timelines::home_beyond(&mut conn, viewer, below, missing).await?);
    }
    complete(app, &mut conn, Some(viewer), rows).await
}

/// Cuts the stored home timelines back to their newest part; returns how many entries went. For the prune worker.
pub async fn prune_homes(app: &AppRef) -> Result<usize> {
    let readers = db::users::all(&mut *app.db.read().await?).await?;
    let mut removed = 0;
    for (account, _) in readers {
        let id = account.id;
        if !db::homes::has_entries(&mut *app.db.read().await?, id, STORED + SLACK).await? {
            continue;
        }
        removed += app
            .db
            .write(move |conn| Box::pin(async move { db::homes::prune(conn, id, STORED).await }))
            .await?;
    }
    Ok(removed)
}

/// Cuts what stands on lists back in the same way. Nothing older is worked out for them: whoever wants to read on goes to the
/// people themselves. (Mastodon keeps 800.)
pub async fn prune_lists(app: &AppRef) -> Result<usize> {
    let lists = db::lists::all(&mut *app.db.read().await?).await?;
    let mut removed = 0;
    for list in lists {
        let mut conn = app.db.read().await?;
        if db::lists::nth(&mut conn, list, STORED + SLACK - 1)
            .await?
            .is_none()
        {
            continue;
        }
        let oldest_kept = db::lists::nth(&mut conn, list, STORED - 1).await?;
        drop(conn);
        if let Some(oldest_kept) = oldest_kept {
            removed += app
                .db
                .write(move |conn| {
                    Box::pin(async move { db::lists::prune(conn, list, oldest_kept).await })
                })
                .await?;
        }
    }
    Ok(removed)
}

/// What stands on one of the viewer's lists.
///
/// # Errors
/// `NotFound` for a list that is not the viewer's.
pub async fn list(app: &AppRef, viewer: AccountId, id: ListId, page: Paging) -> Result<Page> {
    let mut conn = app.db.read().await?;
    let list = db::lists::find(&mut conn, viewer, id).await?;
    let list = list.ok_or(crate::error::Error::NotFound)?;
    let rows = db::timelines::list(&mut conn, viewer, list.id, page).await?;
    complete(app, &mut conn, Some(viewer), rows).await
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
    complete(app, &mut conn, viewer, rows).await
}

/// Hashtags to read together, in any spelling.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hashtags {
    /// Posts with this one,
    pub name: String,
    /// or with one of these;
    pub any: Vec<String>,
    /// of them those that have all of these
    pub all: Vec<String>,
    /// and none of these.
    pub none: Vec<String>,
}

/// Of each kind of further hashtags only so many count (as Mastodon).
const FURTHER: usize = 4;

impl Hashtags {
    /// One alone.
    pub fn of(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            ..Self::default()
        }
    }
}

/// The ids of hashtags, each once; unknown ones are `None`.
async fn tag_ids(conn: &mut db::Conn, names: &[String]) -> Result<Vec<Option<i64>>> {
    let mut ids = Vec::new();
    for name in names.iter().take(FURTHER) {
        let known = db::tags::by_name(conn, &tag::key(name.trim_start_matches('#'))).await?;
        let id = known.map(|row| row.id);
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(ids)
}

/// Posts with hashtags. A query for each tag whose posts are wanted, at most five: their pages are put together, so that none
/// reads more than a page of any.
///
/// # Errors
/// Those of the database.
pub async fn tag(
    app: &AppRef,
    viewer: Option<AccountId>,
    tags: &Hashtags,
    filter: PublicFilter,
    page: Paging,
) -> Result<Page> {
    let mut conn = app.db.read().await?;
    let mut wanted = tag_ids(&mut conn, std::slice::from_ref(&tags.name)).await?;
    for id in tag_ids(&mut conn, &tags.any).await? {
        if !wanted.contains(&id) {
            wanted.push(id);
        }
    }
    let all: Option<Vec<i64>> = tag_ids(&mut conn, &tags.all).await?.into_iter().collect();
    let Some(all) = all else {
        // Nobody has used one of those that all have to have.
        return Ok(Page::default());
    };
    let none = tag_ids(&mut conn, &tags.none).await?;
    let others = TagFilter {
        all,
        none: none.into_iter().flatten().collect(),
    };
    let reader = viewer.unwrap_or(AccountId(0));
    let mut rows = Vec::new();
    for id in wanted.into_iter().flatten() {
        rows.extend(db::timelines::tag(&mut conn, reader, id, &others, filter, page).await?);
    }
    rows.sort_by_key(|row| std::cmp::Reverse(row.id));
    rows.dedup_by_key(|row| row.id);
    let limit = usize::try_from(page.limit).unwrap_or(0);
    let surplus = rows.len().saturating_sub(limit);
    match page.ascending() {
        // Those next to where the page begins.
        true => drop(rows.drain(..surplus)),
        false => rows.truncate(limit),
    }
    complete(app, &mut conn, viewer, rows).await
}

/// What an account wrote and boosted, or of a group what was written in it. `tagged` keeps those with a hashtag.
pub async fn account(
    app: &AppRef,
    viewer: Option<AccountId>,
    author: &AccountRow,
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
    let reader = viewer.unwrap_or(AccountId(0));
    let rows = match author.kind {
        ActorKind::Group => {
            db::timelines::group(&mut conn, reader, author.id, &filter, page).await?
        }
        _ => db::timelines::account(&mut conn, reader, author.id, &filter, page).await?,
    };
    complete(app, &mut conn, viewer, rows).await
}

/// The pinned posts of an account or a group, last pinned first.
pub async fn pinned(
    app: &AppRef,
    viewer: Option<AccountId>,
    author: AccountId,
) -> Result<Vec<Post>> {
    let mut conn = app.db.read().await?;
    let rows = db::timelines::pinned(&mut conn, viewer.unwrap_or(AccountId(0)), author).await?;
    bundle::posts(app, &mut conn, viewer, rows).await
}

async fn marked(
    app: &AppRef,
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
        posts: bundle::posts(app, conn, Some(viewer), rows).await?,
        newest,
        oldest,
    })
}

/// One's favourites, last marked first; positions are those of the marks.
pub async fn favourites(app: &AppRef, viewer: AccountId, page: Paging) -> Result<Page> {
    let mut conn = app.db.read().await?;
    let rows = db::timelines::favourites(&mut conn, viewer, page).await?;
    marked(app, &mut conn, viewer, rows).await
}

/// One's bookmarks, last marked first; positions are those of the marks.
pub async fn bookmarks(app: &AppRef, viewer: AccountId, page: Paging) -> Result<Page> {
    let mut conn = app.db.read().await?;
    let rows = db::timelines::bookmarks(&mut conn, viewer, page).await?;
    marked(app, &mut conn, viewer, rows).await
}
