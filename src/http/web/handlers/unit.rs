//! What the admins write for everybody in the unit, and where everybody reads it.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use serde::Deserialize;

use super::{id, login::Nothing};
use crate::{
    app::AppRef,
    domain::Timestamp,
    error::Error,
    http::web::{
        errors::WebError,
        notices::Notice,
        posted::Posted,
        views::{
            frame::Place,
            unit::{AboutPage, AnnouncementsPage, UnitFormPage},
        },
        visitor::Member,
    },
    service::{
        announcements::{self, NewAnnouncement},
        pages::{self, Changes, Words},
        unit,
    },
};

const ANNOUNCEMENTS: &str = "/admin/announcements";
const UNIT: &str = "/admin/unit";

/// An announcement as it is typed; the dates are days.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct AnnouncementForm {
    text: String,
    starts: String,
    ends: String,
}

/// `GET /admin/announcements`.
pub async fn announcements(
    State(app): State<AppRef>,
    member: Member,
) -> Result<Response, WebError> {
    announcements_page(&app, &member, AnnouncementForm::default(), None).await
}

/// `POST /admin/announcements`.
pub async fn announce(
    State(app): State<AppRef>,
    Posted { member, form }: Posted<AnnouncementForm>,
) -> Result<Response, WebError> {
    let day = |text: &str| match text.trim() {
        "" => Ok(None),
        text => Timestamp::parse(text)
            .map(Some)
            .ok_or_else(|| member.t("announcement-bad-date")),
    };
    let (starts, ends) = match (day(&form.starts), day(&form.ends)) {
        (Ok(starts), Ok(ends)) => (starts, ends),
        (Err(trouble), _) | (_, Err(trouble)) => {
            return announcements_page(&app, &member, form, Some(trouble)).await;
        }
    };
    if (starts.is_none() && ends.is_some()) || starts.zip(ends).is_some_and(|(from, to)| to < from)
    {
        let trouble = member.t("announcement-bad-dates");
        return announcements_page(&app, &member, form, Some(trouble)).await;
    }
    let new = NewAnnouncement {
        text: form.text.clone(),
        starts_at: starts,
        ends_at: ends,
        all_day: true,
    };
    match announcements::create(&app, &member.person, new).await {
        Ok(_) => Ok(member.done(ANNOUNCEMENTS, Notice::Announced, "")),
        Err(Error::Invalid(_)) => {
            let trouble = member.t("announcement-bad");
            announcements_page(&app, &member, form, Some(trouble)).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /admin/announcements/{id}/delete`.
pub async fn take_back(
    State(app): State<AppRef>,
    Path(announcement): Path<String>,
    Posted { member, .. }: Posted<Nothing>,
) -> Result<Response, WebError> {
    announcements::delete(&app, &member.person, id(&announcement)?).await?;
    Ok(member.done(ANNOUNCEMENTS, Notice::AnnouncementDeleted, ""))
}

/// `POST /announcements/{id}/dismiss`: puts it away for the reader.
pub async fn dismiss(
    State(app): State<AppRef>,
    Path(announcement): Path<String>,
    Posted { member, .. }: Posted<Nothing>,
) -> Result<Response, WebError> {
    announcements::dismiss(&app, &member.person, id(&announcement)?).await?;
    Ok(member.done("/home", Notice::AnnouncementDismissed, ""))
}

async fn announcements_page(
    app: &AppRef,
    member: &Member,
    form: AnnouncementForm,
    trouble: Option<String>,
) -> Result<Response, WebError> {
    let found = announcements::all(app, &member.person).await?;
    let show = member.show().await?;
    let status = match trouble {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    let mut frame = member
        .frame(&member.t("announcements-title"), Place::Elsewhere)
        .await?;
    frame.here = ANNOUNCEMENTS.to_owned();
    let page = AnnouncementsPage {
        frame,
        announcements: found
            .iter()
            .map(|(row, current)| show.announcement(row, !current))
            .collect(),
        text: form.text,
        starts: form.starts,
        ends: form.ends,
        trouble,
    };
    member.render_as(status, &page)
}

/// What the unit says of itself, as it is typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct UnitForm {
    title: String,
    description: String,
    extended: String,
    rules: String,
    privacy: String,
    terms: String,
}

/// `GET /admin/unit`.
pub async fn form(State(app): State<AppRef>, member: Member) -> Result<Response, WebError> {
    super::peers::may(&member)?;
    let (about, written) = (unit::about(&app).await?, pages::pages(&app).await?);
    let text = |words: Option<Words>| words.map(|words| words.text).unwrap_or_default();
    let form = UnitForm {
        title: about.title,
        description: about.description,
        extended: text(written.extended),
        rules: pages::lines(&written.rules),
        privacy: text(written.privacy),
        terms: text(written.terms.into_iter().next()),
    };
    form_page(&member, form, None).await
}

/// `POST /admin/unit`.
pub async fn save(
    State(app): State<AppRef>,
    Posted { member, form }: Posted<UnitForm>,
) -> Result<Response, WebError> {
    let changes = Changes {
        title: form.title.clone(),
        description: form.description.clone(),
        extended: form.extended.clone(),
        rules: form.rules.clone(),
        privacy: form.privacy.clone(),
        terms: form.terms.clone(),
    };
    match pages::set(&app, &member.person, changes).await {
        Ok(()) => Ok(member.done(UNIT, Notice::UnitSaved, "")),
        Err(Error::Invalid(_)) => {
            let trouble = member.t("unit-form-bad");
            form_page(&member, form, Some(trouble)).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn form_page(
    member: &Member,
    form: UnitForm,
    trouble: Option<String>,
) -> Result<Response, WebError> {
    let status = match trouble {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    let mut frame = member
        .frame(&member.t("unit-form-title"), Place::Elsewhere)
        .await?;
    frame.here = UNIT.to_owned();
    let page = UnitFormPage {
        frame,
        title: form.title,
        description: form.description,
        extended: form.extended,
        rules: form.rules,
        privacy: form.privacy,
        terms: form.terms,
        trouble,
    };
    member.render_as(status, &page)
}

/// `GET /about`.
pub async fn about(State(app): State<AppRef>, member: Member) -> Result<Response, WebError> {
    let (about, written) = (unit::about(&app).await?, pages::pages(&app).await?);
    let html = |words: Option<&Words>| words.map(Words::html).unwrap_or_default();
    let page = AboutPage {
        frame: member
            .frame(&member.t("about-title"), Place::Elsewhere)
            .await?,
        description: about.description,
        extended: html(written.extended.as_ref()),
        rules: written
            .rules
            .iter()
            .map(|rule| (rule.text.clone(), rule.hint.clone()))
            .collect(),
        privacy: pages::privacy(&app, member.lang.code()).await?.html(),
        terms: html(written.terms.first()),
    };
    member.render(&page)
}
