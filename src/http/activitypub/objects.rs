//! Posts, and the activities that published them or said something else.

use axum::extract::{OriginalUri, Path, State};
use url::Url;

use super::answer::{self, Answer};
use super::negotiation::Wants;
use super::reader::Reader;
use super::refusal::Refusal;
use crate::ap::{address, build, resolve};
use crate::app::AppRef;
use crate::db;
use crate::db::statuses::StatusRow;
use crate::domain::{StampId, StatusId};
use crate::error::{Error, Result};
use crate::service;
use meent_federation::origin::authority_of;
use meent_federation::vocab::{Activity, KnownActivity, parse};

/// A post as its document, a boost as its activity, a deleted post as its tombstone.
pub async fn post(
    State(app): State<AppRef>,
    Path((name, id)): Path<(String, String)>,
    wants: Wants,
    reader: std::result::Result<Reader, Refusal>,
) -> Answer {
    let id = number(&id)?;
    if wants == Wants::Page {
        return Ok(answer::page(&app.urls.status_page(&name, id)));
    }
    let row = match seen(&app, &name, id, &reader?).await? {
        Seen::There(row) => *row,
        Seen::Gone(row) => return answer::tombstone(wants, build::delete::tombstone(&row)?),
    };
    let mut conn = app.db.read().await?;
    if row.reblog_of_id.is_some() {
        let (announce, _, _) = build::announce::activity(&app, &mut conn, &row).await?;
        return answer::document(wants, announce);
    }
    let post = build::own_post(&mut conn, row).await?;
    answer::document(wants, build::note::note(&app, &mut conn, &post).await?)
}

/// The Create or Announce that published a post or boost.
pub async fn post_activity(
    State(app): State<AppRef>,
    Path((name, id)): Path<(String, String)>,
    wants: Wants,
    reader: std::result::Result<Reader, Refusal>,
) -> Answer {
    let id = number(&id)?;
    if wants == Wants::Page {
        return Ok(answer::page(&app.urls.status_page(&name, id)));
    }
    let row = match seen(&app, &name, id, &reader?).await? {
        Seen::There(row) => *row,
        Seen::Gone(row) => return answer::tombstone(wants, build::delete::tombstone(&row)?),
    };
    let mut conn = app.db.read().await?;
    if row.reblog_of_id.is_some() {
        let (announce, _, _) = build::announce::activity(&app, &mut conn, &row).await?;
        return answer::document(wants, announce);
    }
    let post = build::own_post(&mut conn, row).await?;
    answer::document(
        wants,
        build::create::activity(&app, &mut conn, &post).await?,
    )
}

/// Consent that a person here gave, to those who may see the post it is about (FEP-044f).
pub async fn stamp(
    State(app): State<AppRef>,
    Path((name, id)): Path<(String, String)>,
    wants: Wants,
    reader: Reader,
) -> Answer {
    let id: StampId = id.parse().map_err(|_| Error::NotFound)?;
    let mut conn = app.db.read().await?;
    let row = db::stamps::by_id(&mut conn, id)
        .await?
        .ok_or(Error::NotFound)?;
    reader
        .sees(&mut conn, row.status_id)
        .await?
        .ok_or(Error::NotFound)?;
    let stamp = build::consent::stamp(&app, &mut conn, &row).await?;
    if stamp.id.as_str() != app.urls.stamp(&name, id) {
        return Err(Error::NotFound.into());
    }
    answer::document(wants, stamp)
}

/// A custom emoji of this unit (FEP-9098).
pub async fn emoji(
    State(app): State<AppRef>,
    Path(name): Path<String>,
    wants: Wants,
    _reader: Reader,
) -> Answer {
    let row = service::emoji::own_by_name(&app, &name).await?;
    let tag = build::parts::tag(&app, &row)?.ok_or(Error::NotFound)?;
    answer::document(wants, tag)
}

