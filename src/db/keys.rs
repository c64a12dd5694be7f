//! Keys of actors beside the RSA key in their own row: Ed25519 keys of actors here and elsewhere, and replaced keys of ours.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::connection::{Conn, on};
use super::schema::{accounts, actor_keys};
use crate::domain::*;
use crate::error::Result;

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = actor_keys, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct KeyRow {
    /// As it stands in `keyid` of a signature and `verificationMethod` of a proof.
    pub key_id: String,
    pub account_id: AccountId,
    /// Multibase; PEM for a replaced RSA key.
    pub public_key: String,
    /// In the form of the public one; own actors only.
    pub private_key: Option<String>,
    pub created_at: Timestamp,
    /// Replaced by another one.
    pub retired_at: Option<Timestamp>,
}

/// Inserts unless there is a key of this id.
pub async fn insert_once(conn: &mut Conn, row: &KeyRow) -> Result<()> {
    on!(conn, c => diesel::insert_into(actor_keys::table).values(row).on_conflict_do_nothing().execute(c).await)?;
    Ok(())
}

/// A key in use, by its id.
pub async fn by_key_id(conn: &mut Conn, key_id: &str) -> Result<Option<KeyRow>> {
    on!(conn, c => actor_keys::table
        .find(key_id)
        .filter(actor_keys::retired_at.is_null())
        .select(KeyRow::as_select())
        .first(c)
        .await
        .optional())
}

/// The keys of an account that are in use.
pub async fn of_account(conn: &mut Conn, account: AccountId) -> Result<Vec<KeyRow>> {
    on!(conn, c => actor_keys::table
        .filter(actor_keys::account_id.eq(account))
        .filter(actor_keys::retired_at.is_null())
        .order(actor_keys::key_id)
        .select(KeyRow::as_select())
        .load(c)
        .await)
}

/// Makes `keys` all the keys of a peer's actor. A key that another actor of its server listed before is this one's now:
/// both ids are on that server, which speaks for all its actors.
pub async fn replace(conn: &mut Conn, account: AccountId, keys: &[KeyRow]) -> Result<()> {
    let known = of_account(conn, account).await?;
    let same = |one: &KeyRow, other: &KeyRow| {
        one.key_id == other.key_id && one.public_key == other.public_key
    };
    if known.len() == keys.len()
        && keys
            .iter()
            .all(|key| known.iter().any(|row| same(row, key)))
    {
        return Ok(());
    }
    delete_all(conn, account).await?;
    for key in keys {
        on!(conn, c => diesel::delete(actor_keys::table.find(&key.key_id)).execute(c).await)?;
        insert_once(conn, key).await?;
    }
    Ok(())
}

pub async fn delete_all(conn: &mut Conn, account: AccountId) -> Result<()> {
    on!(conn, c => diesel::delete(actor_keys::table.filter(actor_keys::account_id.eq(account))).execute(c).await)?;
    Ok(())
}

/// The RSA key that an actor of this unit had before the present one, while it is kept.
pub async fn retired(conn: &mut Conn, account: AccountId) -> Result<Option<KeyRow>> {
    on!(conn, c => actor_keys::table
        .filter(actor_keys::account_id.eq(account))
        .filter(actor_keys::retired_at.is_not_null())
        .select(KeyRow::as_select())
        .first(c)
        .await
        .optional())
}

/// Forgets keys that were replaced before `before`.
pub async fn forget_retired(conn: &mut Conn, before: Timestamp) -> Result<()> {
    on!(conn, c => diesel::delete(actor_keys::table.filter(actor_keys::retired_at.lt(before))).execute(c).await)?;
    Ok(())
}

/// Up to `limit` actors of this unit without a key here, by id; those who were deleted need none.
pub async fn without(conn: &mut Conn, limit: i64) -> Result<Vec<(AccountId, String)>> {
    on!(conn, c => accounts::table
        .filter(accounts::host.eq(""))
        .filter(accounts::deleted_at.is_null())
        .filter(diesel::dsl::not(diesel::dsl::exists(
            actor_keys::table
                .filter(actor_keys::account_id.eq(accounts::id))
                .filter(actor_keys::retired_at.is_null()),
        )))
        .order(accounts::id)
        .limit(limit)
        .select((accounts::id, accounts::uri))
        .load(c)
        .await)
}
