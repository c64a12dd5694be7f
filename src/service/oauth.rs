//! OAuth 2: codes and tokens for registered applications (RFC 6749, RFC 7636 with S256, RFC 7009), with Mastodon's habits.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::app::AppRef;
use crate::db;
use crate::db::oauth::{AppRow, CodeRow, TokenRow};
use crate::domain::scope::Scopes;
use crate::domain::*;
use crate::error::{Error, Result};
use crate::service::auth::{self, Person};
use crate::service::secret;

/// A code is good so long.
const CODE_SECONDS: i64 = 600;

/// What a person is asked to allow.
#[derive(Debug, Clone)]
pub struct Wish {
    pub app: AppRow,
    pub redirect_uri: String,
    pub scopes: Scopes,
    /// PKCE, S256.
    pub code_challenge: Option<String>,
}

/// Why the token endpoint refuses, in RFC 6749's words.
#[derive(Debug)]
pub enum TokenError {
    InvalidClient,
    InvalidGrant(&'static str),
    InvalidScope(String),
    InvalidRequest(String),
    UnsupportedGrant,
    Other(Error),
}

impl std::fmt::Display for TokenError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::InvalidClient => f.write_str("there is no such application"),
            Self::InvalidGrant(text) => f.write_str(text),
            Self::InvalidScope(scopes) => write!(
                f,
                "the application may not have the scope {scopes}. Scopes are read, write, follow, push, profile, or parts such as read:statuses"
            ),
            Self::InvalidRequest(text) => f.write_str(text),
            Self::UnsupportedGrant => f.write_str("this kind of grant is not supported"),
            Self::Other(error) => error.fmt(f),
        }
    }
}

impl From<Error> for TokenError {
    fn from(error: Error) -> Self {
        Self::Other(error)
    }
}

/// Whom a token speaks for.
#[derive(Debug, Clone)]
pub struct Bearer {
    pub token: TokenId,
    pub app: AppRow,
    pub scopes: Scopes,
    /// `None`: the application itself.
    pub person: Option<Person>,
}

/// A new token; `secret` is shown this once.
#[derive(Debug, Clone)]
pub struct IssuedToken {
    pub secret: String,
    pub scopes: Scopes,
    pub created_at: Timestamp,
}

/// Checks what the authorize page was asked for. `Unauthorized` for an unknown application; `Invalid` for a redirect
/// URI that was not registered to the letter, a scope that was not registered, or a PKCE method other than S256.
pub async fn wish(
    app: &AppRef,
    client_id: &str,
    redirect_uri: &str,
    scopes: &str,
    challenge: Option<&str>,
    method: Option<&str>,
) -> Result<Wish> {
    let row = db::oauth::app_by_client_id(&mut *app.db.read().await?, client_id)
        .await?
        .ok_or_else(|| {
            Error::Unauthorized(
                "This application is not registered here. Log out in the app and try again"
                    .to_owned(),
            )
        })?;
    if !row.redirect_uris.lines().any(|uri| uri == redirect_uri) {
        return Err(Error::invalid(
            "The address to return to is not one that the application registered",
        ));
    }
    let registered = Scopes::parse(&row.scopes).map_err(Error::internal)?;
    let scopes = if scopes.trim().is_empty() {
        "read"
    } else {
        scopes
    };
    let scopes = Scopes::parse(scopes)
        .map_err(|scope| Error::invalid(format!("There is no scope {scope}")))?;
    if !scopes.within(&registered) {
        return Err(Error::invalid(
            "The application asks for more than it registered for",
        ));
    }
    let code_challenge = match (challenge.filter(|c| !c.is_empty()), method) {
        (None, _) => None,
        (Some(challenge), Some("S256")) if (43..=128).contains(&challenge.len()) => {
            Some(challenge.to_owned())
        }
        (Some(_), _) => {
            return Err(Error::invalid(
                "code_challenge_method must be S256, with a challenge of 43 to 128 characters",
            ));
        }
    };
    Ok(Wish {
        app: row,
        redirect_uri: redirect_uri.to_owned(),
        scopes,
        code_challenge,
    })
}

