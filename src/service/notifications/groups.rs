//! Notifications told as one: who liked one post in some hours, who follows since this morning.

use std::sync::Arc;

use crate::app::AppRef;
use crate::db::accounts::AccountRow;
use crate::db::notifications::groups::GroupRow;
use crate::db::notifications::{NotificationFilter, NotificationRow, Part};
use crate::db::{self, Conn, Paging};
use crate::domain::*;
use crate::error::{Error, Result};
use crate::service::bundle::{self, Notice};
use crate::service::markers;

use super::Page;

/// Which notifications, and of which kinds those alike are told as one.
#[derive(Debug, Clone, Default)]
pub struct GroupFilter {
    pub which: NotificationFilter,
    /// `None`: all kinds that can be.
    pub grouped: Option<Vec<NotificationKind>>,
}

impl GroupFilter {
    fn groups(&self, kind: NotificationKind) -> bool {
        let wanted = |kinds: &Vec<NotificationKind>| kinds.contains(&kind);
        kind.is_groupable() && self.grouped.as_ref().is_none_or(wanted)
    }

    /// Nothing is asked for that one look could not give.
    fn is_plain(&self) -> bool {
        let mut all = NotificationKind::ALL.iter();
        self.which.is_broad() && all.all(|kind| self.groups(*kind) == kind.is_groupable())
    }
}

/// A group, or a notification that stands alone.
#[derive(Debug, Clone)]
pub struct NoticeGroup {
    pub key: String,
    /// The newest of it.
    pub notice: Notice,
    pub count: i64,
    /// The last people in it that are in sight, newest first, at most eight.
    pub people: Vec<Arc<AccountRow>>,
    /// The lowest position that it has on this page.
    pub oldest: NotificationId,
}

/// What stands on a page at one position.
#[derive(Debug, Clone)]
enum Entry {
    One(NotificationRow),
    Many(GroupRow),
}

impl Entry {
    fn position(&self) -> i64 {
        match self {
            Self::One(row) => row.id.0,
            Self::Many(group) => group.latest_id.0,
        }
    }

    fn key(&self) -> String {
        match self {
            Self::One(row) => notices::lone_key(row.id),
            Self::Many(group) => group.group_key.clone(),
        }
    }
}

/// A page of groups, each where its newest notification stands, newest first. A group is whole on its page: reading on does
/// not show the rest of it again, as Mastodon does. Of one sender each notification stands alone.
///
/// # Errors
/// Those of the database.
pub async fn page(
    app: &AppRef,
    owner: AccountId,
    filter: &GroupFilter,
    page: Paging,
) -> Result<Page<NoticeGroup>> {
    let mut conn = app.db.read().await?;
    let found = entries(&mut conn, owner, filter, page).await?;
    let newest = found.first().map(Entry::position);
    let oldest = found.last().map(Entry::position);
    // Of a page that is not full, nothing stands below.
    let full = i64::try_from(found.len()).is_ok_and(|count| count >= page.limit);
    let floor = match (full || page.ascending(), oldest) {
        (true, Some(oldest)) => oldest,
        _ => page.above().saturating_add(1),
    };
    let items = complete(app, &mut conn, owner, found, floor).await?;
    Ok(Page {
        items,
        newest,
        oldest,
    })
}

/// Groups above the person's marker, counted up to `limit`. (Mastodon's behaviour.)
///
/// # Errors
/// Those of the database.
pub async fn count_unread(
    app: &AppRef,
    owner: AccountId,
    filter: &GroupFilter,
    limit: i64,
) -> Result<usize> {
    let mut conn = app.db.read().await?;
    let unread = Paging {
        since: markers::read_up_to(&mut conn, owner).await?,
        ..Paging::first(limit)
    };
    Ok(entries(&mut conn, owner, filter, unread).await?.len())
}

async fn entries(
    conn: &mut Conn,
    owner: AccountId,
    filter: &GroupFilter,
    page: Paging,
) -> Result<Vec<Entry>> {
    if filter.which.from.is_some() {
        let rows = db::notifications::page(conn, owner, &filter.which, page).await?;
        return Ok(rows.into_iter().map(Entry::One).collect());
    }
    let kinds = filter.which.kinds();
    let mut found = Vec::new();
    if filter.is_plain() {
        found.extend(lone(conn, owner, filter, None, true, page).await?);
        found.extend(grouped(conn, owner, None, page).await?);
        return Ok(page.merged(found, Entry::position));
    }
    for kind in kinds {
        let groups = filter.groups(kind);
        found.extend(lone(conn, owner, filter, Some(kind), groups, page).await?);
        if groups {
            found.extend(grouped(conn, owner, Some(kind), page).await?);
        }
    }
    Ok(page.merged(found, Entry::position))
}

/// One by one: with `alone`, those that are in no group.
async fn lone(
    conn: &mut Conn,
    owner: AccountId,
    filter: &GroupFilter,
    kind: Option<NotificationKind>,
    alone: bool,
    page: Paging,
) -> Result<Vec<Entry>> {
    let kinds = filter.which.kinds();
    let mut rows = Vec::new();
    for filtered in filter.which.held_back() {
        let part = Part::new(kind, *filtered, alone);
        rows.extend(db::notifications::part(conn, owner, part, &kinds, page).await?);
    }
    Ok(rows.into_iter().map(Entry::One).collect())
}

