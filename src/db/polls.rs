//! Polls and the votes in them.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::connection::{Conn, on};
use super::one_of::one_of;
use super::schema::{accounts, poll_options, poll_votes, polls};
use super::search;
use crate::domain::*;
use crate::error::Result;

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = polls, treat_none_as_null = true, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct PollRow {
    pub status_id: StatusId,
    /// More than one option may be chosen.
    pub multiple: bool,
    /// The numbers are shown at the end only.
    pub hide_totals: bool,
    /// `None`: it never ends.
    pub expires_at: Option<Timestamp>,
    /// When its end was told.
    pub ended_at: Option<Timestamp>,
    /// People who voted; `None` where its origin does not tell.
    pub voters_count: Option<i64>,
    /// When its tallies were last told to peers (ours), or read from its origin (a peer's).
    pub told_at: Timestamp,
    /// When the worker looks at it next.
    pub next_at: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = poll_options, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct OptionRow {
    pub status_id: StatusId,
    pub position: i32,
    pub title: String,
    pub votes_count: i64,
}

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = poll_votes, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct VoteRow {
    /// Also the serial of the vote that goes out.
    pub id: i64,
    pub status_id: StatusId,
    pub account_id: AccountId,
    pub position: i32,
    pub created_at: Timestamp,
}

/// Writes a poll anew; an older one of the post goes, with its votes.
pub async fn put(conn: &mut Conn, row: &PollRow, options: &[OptionRow]) -> Result<()> {
    clear(conn, row.status_id).await?;
    on!(conn, c => diesel::insert_into(polls::table).values(row).execute(c).await)?;
    for option in options {
        on!(conn, c => diesel::insert_into(poll_options::table).values(option).execute(c).await)?;
    }
    search::note(conn, row.status_id).await
}

pub async fn clear(conn: &mut Conn, id: StatusId) -> Result<()> {
    on!(conn, c => diesel::delete(poll_votes::table.filter(poll_votes::status_id.eq(id))).execute(c).await)?;
    on!(conn, c => diesel::delete(poll_options::table.filter(poll_options::status_id.eq(id))).execute(c).await)?;
    on!(conn, c => diesel::delete(polls::table.find(id)).execute(c).await)?;
    Ok(())
}

pub async fn by_id(conn: &mut Conn, id: StatusId) -> Result<Option<PollRow>> {
    on!(conn, c => polls::table.find(id).select(PollRow::as_select()).first(c).await.optional())
}

/// A poll that is about to be changed: until the transaction ends, nobody else changes it.
pub async fn hold(conn: &mut Conn, id: StatusId) -> Result<Option<PollRow>> {
    on!(conn, c => diesel::update(polls::table.find(id)).set(polls::told_at.eq(polls::told_at)).execute(c).await)?;
    by_id(conn, id).await
}

pub async fn of_statuses(conn: &mut Conn, ids: &[StatusId]) -> Result<Vec<PollRow>> {
    on!(conn, c => polls::table.filter(one_of(polls::status_id, ids)).select(PollRow::as_select()).load(c).await)
}

/// The options of polls, in their order.
pub async fn options(conn: &mut Conn, ids: &[StatusId]) -> Result<Vec<OptionRow>> {
    on!(conn, c => poll_options::table
        .filter(one_of(poll_options::status_id, ids))
        .order((poll_options::status_id, poll_options::position))
        .select(OptionRow::as_select())
        .load(c)
        .await)
}

/// What somebody voted in polls, as (poll, position), in the order of voting.
pub async fn votes_among(
    conn: &mut Conn,
    account: AccountId,
    ids: &[StatusId],
) -> Result<Vec<(StatusId, i32)>> {
    on!(conn, c => poll_votes::table
        .filter(one_of(poll_votes::status_id, ids))
        .filter(poll_votes::account_id.eq(account))
        .order((poll_votes::status_id, poll_votes::id))
        .select((poll_votes::status_id, poll_votes::position))
        .load(c)
        .await)
}

pub async fn vote(conn: &mut Conn, id: i64) -> Result<Option<VoteRow>> {
    on!(conn, c => poll_votes::table.find(id).select(VoteRow::as_select()).first(c).await.optional())
}

/// The people of this unit who voted in a poll.
pub async fn local_voters(conn: &mut Conn, id: StatusId) -> Result<Vec<AccountId>> {
    on!(conn, c => poll_votes::table
        .inner_join(accounts::table.on(accounts::id.eq(poll_votes::account_id)))
        .filter(poll_votes::status_id.eq(id))
        .filter(accounts::host.eq(""))
        .select(poll_votes::account_id)
        .distinct()
        .load(c)
        .await)
}

/// Stores one vote and counts it; tells whether it is new.
pub async fn insert_vote(conn: &mut Conn, row: &VoteRow) -> Result<bool> {
    let inserted = on!(conn, c => diesel::insert_into(poll_votes::table).values(row).on_conflict_do_nothing().execute(c).await)?;
    if inserted == 1 {
        on!(conn, c => diesel::update(poll_options::table.find((row.status_id, row.position)))
            .set(poll_options::votes_count.eq(poll_options::votes_count + 1))
            .execute(c)
            .await)?;
        search::note(conn, row.status_id).await?;
    }
    Ok(inserted == 1)
}

/// Writes everything about a poll but its options.
pub async fn update(conn: &mut Conn, row: &PollRow) -> Result<()> {
    on!(conn, c => diesel::update(polls::table.find(row.status_id)).set(row).execute(c).await)?;
    Ok(())
}

/// Writes the number of votes for an option, as its origin tells it.
pub async fn set_votes(conn: &mut Conn, id: StatusId, position: i32, votes: i64) -> Result<()> {
    on!(conn, c => diesel::update(poll_options::table.find((id, position)))
        .set(poll_options::votes_count.eq(votes))
        .execute(c)
        .await)?;
    Ok(())
}

/// Polls that the worker has to look at, the longest waiting first.
pub async fn due(conn: &mut Conn, now: Timestamp, limit: i64) -> Result<Vec<StatusId>> {
    on!(conn, c => polls::table
        .filter(polls::next_at.is_not_null())
        .filter(polls::next_at.le(now))
        .order(polls::next_at)
        .limit(limit)
        .select(polls::status_id)
        .load(c)
        .await)
}

/// When the next poll is due.
pub async fn next_due(conn: &mut Conn) -> Result<Option<Timestamp>> {
    on!(conn, c => polls::table
        .filter(polls::next_at.is_not_null())
        .select(diesel::dsl::min(polls::next_at))
        .first(c)
        .await)
}
