//! People, as moderators see them.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;

use super::PAGE;
use crate::app::AppRef;
use crate::db::people::{PeopleFilter, PersonState};
use crate::domain::{AccountId, ReportId, Role};
use crate::http::api::answer::{Answer, Listing, listing};
use crate::http::api::entities::{AdminAccount, Empty};
use crate::http::api::error::ApiError;
use crate::http::api::render::Renderer;
use crate::http::extract::body::Params;
use crate::http::extract::caller::{Id, Person};
use crate::http::extract::lenient;
use crate::http::extract::paging::{Ends, Paging};
use crate::service::moderation::people::{self, Known, Measure};

/// Which people are listed; the older form of the list has a word of its own for each.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct FilterForm {
    origin: String,
    status: String,
    permissions: String,
    role_ids: Vec<String>,
    invited_by: String,
    username: String,
    display_name: String,
    by_domain: String,
    email: String,
    ip: String,
    local: bool,
    remote: bool,
    active: bool,
    pending: bool,
    disabled: bool,
    silenced: bool,
    sensitized: bool,
    suspended: bool,
    staff: bool,
}

const STAFF: [Role; 3] = [Role::Moderator, Role::Admin, Role::Owner];

impl FilterForm {
    /// `None` where nobody can fit: nobody waits to be let in, is limited or marked as sensitive here, and neither addresses
    /// nor who invited whom are kept.
    fn filter(&self) -> Result<Option<PeopleFilter>, ApiError> {
        let unknown =
            |what: &str, word: &str| ApiError::BadRequest(format!("Unknown {what}: {word}"));
        let local = match (self.origin.as_str(), self.local, self.remote) {
            ("local", ..) | ("", true, false) => Some(true),
            ("remote", ..) | ("", false, true) => Some(false),
            ("", ..) => None,
            (other, ..) => return Err(unknown("origin", other)),
        };
        let state = match self.status.as_str() {
            "active" => Some(PersonState::Active),
            "disabled" => Some(PersonState::Disabled),
            "suspended" => Some(PersonState::Suspended),
            "pending" | "silenced" | "sensitized" => return Ok(None),
            "" if self.pending || self.silenced || self.sensitized => return Ok(None),
            "" if self.suspended => Some(PersonState::Suspended),
            "" if self.disabled => Some(PersonState::Disabled),
            "" if self.active => Some(PersonState::Active),
            "" => None,
            other => return Err(unknown("status", other)),
        };
        let mut roles = match self.permissions.as_str() {
            "staff" => STAFF.to_vec(),
            "" if self.staff => STAFF.to_vec(),
            "" => Vec::new(),
            other => return Err(unknown("permissions", other)),
        };
        for id in &self.role_ids {
            let role = id.trim().parse().ok().and_then(Role::from_number);
            roles.push(role.ok_or_else(|| unknown("role", id))?);
        }
        if !self.ip.trim().is_empty() || !self.invited_by.trim().is_empty() {
            return Ok(None);
        }
        let text = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        Ok(Some(PeopleFilter {
            local,
            state,
            roles,
            host: text(&self.by_domain.to_lowercase()),
            username: text(self.username.trim().trim_start_matches('@')),
            name: text(&self.display_name),
            email: text(&self.email),
        }))
    }
}

/// `GET /api/v1/admin/accounts` and `GET /api/v2/admin/accounts`.
pub async fn list(
    State(app): State<AppRef>,
    me: Person,
    paging: Paging,
    Params(form): Params<FilterForm>,
) -> Result<Listing<AdminAccount>, ApiError> {
    let found = match form.filter()? {
        Some(filter) => people::list(&app, &me, &filter, paging.bounds(PAGE.0, PAGE.1)).await?,
        None => Vec::new(),
    };
    let ends = Ends::of_positions(found.iter().map(|known| known.account.id.0));
    let render = renderer(&app, &me);
    let items = found.iter().map(|known| render.admin_account(known));
    Ok(listing(&app, &paging, ends, items.collect()))
}

fn renderer<'a>(app: &'a AppRef, me: &Person) -> Renderer<'a> {
    Renderer {
        urls: &app.urls,
        viewer: Some(me.id()),
    }
}

fn shown(app: &AppRef, me: &Person, known: &Known) -> Json<AdminAccount> {
    Json(renderer(app, me).admin_account(known))
}

/// `GET /api/v1/admin/accounts/{id}`.
pub async fn show(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<AccountId>,
) -> Answer<AdminAccount> {
    Ok(shown(&app, &me, &people::show(&app, &me, id).await?))
}

/// What is done about somebody. A text to the person is not sent: there is no e-mail.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct ActionForm {
    #[serde(rename = "type")]
    kind: String,
    #[serde(deserialize_with = "lenient::blank_is_none")]
    report_id: Option<i64>,
    text: String,
}

/// `POST /api/v1/admin/accounts/{id}/action`.
pub async fn act(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<AccountId>,
    Params(form): Params<ActionForm>,
) -> Answer<Empty> {
    let measure = match form.kind.as_str() {
        "none" => Measure::None,
        "disable" => Measure::Disable,
        "suspend" => Measure::Suspend,
        "silence" | "sensitive" => {
            return Err(ApiError::invalid(
                "Type is not possible in this unit: use disable to keep somebody from logging in, or suspend to hide what they wrote",
            ));
        }
        _ => return Err(ApiError::invalid("Type is not included in the list")),
    };
    if measure == Measure::None && !form.text.trim().is_empty() {
        return Err(ApiError::invalid(
            "Text cannot be sent to the person by this unit; write to them instead",
        ));
    }
    people::act(&app, &me, id, measure, form.report_id.map(ReportId)).await?;
    Ok(Json(Empty {}))
}

/// `POST /api/v1/admin/accounts/{id}/approve` and `/reject`: everybody has been let in, so there is nothing to decide; as in
/// Mastodon, that is not allowed.
pub async fn decide(State(app): State<AppRef>, me: Person, Id(id): Id<AccountId>) -> Answer<Empty> {
    people::show(&app, &me, id).await?;
    Err(ApiError::Forbidden(
        crate::http::extract::access::NOT_ALLOWED.to_owned(),
    ))
}

/// `POST /api/v1/admin/accounts/{id}/enable`.
pub async fn enable(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<AccountId>,
) -> Answer<AdminAccount> {
    Ok(shown(&app, &me, &people::enable(&app, &me, id).await?))
}

/// `POST /api/v1/admin/accounts/{id}/unsuspend`.
pub async fn unsuspend(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<AccountId>,
) -> Answer<AdminAccount> {
    Ok(shown(&app, &me, &people::unsuspend(&app, &me, id).await?))
}

/// `POST /api/v1/admin/accounts/{id}/unsilence` and `/unsensitive`: no error for who is neither, as in Mastodon.
pub async fn unchanged(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<AccountId>,
) -> Answer<AdminAccount> {
    Ok(shown(&app, &me, &people::unchanged(&app, &me, id).await?))
}

/// `DELETE /api/v1/admin/accounts/{id}`.
pub async fn delete(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<AccountId>,
) -> Answer<AdminAccount> {
    Ok(shown(&app, &me, &people::delete(&app, &me, id).await?))
}
