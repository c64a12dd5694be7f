//! A unit that is not in the network and answers an invitation: the one request of a stranger that is read. It is let in for
//! one token only, which the caller has looked up before; nothing is stored of it, and nobody else is spoken to for it.

use axum::http::StatusCode;
use axum::http::request::Parts;
use meent_federation::origin::{authority_of, document_of};
use meent_federation::signature::{SignatureError, claimed_key};

use super::gate;
use super::refusal::Refusal;
use crate::ap::cards::Card;
use crate::ap::invitations::served_card;
use crate::app::AppRef;
use crate::error::{Error, Result};

/// Requests of one unit that are looked at in ten minutes.
const TRIES: u32 = 10;

/// The unit that a request says it is from. Looks at the headers only.
///
/// # Errors
/// 401 for a request without a readable signature.
pub fn claimed_unit(parts: &Parts) -> std::result::Result<String, Refusal> {
    let key_id = claimed_key(&parts.method, &parts.headers)?;
    authority_of(&key_id)
        .map(String::from)
        .ok_or_else(|| Refusal::new(StatusCode::UNAUTHORIZED, "the keyId names no host"))
}

/// The card of the unit that signed a request, read from its origin: the same checks as for a member, but the key is fetched
/// for this one request and forgotten.
///
/// # Errors
/// 401 when the signature does not fit, 429 when it is tried too often, 503 when the key cannot be fetched now.
pub async fn signer(
    app: &AppRef,
    parts: &Parts,
    body: &[u8],
    unit: &str,
) -> std::result::Result<Card, Refusal> {
    let limiter = &app.network.key_fetches;
    if !limiter.allows(&format!("guest {unit}"), TRIES, 600, app.now()) {
        return Err(Error::TooMany { retry_after: 600 }.into());
    }
    let request = gate::checked(app, parts, Some(body))?;
    let key_id = request.key_id().clone();
    if authority_of(&key_id).map(String::from).as_deref() != Some(unit) {
        return Err(SignatureError::Syntax("its keyId cannot be read in one way").into());
    }
    let read: Result<Card> = async {
        let client = app.network.client_for(unit)?;
        served_card(app, &client, &document_of(&key_id)).await
    }
    .await;
    let card = match read {
        Ok(card) => card,
        Err(Error::Unavailable(text)) => {
            return Err(Refusal::later(format!(
                "the actor of {unit} cannot be fetched now: {text}"
            )));
        }
        Err(error @ (Error::Internal(_) | Error::TooMany { .. })) => return Err(error.into()),
        Err(error) => {
            return Err(Refusal::new(
                StatusCode::UNAUTHORIZED,
                format!(
                    "the actor of {unit} cannot be read: {}",
                    error.public_text()
                ),
            ));
        }
    };
    if card.key_id != key_id || card.authority != unit {
        return Err(Refusal::new(
            StatusCode::UNAUTHORIZED,
            "the actor of the unit does not list the key of the keyId",
        ));
    }
    request.verify(&card.key.clone().into())?;
    Ok(card)
}
