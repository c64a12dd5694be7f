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
}

impl ReportRow {
    /// The reported posts.
    pub fn statuses(&self) -> Vec<StatusId> {
        serde_json::from_str(&self.status_ids).unwrap_or_default()
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

/// Reports that nobody has dealt with, newest first.
pub async fn open(conn: &mut Conn, page: Paging) -> Result<Vec<ReportRow>> {
    on!(conn, c => reports::table
        .filter(reports::resolved_at.is_null())
        .filter(reports::id.lt(ReportId(page.below())))
        .filter(reports::id.gt(ReportId(page.above())))
        .order(reports::id.desc())
        .limit(page.limit)
        .select(ReportRow::as_select())
        .load(c)
        .await)
}

/// Tells whether it was open.
pub async fn resolve(conn: &mut Conn, id: ReportId, by: AccountId, now: Timestamp) -> Result<bool> {
    let changed = on!(conn, c => diesel::update(reports::table.find(id).filter(reports::resolved_at.is_null()))
        .set((reports::resolved_at.eq(now), reports::resolved_by.eq(by)))
        .execute(c)
        .await)?;
    Ok(changed == 1)
}
