//! The applications that people use with their account: registering them (RFC 7591 in Mastodon's form).

use crate::app::AppRef;
use crate::db;
use crate::db::oauth::AppRow;
use crate::domain::AppId;
use crate::domain::scope::Scopes;
use crate::error::{Error, Result};
use crate::service::secret;

/// The redirect URI that means: show the code to the person.
pub const OUT_OF_BAND: &str = "urn:ietf:wg:oauth:2.0:oob";

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
