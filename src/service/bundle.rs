//! Everything that is needed to show posts, people and notifications, in a number of queries that does not depend on the
//! length of the page. The web pages and the client API render the same bundles.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::sync::Arc;

use crate::db::accounts::AccountRow;
use crate::db::follows::FollowRow;
use crate::db::media::MediaRow;
use crate::db::notifications::NotificationRow;
use crate::db::oauth::AppRow;
use crate::db::relations::MuteRow;
use crate::db::statuses::StatusRow;
use crate::db::tags::TagRow;
use crate::db::{self, Conn};
use crate::domain::*;
use crate::error::Result;
use crate::service::extras::{self, Extras};

/// A post, or a boost with the post inside.
#[derive(Debug, Clone)]
pub struct Post {
    pub row: StatusRow,
    pub author: Arc<AccountRow>,
    /// In the author's order.
    pub media: Vec<MediaRow>,
    pub mentions: Vec<Arc<AccountRow>>,
    pub tags: Vec<TagRow>,
    /// What it was written with; posts of this unit only.
    pub app: Option<Arc<AppRow>>,
    pub marks: Marks,
    /// The group it was written in, while there is one.
    pub group: Option<Arc<AccountRow>>,
    /// Its conversation takes no more answers.
    pub locked: bool,
    pub extras: Extras,
    /// The boosted post. A boost itself has neither media nor mentions nor tags.
    pub boosted: Option<Box<Post>>,
}

/// What the viewer has done with a post.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Marks {
    pub favourited: bool,
    pub boosted: bool,
    pub bookmarked: bool,
    pub pinned: bool,
}

/// A notification with whom and what it is about.
#[derive(Debug, Clone)]
pub struct Notice {
    pub row: NotificationRow,
    pub from: Arc<AccountRow>,
    pub post: Option<Post>,
    /// The groups that somebody asks to come into.
    pub groups: Vec<Arc<AccountRow>>,
}

/// How the viewer stands to somebody.
#[derive(Debug, Clone, PartialEq)]
pub struct Relation {
    pub target: AccountId,
    /// The viewer's follow or request.
    pub follow: Option<FollowRow>,
    pub followed_by: bool,
    /// The other asks to follow the viewer.
    pub requested_by: bool,
    pub blocking: bool,
    pub blocked_by: bool,
    pub mute: Option<MuteRow>,
}

impl Post {
    /// The post that is shown: the boosted one of a boost, else this one.
    pub fn shown(&self) -> &Self {
        self.boosted.as_deref().unwrap_or(self)
    }
}

/// Loads what belongs to `rows`, keeping their order. The caller has checked that the viewer may see the rows; boosts of
/// posts that the viewer may not see are left out. At most eleven queries, and one or two for each kind of [`Extras`].
///
/// # Errors
/// Those of the database.
pub async fn posts(
    conn: &mut Conn,
    viewer: Option<AccountId>,
    rows: Vec<StatusRow>,
) -> Result<Vec<Post>> {
    load(conn, viewer, rows, true).await
}

/// As [`posts`], for those inside other posts: what they quote is named and not loaded.
pub(super) async fn quoted_posts(
    conn: &mut Conn,
    viewer: Option<AccountId>,
    rows: Vec<StatusRow>,
) -> Result<Vec<Post>> {
    load(conn, viewer, rows, false).await
}

async fn load(
    conn: &mut Conn,
    viewer: Option<AccountId>,
    rows: Vec<StatusRow>,
    deep: bool,
) -> Result<Vec<Post>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let boosted_ids = unique(rows.iter().filter_map(|row| row.reblog_of_id));
    let mut originals = Vec::new();
    if !boosted_ids.is_empty() {
        originals =
            db::statuses::visible_by_ids(conn, viewer.unwrap_or(AccountId(0)), &boosted_ids)
                .await?;
    }
    let parts = Parts::load(
        conn,
        viewer,
        rows.iter()
            .filter(|row| row.reblog_of_id.is_none())
            .chain(&originals),
        &rows,
        deep,
    )
    .await?;
    let originals: HashMap<StatusId, StatusRow> =
        originals.into_iter().map(|row| (row.id, row)).collect();
    let assembled = rows.into_iter().filter_map(|row| match row.reblog_of_id {
        None => parts.assemble(row, None),
        Some(of) => {
            let boosted = parts.assemble(originals.get(&of)?.clone(), None)?;
            parts.assemble(row, Some(Box::new(boosted)))
        }
    });
    Ok(assembled.collect())
}

