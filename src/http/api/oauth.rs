//! Tokens: the token, revocation and user info endpoints, and the document that says where they are.
//!
//! Shapes and statuses of RFC 6749, 7009 and 8414; `created_at` and the scope order are Mastodon's.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use super::entities::{AuthorizationServer, Empty, Token, UserInfo};
use super::error::ApiError;
use super::render::Renderer;
use crate::app::AppRef;
use crate::db::oauth::AppRow;
use crate::domain::scope;
use crate::error::Error;
use crate::http::extract::address::ClientAddress;
use crate::http::extract::body::Params;
use crate::http::extract::caller::Person;
use crate::http::extract::describe::{Describer, Output};
use crate::service::auth;
use crate::service::oauth::{self, IssuedToken, TokenError};

/// What comes to the token endpoint, for every way to get a token.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct TokenForm {
    grant_type: String,
    client_id: Option<String>,
    client_secret: Option<String>,
    scope: String,
    code: Option<String>,
    redirect_uri: Option<String>,
    code_verifier: Option<String>,
    username: Option<String>,
    password: Option<String>,
}

/// `POST /oauth/token`.
pub async fn token(
    State(app): State<AppRef>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    Params(form): Params<TokenForm>,
) -> Result<Uncached<Token>, ApiError> {
    let credentials = Credentials::of(&headers, form.client_id, form.client_secret)?;
    let issued = match form.grant_type.as_str() {
        "authorization_code" => {
            let (code, redirect_uri) = form.code.zip(form.redirect_uri).ok_or_else(|| {
                refused(TokenError::InvalidRequest(
                    "code and redirect_uri are needed".to_owned(),
                ))
            })?;
            let (id, secret) = (credentials.id.as_str(), credentials.secret.as_deref());
            oauth::exchange_code(
                &app,
                id,
                secret,
                &code,
                &redirect_uri,
                form.code_verifier.as_deref(),
            )
            .await
        }
        "client_credentials" => match credentials.client(&app).await {
            Ok(client) => oauth::app_token(&app, &client, &form.scope).await,
            Err(error) => Err(error),
        },
        // Mastodon took this out in 4.4; suites of clients still log in with it.
        "password" if app.config.test_mode => {
            let client = credentials.client(&app).await.map_err(refused)?;
            let (name, password) = (
                form.username.unwrap_or_default(),
                form.password.unwrap_or_default(),
            );
            let person = auth::check_login(&app, &name, &password, address)
                .await
                .map_err(|error| match error {
                    Error::Unauthorized(_) => refused(TokenError::InvalidGrant(
                        "the name or the password is not right",
                    )),
                    other => other.into(),
                })?;
            oauth::person_token(&app, &client, person.account.id, &form.scope).await
        }
        _ => Err(TokenError::UnsupportedGrant),
    };
    Ok(Uncached(entity(&issued.map_err(refused)?)))
}

/// A token as the client gets it.
pub(super) fn entity(issued: &IssuedToken) -> Token {
    Token {
        access_token: issued.secret.clone(),
        token_type: "Bearer",
        scope: issued.scopes.to_string(),
        created_at: issued.created_at.millis() / 1000,
    }
}

/// What comes to the revocation endpoint.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct RevokeForm {
    client_id: Option<String>,
    client_secret: Option<String>,
    token: String,
}

/// `POST /oauth/revoke`: 200 also for a token that is unknown or has ended (RFC 7009 section 2.2).
pub async fn revoke(
    State(app): State<AppRef>,
    headers: HeaderMap,
    Params(form): Params<RevokeForm>,
) -> Result<Uncached<Empty>, ApiError> {
    let credentials = Credentials::of(&headers, form.client_id, form.client_secret)?;
    let client = credentials.client(&app).await.map_err(refused)?;
    oauth::revoke(&app, &client, &form.token).await?;
    Ok(Uncached(Empty {}))
}

/// `GET` and `POST /oauth/userinfo`.
pub async fn userinfo(State(app): State<AppRef>, person: Person) -> Json<UserInfo> {
    let account = Renderer {
        urls: &app.urls,
        viewer: Some(person.id()),
    }
    .account(&person.account);
    Json(UserInfo {
        iss: format!("{}/", app.urls.base()),
        sub: account.uri,
        name: account.display_name,
        preferred_username: account.username,
        profile: account.url,
        picture: account.avatar,
    })
}