/// Another activity that was sent: to everybody if it was, else to the peers it is addressed to.
pub async fn activity(
    State(app): State<AppRef>,
    OriginalUri(uri): OriginalUri,
    wants: Wants,
    reader: Reader,
) -> Answer {
    let id = format!("{}{}", app.urls.base(), uri.path());
    let mut conn = app.db.read().await?;
    let row = db::activities::by_uri(&mut conn, &id)
        .await?
        .ok_or(Error::NotFound)?;
    let document = parse(row.body.as_bytes()).map_err(Error::internal)?;
    let activity = Activity::read(&document).map_err(Error::internal)?;
    if !row.public && !is_addressed(&activity, &reader) {
        return Err(Error::NotFound.into());
    }
    // The text in an activity is shown no longer, and to nobody else, than the post itself.
    if let Some(id) = told_post(&activity)
        && let Some(post) = db::statuses::by_uri(&mut conn, id.as_str()).await?
        && reader.sees(&mut conn, post.id).await?.is_none()
    {
        return Err(Error::NotFound.into());
    }
    Ok(answer::stored(wants, row.body))
}

/// The post whose text stands in an activity, also in one that a group passes on.
fn told_post(activity: &Activity) -> Option<Url> {
    match activity.known() {
        Some(KnownActivity::Create | KnownActivity::Update) => activity.object.id(),
        Some(KnownActivity::Announce) => {
            let inner = Activity::read(activity.object.embedded()?).ok()?;
            let tells = inner.is(KnownActivity::Create) || inner.is(KnownActivity::Update);
            inner.object.id().filter(|_| tells)
        }
        _ => None,
    }
}

/// What a reader may know of a post.
pub(super) enum Seen {
    There(Box<StatusRow>),
    /// Deleted, and open to everybody before.
    Gone(Box<StatusRow>),
}

/// The post of a person of this unit, as far as the reader may see it. What may not be seen is not told from what is not
/// there.
///
/// # Errors
/// [`Error::NotFound`].
pub(super) async fn seen(app: &AppRef, name: &str, id: StatusId, reader: &Reader) -> Result<Seen> {
    let mut conn = app.db.read().await?;
    if let Some(row) = reader.sees(&mut conn, id).await? {
        return match row.local && row.uri == app.urls.status(name, id) {
            true => Ok(Seen::There(Box::new(row))),
            false => Err(Error::NotFound),
        };
    }
    let row = db::statuses::by_id(&mut conn, id).await?;
    drop(conn);
    if let Some(row) = &row
        && row.local
        && row.uri == app.urls.status(name, id)
        && is_member_elsewhere(app, row, reader).await?
    {
        return Ok(Seen::There(Box::new(row.clone())));
    }
    let gone = row.filter(|row| {
        row.local
            && row.deleted_at.is_some()
            && row.visibility.is_open()
            && !row.local_only
            && row.uri == app.urls.status(name, id)
    });
    gone.map(|row| Seen::Gone(Box::new(row)))
        .ok_or(Error::NotFound)
}

/// A post of ours in a closed group of another unit is shown to its members, whom that unit knows: it is asked.
async fn is_member_elsewhere(app: &AppRef, row: &StatusRow, reader: &Reader) -> Result<bool> {
    let (Some(group), Reader::Peer { uri, .. }) = (row.group_id, reader) else {
        return Ok(false);
    };
    if !row.is_group_private() || row.deleted_at.is_some() || row.removed_at.is_some() {
        return Ok(false);
    }
    let mut conn = app.db.read().await?;
    let group = db::accounts::by_id(&mut conn, group).await?;
    let author = db::accounts::by_id(&mut conn, row.account_id).await?;
    drop(conn);
    let Some(group) = group.filter(|group| !group.is_local() && group.is_active()) else {
        return Ok(false);
    };
    if author.is_none_or(|author| author.suspended_at.is_some()) {
        return Ok(false);
    }
    resolve::asks_member(app, &address::followers(&group)?, uri).await
}

pub(super) fn number(id: &str) -> Result<StatusId> {
    id.parse().map_err(|_| Error::NotFound)
}

/// Is somebody at the reader's server addressed?
fn is_addressed(activity: &Activity, reader: &Reader) -> bool {
    let Reader::Peer {
        authority: peer, ..
    } = reader
    else {
        return false;
    };
    let at_peer = |id: &Url| authority_of(id).is_some_and(|host| host.as_str() == peer);
    let mut addressees = activity.to.ids.iter().chain(&activity.cc.ids);
    addressees.any(at_peer)
}

/// The id of one of our posts as a URL.
pub(super) fn post_id(app: &AppRef, name: &str, id: StatusId) -> Result<Url> {
    address::url(&app.urls.status(name, id))
}
