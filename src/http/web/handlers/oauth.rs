//! Letting an app in (RFC 6749, 4.1): the question, and the answer on its way back to the app.

use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use crate::{
    app::AppRef,
    domain::scope::Scopes,
    error::Error,
    http::{
        middleware::security_headers::FormTarget,
        web::{
            errors::WebError,
            lang::Lang,
            posted::Posted,
            redirects::see_other,
            views::{
                auth::{AuthorizePage, CodePage},
                frame::Place,
            },
            visitor::{Member, Visitor},
        },
    },
    service::{
        apps::OUT_OF_BAND,
        auth,
        oauth::{self, Wish},
    },
};

/// What an app asks for in the address of the authorize page, and what the form sends back.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    response_type: String,
    client_id: String,
    redirect_uri: String,
    scope: String,
    state: Option<String>,
    code_challenge: Option<String>,
    code_challenge_method: Option<String>,
    /// The app wants the person to sign in anew.
    force_login: Option<String>,
    decision: String,
}

/// `GET /oauth/authorize`.
pub async fn question(visitor: Visitor, Query(asked): Query<Asked>) -> Result<Response, WebError> {
    let wish = asked.wish(&visitor.app).await?;
    if asked.forces_login() {
        return sign_in_anew(&visitor, asked).await;
    }
    let member = Member::of(visitor)?;
    let lang = member.lang;
    let page = AuthorizePage {
        frame: member
            .frame(&member.t("authorize-page"), Place::Elsewhere)
            .await?,
        app_name: wish.app.name.clone(),
        website: wish.app.website.clone(),
        may: permissions(lang, &wish.scopes),
        hidden: asked.hidden(),
    };
    let mut response = member.render(&page)?;
    if let Some(target) = FormTarget::of(&wish.redirect_uri) {
        response.extensions_mut().insert(target);
    }
    Ok(response)
}

/// `POST /oauth/authorize`. Everything is checked again: the form could have been changed since.
pub async fn answer(
    State(app): State<AppRef>,
    Posted { member, form }: Posted<Asked>,
) -> Result<Response, WebError> {
    let wish = form.wish(&app).await?;
    let allowed = form.decision == "allow";
    if wish.redirect_uri == OUT_OF_BAND {
        if !allowed {
            return Ok(see_other("/home"));
        }
        let page = CodePage {
            frame: member
                .frame(&member.t("authorize-page"), Place::Elsewhere)
                .await?,
            app_name: wish.app.name.clone(),
            code: oauth::grant(&app, &wish, &member.person).await?,
        };
        return member.render(&page);
    }
    let outcome = if allowed {
        ("code", oauth::grant(&app, &wish, &member.person).await?)
    } else {
        ("error", "access_denied".to_owned())
    };
    let mut response = see_other(&back_to_app(
        &wish.redirect_uri,
        outcome,
        form.state.as_deref(),
    ));
    if let Some(target) = FormTarget::of(&wish.redirect_uri) {
        response.extensions_mut().insert(target);
    }
    Ok(response.into_response())
}

/// A code in an address.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Code {
    code: String,
}

/// `GET /oauth/authorize/native?code=`: a code to copy, for the person whom it was given to, while it is good.
pub async fn code(member: Member, Query(asked): Query<Code>) -> Result<Response, WebError> {
    let page = CodePage {
        frame: member
            .frame(&member.t("authorize-page"), Place::Elsewhere)
            .await?,
        app_name: oauth::app_of_code(&member.app, &member.person, &asked.code).await?,
        code: asked.code,
    };
    member.render(&page)
}

/// Ends the session and asks for the login, after which the question comes without forcing it once more.
async fn sign_in_anew(visitor: &Visitor, asked: Asked) -> Result<Response, WebError> {
    if let Some(secret) = visitor.session_secret() {
        auth::end_session(&visitor.app, secret).await?;
    }
    let query = serde_urlencoded::to_string(asked.hidden()).map_err(Error::internal)?;
    let next: String =
        url::form_urlencoded::byte_serialize(format!("/oauth/authorize?{query}").as_bytes())
            .collect();
    Ok((
        visitor.without_session(),
        see_other(&format!("/login?next={next}")),
    )
        .into_response())
}

