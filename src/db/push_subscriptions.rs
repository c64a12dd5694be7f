//! Where people's devices want to be told of notifications.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::connection::{Conn, on};
use super::schema::{oauth_tokens, push_subscriptions};
use crate::domain::*;
use crate::error::Result;

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = push_subscriptions, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct SubscriptionRow {
    pub id: i64,
    pub token_id: TokenId,
    pub account_id: AccountId,
    pub endpoint: String,
    /// The public key of the device, as it gave it.
    pub p256dh: String,
    /// The secret that it shares with us.
    pub auth: String,
    /// Reads aes128gcm; else the draft's aesgcm.
    pub standard: bool,
    pub policy: PushPolicy,
    /// See [`Alerts`].
    pub alerts: String,
    pub created_at: Timestamp,
}

/// Stores the one of its token, in place of another.
pub async fn replace(conn: &mut Conn, row: &SubscriptionRow) -> Result<()> {
    delete_of_token(conn, row.token_id).await?;
    on!(conn, c => diesel::insert_into(push_subscriptions::table).values(row).execute(c).await)?;
    Ok(())
}

pub async fn of_token(conn: &mut Conn, token: TokenId) -> Result<Option<SubscriptionRow>> {
    on!(conn, c => push_subscriptions::table
        .filter(push_subscriptions::token_id.eq(token))
        .select(SubscriptionRow::as_select())
        .first(c)
        .await
        .optional())
}

/// Changes what the one of a token wants; `false` when there is none.
pub async fn set_wishes(
    conn: &mut Conn,
    token: TokenId,
    policy: PushPolicy,
    alerts: &str,
) -> Result<bool> {
    let changed = on!(conn, c => diesel::update(push_subscriptions::table.filter(push_subscriptions::token_id.eq(token)))
        .set((push_subscriptions::policy.eq(policy), push_subscriptions::alerts.eq(alerts)))
        .execute(c)
        .await)?;
    Ok(changed == 1)
}

pub async fn delete_of_token(conn: &mut Conn, token: TokenId) -> Result<()> {
    on!(conn, c => diesel::delete(push_subscriptions::table.filter(push_subscriptions::token_id.eq(token))).execute(c).await)?;
    Ok(())
}

pub async fn delete(conn: &mut Conn, id: i64) -> Result<()> {
    on!(conn, c => diesel::delete(push_subscriptions::table.find(id)).execute(c).await)?;
    Ok(())
}

/// Those of a person whose tokens are good.
pub async fn living_of(conn: &mut Conn, account: AccountId) -> Result<Vec<SubscriptionRow>> {
    on!(conn, c => push_subscriptions::table
        .inner_join(oauth_tokens::table.on(oauth_tokens::id.eq(push_subscriptions::token_id)))
        .filter(push_subscriptions::account_id.eq(account))
        .filter(oauth_tokens::revoked_at.is_null())
        .select(SubscriptionRow::as_select())
        .load(c)
        .await)
}

/// One, as long as its token is good.
pub async fn living(conn: &mut Conn, id: i64) -> Result<Option<SubscriptionRow>> {
    on!(conn, c => push_subscriptions::table
        .inner_join(oauth_tokens::table.on(oauth_tokens::id.eq(push_subscriptions::token_id)))
        .filter(push_subscriptions::id.eq(id))
        .filter(oauth_tokens::revoked_at.is_null())
        .select(SubscriptionRow::as_select())
        .first(c)
        .await
        .optional())
}

/// Deletes those of a person whose tokens were revoked.
pub async fn delete_revoked_of(conn: &mut Conn, account: AccountId) -> Result<()> {
    let revoked = || {
        oauth_tokens::table
            .filter(oauth_tokens::account_id.eq(account))
            .filter(oauth_tokens::revoked_at.is_not_null())
            .select(oauth_tokens::id)
    };
    on!(conn, c => diesel::delete(push_subscriptions::table
            .filter(push_subscriptions::account_id.eq(account))
            .filter(push_subscriptions::token_id.eq_any(revoked())))
        .execute(c)
        .await)?;
    Ok(())
}
