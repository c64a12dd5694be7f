//! Signing in and out, and the language.

use axum::{
    extract::{Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use crate::{
    app::AppRef,
    error::Error,
    http::{
        extract::address::ClientAddress,
        web::{
            errors::WebError,
            lang::Lang,
            notices::Notice,
            posted::{Knock, Posted},
            redirects::{own_path, see_other},
            views::{auth::LoginPage, frame::Place},
            visitor::{Member, Visitor},
        },
    },
    service::{
        auth,
        profiles::{self, ProfileChanges},
    },
};

/// Where a login leads.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Next {
    next: String,
}

/// The login form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct LoginForm {
    username: String,
    password: String,
    next: String,
}

/// The language switch.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct LanguageForm {
    language: String,
    next: String,
}

/// Forms that have only their button.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Nothing {}

/// `/auth/sign_in`: leads to the login.
pub async fn elsewhere() -> Response {
    see_other("/login").into_response()
}

/// `GET /`.
pub async fn start(visitor: Visitor) -> Response {
    see_other(if visitor.session.is_some() {
        "/home"
    } else {
        "/login"
    })
}

/// `GET /login`.
pub async fn form(
    visitor: Visitor,
    Query(Next { next }): Query<Next>,
) -> Result<Response, WebError> {
    let next = own_path(&next, "");
    if visitor.session.is_some() {
        return Ok(see_other(&own_path(&next, "/home")));
    }
    login_page(
        &visitor,
        LoginForm {
            next,
            ..LoginForm::default()
        },
        None,
    )
    .await
}

/// `POST /login`.
pub async fn log_in(
    State(app): State<AppRef>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    Knock { visitor, form }: Knock<LoginForm>,
) -> Result<Response, WebError> {
    let lang = visitor.lang;
    let person = match auth::check_login(&app, &form.username, &form.password, address).await {
        Ok(person) => person,
        Err(Error::Unauthorized(_)) => {
            return login_page(&visitor, form, Some(lang.t("login-wrong"))).await;
        }
        Err(Error::TooMany { retry_after }) => {
            let minutes = i64::from(retry_after.div_ceil(60));
            return login_page(&visitor, form, Some(lang.n("login-throttled", minutes))).await;
        }
        Err(other) => return Err(other.into()),
    };
    // A session that was there before the login ends with it: nobody inherits a session id.
    if let Some(old) = visitor.session_secret() {
        auth::end_session(&app, old).await?;
    }
    let agent = headers
        .get(header::USER_AGENT)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    let secret = auth::start_session(&app, &person, agent).await?;
    let next = own_path(&form.next, "/home");
    Ok((visitor.with_session(&secret), see_other(&next)).into_response())
}

/// `POST /logout`.
pub async fn log_out(
    State(app): State<AppRef>,
    Posted { member, .. }: Posted<Nothing>,
) -> Result<Response, WebError> {
    if let Some(secret) = member.session_secret() {
        auth::end_session(&app, secret).await?;
    }
    let mut visitor = member.visitor;
    visitor.jar = visitor.without_session();
    Ok(visitor.done("/login", Notice::LoggedOut, ""))
}

/// `POST /language`: for this browser, and for the person who is signed in.
pub async fn language(
    State(app): State<AppRef>,
    Knock { visitor, form }: Knock<LanguageForm>,
) -> Result<Response, WebError> {
    let lang = Lang::from_code(&form.language).unwrap_or(visitor.lang);
    let answer = (
        visitor.with_language(lang),
        see_other(&own_path(&form.next, "/")),
    )
        .into_response();
    if let Ok(Member { person, .. }) = Member::of(visitor) {
        let locale = Some(lang.code().to_owned());
        profiles::update_profile(
            &app,
            &person,
            ProfileChanges {
                locale,
                ..ProfileChanges::default()
            },
        )
        .await?;
    }
    Ok(answer)
}

async fn login_page(
    visitor: &Visitor,
    form: LoginForm,
    error: Option<String>,
) -> Result<Response, WebError> {
    let status = if error.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let mut frame = visitor
        .frame(&visitor.t("login-page"), Place::Elsewhere)
        .await?;
    frame.here = "/login".to_owned();
    let lead = if form.next.is_empty() {
        visitor.t("login-lead")
    } else {
        visitor.t("login-needed")
    };
    let app_name = super::oauth::app_behind(&visitor.app, &form.next).await;
    let page = LoginPage {
        frame,
        username: form.username,
        next: form.next,
        error,
        lead,
        app_name,
    };
    visitor.render_as(status, &page)
}