/// The name of the app on whose behalf somebody is about to sign in.
pub async fn app_behind(app: &AppRef, next: &str) -> Option<String> {
    let query = next.strip_prefix("/oauth/authorize?")?;
    let asked: Asked = serde_urlencoded::from_str(query).ok()?;
    Some(asked.wish(app).await.ok()?.app.name)
}

impl Asked {
    async fn wish(&self, app: &AppRef) -> Result<Wish, WebError> {
        if self.response_type != "code" {
            return Err(Error::invalid(
                "The app asked for something else than a code (response_type)",
            )
            .into());
        }
        let (challenge, method) = (
            self.code_challenge.as_deref(),
            self.code_challenge_method.as_deref(),
        );
        oauth::wish(
            app,
            &self.client_id,
            &self.redirect_uri,
            &self.scope,
            challenge,
            method,
        )
        .await
        .map_err(|error| match error {
            // An app that is not known is no reason to sign in again.
            Error::Unauthorized(text) => WebError::Failed(Error::Invalid(text)),
            other => other.into(),
        })
    }

    fn forces_login(&self) -> bool {
        self.force_login
            .as_deref()
            .is_some_and(|value| matches!(value, "true" | "1"))
    }

    fn hidden(self) -> Vec<(String, String)> {
        let mut fields = vec![
            ("response_type", self.response_type),
            ("client_id", self.client_id),
            ("redirect_uri", self.redirect_uri),
            ("scope", self.scope),
        ];
        fields.extend(self.state.map(|value| ("state", value)));
        fields.extend(self.code_challenge.map(|value| ("code_challenge", value)));
        fields.extend(
            self.code_challenge_method
                .map(|value| ("code_challenge_method", value)),
        );
        fields
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect()
    }
}

/// The app's address with the outcome in its query. The address is an opaque string (`icecubesapp://` has an empty
/// host), so the parameters are put behind it without taking it apart.
fn back_to_app(redirect_uri: &str, (name, value): (&str, String), state: Option<&str>) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair(name, &value);
    if let Some(state) = state {
        query.append_pair("state", state);
    }
    let joint = if redirect_uri.contains('?') { '&' } else { '?' };
    format!("{redirect_uri}{joint}{}", query.finish())
}

/// One sentence for each thing that the app may do.
fn permissions(lang: Lang, scopes: &Scopes) -> Vec<String> {
    let text = scopes.to_string();
    let mut lines = Vec::new();
    for scope in text.split(' ') {
        let line = match scope.split_once(':') {
            None => match scope {
                "read" => lang.t("scope-read"),
                "write" => lang.t("scope-write"),
                "follow" => lang.t("scope-follow"),
                "push" => lang.t("scope-push"),
                _ => lang.t("scope-profile"),
            },
            Some(("read", kind)) => lang.w("scope-read-some", kind),
            Some(("write", kind)) => lang.w("scope-write-some", kind),
            Some(_) => lang.t("scope-admin"),
        };
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_way_back_keeps_odd_addresses_as_they_are() {
        let code = || ("code", "a+b/c".to_owned());
        assert_eq!(
            back_to_app("icecubesapp://", code(), None),
            "icecubesapp://?code=a%2Bb%2Fc"
        );
        assert_eq!(
            back_to_app("https://a.example/x?y=1", code(), Some("s&t")),
            "https://a.example/x?y=1&code=a%2Bb%2Fc&state=s%26t"
        );
    }

    #[test]
    fn scopes_become_sentences() {
        let lines = permissions(
            Lang::Nl,
            &Scopes::parse("read write:media admin:read admin:write").unwrap(),
        );
        assert_eq!(lines.len(), 3);
        assert!(lines.contains(&Lang::Nl.t("scope-read")));
    }
}
