//! Posts that peers mention and that are fetched outside the request or delivery that named them.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::connection::{Conn, on};
use super::schema::fetches;
use crate::domain::Timestamp;
use crate::error::Result;

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = fetches, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct FetchRow {
    pub uri: String,
    /// How many steps up a thread this is from the post that was wanted.
    pub depth: i32,
    pub attempts: i32,
    pub next_attempt_at: Timestamp,
    pub created_at: Timestamp,
}

/// Asks for a post; does nothing when it is asked for already.
pub async fn insert_once(conn: &mut Conn, uri: &str, depth: i32, now: Timestamp) -> Result<()> {
    let row = FetchRow {
        uri: uri.to_owned(),
        depth,
        attempts: 0,
        next_attempt_at: now,
        created_at: now,
    };
    on!(conn, c => diesel::insert_into(fetches::table).values(&row).on_conflict_do_nothing().execute(c).await)?;
    Ok(())
}

/// Fetches that are due, oldest first.
pub async fn due(conn: &mut Conn, now: Timestamp, limit: i64) -> Result<Vec<FetchRow>> {
    on!(conn, c => fetches::table
        .filter(fetches::next_attempt_at.le(now))
        .order(fetches::next_attempt_at)
        .limit(limit)
        .select(FetchRow::as_select())
        .load(c)
        .await)
}

pub async fn next_due(conn: &mut Conn) -> Result<Option<Timestamp>> {
    on!(conn, c => fetches::table.select(diesel::dsl::min(fetches::next_attempt_at)).first(c).await)
}

/// Takes a due fetch: it is not due again before `until`. `false` when another process was faster.
pub async fn lease(conn: &mut Conn, row: &FetchRow, until: Timestamp) -> Result<bool> {
    let taken = on!(conn, c => diesel::update(fetches::table
            .find(&row.uri)
            .filter(fetches::next_attempt_at.eq(row.next_attempt_at)))
        .set((fetches::next_attempt_at.eq(until), fetches::attempts.eq(row.attempts + 1)))
        .execute(c)
        .await)?;
    Ok(taken == 1)
}

pub async fn delete(conn: &mut Conn, uri: &str) -> Result<()> {
    on!(conn, c => diesel::delete(fetches::table.find(uri)).execute(c).await)?;
    Ok(())
}
