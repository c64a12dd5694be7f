//! The Ed25519 keys of this unit's actors: for integrity proofs (FEP-8b32) and signatures of RFC 9421. The RSA key, which
//! every server knows, stands in the row of its actor.

use meent_federation::signature::{Ed25519PrivateKey, PrivateKey};

use crate::app::{App, AppRef};
use crate::db;
use crate::db::keys::KeyRow;
use crate::domain::event::Outgoing;
use crate::domain::*;
use crate::error::{Error, Result};
use crate::service::surface;

/// Actors that are given a key in one transaction.
const BATCH: i64 = 500;

/// A replaced RSA key goes on signing so long for peers that have not heard of the new one, in seconds.
const RETIRED_SECONDS: i64 = 30 * 24 * 3600;

/// Deleted people whose keys are looked at in one pass.
const DELETED: i64 = 100;

/// A new Ed25519 key for the actor with the id `uri`. Takes some 20 µs.
pub(super) fn fresh(account: AccountId, uri: &str, now: Timestamp) -> Result<KeyRow> {
    named(account, format!("{uri}#ed25519-key"), now)
}

fn named(account: AccountId, key_id: String, now: Timestamp) -> Result<KeyRow> {
    let key = Ed25519PrivateKey::generate().map_err(Error::internal)?;
    let public = key.public_key().map_err(Error::internal)?;
    Ok(KeyRow {
        key_id,
        account_id: account,
        public_key: public.to_multibase(),
        private_key: Some(key.to_multibase().map_err(Error::internal)?),
        created_at: now,
        retired_at: None,
    })
}

/// Gives every actor of this unit a key that has none: those made by a version that knew RSA only. One look-up where all
/// have one.
///
/// # Errors
/// Those of the database.
pub async fn ensure_all(app: &App) -> Result<()> {
    loop {
        let without = db::keys::without(&mut *app.db.read().await?, BATCH).await?;
        if without.is_empty() {
            return Ok(());
        }
        let now = app.now();
        let keys = without.iter().map(|(id, uri)| fresh(*id, uri, now));
        let keys = keys.collect::<Result<Vec<_>>>()?;
        app.db
            .write(move |conn| {
                Box::pin(async move {
                    for key in &keys {
                        db::keys::insert_once(conn, key).await?;
                    }
                    Ok(())
                })
            })
            .await?;
    }
}

/// Gives a person of this unit new keys and tells every peer. The RSA key keeps its id, which every server expects; the
/// old one is kept for a month and signs where the new one is not believed, so that nothing that waits is lost and the
/// news itself is believed by servers that do not look for a new key (Mastodon signs it with the old key likewise). The
/// Ed25519 key gets a new id: proofs by the old one count no more.
///
/// # Errors
/// [`Error::NotFound`] for somebody elsewhere or deleted; those of the database.
pub async fn rotate(app: &AppRef, account: AccountId) -> Result<()> {
    let rsa = app
        .heavy(PrivateKey::generate)
        .await?
        .map_err(Error::internal)?;
    let public = rsa
        .public_key()
        .and_then(|key| key.to_pem())
        .map_err(Error::internal)?;
    let private = rsa.to_pkcs8_pem().map_err(Error::internal)?;
    let ctx = surface::Context::new(app);
    app.db
        .write(move |conn| {
            Box::pin(async move {
                let row = db::accounts::by_id(conn, account)
                    .await?
                    .filter(|row| row.is_local() && row.deleted_at.is_none())
                    .ok_or(Error::NotFound)?;
                let proofs = format!("{}#ed25519-key-{}", row.uri, ctx.next_id());
                let proofs = named(row.id, proofs, ctx.now)?;
                let old = KeyRow {
                    key_id: row.key_id,
                    account_id: row.id,
                    public_key: row.public_key,
                    private_key: row.private_key,
                    created_at: row.created_at,
                    retired_at: Some(ctx.now),
                };
                db::keys::delete_all(conn, row.id).await?;
                db::keys::insert_once(conn, &old).await?;
                db::keys::insert_once(conn, &proofs).await?;
                db::accounts::set_keys(conn, row.id, &public, Some(&private)).await?;
                ctx.say(conn, Outgoing::NewKeys { account }).await
            })
        })
        .await?;
    app.hints.publish.notify_one();
    Ok(())
}

/// Forgets keys that nobody needs any more: those replaced a month ago, and those of deleted people of whom nothing waits
/// to be sent. Until then these stay readable, since peers check with them what is said about the deletion.
///
/// # Errors
/// Those of the database.
pub async fn forget(app: &AppRef) -> Result<()> {
    let before = app.now().plus_seconds(-RETIRED_SECONDS);
    app.db
        .write(move |conn| {
            Box::pin(async move {
                db::keys::forget_retired(conn, before).await?;
                // An event that has not become an activity yet may be about anybody.
                if !db::outbox::next(conn, 1).await?.is_empty() {
                    return Ok(());
                }
                for account in db::accounts::deleted_with_keys(conn, DELETED).await? {
                    if !db::deliveries::any_by(conn, account).await? {
                        db::keys::delete_all(conn, account).await?;
                        db::accounts::set_keys(conn, account, "", None).await?;
                    }
                }
                Ok(())
            })
        })
        .await
}
