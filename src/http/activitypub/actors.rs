//! People, and the actor that speaks for the unit.

use axum::extract::{Path, State};
use meent_federation::vocab::write::Tombstone;

use super::answer::{self, Answer};
use super::groups;
use super::negotiation::Wants;
use super::reader::Reader;
use super::refusal::Refusal;
use crate::ap::{address, build, cards};
use crate::app::AppRef;
use crate::db;
use crate::db::accounts::AccountRow;
use crate::domain::ActorKind;
use crate::error::{Error, Result};

/// The unit's own actor. Readable by everybody: its key is what a peer needs before it can check anything we sign.
pub async fn unit(State(app): State<AppRef>, wants: Wants) -> Answer {
    if wants == Wants::Page {
        return Ok(answer::page(&format!("{}/", app.urls.base())));
    }
    let document = cards::document(&app).await?;
    answer::value(wants, &cards::with_context(document))
}

/// A person or group of this unit.
pub async fn person(
    State(app): State<AppRef>,
    Path(name): Path<String>,
    wants: Wants,
    reader: std::result::Result<Reader, Refusal>,
) -> Answer {
    if wants == Wants::Page {
        return Ok(answer::page(&app.urls.profile(&name)));
    }
    let reader = reader?;
    let row = by_name(&app, &name).await?;
    if !groups::may_know(&app, &row, &reader).await? {
        return Err(Error::NotFound.into());
    }
    // What is said about the deletion is checked with the keys: they stay readable until it has been sent to everybody.
    if row.deleted_at.is_some() && row.private_key.is_none() {
        return answer::tombstone(
            wants,
            Tombstone {
                id: address::url(&row.uri)?,
                former_type: Some(row.kind.name().to_owned()),
                deleted: row.deleted_at.map(|time| time.to_datetime()),
            },
        );
    }
    if row.suspended_at.is_some() {
        return Err(Error::NotFound.into());
    }
    let mut conn = app.db.read().await?;
    answer::document(wants, build::actor::actor(&app, &mut conn, &row).await?)
}

/// A person of this unit, also a deleted or suspended one, by name.
///
/// # Errors
/// [`Error::NotFound`].
pub(super) async fn by_name(app: &AppRef, name: &str) -> Result<AccountRow> {
    let row = db::accounts::by_handle(&mut *app.db.read().await?, &name.to_lowercase()).await?;
    row.filter(|row| row.is_local() && row.kind != ActorKind::Application)
        .ok_or(Error::NotFound)
}

/// As [`by_name`], those only who live and whom the reader may know of.
///
/// # Errors
/// [`Error::NotFound`].
pub(super) async fn living(app: &AppRef, name: &str, reader: &Reader) -> Result<AccountRow> {
    let row = Some(by_name(app, name).await?)
        .filter(AccountRow::is_active)
        .ok_or(Error::NotFound)?;
    match groups::may_know(app, &row, reader).await? {
        true => Ok(row),
        false => Err(Error::NotFound),
    }
}
