//! The units of the network, for those who look after this one.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use serde::Deserialize;

use super::login::Nothing;
use crate::{
    app::AppRef,
    error::Error,
    http::web::{
        errors::WebError,
        notices::Notice,
        posted::Posted,
        views::{
            frame::Place,
            peers::{PeerConfirmPage, PeersPage},
        },
        visitor::Member,
    },
    service::peers,
};

const PATH: &str = "/admin/peers";

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
            lang.t("peer-suspend-text"),
            lang.t("peers-suspend"),
        ),
        "resume" => (
            lang.w("peer-resume-title", name),
            lang.t("peer-resume-text"),
            lang.t("peers-resume"),
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
    let name = member.show().await?.unit(&peer.authority).to_owned();
    let notice = match deed.as_str() {
        "suspend" => {
            peers::suspend(&app, &peer.authority).await?;
            Notice::PeerSuspended
        }
        "resume" => {
            peers::add(&app, &peer.authority).await?;
            peers::retry_now(&app, &peer.authority).await?;
            Notice::PeerResumed
        }
        "remove" => {
            peers::remove(&app, &peer.authority).await?;
            Notice::PeerRemoved
        }
        _ => return Err(Error::NotFound.into()),
    };
    Ok(member.done(PATH, notice, &name))
}

fn may(member: &Member) -> Result<(), WebError> {
    if member.person.user.role.manages_peers() {
        Ok(())
    } else {
        Err(Error::forbidden("This is for the unit's admins").into())
    }
}

async fn page(member: &Member, host: String, error: Option<String>) -> Result<Response, WebError> {
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
