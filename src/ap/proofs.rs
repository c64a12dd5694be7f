//! Integrity proofs (FEP-8b32): documents that carry with them who made them, whoever brings them.

use meent_federation::origin::same_origin;
use meent_federation::proof::{self, ProofError};
use meent_federation::signature::{Ed25519PrivateKey, VerifyingKey};
use meent_federation::vocab::actor::Multikey;
use serde_json::Value;
use url::Url;

use super::address;
use super::keys::{self, Known};
use super::network::Session;
use super::resolve;
use crate::app::{App, AppRef};
use crate::db::accounts::AccountRow;
use crate::db::{self, Conn};
use crate::error::{Error, Result};
use crate::service::peers;

/// The document with a proof by `speaker`, one of our actors, who must be its `actor` or `attributedTo`. The document has
/// its own `@context`, and keeps it wherever it is put.
///
/// # Errors
/// [`Error::Internal`] for an actor without a usable key, or for what is no object; those of the database.
pub async fn prove(
    app: &App,
    conn: &mut Conn,
    speaker: &AccountRow,
    document: Value,
) -> Result<Value> {
    let rows = db::keys::of_account(conn, speaker.id).await?;
    let own = rows
        .into_iter()
        .find_map(|row| Some((row.private_key?, row.key_id)));
    let (private, key_id) =
        own.ok_or_else(|| Error::internal(format!("{} has no key for proofs", speaker.handle)))?;
    let key = Ed25519PrivateKey::from_multibase(&private).map_err(Error::internal)?;
    let method = address::url(&key_id)?;
    proof::sign(document, &key, &method, app.now().to_datetime()).map_err(Error::internal)
}

/// The actor who made a document, if the document carries a proof of it; `None` when there is no proof. That actor lives,
/// is not suspended, and is of this unit or of a peer that this unit speaks to.
///
/// The key is looked up here; an unknown owner is fetched, and an owner whose key is unknown or does not fit is read anew
/// at most once in 5 minutes for its peer, as for signatures of requests. Source: FEP-8b32, FEP-fe34.
///
/// # Errors
/// [`Error::Forbidden`] for a proof that does not count; [`Error::Unavailable`] when the owner cannot be read now, and what
/// else [`resolve::actor`] gives.
pub async fn proven_by(session: &Session, document: &Value) -> Result<Option<Url>> {
    let method = match proof::verification_method(document) {
        Err(ProofError::Missing) => return Ok(None),
        method => method?,
    };
    let owner = proof::owner(document)?;
    if !same_origin(&method, &owner) {
        return Err(ProofError::NotTheOwner.into());
    }
    let app = session.app()?;
    let known = keys::known(&mut *app.db.read().await?, method.as_str()).await?;
    if let Some(known) = known.filter(|known| known.owner.uri == owner.as_str()) {
        may_count(&app, &known.owner).await?;
        match check(&app, document, &method, &known) {
            Err(ProofError::Invalid | ProofError::Key(_)) if !known.owner.is_local() => {}
            outcome => return Ok(Some(outcome?)),
        }
    }
    let row = look_again(session, &owner).await?;
    may_count(&app, &row).await?;
    let listed = keys::listed(&mut *app.db.read().await?, row, method.as_str()).await?;
    let listed = listed.ok_or(ProofError::NotTheOwner)?;
    Ok(Some(check(&app, document, &method, &listed)?))
}

fn check(
    app: &App,
    document: &Value,
    method: &Url,
    known: &Known,
) -> std::result::Result<Url, ProofError> {
    let multibase = match &known.key {
        Some(VerifyingKey::Ed25519(key)) => key.to_multibase(),
        _ => return Err(ProofError::Suite),
    };
    let controller = Url::parse(&known.owner.uri).map_err(|_| ProofError::NotTheOwner)?;
    let key = Multikey {
        id: method.clone(),
        controller,
        multibase,
    };
    proof::verify(document, &[key], app.now().to_datetime())
}

/// The owner of a key that is not known here, or does not fit.
async fn look_again(session: &Session, owner: &Url) -> Result<AccountRow> {
    let app = session.app()?;
    if app.urls.local_path(owner.as_str()).is_some() {
        return Err(ProofError::NotTheOwner.into());
    }
    let known = db::accounts::by_uri(&mut *app.db.read().await?, owner.as_str()).await?;
    match known {
        Some(row) if row.deleted_at.is_none() => {
            if !keys::may_refresh(&app, &row.host) {
                return Err(ProofError::NotTheOwner.into());
            }
            resolve::fetch_actor(session, owner).await
        }
        _ => resolve::actor(session, owner).await,
    }
}

/// Is the word of this actor taken here?
async fn may_count(app: &AppRef, owner: &AccountRow) -> Result<()> {
    let spoken_to = owner.is_local() || peers::allowed(app, &owner.host).await?.is_some();
    if spoken_to && owner.is_active() {
        return Ok(());
    }
    Err(Error::forbidden(
        "whoever made the document is shut out here",
    ))
}
