//! How often hashtags were used in public posts, a day at a time.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::connection::{Conn, on};
use super::one_of::one_of;
use super::schema::{tag_day_accounts, tag_days};
use crate::domain::*;
use crate::error::Result;

/// One day of one tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = tag_days, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct TagDayRow {
    pub tag_id: i64,
    /// Its beginning, in UTC.
    pub day: Timestamp,
    /// Posts.
    pub uses: i64,
    /// Who wrote them.
    pub accounts: i64,
}

/// Counts one post of `account` with these tags. They have to rise, so that two posts at once do not wait for each other.
pub async fn count(
    conn: &mut Conn,
    tags: &[i64],
    day: Timestamp,
    account: AccountId,
) -> Result<()> {
    for tag in tags {
        let new = on!(conn, c => diesel::insert_into(tag_day_accounts::table)
            .values((
                tag_day_accounts::tag_id.eq(tag),
                tag_day_accounts::day.eq(day),
                tag_day_accounts::account_id.eq(account),
            ))
            .on_conflict_do_nothing()
            .execute(c)
            .await)?;
        let new = i64::from(new == 1);
        on!(conn, c => diesel::insert_into(tag_days::table)
            .values((
                tag_days::tag_id.eq(tag),
                tag_days::day.eq(day),
                tag_days::uses.eq(1_i64),
                tag_days::accounts.eq(1_i64),
            ))
            .on_conflict((tag_days::tag_id, tag_days::day))
            .do_update()
            .set((tag_days::uses.eq(tag_days::uses + 1_i64), tag_days::accounts.eq(tag_days::accounts + new)))
            .execute(c)
            .await)?;
    }
    Ok(())
}

/// The days of these tags from `since` on.
pub async fn of_tags(conn: &mut Conn, tags: &[i64], since: Timestamp) -> Result<Vec<TagDayRow>> {
    on!(conn, c => tag_days::table
        .filter(one_of(tag_days::tag_id, tags))
        .filter(tag_days::day.ge(since))
        .select(TagDayRow::as_select())
        .load(c)
        .await)
}

/// Removes the days before `before`; returns how many counts went.
pub async fn forget(conn: &mut Conn, before: Timestamp) -> Result<usize> {
    on!(conn, c => diesel::delete(tag_day_accounts::table.filter(tag_day_accounts::day.lt(before))).execute(c).await)?;
    on!(conn, c => diesel::delete(tag_days::table.filter(tag_days::day.lt(before))).execute(c).await)
}
