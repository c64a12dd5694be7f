//! Reporting to the moderators.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;

use super::answer::Answer;
use super::entities::Report;
use super::error::ApiError;
use super::render::Renderer;
use crate::app::AppRef;
use crate::domain::{AccountId, ReportCategory, StatusId};
use crate::http::extract::body::Params;
use crate::http::extract::caller::Person;
use crate::http::extract::lenient;
use crate::service::reports::{self, NewReport};

/// What is reported.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct ReportForm {
    #[serde(deserialize_with = "lenient::blank_is_none")]
    account_id: Option<i64>,
    status_ids: Vec<String>,
    comment: String,
    forward: bool,
    category: String,
    rule_ids: Vec<String>,
}

/// Ids of rules; what is none names no rule.
pub(super) fn rule_ids(ids: &[String]) -> Vec<i64> {
    let given = ids.iter().map(|id| id.trim()).filter(|id| !id.is_empty());
    given.map(|id| id.parse().unwrap_or(0)).collect()
}

/// `POST /api/v1/reports`.
pub async fn create(
    State(app): State<AppRef>,
    me: Person,
    Params(form): Params<ReportForm>,
) -> Answer<Report> {
    let target = form
        .account_id
        .map(AccountId)
        .ok_or_else(|| ApiError::invalid("Account cannot be blank"))?;
    let statuses = form
        .status_ids
        .iter()
        .map(|id| id.trim().parse::<StatusId>());
    let statuses = statuses
        .collect::<Result<Vec<_>, _>>()
        .map_err(|_| ApiError::NotFound)?;
    let category = match form.category.as_str() {
        "" => ReportCategory::Other,
        name => ReportCategory::from_name(name)
            .ok_or_else(|| ApiError::invalid("Category is not included in the list"))?,
    };
    let new = NewReport {
        target,
        statuses,
        comment: form.comment,
        category,
        rules: rule_ids(&form.rule_ids),
        forward: form.forward,
    };
    let report = reports::create(&app, &me, new).await?;
    let render = Renderer {
        urls: &app.urls,
        viewer: Some(me.id()),
    };
    Ok(Json(render.report(&report)))
}