/// Loads what belongs to one post.
///
/// # Errors
/// [`crate::error::Error::NotFound`] for a boost of a post that the viewer may not see.
pub async fn post(conn: &mut Conn, viewer: Option<AccountId>, row: StatusRow) -> Result<Post> {
    posts(conn, viewer, vec![row])
        .await?
        .pop()
        .ok_or(crate::error::Error::NotFound)
}

/// Loads the people, posts and groups of notifications, keeping the order. Notifications of people who are out of sight, and
/// about posts that have gone or may no longer be seen, are left out, as are requests to come into a group that wait for no
/// answer any more.
///
/// # Errors
/// Those of the database.
pub async fn notices(
    conn: &mut Conn,
    viewer: AccountId,
    rows: Vec<NotificationRow>,
) -> Result<Vec<Notice>> {
    const NO_POST: StatusId = StatusId(0);
    let people = accounts(conn, &unique(rows.iter().map(|row| row.from_account_id))).await?;
    let about = unique(
        rows.iter()
            .map(|row| row.status_id)
            .filter(|id| *id != NO_POST),
    );
    let visible = match about.is_empty() {
        true => Vec::new(),
        false => db::statuses::visible_by_ids(conn, viewer, &about).await?,
    };
    let posts: HashMap<StatusId, Post> = posts(conn, Some(viewer), visible)
        .await?
        .into_iter()
        .map(|post| (post.row.id, post))
        .collect();
    let asked = asked(conn, viewer, &rows).await?;
    let complete = rows.into_iter().filter_map(|row| {
        let from = people.get(&row.from_account_id)?.clone();
        if from.suspended_at.is_some() {
            return None;
        }
        let post = match row.status_id {
            NO_POST => None,
            id => Some(posts.get(&id)?.clone()),
        };
        let groups = match row.kind {
            NotificationKind::GroupRequest => asked.get(&from.id)?.clone(),
            _ => Vec::new(),
        };
        Some(Notice {
            row,
            from,
            post,
            groups,
        })
    });
    Ok(complete.collect())
}

/// The groups that those who ask to come in wait for, by asker. No query where nobody asks.
async fn asked(
    conn: &mut Conn,
    moderator: AccountId,
    rows: &[NotificationRow],
) -> Result<HashMap<AccountId, Vec<Arc<AccountRow>>>> {
    let asks = rows
        .iter()
        .filter(|row| row.kind == NotificationKind::GroupRequest);
    let askers = unique(asks.map(|row| row.from_account_id));
    if askers.is_empty() {
        return Ok(HashMap::new());
    }
    let pairs = db::groups::asked(conn, moderator, &askers).await?;
    let groups = accounts(conn, &unique(pairs.iter().map(|(group, _)| *group))).await?;
    let living = pairs.into_iter().filter_map(|(group, asker)| {
        let row = groups.get(&group).filter(|row| row.is_active())?;
        Some((asker, row.clone()))
    });
    Ok(grouped(
        living.collect(),
        |(asker, _)| *asker,
        |(_, group)| group,
    ))
}

