//! Notifications.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::connection::{Conn, Paging, on};
use super::schema::{accounts, notifications};
use crate::domain::*;
use crate::error::Result;

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = notifications, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct NotificationRow {
    pub id: NotificationId,
    pub account_id: AccountId,
    pub kind: NotificationKind,
    pub from_account_id: AccountId,
    /// 0: about no post.
    pub status_id: StatusId,
    pub created_at: Timestamp,
    pub read_at: Option<Timestamp>,
}

/// Which notifications to list.
#[derive(Debug, Clone, Default)]
pub struct NotificationFilter {
    /// `None`: all kinds.
    pub kinds: Option<Vec<NotificationKind>>,
    pub from: Option<AccountId>,
}

impl NotificationFilter {
    fn kinds(&self) -> Vec<NotificationKind> {
        self.kinds
            .clone()
            .unwrap_or_else(|| NotificationKind::ALL.to_vec())
    }
}

/// Inserts unless the same was told before.
pub async fn insert_once(conn: &mut Conn, row: &NotificationRow) -> Result<()> {
    on!(conn, c => diesel::insert_into(notifications::table).values(row).on_conflict_do_nothing().execute(c).await)?;
    Ok(())
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

pub async fn page(
    conn: &mut Conn,
    owner: AccountId,
    filter: &NotificationFilter,
    page: Paging,
) -> Result<Vec<NotificationRow>> {
    let kinds = filter.kinds();
    let any_sender = filter.from.is_none();
    let sender = filter.from.unwrap_or(AccountId(0));
    let rows: Result<Vec<NotificationRow>> = on!(conn, c => {
        let query = notifications::table
            .filter(notifications::account_id.eq(owner))
            .filter(notifications::kind.eq_any(&kinds))
            .filter(notifications::from_account_id.eq(sender).or(any_sender.into_sql::<diesel::sql_types::Bool>()))
            .filter(notifications::id.lt(NotificationId(page.below())))
            .filter(notifications::id.gt(NotificationId(page.above())))
            .limit(page.limit)
            .select(NotificationRow::as_select());
        if page.ascending() { query.order(notifications::id.asc()).load(c).await } else { query.order(notifications::id.desc()).load(c).await }
    });
    rows.map(|mut rows| {
        if page.ascending() {
            rows.reverse();
        }
        rows
    })
}

/// Unread ones of people who are in sight, counted up to `limit`.
pub async fn count_unread(
    conn: &mut Conn,
    owner: AccountId,
    filter: &NotificationFilter,
    limit: i64,
) -> Result<usize> {
    let kinds = filter.kinds();
    let ids: Vec<NotificationId> = on!(conn, c => notifications::table
        .inner_join(accounts::table.on(accounts::id.eq(notifications::from_account_id)))
        .filter(accounts::suspended_at.is_null())
        .filter(notifications::account_id.eq(owner))
        .filter(notifications::read_at.is_null())
        .filter(notifications::kind.eq_any(&kinds))
        .order(notifications::id.desc())
        .limit(limit)
        .select(notifications::id)
        .load(c)
        .await)?;
    Ok(ids.len())
}

pub async fn mark_read(
    conn: &mut Conn,
    owner: AccountId,
    up_to: NotificationId,
    now: Timestamp,
) -> Result<()> {
    on!(conn, c => diesel::update(notifications::table
            .filter(notifications::account_id.eq(owner))
            .filter(notifications::read_at.is_null())
            .filter(notifications::id.le(up_to)))
        .set(notifications::read_at.eq(now))
        .execute(c)
        .await)?;
    Ok(())
}

pub async fn delete(conn: &mut Conn, owner: AccountId, id: NotificationId) -> Result<()> {
    on!(conn, c => diesel::delete(notifications::table.find(id).filter(notifications::account_id.eq(owner))).execute(c).await)?;
    Ok(())
}

pub async fn clear(conn: &mut Conn, owner: AccountId) -> Result<()> {
    on!(conn, c => diesel::delete(notifications::table.filter(notifications::account_id.eq(owner))).execute(c).await)?;
    Ok(())
}

/// Takes back what was told about a post that is gone.
pub async fn delete_about(conn: &mut Conn, status: StatusId) -> Result<()> {
    on!(conn, c => diesel::delete(notifications::table.filter(notifications::status_id.eq(status))).execute(c).await)?;
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
    on!(conn, c => diesel::delete(notifications::table
            .filter(notifications::account_id.eq(owner))
            .filter(notifications::kind.eq(kind))
            .filter(notifications::from_account_id.eq(from))
            .filter(notifications::status_id.eq(status)))
        .execute(c)
        .await)?;
    Ok(())
}
