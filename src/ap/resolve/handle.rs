//! From a handle to the account: known here, or asked of its server by WebFinger.

use std::time::Duration;

use meent_federation::origin::Authority;
use meent_federation::webfinger::{self, LookupError};

use super::{fetch_actor, host_of, is_fresh};
use crate::ap::error::from_fetch;
use crate::ap::network;
use crate::app::AppRef;
use crate::db;
use crate::db::accounts::AccountRow;
use crate::domain::handle::Handle;
use crate::error::{Error, Result};
use crate::text::compose::{self, Format};

/// The account of a handle. One that is known and fresh is taken as it is, as is one whose server is out of reach.
///
/// # Errors
/// [`Error::NotFound`] when nobody has the handle, [`Error::Forbidden`] for a server this unit does not speak to,
/// [`Error::Unavailable`] when the server cannot be reached now.
pub async fn handle(app: &AppRef, handle: &Handle) -> Result<AccountRow> {
    let handle = handle.clone().relative_to(&app.config.domain);
    let known = db::accounts::by_handle(&mut *app.db.read().await?, &handle.key()).await?;
    if let Some(row) = &known
        && (handle.host.is_none() || is_fresh(app, row))
    {
        return Ok(row.clone()).and_then(living);
    }
    if handle.host.is_none() {
        return Err(Error::NotFound);
    }
    match (ask(app, &handle).await, known) {
        (Ok(row), _) => living(row),
        (Err(Error::Unavailable(_)), Some(row)) => living(row),
        (Err(error), _) => Err(error),
    }
}

/// Where whoever has the handle can follow `object` at their own server; `None` where that does not say.
///
/// # Errors
/// As [`handle`].
pub async fn interaction(app: &AppRef, handle: &Handle, object: &str) -> Result<Option<String>> {
    let object = super::parse_id(object).map_err(|error| Error::invalid(error.to_string()))?;
    let wanted = wanted(handle)?;
    network::admit_members(app).await?;
    webfinger::interaction(app.network.client(), &wanted, &object)
        .await
        .map(|found| found.map(String::from))
        .map_err(|error| told(&error))
}

fn wanted(handle: &Handle) -> Result<webfinger::Handle> {
    let host = handle.host.as_deref().unwrap_or_default();
    let authority = Authority::parse(host).map_err(|error| Error::invalid(error.to_string()))?;
    webfinger::Handle::new(&handle.username, authority)
        .map_err(|error| Error::invalid(error.to_string()))
}

fn told(error: &LookupError) -> Error {
    match error {
        LookupError::Fetch(fetch) => from_fetch(fetch),
        LookupError::Unknown(_) => Error::NotFound,
        _ => Error::invalid(error.to_string()),
    }
}

fn living(row: AccountRow) -> Result<AccountRow> {
    Some(row)
        .filter(|row| row.deleted_at.is_none())
        .ok_or(Error::NotFound)
}

async fn ask(app: &AppRef, handle: &Handle) -> Result<AccountRow> {
    let wanted = wanted(handle)?;
    let session = network::session(app).await?;
    let found = webfinger::lookup(app.network.client(), &wanted)
        .await
        .map_err(|error| told(&error))?;
    let row = fetch_actor(&session, &found.actor).await?;
    let id = super::parse_id(&row.uri).map_err(|error| Error::invalid(error.to_string()))?;
    // The way back: the actor is the one that was named. Its handle here is made from its own id, never from the answer.
    if !found.is(&id) || host_of(&id)? != row.host {
        return Err(Error::invalid(format!("{wanted} is not the name of {id}")));
    }
    Ok(row)
}

/// People whose server is asked for one text.
const LOOKUPS: usize = 10;

/// How long a person who posts waits for the people named to be found.
const PATIENCE: Duration = Duration::from_secs(5);

/// Makes the people of other servers that a text names known here, so that they are linked and told. Call it before the
/// text becomes a post. Who cannot be found in time stays plain text.
pub async fn find_mentioned(app: &AppRef, text: &str, format: Format) {
    let named = compose::mentioned(text, format);
    let elsewhere = named.into_iter().filter_map(|named| {
        let handle = Handle {
            username: named.user,
            host: named.host.map(|host| host.to_ascii_lowercase()),
        };
        Some(handle.relative_to(&app.config.domain)).filter(|handle| handle.host.is_some())
    });
    let lookups = elsewhere.take(LOOKUPS).map(|named| async move {
        if let Err(error) = handle(app, &named).await {
            tracing::debug!(%named, %error, "nobody was found for a mention");
        }
    });
    let all = futures::future::join_all(lookups);
    if tokio::time::timeout(PATIENCE, all).await.is_err() {
        tracing::debug!("looking for the people named in a text took too long");
    }
}
