//! Conversations: what stands above and below a post.

use std::collections::{HashMap, HashSet};

use crate::app::AppRef;
use crate::db::statuses::StatusRow;
use crate::db::{self, Conn};
use crate::domain::*;
use crate::error::{Error, Result};
use crate::service::auth::Person;
use crate::service::bundle::{self, Post};
use crate::service::statuses::{show, visible};

/// Posts that one thread page shows.
const THREAD_LIMIT: i64 = 1000;

/// A post's neighbours in its conversation.
#[derive(Debug, Clone, Default)]
pub struct Thread {
    /// From the first post down to the one answered.
    pub ancestors: Vec<Post>,
    /// Depth first.
    pub descendants: Vec<Post>,
}

/// What stands above and below a post in its conversation, as far as the viewer may see it.
pub async fn thread(app: &AppRef, viewer: Option<AccountId>, id: StatusId) -> Result<Thread> {
    let reader = viewer.unwrap_or(AccountId(0));
    let post = visible(app, reader, id).await?.ok_or(Error::NotFound)?;
    let mut conn = app.db.read().await?;
    let rows =
        db::threads::posts(&mut conn, reader, post.thread_id, StatusId(0), THREAD_LIMIT).await?;
    let (mut above, mut below) = around(&rows, post.id);
    let blocked = blocked_by(&mut conn, reader, &rows).await?;
    for side in [&mut above, &mut below] {
        side.retain(|row| !blocked.contains(&row.account_id));
    }
    Ok(Thread {
        ancestors: bundle::posts(app, &mut conn, viewer, above).await?,
        descendants: bundle::posts(app, &mut conn, viewer, below).await?,
    })
}

/// The authors whom the viewer has blocked, or whose unit: their words are left out, and what others answered to them stays. (Mastodon
/// does likewise.)
async fn blocked_by(
    conn: &mut Conn,
    viewer: AccountId,
    rows: &[StatusRow],
) -> Result<HashSet<AccountId>> {
    let authors: HashSet<AccountId> = rows.iter().map(|row| row.account_id).collect();
    let authors: Vec<AccountId> = authors.into_iter().collect();
    let blocks = db::relations::blocks_between(conn, viewer, &authors).await?;
    let own = blocks.into_iter().filter(|(by, _)| *by == viewer);
    let of_units = db::domain_blocks::among(conn, viewer, &authors).await?;
    Ok(own.map(|(_, blocked)| blocked).chain(of_units).collect())
}

/// A person wants to hear no more of a post's conversation, or to hear of it again. Boosts count as the post they carry.
/// (Mastodon's behaviour.)
///
/// # Errors
/// [`Error::NotFound`] for a post that is not there or may not be seen; those of the database.
pub async fn set_muted(app: &AppRef, by: &Person, id: StatusId, muted: bool) -> Result<Post> {
    let me = by.account.id;
    let post = visible(app, me, id).await?.ok_or(Error::NotFound)?.id;
    let now = app.now();
    app.db
        .write(move |conn| {
            Box::pin(async move {
                // The conversation that the post is in stays so until this is written.
                db::threads::hold(conn).await?;
                let row = db::statuses::by_id(conn, post).await?;
                let thread = row.ok_or(Error::NotFound)?.thread_id;
                match muted {
                    true => db::thread_mutes::insert(conn, me, thread, now).await,
                    false => db::thread_mutes::delete(conn, me, thread).await,
                }
            })
        })
        .await?;
    show(app, Some(me), id).await
}

/// The time between two looks at a conversation at its origin, in seconds.
const LOOK_SECONDS: i64 = 15 * 60;

/// The first post of the conversation of `id`, where that is a peer's and its conversation was not read from there for a
/// while; it counts as read now. `None` where there is nothing to read.
///
/// # Errors
/// Those of the database.
pub async fn wants_look(app: &AppRef, id: StatusId) -> Result<Option<StatusId>> {
    let mut conn = app.db.read().await?;
    let Some(row) = db::statuses::by_id(&mut conn, id).await? else {
        return Ok(None);
    };
    let root = db::statuses::by_id(&mut conn, row.thread_id).await?;
    let open = |row: &StatusRow| {
        !row.local
            && row.visibility.is_open()
            && row.reblog_of_id.is_none()
            && row.deleted_at.is_none()
    };
    let Some(root) = root.filter(open) else {
        return Ok(None);
    };
    let extras = db::extras::of_status(&mut conn, root.id).await?;
    drop(conn);
    let now = app.now();
    let before = now.plus_seconds(-LOOK_SECONDS);
    if extras.context_url.is_none() && extras.replies_url.is_none()
        || extras.thread_fetched_at.is_some_and(|at| at > before)
    {
        return Ok(None);
    }
    let begun = app
        .db
        .write(move |conn| {
            Box::pin(
                async move { db::extras::begin_thread_fetch(conn, root.id, before, now).await },
            )
        })
        .await?;
    Ok(begun.then_some(root.id))
}

/// Brings a stored post together with the one it answers and with those that answer it, where they came before it or at the
/// same moment. Doing it again changes nothing.
///
/// # Errors
/// Those of the database.
pub(super) async fn hook(app: &AppRef, id: StatusId) -> Result<()> {
    let mut conn = app.db.read().await?;
    let Some(row) = db::statuses::by_id(&mut conn, id).await? else {
        return Ok(());
    };
    let missing = row.in_reply_to_uri.filter(|_| row.in_reply_to_id.is_none());
    let parent = match missing {
        Some(uri) => db::statuses::by_uri(&mut conn, &uri).await?,
        None => None,
    };
    if parent.is_none() && !db::threads::is_awaited(&mut conn, &row.uri).await? {
        return Ok(());
    }
    drop(conn);
    app.db
        .write(move |conn| {
            Box::pin(async move {
                db::threads::hold_alone(conn).await?;
                // From above, so that each is read with the conversation that it is in by then.
                for id in parent.map(|parent| parent.id).into_iter().chain([id]) {
                    let Some(row) = db::statuses::by_id(conn, id).await? else {
                        continue;
                    };
                    let replies = db::threads::adopt_replies(conn, &row).await?;
                    if let Ok(replies @ 1..) = i64::try_from(replies) {
                        db::statuses::count(conn, row.id, replies, 0, 0).await?;
                    }
                }
                Ok(())
            })
        })
        .await
}

/// Sorts the posts of a conversation into those above `id` (first to last) and those below it (depth first).
fn around(rows: &[StatusRow], id: StatusId) -> (Vec<StatusRow>, Vec<StatusRow>) {
    let by_id: HashMap<StatusId, &StatusRow> = rows.iter().map(|row| (row.id, row)).collect();
    let mut children: HashMap<StatusId, Vec<&StatusRow>> = HashMap::new();
    for row in rows {
        if let Some(parent) = row.in_reply_to_id {
            children.entry(parent).or_default().push(row);
        }
    }
    let mut above = Vec::new();
    let mut next = by_id.get(&id).and_then(|row| row.in_reply_to_id);
    while let Some(row) = next.and_then(|id| by_id.get(&id)) {
        if above.len() >= rows.len() {
            break;
        }
        above.push((*row).clone());
        next = row.in_reply_to_id;
    }
    above.reverse();
    let mut below = Vec::new();
    let mut stack: Vec<&StatusRow> = children.remove(&id).unwrap_or_default();
    stack.reverse();
    while let Some(row) = stack.pop() {
        below.push(row.clone());
        if let Some(replies) = children.remove(&row.id) {
            stack.extend(replies.into_iter().rev());
        }
    }
    (above, below)
}
