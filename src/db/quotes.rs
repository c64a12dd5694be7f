//! Which post quotes which, and whether it may.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::connection::{Conn, Paging, on};
use super::one_of::one_of;
use super::schema::{accounts, quotes, statuses};
use super::visible::{visible_to, wanted_by};
use crate::db::statuses::StatusRow;
use crate::domain::*;
use crate::error::Result;

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = quotes, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct QuoteRow {
    /// The quoting post.
    pub status_id: StatusId,
    pub quoted_uri: String,
    /// Once the quoted post is known here.
    pub quoted_id: Option<StatusId>,
    pub state: QuoteState,
    /// The consent that its author gave.
    pub stamp_uri: Option<String>,
    pub created_at: Timestamp,
}

/// Writes a quote, replacing the one that the post had.
pub async fn put(conn: &mut Conn, row: &QuoteRow) -> Result<()> {
    clear(conn, row.status_id).await?;
    on!(conn, c => diesel::insert_into(quotes::table).values(row).execute(c).await)?;
    Ok(())
}

pub async fn clear(conn: &mut Conn, id: StatusId) -> Result<()> {
    on!(conn, c => diesel::delete(quotes::table.find(id)).execute(c).await)?;
    Ok(())
}

pub async fn of_status(conn: &mut Conn, id: StatusId) -> Result<Option<QuoteRow>> {
    on!(conn, c => quotes::table.find(id).select(QuoteRow::as_select()).first(c).await.optional())
}

pub async fn of_statuses(conn: &mut Conn, ids: &[StatusId]) -> Result<Vec<QuoteRow>> {
    on!(conn, c => quotes::table.filter(one_of(quotes::status_id, ids)).select(QuoteRow::as_select()).load(c).await)
}

/// The quote that is allowed by a stamp.
pub async fn by_stamp(conn: &mut Conn, uri: &str) -> Result<Option<QuoteRow>> {
    on!(conn, c => quotes::table
        .filter(quotes::stamp_uri.eq(uri))
        .filter(quotes::state.eq(QuoteState::Accepted))
        .select(QuoteRow::as_select())
        .first(c)
        .await
        .optional())
}

/// Moves a quote on.
pub async fn set_state(
    conn: &mut Conn,
    id: StatusId,
    state: QuoteState,
    stamp: Option<&str>,
) -> Result<()> {
    on!(conn, c => diesel::update(quotes::table.find(id))
        .set((quotes::state.eq(state), quotes::stamp_uri.eq(stamp)))
        .execute(c)
        .await)?;
    Ok(())
}

/// Hooks quotes onto a post that has just come in. Whether they may is found out for each by itself.
pub async fn adopt(conn: &mut Conn, quoted: &StatusRow) -> Result<()> {
    on!(conn, c => diesel::update(quotes::table
            .filter(quotes::quoted_uri.eq(&quoted.uri))
            .filter(quotes::quoted_id.is_null()))
        .set(quotes::quoted_id.eq(quoted.id))
        .execute(c)
        .await)?;
    Ok(())
}

/// A quoted post is gone: those that quote it show that.
pub async fn quoted_is_gone(conn: &mut Conn, quoted: StatusId) -> Result<()> {
    on!(conn, c => diesel::update(quotes::table.filter(quotes::quoted_id.eq(quoted)))
        .set(quotes::state.eq(QuoteState::Deleted))
        .execute(c)
        .await)?;
    Ok(())
}

/// Posts of this unit that quote `quoted` with consent, with who wrote them.
pub async fn quoted_here(
    conn: &mut Conn,
    quoted: StatusId,
    limit: i64,
) -> Result<Vec<(StatusId, AccountId)>> {
    on!(conn, c => quotes::table
        .inner_join(statuses::table.on(statuses::id.eq(quotes::status_id)))
        .filter(quotes::quoted_id.eq(quoted))
        .filter(quotes::state.eq(QuoteState::Accepted))
        .filter(statuses::local)
        .filter(statuses::deleted_at.is_null())
        .order(quotes::status_id.desc())
        .limit(limit)
        .select((quotes::status_id, statuses::account_id))
        .load(c)
        .await)
}

/// Posts that quote `quoted` with consent and that `viewer` may and wants to see, newest first.
pub async fn quoting(
    conn: &mut Conn,
    viewer: AccountId,
    quoted: StatusId,
    page: Paging,
) -> Result<Vec<StatusRow>> {
    on!(conn, c => quotes::table
        .inner_join(statuses::table.on(statuses::id.eq(quotes::status_id)))
        .inner_join(accounts::table.on(accounts::id.eq(statuses::account_id)))
        .filter(quotes::quoted_id.eq(quoted))
        .filter(quotes::state.eq(QuoteState::Accepted))
        .filter(quotes::status_id.lt(StatusId(page.below())))
        .filter(quotes::status_id.gt(StatusId(page.above())))
        .filter(visible_to(viewer))
        .filter(wanted_by(viewer))
        .order(quotes::status_id.desc())
        .limit(page.limit)
        .select(StatusRow::as_select())
        .load(c)
        .await)
}
