//! Telling the moderators what is wrong, and for them what they were told.

use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::Response,
};
use serde::Deserialize;

use super::{id, login::Nothing, page_asked};
use crate::{
    app::AppRef,
    db::accounts::AccountRow,
    domain::{AccountId, ReportCategory, StatusId},
    error::Error,
    http::{
        extract::paging::Paging,
        web::{
            errors::WebError,
            notices::Notice,
            posted::Posted,
            show::{self, reports::category_text},
            views::{
                Choice,
                frame::Place,
                reports::{ReportPage, ReportsPage},
            },
            visitor::Member,
        },
    },
    service::{
        accounts, moderation,
        reports::{self, COMMENT_CHARACTERS, NewReport},
        statuses,
    },
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
    moderation::reports::resolve(&app, &member.person, id(&report)?).await?;
    Ok(member.done(PATH, Notice::ReportResolved, ""))
}

/// The post that a report is about, if it is about one.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct About {
    post: String,
}

/// A report as it is filled in.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ReportForm {
    post: String,
    category: String,
    comment: String,
    forward: String,
}

/// `GET /people/{id}/report?post=`.
pub async fn ask(
    State(app): State<AppRef>,
    member: Member,
    Path(person): Path<String>,
    Query(About { post }): Query<About>,
) -> Result<Response, WebError> {
    let form = ReportForm {
        post,
        ..ReportForm::default()
    };
    let target = target(&app, &member, &person).await?;
    let page = form.page(&app, &member, &target, None).await?;
    member.render(&page)
}

/// `POST /people/{id}/report`.
pub async fn send(
    State(app): State<AppRef>,
    Path(person): Path<String>,
    Posted { member, form }: Posted<ReportForm>,
) -> Result<Response, WebError> {
    let target = target(&app, &member, &person).await?;
    if form.comment.chars().count() > COMMENT_CHARACTERS {
        let most = COMMENT_CHARACTERS.to_string();
        let trouble = member.lang.w("report-too-long", &most);
        let page = form.page(&app, &member, &target, Some(trouble)).await?;
        return member.render_as(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    let new = NewReport {
        target: target.id,
        statuses: form.status()?.into_iter().collect(),
        comment: form.comment.trim().to_owned(),
        category: ReportCategory::from_name(&form.category).unwrap_or(ReportCategory::Other),
        rules: Vec::new(),
        forward: !form.forward.is_empty(),
    };
    reports::create(&app, &member.person, new).await?;
    let page = format!("/@{}", target.acct());
    Ok(member.done(&page, Notice::Reported, target.shown_name()))
}

/// Who is reported. Nobody reports themselves.
async fn target(app: &AppRef, member: &Member, person: &str) -> Result<AccountRow, WebError> {
    let target = accounts::show(app, Some(member.id()), id::<AccountId>(person)?).await?;
    match target.id == member.id() {
        true => Err(Error::NotFound.into()),
        false => Ok(target),
    }
}

impl ReportForm {
    fn status(&self) -> Result<Option<StatusId>, WebError> {
        match self.post.trim() {
            "" => Ok(None),
            post => id(post).map(Some),
        }
    }

    /// The form as it stands, with what is wrong with it.
    async fn page(
        self,
        app: &AppRef,
        member: &Member,
        target: &AccountRow,
        trouble: Option<String>,
    ) -> Result<ReportPage, WebError> {
        let show = member.show().await?;
        let post = match self.status()? {
            Some(id) => {
                let post = statuses::show(app, Some(member.id()), id).await?;
                if post.author.id != target.id {
                    return Err(Error::NotFound.into());
                }
                Some(show.post(&post))
            }
            None => None,
        };
        let chosen = ReportCategory::from_name(&self.category);
        let category = |one: &ReportCategory| Choice {
            value: one.name().to_owned(),
            label: category_text(member.lang, *one),
            selected: Some(*one) == chosen,
        };
        Ok(ReportPage {
            frame: member
                .frame(
                    &member.lang.w("report-title", target.shown_name()),
                    Place::Elsewhere,
                )
                .await?,
            person: show.person(target),
            post,
            categories: ReportCategory::ALL.iter().map(category).collect(),
            comment: self.comment,
            away: !target.is_local(),
            forward: !self.forward.is_empty(),
            trouble,
        })
    }
}
