//! The threads in which people of this unit are written to by name: one row a person and thread.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::connection::{Conn, Paging, on};
use super::one_of::one_of;
use super::schema::{accounts, conversation_posts, conversations, statuses};
use super::statuses::StatusRow;
use super::visible::{visible_to, wanted_by};
use crate::domain::*;
use crate::error::Result;

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = conversations, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct ConversationRow {
    pub id: i64,
    pub account_id: AccountId,
    pub thread_id: StatusId,
    pub last_status_id: StatusId,
    pub unread: bool,
}

/// Adds a post to a person's conversation; `id` is for a new one. Under [`super::threads::hold`].
pub async fn add(
    conn: &mut Conn,
    id: i64,
    owner: AccountId,
    post: &StatusRow,
    unread: bool,
) -> Result<()> {
    let row = ConversationRow {
        id,
        account_id: owner,
        thread_id: post.thread_id,
        last_status_id: post.id,
        unread,
    };
    let inserted = on!(conn, c => diesel::insert_into(conversations::table).values(&row).on_conflict_do_nothing().execute(c).await)?;
    let mut conversation = id;
    if inserted == 0 {
        let known: i64 = on!(conn, c => conversations::table
            .filter(conversations::thread_id.eq(post.thread_id))
            .filter(conversations::account_id.eq(owner))
            .select(conversations::id)
            .first(c)
            .await)?;
        conversation = known;
        // What is fetched late is older than what was read.
        on!(conn, c => diesel::update(conversations::table.find(known).filter(conversations::last_status_id.lt(post.id)))
            .set((conversations::last_status_id.eq(post.id), conversations::unread.eq(unread)))
            .execute(c)
            .await)?;
    }
    on!(conn, c => diesel::insert_into(conversation_posts::table)
        .values((conversation_posts::conversation_id.eq(conversation), conversation_posts::status_id.eq(post.id)))
        .on_conflict_do_nothing()
        .execute(c)
        .await)?;
    Ok(())
}

/// A post is gone: conversations lose it, and end when it was their only one.
pub async fn forget_post(conn: &mut Conn, status: StatusId) -> Result<()> {
    let found: Vec<i64> = on!(conn, c => conversation_posts::table
        .filter(conversation_posts::status_id.eq(status))
        .select(conversation_posts::conversation_id)
        .load(c)
        .await)?;
    if found.is_empty() {
        return Ok(());
    }
    on!(conn, c => diesel::delete(conversation_posts::table.filter(conversation_posts::status_id.eq(status))).execute(c).await)?;
    for id in found {
        settle(conn, id).await?;
    }
    Ok(())
}

/// Makes the newest of a conversation's posts its last one; without any it ends.
async fn settle(conn: &mut Conn, id: i64) -> Result<()> {
    // Holds the row, so that what comes in meanwhile is seen by what is read below.
    on!(conn, c => diesel::update(conversations::table.find(id))
        .set(conversations::unread.eq(conversations::unread))
        .execute(c)
        .await)?;
    let last: Option<StatusId> = on!(conn, c => conversation_posts::table
        .filter(conversation_posts::conversation_id.eq(id))
        .order(conversation_posts::status_id.desc())
        .select(conversation_posts::status_id)
        .first(c)
        .await
        .optional())?;
    match last {
        Some(last) => on!(conn, c => diesel::update(conversations::table.find(id))
            .set(conversations::last_status_id.eq(last))
            .execute(c)
            .await),
        None => on!(conn, c => diesel::delete(conversations::table.find(id)).execute(c).await),
    }
    .map(drop)
}

