//! Posts and boosts.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::connection::{Conn, on};
use super::one_of::one_of;
use super::schema::{accounts, idempotency_keys, mentions, status_edits, statuses, tombstones};
use super::visible::{visible_at, visible_to, wanted_by};
use super::{search, tags};
use crate::domain::*;
use crate::error::Result;

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = statuses, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct StatusRow {
    pub id: StatusId,
    pub uri: String,
    pub url: String,
    pub account_id: AccountId,
    /// Written by a person of this unit.
    pub local: bool,
    pub in_reply_to_id: Option<StatusId>,
    pub in_reply_to_account_id: Option<AccountId>,
    pub in_reply_to_uri: Option<String>,
    /// The first post of the conversation, as far as it is known here.
    pub thread_id: StatusId,
    /// A boost carries nothing of its own.
    pub reblog_of_id: Option<StatusId>,
    /// HTML, sanitised.
    pub content: String,
    /// The source as it was written.
    pub text: String,
    pub text_format: TextFormat,
    pub title: String,
    pub spoiler_text: String,
    pub sensitive: bool,
    pub language: Option<String>,
    pub visibility: Visibility,
    pub local_only: bool,
    pub app_id: Option<AppId>,
    pub replies_count: i64,
    pub reblogs_count: i64,
    pub favourites_count: i64,
    pub created_at: Timestamp,
    pub edited_at: Option<Timestamp>,
    pub deleted_at: Option<Timestamp>,
    /// The group it was written in.
    pub group_id: Option<AccountId>,
    /// Hidden by a moderator of its group.
    pub removed_at: Option<Timestamp>,
}

impl StatusRow {
    /// Written for the members of a group.
    pub fn is_group_private(&self) -> bool {
        self.group_id.is_some() && self.visibility == Visibility::Private
    }
}

/// What an edit changes.
#[derive(Debug, Clone, AsChangeset)]
#[diesel(table_name = statuses, treat_none_as_null = true)]
pub struct StatusChanges {
    pub content: String,
    pub text: String,
    pub text_format: TextFormat,
    pub title: String,
    pub spoiler_text: String,
    pub sensitive: bool,
    pub language: Option<String>,
    pub edited_at: Option<Timestamp>,
}

/// One version of a post.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = status_edits, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct EditRow {
    pub id: i64,
    pub status_id: StatusId,
    pub content: String,
    pub text: String,
    pub spoiler_text: String,
    pub sensitive: bool,
    /// JSON list of media ids, in order.
    pub media: String,
    pub created_at: Timestamp,
}

pub async fn insert(conn: &mut Conn, row: &StatusRow) -> Result<()> {
    on!(conn, c => diesel::insert_into(statuses::table).values(row).execute(c).await)?;
    search::note(conn, row.id).await
}

/// Inserts unless a row with this `uri` is there (also a deleted one); tells whether it did.
pub async fn insert_once(conn: &mut Conn, row: &StatusRow) -> Result<bool> {
    let inserted = on!(conn, c => diesel::insert_into(statuses::table).values(row).on_conflict_do_nothing().execute(c).await)?;
    if inserted == 1 {
        search::note(conn, row.id).await?;
    }
    Ok(inserted == 1)
}

/// The row whatever its state; for the rules of services, not for showing.
pub async fn by_id(conn: &mut Conn, id: StatusId) -> Result<Option<StatusRow>> {
    on!(conn, c => statuses::table.find(id).select(StatusRow::as_select()).first(c).await.optional())
}

/// As [`by_id`], by ActivityPub id.
pub async fn by_uri(conn: &mut Conn, uri: &str) -> Result<Option<StatusRow>> {
    on!(conn, c => statuses::table.filter(statuses::uri.eq(uri)).select(StatusRow::as_select()).first(c).await.optional())
}

/// By ActivityPub id or by the address of its page, not deleted.
pub async fn by_uri_or_url(conn: &mut Conn, address: &str) -> Result<Option<StatusRow>> {
    if let Some(row) = by_uri(conn, address).await? {
        return Ok(Some(row).filter(|row| row.deleted_at.is_none()));
    }
    on!(conn, c => statuses::table
        .filter(statuses::url.eq(address))
        .filter(statuses::deleted_at.is_null())
        .select(StatusRow::as_select())
        .first(c)
        .await
        .optional())
}

/// Posts by id, whoever may see them: for what their ids were chosen by before.
pub async fn by_ids(conn: &mut Conn, ids: &[StatusId]) -> Result<Vec<StatusRow>> {
    on!(conn, c => statuses::table.filter(one_of(statuses::id, ids)).select(StatusRow::as_select()).load(c).await)
}

/// The boost of a post by a person, if there is one.
pub async fn reblog_by(
    conn: &mut Conn,
    account: AccountId,
    of: StatusId,
) -> Result<Option<StatusRow>> {
    on!(conn, c => statuses::table
        .filter(statuses::reblog_of_id.eq(of))
        .filter(statuses::account_id.eq(account))
        .filter(statuses::deleted_at.is_null())
        .select(StatusRow::as_select())
        .first(c)
        .await
        .optional())
}

