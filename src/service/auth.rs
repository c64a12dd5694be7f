//! Passwords and browser sessions.

use std::net::IpAddr;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};

use crate::app::{App, AppRef};
use crate::db;
use crate::db::accounts::AccountRow;
use crate::db::sessions::SessionRow;
use crate::db::users::UserRow;
use crate::error::{Error, Result};
use crate::service::secret;

/// A session ends so long after it was last used …
const IDLE_SECONDS: i64 = 14 * 24 * 3600;
/// … and in any case so long after the login.
const ABSOLUTE_SECONDS: i64 = 90 * 24 * 3600;
/// Use is noted at most so often.
const TOUCH_MILLIS: i64 = 10 * 60 * 1000;

pub const PASSWORD_MIN: usize = 10;
pub const PASSWORD_MAX: usize = 256;

/// A person of this unit who is known to be there: by session or by token.
#[derive(Debug, Clone)]
pub struct Person {
    pub account: AccountRow,
    pub user: UserRow,
}

/// A browser session that is alive.
#[derive(Debug, Clone)]
pub struct Session {
    pub person: Person,
    /// Stands in every form.
    pub csrf: String,
}

/// argon2id with 19 MiB and two passes (OWASP's first recommendation).
fn argon2() -> Result<Argon2<'static>> {
    let params = Params::new(19 * 1024, 2, 1, None).map_err(Error::internal)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Checks that a new password can be one. Length only: rules about kinds of characters make passwords worse.
pub fn check_new_password(password: &str) -> Result<()> {
    let length = password.chars().count();
    if length < PASSWORD_MIN {
        return Err(Error::invalid(format!(
            "The password is too short: use at least {PASSWORD_MIN} characters"
        )));
    }
    if length > PASSWORD_MAX {
        return Err(Error::invalid(format!(
            "The password is too long: use at most {PASSWORD_MAX} characters"
        )));
    }
    Ok(())
}

/// Hashes a password for storing, in PHC form. Takes some 30 ms of a core.
pub async fn hash_password(app: &App, password: String) -> Result<String> {
    app.heavy(move || {
        Ok(argon2()?
            .hash_password(password.as_bytes())
            .map_err(Error::internal)?
            .to_string())
    })
    .await?
}

/// Does the password fit? Takes as long when there is no hash, so that the time does not tell who exists.
async fn fits(app: &App, password: String, hash: Option<String>) -> Result<bool> {
    app.heavy(move || {
        let argon2 = argon2()?;
        let Some(hash) = hash else {
            argon2
                .hash_password(password.as_bytes())
                .map_err(Error::internal)?;
            return Ok(false);
        };
        let parsed = PasswordHash::new(&hash).map_err(Error::internal)?;
        Ok(argon2.verify_password(password.as_bytes(), &parsed).is_ok())
    })
    .await?
}

/// Checks name (or e-mail address) and password. One text for every way to be wrong. `TooMany` after wrong tries.
pub async fn check_login(
    app: &AppRef,
    login: &str,
    password: &str,
    address: Option<IpAddr>,
) -> Result<Person> {
    let now = app.now();
    if !app.config.test_mode {
        app.throttle.check(login, address, now)?;
    }
    let found = db::users::by_login(&mut *app.db.read().await?, login).await?;
    let hash = found
        .as_ref()
        .and_then(|(_, user)| user.password_hash.clone());
    let right =
        password.chars().count() <= PASSWORD_MAX && fits(app, password.to_owned(), hash).await?;
    match found {
        Some((account, user)) if right && may_enter(&account, &user) => {
            app.throttle.right(login);
            Ok(Person { account, user })
        }
        _ => {
            app.throttle.wrong(login, address, now);
            Err(Error::Unauthorized(
                "The name or the password is not right".to_owned(),
            ))
        }
    }
}

/// Neither disabled nor suspended nor deleted.
fn may_enter(account: &AccountRow, user: &UserRow) -> bool {
    user.disabled_at.is_none() && account.is_active()
}

/// Starts a session and returns the secret for its cookie.
pub async fn start_session(app: &AppRef, person: &Person, user_agent: &str) -> Result<String> {
    let token = secret::random();
    let now = app.now();
    let row = SessionRow {
        token_hash: secret::hash(&token),
        account_id: person.account.id,
        csrf: secret::random(),
        created_at: now,
        last_used_at: now,
        expires_at: now.plus_seconds(ABSOLUTE_SECONDS),
        user_agent: user_agent
            .chars()
            .filter(|c| !c.is_control())
            .take(200)
            .collect(),
    };
    app.db
        .write(move |conn| Box::pin(async move { db::sessions::insert(conn, &row).await }))
        .await?;
    Ok(token)
}

/// The session of a cookie, unless it has ended or its person may not enter any more.
pub async fn session(app: &AppRef, token: &str) -> Result<Option<Session>> {
    let hash = secret::hash(token);
    let Some((session, account, user)) =
        db::sessions::find(&mut *app.db.read().await?, &hash).await?
    else {
        return Ok(None);
    };
    let now = app.now();
    let idle_end = session.last_used_at.plus_seconds(IDLE_SECONDS);
    if now >= session.expires_at || now >= idle_end || !may_enter(&account, &user) {
        return Ok(None);
    }
    if now.millis() - session.last_used_at.millis() > TOUCH_MILLIS {
        app.db
            .write(move |conn| Box::pin(async move { db::sessions::touch(conn, &hash, now).await }))
            .await?;
    }
    Ok(Some(Session {
        person: Person { account, user },
        csrf: session.csrf,
    }))
}

/// Ends a session; no error when it has ended before.
pub async fn end_session(app: &AppRef, token: &str) -> Result<()> {
    let hash = secret::hash(token);
    app.db
        .write(move |conn| Box::pin(async move { db::sessions::delete(conn, &hash).await }))
        .await
}

/// The person of an access token, or `None` for an application's own token; see [`crate::service::oauth`].
pub(super) fn entering(found: Option<(AccountRow, UserRow)>) -> Result<Option<Person>> {
    match found {
        None => Ok(None),
        Some((account, user)) if may_enter(&account, &user) => Ok(Some(Person { account, user })),
        Some(_) => Err(Error::forbidden("Your login is currently disabled")),
    }
}
