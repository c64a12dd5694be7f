//! Groups: what they are beside accounts, who decides in them, what was decided.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::connection::{Conn, Paging, on};
use super::one_of::one_of;
use super::schema::{accounts, follows, group_locks, group_log, group_roles, groups, statuses};
use super::visible::known_to;
use crate::domain::groups::{Deed, GroupAccess, GroupRole};
use crate::domain::*;
use crate::error::Result;

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = groups, treat_none_as_null = true, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct GroupRow {
    pub account_id: AccountId,
    pub access: GroupAccess,
    /// JSON: a list of texts.
    pub rules: String,
    /// Members on microblogs get copies that the group itself writes.
    pub mirror: bool,
    /// Of a peer's group: the collection of its moderators.
    pub moderators_url: Option<String>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = group_roles, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct RoleRow {
    pub group_id: AccountId,
    pub account_id: AccountId,
    pub role: GroupRole,
    pub expires_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

/// One act of a moderator.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = group_log, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct LogRow {
    pub id: i64,
    pub group_id: AccountId,
    pub moderator_id: AccountId,
    pub deed: Deed,
    pub account_id: Option<AccountId>,
    pub status_id: Option<StatusId>,
    pub reason: String,
    pub created_at: Timestamp,
}

/// Inserts a group, or renews what is there.
pub async fn upsert(conn: &mut Conn, row: &GroupRow) -> Result<()> {
    if by_id(conn, row.account_id).await?.is_some() {
        on!(conn, c => diesel::update(groups::table.find(row.account_id)).set(row).execute(c).await)?;
        return Ok(());
    }
    on!(conn, c => diesel::insert_into(groups::table).values(row).execute(c).await)?;
    Ok(())
}

pub async fn by_id(conn: &mut Conn, id: AccountId) -> Result<Option<GroupRow>> {
    on!(conn, c => groups::table.find(id).select(GroupRow::as_select()).first(c).await.optional())
}

pub async fn by_ids(conn: &mut Conn, ids: &[AccountId]) -> Result<Vec<GroupRow>> {
    on!(conn, c => groups::table.filter(one_of(groups::account_id, ids)).select(GroupRow::as_select()).load(c).await)
}

/// Groups that somebody is in, by name, page by page.
pub async fn of_member(
    conn: &mut Conn,
    member: AccountId,
    limit: i64,
    offset: i64,
) -> Result<Vec<AccountId>> {
    on!(conn, c => follows::table
        .inner_join(accounts::table.on(accounts::id.eq(follows::target_id)))
        .filter(follows::account_id.eq(member))
        .filter(follows::state.eq(FollowState::Accepted))
        .filter(accounts::kind.eq(ActorKind::Group))
        .filter(accounts::deleted_at.is_null())
        .order((accounts::handle, accounts::id))
        .limit(limit)
        .offset(offset)
        .select(accounts::id)
        .load(c)
        .await)
}

/// Groups that invite somebody who has not come in yet.
pub async fn inviting(conn: &mut Conn, invited: AccountId) -> Result<Vec<AccountId>> {
    on!(conn, c => group_roles::table
        .inner_join(accounts::table.on(accounts::id.eq(group_roles::group_id)))
        .filter(group_roles::account_id.eq(invited))
        .filter(group_roles::role.eq(GroupRole::Invited))
        .filter(accounts::deleted_at.is_null())
        .filter(accounts::suspended_at.is_null())
        .order(accounts::handle)
        .select(accounts::id)
        .load(c)
        .await)
}

/// Groups of this unit and known ones of others that `viewer` may know of, those of this unit first, page by page.
/// `others`: without those that the viewer is in.
pub async fn listed(
    conn: &mut Conn,
    viewer: AccountId,
    others: bool,
    limit: i64,
    offset: i64,
) -> Result<Vec<AccountId>> {
    let inside = follows::table
        .filter(follows::account_id.eq(viewer))
        .filter(follows::target_id.eq(accounts::id))
        .filter(follows::state.eq(FollowState::Accepted));
    let outside = diesel::dsl::not(diesel::dsl::exists(inside));
    on!(conn, c => groups::table
        .inner_join(accounts::table.on(accounts::id.eq(groups::account_id)))
        .filter(known_to(viewer))
        .filter((!others).into_sql::<diesel::sql_types::Bool>().or(outside))
        .filter(accounts::deleted_at.is_null())
        .filter(accounts::suspended_at.is_null())
        .order((accounts::host, accounts::handle))
        .limit(limit)
        .offset(offset)
        .select(accounts::id)
        .load(c)
        .await)
}

/// Somebody's role, unless it has expired.
pub async fn role(
    conn: &mut Conn,
    group: AccountId,
    account: AccountId,
    now: Timestamp,
) -> Result<Option<GroupRole>> {
    let row: Option<RoleRow> = on!(conn, c => group_roles::table.find((group, account)).select(RoleRow::as_select()).first(c).await.optional())?;
    Ok(row
        .filter(|row| row.expires_at.is_none_or(|end| end > now))
        .map(|row| row.role))
}

/// Somebody's roles in some groups. Those that have expired are among them.
pub async fn roles_among(
    conn: &mut Conn,
    account: AccountId,
    groups: &[AccountId],
) -> Result<Vec<RoleRow>> {
    on!(conn, c => group_roles::table
        .filter(group_roles::account_id.eq(account))
        .filter(one_of(group_roles::group_id, groups))
        .select(RoleRow::as_select())
        .load(c)
        .await)
}

/// The secret groups among `ids` that `viewer` may not know of.
pub async fn hidden_among(
    conn: &mut Conn,
    viewer: AccountId,
    ids: &[AccountId],
) -> Result<Vec<AccountId>> {
    on!(conn, c => accounts::table
        .filter(one_of(accounts::id, ids))
        .filter(diesel::dsl::not(known_to(viewer)))
        .select(accounts::id)
        .load(c)
        .await)
}

/// Which of `askers` wait for an answer in which groups that `moderator` moderates: (group, asker).
pub async fn asked(
    conn: &mut Conn,
    moderator: AccountId,
    askers: &[AccountId],
) -> Result<Vec<(AccountId, AccountId)>> {
    on!(conn, c => group_roles::table
        .inner_join(follows::table.on(follows::target_id.eq(group_roles::group_id)))
        .filter(group_roles::account_id.eq(moderator))
        .filter(group_roles::role.eq(GroupRole::Moderator).or(group_roles::role.eq(GroupRole::Owner)))
        .filter(follows::state.eq(FollowState::Pending))
        .filter(one_of(follows::account_id, askers))
        .order(follows::id)
        .select((group_roles::group_id, follows::account_id))
        .load(c)
        .await)
}

/// Everybody with one of these roles in a group.
pub async fn with_roles(
    conn: &mut Conn,
    group: AccountId,
    roles: &[GroupRole],
) -> Result<Vec<RoleRow>> {
    let rows: Vec<RoleRow> = on!(conn, c => group_roles::table.filter(group_roles::group_id.eq(group)).order(group_roles::created_at).select(RoleRow::as_select()).load(c).await)?;
    Ok(rows
        .into_iter()
        .filter(|row| roles.contains(&row.role))
        .collect())
}

/// Gives a role in place of any other.
pub async fn set_role(conn: &mut Conn, row: &RoleRow) -> Result<()> {
    clear_role(conn, row.group_id, row.account_id).await?;
    on!(conn, c => diesel::insert_into(group_roles::table).values(row).execute(c).await)?;
    Ok(())
}

pub async fn clear_role(conn: &mut Conn, group: AccountId, account: AccountId) -> Result<()> {
    on!(conn, c => diesel::delete(group_roles::table.find((group, account))).execute(c).await)?;
    Ok(())
}

/// Groups of this unit in which somebody waits for an answer from `moderator`, who is of this unit: (group, how many).
pub async fn waiting(conn: &mut Conn, moderator: AccountId) -> Result<Vec<(AccountId, i64)>> {
    on!(conn, c => group_roles::table
        .inner_join(follows::table.on(follows::target_id.eq(group_roles::group_id)))
        .filter(group_roles::account_id.eq(moderator))
        .filter(group_roles::role.eq(GroupRole::Moderator).or(group_roles::role.eq(GroupRole::Owner)))
        .filter(follows::state.eq(FollowState::Pending))
        .group_by(group_roles::group_id)
        .select((group_roles::group_id, diesel::dsl::count_star()))
        .load(c)
        .await)
}

/// Does anybody at `host` have an accepted follow of the group, or an invitation?
pub async fn has_anybody_at(conn: &mut Conn, group: AccountId, host: &str) -> Result<bool> {
    if has_member_at(conn, group, host).await? {
        return Ok(true);
    }
    on!(conn, c => diesel::select(diesel::dsl::exists(group_roles::table
        .inner_join(accounts::table.on(accounts::id.eq(group_roles::account_id)))
        .filter(group_roles::group_id.eq(group))
        .filter(group_roles::role.ne(GroupRole::Banned))
        .filter(accounts::host.eq(host))))
        .get_result(c)
        .await)
}

/// Does anybody at `host` belong to the group?
pub async fn has_member_at(conn: &mut Conn, group: AccountId, host: &str) -> Result<bool> {
    on!(conn, c => diesel::select(diesel::dsl::exists(follows::table
        .inner_join(accounts::table.on(accounts::id.eq(follows::account_id)))
        .filter(follows::target_id.eq(group))
        .filter(follows::state.eq(FollowState::Accepted))
        .filter(accounts::host.eq(host))))
        .get_result(c)
        .await)
}

pub async fn insert_log(conn: &mut Conn, row: &LogRow) -> Result<()> {
    on!(conn, c => diesel::insert_into(group_log::table).values(row).execute(c).await)?;
    Ok(())
}

/// What was done in a group, newest first.
pub async fn log(conn: &mut Conn, group: AccountId, page: Paging) -> Result<Vec<LogRow>> {
    on!(conn, c => group_log::table
        .filter(group_log::group_id.eq(group))
        .filter(group_log::id.lt(page.below()))
        .filter(group_log::id.gt(page.above()))
        .order(group_log::id.desc())
        .limit(page.limit)
        .select(LogRow::as_select())
        .load(c)
        .await)
}

/// Locks a conversation; nothing happens to one that is locked.
pub async fn lock(conn: &mut Conn, thread: StatusId, now: Timestamp) -> Result<()> {
    on!(conn, c => diesel::insert_into(group_locks::table)
        .values((group_locks::status_id.eq(thread), group_locks::created_at.eq(now)))
        .on_conflict_do_nothing()
        .execute(c)
        .await)?;
    Ok(())
}

pub async fn unlock(conn: &mut Conn, thread: StatusId) -> Result<()> {
    on!(conn, c => diesel::delete(group_locks::table.find(thread)).execute(c).await)?;
    Ok(())
}

pub async fn is_locked(conn: &mut Conn, thread: StatusId) -> Result<bool> {
    on!(conn, c => diesel::select(diesel::dsl::exists(group_locks::table.find(thread))).get_result(c).await)
}

/// Those of `threads` that are locked.
pub async fn locked_among(conn: &mut Conn, threads: &[StatusId]) -> Result<Vec<StatusId>> {
    on!(conn, c => group_locks::table.filter(one_of(group_locks::status_id, threads)).select(group_locks::status_id).load(c).await)
}

/// Puts a post into a group, with the audience that it has there.
pub async fn adopt(
    conn: &mut Conn,
    status: StatusId,
    group: AccountId,
    visibility: Visibility,
) -> Result<()> {
    on!(conn, c => diesel::update(statuses::table.find(status))
        .set((statuses::group_id.eq(group), statuses::visibility.eq(visibility)))
        .execute(c)
        .await)?;
    super::search::note(conn, status).await
}

/// Those of `ids` that are hidden from their group.
pub async fn removed_among(conn: &mut Conn, ids: &[StatusId]) -> Result<Vec<StatusId>> {
    on!(conn, c => statuses::table
        .filter(one_of(statuses::id, ids))
        .filter(statuses::removed_at.is_not_null())
        .filter(statuses::deleted_at.is_null())
        .select(statuses::id)
        .load(c)
        .await)
}

/// Hides a post, or shows it again.
pub async fn set_removed(conn: &mut Conn, status: StatusId, at: Option<Timestamp>) -> Result<()> {
    on!(conn, c => diesel::update(statuses::table.find(status)).set(statuses::removed_at.eq(at)).execute(c).await)?;
    super::search::note(conn, status).await
}
