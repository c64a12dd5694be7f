//! Client applications, authorization codes and access tokens; secrets as hashes only.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::accounts::AccountRow;
use super::connection::{Conn, on};
use super::one_of::one_of;
use super::schema::{accounts, oauth_apps, oauth_codes, oauth_tokens, users};
use super::users::UserRow;
use crate::domain::*;
use crate::error::Result;

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = oauth_apps, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct AppRow {
    pub id: AppId,
    pub name: String,
    pub website: Option<String>,
    /// One a line, compared as exact strings.
    pub redirect_uris: String,
    pub scopes: String,
    pub client_id: String,
    pub client_secret_hash: String,
    pub created_at: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = oauth_codes, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct CodeRow {
    pub code_hash: String,
    pub app_id: AppId,
    pub account_id: AccountId,
    pub redirect_uri: String,
    pub scopes: String,
    /// PKCE, method S256.
    pub code_challenge: Option<String>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub used_at: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = oauth_tokens, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct TokenRow {
    pub id: TokenId,
    pub token_hash: String,
    pub app_id: AppId,
    /// `None`: the application itself (client_credentials).
    pub account_id: Option<AccountId>,
    pub scopes: String,
    pub created_at: Timestamp,
    pub revoked_at: Option<Timestamp>,
}

pub async fn insert_app(conn: &mut Conn, row: &AppRow) -> Result<()> {
    on!(conn, c => diesel::insert_into(oauth_apps::table).values(row).execute(c).await)?;
    Ok(())
}

pub async fn app_by_client_id(conn: &mut Conn, client_id: &str) -> Result<Option<AppRow>> {
    on!(conn, c => oauth_apps::table.filter(oauth_apps::client_id.eq(client_id)).select(AppRow::as_select()).first(c).await.optional())
}

pub async fn apps_by_ids(conn: &mut Conn, ids: &[AppId]) -> Result<Vec<AppRow>> {
    on!(conn, c => oauth_apps::table.filter(one_of(oauth_apps::id, ids)).select(AppRow::as_select()).load(c).await)
}

pub async fn insert_code(conn: &mut Conn, row: &CodeRow) -> Result<()> {
    on!(conn, c => diesel::insert_into(oauth_codes::table).values(row).execute(c).await)?;
    Ok(())
}

pub async fn code(conn: &mut Conn, code_hash: &str) -> Result<Option<CodeRow>> {
    on!(conn, c => oauth_codes::table.find(code_hash).select(CodeRow::as_select()).first(c).await.optional())
}

/// Marks a code as used; `false` when it was before.
pub async fn use_code(conn: &mut Conn, code_hash: &str, now: Timestamp) -> Result<bool> {
    let changed = on!(conn, c => diesel::update(oauth_codes::table.find(code_hash).filter(oauth_codes::used_at.is_null()))
        .set(oauth_codes::used_at.eq(now))
        .execute(c)
        .await)?;
    Ok(changed == 1)
}

pub async fn insert_token(conn: &mut Conn, row: &TokenRow) -> Result<()> {
    on!(conn, c => diesel::insert_into(oauth_tokens::table).values(row).execute(c).await)?;
    Ok(())
}

/// A token that was not revoked, with its application and, for a person's token, the person. Two statements: a join of
/// all four tables takes the compiler half a minute, and the second one microseconds.
pub async fn token(
    conn: &mut Conn,
    token_hash: &str,
) -> Result<Option<(TokenRow, AppRow, Option<(AccountRow, UserRow)>)>> {
    let found: Option<(TokenRow, AppRow)> = on!(conn, c => oauth_tokens::table
        .inner_join(oauth_apps::table.on(oauth_apps::id.eq(oauth_tokens::app_id)))
        .filter(oauth_tokens::token_hash.eq(token_hash))
        .filter(oauth_tokens::revoked_at.is_null())
        .select((TokenRow::as_select(), AppRow::as_select()))
        .first(c)
        .await
        .optional())?;
    let Some((token, app)) = found else {
        return Ok(None);
    };
    let person = match token.account_id {
        Some(id) => super::users::by_id(conn, id).await?,
        None => None,
    };
    Ok(Some((token, app, person)))
}

/// Revokes a token of one application, and ends its push; unknown ones are no error.
pub async fn revoke(conn: &mut Conn, app: AppId, token_hash: &str, now: Timestamp) -> Result<()> {
    let good = || {
        oauth_tokens::table
            .filter(oauth_tokens::app_id.eq(app))
            .filter(oauth_tokens::token_hash.eq(token_hash))
            .filter(oauth_tokens::revoked_at.is_null())
    };
    let id: Option<TokenId> =
        on!(conn, c => good().select(oauth_tokens::id).first(c).await.optional())?;
    let Some(id) = id else { return Ok(()) };
    on!(conn, c => diesel::update(oauth_tokens::table.find(id))
        .set(oauth_tokens::revoked_at.eq(now))
        .execute(c)
        .await)?;
    super::push_subscriptions::delete_of_token(conn, id).await
}

/// Revokes what a person got from an application since `since`; used when an authorization code comes a second time.
pub async fn revoke_since(
    conn: &mut Conn,
    app: AppId,
    account: AccountId,
    since: Timestamp,
    now: Timestamp,
) -> Result<()> {
    on!(conn, c => diesel::update(oauth_tokens::table
            .filter(oauth_tokens::app_id.eq(app))
            .filter(oauth_tokens::account_id.eq(account))
            .filter(oauth_tokens::created_at.ge(since))
            .filter(oauth_tokens::revoked_at.is_null()))
        .set(oauth_tokens::revoked_at.eq(now))
        .execute(c)
        .await)?;
    super::push_subscriptions::delete_revoked_of(conn, account).await
}

/// Which of these tokens, each of a person, still open the door.
pub async fn living(conn: &mut Conn, ids: &[TokenId]) -> Result<Vec<TokenId>> {
    on!(conn, c => oauth_tokens::table
        .inner_join(users::table.on(users::account_id.nullable().eq(oauth_tokens::account_id)))
        .inner_join(accounts::table.on(accounts::id.eq(users::account_id)))
        .filter(one_of(oauth_tokens::id, ids))
        .filter(oauth_tokens::revoked_at.is_null())
        .filter(users::disabled_at.is_null())
        .filter(accounts::suspended_at.is_null())
        .filter(accounts::deleted_at.is_null())
        .select(oauth_tokens::id)
        .load(c)
        .await)
}

/// Codes for tokens that have come to their end.
pub async fn delete_old_codes(conn: &mut Conn, now: Timestamp) -> Result<usize> {
    on!(conn, c => diesel::delete(oauth_codes::table.filter(oauth_codes::expires_at.lt(now))).execute(c).await)
}
