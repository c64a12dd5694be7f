//! Keys of actors by their id, of either kind: the RSA key of `publicKey`, and those of `assertionMethod` (FEP-521a). Here
//! stands how often one is looked for at its origin, on the word of somebody who is not known yet.

use meent_federation::signature::{PublicKey, VerifyingKey};

use crate::app::App;
use crate::db::accounts::AccountRow;
use crate::db::{self, Conn};
use crate::error::Result;

/// Keys that are fetched for one peer in a minute. A peer that needs more is making them up.
const FETCHES_A_MINUTE: u32 = 120;

/// A key that does not fit is looked for anew at most once in this time for a peer, in seconds.
const REFRESH_SECONDS: i64 = 300;

/// A key with the actor that lists it.
#[derive(Debug, Clone)]
pub struct Known {
    pub owner: AccountRow,
    /// `None` for a key that cannot be used, which no signature fits.
    pub key: Option<VerifyingKey>,
}

/// The key with this id as it is known here, if its owner lives.
///
/// # Errors
/// Those of the database.
pub async fn known(conn: &mut Conn, key_id: &str) -> Result<Option<Known>> {
    if let Some(owner) = db::accounts::by_key_id(conn, key_id).await? {
        let key = main_key(&owner);
        return Ok(living(owner, key));
    }
    let Some(row) = db::keys::by_key_id(conn, key_id).await? else {
        return Ok(None);
    };
    let owner = db::accounts::by_id(conn, row.account_id).await?;
    let key = VerifyingKey::from_multibase(&row.public_key).ok();
    Ok(owner.and_then(|owner| living(owner, key)))
}

/// The key with this id, if `owner` lists it.
///
/// # Errors
/// Those of the database.
pub async fn listed(conn: &mut Conn, owner: AccountRow, key_id: &str) -> Result<Option<Known>> {
    if owner.key_id == key_id {
        let key = main_key(&owner);
        return Ok(living(owner, key));
    }
    let row = db::keys::by_key_id(conn, key_id).await?;
    let row = row.filter(|row| row.account_id == owner.id);
    Ok(row.and_then(|row| living(owner, VerifyingKey::from_multibase(&row.public_key).ok())))
}

fn main_key(owner: &AccountRow) -> Option<VerifyingKey> {
    PublicKey::from_pem(&owner.public_key).ok().map(Into::into)
}

fn living(owner: AccountRow, key: Option<VerifyingKey>) -> Option<Known> {
    owner.deleted_at.is_none().then_some(Known { owner, key })
}

/// May a key of the peer that is known, and does not fit, be read again now? Counts the question.
pub fn may_refresh(app: &App, authority: &str) -> bool {
    let name = format!("refresh {authority}");
    let limiter = &app.network.key_fetches;
    limiter.allows(&name, 1, REFRESH_SECONDS, app.now())
}

/// May a key of the peer that is not known be fetched now? Counts the question.
pub fn may_fetch(app: &App, authority: &str) -> bool {
    let name = format!("fetch {authority}");
    let limiter = &app.network.key_fetches;
    limiter.allows(&name, FETCHES_A_MINUTE, 60, app.now())
}
