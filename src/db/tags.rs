//! Hashtags.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::connection::{Conn, on};
use super::one_of::one_of;
use super::schema::{status_tags, tags};
use crate::domain::*;
use crate::error::Result;

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = tags, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct TagRow {
    pub id: i64,
    /// Folded; the key.
    pub name: String,
    /// As it was first written.
    pub display_name: String,
}

/// Puts tags, as (id for a new one, folded name, spelling), on a post.
pub async fn attach(conn: &mut Conn, status: StatusId, found: &[TagRow]) -> Result<()> {
    for tag in found {
        on!(conn, c => diesel::insert_into(tags::table).values(tag).on_conflict_do_nothing().execute(c).await)?;
        let id: i64 = on!(conn, c => tags::table.filter(tags::name.eq(&tag.name)).select(tags::id).first(c).await)?;
        on!(conn, c => diesel::insert_into(status_tags::table)
            .values((status_tags::tag_id.eq(id), status_tags::status_id.eq(status)))
            .on_conflict_do_nothing()
            .execute(c)
            .await)?;
    }
    Ok(())
}

pub async fn detach_all(conn: &mut Conn, status: StatusId) -> Result<()> {
    on!(conn, c => diesel::delete(status_tags::table.filter(status_tags::status_id.eq(status))).execute(c).await)?;
    Ok(())
}

/// By folded name.
pub async fn by_name(conn: &mut Conn, name: &str) -> Result<Option<TagRow>> {
    on!(conn, c => tags::table.filter(tags::name.eq(name)).select(TagRow::as_select()).first(c).await.optional())
}

/// (post, tag) for each of `ids`.
pub async fn of_statuses(conn: &mut Conn, ids: &[StatusId]) -> Result<Vec<(StatusId, TagRow)>> {
    on!(conn, c => status_tags::table
        .inner_join(tags::table.on(tags::id.eq(status_tags::tag_id)))
        .filter(one_of(status_tags::status_id, ids))
        .order((status_tags::status_id, tags::id))
        .select((status_tags::status_id, TagRow::as_select()))
        .load(c)
        .await)
}

/// Tags whose folded name starts with `start`.
pub async fn starting_with(
    conn: &mut Conn,
    start: &str,
    limit: i64,
    offset: i64,
) -> Result<Vec<TagRow>> {
    let end = format!("{start}\u{10ffff}");
    on!(conn, c => tags::table
        .filter(tags::name.ge(start))
        .filter(tags::name.lt(&end))
        .order(tags::name)
        .limit(limit)
        .offset(offset)
        .select(TagRow::as_select())
        .load(c)
        .await)
}