/// How `viewer` stands to each of `targets`, in the same order. Four queries.
///
/// # Errors
/// Those of the database.
pub async fn relations(
    conn: &mut Conn,
    viewer: AccountId,
    targets: &[AccountId],
) -> Result<Vec<Relation>> {
    let mut follows = by_key(db::follows::towards(conn, viewer, targets).await?, |row| {
        row.target_id
    });
    let followers = by_key(db::follows::from_any(conn, targets, viewer).await?, |row| {
        row.account_id
    });
    let blocks: HashSet<(AccountId, AccountId)> =
        db::relations::blocks_between(conn, viewer, targets)
            .await?
            .into_iter()
            .collect();
    let mut mutes = by_key(
        db::relations::mutes_towards(conn, viewer, targets).await?,
        |row| row.target_id,
    );
    let relation = |target: AccountId| {
        let their = followers.get(&target).map(|row| row.state);
        Relation {
            target,
            follow: follows.remove(&target),
            followed_by: their == Some(FollowState::Accepted),
            requested_by: their == Some(FollowState::Pending),
            blocking: blocks.contains(&(viewer, target)),
            blocked_by: blocks.contains(&(target, viewer)),
            mute: mutes.remove(&target),
        }
    };
    Ok(targets.iter().copied().map(relation).collect())
}

/// The accounts of `ids`, each loaded once, by id.
///
/// # Errors
/// Those of the database.
pub async fn accounts(
    conn: &mut Conn,
    ids: &[AccountId],
) -> Result<HashMap<AccountId, Arc<AccountRow>>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = db::accounts::by_ids(conn, ids).await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.id, Arc::new(row)))
        .collect())
}

/// The accounts of `ids` in that order, without those that are deleted or suspended.
///
/// # Errors
/// Those of the database.
pub async fn people(conn: &mut Conn, ids: &[AccountId]) -> Result<Vec<Arc<AccountRow>>> {
    let found = accounts(conn, ids).await?;
    Ok(ids
        .iter()
        .filter_map(|id| found.get(id))
        .filter(|row| row.is_active())
        .cloned()
        .collect())
}

/// Completes (position to page by, id) pairs to accounts, in their order, without those that are deleted or suspended.
///
/// # Errors
/// Those of the database.
pub async fn positioned(
    conn: &mut Conn,
    found: Vec<(i64, AccountId)>,
) -> Result<Vec<(i64, AccountRow)>> {
    let ids: Vec<AccountId> = found.iter().map(|(_, id)| *id).collect();
    let rows = accounts(conn, &ids).await?;
    let complete = found.into_iter().filter_map(|(position, id)| {
        let row = rows.get(&id).filter(|row| row.is_active())?;
        Some((position, (**row).clone()))
    });
    Ok(complete.collect())
}

/// What hangs on the posts of one page.
struct Parts {
    people: HashMap<AccountId, Arc<AccountRow>>,
    media: HashMap<StatusId, Vec<MediaRow>>,
    mentions: HashMap<StatusId, Vec<AccountId>>,
    tags: HashMap<StatusId, Vec<TagRow>>,
    apps: HashMap<AppId, Arc<AppRow>>,
    favourited: HashSet<StatusId>,
    boosted: HashSet<StatusId>,
    bookmarked: HashSet<StatusId>,
    pinned: HashSet<StatusId>,
    /// Conversations that take no more answers, by their first post.
    locked: HashSet<StatusId>,
    extras: extras::Loaded,
}

