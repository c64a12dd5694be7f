//! OAuth 2: applications, codes and tokens (RFC 6749, RFC 7636 with S256, RFC 7009), with Mastodon's habits.

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

/// The redirect URI that means: show the code to the person.
pub const OUT_OF_BAND: &str = "urn:ietf:wg:oauth:2.0:oob";

/// A code is good so long.
const CODE_SECONDS: i64 = 600;

/// What an application says of itself at registration.
#[derive(Debug, Clone, Default)]
pub struct NewApp {
    pub name: String,
    pub website: Option<String>,
    /// Exact strings; custom schemes are fine.
    pub redirect_uris: Vec<String>,
    /// Empty: `read`.
    pub scopes: String,
}

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

/// Registers an application and returns it with its secret, which is shown this once. `Invalid` for a missing name,
/// no redirect URI, one that a browser would run (`javascript:`, `data:`), or an unknown scope.
pub async fn register(app: &AppRef, new: NewApp) -> Result<(AppRow, String)> {
    let secret = secret::random();
    let row = register_as(app, new, secret::random(), &secret).await?;
    Ok((row, secret))
}

/// As [`register`], under a client id and secret that are given; for test data. `Invalid` also for a client id that is
/// taken.
pub async fn register_as(
    app: &AppRef,
    new: NewApp,
    client_id: String,
    client_secret: &str,
) -> Result<AppRow> {
    let name = new.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > 60 {
        return Err(Error::invalid(
            "Validation failed: client_name must have 1 to 60 characters",
        ));
    }
    let uris: Vec<String> = new
        .redirect_uris
        .iter()
        .map(|uri| uri.trim().to_owned())
        .filter(|uri| !uri.is_empty())
        .collect();
    if uris.is_empty() || uris.len() > 20 {
        return Err(Error::invalid(
            "Validation failed: redirect_uris must name 1 to 20 addresses",
        ));
    }
    if let Some(bad) = uris.iter().find(|uri| !is_redirect_uri(uri)) {
        return Err(Error::invalid(format!(
            "Validation failed: redirect_uris: {bad} is not an address to return to"
        )));
    }
    let website = new.website.filter(|site| !site.is_empty());
    if website.as_deref().is_some_and(|site| {
        site.len() > 2000 || !(site.starts_with("https://") || site.starts_with("http://"))
    }) {
        return Err(Error::invalid(
            "Validation failed: website must be an http or https address",
        ));
    }
    let scopes = if new.scopes.trim().is_empty() {
        "read"
    } else {
        new.scopes.as_str()
    };
    let scopes = Scopes::parse(scopes)
        .map_err(|scope| Error::invalid(format!("Validation failed: there is no scope {scope}")))?;
    let row = AppRow {
        id: AppId(app.next_id()),
        name,
        website,
        redirect_uris: uris.join("\n"),
        scopes: scopes.to_string(),
        client_id,
        client_secret_hash: secret::hash(client_secret),
        created_at: app.now(),
    };
    let stored = row.clone();
    app.db
        .write(move |conn| {
            Box::pin(async move {
                if db::oauth::app_by_client_id(conn, &stored.client_id)
                    .await?
                    .is_some()
                {
                    return Err(Error::invalid("Validation failed: client_id is taken"));
                }
                db::oauth::insert_app(conn, &stored).await
            })
        })
        .await?;
    Ok(row)
}

/// The client id of the application that stands for the command line.
const COMMAND_LINE: &str = "command-line";

/// The application that the tokens of the command line belong to; registered at its first use.
pub async fn command_line(app: &AppRef) -> Result<AppRow> {
    if let Some(row) = db::oauth::app_by_client_id(&mut *app.db.read().await?, COMMAND_LINE).await?
    {
        return Ok(row);
    }
    let new = NewApp {
        name: "Command line".to_owned(),
        redirect_uris: vec![OUT_OF_BAND.to_owned()],
        scopes: "profile read write follow push".to_owned(),
        website: None,
    };
    register_as(app, new, COMMAND_LINE.to_owned(), &secret::random()).await
}

fn is_redirect_uri(uri: &str) -> bool {
    let Some((scheme, rest)) = uri.split_once(':') else {
        return false;
    };
    let scheme_ok = !scheme.is_empty()
        && scheme
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
        && !["javascript", "data", "vbscript", "file", "blob", "about"]
            .contains(&scheme.to_ascii_lowercase().as_str());
    let clean = !uri.chars().any(|c| c.is_control() || c.is_whitespace())
        && !uri.contains('#')
        && uri.len() <= 2000;
    let web_ok = !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https")
        || rest.len() > 2;
    scheme_ok && clean && web_ok
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
