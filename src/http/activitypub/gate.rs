//! Who signed a request: the one path to that answer, for deliveries and fetches alike.
//!
//! In this order: the peer named by the key must be one this unit speaks to, which costs one look-up and no network; then
//! everything that can be refused without the key; then the key, known or fetched; then the signature, with one look for a
//! new key at the origin.

use axum::extract::OriginalUri;
use axum::http::StatusCode;
use axum::http::request::Parts;
use meent_federation::origin::{authority_of, parse_id};
use meent_federation::signature::{RequestView, SignatureError, SignedRequest, claimed_key};
use url::Url;

use super::refusal::Refusal;
use crate::ap::keys::{self, Known};
use crate::ap::{network, resolve};
use crate::app::AppRef;
use crate::db::accounts::AccountRow;
use crate::db::peers::PeerRow;
use crate::error::{Error, Result};
use crate::service::peers;

/// Who signed a request.
#[derive(Debug, Clone)]
pub struct Signer {
    pub account: AccountRow,
    pub peer: PeerRow,
}

/// A request that is acceptable but for its key, which has not been looked at yet.
#[derive(Debug)]
pub struct Claim {
    request: SignedRequest,
    peer: PeerRow,
    /// The key with its owner, as far as it is known here.
    known: Option<Known>,
}

/// The peer that a request says it is from. Looks at the headers only.
///
/// # Errors
/// 401 for a request without a readable signature, 403 for a peer this unit does not speak to.
pub async fn peer(app: &AppRef, parts: &Parts) -> std::result::Result<PeerRow, Refusal> {
    let key_id = claimed_key(&parts.method, &parts.headers)?;
    let authority = authority_of(&key_id)
        .ok_or_else(|| Refusal::new(StatusCode::UNAUTHORIZED, "the keyId names no host"))?;
    peers::allowed(app, authority.as_str())
        .await?
        .ok_or_else(|| {
            Refusal::new(
                StatusCode::FORBIDDEN,
                format!("this unit does not federate with {authority}: ask its admin to add it as a peer"),
            )
        })
}

/// Checks a request of `peer` as far as that is possible without the key, and looks the key up.
///
/// # Errors
/// 401 and 421 with the rule that is broken, see [`SignedRequest::check`].
pub async fn claim(
    app: &AppRef,
    parts: &Parts,
    body: Option<&[u8]>,
    peer: PeerRow,
) -> std::result::Result<Claim, Refusal> {
    let request = checked(app, parts, body)?;
    // The same header was read twice: it must have meant the same peer both times.
    if authority_of(request.key_id()).map(String::from).as_ref() != Some(&peer.authority) {
        return Err(SignatureError::Syntax("its keyId cannot be read in one way").into());
    }
    let mut conn = app.db.read().await?;
    let known = keys::known(&mut conn, request.key_id().as_str()).await?;
    Ok(Claim {
        request,
        peer,
        known: known.filter(|known| !known.owner.is_local()),
    })
}

/// Everything that can be refused of a request without its key.
///
/// # Errors
/// 401 and 421 with the rule that is broken.
pub(super) fn checked(
    app: &AppRef,
    parts: &Parts,
    body: Option<&[u8]>,
) -> std::result::Result<SignedRequest, SignatureError> {
    // As it was received: a nested router shortens `parts.uri`.
    let uri = parts
        .extensions
        .get::<OriginalUri>()
        .map_or(&parts.uri, |original| &original.0);
    let target = uri.path_and_query().map_or("/", |target| target.as_str());
    let ours = [app.config.domain.clone()];
    SignedRequest::check(RequestView {
        method: &parts.method,
        path_and_query: target,
        scheme: app.urls.scheme(),
        headers: &parts.headers,
        body,
        our_authorities: &ours,
        now: app.now().to_datetime(),
    })
}

impl Claim {
    /// Is the owner of the key known here?
    pub fn is_known(&self) -> bool {
        self.known.is_some()
    }

    /// Says who signed.
    ///
    /// # Errors
    /// 401 when the signature does not fit or the key belongs to nobody, 429 when too many keys are asked for, 503 when
    /// the key cannot be fetched now.
    pub async fn verify(self, app: &AppRef) -> std::result::Result<Signer, Refusal> {
        let key_id = self.request.key_id().clone();
        let found = match self.known {
            Some(known) if fits(&self.request, &known) => known,
            Some(known) => {
                if !keys::may_refresh(app, &self.peer.authority) {
                    return Err(SignatureError::Invalid.into());
                }
                let owner = parse_id(&known.owner.uri).map_err(SignatureError::KeyId)?;
                fetched(app, &owner, &key_id).await?
            }
            None => {
                if !keys::may_fetch(app, &self.peer.authority) {
                    return Err(Error::TooMany { retry_after: 60 }.into());
                }
                fetched(app, &key_id, &key_id).await?
            }
        };
        if !fits(&self.request, &found) {
            return Err(SignatureError::Invalid.into());
        }
        Ok(Signer {
            account: found.owner,
            peer: self.peer,
        })
    }
}

fn fits(request: &SignedRequest, known: &Known) -> bool {
    let key = known.key.as_ref();
    key.is_some_and(|key| request.verify(key).is_ok())
}

/// Fetches the owner of a key, who must list it.
async fn fetched(app: &AppRef, from: &Url, key_id: &Url) -> std::result::Result<Known, Refusal> {
    let read = async {
        let session = network::session(app).await?;
        let owner = resolve::fetch_actor(&session, from).await?;
        keys::listed(&mut *app.db.read().await?, owner, key_id.as_str()).await
    };
    let found: Result<Option<Known>> = read.await;
    match found {
        Ok(Some(known)) => Ok(known),
        Ok(None) => Err(Refusal::new(
            StatusCode::UNAUTHORIZED,
            "the actor does not list the key of the keyId",
        )),
        Err(Error::Unavailable(text)) => Err(Refusal::later(format!(
            "the key of the keyId cannot be fetched now: {text}"
        ))),
        Err(error @ (Error::Internal(_) | Error::TooMany { .. })) => Err(error.into()),
        Err(error) => Err(Refusal::new(
            StatusCode::UNAUTHORIZED,
            format!(
                "the key of the keyId cannot be read: {}",
                error.public_text()
            ),
        )),
    }
}
