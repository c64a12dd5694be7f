//! The Ed25519 keys of this unit's actors: for integrity proofs (FEP-8b32) and signatures of RFC 9421. The RSA key, which
//! every server knows, stands in the row of its actor.

use meent_federation::signature::Ed25519PrivateKey;

use crate::app::App;
use crate::db;
use crate::db::keys::KeyRow;
use crate::domain::*;
use crate::error::{Error, Result};

/// Actors that are given a key in one transaction.
const BATCH: i64 = 500;

/// A new Ed25519 key for the actor with the id `uri`. Takes some 20 µs.
pub(super) fn fresh(account: AccountId, uri: &str, now: Timestamp) -> Result<KeyRow> {
    let key = Ed25519PrivateKey::generate().map_err(Error::internal)?;
    let public = key.public_key().map_err(Error::internal)?;
    Ok(KeyRow {
        key_id: format!("{uri}#ed25519-key"),
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
