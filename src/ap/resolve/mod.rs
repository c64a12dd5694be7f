//! From an address or a handle to a row: what is known here, or else fetched from its origin.
//!
//! Only the origin counts. A document is taken when it was found at its own id, is consistent in itself and is not ours
//! (FEP-fe34); the same checks stand behind every way in, because all of them go through [`RemoteActor`] and
//! [`RemotePost`].

mod collections;
mod convert;
mod extras;
mod group;
mod handle;
mod jobs;
mod person;
mod post;
mod refresh;

use activitypub_federation::fetch::object_id::ObjectId;
use meent_federation::client::Fetched;
use meent_federation::origin::{Authority, authority_of, document_of, parse_id};
use url::Url;

pub use collections::{branch, conversation, look_at_pins, look_at_thread, pins};
pub use convert::{account_row, incoming_post, visibility};
pub use extras::emoji;
pub use group::{asks_member, moderators};
pub use handle::{find_mentioned, handle, interaction};
pub use jobs::{Job, queue, queue_emoji, queue_parent, queue_parts, queue_poll, queue_post};
pub use person::{RemoteActor, store_actor, store_listed};
pub use post::RemotePost;
pub use refresh::{again, quote, reply_stamp};

use super::network::{self, Session};
use crate::app::{App, AppRef};
use crate::db;
use crate::db::accounts::AccountRow;
use crate::db::statuses::StatusRow;
use crate::error::{Error, Result};

/// How long an actor is believed without asking its origin again, in seconds.
const FRESH_SECONDS: i64 = 24 * 3600;

/// Somebody or something that an address stands for.
#[derive(Debug, Clone)]
pub enum Found {
    Account(Box<AccountRow>),
    Post(Box<StatusRow>),
}

/// The actor with this id: as known here when it was read within a day, else as its origin has it now. An actor whose
/// origin is out of reach is taken as it is known.
///
/// # Errors
/// [`Error::Unavailable`] when the origin cannot be reached now, [`Error::Gone`] and [`Error::NotFound`] as the origin
/// says, [`Error::Forbidden`] for a server this unit does not speak to, [`Error::Invalid`] for a document that is no
/// actor or not consistent.
pub async fn actor(session: &Session, id: &Url) -> Result<AccountRow> {
    let app = session.app()?;
    let known = db::accounts::by_uri(&mut *app.db.read().await?, id.as_str()).await?;
    if let Some(row) = &known
        && (row.is_local() || is_fresh(&app, row))
    {
        return Ok(row.clone());
    }
    match (fetch_actor(session, id).await, known) {
        (Ok(row), _) => Ok(row),
        (Err(Error::Unavailable(_)), Some(row)) if row.deleted_at.is_none() => Ok(row),
        (Err(error), _) => Err(error),
    }
}

/// Reads an actor from its origin again, whatever is known.
///
/// # Errors
/// As [`actor`].
pub async fn refresh(app: &AppRef, uri: &str) -> Result<AccountRow> {
    let id = parse_id(uri).map_err(|error| Error::invalid(error.to_string()))?;
    let session = network::session(app).await?;
    fetch_actor(&session, &id).await
}

/// As [`refresh`], within a budget of fetches.
///
/// # Errors
/// As [`actor`].
pub async fn fetch_actor(session: &Session, id: &Url) -> Result<AccountRow> {
    let found = ObjectId::<RemoteActor>::from(document_of(id))
        .dereference_forced(session)
        .await?;
    Ok(found.row)
}

/// The post with this id: as known here, else as its origin has it. Stores it, with its author; queues the post that it
/// answers and its files.
///
/// # Errors
/// As [`actor`], about the post; [`Error::Gone`] for one that was deleted.
pub async fn post(session: &Session, id: &Url) -> Result<StatusRow> {
    let app = session.app()?;
    match known_post(&app, id.as_str()).await? {
        Some(row) => Ok(row),
        None => {
            let found = ObjectId::<RemotePost>::from(document_of(id))
                .dereference_forced(session)
                .await?;
            Ok(found.row)
        }
    }
}

/// Fetches a document as it stands at its origin, for the caller to read and check.
///
/// # Errors
/// As [`actor`].
pub async fn document(app: &AppRef, id: &Url) -> Result<Fetched> {
    network::admit_members(app).await?;
    let signer = network::signer(&crate::service::unit::actor(app).await?)?;
    Ok(app
        .network
        .client()
        .fetch_document(id, Some(&signer))
        .await?)
}

/// A living post that is known here, by id.
///
/// # Errors
/// [`Error::Gone`] for one that was deleted; those of the database.
pub async fn known_post(app: &App, uri: &str) -> Result<Option<StatusRow>> {
    let mut conn = app.db.read().await?;
    let found = match app.urls.mirrored(uri) {
        // What answers a copy of a post answers the post.
        Some((_, id)) => db::statuses::by_id(&mut conn, id)
            .await?
            .filter(StatusRow::is_group_private),
        None => db::statuses::by_uri(&mut conn, uri).await?,
    };
    match found {
        Some(row) if row.deleted_at.is_some() => Err(Error::Gone),
        row => Ok(row),
    }
}

/// Whatever an address stands for: an id or the address of a page, of this unit or elsewhere. For the search box, where
/// people paste what they have.
///
/// # Errors
/// As [`actor`]. Whether the one who asks may see the post is for the caller to decide.
pub async fn address(app: &AppRef, text: &str) -> Result<Found> {
    let id = parse_id(text.trim()).map_err(|error| Error::invalid(error.to_string()))?;
    if let Some(found) = known(app, id.as_str()).await? {
        return Ok(found);
    }
    if app.urls.local_path(id.as_str()).is_some() {
        return Err(Error::NotFound);
    }
    let session = network::session(app).await?;
    // The address says nothing about what is behind it: read it as a post, which most are, and else as an actor.
    match post(&session, &id).await {
        Ok(row) => Ok(Found::Post(Box::new(row))),
        Err(Error::Invalid(_)) => {
            let row = fetch_actor(&session, &id).await?;
            Ok(Found::Account(Box::new(row)))
        }
        Err(error) => Err(error),
    }
}

async fn known(app: &App, text: &str) -> Result<Option<Found>> {
    let mut conn = app.db.read().await?;
    if let Some(row) = db::statuses::by_uri_or_url(&mut conn, text).await? {
        return Ok(Some(Found::Post(Box::new(row))));
    }
    let by_id = db::accounts::by_uri(&mut conn, text).await?;
    let found = match (by_id, app.urls.local_path(text)) {
        (Some(row), _) => Some(row),
        (None, Some(path)) => match path.strip_prefix("/@") {
            Some(name) => db::accounts::by_handle(&mut conn, &name.to_lowercase()).await?,
            None => None,
        },
        (None, None) => None,
    };
    let living = found.filter(|row| row.deleted_at.is_none());
    Ok(living.map(|row| Found::Account(Box::new(row))))
}

/// Was the actor read from its origin lately, and is it alive?
pub(crate) fn is_fresh(app: &App, row: &AccountRow) -> bool {
    row.deleted_at.is_none()
        && row
            .fetched_at
            .is_some_and(|at| app.now() < at.plus_seconds(FRESH_SECONDS))
}

/// This unit's own name, as the authority rules want it.
pub(crate) fn ours(app: &App) -> Result<Authority> {
    Authority::parse(&app.config.domain).map_err(Error::internal)
}

/// The peer that an id belongs to.
pub(crate) fn host_of(id: &Url) -> Result<String> {
    authority_of(id)
        .map(String::from)
        .ok_or_else(|| Error::invalid("an id without a host name"))
}