/// The posts of `threads` have become part of the thread `into`, and so have people's conversations. Under
/// [`super::threads::hold_alone`].
pub async fn join(conn: &mut Conn, threads: &[StatusId], into: StatusId) -> Result<()> {
    let moved: Vec<ConversationRow> = on!(conn, c => conversations::table
        .filter(one_of(conversations::thread_id, threads))
        .filter(conversations::thread_id.ne(into))
        .select(ConversationRow::as_select())
        .load(c)
        .await)?;
    for row in moved {
        let known: Option<ConversationRow> = on!(conn, c => conversations::table
            .filter(conversations::thread_id.eq(into))
            .filter(conversations::account_id.eq(row.account_id))
            .select(ConversationRow::as_select())
            .first(c)
            .await
            .optional())?;
        let Some(known) = known else {
            on!(conn, c => diesel::update(conversations::table.find(row.id)).set(conversations::thread_id.eq(into)).execute(c).await)?;
            continue;
        };
        // A post is in one thread, so the two have none in common.
        on!(conn, c => diesel::update(conversation_posts::table.filter(conversation_posts::conversation_id.eq(row.id)))
            .set(conversation_posts::conversation_id.eq(known.id))
            .execute(c)
            .await)?;
        on!(conn, c => diesel::delete(conversations::table.find(row.id)).execute(c).await)?;
        on!(conn, c => diesel::update(conversations::table.find(known.id))
            .set(conversations::unread.eq(known.unread || row.unread))
            .execute(c)
            .await)?;
        settle(conn, known.id).await?;
    }
    Ok(())
}

/// A person's conversations with their last posts, those with the newest first. Those whose last post the person may not
/// or does not want to see are left out.
pub async fn page(
    conn: &mut Conn,
    owner: AccountId,
    page: Paging,
) -> Result<Vec<(ConversationRow, StatusRow)>> {
    let rows: Result<Vec<(ConversationRow, StatusRow)>> = on!(conn, c => {
        let query = conversations::table
            .inner_join(statuses::table.on(statuses::id.eq(conversations::last_status_id)))
            .inner_join(accounts::table.on(accounts::id.eq(statuses::account_id)))
            .filter(conversations::account_id.eq(owner))
            .filter(conversations::last_status_id.lt(StatusId(page.below())))
            .filter(conversations::last_status_id.gt(StatusId(page.above())))
            .filter(visible_to(owner))
            .filter(wanted_by(owner))
            .limit(page.limit)
            .select((ConversationRow::as_select(), StatusRow::as_select()));
        if page.ascending() { query.order(conversations::last_status_id.asc()).load(c).await } else { query.order(conversations::last_status_id.desc()).load(c).await }
    });
    rows.map(|mut rows| {
        if page.ascending() {
            rows.reverse();
        }
        rows
    })
}

/// One of a person's conversations, with its last post where the person may see it.
pub async fn by_id(
    conn: &mut Conn,
    owner: AccountId,
    id: i64,
) -> Result<Option<(ConversationRow, Option<StatusRow>)>> {
    let row: Option<ConversationRow> = on!(conn, c => conversations::table
        .find(id)
        .filter(conversations::account_id.eq(owner))
        .select(ConversationRow::as_select())
        .first(c)
        .await
        .optional())?;
    let Some(row) = row else { return Ok(None) };
    let last = super::statuses::visible_by_ids(conn, owner, &[row.last_status_id]).await?;
    Ok(Some((row, last.into_iter().next())))
}

/// Tells whether it was the person's.
pub async fn set_unread(conn: &mut Conn, owner: AccountId, id: i64, unread: bool) -> Result<bool> {
    let changed = on!(conn, c => diesel::update(conversations::table
            .find(id)
            .filter(conversations::account_id.eq(owner)))
        .set(conversations::unread.eq(unread))
        .execute(c)
        .await)?;
    Ok(changed == 1)
}

/// Tells whether it was the person's.
pub async fn delete(conn: &mut Conn, owner: AccountId, id: i64) -> Result<bool> {
    let deleted = on!(conn, c => diesel::delete(conversations::table
            .find(id)
            .filter(conversations::account_id.eq(owner)))
        .execute(c)
        .await)?;
    Ok(deleted == 1)
}

/// All of a person.
pub async fn clear(conn: &mut Conn, owner: AccountId) -> Result<()> {
    on!(conn, c => diesel::delete(conversations::table.filter(conversations::account_id.eq(owner))).execute(c).await)?;
    Ok(())
}
