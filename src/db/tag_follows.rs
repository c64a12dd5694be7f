//! Hashtags that people follow.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::connection::{Conn, Paging, on};
use super::one_of::one_of;
use super::schema::{tag_follows, tags};
use super::tags::TagRow;
use crate::domain::*;
use crate::error::Result;

/// No error where it is followed already.
pub async fn insert(
    conn: &mut Conn,
    id: i64,
    account: AccountId,
    tag: i64,
    now: Timestamp,
) -> Result<()> {
    use tag_follows::dsl;
    on!(conn, c => diesel::insert_into(tag_follows::table)
        .values((dsl::id.eq(id), dsl::account_id.eq(account), dsl::tag_id.eq(tag), dsl::created_at.eq(now)))
        .on_conflict_do_nothing()
        .execute(c)
        .await)?;
    Ok(())
}

/// Tells whether it was followed.
pub async fn delete(conn: &mut Conn, account: AccountId, tag: i64) -> Result<bool> {
    let deleted = on!(conn, c => diesel::delete(tag_follows::table
            .filter(tag_follows::tag_id.eq(tag))
            .filter(tag_follows::account_id.eq(account)))
        .execute(c)
        .await)?;
    Ok(deleted == 1)
}

/// All of a person that is gone.
pub async fn delete_all(conn: &mut Conn, account: AccountId) -> Result<()> {
    on!(conn, c => diesel::delete(tag_follows::table.filter(tag_follows::account_id.eq(account)))
        .execute(c)
        .await)?;
    Ok(())
}

/// What a person follows, as (position to page by, tag), last followed first.
pub async fn of_account(
    conn: &mut Conn,
    account: AccountId,
    page: Paging,
) -> Result<Vec<(i64, TagRow)>> {
    let rows: Result<Vec<(i64, TagRow)>> = on!(conn, c => {
        let query = tag_follows::table
            .inner_join(tags::table.on(tags::id.eq(tag_follows::tag_id)))
            .filter(tag_follows::account_id.eq(account))
            .filter(tag_follows::id.lt(page.below()))
            .filter(tag_follows::id.gt(page.above()))
            .limit(page.limit)
            .select((tag_follows::id, TagRow::as_select()));
        if page.ascending() { query.order(tag_follows::id.asc()).load(c).await } else { query.order(tag_follows::id.desc()).load(c).await }
    });
    rows.map(|mut rows| {
        if page.ascending() {
            rows.reverse();
        }
        rows
    })
}

/// Which of `ids` a person follows.
pub async fn among(conn: &mut Conn, account: AccountId, ids: &[i64]) -> Result<Vec<i64>> {
    on!(conn, c => tag_follows::table
        .filter(tag_follows::account_id.eq(account))
        .filter(one_of(tag_follows::tag_id, ids))
        .select(tag_follows::tag_id)
        .load(c)
        .await)
}
