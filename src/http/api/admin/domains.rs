//! Other units: allowed ones are the network, blocked ones are shut out.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;

use super::PAGE;
use crate::ap;
use crate::app::AppRef;
use crate::domain::PeerId;
use crate::http::api::answer::{Answer, Listing, listing};
use crate::http::api::entities::{DomainAllow, DomainBlock, Empty};
use crate::http::api::error::ApiError;
use crate::http::api::render::{domain_allow, domain_block};
use crate::http::extract::body::Params;
use crate::http::extract::caller::{Id, Person};
use crate::http::extract::paging::{Ends, Paging};
use crate::service::moderation::domains::{self, Kind, Reasons};

/// Which unit, and why it is shut out.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct DomainForm {
    domain: String,
    severity: Option<String>,
    public_comment: Option<String>,
    private_comment: Option<String>,
}

impl DomainForm {
    fn name(&self) -> Result<&str, ApiError> {
        match self.domain.trim() {
            "" => Err(ApiError::invalid("Domain can't be blank")),
            name => Ok(name),
        }
    }

    /// Mastodon's own default is the milder measure, which there is none of here: it has to be named.
    fn reasons(&self, default: Option<&str>) -> Result<Reasons, ApiError> {
        match self.severity.as_deref().or(default) {
            Some("suspend") => Ok(Reasons {
                public: self.public_comment.clone(),
                private: self.private_comment.clone(),
            }),
            _ => Err(ApiError::invalid(
                "Severity has to be suspend: a unit is shut out as a whole or not at all",
            )),
        }
    }
}

/// `GET /api/v1/admin/domain_allows`.
pub async fn allows(
    State(app): State<AppRef>,
    me: Person,
    paging: Paging,
) -> Result<Listing<DomainAllow>, ApiError> {
    let page = paging.bounds(PAGE.0, PAGE.1);
    let found = domains::list(&app, &me, Kind::Allowed, page).await?;
    let ends = Ends::of_positions(found.iter().map(|domain| domain.peer.id.0));
    let items = found.iter().map(domain_allow).collect();
    Ok(listing(&app, &paging, ends, items))
}

/// `GET /api/v1/admin/domain_allows/{id}`.
pub async fn show_allow(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<PeerId>,
) -> Answer<DomainAllow> {
    let domain = domains::show(&app, &me, Kind::Allowed, id).await?;
    Ok(Json(domain_allow(&domain)))
}

/// `POST /api/v1/admin/domain_allows`.
pub async fn allow(
    State(app): State<AppRef>,
    me: Person,
    Params(form): Params<DomainForm>,
) -> Answer<DomainAllow> {
    let domain = domains::allow(&app, &me, form.name()?).await?;
    Ok(Json(domain_allow(&domain)))
}

/// `DELETE /api/v1/admin/domain_allows/{id}`: leaves the network of that unit, which is told.
pub async fn disallow(State(app): State<AppRef>, me: Person, Id(id): Id<PeerId>) -> Answer<Empty> {
    let domain = domains::show(&app, &me, Kind::Allowed, id).await?;
    ap::departures::leave(&app, &domain.peer.authority).await?;
    Ok(Json(Empty {}))
}

/// `GET /api/v1/admin/domain_blocks`.
pub async fn blocks(
    State(app): State<AppRef>,
    me: Person,
    paging: Paging,
) -> Result<Listing<DomainBlock>, ApiError> {
    let page = paging.bounds(PAGE.0, PAGE.1);
    let found = domains::list(&app, &me, Kind::Blocked, page).await?;
    let ends = Ends::of_positions(found.iter().map(|domain| domain.peer.id.0));
    let items = found.iter().map(domain_block).collect();
    Ok(listing(&app, &paging, ends, items))
}

/// `GET /api/v1/admin/domain_blocks/{id}`.
pub async fn show_block(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<PeerId>,
) -> Answer<DomainBlock> {
    let domain = domains::show(&app, &me, Kind::Blocked, id).await?;
    Ok(Json(domain_block(&domain)))
}

/// `POST /api/v1/admin/domain_blocks`.
pub async fn block(
    State(app): State<AppRef>,
    me: Person,
    Params(form): Params<DomainForm>,
) -> Answer<DomainBlock> {
    let why = form.reasons(None)?;
    let domain = domains::block(&app, &me, form.name()?, why).await?;
    Ok(Json(domain_block(&domain)))
}

/// `PUT /api/v1/admin/domain_blocks/{id}`.
pub async fn update_block(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<PeerId>,
    Params(form): Params<DomainForm>,
) -> Answer<DomainBlock> {
    let why = form.reasons(Some("suspend"))?;
    let domain = domains::note(&app, &me, id, why).await?;
    Ok(Json(domain_block(&domain)))
}

/// `DELETE /api/v1/admin/domain_blocks/{id}`.
pub async fn unblock(State(app): State<AppRef>, me: Person, Id(id): Id<PeerId>) -> Answer<Empty> {
    domains::unblock(&app, &me, id).await?;
    Ok(Json(Empty {}))
}