/// Those of `ids` that `viewer` (0: nobody) may see, in no order.
pub async fn visible_by_ids(
    conn: &mut Conn,
    viewer: AccountId,
    ids: &[StatusId],
) -> Result<Vec<StatusRow>> {
    on!(conn, c => statuses::table
        .inner_join(accounts::table.on(accounts::id.eq(statuses::account_id)))
        .filter(one_of(statuses::id, ids))
        .filter(visible_to(viewer))
        .select(StatusRow::as_select())
        .load(c)
        .await)
}

/// Those of `ids` that `viewer` (0: nobody) may and wants to see, in no order.
pub async fn wanted_by_ids(
    conn: &mut Conn,
    viewer: AccountId,
    ids: &[StatusId],
) -> Result<Vec<StatusRow>> {
    on!(conn, c => statuses::table
        .inner_join(accounts::table.on(accounts::id.eq(statuses::account_id)))
        .filter(one_of(statuses::id, ids))
        .filter(visible_to(viewer))
        .filter(wanted_by(viewer))
        .select(StatusRow::as_select())
        .load(c)
        .await)
}

/// The post, if somebody at the peer `authority` may see it; of a group's own posts, if `signer` is a member (0: the
/// peer itself asks, for any of its people).
pub async fn visible_at_peer(
    conn: &mut Conn,
    authority: &str,
    signer: AccountId,
    id: StatusId,
) -> Result<Option<StatusRow>> {
    on!(conn, c => statuses::table
        .inner_join(accounts::table.on(accounts::id.eq(statuses::account_id)))
        .filter(statuses::id.eq(id))
        .filter(visible_at(authority, signer))
        .select(StatusRow::as_select())
        .first(c)
        .await
        .optional())
}

/// Ids of the accounts that openly boosted a post, newest first, as (boost id, account).
pub async fn reblogged_by(
    conn: &mut Conn,
    of: StatusId,
    page: super::Paging,
) -> Result<Vec<(i64, AccountId)>> {
    let rows: Vec<(StatusId, AccountId)> = on!(conn, c => statuses::table
        .filter(statuses::reblog_of_id.eq(of))
        .filter(statuses::visibility.eq(Visibility::Public).or(statuses::visibility.eq(Visibility::Unlisted)))
        .filter(statuses::deleted_at.is_null())
        .filter(statuses::id.lt(StatusId(page.below())))
        .filter(statuses::id.gt(StatusId(page.above())))
        .order(statuses::id.desc())
        .limit(page.limit)
        .select((statuses::id, statuses::account_id))
        .load(c)
        .await)?;
    Ok(rows
        .into_iter()
        .map(|(id, account)| (id.0, account))
        .collect())
}

/// Which of `ids` the person has boosted.
pub async fn reblogged_among(
    conn: &mut Conn,
    account: AccountId,
    ids: &[StatusId],
) -> Result<Vec<StatusId>> {
    let found: Vec<Option<StatusId>> = on!(conn, c => statuses::table
        .filter(statuses::account_id.eq(account))
        .filter(one_of(statuses::reblog_of_id, ids))
        .filter(statuses::deleted_at.is_null())
        .select(statuses::reblog_of_id)
        .load(c)
        .await)?;
    Ok(found.into_iter().flatten().collect())
}

pub async fn update(conn: &mut Conn, id: StatusId, changes: &StatusChanges) -> Result<()> {
    on!(conn, c => diesel::update(statuses::table.find(id)).set(changes).execute(c).await)?;
    search::note(conn, id).await
}

/// Sets who sees a post that waited for consent, and from then on everybody of that audience does.
pub async fn set_visibility(conn: &mut Conn, id: StatusId, visibility: Visibility) -> Result<()> {
    on!(conn, c => diesel::update(statuses::table.find(id)).set(statuses::visibility.eq(visibility)).execute(c).await)?;
    tags::count_for_author(conn, id).await?;
    search::note(conn, id).await
}

/// Adds to the counters shown under a post.
pub async fn count(
    conn: &mut Conn,
    id: StatusId,
    replies: i64,
    reblogs: i64,
    favourites: i64,
) -> Result<()> {
    on!(conn, c => diesel::update(statuses::table.find(id))
        .set((
            statuses::replies_count.eq(statuses::replies_count + replies),
            statuses::reblogs_count.eq(statuses::reblogs_count + reblogs),
            statuses::favourites_count.eq(statuses::favourites_count + favourites),
        ))
        .execute(c)
        .await)?;
    Ok(())
}

