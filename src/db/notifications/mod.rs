//! Notifications.

use std::collections::HashSet;

use diesel::prelude::*;
use diesel::sql_types::SmallInt;
use diesel_async::RunQueryDsl;

use super::connection::{Conn, Paging, on};
use super::one_of::one_of;
use super::schema::{accounts, notifications};
use crate::domain::*;
use crate::error::Result;

/// Loads a page from the end that it asks for.
macro_rules! ordered {
    ($query:expr, $id:expr, $page:expr, $c:ident) => {
        match $page.ascending() {
            true => $query.order($id.asc()).load($c).await,
            false => $query.order($id.desc()).load($c).await,
        }
    };
}

pub mod groups;
pub mod policies;
pub mod requests;

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = notifications, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct NotificationRow {
    pub id: NotificationId,
    pub account_id: AccountId,
    pub kind: NotificationKind,
    pub from_account_id: AccountId,
    /// 0: about no post.
    pub status_id: StatusId,
    pub created_at: Timestamp,
    /// `None`: stands alone.
    pub group_key: Option<String>,
    /// Held back by the person's policy.
    pub filtered: bool,
    /// 0: about no report.
    pub report_id: ReportId,
}

impl NotificationRow {
    /// The key of its group, or of itself.
    pub fn key(&self) -> String {
        let own = || notices::lone_key(self.id);
        self.group_key.clone().unwrap_or_else(own)
    }
}

/// Which notifications to list.
#[derive(Debug, Clone, Default)]
pub struct NotificationFilter {
    /// `None`: all kinds.
    pub kinds: Option<Vec<NotificationKind>>,
    /// With those held back, as in Mastodon.
    pub from: Option<AccountId>,
    /// Those held back as well.
    pub include_filtered: bool,
}

impl NotificationFilter {
    pub fn kinds(&self) -> Vec<NotificationKind> {
        self.kinds
            .clone()
            .unwrap_or_else(|| NotificationKind::ALL.to_vec())
    }

    /// Are the kinds so many that reading all and leaving some out costs little?
    pub fn is_broad(&self) -> bool {
        let kinds = self.kinds();
        let mut missing = NotificationKind::ALL
            .iter()
            .filter(|kind| !kinds.contains(kind));
        missing.all(|kind| kind.is_about_groups())
    }

    /// The values of `filtered` to look for.
    pub fn held_back(&self) -> &'static [bool] {
        match self.include_filtered {
            true => &[false, true],
            false => &[false],
        }
    }

    /// The parts that together are the list: one that leaves few out, or one for each kind, so that a kind that is rare is
    /// not looked for among many others.
    fn parts(&self) -> Vec<Part> {
        let kinds: Vec<Option<NotificationKind>> = match self.is_broad() {
            true => vec![None],
            false => self.kinds().into_iter().map(Some).collect(),
        };
        let held = self.held_back();
        let each = kinds.into_iter().flat_map(|kind| {
            let part = move |filtered: &bool| Part::new(kind, *filtered, false);
            held.iter().map(part)
        });
        each.collect()
    }
}

/// Some of a person's notifications, which an index holds in order.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    /// `None`: all.
    kind: Option<NotificationKind>,
    filtered: bool,
    /// Without those that are in groups.
    alone: bool,
}

impl Part {
    pub fn new(kind: Option<NotificationKind>, filtered: bool, alone: bool) -> Self {
        Self {
            kind,
            filtered,
            alone,
        }
    }
}

/// Inserts unless the same was told before; tells whether it did.
pub async fn insert_once(conn: &mut Conn, row: &NotificationRow) -> Result<bool> {
    let inserted = on!(conn, c => diesel::insert_into(notifications::table).values(row).on_conflict_do_nothing().execute(c).await)?;
    Ok(inserted == 1)
}

pub async fn by_id(
    conn: &mut Conn,
    owner: AccountId,
    id: NotificationId,
) -> Result<Option<NotificationRow>> {
    on!(conn, c => notifications::table
        .find(id)
        .filter(notifications::account_id.eq(owner))
        .select(NotificationRow::as_select())
        .first(c)
        .await
        .optional())
}

/// Those of `ids` that are the owner's.
pub async fn by_ids(
    conn: &mut Conn,
    owner: AccountId,
    ids: &[NotificationId],
) -> Result<Vec<NotificationRow>> {
    on!(conn, c => notifications::table
        .filter(one_of(notifications::id, ids))
        .filter(notifications::account_id.eq(owner))
        .select(NotificationRow::as_select())
        .load(c)
        .await)
}

