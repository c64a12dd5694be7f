//! Reports, as moderators work on them.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;

use super::PAGE;
use crate::app::AppRef;
use crate::db::reports::ReportFilter;
use crate::domain::{AccountId, ReportCategory, ReportId};
use crate::http::api::answer::{Answer, Listing, listing};
use crate::http::api::entities::AdminReport;
use crate::http::api::error::ApiError;
use crate::http::api::render::Renderer;
use crate::http::api::reports::rule_ids;
use crate::http::extract::body::Params;
use crate::http::extract::caller::{Id, Person};
use crate::http::extract::lenient;
use crate::http::extract::paging::{Ends, Paging};
use crate::service::moderation::reports::{self, Case};

/// Which reports are listed: those that wait, unless it says otherwise.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct FilterForm {
    resolved: bool,
    unresolved: bool,
    #[serde(deserialize_with = "lenient::blank_is_none")]
    account_id: Option<i64>,
    #[serde(deserialize_with = "lenient::blank_is_none")]
    target_account_id: Option<i64>,
}

fn renderer<'a>(app: &'a AppRef, me: &Person) -> Renderer<'a> {
    Renderer {
        urls: &app.urls,
        viewer: Some(me.id()),
    }
}

fn shown(app: &AppRef, me: &Person, case: &Case) -> Json<AdminReport> {
    Json(renderer(app, me).admin_report(case))
}

/// `GET /api/v1/admin/reports`.
pub async fn list(
    State(app): State<AppRef>,
    me: Person,
    paging: Paging,
    Params(form): Params<FilterForm>,
) -> Result<Listing<AdminReport>, ApiError> {
    let filter = ReportFilter {
        resolved: match (form.resolved, form.unresolved) {
            (true, true) => None,
            (resolved, _) => Some(resolved),
        },
        by: form.account_id.map(AccountId),
        target: form.target_account_id.map(AccountId),
    };
    let found = reports::list(&app, &me, filter, paging.bounds(PAGE.0, PAGE.1)).await?;
    let ends = Ends::of_positions(found.iter().map(|case| case.row.id.0));
    let render = renderer(&app, &me);
    let items = found.iter().map(|case| render.admin_report(case));
    Ok(listing(&app, &paging, ends, items.collect()))
}

/// `GET /api/v1/admin/reports/{id}`.
pub async fn show(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<ReportId>,
) -> Answer<AdminReport> {
    Ok(shown(&app, &me, &reports::show(&app, &me, id).await?))
}

/// What a report is about.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct ChangeForm {
    category: Option<String>,
    rule_ids: Option<Vec<String>>,
}

/// `PUT /api/v1/admin/reports/{id}`.
pub async fn update(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<ReportId>,
    Params(form): Params<ChangeForm>,
) -> Answer<AdminReport> {
    let category = form.category.as_deref().filter(|name| !name.is_empty());
    let category = match category.map(ReportCategory::from_name) {
        Some(None) => return Err(ApiError::invalid("Category is not included in the list")),
        Some(found) => found,
        None => None,
    };
    let rules = form.rule_ids.as_deref().map(rule_ids);
    let case = reports::set_category(&app, &me, id, category, rules).await?;
    Ok(shown(&app, &me, &case))
}

/// `POST /api/v1/admin/reports/{id}/assign_to_self`.
pub async fn take(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<ReportId>,
) -> Answer<AdminReport> {
    Ok(shown(&app, &me, &reports::take(&app, &me, id).await?))
}

/// `POST /api/v1/admin/reports/{id}/unassign`.
pub async fn leave(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<ReportId>,
) -> Answer<AdminReport> {
    Ok(shown(&app, &me, &reports::leave(&app, &me, id).await?))
}

/// `POST /api/v1/admin/reports/{id}/resolve`.
pub async fn resolve(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<ReportId>,
) -> Answer<AdminReport> {
    Ok(shown(&app, &me, &reports::resolve(&app, &me, id).await?))
}

/// `POST /api/v1/admin/reports/{id}/reopen`.
pub async fn reopen(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<ReportId>,
) -> Answer<AdminReport> {
    Ok(shown(&app, &me, &reports::reopen(&app, &me, id).await?))
}
