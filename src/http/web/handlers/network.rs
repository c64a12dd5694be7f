//! Inviting units, accepting their invitations, and the network as the units tell each other.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use serde::Deserialize;

use super::peers::{PATH, may};
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
            network::{AcceptPage, InvitationPage, InvitedPage, NetworkPage, NodeView},
        },
        visitor::{Member, Visitor},
    },
    service::{invitations, network, peers},
};

/// A unit to invite; empty: whoever has the link.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct InviteForm {
    host: String,
}

/// The link of another unit's invitation.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct LinkForm {
    link: String,
    /// The key that was shown on the page before.
    fingerprint: String,
}

/// `POST /admin/peers/invite`: makes an invitation and shows its link, once.
pub async fn invite(
    State(app): State<AppRef>,
    Posted { member, form }: Posted<InviteForm>,
) -> Result<Response, WebError> {
    may(&member)?;
    let wrong = match peers::parse_authority(&form.host) {
        // Nobody in particular.
        Err(_) if form.host.trim().is_empty() => None,
        Err(_) => Some("peer-bad-host"),
        Ok(host) if host == app.config.domain => Some("peer-is-us"),
        Ok(_) => None,
    };
    if let Some(key) = wrong {
        return super::peers::page(&member, form.host, Some(member.t(key))).await;
    }
    let made = match invitations::invite(&app, Some(&form.host), invitations::DAYS).await {
        Ok(made) => made,
        Err(Error::Invalid(_) | Error::Forbidden(_)) => {
            let error = member.t("peer-known");
            return super::peers::page(&member, form.host, Some(error)).await;
        }
        Err(error) => return Err(error.into()),
    };
    let show = member.show().await?;
    let page = InvitedPage {
        frame: member
            .frame(&member.t("invite-title"), Place::Elsewhere)
            .await?,
        whom: made.host.map(|host| show.unit(&host).to_owned()),
        until: show.time(made.expires_at).full,
        fingerprint: ap::cards::own_fingerprint(&app).await?,
        link: made.link,
    };
    member.render(&page)
}

/// `POST /admin/peers/look`: shows the invitation behind a link. Nothing is changed.
pub async fn look(
    State(app): State<AppRef>,
    Posted { member, form }: Posted<LinkForm>,
) -> Result<Response, WebError> {
    may(&member)?;
    offered(&app, &member, &form.link, None).await
}

/// `POST /admin/peers/accept`: the yes to what was shown.
pub async fn accept(
    State(app): State<AppRef>,
    Posted { member, form }: Posted<LinkForm>,
) -> Result<Response, WebError> {
    may(&member)?;
    match ap::invitations::accept(&app, &form.link, Some(&form.fingerprint)).await {
        Ok(peer) => {
            let name = member.show().await?.unit(&peer.authority).to_owned();
            let path = format!("{PATH}/{}", peer.authority);
            Ok(member.done(&path, Notice::PeerJoined, &name))
        }
        Err(error @ Error::Internal(_)) => Err(error.into()),
        Err(error) => {
            let text = trouble(&member, &error);
            offered(&app, &member, &form.link, Some(text)).await
        }
    }
}

/// The page that shows an invitation, or why there is none.
async fn offered(
    app: &AppRef,
    member: &Member,
    link: &str,
    said: Option<String>,
) -> Result<Response, WebError> {
    let (offer, wrong) = match (said, ap::invitations::look(app, link).await) {
        (said, Ok(offer)) => (Some(offer), said),
        (_, Err(error @ Error::Internal(_))) => return Err(error.into()),
        (said, Err(error)) => (None, Some(said.unwrap_or_else(|| trouble(member, &error)))),
    };
    let show = member.show().await?;
    let status = match wrong {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    let page = AcceptPage {
        frame: member
            .frame(&member.t("accept-title"), Place::Elsewhere)
            .await?,
        link: link.to_owned(),
        trouble: wrong,
        offer: offer.map(|offer| show.offer(&offer)),
    };
    member.render_as(status, &page)
}

/// Why an invitation cannot be taken.
fn trouble(member: &Member, error: &Error) -> String {
    match error {
        Error::NotFound => member.t("invitation-unknown"),
        Error::Gone => member.t("invitation-used"),
        Error::Unavailable(_) => member.t("trouble-unreachable"),
        other => member.lang.w("invitation-refused", &other.public_text()),
    }
}

/// `GET /admin/network`: who is with whom.
pub async fn map(State(app): State<AppRef>, member: Member) -> Result<Response, WebError> {
    may(&member)?;
    let show = member.show().await?;
    let units: Vec<NodeView> = network::map(&app)
        .await?
        .iter()
        .map(|node| show.node(node))
        .collect();
    let page = NetworkPage {
        frame: member
            .frame(&member.t("network-map-title"), Place::Elsewhere)
            .await?,
        units,
    };
    member.render(&page)
}

/// `GET /peers/invitation/{token}/page`: for a person who opens the link of an invitation. It says what to do with it, and
/// nothing of the unit.
pub async fn explain(
    State(app): State<AppRef>,
    visitor: Visitor,
    Path(token): Path<String>,
) -> Result<Response, WebError> {
    invitations::by_token(&app, &token, None).await?;
    let page = InvitationPage {
        frame: visitor
            .frame(&visitor.t("invitation-title"), Place::Elsewhere)
            .await?,
        link: app.urls.invitation(&token),
    };
    visitor.render(&page)
}