/// A page of a person's notifications by people who are in sight, newest first.
pub async fn page(
    conn: &mut Conn,
    owner: AccountId,
    filter: &NotificationFilter,
    page: Paging,
) -> Result<Vec<NotificationRow>> {
    let kinds = filter.kinds();
    if let Some(sender) = filter.from {
        return of_sender(conn, owner, sender, &kinds, page).await;
    }
    let mut rows = Vec::new();
    for wanted in filter.parts() {
        rows.extend(part(conn, owner, wanted, &kinds, page).await?);
    }
    Ok(page.merged(rows, |row| row.id.0))
}

/// A page of one part, and of that the given kinds.
pub async fn part(
    conn: &mut Conn,
    owner: AccountId,
    part: Part,
    kinds: &[NotificationKind],
    page: Paging,
) -> Result<Vec<NotificationRow>> {
    use diesel::dsl::sql;
    // The plus keeps this out of the choice of an index: it leaves out little.
    let of_kinds = sql::<SmallInt>("+notifications.kind").eq_any(kinds.to_vec());
    let visible = notifications::table
        .inner_join(accounts::table.on(accounts::id.eq(notifications::from_account_id)))
        .filter(accounts::suspended_at.is_null())
        .filter(notifications::account_id.eq(owner))
        .filter(notifications::filtered.eq(part.filtered))
        .filter(notifications::id.lt(NotificationId(page.below())))
        .filter(notifications::id.gt(NotificationId(page.above())))
        .limit(page.limit);
    let alone = notifications::group_key.is_null();
    let rows: Vec<NotificationRow> = match (part.kind, part.alone) {
        (None, false) => on!(conn, c => {
            let query = visible.filter(of_kinds).select(NotificationRow::as_select());
            ordered!(query, notifications::id, page, c)
        })?,
        (None, true) => on!(conn, c => {
            let query = visible.filter(of_kinds).filter(alone).select(NotificationRow::as_select());
            ordered!(query, notifications::id, page, c)
        })?,
        (Some(kind), false) => on!(conn, c => {
            let query = visible.filter(notifications::kind.eq(kind)).select(NotificationRow::as_select());
            ordered!(query, notifications::id, page, c)
        })?,
        (Some(kind), true) => on!(conn, c => {
            let query = visible.filter(notifications::kind.eq(kind)).filter(alone).select(NotificationRow::as_select());
            ordered!(query, notifications::id, page, c)
        })?,
    };
    Ok(page.merged(rows, |row| row.id.0))
}

/// A page of what one account did, held back or not.
async fn of_sender(
    conn: &mut Conn,
    owner: AccountId,
    sender: AccountId,
    kinds: &[NotificationKind],
    page: Paging,
) -> Result<Vec<NotificationRow>> {
    let rows: Vec<NotificationRow> = on!(conn, c => {
        let query = notifications::table
            .inner_join(accounts::table.on(accounts::id.eq(notifications::from_account_id)))
            .filter(accounts::suspended_at.is_null())
            .filter(notifications::account_id.eq(owner))
            .filter(notifications::from_account_id.eq(sender))
            .filter(diesel::dsl::sql::<SmallInt>("+notifications.kind").eq_any(kinds.to_vec()))
            .filter(notifications::id.lt(NotificationId(page.below())))
            .filter(notifications::id.gt(NotificationId(page.above())))
            .limit(page.limit)
            .select(NotificationRow::as_select());
        ordered!(query, notifications::id, page, c)
    })?;
    Ok(page.merged(rows, |row| row.id.0))
}

/// Who is behind a group, newest first, as (notification, account).
pub async fn people_of_group(
    conn: &mut Conn,
    owner: AccountId,
    key: &str,
    page: Paging,
) -> Result<Vec<(i64, AccountId)>> {
    let rows: Vec<(NotificationId, AccountId)> = on!(conn, c => {
        let query = notifications::table
            .filter(notifications::account_id.eq(owner))
            .filter(notifications::group_key.eq(key))
            .filter(notifications::id.lt(NotificationId(page.below())))
            .filter(notifications::id.gt(NotificationId(page.above())))
            .limit(page.limit)
            .select((notifications::id, notifications::from_account_id));
        ordered!(query, notifications::id, page, c)
    })?;
    let people = rows.into_iter().map(|(id, person)| (id.0, person));
    Ok(page.merged(people.collect(), |(id, _)| *id))
}

