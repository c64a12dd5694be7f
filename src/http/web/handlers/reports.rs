//! What has been reported, for the moderators.

use axum::{
    extract::{Path, State},
    response::Response,
};

use super::{id, login::Nothing, page_asked};
use crate::{
    app::AppRef,
    http::{
        extract::paging::Paging,
        web::{
            errors::WebError,
            notices::Notice,
            posted::Posted,
            show,
            views::{frame::Place, reports::ReportsPage},
            visitor::Member,
        },
    },
    service::reports,
};

const PATH: &str = "/admin/reports";

/// `GET /admin/reports`.
pub async fn list(
    State(app): State<AppRef>,
    member: Member,
    paging: Paging,
) -> Result<Response, WebError> {
    let asked = page_asked(&paging);
    let found = reports::open(&app, &member.person, asked).await?;
    let ends = (
        found.first().map(|report| report.row.id.0),
        found.last().map(|report| report.row.id.0),
    );
    let show = member.show().await?;
    let page = ReportsPage {
        frame: member
            .frame(&member.t("reports-title"), Place::Elsewhere)
            .await?,
        reports: found.iter().map(|report| show.report(report)).collect(),
        paging: show::paging(PATH, found.len(), ends, asked),
    };
    member.render(&page)
}

/// `POST /admin/reports/{id}/resolve`.
pub async fn resolve(
    State(app): State<AppRef>,
    Path(report): Path<String>,
    Posted { member, .. }: Posted<Nothing>,
) -> Result<Response, WebError> {
    reports::resolve(&app, &member.person, id(&report)?).await?;
    Ok(member.done(PATH, Notice::ReportResolved, ""))
}
