//! What groups of this unit say: they pass activities on, show the beginnings of conversations, and invite.

use meent_federation::vocab::write::{Activity, Address};
use serde_json::Value;

use super::{Built, account, activity_id, finish, mirrors, speaker, status};
use crate::ap::address::{self, Addresses};
use crate::ap::audience::Inboxes;
use crate::ap::proofs;
use crate::app::App;
use crate::db::accounts::AccountRow;
use crate::db::{self, Conn};
use crate::domain::event::Outgoing;
use crate::domain::{AccountId, StatusId};
use crate::error::{Error, Result};
use crate::service::groups::{self, Group};

/// Leads what is said about a post in a group through that group: a group of this unit passes it on, one of another unit
/// gets it too. Either way it carries a proof (FEP-8b32), so that members elsewhere need not ask for it again.
pub(super) async fn through(
    app: &App,
    conn: &mut Conn,
    event: &Outgoing,
    built: Built,
) -> Result<Built> {
    let Some(group) = group_of(conn, event).await? else {
        return Ok(built);
    };
    let speaker = account(conn, built.speaker).await?;
    let document: Value = serde_json::from_str(&built.body).map_err(Error::internal)?;
    let mut inboxes = built.inboxes.clone();
    let body = proofs::prove(app, conn, &speaker, document)
        .await?
        .to_string();
    inboxes.add(&group);
    let mut next = Vec::new();
    if group.is_local() {
        next.push(Outgoing::Relay {
            group: group.id,
            activity: body.clone(),
        });
        if let Outgoing::Create { status } = event
            && begins_openly(conn, *status).await?
        {
            next.push(Outgoing::Show {
                group: group.id,
                status: *status,
            });
        }
    }
    Ok(Built {
        body,
        inboxes,
        next,
        ..built
    })
}

/// Does this post begin a conversation that everybody may see?
async fn begins_openly(conn: &mut Conn, id: StatusId) -> Result<bool> {
    let post = status(conn, id).await?;
    Ok(post.in_reply_to_uri.is_none() && post.visibility.is_open())
}

/// The living group that passes on what an event says.
async fn group_of(conn: &mut Conn, event: &Outgoing) -> Result<Option<AccountRow>> {
    let group = match event {
        Outgoing::Create { status }
        | Outgoing::Update { status }
        | Outgoing::Delete { status }
        | Outgoing::Like { status, .. }
        | Outgoing::UndoLike { status, .. } => db::statuses::by_id(conn, *status)
            .await?
            .and_then(|post| post.group_id),
        Outgoing::Moderate { group, .. } => Some(*group),
        _ => None,
    };
    let Some(group) = group else { return Ok(None) };
    let row = db::accounts::by_id(conn, group).await?;
    Ok(row.filter(AccountRow::is_active))
}

/// An Announce of an activity as it came, to all members (FEP-1b12).
pub(super) async fn relay(
    app: &App,
    conn: &mut Conn,
    serial: i64,
    group: AccountId,
    activity: &str,
) -> Result<Built> {
    let group = load(conn, group).await?;
    let passed_on: Value = serde_json::from_str(activity).map_err(Error::internal)?;
    let read = meent_federation::vocab::Activity::read(&passed_on);
    let Addresses { to, cc } = addresses(&group)?;
    let activity = Activity::relay(
        activity_id(app, &group.account, "announce", serial)?,
        address::url(&group.account.uri)?,
        passed_on,
        to,
        cc,
    );
    let inboxes = members(conn, &group).await?;
    let copy = match read {
        Ok(read) => mirrors::after(conn, &group, &read).await?,
        Err(_) => None,
    };
    Ok(Built {
        next: copy.into_iter().collect(),
        ..finish(activity, group.id(), inboxes)?
    })
}

/// An Announce of the post itself, for servers that know boosts and not what groups pass on (Mastodon). Open groups only:
/// nobody but its author may pass on what is not for everybody.
pub(super) async fn show(
    app: &App,
    conn: &mut Conn,
    group: AccountId,
    post: StatusId,
) -> Result<Built> {
    let group = load(conn, group).await?;
    let post = status(conn, post).await?;
    if group.is_private() || !post.visibility.is_open() || post.deleted_at.is_some() {
        return Err(Error::NotFound);
    }
    let Addresses { to, cc } = addresses(&group)?;
    let activity = Activity::announce(
        activity_id(app, &group.account, "boost", post.id.0)?,
        address::url(&group.account.uri)?,
        address::url(&post.uri)?,
        post.created_at.to_datetime(),
        to,
        cc,
    );
    let inboxes = members(conn, &group).await?;
    finish(activity, group.id(), inboxes)
}

/// An Invite by a moderator, told to whom it is for.
pub(super) async fn invite(
    app: &App,
    conn: &mut Conn,
    serial: i64,
    (group, by, invited): (AccountId, AccountId, AccountId),
) -> Result<Built> {
    let group = load(conn, group).await?;
    let moderator = speaker(conn, by).await?;
    let invited = account(conn, invited).await?;
    let mut inboxes = Inboxes::default();
    inboxes.add(&invited);
    let activity = Activity::invite(
        activity_id(app, &moderator, "invite", serial)?,
        address::url(&moderator.uri)?,
        address::url(&group.account.uri)?,
        address::url(&invited.uri)?,
    );
    finish(activity, by, inboxes)
}

pub(super) async fn load(conn: &mut Conn, id: AccountId) -> Result<Group> {
    let account = speaker(conn, id).await?;
    groups::of_account(conn, account).await
}

async fn members(conn: &mut Conn, group: &Group) -> Result<Inboxes> {
    let mut inboxes = Inboxes::default();
    inboxes.add_followers(conn, group.id()).await?;
    Ok(inboxes)
}

/// Whom a group speaks to: everybody and its members, or its members (Lemmy 1.0's form of both).
pub(super) fn addresses(group: &Group) -> Result<Addresses> {
    let itself = Address::Id(address::url(&group.account.uri)?);
    let members = Address::Id(address::followers(&group.account)?);
    Ok(if group.is_private() {
        Addresses {
            to: vec![itself, members],
            cc: Vec::new(),
        }
    } else {
        Addresses {
            to: vec![Address::Public, itself],
            cc: vec![members],
        }
    })
}
