//! Hashtags.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::connection::{Conn, on};
use super::one_of::one_of;
use super::schema::{accounts, status_tags, statuses, tags};
use super::visible::{Condition, visible_to};
use super::{account_tags, account_words};
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

/// The id of a tag, which is stored if nobody used it yet.
pub async fn ensure(conn: &mut Conn, tag: &TagRow) -> Result<i64> {
    on!(conn, c => diesel::insert_into(tags::table).values(tag).on_conflict_do_nothing().execute(c).await)?;
    on!(conn, c => tags::table.filter(tags::name.eq(&tag.name)).select(tags::id).first(c).await)
}

/// Puts tags, as (id for a new one, folded name, spelling), on a post, and counts them for its author.
pub async fn attach(conn: &mut Conn, status: StatusId, found: &[TagRow]) -> Result<()> {
    if found.is_empty() {
        return Ok(());
    }
    let by = counted(conn, status).await?;
    for tag in found {
        let id = ensure(conn, tag).await?;
        let added = on!(conn, c => diesel::insert_into(status_tags::table)
            .values((status_tags::tag_id.eq(id), status_tags::status_id.eq(status)))
            .on_conflict_do_nothing()
            .execute(c)
            .await)?;
        if let Some((author, at)) = by
            && added == 1
        {
            account_tags::add(conn, author, id, at).await?;
        }
    }
    Ok(())
}

/// Counts the tags of a post that waited with them, and that everybody may see now.
pub(super) async fn count_for_author(conn: &mut Conn, status: StatusId) -> Result<()> {
    if let Some((author, at)) = counted(conn, status).await? {
        for tag in of_status(conn, status).await? {
            account_tags::add(conn, author, tag, at).await?;
        }
    }
    Ok(())
}

/// Takes all tags off a post.
pub async fn detach_all(conn: &mut Conn, status: StatusId) -> Result<()> {
    let ids: Vec<i64> = of_status(conn, status).await?;
    if ids.is_empty() {
        return Ok(());
    }
    let by = counted(conn, status).await?;
    on!(conn, c => diesel::delete(status_tags::table.filter(status_tags::status_id.eq(status))).execute(c).await)?;
    if let Some((author, at)) = by {
        for id in ids {
            account_tags::take(conn, author, id, at).await?;
        }
    }
    Ok(())
}

/// The author and the time of a post whose tags are counted for its author: an open one of this unit.
async fn counted(conn: &mut Conn, status: StatusId) -> Result<Option<(AccountId, Timestamp)>> {
    on!(conn, c => statuses::table
        .find(status)
        .filter(Condition(account_tags::COUNTED))
        .select((statuses::account_id, statuses::created_at))
        .first(c)
        .await
        .optional())
}

/// The ids of a post's tags, rising.
pub async fn of_status(conn: &mut Conn, status: StatusId) -> Result<Vec<i64>> {
    on!(conn, c => status_tags::table
        .filter(status_tags::status_id.eq(status))
        .order(status_tags::tag_id)
        .select(status_tags::tag_id)
        .load(c)
        .await)
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

/// Tags whose folded name starts with `start`, and that stand in some post that `viewer` (0: nobody) may see.
pub async fn starting_with(
    conn: &mut Conn,
    viewer: AccountId,
    start: &str,
    limit: i64,
    offset: i64,
) -> Result<Vec<TagRow>> {
    let end = account_words::end_of(start);
    let seen = status_tags::table
        .inner_join(statuses::table.on(statuses::id.eq(status_tags::status_id)))
        .inner_join(accounts::table.on(accounts::id.eq(statuses::account_id)))
        .filter(status_tags::tag_id.eq(tags::id))
        .filter(visible_to(viewer))
        .select(status_tags::status_id)
        // Left where it stands by PostgreSQL: looked up tag by tag until the page is full.
        .limit(1)
        .offset(0);
    on!(conn, c => tags::table
        .filter(tags::name.ge(start))
        .filter(tags::name.lt(&end))
        .filter(diesel::dsl::exists(seen))
        .order(tags::name)
        .limit(limit)
        .offset(offset)
        .select(TagRow::as_select())
        .load(c)
        .await)
}
