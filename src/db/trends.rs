//! What is used and liked now, and how lively the unit was: read for the whole network or unit, not for one reader.

use diesel::dsl::{max, sql};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;

use super::connection::{Conn, on};
use super::one_of::one_of;
use super::schema::{accounts, activity_weeks, sessions, status_tags, statuses, tags, users};
use super::tags::TagRow;
use super::visible::{Condition, visible_to};
use crate::domain::*;
use crate::error::Result;

/// A post for everybody, as far as trends need it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable)]
pub struct Candidate {
    pub id: StatusId,
    pub author: AccountId,
    pub reblogs: i64,
    pub favourites: i64,
    pub created_at: Timestamp,
}

/// The newest posts for everybody in the network above `after`, by people who want to be found.
pub async fn candidates(conn: &mut Conn, after: StatusId, limit: i64) -> Result<Vec<Candidate>> {
    // The conditions of the index `statuses_network`, word for word.
    on!(conn, c => statuses::table
        .inner_join(accounts::table.on(accounts::id.eq(statuses::account_id)))
        .filter(Condition("statuses.visibility = 0 AND statuses.reblog_of_id IS NULL AND statuses.deleted_at IS NULL"))
        .filter(statuses::id.gt(after))
        .filter(accounts::discoverable.eq(true))
        .filter(visible_to(AccountId(0)))
        .order(statuses::id.desc())
        .limit(limit)
        .select((
            statuses::id,
            statuses::account_id,
            statuses::reblogs_count,
            statuses::favourites_count,
            statuses::created_at,
        ))
        .load(c)
        .await)
}

/// (post, tag) for each hashtag of `ids`.
pub async fn tags_of(conn: &mut Conn, ids: &[StatusId]) -> Result<Vec<(StatusId, i64)>> {
    on!(conn, c => status_tags::table
        .filter(one_of(status_tags::status_id, ids))
        .select((status_tags::status_id, status_tags::tag_id))
        .load(c)
        .await)
}

pub async fn tags(conn: &mut Conn, ids: &[i64]) -> Result<Vec<TagRow>> {
    on!(conn, c => tags::table.filter(one_of(tags::id, ids)).select(TagRow::as_select()).load(c).await)
}

/// How lively the unit was in a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = activity_weeks, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct WeekRow {
    /// Its first moment.
    pub week_at: Timestamp,
    pub statuses: i64,
    /// People who were logged in on the pages, or who wrote something (in whichever app), whichever are more.
    pub logins: i64,
    pub registrations: i64,
}

/// Weeks that have been counted, the last first.
pub async fn weeks(conn: &mut Conn, since: Timestamp) -> Result<Vec<WeekRow>> {
    on!(conn, c => activity_weeks::table
        .filter(activity_weeks::week_at.ge(since))
        .order(activity_weeks::week_at.desc())
        .select(WeekRow::as_select())
        .load(c)
        .await)
}

/// The last week that has been counted.
pub async fn last_week(conn: &mut Conn) -> Result<Option<Timestamp>> {
    on!(conn, c => activity_weeks::table.select(max(activity_weeks::week_at)).first(c).await)
}

pub async fn put_week(conn: &mut Conn, row: &WeekRow) -> Result<()> {
    on!(conn, c => diesel::insert_into(activity_weeks::table)
        .values(row)
        .on_conflict(activity_weeks::week_at)
        .do_update()
        .set((
            activity_weeks::statuses.eq(row.statuses),
            activity_weeks::logins.eq(row.logins),
            activity_weeks::registrations.eq(row.registrations),
        ))
        .execute(c)
        .await)?;
    Ok(())
}

/// Counts what happened from `from` until `to`. Ids of posts rise with time, so the posts of that time are one piece of the
/// table.
pub async fn count_week(conn: &mut Conn, from: Timestamp, to: Timestamp) -> Result<WeekRow> {
    let (first, last) = (StatusId(id::floor_of(from)), StatusId(id::floor_of(to)));
    let written: i64 = on!(conn, c => statuses::table
        .filter(statuses::id.ge(first))
        .filter(statuses::id.lt(last))
        .filter(Condition("statuses.local AND statuses.reblog_of_id IS NULL AND statuses.deleted_at IS NULL"))
        .count()
        .get_result(c)
        .await)?;
    let here: i64 = on!(conn, c => sessions::table
        .filter(sessions::last_used_at.ge(from))
        .filter(sessions::last_used_at.lt(to))
        .select(sql::<BigInt>("COUNT(DISTINCT sessions.account_id)"))
        .first(c)
        .await)?;
    let wrote: i64 = on!(conn, c => accounts::table
        .filter(accounts::host.eq(""))
        .filter(accounts::deleted_at.is_null())
        .filter(accounts::last_status_at.ge(from))
        .filter(accounts::last_status_at.lt(to))
        .count()
        .get_result(c)
        .await)?;
    let registrations: i64 = on!(conn, c => users::table
        .filter(users::created_at.ge(from))
        .filter(users::created_at.lt(to))
        .count()
        .get_result(c)
        .await)?;
    Ok(WeekRow {
        week_at: from,
        statuses: written,
        logins: here.max(wrote),
        registrations,
    })
}
