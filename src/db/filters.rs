//! Filters: words and posts that somebody does not want to see, or only after a warning.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::connection::{Conn, on};
use super::one_of::one_of;
use super::schema::{filter_keywords, filter_statuses, filter_versions, filters};
use crate::domain::*;
use crate::error::Result;

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = filters, treat_none_as_null = true, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct FilterRow {
    pub id: FilterId,
    pub account_id: AccountId,
    pub title: String,
    /// JSON: a list of [`FilterContext`].
    pub contexts: String,
    pub action: FilterAction,
    /// From then on it does nothing.
    pub expires_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

impl FilterRow {
    /// Where it counts. What cannot be read counts as nowhere.
    pub fn contexts(&self) -> Vec<FilterContext> {
        serde_json::from_str(&self.contexts).unwrap_or_default()
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = filter_keywords, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct KeywordRow {
    pub id: i64,
    pub filter_id: FilterId,
    pub keyword: String,
    pub whole_word: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = filter_statuses, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct FilteredRow {
    pub id: i64,
    pub filter_id: FilterId,
    pub status_id: StatusId,
}

/// A number that is another one after each change of a person's filters; `None` for somebody who never had any.
pub async fn version(conn: &mut Conn, account: AccountId) -> Result<Option<i64>> {
    on!(conn, c => filter_versions::table
        .find(account)
        .select(filter_versions::version)
        .first(c)
        .await
        .optional())
}

/// The same for those of some people who have, or had, a filter.
pub async fn versions(conn: &mut Conn, people: &[AccountId]) -> Result<Vec<(AccountId, i64)>> {
    on!(conn, c => filter_versions::table
        .filter(one_of(filter_versions::account_id, people))
        .select((filter_versions::account_id, filter_versions::version))
        .load(c)
        .await)
}

pub async fn set_version(conn: &mut Conn, account: AccountId, version: i64) -> Result<()> {
    on!(conn, c => diesel::insert_into(filter_versions::table)
        .values((filter_versions::account_id.eq(account), filter_versions::version.eq(version)))
        .on_conflict(filter_versions::account_id)
        .do_update()
        .set(filter_versions::version.eq(version))
        .execute(c)
        .await)?;
    Ok(())
}

/// A person's filters, the oldest first.
pub async fn of_account(conn: &mut Conn, account: AccountId) -> Result<Vec<FilterRow>> {
    on!(conn, c => filters::table
        .filter(filters::account_id.eq(account))
        .order(filters::id)
        .select(FilterRow::as_select())
        .load(c)
        .await)
}

/// A person's own filter.
pub async fn find(conn: &mut Conn, account: AccountId, id: FilterId) -> Result<Option<FilterRow>> {
    on!(conn, c => filters::table
        .find(id)
        .filter(filters::account_id.eq(account))
        .select(FilterRow::as_select())
        .first(c)
        .await
        .optional())
}

pub async fn count(conn: &mut Conn, account: AccountId) -> Result<i64> {
    on!(conn, c => filters::table.filter(filters::account_id.eq(account)).count().get_result(c).await)
}

pub async fn insert(conn: &mut Conn, row: &FilterRow) -> Result<()> {
    on!(conn, c => diesel::insert_into(filters::table).values(row).execute(c).await)?;
    Ok(())
}

pub async fn update(conn: &mut Conn, row: &FilterRow) -> Result<()> {
    on!(conn, c => diesel::update(filters::table.find(row.id)).set(row).execute(c).await)?;
    Ok(())
}

pub async fn delete(conn: &mut Conn, id: FilterId) -> Result<()> {
    on!(conn, c => diesel::delete(filters::table.find(id)).execute(c).await)?;
    Ok(())
}

/// All of a person that is gone.
pub async fn delete_all(conn: &mut Conn, account: AccountId) -> Result<()> {
    on!(conn, c => diesel::delete(filters::table.filter(filters::account_id.eq(account))).execute(c).await)?;
    Ok(())
}

/// The words of filters, the oldest first.
pub async fn keywords(conn: &mut Conn, ids: &[FilterId]) -> Result<Vec<KeywordRow>> {
    on!(conn, c => filter_keywords::table
        .filter(one_of(filter_keywords::filter_id, ids))
        .order(filter_keywords::id)
        .select(KeywordRow::as_select())
        .load(c)
        .await)
}

/// The posts of filters, those named first first.
pub async fn statuses(conn: &mut Conn, ids: &[FilterId]) -> Result<Vec<FilteredRow>> {
    on!(conn, c => filter_statuses::table
        .filter(one_of(filter_statuses::filter_id, ids))
        .order(filter_statuses::id)
        .select(FilteredRow::as_select())
        .load(c)
        .await)
}

/// A word of one of a person's own filters.
pub async fn find_keyword(
    conn: &mut Conn,
    account: AccountId,
    id: i64,
) -> Result<Option<(FilterRow, KeywordRow)>> {
    on!(conn, c => filter_keywords::table
        .inner_join(filters::table.on(filters::id.eq(filter_keywords::filter_id)))
        .filter(filter_keywords::id.eq(id))
        .filter(filters::account_id.eq(account))
        .select((FilterRow::as_select(), KeywordRow::as_select()))
        .first(c)
        .await
        .optional())
}

/// A post in one of a person's own filters.
pub async fn find_status(
    conn: &mut Conn,
    account: AccountId,
    id: i64,
) -> Result<Option<FilteredRow>> {
    on!(conn, c => filter_statuses::table
        .inner_join(filters::table.on(filters::id.eq(filter_statuses::filter_id)))
        .filter(filter_statuses::id.eq(id))
        .filter(filters::account_id.eq(account))
        .select(FilteredRow::as_select())
        .first(c)
        .await
        .optional())
}

/// Inserts a word, or changes the one that is there.
pub async fn put_keyword(conn: &mut Conn, row: &KeywordRow) -> Result<()> {
    on!(conn, c => diesel::insert_into(filter_keywords::table)
        .values(row)
        .on_conflict(filter_keywords::id)
        .do_update()
        .set(row)
        .execute(c)
        .await)?;
    Ok(())
}

pub async fn delete_keyword(conn: &mut Conn, id: i64) -> Result<()> {
    on!(conn, c => diesel::delete(filter_keywords::table.find(id)).execute(c).await)?;
    Ok(())
}

/// Tells whether it is new.
pub async fn insert_status(conn: &mut Conn, row: &FilteredRow) -> Result<bool> {
    let inserted = on!(conn, c => diesel::insert_into(filter_statuses::table).values(row).on_conflict_do_nothing().execute(c).await)?;
    Ok(inserted == 1)
}

pub async fn delete_status(conn: &mut Conn, id: i64) -> Result<()> {
    on!(conn, c => diesel::delete(filter_statuses::table.find(id)).execute(c).await)?;
    Ok(())
}
