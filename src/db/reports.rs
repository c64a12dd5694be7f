//! What people here and elsewhere report to the moderators of this unit.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::connection::{Conn, Paging, on};
use super::one_of::one_of;
use super::schema::reports;
use crate::domain::*;
use crate::error::Result;

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = reports, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct ReportRow {
    pub id: ReportId,
    /// The id of the Flag, where it came from a peer.
    pub uri: Option<String>,
    /// Who reports: a person here, or whoever speaks for a peer.
    pub account_id: AccountId,
    /// Whom.
    pub target_id: AccountId,
    /// JSON list of ids of posts.
    pub status_ids: String,
    pub comment: String,
    pub category: ReportCategory,
    /// The unit of the reported was told.
    pub forwarded: bool,
    pub created_at: Timestamp,
    pub resolved_at: Option<Timestamp>,
    pub resolved_by: Option<AccountId>,
    /// The moderator who looks after it.
    pub assigned_to: Option<AccountId>,
    /// When a moderator last changed it.
    pub updated_at: Option<Timestamp>,
    /// JSON list of ids of rules of the unit.
    pub rule_ids: String,
}

impl ReportRow {
    /// The reported posts.
    pub fn statuses(&self) -> Vec<StatusId> {
        serde_json::from_str(&self.status_ids).unwrap_or_default()
    }

    /// The rules that were broken.
    pub fn rules(&self) -> Vec<i64> {
        serde_json::from_str(&self.rule_ids).unwrap_or_default()
    }
}

/// Inserts unless a report with this `uri` is there; tells whether it did.
pub async fn insert_once(conn: &mut Conn, row: &ReportRow) -> Result<bool> {
    let inserted = on!(conn, c => diesel::insert_into(reports::table).values(row).on_conflict_do_nothing().execute(c).await)?;
    Ok(inserted == 1)
}

pub async fn by_id(conn: &mut Conn, id: ReportId) -> Result<Option<ReportRow>> {
    on!(conn, c => reports::table.find(id).select(ReportRow::as_select()).first(c).await.optional())
}

pub async fn by_ids(conn: &mut Conn, ids: &[ReportId]) -> Result<Vec<ReportRow>> {
    on!(conn, c => reports::table.filter(one_of(reports::id, ids)).select(ReportRow::as_select()).load(c).await)
}

/// Which reports are listed.
#[derive(Debug, Clone, Copy, Default)]
pub struct ReportFilter {
    /// Only such as have been dealt with, or only such as wait; `None`: all.
    pub resolved: Option<bool>,
    /// By whom.
    pub by: Option<AccountId>,
    /// About whom.
    pub target: Option<AccountId>,
}

macro_rules! page {
    ($conn:expr, $page:expr, $($filter:expr),*) => {{
        let page = $page;
        let rows: Result<Vec<ReportRow>> = on!($conn, c => {
            let query = reports::table
                $(.filter($filter))*
                .filter(reports::id.lt(ReportId(page.below())))
                .filter(reports::id.gt(ReportId(page.above())))
                .limit(page.limit)
                .select(ReportRow::as_select());
            match page.ascending() {
                true => query.order(reports::id.asc()).load(c).await,
                false => query.order(reports::id.desc()).load(c).await,
            }
        });
        rows
    }};
}

/// Reports, newest first. Each of the filters stands in the text of its statement, since an index fits it.
pub async fn list(conn: &mut Conn, filter: ReportFilter, page: Paging) -> Result<Vec<ReportRow>> {
    let state = |wanted: bool| filter.resolved.is_none_or(|resolved| resolved == wanted);
    // Of those by or about somebody there are few: whether they are resolved is looked at row by row.
    let fits = reports::resolved_at
        .is_null()
        .and(state(false).into_sql::<diesel::sql_types::Bool>())
        .or(reports::resolved_at
            .is_not_null()
            .and(state(true).into_sql::<diesel::sql_types::Bool>()));
    let mut rows = match (filter.by, filter.target, filter.resolved) {
        (Some(by), Some(target), _) => {
            let both = reports::account_id
                .eq(by)
                .and(reports::target_id.eq(target));
            page!(conn, page, both, fits)
        }
        (Some(by), None, _) => page!(conn, page, reports::account_id.eq(by), fits),
        (None, Some(target), _) => page!(conn, page, reports::target_id.eq(target), fits),
        (None, None, Some(true)) => page!(conn, page, reports::resolved_at.is_not_null()),
        (None, None, Some(false)) => page!(conn, page, reports::resolved_at.is_null()),
        (None, None, None) => page!(conn, page, reports::id.gt(ReportId(-1))),
    }?;
    if page.ascending() {
        rows.reverse();
    }
    Ok(rows)
}

/// Tells whether it was open.
pub async fn resolve(conn: &mut Conn, id: ReportId, by: AccountId, now: Timestamp) -> Result<bool> {
    let changed = on!(conn, c => diesel::update(reports::table.find(id).filter(reports::resolved_at.is_null()))
        .set((reports::resolved_at.eq(now), reports::resolved_by.eq(by), reports::updated_at.eq(now)))
        .execute(c)
        .await)?;
    Ok(changed == 1)
}

/// Puts it back on the list.
pub async fn reopen(conn: &mut Conn, id: ReportId, now: Timestamp) -> Result<()> {
    on!(conn, c => diesel::update(reports::table.find(id))
        .set((
            reports::resolved_at.eq(None::<Timestamp>), reports::resolved_by.eq(None::<AccountId>), reports::updated_at.eq(now),
        ))
        .execute(c)
        .await)?;
    Ok(())
}

/// Says who looks after it.
pub async fn assign(
    conn: &mut Conn,
    id: ReportId,
    to: Option<AccountId>,
    now: Timestamp,
) -> Result<()> {
    on!(conn, c => diesel::update(reports::table.find(id))
        .set((reports::assigned_to.eq(to), reports::updated_at.eq(now)))
        .execute(c)
        .await)?;
    Ok(())
}

pub async fn set_category(
    conn: &mut Conn,
    id: ReportId,
    category: ReportCategory,
    rules: &str,
    now: Timestamp,
) -> Result<()> {
    on!(conn, c => diesel::update(reports::table.find(id))
        .set((reports::category.eq(category), reports::rule_ids.eq(rules), reports::updated_at.eq(now)))
        .execute(c)
        .await)?;
    Ok(())
}
