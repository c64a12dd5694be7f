//! Hashtags that people show on their profile.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::connection::{Conn, on};
use super::one_of::one_of;
use super::schema::{featured_tags, tags};
use crate::domain::*;
use crate::error::Result;

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = featured_tags, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct FeaturedTagRow {
    pub id: i64,
    pub account_id: AccountId,
    pub tag_id: i64,
    /// As they spell it.
    pub name: String,
    pub created_at: Timestamp,
}

/// Tells whether it is new.
pub async fn insert(conn: &mut Conn, row: &FeaturedTagRow) -> Result<bool> {
    let inserted = on!(conn, c => diesel::insert_into(featured_tags::table).values(row).on_conflict_do_nothing().execute(c).await)?;
    Ok(inserted == 1)
}

/// One of a person's own. Tells whether it was there.
pub async fn delete(conn: &mut Conn, account: AccountId, id: i64) -> Result<bool> {
    let deleted = on!(conn, c => diesel::delete(featured_tags::table.find(id).filter(featured_tags::account_id.eq(account)))
        .execute(c)
        .await)?;
    Ok(deleted == 1)
}

pub async fn delete_tag(conn: &mut Conn, account: AccountId, tag: i64) -> Result<()> {
    on!(conn, c => diesel::delete(featured_tags::table
            .filter(featured_tags::account_id.eq(account))
            .filter(featured_tags::tag_id.eq(tag)))
        .execute(c)
        .await)?;
    Ok(())
}

/// All of a person that is gone.
pub async fn delete_all(conn: &mut Conn, account: AccountId) -> Result<()> {
    on!(conn, c => diesel::delete(featured_tags::table.filter(featured_tags::account_id.eq(account)))
        .execute(c)
        .await)?;
    Ok(())
}

/// A person's with the folded name of each, the oldest first.
pub async fn of_account(
    conn: &mut Conn,
    account: AccountId,
) -> Result<Vec<(FeaturedTagRow, String)>> {
    on!(conn, c => featured_tags::table
        .inner_join(tags::table.on(tags::id.eq(featured_tags::tag_id)))
        .filter(featured_tags::account_id.eq(account))
        .order(featured_tags::id)
        .select((FeaturedTagRow::as_select(), tags::name))
        .load(c)
        .await)
}

/// Which of `ids` a person features.
pub async fn among(conn: &mut Conn, account: AccountId, ids: &[i64]) -> Result<Vec<i64>> {
    on!(conn, c => featured_tags::table
        .filter(featured_tags::account_id.eq(account))
        .filter(one_of(featured_tags::tag_id, ids))
        .select(featured_tags::tag_id)
        .load(c)
        .await)
}