/// The person said yes: makes the code that the application turns into a token.
pub async fn grant(app: &AppRef, wish: &Wish, person: &Person) -> Result<String> {
    let code = secret::random();
    let now = app.now();
    let row = CodeRow {
        code_hash: secret::hash(&code),
        app_id: wish.app.id,
        account_id: person.account.id,
        redirect_uri: wish.redirect_uri.clone(),
        scopes: wish.scopes.to_string(),
        code_challenge: wish.code_challenge.clone(),
        created_at: now,
        expires_at: now.plus_seconds(CODE_SECONDS),
        used_at: None,
    };
    app.db
        .write(move |conn| Box::pin(async move { db::oauth::insert_code(conn, &row).await }))
        .await?;
    Ok(code)
}

/// The name of the application that a code is for. `NotFound` for a code that was given to somebody else, was used, or is
/// too old.
pub async fn app_of_code(app: &AppRef, person: &Person, code: &str) -> Result<String> {
    let mut conn = app.db.read().await?;
    let row = db::oauth::code(&mut conn, &secret::hash(code)).await?;
    let row = row.filter(|row| {
        row.account_id == person.account.id && row.used_at.is_none() && row.expires_at > app.now()
    });
    let row = row.ok_or(Error::NotFound)?;
    let apps = db::oauth::apps_by_ids(&mut conn, &[row.app_id]).await?;
    Ok(apps.into_iter().next().ok_or(Error::NotFound)?.name)
}

/// The application behind client id and secret. A public client may leave the secret out only where PKCE stands in
/// for it, see [`exchange_code`].
pub async fn client(
    app: &AppRef,
    client_id: &str,
    client_secret: Option<&str>,
) -> Result<AppRow, TokenError> {
    let row = db::oauth::app_by_client_id(&mut *app.db.read().await?, client_id)
        .await?
        .ok_or(TokenError::InvalidClient)?;
    match client_secret {
        Some(secret) if secret::equal(&secret::hash(secret), &row.client_secret_hash) => Ok(row),
        _ => Err(TokenError::InvalidClient),
    }
}

/// Turns a code into a token. A code works once: a second use is refused and ends the token of the first (RFC 6749,
/// 4.1.2). The secret may be missing when the code is bound to a PKCE challenge.
pub async fn exchange_code(
    app: &AppRef,
    client_id: &str,
    client_secret: Option<&str>,
    code: &str,
    redirect_uri: &str,
    verifier: Option<&str>,
) -> Result<IssuedToken, TokenError> {
    let hash = secret::hash(code);
    let row = db::oauth::code(&mut *app.db.read().await?, &hash)
        .await?
        .ok_or(TokenError::InvalidGrant("the code is not known"))?;
    let pkce = row.code_challenge.is_some();
    let owner = match client_secret.filter(|secret| !secret.is_empty()) {
        None if pkce => db::oauth::app_by_client_id(&mut *app.db.read().await?, client_id)
            .await?
            .ok_or(TokenError::InvalidClient)?,
        secret => client(app, client_id, secret).await?,
    };
    let now = app.now();
    if owner.id != row.app_id || row.redirect_uri != redirect_uri {
        return Err(TokenError::InvalidGrant(
            "the code was made for another application or address",
        ));
    }
    if row.expires_at <= now {
        return Err(TokenError::InvalidGrant("the code has run out"));
    }
    if let Some(challenge) = &row.code_challenge {
        let given = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.unwrap_or_default().as_bytes()));
        if !secret::equal(&given, challenge) {
            return Err(TokenError::InvalidGrant("code_verifier does not fit"));
        }
    }
    let scopes = Scopes::parse(&row.scopes).map_err(Error::internal)?;
    let (token, issued) = new_token(app, owner.id, Some(row.account_id), scopes);
    let first = app
        .db
        .write(move |conn| {
            Box::pin(async move {
                if db::oauth::use_code(conn, &hash, now).await? {
                    db::oauth::insert_token(conn, &token).await?;
                    return Ok(true);
                }
                db::oauth::revoke_since(conn, row.app_id, row.account_id, row.created_at, now)
                    .await?;
                Ok(false)
            })
        })
        .await?;
    if first {
        Ok(issued)
    } else {
        Err(TokenError::InvalidGrant("the code was used before"))
    }
}

