//! Actors of other units.

use crate::app::AppRef;
use crate::db;
use crate::db::accounts::AccountRow;
use crate::db::keys::KeyRow;
use crate::domain::*;
use crate::error::{Error, Result};
use crate::service::{follows, profiles, surface};
use crate::text::{limits, sanitise};

/// An Ed25519 or RSA key that a peer's actor lists for proofs (FEP-521a).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProofKey {
    pub id: String,
    pub multibase: String,
}

/// Stores a peer's actor as its origin describes it (a new row gets the id in `row`), with texts sanitised, and `keys` as
/// all its keys for proofs. `Invalid` when the handle belongs to another actor of that unit already.
pub async fn receive_actor(
    app: &AppRef,
    mut row: AccountRow,
    keys: Vec<ProofKey>,
) -> Result<AccountRow> {
    if row.is_local() || row.private_key.is_some() {
        return Err(Error::internal("a peer's actor without a host"));
    }
    row.display_name = sanitise::remote_text(&row.display_name);
    row.note = sanitise::remote_html(&row.note);
    let fields: Vec<_> = profiles::fields(&row)
        .into_iter()
        .take(limits::FIELDS * 2)
        .map(|field| profiles::Field {
            name: sanitise::remote_text_within(&field.name, limits::FIELD_CHARACTERS),
            value: sanitise::remote_html(&field.value),
            source: String::new(),
        })
        .collect();
    row.fields = serde_json::to_string(&fields).map_err(Error::internal)?;
    let stored = app
        .db
        .write(move |conn| {
            Box::pin(async move {
                db::locks::alone(conn, &row.handle).await?;
                if let Some(other) = db::accounts::by_handle(conn, &row.handle).await?
                    && other.uri != row.uri
                {
                    return Err(Error::invalid(format!(
                        "the name {} belongs to {}",
                        row.handle, other.uri
                    )));
                }
                let stored = db::accounts::upsert_remote(conn, &row).await?;
                let keys: Vec<KeyRow> = keys
                    .into_iter()
                    .map(|key| KeyRow {
                        key_id: key.id,
                        account_id: stored.id,
                        public_key: key.multibase,
                        private_key: None,
                        created_at: row.updated_at,
                        retired_at: None,
                    })
                    .collect();
                db::keys::replace(conn, stored.id, &keys).await?;
                Ok(stored)
            })
        })
        .await?;
    app.hints.fetch.notify_one();
    Ok(stored)
}

/// A peer's actor was deleted at its origin: its posts and follows go.
pub async fn receive_actor_gone(app: &AppRef, account: AccountId) -> Result<()> {
    let now = app.now();
    app.db
        .write(move |conn| {
            Box::pin(async move {
                let Some(row) = db::accounts::by_id(conn, account)
                    .await?
                    .filter(|row| !row.is_local() && row.deleted_at.is_none())
                else {
                    return Ok(());
                };
                for follow in db::follows::of_account(conn, row.id).await? {
                    follows::end(conn, &follow, now).await?;
                }
                surface::forget_posts(conn, row.id, now).await?;
                db::accounts::mark_deleted(conn, row.id, now).await
            })
        })
        .await
}

/// The follows of a deleted person of this unit go, once its Delete has been published to their other ends.
pub async fn drop_follows_of_deleted(app: &AppRef, account: AccountId) -> Result<()> {
    let now = app.now();
    app.db
        .write(move |conn| {
            Box::pin(async move {
                for follow in db::follows::of_account(conn, account).await? {
                    follows::end(conn, &follow, now).await?;
                }
                Ok(())
            })
        })
        .await
}
