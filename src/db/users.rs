//! What only this unit knows of its people: role, password, preferences.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::accounts::AccountRow;
use super::connection::{Conn, on};
use super::schema::{accounts, oauth_tokens, sessions, users};
use crate::domain::*;
use crate::error::Result;

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = users, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct UserRow {
    pub account_id: AccountId,
    pub role: Role,
    pub email: Option<String>,
    /// argon2id, PHC form; `None` cannot log in by password.
    pub password_hash: Option<String>,
    /// `en` or `nl`; empty: what the browser asks for.
    pub locale: String,
    pub default_visibility: Visibility,
    pub default_sensitive: bool,
    pub default_language: Option<String>,
    pub default_local_only: bool,
    pub disabled_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub last_active_at: Option<Timestamp>,
}

pub async fn insert(conn: &mut Conn, row: &UserRow) -> Result<()> {
    on!(conn, c => diesel::insert_into(users::table).values(row).execute(c).await)?;
    Ok(())
}

/// What somebody chose for themselves; `None` leaves a column as it is.
#[derive(Debug, Clone, Default, PartialEq, AsChangeset)]
#[diesel(table_name = users)]
pub struct Preferences {
    pub locale: Option<String>,
    pub default_visibility: Option<Visibility>,
    pub default_sensitive: Option<bool>,
    pub default_language: Option<Option<String>>,
    pub default_local_only: Option<bool>,
}

pub async fn set_preferences(conn: &mut Conn, id: AccountId, to: &Preferences) -> Result<()> {
    if *to == Preferences::default() {
        return Ok(());
    }
    on!(conn, c => diesel::update(users::table.find(id)).set(to).execute(c).await)?;
    Ok(())
}

/// `None` lets nobody log in by password.
pub async fn set_password(conn: &mut Conn, id: AccountId, hash: Option<&str>) -> Result<()> {
    on!(conn, c => diesel::update(users::table.find(id)).set(users::password_hash.eq(hash)).execute(c).await)?;
    Ok(())
}

pub async fn set_role(conn: &mut Conn, id: AccountId, role: Role) -> Result<()> {
    on!(conn, c => diesel::update(users::table.find(id)).set(users::role.eq(role)).execute(c).await)?;
    Ok(())
}

/// Nobody logs in as this person any more, and their address is forgotten.
pub async fn close(conn: &mut Conn, id: AccountId, now: Timestamp) -> Result<()> {
    on!(conn, c => diesel::update(users::table.find(id))
        .set((users::disabled_at.eq(now), users::password_hash.eq(None::<String>), users::email.eq(None::<String>)))
        .execute(c)
        .await)?;
    Ok(())
}

pub async fn by_id(conn: &mut Conn, id: AccountId) -> Result<Option<(AccountRow, UserRow)>> {
    on!(conn, c => accounts::table
        .inner_join(users::table.on(users::account_id.eq(accounts::id)))
        .filter(accounts::id.eq(id))
        .select((AccountRow::as_select(), UserRow::as_select()))
        .first(c)
        .await
        .optional())
}

/// By username or e-mail address, either in any case.
pub async fn by_login(conn: &mut Conn, login: &str) -> Result<Option<(AccountRow, UserRow)>> {
    let login = login.trim().to_lowercase();
    on!(conn, c => accounts::table
        .inner_join(users::table.on(users::account_id.eq(accounts::id)))
        .filter(accounts::handle.eq(&login).or(users::email.eq(&login)))
        .select((AccountRow::as_select(), UserRow::as_select()))
        .first(c)
        .await
        .optional())
}

/// Everybody with their account, oldest first.
pub async fn all(conn: &mut Conn) -> Result<Vec<(AccountRow, UserRow)>> {
    on!(conn, c => accounts::table
        .inner_join(users::table.on(users::account_id.eq(accounts::id)))
        .order(accounts::id)
        .select((AccountRow::as_select(), UserRow::as_select()))
        .load(c)
        .await)
}

/// Who has had a role longest.
pub async fn first_with_role(conn: &mut Conn, role: Role) -> Result<Option<(AccountRow, UserRow)>> {
    on!(conn, c => accounts::table
        .inner_join(users::table.on(users::account_id.eq(accounts::id)))
        .filter(users::role.eq(role))
        .filter(users::disabled_at.is_null())
        .order(accounts::id)
        .select((AccountRow::as_select(), UserRow::as_select()))
        .first(c)
        .await
        .optional())
}

/// The accounts of those who moderate the unit, the oldest first.
pub async fn moderators(conn: &mut Conn) -> Result<Vec<AccountRow>> {
    // An order in the statement makes SQLite walk all accounts in that order.
    let mut rows: Vec<AccountRow> = on!(conn, c => accounts::table
        .inner_join(users::table.on(users::account_id.eq(accounts::id)))
        .filter(users::role.ge(Role::Moderator))
        .filter(users::disabled_at.is_null())
        .select(AccountRow::as_select())
        .load(c)
        .await)?;
    rows.sort_unstable_by_key(|row| row.id);
    Ok(rows)
}

pub async fn count_with_role(conn: &mut Conn, role: Role) -> Result<i64> {
    on!(conn, c => users::table
        .filter(users::role.eq(role))
        .filter(users::disabled_at.is_null())
        .count()
        .get_result(c)
        .await)
}

/// Keeps somebody from logging in, or lets them again.
pub async fn set_disabled(conn: &mut Conn, id: AccountId, at: Option<Timestamp>) -> Result<()> {
    on!(conn, c => diesel::update(users::table.find(id)).set(users::disabled_at.eq(at)).execute(c).await)?;
    Ok(())
}

/// Ends every session and token of a person: after a password change, a suspension, a deletion.
pub async fn end_access(conn: &mut Conn, id: AccountId, now: Timestamp) -> Result<()> {
    on!(conn, c => diesel::delete(sessions::table.filter(sessions::account_id.eq(id))).execute(c).await)?;
    on!(conn, c => diesel::update(oauth_tokens::table.filter(oauth_tokens::account_id.eq(id)).filter(oauth_tokens::revoked_at.is_null()))
        .set(oauth_tokens::revoked_at.eq(now))
        .execute(c)
        .await)?;
    super::push_subscriptions::delete_revoked_of(conn, id).await
}