async fn grouped(
    conn: &mut Conn,
    owner: AccountId,
    kind: Option<NotificationKind>,
    page: Paging,
) -> Result<Vec<Entry>> {
    let groups = db::notifications::groups::page(conn, owner, kind, page).await?;
    Ok(groups.into_iter().map(Entry::Many).collect())
}

/// Loads what belongs to the entries; those whose people or post are out of sight are left out.
async fn complete(
    app: &AppRef,
    conn: &mut Conn,
    owner: AccountId,
    entries: Vec<Entry>,
    floor: i64,
) -> Result<Vec<NoticeGroup>> {
    let mut ids: Vec<AccountId> = entries
        .iter()
        .filter_map(|entry| match entry {
            Entry::Many(group) => Some(group.people()),
            Entry::One(_) => None,
        })
        .flatten()
        .collect();
    ids.sort_unstable();
    ids.dedup();
    let known = bundle::accounts(conn, &ids).await?;
    let mut people: Vec<Vec<Arc<AccountRow>>> = Vec::new();
    let mut rows = Vec::new();
    let mut kept = Vec::new();
    for entry in entries {
        let (row, who) = match &entry {
            Entry::One(row) => (row.clone(), Vec::new()),
            Entry::Many(group) => {
                let last = group.people();
                let last = last.iter().filter_map(|id| known.get(id));
                let last: Vec<Arc<AccountRow>> =
                    last.filter(|row| row.is_active()).cloned().collect();
                let Some(first) = last.first() else {
                    continue;
                };
                (as_one(group, first.id), last)
            }
        };
        rows.push(row);
        people.push(who);
        kept.push(entry);
    }
    let mut notices = bundle::notices(app, conn, owner, rows)
        .await?
        .into_iter()
        .peekable();
    let mut groups = Vec::new();
    for (entry, people) in kept.into_iter().zip(people) {
        let position = entry.position();
        let Some(notice) = notices.next_if(|notice| notice.row.id.0 == position) else {
            continue;
        };
        let (count, first, people) = match &entry {
            Entry::One(_) => (1, position, vec![notice.from.clone()]),
            Entry::Many(group) => (group.notifications_count, group.first_id.0, people),
        };
        groups.push(NoticeGroup {
            key: entry.key(),
            notice,
            count,
            people,
            oldest: NotificationId(first.max(floor)),
        });
    }
    Ok(groups)
}

/// A group as its newest notification, by somebody who is in sight.
fn as_one(group: &GroupRow, from: AccountId) -> NotificationRow {
    NotificationRow {
        id: group.latest_id,
        account_id: group.account_id,
        kind: group.kind,
        from_account_id: from,
        status_id: group.status_id,
        created_at: group.latest_at,
        group_key: Some(group.group_key.clone()),
        filtered: false,
        report_id: ReportId(0),
    }
}

/// The group with this key, or the notification that stands alone under it.
///
/// # Errors
/// [`Error::NotFound`]; those of the database.
pub async fn show(app: &AppRef, owner: AccountId, key: &str) -> Result<NoticeGroup> {
    let mut conn = app.db.read().await?;
    let entry = find(&mut conn, owner, key).await?;
    complete(app, &mut conn, owner, vec![entry], 0)
        .await?
        .pop()
        .ok_or(Error::NotFound)
}

async fn find(conn: &mut Conn, owner: AccountId, key: &str) -> Result<Entry> {
    let mut key = key.to_owned();
    if let Some(id) = notices::lone_id(&key) {
        let row = db::notifications::by_id(conn, owner, id).await?;
        let row = row.ok_or(Error::NotFound)?;
        match row.group_key {
            None => return Ok(Entry::One(row)),
            Some(of_group) => key = of_group,
        }
    }
    let group = db::notifications::groups::by_key(conn, owner, &key).await?;
    group.map(Entry::Many).ok_or(Error::NotFound)
}

/// Everybody in a group, the last first, as (position to page by, account).
///
/// # Errors
/// [`Error::NotFound`]; those of the database.
pub async fn people(
    app: &AppRef,
    owner: AccountId,
    key: &str,
    page: Paging,
) -> Result<Vec<(i64, AccountRow)>> {
    let mut conn = app.db.read().await?;
    let found = match find(&mut conn, owner, key).await? {
        Entry::One(row) => vec![(row.id.0, row.from_account_id)],
        Entry::Many(group) => {
            let key = &group.group_key;
            db::notifications::people_of_group(&mut conn, owner, key, page).await?
        }
    };
    bundle::positioned(&mut conn, found).await
}

/// Takes a group away; no error when it is not there.
///
/// # Errors
/// Those of the database.
pub async fn dismiss(app: &AppRef, owner: AccountId, key: String) -> Result<()> {
    if let Some(id) = notices::lone_id(&key) {
        return super::dismiss(app, owner, id).await;
    }
    app.db
        .write(move |conn| {
            Box::pin(async move { db::notifications::remove_group(conn, owner, &key).await })
        })
        .await
}
