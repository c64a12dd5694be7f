//! A delivery that passed the gate. There is no other way to get one.

use axum::body::{Bytes, to_bytes};
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use meent_federation::synchronization::Synchronization;
use meent_federation::vocab::authority::{self, AuthorityError};
use meent_federation::vocab::{self, Activity, KnownActivity};

use super::MAX_BODY;
use super::gate::{self, Signer};
use super::refusal::Refusal;
use crate::ap::resolve;
use crate::app::AppRef;
use crate::db;

/// An activity whose signature, peer, actor and id have been checked.
// The private field keeps the rest of the crate from making one; `non_exhaustive` would only keep out other crates.
#[allow(clippy::manual_non_exhaustive)]
#[derive(Debug)]
pub struct VerifiedActivity {
    pub activity: Activity,
    /// As it came; UTF-8, one JSON object.
    pub body: Bytes,
    pub signer: Signer,
    /// Whom the sender counts as its followers here (FEP-8fcf).
    pub synchronization: Option<Synchronization>,
    /// Only [`Delivery`] makes one.
    _checked: (),
}

/// What came to an inbox.
#[derive(Debug)]
pub enum Delivery {
    Verified(Box<VerifiedActivity>),
    /// Somebody we know nothing of is gone or has changed. Nothing follows from it, so it is answered without looking
    /// for the key, which is gone as well: peers send these by the thousand (Mastodon answers them likewise).
    Moot,
}

impl FromRequest<AppRef> for Delivery {
    type Rejection = Refusal;

    async fn from_request(request: Request, app: &AppRef) -> Result<Self, Refusal> {
        let (parts, body) = request.into_parts();
        // No inbox of ours has a query; a signature that was made without one must not be stretched over it.
        if parts.uri.query().is_some() {
            return Err(Refusal::new(
                StatusCode::BAD_REQUEST,
                "an inbox has no query string",
            ));
        }
        let peer = gate::peer(app, &parts).await?;
        if peer.state.is_in_network() && !peer.state.may_receive_from() {
            // Not refused: its queue waits until the pause is over.
            return Err(Refusal::later("this unit takes nothing from yours for now"));
        }
        let body = to_bytes(body, MAX_BODY).await.map_err(|_| {
            Refusal::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                format!("the body is longer than {MAX_BODY} bytes, or broke off"),
            )
        })?;
        let claim = gate::claim(app, &parts, Some(&body), peer).await?;
        if !claim.is_known() && is_moot(app, &body).await? {
            return Ok(Self::Moot);
        }
        let signer = claim.verify(app).await?;
        let unreadable = |text: String| Refusal::new(StatusCode::BAD_REQUEST, text);
        let document = vocab::parse(&body).map_err(|error| unreadable(error.to_string()))?;
        let activity = Activity::read(&document).map_err(|error| unreadable(error.to_string()))?;
        let owner = url::Url::parse(&signer.account.uri)
            .map_err(|error| Refusal::from(crate::error::Error::internal(error)))?;
        authority::check_activity(&activity, &owner, &resolve::ours(app)?).map_err(|error| {
            let status = match error {
                AuthorityError::NotTheSigner => StatusCode::UNAUTHORIZED,
                _ => StatusCode::FORBIDDEN,
            };
            Refusal::new(status, error.to_string())
        })?;
        Ok(Self::Verified(Box::new(VerifiedActivity {
            activity,
            body,
            signer,
            synchronization: Synchronization::read(&parts.headers),
            _checked: (),
        })))
    }
}

/// A Delete or Update by an actor that is not known here.
async fn is_moot(app: &AppRef, body: &[u8]) -> crate::error::Result<bool> {
    let Some(activity) = vocab::parse(body)
        .ok()
        .and_then(|document| Activity::read(&document).ok())
    else {
        return Ok(false);
    };
    if !activity.is(KnownActivity::Delete) && !activity.is(KnownActivity::Update) {
        return Ok(false);
    }
    let mut conn = app.db.read().await?;
    let actor = db::accounts::by_uri(&mut conn, activity.actor.as_str()).await?;
    Ok(actor.is_none_or(|row| row.deleted_at.is_some()))
}
