//! Whose words are held back and wait for an answer.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::connection::{Conn, Paging, on};
use crate::db::one_of::one_of;
use crate::db::schema::{accounts, notification_requests, notifications};
use crate::domain::*;
use crate::error::Result;

/// Nobody needs to know that it is more, as in Mastodon.
const COUNT_LIMIT: i64 = 100;

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = notification_requests, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct RequestRow {
    pub id: NoticeRequestId,
    pub account_id: AccountId,
    pub from_account_id: AccountId,
    pub last_status_id: StatusId,
    /// Up to a hundred.
    pub notifications_count: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// Those of `ids` that are the owner's.
pub async fn by_ids(
    conn: &mut Conn,
    owner: AccountId,
    ids: &[NoticeRequestId],
) -> Result<Vec<RequestRow>> {
    on!(conn, c => notification_requests::table
        .filter(one_of(notification_requests::id, ids))
        .filter(notification_requests::account_id.eq(owner))
        .select(RequestRow::as_select())
        .load(c)
        .await)
}

/// Requests by people who are in sight, newest first.
pub async fn page(conn: &mut Conn, owner: AccountId, page: Paging) -> Result<Vec<RequestRow>> {
    let rows: Vec<RequestRow> = on!(conn, c => {
        let query = notification_requests::table
            .inner_join(accounts::table.on(accounts::id.eq(notification_requests::from_account_id)))
            .filter(accounts::suspended_at.is_null())
            .filter(notification_requests::account_id.eq(owner))
            .filter(notification_requests::id.lt(NoticeRequestId(page.below())))
            .filter(notification_requests::id.gt(NoticeRequestId(page.above())))
            .limit(page.limit)
            .select(RequestRow::as_select());
        ordered!(query, notification_requests::id, page, c)
    })?;
    Ok(page.merged(rows, |row| row.id.0))
}

/// Something more is held back: makes the request, or brings the one that waits up to date.
pub async fn note(conn: &mut Conn, row: &RequestRow) -> Result<()> {
    use notification_requests::dsl;
    on!(conn, c => diesel::insert_into(notification_requests::table)
        .values(row)
        .on_conflict((dsl::account_id, dsl::from_account_id))
        .do_update()
        .set(dsl::updated_at.eq(row.updated_at))
        .execute(c)
        .await)?;
    reconsider(conn, row.account_id, row.from_account_id).await
}

/// What is held back from `from` has changed: counts anew, and the request goes when nothing waits any more.
pub(super) async fn reconsider(conn: &mut Conn, owner: AccountId, from: AccountId) -> Result<()> {
    let words: Vec<NotificationKind> = NotificationKind::ALL
        .iter()
        .copied()
        .filter(|kind| kind.is_words())
        .collect();
    let waiting: Vec<StatusId> = on!(conn, c => notifications::table
        .filter(notifications::account_id.eq(owner))
        .filter(notifications::from_account_id.eq(from))
        .filter(notifications::filtered)
        .filter(notifications::kind.eq_any(words))
        .order(notifications::id.desc())
        .limit(COUNT_LIMIT)
        .select(notifications::status_id)
        .load(c)
        .await)?;
    let Some(last) = waiting.as_slice().first().copied() else {
        return remove(conn, owner, from).await;
    };
    let count = i64::try_from(waiting.len()).unwrap_or(COUNT_LIMIT);
    on!(conn, c => diesel::update(notification_requests::table
            .filter(notification_requests::account_id.eq(owner))
            .filter(notification_requests::from_account_id.eq(from)))
        .set((
            notification_requests::last_status_id.eq(last),
            notification_requests::notifications_count.eq(count),
        ))
        .execute(c)
        .await)?;
    Ok(())
}

/// What was held back from `from` is told after all.
pub async fn release(conn: &mut Conn, owner: AccountId, from: AccountId) -> Result<()> {
    on!(conn, c => diesel::update(notifications::table
            .filter(notifications::account_id.eq(owner))
            .filter(notifications::from_account_id.eq(from))
            .filter(notifications::filtered))
        .set(notifications::filtered.eq(false))
        .execute(c)
        .await)?;
    remove(conn, owner, from).await
}

/// What was held back from `from` goes.
pub async fn dismiss(conn: &mut Conn, owner: AccountId, from: AccountId) -> Result<()> {
    on!(conn, c => diesel::delete(notifications::table
            .filter(notifications::account_id.eq(owner))
            .filter(notifications::from_account_id.eq(from))
            .filter(notifications::filtered))
        .execute(c)
        .await)?;
    remove(conn, owner, from).await
}

async fn remove(conn: &mut Conn, owner: AccountId, from: AccountId) -> Result<()> {
    on!(conn, c => diesel::delete(notification_requests::table
            .filter(notification_requests::account_id.eq(owner))
            .filter(notification_requests::from_account_id.eq(from)))
        .execute(c)
        .await)?;
    Ok(())
}

pub(super) async fn clear(conn: &mut Conn, owner: AccountId) -> Result<()> {
    on!(conn, c => diesel::delete(notification_requests::table.filter(notification_requests::account_id.eq(owner))).execute(c).await)?;
    Ok(())
}

/// How many requests of people in sight wait and how much is in them; requests are counted up to a hundred.
pub async fn summary(conn: &mut Conn, owner: AccountId) -> Result<(i64, i64)> {
    let counts = page(conn, owner, Paging::first(COUNT_LIMIT)).await?;
    let requests = i64::try_from(counts.len()).unwrap_or(COUNT_LIMIT);
    Ok((
        requests,
        counts.iter().map(|row| row.notifications_count).sum(),
    ))
}
