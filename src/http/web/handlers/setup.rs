//! The one-time link of the first start: the unit gets its name and its owner.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::Response,
};
use serde::Deserialize;

use crate::{
    app::AppRef,
    domain::{Role, handle},
    error::Error,
    http::web::{
        errors::WebError,
        lang::Lang,
        notices::Notice,
        posted::Knock,
        views::{Choice, auth::SetupPage, frame::Place},
        visitor::Visitor,
    },
    service::{
        accounts::NewPerson,
        auth,
        unit::{self, About},
    },
};

/// What the first owner fills in.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SetupForm {
    unit_name: String,
    language: String,
    display_name: String,
    username: String,
    password: String,
    password_again: String,
}

/// `GET /setup/{token}`. A link that is used or wrong leads nowhere, like any other wrong address.
pub async fn form(visitor: Visitor, Path(token): Path<String>) -> Result<Response, WebError> {
    good(&visitor.app, &token).await?;
    page(&visitor, &token, SetupForm::default(), None).await
}

/// `POST /setup/{token}`.
pub async fn set_up(
    State(app): State<AppRef>,
    Path(token): Path<String>,
    headers: HeaderMap,
    Knock { mut visitor, form }: Knock<SetupForm>,
) -> Result<Response, WebError> {
    good(&app, &token).await?;
    if form.unit_name.trim().is_empty() {
        let error = visitor.t("setup-unit-missing");
        return page(&visitor, &token, form, Some(error)).await;
    }
    if !handle::is_local_username(form.username.trim()) || handle::is_reserved(form.username.trim())
    {
        let error = visitor.t("setup-username-bad");
        return page(&visitor, &token, form, Some(error)).await;
    }
    if form.password.chars().count() < auth::PASSWORD_MIN {
        let error = visitor.lang.n(
            "setup-password-short",
            i64::try_from(auth::PASSWORD_MIN).unwrap_or(i64::MAX),
        );
        return page(&visitor, &token, form, Some(error)).await;
    }
    if form.password != form.password_again {
        let error = visitor.t("setup-passwords-differ");
        return page(&visitor, &token, form, Some(error)).await;
    }
    let lang = Lang::from_code(&form.language).unwrap_or(visitor.lang);
    let about = About {
        title: form.unit_name.clone(),
        description: String::new(),
    };
    let owner = NewPerson {
        display_name: form.display_name.clone(),
        locale: lang.code().to_owned(),
        role: Role::Owner,
        ..NewPerson::member(form.username.trim(), &form.password)
    };
    if let Err(error) = unit::set_up(&app, &token, about, owner).await {
        return match error {
            Error::Invalid(text) => page(&visitor, &token, form, Some(text)).await,
            other => Err(other.into()),
        };
    }
    let person = auth::check_login(&app, form.username.trim(), &form.password, None).await?;
    let agent = headers
        .get(header::USER_AGENT)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    let secret = auth::start_session(&app, &person, agent).await?;
    visitor.jar = visitor.with_session(&secret);
    visitor.jar = visitor.with_language(lang);
    Ok(visitor.done("/home", Notice::SetupDone, ""))
}

async fn good(app: &AppRef, token: &str) -> Result<(), WebError> {
    unit::check_setup_token(app, token)
        .await
        .map_err(|error| match error {
            Error::Forbidden(_) => WebError::LinkUsed,
            other => other.into(),
        })
}

async fn page(
    visitor: &Visitor,
    token: &str,
    form: SetupForm,
    error: Option<String>,
) -> Result<Response, WebError> {
    let status = if error.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let lang = Lang::from_code(&form.language).unwrap_or(visitor.lang);
    let choice = |l: Lang| Choice {
        value: l.code().to_owned(),
        label: l.endonym().to_owned(),
        selected: l == lang,
    };
    let page = SetupPage {
        frame: visitor
            .frame(&visitor.t("setup-title"), Place::Elsewhere)
            .await?,
        action: format!("/setup/{token}"),
        unit_name: form.unit_name,
        username: form.username,
        display_name: form.display_name,
        languages: Lang::ALL.into_iter().map(choice).collect(),
        error,
    };
    visitor.render_as(status, &page)
}