/// `GET /.well-known/oauth-authorization-server` (RFC 8414).
pub async fn metadata(State(app): State<AppRef>) -> Json<AuthorizationServer> {
    let at = |path: &str| format!("{}{path}", app.urls.base());
    let mut grants = vec!["authorization_code", "client_credentials"];
    if app.config.test_mode {
        grants.push("password");
    }
    Json(AuthorizationServer {
        issuer: at("/"),
        service_documentation: at("/api/v1/meent/openapi.json"),
        authorization_endpoint: at("/oauth/authorize"),
        token_endpoint: at("/oauth/token"),
        revocation_endpoint: at("/oauth/revoke"),
        userinfo_endpoint: at("/oauth/userinfo"),
        scopes_supported: scope::KNOWN,
        response_types_supported: &["code"],
        response_modes_supported: &["query"],
        grant_types_supported: grants,
        token_endpoint_auth_methods_supported: &["client_secret_basic", "client_secret_post"],
        code_challenge_methods_supported: &["S256"],
        app_registration_endpoint: at("/api/v1/apps"),
    })
}

/// How the client says who it is.
struct Credentials {
    id: String,
    secret: Option<String>,
}

impl Credentials {
    /// From HTTP Basic authentication, or else from the form (RFC 6749 section 2.3.1).
    fn of(
        headers: &HeaderMap,
        id: Option<String>,
        secret: Option<String>,
    ) -> Result<Self, ApiError> {
        if let Some(basic) = basic(headers) {
            return Ok(basic);
        }
        let id = id.ok_or_else(|| refused(TokenError::InvalidClient))?;
        Ok(Self { id, secret })
    }

    async fn client(&self, app: &AppRef) -> Result<AppRow, TokenError> {
        oauth::client(app, &self.id, self.secret.as_deref()).await
    }
}

fn basic(headers: &HeaderMap) -> Option<Credentials> {
    let (scheme, encoded) = headers
        .get(header::AUTHORIZATION)?
        .to_str()
        .ok()?
        .split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    let decoded = |text: &str| {
        percent_encoding::percent_decode_str(text)
            .decode_utf8_lossy()
            .into_owned()
    };
    Some(Credentials {
        id: decoded(id),
        secret: Some(decoded(secret)),
    })
}

/// A refusal in RFC 6749's words.
pub(super) fn refused(error: TokenError) -> ApiError {
    let bad =
        |code: &'static str, text: String| ApiError::OAuth(StatusCode::BAD_REQUEST, code, text);
    match error {
        TokenError::InvalidClient => ApiError::OAuth(
            StatusCode::UNAUTHORIZED,
            "invalid_client",
            "The client is not known here, or its secret is wrong".to_owned(),
        ),
        TokenError::InvalidGrant(why) => bad("invalid_grant", format!("No token: {why}")),
        TokenError::InvalidScope(scope) => bad(
            "invalid_scope",
            format!("The client did not register for {scope}, or it is no scope"),
        ),
        TokenError::InvalidRequest(text) => bad("invalid_request", text),
        TokenError::UnsupportedGrant => bad(
            "unsupported_grant_type",
            "Tokens are not given out this way here".to_owned(),
        ),
        TokenError::Other(error) => error.into(),
    }
}

/// An answer that must not stay anywhere on its way (RFC 6749 section 5.1).
#[derive(Debug)]
pub struct Uncached<T>(T);

impl<T: Serialize> IntoResponse for Uncached<T> {
    fn into_response(self) -> Response {
        let headers = [
            (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
            (header::PRAGMA, HeaderValue::from_static("no-cache")),
        ];
        (headers, Json(self.0)).into_response()
    }
}

impl<T: schemars::JsonSchema> Output for Uncached<T> {
    fn describe(to: &mut Describer) {
        Json::<T>::describe(to);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn basic_authentication_wins_and_is_decoded() {
        let mut headers = HeaderMap::new();
        let value = format!("Basic {}", STANDARD.encode("id%3A1:se%2Bcret"));
        headers.insert(header::AUTHORIZATION, value.parse().unwrap());
        let found = Credentials::of(&headers, Some("other".into()), None).unwrap();
        assert_eq!(
            (found.id.as_str(), found.secret.as_deref()),
            ("id:1", Some("se+cret"))
        );
        let found = Credentials::of(&HeaderMap::new(), Some("other".into()), None).unwrap();
        assert_eq!((found.id.as_str(), found.secret), ("other", None));
        assert!(Credentials::of(&HeaderMap::new(), None, None).is_err());
    }
}
