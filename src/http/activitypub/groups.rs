//! What belongs to groups besides the rest: who moderates, who is what in them, who is in them at all.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use meent_federation::origin::parse_id;
use meent_federation::vocab::write::{OrderedCollection, Relationship};
use url::Url;

use super::actors::living;
use super::answer::{self, Answer};
use super::collections::{counted, own};
use super::negotiation::Wants;
use super::objects::number;
use super::reader::Reader;
use super::refusal::Refusal;
use crate::ap::{address, build};
use crate::app::AppRef;
use crate::db;
use crate::db::accounts::AccountRow;
use crate::domain::ActorKind;
use crate::domain::groups::{GroupAccess, GroupRole};
use crate::error::{Error, Result};
use crate::service::groups::{self, Group, members};

/// A group for a reader who may see what is in it: everybody for an open one, for a closed one its members (and servers
/// that ask for some of their people who are members).
///
/// # Errors
/// [`Error::NotFound`].
async fn opened(app: &AppRef, name: &str, reader: &Reader) -> Result<Group> {
    let row = living(app, name, reader).await?;
    if row.kind != ActorKind::Group {
        return Err(Error::NotFound);
    }
    let group = groups::of_account(&mut *app.db.read().await?, row).await?;
    match may_read(app, &group, reader).await? {
        true => Ok(group),
        false => Err(Error::NotFound),
    }
}

/// May the reader see what is in a group?
///
/// # Errors
/// Those of the database.
pub(super) async fn may_read(app: &AppRef, group: &Group, reader: &Reader) -> Result<bool> {
    if !group.is_private() {
        return Ok(true);
    }
    let mut conn = app.db.read().await?;
    match reader {
        Reader::Anyone => Ok(false),
        Reader::Peer {
            authority,
            signer: None,
            ..
        } => db::groups::has_member_at(&mut conn, group.id(), authority).await,
        Reader::Peer {
            signer: Some(signer),
            ..
        } => {
            let standing = groups::standing(&mut conn, group.id(), *signer, app.now()).await?;
            Ok(standing.member)
        }
    }
}

/// May the reader know that an account exists? Of a secret group those may whose server has a member, or somebody invited.
///
/// # Errors
/// Those of the database.
pub(super) async fn may_know(app: &AppRef, row: &AccountRow, reader: &Reader) -> Result<bool> {
    if row.kind != ActorKind::Group {
        return Ok(true);
    }
    let mut conn = app.db.read().await?;
    let group = groups::of_account(&mut conn, row.clone()).await?;
    if group.row.access != GroupAccess::Secret {
        return Ok(true);
    }
    match reader {
        Reader::Anyone => Ok(false),
        Reader::Peer { authority, .. } => {
            db::groups::has_anybody_at(&mut conn, row.id, authority).await
        }
    }
}

/// Who moderates a group (Lemmy's `attributedTo`).
pub async fn moderators(
    State(app): State<AppRef>,
    Path(name): Path<String>,
    wants: Wants,
    reader: Reader,
) -> Answer {
    let group = opened(&app, &name, &reader).await?;
    let found = members::moderators_of(&mut *app.db.read().await?, group.id()).await?;
    let items = found
        .iter()
        .map(|(row, _)| address::url(&row.uri))
        .collect::<Result<Vec<_>>>()?;
    let id = own(&app, &group.account.username, "moderators")?;
    answer::document(wants, whole(id, &group, items)?)
}

/// Who is what in a group (FEP-5219): those who moderate it.
pub async fn affiliations(
    State(app): State<AppRef>,
    Path(name): Path<String>,
    wants: Wants,
    reader: Reader,
) -> Answer {
    let group = opened(&app, &name, &reader).await?;
    let found = members::moderators_of(&mut *app.db.read().await?, group.id()).await?;
    let object = address::url(&group.account.uri)?;
    let items = found
        .iter()
        .map(|(row, role)| {
            Ok(Relationship {
                subject: address::url(&row.uri)?,
                relationship: match role {
                    GroupRole::Owner => "admin",
                    _ => "moderator",
                },
                object: object.clone(),
            })
        })
        .collect::<Result<Vec<_>>>()?;
    let id = own(&app, &group.account.username, "affiliations")?;
    answer::document(wants, whole(id, &group, items)?)
}

/// The copy that a closed group wrote of a post, for its members.
pub async fn mirror(
    State(app): State<AppRef>,
    Path((name, id)): Path<(String, String)>,
    wants: Wants,
    reader: Reader,
) -> Answer {
    let group = opened(&app, &name, &reader).await?;
    if !group.is_private() || !group.row.mirror {
        return Err(Error::NotFound.into());
    }
    let mut conn = app.db.read().await?;
    let post = db::statuses::by_id(&mut conn, number(&id)?)
        .await?
        .ok_or(Error::NotFound)?;
    answer::document(
        wants,
        build::mirrors::copy(&app, &mut conn, &group, post).await?,
    )
}

fn whole<T>(id: Url, group: &Group, items: Vec<T>) -> Result<OrderedCollection<T>> {
    Ok(OrderedCollection {
        id,
        attributed_to: Some(address::url(&group.account.uri)?),
        total_items: u64::try_from(items.len()).unwrap_or(0),
        first: None,
        last: None,
        ordered_items: Some(items),
    })
}

/// How many are in a group; or, to the server that keeps a post of a member, whether somebody is (Lemmy's form:
/// `?is_follower=<actor id>`, answered by 200 or 404). A server's own actor counts as a member when one of its people is.
pub(super) async fn followers(
    app: &AppRef,
    row: AccountRow,
    asked: Option<&str>,
    wants: Wants,
    reader: &Reader,
) -> Answer {
    let group = groups::of_account(&mut *app.db.read().await?, row).await?;
    if !may_read(app, &group, reader).await? {
        return Err(Error::NotFound.into());
    }
    if let Some(who) = asked
        && !is_member(app, &group, who).await?
    {
        return Err(Refusal::new(StatusCode::NOT_FOUND, "not in this group"));
    }
    let id = own(app, &group.account.username, "followers")?;
    answer::document(wants, counted(id, group.account.followers_count))
}

async fn is_member(app: &AppRef, group: &Group, who: &str) -> Result<bool> {
    let id = parse_id(who).map_err(|error| Error::invalid(error.to_string()))?;
    let mut conn = app.db.read().await?;
    match db::accounts::by_uri(&mut conn, id.as_str()).await? {
        Some(row) if speaks_for_server(&row) => {
            db::groups::has_member_at(&mut conn, group.id(), &row.host).await
        }
        Some(row) => {
            drop(conn);
            members::is_member(app, group, row.id).await
        }
        // Members are known here.
        None => Ok(false),
    }
}

/// An actor that fetches for everybody on its server. Not a `Service`: anybody's bot is one.
pub(super) fn speaks_for_server(row: &AccountRow) -> bool {
    row.kind == ActorKind::Application
}