/// Turns a post into a tombstone: the text is gone, the row stays so that nothing can take its id. Tells whether it
/// was alive.
pub async fn bury(conn: &mut Conn, id: StatusId, now: Timestamp) -> Result<bool> {
    let changed = on!(conn, c => diesel::update(statuses::table.find(id).filter(statuses::deleted_at.is_null()))
        .set((
            statuses::deleted_at.eq(now),
            statuses::content.eq(""),
            statuses::text.eq(""),
            statuses::title.eq(""),
            statuses::spoiler_text.eq(""),
        ))
        .execute(c)
        .await)?;
    on!(conn, c => diesel::delete(status_edits::table.filter(status_edits::status_id.eq(id))).execute(c).await)?;
    search::note(conn, id).await?;
    Ok(changed == 1)
}

/// Living boosts of a post.
pub async fn boosts_of(conn: &mut Conn, of: StatusId) -> Result<Vec<StatusId>> {
    on!(conn, c => statuses::table.filter(statuses::reblog_of_id.eq(of)).filter(statuses::deleted_at.is_null()).select(statuses::id).load(c).await)
}

/// Living posts and boosts of an account, at most `limit`.
pub async fn ids_of_account(
    conn: &mut Conn,
    account: AccountId,
    limit: i64,
) -> Result<Vec<StatusId>> {
    on!(conn, c => statuses::table
        .filter(statuses::account_id.eq(account))
        .filter(statuses::deleted_at.is_null())
        .limit(limit)
        .select(statuses::id)
        .load(c)
        .await)
}

pub async fn insert_mentions(conn: &mut Conn, id: StatusId, people: &[AccountId]) -> Result<()> {
    for person in people {
        on!(conn, c => diesel::insert_into(mentions::table)
            .values((mentions::status_id.eq(id), mentions::account_id.eq(*person)))
            .on_conflict_do_nothing()
            .execute(c)
            .await)?;
    }
    Ok(())
}

/// (post, person named in it) for each of `ids`.
pub async fn mentions_of(conn: &mut Conn, ids: &[StatusId]) -> Result<Vec<(StatusId, AccountId)>> {
    on!(conn, c => mentions::table
        .filter(one_of(mentions::status_id, ids))
        .order((mentions::status_id, mentions::account_id))
        .select((mentions::status_id, mentions::account_id))
        .load(c)
        .await)
}

pub async fn insert_edit(conn: &mut Conn, row: &EditRow) -> Result<()> {
    on!(conn, c => diesel::insert_into(status_edits::table).values(row).execute(c).await)?;
    Ok(())
}

/// The versions before the current one, oldest first.
pub async fn edits(conn: &mut Conn, id: StatusId) -> Result<Vec<EditRow>> {
    on!(conn, c => status_edits::table.filter(status_edits::status_id.eq(id)).order(status_edits::id).select(EditRow::as_select()).load(c).await)
}

/// The post that a person made with an idempotency key.
pub async fn by_idempotency_key(
    conn: &mut Conn,
    account: AccountId,
    name: &str,
) -> Result<Option<StatusId>> {
    on!(conn, c => idempotency_keys::table.find((account, name)).select(idempotency_keys::status_id).first(c).await.optional())
}

pub async fn remember_idempotency_key(
    conn: &mut Conn,
    account: AccountId,
    name: &str,
    id: StatusId,
    now: Timestamp,
) -> Result<()> {
    on!(conn, c => diesel::insert_into(idempotency_keys::table)
        .values((
            idempotency_keys::account_id.eq(account),
            idempotency_keys::name.eq(name),
            idempotency_keys::status_id.eq(id),
            idempotency_keys::created_at.eq(now),
        ))
        .execute(c)
        .await)?;
    Ok(())
}

pub async fn forget_idempotency_keys(conn: &mut Conn, before: Timestamp) -> Result<usize> {
    on!(conn, c => diesel::delete(idempotency_keys::table.filter(idempotency_keys::created_at.lt(before))).execute(c).await)
}

/// Remembers that the thing with this id, unknown here, was deleted at its origin by `owner`. It buries what comes from
/// `owner` later, and nothing of anybody else: whose the id is nobody can tell before it comes.
pub async fn insert_tombstone(
    conn: &mut Conn,
    owner: &str,
    uri: &str,
    now: Timestamp,
) -> Result<()> {
    on!(conn, c => diesel::insert_into(tombstones::table)
        .values((tombstones::uri.eq(tombstone_key(owner, uri)), tombstones::created_at.eq(now)))
        .on_conflict_do_nothing()
        .execute(c)
        .await)?;
    Ok(())
}

/// Has `owner` deleted the thing with this id before it came?
pub async fn is_tombstoned(conn: &mut Conn, owner: &str, uri: &str) -> Result<bool> {
    let key = tombstone_key(owner, uri);
    on!(conn, c => diesel::select(diesel::dsl::exists(tombstones::table.find(key))).get_result(c).await)
}

/// Neither of the two ids has a space in it.
fn tombstone_key(owner: &str, uri: &str) -> String {
    format!("{uri} {owner}")
}