/// A token for the application itself (client_credentials).
pub async fn app_token(
    app: &AppRef,
    owner: &AppRow,
    scopes: &str,
) -> Result<IssuedToken, TokenError> {
    let scopes = requested(owner, scopes)?;
    let (row, issued) = new_token(app, owner.id, None, scopes);
    app.db
        .write(move |conn| Box::pin(async move { db::oauth::insert_token(conn, &row).await }))
        .await?;
    Ok(issued)
}

/// A token for a person, without asking: after registration, for the command line, and for the password grant of the
/// test mode. `scopes` empty: all that the application registered.
pub async fn person_token(
    app: &AppRef,
    owner: &AppRow,
    account: AccountId,
    scopes: &str,
) -> Result<IssuedToken, TokenError> {
    let scopes = requested(owner, scopes)?;
    let (row, issued) = new_token(app, owner.id, Some(account), scopes);
    app.db
        .write(move |conn| Box::pin(async move { db::oauth::insert_token(conn, &row).await }))
        .await?;
    Ok(issued)
}

/// Makes a token whose secret is given, for a person or for the application itself; for test data.
pub async fn token_as(
    app: &AppRef,
    owner: &AppRow,
    account: Option<AccountId>,
    scopes: &str,
    secret: &str,
) -> Result<(), TokenError> {
    let scopes = requested(owner, scopes)?;
    let (row, _) = new_token(app, owner.id, account, scopes);
    let row = TokenRow {
        token_hash: secret::hash(secret),
        ..row
    };
    app.db
        .write(move |conn| Box::pin(async move { db::oauth::insert_token(conn, &row).await }))
        .await?;
    Ok(())
}

fn requested(owner: &AppRow, scopes: &str) -> Result<Scopes, TokenError> {
    let registered = Scopes::parse(&owner.scopes).map_err(Error::internal)?;
    if scopes.trim().is_empty() {
        return Ok(registered);
    }
    let wanted = Scopes::parse(scopes).map_err(TokenError::InvalidScope)?;
    if wanted.within(&registered) {
        Ok(wanted)
    } else {
        Err(TokenError::InvalidScope(scopes.to_owned()))
    }
}

fn new_token(
    app: &AppRef,
    owner: AppId,
    account: Option<AccountId>,
    scopes: Scopes,
) -> (TokenRow, IssuedToken) {
    let secret = secret::random();
    let created_at = app.now();
    let row = TokenRow {
        id: TokenId(app.next_id()),
        token_hash: secret::hash(&secret),
        app_id: owner,
        account_id: account,
        scopes: scopes.to_string(),
        created_at,
        revoked_at: None,
    };
    (
        row,
        IssuedToken {
            secret,
            scopes,
            created_at,
        },
    )
}

/// Ends a token; no error when it is unknown or has ended (RFC 7009).
pub async fn revoke(app: &AppRef, owner: &AppRow, token: &str) -> Result<()> {
    let (id, hash, now) = (owner.id, secret::hash(token), app.now());
    app.db
        .write(move |conn| Box::pin(async move { db::oauth::revoke(conn, id, &hash, now).await }))
        .await
}

/// Whom an access token speaks for. `Unauthorized` for an unknown or revoked one, `Forbidden` when its person may not
/// enter any more.
pub async fn authenticate(app: &AppRef, token: &str) -> Result<Bearer> {
    let found = db::oauth::token(&mut *app.db.read().await?, &secret::hash(token)).await?;
    let (token, owner, person) =
        found.ok_or_else(|| Error::Unauthorized("The access token is invalid".to_owned()))?;
    let scopes = Scopes::parse(&token.scopes).map_err(Error::internal)?;
    Ok(Bearer {
        token: token.id,
        app: owner,
        scopes,
        person: auth::entering(person)?,
    })
}
