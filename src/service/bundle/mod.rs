//! Everything that is needed to show posts, people and notifications, in a number of queries that does not depend on the
//! length of the page. The web pages and the client API render the same bundles.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::sync::Arc;

use crate::app::App;
use crate::db::accounts::AccountRow;
use crate::db::media::MediaRow;
use crate::db::notifications::NotificationRow;
use crate::db::oauth::AppRow;
use crate::db::previews::PreviewRow;
use crate::db::statuses::StatusRow;
use crate::db::tags::TagRow;
use crate::db::{self, Conn};
use crate::domain::*;
use crate::error::Result;
use crate::service::extras::Extras;
use crate::service::filters::{self, Match};
use crate::service::reports::{self, Report};

mod parts;
mod people;

use parts::Parts;
pub use people::{Relation, accounts, people, positioned, relations};

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
    /// The page that it links to, as far as there is something to show.
    pub preview: Option<PreviewRow>,
    /// Its conversation takes no more answers.
    pub locked: bool,
    pub extras: Extras,
    /// The reader's filters that it matches.
    pub filtered: Vec<Match>,
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
    /// They want to hear no more of its conversation.
    pub muted: bool,
}

/// A notification with whom and what it is about.
#[derive(Debug, Clone)]
pub struct Notice {
    pub row: NotificationRow,
    pub from: Arc<AccountRow>,
    pub post: Option<Post>,
    /// The groups that somebody asks to come into.
    pub groups: Vec<Arc<AccountRow>>,
    /// What was reported, for those who moderate.
    pub report: Option<Arc<Report>>,
}

impl Post {
    /// The post that is shown: the boosted one of a boost, else this one.
    pub fn shown(&self) -> &Self {
        self.boosted.as_deref().unwrap_or(self)
    }
}

/// Loads what belongs to `rows`, keeping their order. The caller has checked that the viewer may see the rows; boosts of
/// posts that the viewer may not see are left out. At most thirteen queries, and one or two for each kind of [`Extras`]; three
/// more after the viewer has changed a filter.
///
/// # Errors
/// Those of the database.
pub async fn posts(
    app: &App,
    conn: &mut Conn,
    viewer: Option<AccountId>,
    rows: Vec<StatusRow>,
) -> Result<Vec<Post>> {
    let mut posts = load(conn, viewer, rows, true).await?;
    if let Some(viewer) = viewer {
        filters::mark(app, conn, viewer, &mut posts).await?;
    }
    Ok(posts)
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
pub async fn post(
    app: &App,
    conn: &mut Conn,
    viewer: Option<AccountId>,
    row: StatusRow,
) -> Result<Post> {
    posts(app, conn, viewer, vec![row])
        .await?
        .pop()
        .ok_or(crate::error::Error::NotFound)
}

/// Loads the people, posts and groups of notifications, keeping the order. Notifications of people who are out of sight, and
/// about posts that have gone or may no longer be seen, are left out, as are requests to come into a group that wait for no
/// answer any more, and reports for who moderates no more.
///
/// # Errors
/// Those of the database.
pub async fn notices(
    app: &App,
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
    let posts: HashMap<StatusId, Post> = posts(app, conn, Some(viewer), visible)
        .await?
        .into_iter()
        .map(|post| (post.row.id, post))
        .collect();
    let asked = asked(conn, viewer, &rows).await?;
    let reported = unique(rows.iter().map(|row| row.report_id).filter(|id| id.0 != 0));
    let reports = reports::for_moderator(conn, viewer, &reported).await?;
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
        let report = match row.report_id {
            ReportId(0) => None,
            id => Some(reports.get(&id)?.clone()),
        };
        Some(Notice {
            row,
            from,
            post,
            groups,
            report,
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
