//! The units of the network, for those who look after this one.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use serde::Deserialize;

use super::login::Nothing;
use crate::{
    ap,
    app::AppRef,
    error::Error,
    http::web::{
        errors::WebError,
        notices::Notice,
        posted::Posted,
        views::{
            frame::Place,
            peers::{PeerConfirmPage, PeerPage, PeersPage},
        },
        visitor::Member,
    },
    service::{
        peer_states::{self, Pause},
        peers,
    },
};

pub(super) const PATH: &str = "/admin/peers";

/// A unit to add.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct AddForm {
    host: String,
}

/// `GET /admin/peers`.
pub async fn list(member: Member) -> Result<Response, WebError> {
    may(&member)?;
    page(&member, String::new(), None).await
}

/// `POST /admin/peers`.
pub async fn add(
    State(app): State<AppRef>,
    Posted { member, form }: Posted<AddForm>,
) -> Result<Response, WebError> {
    may(&member)?;
    let host = match peers::parse_authority(&form.host) {
        Ok(host) => host,
        Err(_) => {
            let error = member.t("peer-bad-host");
            return page(&member, form.host, Some(error)).await;
        }
    };
    if host == app.config.domain {
        let error = member.t("peer-is-us");
        return page(&member, form.host, Some(error)).await;
    }
    if peers::show(&app, &host).await.is_ok() {
        let error = member.t("peer-known");
        return page(&member, form.host, Some(error)).await;
    }
    let peer = peers::add(&app, &host).await?;
    Ok(member.done(PATH, Notice::PeerAdded, &peer.authority))
}

/// `GET /admin/peers/{host}`: one unit, with what was agreed and how deliveries fare.
pub async fn show(
    State(app): State<AppRef>,
    member: Member,
    Path(host): Path<String>,
) -> Result<Response, WebError> {
    may(&member)?;
    let report = peers::show(&app, &host).await?;
    let facts = peers::facts(&app, report.peer.id).await?;
    let agreement = facts.agreement.as_deref();
    let agreement = agreement.and_then(ap::invitations::agreement);
    let show = member.show().await?;
    let peer = show.peer(&report);
    let page = PeerPage {
        frame: member.frame(&peer.name, Place::Elsewhere).await?,
        about: show.peer_about(&facts, agreement.as_ref()),
        peer,
    };
    member.render(&page)
}

/// `GET /admin/peers/{host}/{deed}`: asks.
pub async fn ask(
    State(app): State<AppRef>,
    member: Member,
    Path((host, deed)): Path<(String, String)>,
) -> Result<Response, WebError> {
    may(&member)?;
    let peer = peers::show(&app, &host).await?.peer;
    let show = member.show().await?;
    let (lang, name) = (member.lang, show.unit(&peer.authority));
    let (heading, explanation, submit) = match deed.as_str() {
        "suspend" => (
            lang.w("peer-suspend-title", name),
            lang.n(
                "peer-suspend-text",
                i64::from(app.config.federation.keep_suspended_days),
            ),
            lang.t("peers-suspend"),
        ),
        "resume" => (
            lang.w("peer-resume-title", name),
            lang.t("peer-resume-text"),
            lang.t("peers-resume"),
        ),
        "leave" => (
            lang.w("peer-leave-title", name),
            lang.t("peer-leave-text"),
            lang.t("peers-leave"),
        ),
        "remove" => (
            lang.w("peer-remove-title", name),
            lang.t("peer-remove-text"),
            lang.t("peers-remove"),
        ),
        _ => return Err(Error::NotFound.into()),
    };
    let page = PeerConfirmPage {
        frame: member.frame(&heading, Place::Elsewhere).await?,
        heading,
        explanation,
        action: format!("{PATH}/{}/{deed}", peer.authority),
        back: format!("{PATH}/{}", peer.authority),
        submit,
    };
    member.render(&page)
}

/// `POST /admin/peers/{host}/{deed}`.
pub async fn change(
    State(app): State<AppRef>,
    Path((host, deed)): Path<(String, String)>,
    Posted { member, .. }: Posted<Nothing>,
) -> Result<Response, WebError> {
    may(&member)?;
    let peer = peers::show(&app, &host).await?.peer;
    let (host, name) = (
        &peer.authority,
        member.show().await?.unit(&peer.authority).to_owned(),
    );
    let notice = match deed.as_str() {
        "pause" => {
            peer_states::pause(&app, host, Pause::Both).await?;
            Notice::PeerPaused
        }
        "pause-out" => {
            peer_states::pause(&app, host, Pause::Out).await?;
            Notice::PeerPaused
        }
        "pause-in" => {
            peer_states::pause(&app, host, Pause::In).await?;
            Notice::PeerPaused
        }
        "suspend" => {
            peer_states::suspend(&app, host).await?;
            Notice::PeerSuspended
        }
        "resume" => {
            peer_states::resume(&app, host).await?;
            Notice::PeerResumed
        }
        "retry" => {
            peers::retry_now(&app, host).await?;
            Notice::PeerRetried
        }
        "leave" => {
            ap::departures::leave(&app, host).await?;
            Notice::PeerLeft
        }
        "remove" => {
            peers::remove(&app, host).await?;
            return Ok(member.done(PATH, Notice::PeerRemoved, &name));
        }
        _ => return Err(Error::NotFound.into()),
    };
    Ok(member.done(&format!("{PATH}/{host}"), notice, &name))
}

/// The pages of the units are for admins.
pub(super) fn may(member: &Member) -> Result<(), WebError> {
    if member.person.user.role.manages_peers() {
        Ok(())
    } else {
        Err(Error::forbidden("This is for the unit's admins").into())
    }
}

/// The list; `host` is what was typed into the form for other software, and `error` what is wrong with it.
pub(super) async fn page(
    member: &Member,
    host: String,
    error: Option<String>,
) -> Result<Response, WebError> {
    let status = if error.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let show = member.show().await?;
    let found = peers::list(&member.app).await?;
    let mut frame = member
        .frame(&member.t("peers-title"), Place::Elsewhere)
        .await?;
    frame.here = PATH.to_owned();
    let page = PeersPage {
        frame,
        peers: found.iter().map(|report| show.peer(report)).collect(),
        host,
        error,
    };
    member.render_as(status, &page)
}
