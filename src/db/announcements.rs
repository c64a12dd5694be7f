//! What the admins tell everybody in the unit, who has read it, and what people think of it.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::connection::{Conn, on};
use super::one_of::one_of;
use super::schema::{
    announcement_reaction_counts, announcement_reactions, announcement_reads, announcements,
};
use crate::domain::*;
use crate::error::Result;

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = announcements, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct AnnouncementRow {
    pub id: i64,
    /// As it was written.
    pub text: String,
    /// HTML.
    pub content: String,
    /// JSON: ids of the people named, hashtags, ids of the posts linked to.
    pub mentions: String,
    pub tags: String,
    pub statuses: String,
    pub starts_at: Option<Timestamp>,
    pub ends_at: Option<Timestamp>,
    pub all_day: bool,
    pub published_at: Timestamp,
    pub updated_at: Timestamp,
}

/// An emoji under an announcement, and how many chose it.
#[derive(Debug, Clone, PartialEq)]
pub struct ReactionCount {
    pub announcement_id: i64,
    pub name: String,
    pub count: i64,
}

pub async fn insert(conn: &mut Conn, row: &AnnouncementRow) -> Result<()> {
    on!(conn, c => diesel::insert_into(announcements::table).values(row).execute(c).await)?;
    Ok(())
}

pub async fn by_id(conn: &mut Conn, id: i64) -> Result<Option<AnnouncementRow>> {
    on!(conn, c => announcements::table.find(id).select(AnnouncementRow::as_select()).first(c).await.optional())
}

/// The newest ones, newest first.
pub async fn newest(conn: &mut Conn, limit: i64) -> Result<Vec<AnnouncementRow>> {
    on!(conn, c => announcements::table
        .order(announcements::id.desc())
        .limit(limit)
        .select(AnnouncementRow::as_select())
        .load(c)
        .await)
}

/// Tells whether it was there.
pub async fn delete(conn: &mut Conn, id: i64) -> Result<bool> {
    let deleted = on!(conn, c => diesel::delete(announcements::table.find(id)).execute(c).await)?;
    Ok(deleted == 1)
}

/// Which of `ids` somebody has read.
pub async fn read_among(conn: &mut Conn, reader: AccountId, ids: &[i64]) -> Result<Vec<i64>> {
    on!(conn, c => announcement_reads::table
        .filter(announcement_reads::account_id.eq(reader))
        .filter(one_of(announcement_reads::announcement_id, ids))
        .select(announcement_reads::announcement_id)
        .load(c)
        .await)
}

pub async fn mark_read(conn: &mut Conn, reader: AccountId, id: i64) -> Result<()> {
    on!(conn, c => diesel::insert_into(announcement_reads::table)
        .values((announcement_reads::announcement_id.eq(id), announcement_reads::account_id.eq(reader)))
        .on_conflict_do_nothing()
        .execute(c)
        .await)?;
    Ok(())
}

/// The emoji under announcements, those chosen first first.
pub async fn reactions(conn: &mut Conn, ids: &[i64]) -> Result<Vec<ReactionCount>> {
    use announcement_reaction_counts::dsl;
    let rows: Vec<(i64, String, i64)> = on!(conn, c => dsl::announcement_reaction_counts
        .filter(one_of(dsl::announcement_id, ids))
        .order((dsl::first_at, dsl::name))
        .select((dsl::announcement_id, dsl::name, dsl::uses))
        .load(c)
        .await)?;
    let count = |(announcement_id, name, count)| ReactionCount {
        announcement_id,
        name,
        count,
    };
    Ok(rows.into_iter().map(count).collect())
}

/// What somebody chose, as (announcement, emoji).
pub async fn reactions_by(
    conn: &mut Conn,
    account: AccountId,
    ids: &[i64],
) -> Result<Vec<(i64, String)>> {
    on!(conn, c => announcement_reactions::table
        .filter(announcement_reactions::account_id.eq(account))
        .filter(one_of(announcement_reactions::announcement_id, ids))
        .select((announcement_reactions::announcement_id, announcement_reactions::name))
        .load(c)
        .await)
}

pub async fn react(
    conn: &mut Conn,
    id: i64,
    account: AccountId,
    name: &str,
    now: Timestamp,
) -> Result<()> {
    use announcement_reaction_counts::dsl;
    let added = on!(conn, c => diesel::insert_into(announcement_reactions::table)
        .values((
            announcement_reactions::announcement_id.eq(id),
            announcement_reactions::name.eq(name),
            announcement_reactions::account_id.eq(account),
            announcement_reactions::created_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(c)
        .await)?;
    if added == 0 {
        return Ok(());
    }
    on!(conn, c => diesel::insert_into(dsl::announcement_reaction_counts)
        .values((dsl::announcement_id.eq(id), dsl::name.eq(name), dsl::uses.eq(1_i64), dsl::first_at.eq(now)))
        .on_conflict((dsl::announcement_id, dsl::name))
        .do_update()
        .set(dsl::uses.eq(dsl::uses + 1_i64))
        .execute(c)
        .await)?;
    Ok(())
}

/// Tells whether it was there.
pub async fn unreact(conn: &mut Conn, id: i64, account: AccountId, name: &str) -> Result<bool> {
    use announcement_reaction_counts::dsl;
    let deleted = on!(conn, c => diesel::delete(announcement_reactions::table.find((id, name, account))).execute(c).await)?;
    if deleted == 0 {
        return Ok(false);
    }
    on!(conn, c => diesel::update(dsl::announcement_reaction_counts.find((id, name)))
        .set(dsl::uses.eq(dsl::uses - 1_i64))
        .execute(c)
        .await)?;
    on!(conn, c => diesel::delete(dsl::announcement_reaction_counts.find((id, name)).filter(dsl::uses.le(0_i64)))
        .execute(c)
        .await)?;
    Ok(true)
}