/// The given notifications go, and the groups and requests that they were part of are put right.
pub async fn remove(conn: &mut Conn, rows: &[NotificationRow]) -> Result<()> {
    let ids: Vec<NotificationId> = rows.iter().map(|row| row.id).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let gone: Vec<NotificationId> = on!(conn, c => diesel::delete(notifications::table.filter(one_of(notifications::id, &ids)))
        .returning(notifications::id)
        .get_results(c)
        .await)?;
    // Another may have taken some of them away meanwhile, and counted that.
    let gone: HashSet<NotificationId> = gone.into_iter().collect();
    let rows: Vec<&NotificationRow> = rows.iter().filter(|row| gone.contains(&row.id)).collect();
    let mut groups: Vec<(AccountId, &str)> = rows
        .iter()
        .filter_map(|row| Some((row.account_id, row.group_key.as_deref()?)))
        .collect();
    groups.sort_unstable();
    for same in groups.chunk_by(|one, other| one == other) {
        if let Some((owner, key)) = same.first() {
            let lost = i64::try_from(same.len()).unwrap_or(i64::MAX);
            groups::shrink(conn, *owner, key, lost).await?;
        }
    }
    let held = rows.iter().filter(|row| row.filtered);
    let mut pairs: Vec<(AccountId, AccountId)> = held
        .map(|row| (row.account_id, row.from_account_id))
        .collect();
    pairs.sort_unstable();
    pairs.dedup();
    for (owner, from) in pairs {
        requests::reconsider(conn, owner, from).await?;
    }
    Ok(())
}

/// Takes back all that a person was told of somebody, also what was held back.
pub async fn remove_of_sender(conn: &mut Conn, owner: AccountId, sender: AccountId) -> Result<()> {
    let rows: Vec<NotificationRow> = on!(conn, c => notifications::table
        .filter(notifications::account_id.eq(owner))
        .filter(notifications::from_account_id.eq(sender))
        .select(NotificationRow::as_select())
        .load(c)
        .await)?;
    remove(conn, &rows).await
}

/// A group goes with everything in it.
pub async fn remove_group(conn: &mut Conn, owner: AccountId, key: &str) -> Result<()> {
    on!(conn, c => diesel::delete(notifications::table
            .filter(notifications::account_id.eq(owner))
            .filter(notifications::group_key.eq(key)))
        .execute(c)
        .await)?;
    groups::remove(conn, owner, key).await
}

/// Everything that a person was told goes, also what was held back.
pub async fn clear(conn: &mut Conn, owner: AccountId) -> Result<()> {
    on!(conn, c => diesel::delete(notifications::table.filter(notifications::account_id.eq(owner))).execute(c).await)?;
    groups::clear(conn, owner).await?;
    requests::clear(conn, owner).await
}

/// Takes back what was told about a post that is gone.
pub async fn delete_about(conn: &mut Conn, status: StatusId) -> Result<()> {
    let held: Vec<(AccountId, AccountId)> = on!(conn, c => notifications::table
        .filter(notifications::status_id.eq(status))
        .filter(notifications::filtered)
        .select((notifications::account_id, notifications::from_account_id))
        .distinct()
        .load(c)
        .await)?;
    on!(conn, c => diesel::delete(notifications::table.filter(notifications::status_id.eq(status))).execute(c).await)?;
    groups::remove_about(conn, status).await?;
    for (owner, from) in held {
        requests::reconsider(conn, owner, from).await?;
    }
    Ok(())
}

/// Takes back one thing that was told, because it was undone.
pub async fn delete_one(
    conn: &mut Conn,
    owner: AccountId,
    kind: NotificationKind,
    from: AccountId,
    status: StatusId,
) -> Result<()> {
    let rows: Vec<NotificationRow> = on!(conn, c => notifications::table
        .filter(notifications::account_id.eq(owner))
        .filter(notifications::kind.eq(kind))
        .filter(notifications::from_account_id.eq(from))
        .filter(notifications::status_id.eq(status))
        .select(NotificationRow::as_select())
        .load(c)
        .await)?;
    remove(conn, &rows).await
}
