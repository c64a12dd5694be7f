//! What a few posts carry besides their text. A plain post has no row.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::connection::{Conn, on};
use super::one_of::one_of;
use super::schema::post_extras;
use crate::domain::*;
use crate::error::Result;

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = post_extras, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct ExtrasRow {
    pub status_id: StatusId,
    /// The type that its author's server gave it, where it is none of ours.
    pub kind: String,
    pub has_poll: bool,
    pub has_quote: bool,
    /// Posts that quote this one with consent.
    pub quotes_count: i64,
    /// JSON, see [`Policy`].
    pub policy: Option<String>,
    /// JSON: time and place.
    pub event: Option<String>,
    pub context_url: Option<String>,
    pub replies_url: Option<String>,
    pub thread_fetched_at: Option<Timestamp>,
}

impl ExtrasRow {
    /// The row of a post that carries nothing.
    pub fn blank(status: StatusId) -> Self {
        Self {
            status_id: status,
            kind: String::new(),
            has_poll: false,
            has_quote: false,
            quotes_count: 0,
            policy: None,
            event: None,
            context_url: None,
            replies_url: None,
            thread_fetched_at: None,
        }
    }

    /// The rules that came with the post. What cannot be read counts as none.
    pub fn rules(&self) -> Policy {
        let text = self.policy.as_deref();
        text.and_then(|text| serde_json::from_str(text).ok())
            .unwrap_or_default()
    }
}

/// Writes the row, replacing what the origin of a post decides; the count of quotes and the time of the last look at the
/// conversation stay.
pub async fn put(conn: &mut Conn, row: &ExtrasRow) -> Result<()> {
    use post_extras::dsl;
    on!(conn, c => diesel::insert_into(post_extras::table)
        .values(row)
        .on_conflict(dsl::status_id)
        .do_update()
        .set((
            dsl::kind.eq(&row.kind), dsl::has_poll.eq(row.has_poll), dsl::has_quote.eq(row.has_quote), dsl::policy.eq(&row.policy),
            dsl::event.eq(&row.event), dsl::context_url.eq(&row.context_url), dsl::replies_url.eq(&row.replies_url),
        ))
        .execute(c)
        .await)?;
    Ok(())
}

/// The row of one post; a blank one where there is none.
pub async fn of_status(conn: &mut Conn, id: StatusId) -> Result<ExtrasRow> {
    let found: Option<ExtrasRow> = on!(conn, c => post_extras::table
        .find(id)
        .select(ExtrasRow::as_select())
        .first(c)
        .await
        .optional())?;
    Ok(found.unwrap_or_else(|| ExtrasRow::blank(id)))
}

pub async fn of_statuses(conn: &mut Conn, ids: &[StatusId]) -> Result<Vec<ExtrasRow>> {
    on!(conn, c => post_extras::table
        .filter(one_of(post_extras::status_id, ids))
        .select(ExtrasRow::as_select())
        .load(c)
        .await)
}

/// Adds to the number of posts that quote this one.
pub async fn count_quote(conn: &mut Conn, id: StatusId, by: i64) -> Result<()> {
    let row = of_status(conn, id).await?;
    on!(conn, c => diesel::insert_into(post_extras::table)
        .values(&ExtrasRow { quotes_count: by.max(0), ..row.clone() })
        .on_conflict(post_extras::status_id)
        .do_update()
        .set(post_extras::quotes_count.eq(post_extras::quotes_count + by))
        .execute(c)
        .await)?;
    Ok(())
}

/// Notes that the conversation below a post is read from its origin now. `false` when that was done after `before`.
pub async fn begin_thread_fetch(
    conn: &mut Conn,
    id: StatusId,
    before: Timestamp,
    now: Timestamp,
) -> Result<bool> {
    let row = of_status(conn, id).await?;
    if row.thread_fetched_at.is_some_and(|at| at > before) {
        return Ok(false);
    }
    on!(conn, c => diesel::insert_into(post_extras::table)
        .values(&ExtrasRow { thread_fetched_at: Some(now), ..row.clone() })
        .on_conflict(post_extras::status_id)
        .do_update()
        .set(post_extras::thread_fetched_at.eq(now))
        .execute(c)
        .await)?;
    Ok(true)
}

/// A post is gone: what hung on it goes.
pub async fn clear(conn: &mut Conn, id: StatusId) -> Result<()> {
    on!(conn, c => diesel::delete(post_extras::table.find(id)).execute(c).await)?;
    Ok(())
}
