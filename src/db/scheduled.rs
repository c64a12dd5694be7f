//! Posts that wait for their time, with their files.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::connection::{Conn, Paging, on};
use super::media::MediaRow;
use super::one_of::one_of;
use super::schema::{media, scheduled_media, scheduled_posts};
use super::visible::Condition;
use crate::domain::*;
use crate::error::Result;

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = scheduled_posts, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct ScheduledRow {
    pub id: i64,
    pub account_id: AccountId,
    pub due_at: Timestamp,
    /// JSON.
    pub draft: String,
    pub idempotency_key: Option<String>,
    /// Attempts that failed for a reason that passes.
    pub attempts: i32,
    pub next_attempt_at: Timestamp,
    /// Why it was not published. It waits for its author then.
    pub error: Option<String>,
    pub created_at: Timestamp,
}

/// The condition of the index `scheduled_posts_due`.
const WAITING: Condition = Condition("scheduled_posts.error IS NULL");

pub async fn insert(conn: &mut Conn, row: &ScheduledRow) -> Result<()> {
    on!(conn, c => diesel::insert_into(scheduled_posts::table).values(row).execute(c).await)?;
    Ok(())
}

/// Keeps an own, free upload for a scheduled post; `false` when it is not theirs or not free.
pub async fn hold_media(
    conn: &mut Conn,
    id: MediaId,
    owner: AccountId,
    scheduled: i64,
    position: i32,
) -> Result<bool> {
    let free: Option<MediaId> = on!(conn, c => media::table
        .find(id)
        .filter(media::account_id.eq(owner))
        .filter(media::status_id.is_null())
        .select(media::id)
        .first(c)
        .await
        .optional())?;
    if free.is_none() {
        return Ok(false);
    }
    let inserted = on!(conn, c => diesel::insert_into(scheduled_media::table)
        .values((
            scheduled_media::media_id.eq(id),
            scheduled_media::scheduled_id.eq(scheduled),
            scheduled_media::position.eq(position),
        ))
        .on_conflict_do_nothing()
        .execute(c)
        .await)?;
    Ok(inserted == 1)
}

/// Does an upload wait with a scheduled post?
pub async fn holds(conn: &mut Conn, id: MediaId) -> Result<bool> {
    on!(conn, c => diesel::select(diesel::dsl::exists(scheduled_media::table.find(id))).get_result(c).await)
}

pub async fn by_id(conn: &mut Conn, owner: AccountId, id: i64) -> Result<Option<ScheduledRow>> {
    on!(conn, c => scheduled_posts::table
        .find(id)
        .filter(scheduled_posts::account_id.eq(owner))
        .select(ScheduledRow::as_select())
        .first(c)
        .await
        .optional())
}

/// The one that a person made with an idempotency key after a time.
pub async fn by_key(
    conn: &mut Conn,
    owner: AccountId,
    key: &str,
    after: Timestamp,
) -> Result<Option<ScheduledRow>> {
    on!(conn, c => scheduled_posts::table
        .filter(scheduled_posts::account_id.eq(owner))
        .filter(scheduled_posts::idempotency_key.eq(key))
        .filter(scheduled_posts::created_at.gt(after))
        .select(ScheduledRow::as_select())
        .first(c)
        .await
        .optional())
}

/// A person's, newest first.
pub async fn page(conn: &mut Conn, owner: AccountId, page: Paging) -> Result<Vec<ScheduledRow>> {
    let rows: Result<Vec<ScheduledRow>> = on!(conn, c => {
        let query = scheduled_posts::table
            .filter(scheduled_posts::account_id.eq(owner))
            .filter(scheduled_posts::id.lt(page.below()))
            .filter(scheduled_posts::id.gt(page.above()))
            .limit(page.limit)
            .select(ScheduledRow::as_select());
        if page.ascending() { query.order(scheduled_posts::id.asc()).load(c).await } else { query.order(scheduled_posts::id.desc()).load(c).await }
    });
    rows.map(|mut rows| {
        if page.ascending() {
            rows.reverse();
        }
        rows
    })
}