impl Parts {
    /// `posts` carry content, `page` may also hold boosts, whose authors are needed.
    async fn load<'a>(
        conn: &mut Conn,
        viewer: Option<AccountId>,
        posts: impl Iterator<Item = &'a StatusRow>,
        page: &[StatusRow],
        deep: bool,
    ) -> Result<Self> {
        let posts: Vec<&StatusRow> = posts.collect();
        let ids = unique(posts.iter().map(|row| row.id));
        let mentions = db::statuses::mentions_of(conn, &ids).await?;
        let authors = posts
            .iter()
            .map(|row| row.account_id)
            .chain(page.iter().map(|row| row.account_id));
        let groups = posts.iter().filter_map(|row| row.group_id);
        let named = mentions.iter().map(|(_, person)| *person);
        let people = accounts(conn, &unique(authors.chain(groups).chain(named))).await?;
        let in_groups = posts.iter().filter(|row| row.group_id.is_some());
        let threads = unique(in_groups.map(|row| row.thread_id));
        let locked = match threads.is_empty() {
            true => Vec::new(),
            false => db::groups::locked_among(conn, &threads).await?,
        };
        let app_ids = unique(posts.iter().filter_map(|row| row.app_id));
        let apps = match app_ids.is_empty() {
            true => Vec::new(),
            false => db::oauth::apps_by_ids(conn, &app_ids).await?,
        };
        let extras = extras::load(conn, viewer, &posts, &people, deep).await?;
        let mut parts = Self {
            people,
            extras,
            media: grouped(
                db::media::of_statuses(conn, &ids).await?,
                |row| row.status_id.unwrap_or(StatusId(0)),
                |row| row,
            ),
            mentions: grouped(mentions, |(post, _)| *post, |(_, person)| person),
            tags: grouped(
                db::tags::of_statuses(conn, &ids).await?,
                |(post, _)| *post,
                |(_, tag)| tag,
            ),
            apps: apps
                .into_iter()
                .map(|row| (row.id, Arc::new(row)))
                .collect(),
            favourited: HashSet::new(),
            boosted: HashSet::new(),
            bookmarked: HashSet::new(),
            pinned: HashSet::new(),
            locked: locked.into_iter().collect(),
        };
        if let Some(viewer) = viewer {
            parts.favourited = db::marks::favourited_among(conn, viewer, &ids)
                .await?
                .into_iter()
                .collect();
            parts.boosted = db::statuses::reblogged_among(conn, viewer, &ids)
                .await?
                .into_iter()
                .collect();
            parts.bookmarked = db::marks::bookmarked_among(conn, viewer, &ids)
                .await?
                .into_iter()
                .collect();
            // Only own posts can be pinned.
            let own = unique(
                posts
                    .iter()
                    .filter(|row| row.account_id == viewer)
                    .map(|row| row.id),
            );
            if !own.is_empty() {
                parts.pinned = db::marks::pinned_among(conn, viewer, &own)
                    .await?
                    .into_iter()
                    .collect();
            }
        }
        Ok(parts)
    }

    /// Puts a post together; `None` when its author is not there any more.
    fn assemble(&self, row: StatusRow, boosted: Option<Box<Post>>) -> Option<Post> {
        let id = row.id;
        let mentions = self
            .mentions
            .get(&id)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let author = self.people.get(&row.account_id)?.clone();
        Some(Post {
            extras: self.extras.of(&row, &author),
            author,
            media: self.media.get(&id).cloned().unwrap_or_default(),
            mentions: mentions
                .iter()
                .filter_map(|person| self.people.get(person))
                .cloned()
                .collect(),
            tags: self.tags.get(&id).cloned().unwrap_or_default(),
            app: row.app_id.and_then(|app| self.apps.get(&app)).cloned(),
            marks: Marks {
                favourited: self.favourited.contains(&id),
                boosted: self.boosted.contains(&id),
                bookmarked: self.bookmarked.contains(&id),
                pinned: self.pinned.contains(&id),
            },
            group: row
                .group_id
                .and_then(|group| self.people.get(&group))
                .filter(|group| group.is_active())
                .cloned(),
            locked: self.locked.contains(&row.thread_id),
            boosted,
            row,
        })
    }
}

/// Each value once, in the order of first appearance.
fn unique<T: Copy + Eq + Hash>(values: impl Iterator<Item = T>) -> Vec<T> {
    let mut seen = HashSet::new();
    values.filter(|value| seen.insert(*value)).collect()
}

fn by_key<K: Eq + Hash, T>(rows: Vec<T>, key: impl Fn(&T) -> K) -> HashMap<K, T> {
    rows.into_iter().map(|row| (key(&row), row)).collect()
}

fn grouped<K: Eq + Hash, R, T>(
    rows: Vec<R>,
    key: impl Fn(&R) -> K,
    value: impl Fn(R) -> T,
) -> HashMap<K, Vec<T>> {
    let mut groups: HashMap<K, Vec<T>> = HashMap::new();
    for row in rows {
        groups.entry(key(&row)).or_default().push(value(row));
    }
    groups
}
