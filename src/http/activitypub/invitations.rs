//! The link of an invitation: a document for the unit that is invited, a page for whoever opens it in a browser, and the place
//! where the acceptance goes.

use axum::body::to_bytes;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use meent_federation::vocab;
use serde_json::json;

use super::answer::{self, Answer};
use super::guest;
use super::negotiation::Wants;
use super::refusal::Refusal;
use crate::ap;
use crate::app::AppRef;
use crate::error::Error;
use crate::service::invitations;

/// Longest acceptance, in bytes: two cards and what was agreed.
const LONGEST: usize = 64 * 1024;

/// `GET /peers/invitation/{token}`. Whoever holds the link may read it: that is what it is for.
pub async fn show(State(app): State<AppRef>, Path(token): Path<String>, wants: Wants) -> Answer {
    if wants == Wants::Page {
        return Ok(answer::page(&app.urls.invitation_page(&token)));
    }
    let row = invitations::by_token(&app, &token, None)
        .await
        .map_err(unusable)?;
    let document = ap::invitations::document(&app, &row).await?;
    answer::value(wants, &document)
}

/// `POST /peers/invitation/{token}`: a unit accepts, by the signature of the actor that speaks for it. The token is looked up
/// first, so that nothing is fetched for somebody without one.
pub async fn accept(
    State(app): State<AppRef>,
    Path(token): Path<String>,
    request: Request,
) -> Answer {
    let (parts, body) = request.into_parts();
    let unit = guest::claimed_unit(&parts)?;
    let row = invitations::by_token(&app, &token, Some(&unit))
        .await
        .map_err(unusable)?;
    let body = to_bytes(body, LONGEST).await.map_err(|_| {
        Refusal::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            format!("the acceptance is longer than {LONGEST} bytes, or broke off"),
        )
    })?;
    let card = guest::signer(&app, &parts, &body, &unit).await?;
    let document = vocab::parse(&body).map_err(Error::from)?;
    let peer = ap::invitations::receive(&app, &row, &card, &document)
        .await
        .map_err(unusable)?;
    answer::value(
        Wants::Activity,
        &json!({ "accepted": true, "unit": peer.authority }),
    )
}

fn unusable(error: Error) -> Refusal {
    match error {
        Error::Gone => Refusal::new(
            StatusCode::GONE,
            "this invitation has been used or is too old",
        ),
        Error::NotFound => Refusal::new(StatusCode::NOT_FOUND, "there is no such invitation"),
        other => other.into(),
    }
}