/// The files of scheduled posts, in the order of each.
pub async fn media_of(conn: &mut Conn, ids: &[i64]) -> Result<Vec<(i64, MediaRow)>> {
    on!(conn, c => scheduled_media::table
        .inner_join(media::table.on(media::id.eq(scheduled_media::media_id)))
        .filter(one_of(scheduled_media::scheduled_id, ids))
        .order((scheduled_media::scheduled_id, scheduled_media::position))
        .select((scheduled_media::scheduled_id, MediaRow::as_select()))
        .load(c)
        .await)
}

/// The times of a person's scheduled posts but for `except`.
pub async fn times(conn: &mut Conn, owner: AccountId, except: i64) -> Result<Vec<Timestamp>> {
    on!(conn, c => scheduled_posts::table
        .filter(scheduled_posts::account_id.eq(owner))
        .filter(scheduled_posts::id.ne(except))
        .select(scheduled_posts::due_at)
        .load(c)
        .await)
}

/// Gives one another time, and a new start if it could not be published.
pub async fn set_time(conn: &mut Conn, id: i64, due: Timestamp) -> Result<()> {
    on!(conn, c => diesel::update(scheduled_posts::table.find(id))
        .set((
            scheduled_posts::due_at.eq(due),
            scheduled_posts::next_attempt_at.eq(due),
            scheduled_posts::attempts.eq(0),
            scheduled_posts::error.eq(None::<String>),
        ))
        .execute(c)
        .await)?;
    Ok(())
}

/// Those to publish now, those that have waited longest first.
pub async fn due(conn: &mut Conn, now: Timestamp, limit: i64) -> Result<Vec<ScheduledRow>> {
    on!(conn, c => scheduled_posts::table
        .filter(WAITING)
        .filter(scheduled_posts::due_at.le(now))
        .filter(scheduled_posts::next_attempt_at.le(now))
        .order(scheduled_posts::next_attempt_at)
        .limit(limit)
        .select(ScheduledRow::as_select())
        .load(c)
        .await)
}

/// When the next one is due.
pub async fn next_due(conn: &mut Conn) -> Result<Option<Timestamp>> {
    on!(conn, c => scheduled_posts::table
        .filter(WAITING)
        .order(scheduled_posts::next_attempt_at)
        .select(scheduled_posts::next_attempt_at)
        .first(c)
        .await
        .optional())
}

/// Takes one that is due away, so that its files are free; `false` when it is not there or not due. Who gets `true`
/// publishes it, in the same transaction.
pub async fn take(conn: &mut Conn, id: i64, now: Timestamp) -> Result<bool> {
    let taken = on!(conn, c => diesel::delete(scheduled_posts::table
            .find(id)
            .filter(WAITING)
            .filter(scheduled_posts::due_at.le(now)))
        .execute(c)
        .await)?;
    Ok(taken == 1)
}

/// Notes why one that is due cannot be published; `false` when it is not there or not due.
pub async fn fail(conn: &mut Conn, id: i64, now: Timestamp, error: &str) -> Result<bool> {
    let changed = on!(conn, c => diesel::update(scheduled_posts::table
            .find(id)
            .filter(WAITING)
            .filter(scheduled_posts::due_at.le(now)))
        .set(scheduled_posts::error.eq(error))
        .execute(c)
        .await)?;
    Ok(changed == 1)
}

/// Lets one that is due and could not be published just now wait until `next`. One that its author has given another time
/// meanwhile keeps that.
pub async fn put_off(conn: &mut Conn, id: i64, now: Timestamp, next: Timestamp) -> Result<()> {
    on!(conn, c => diesel::update(scheduled_posts::table
            .find(id)
            .filter(scheduled_posts::due_at.le(now)))
        .set((
            scheduled_posts::attempts.eq(scheduled_posts::attempts + 1),
            scheduled_posts::next_attempt_at.eq(next),
        ))
        .execute(c)
        .await)?;
    Ok(())
}

/// Tells whether it was there.
pub async fn delete(conn: &mut Conn, owner: AccountId, id: i64) -> Result<bool> {
    let deleted = on!(conn, c => diesel::delete(scheduled_posts::table
            .find(id)
            .filter(scheduled_posts::account_id.eq(owner)))
        .execute(c)
        .await)?;
    Ok(deleted == 1)
}

/// All that somebody scheduled.
pub async fn clear(conn: &mut Conn, owner: AccountId) -> Result<()> {
    on!(conn, c => diesel::delete(scheduled_posts::table.filter(scheduled_posts::account_id.eq(owner))).execute(c).await)?;
    Ok(())
}
