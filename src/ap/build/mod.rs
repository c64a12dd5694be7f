//! From what a service wants said to the activity that says it, with everybody who must hear it. One file an activity.

pub mod accept;
pub mod actor;
pub mod announce;
pub mod block;
pub mod consent;
pub mod create;
pub mod delete;
pub mod event;
pub mod featured;
pub mod flag;
pub mod follow;
pub mod groups;
pub mod like;
pub mod mirrors;
pub mod moderation;
pub mod moves;
pub mod note;
pub mod parts;
pub mod undo;
pub mod update;
pub mod vote;

use meent_federation::vocab::write::{self, Address, WithContext};
use serde::Serialize;
use serde_json::Value;
use url::Url;

use super::address;
use super::audience::Inboxes;
use crate::app::App;
use crate::db::accounts::AccountRow;
use crate::db::media::MediaRow;
use crate::db::statuses::StatusRow;
use crate::db::tags::TagRow;
use crate::db::{self, Conn};
use crate::domain::event::Outgoing;
use crate::domain::{AccountId, StatusId};
use crate::error::{Error, Result};

/// A post with what belongs to it.
#[derive(Debug, Clone)]
pub struct OwnPost {
    pub row: StatusRow,
    pub author: AccountRow,
    /// In the author's order.
    pub media: Vec<MediaRow>,
    pub mentions: Vec<AccountRow>,
    pub tags: Vec<TagRow>,
    /// The group it was written in.
    pub group: Option<AccountRow>,
}

/// An activity ready to be sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Built {
    pub uri: String,
    /// Who speaks, and whose key signs.
    pub speaker: AccountId,
    /// Any peer of the network may fetch it.
    pub public: bool,
    /// Only the speaker's followers read it, and whom it names.
    pub to_followers: bool,
    /// JSON.
    pub body: String,
    pub inboxes: Inboxes,
    /// What a group of this unit says about it next.
    pub next: Vec<Outgoing>,
}

/// Builds the activity for an event, or `None` when there is nothing to say any more (the post was deleted meanwhile, is
/// for this unit only, the speaker was suspended). `serial` is the number of the outbox row: it makes the ids of those
/// activities that have no row of their own, so that building twice gives the same id.
///
/// # Errors
/// Those of the database; [`Error::Internal`] when stored addresses cannot be read.
pub async fn activity(
    app: &App,
    conn: &mut Conn,
    serial: i64,
    event: &Outgoing,
) -> Result<Option<Built>> {
    let built = match event {
        Outgoing::Create { status } => create::create(app, conn, *status).await,
        Outgoing::Update { status } => update::post(app, conn, serial, *status).await,
        Outgoing::Delete { status } => delete::post(app, conn, serial, *status).await,
        Outgoing::Announce { status } => announce::announce(app, conn, *status).await,
        Outgoing::UndoAnnounce { status } => undo::announce(app, conn, serial, *status).await,
        Outgoing::Like {
            account,
            status,
            serial,
        } => like::like(app, conn, *account, *status, *serial).await,
        Outgoing::UndoLike {
            account,
            status,
            serial: like,
        } => undo::like(app, conn, serial, (*account, *status, *like)).await,
        Outgoing::Follow {
            follow,
            account,
            target,
        } => follow::follow(app, conn, *follow, *account, *target).await,
        Outgoing::UndoFollow {
            account,
            target,
            uri,
        } => undo::follow(app, conn, serial, (*account, *target, uri)).await,
        Outgoing::AcceptFollow {
            account,
            follower,
            uri,
        } => accept::accept(app, conn, serial, (*account, *follower, uri)).await,
        Outgoing::RejectFollow {
            account,
            follower,
            uri,
        } => accept::reject(app, conn, serial, (*account, *follower, uri)).await,
        Outgoing::Block {
            account,
            target,
            serial,
        } => block::block(app, conn, *account, *target, *serial).await,
        Outgoing::UndoBlock {
            account,
            target,
            serial: block,
        } => undo::block(app, conn, serial, (*account, *target, *block)).await,
        Outgoing::UpdateActor { account } => {
            update::actor(app, conn, serial, *account, false).await
        }
        Outgoing::NewKeys { account } => update::actor(app, conn, serial, *account, true).await,
        Outgoing::Move { account, target } => {
            moves::moved(app, conn, serial, *account, *target).await
        }
        Outgoing::DeleteActor { account } => delete::actor(app, conn, serial, *account).await,
        Outgoing::Flag { report } => flag::flag(app, conn, serial, *report).await,
        Outgoing::Pin { account, status } => {
            featured::add(app, conn, serial, *account, *status).await
        }
        Outgoing::Unpin { account, status } => {
            featured::remove(app, conn, serial, *account, *status).await
        }
        Outgoing::Relay { group, activity } => {
            groups::relay(app, conn, serial, *group, activity).await
        }
        Outgoing::Show { group, status } => groups::show(app, conn, *group, *status).await,
        Outgoing::Mirror {
            group,
            status,
            deed,
        } => mirrors::activity(app, conn, serial, (*group, *status, *deed)).await,
        Outgoing::Invite { group, by, account } => {
            groups::invite(app, conn, serial, (*group, *by, *account)).await
        }
        Outgoing::Moderate { group, by, act } => {
            moderation::act(app, conn, serial, (*group, *by, act)).await
        }
        Outgoing::Vote { account, vote } => vote::vote(app, conn, *account, *vote).await,
        Outgoing::AskConsent { kind, status } => consent::ask(app, conn, *kind, *status).await,
        Outgoing::GiveConsent {
            kind,
            status,
            asker,
            request,
            object,
            stamp,
        } => {
            let answer = (
                *kind,
                *status,
                *asker,
                request.as_str(),
                object.as_str(),
                *stamp,
            );
            consent::give(app, conn, serial, answer).await
        }
        Outgoing::WithdrawConsent {
            account,
            asker,
            stamp,
        } => consent::withdraw(app, conn, serial, (*account, *asker, stamp)).await,
        Outgoing::Join {
            account,
            status,
            serial,
        } => event::join(app, conn, *account, *status, *serial).await,
        Outgoing::Leave {
            account,
            status,
            serial,
        } => event::leave(app, conn, *account, *status, *serial).await,
        Outgoing::Ignore {
            account,
            asker,
            request,
        } => event::ignore(app, conn, serial, (*account, *asker, request)).await,
    };
    match built {
        Ok(built) => {
            let built = Built {
                to_followers: is_to_followers(conn, &built).await?,
                ..built
            };
            groups::through(app, conn, event, built).await.map(Some)
        }
        // A row that the event speaks of has gone: what came after says so itself.
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Is the followers collection of the speaker among the addressees, and not everybody?
async fn is_to_followers(conn: &mut Conn, built: &Built) -> Result<bool> {
    if built.public {
        return Ok(false);
    }
    let speaker = account(conn, built.speaker).await?;
    let Some(followers) = speaker.followers_url else {
        return Ok(false);
    };
    let document: Value = serde_json::from_str(&built.body).map_err(Error::internal)?;
    let named = |list: &str| {
        let list = document.get(list).and_then(Value::as_array);
        list.is_some_and(|ids| ids.iter().any(|id| id.as_str() == Some(followers.as_str())))
    };
    Ok(named("to") || named("cc"))
}

/// Puts the parts of an activity together.
fn finish<O: Serialize>(
    activity: write::Activity<O>,
    speaker: AccountId,
    inboxes: Inboxes,
) -> Result<Built> {
    let public = activity.to.contains(&Address::Public) || activity.cc.contains(&Address::Public);
    let uri = activity.id.to_string();
    let body = WithContext::new(activity)
        .to_bytes()
        .map_err(Error::internal)?;
    Ok(Built {
        uri,
        speaker,
        public,
        to_followers: false,
        body: String::from_utf8(body).map_err(Error::internal)?,
        inboxes,
        next: Vec::new(),
    })
}

/// Someone of this unit who may speak.
async fn speaker(conn: &mut Conn, id: AccountId) -> Result<AccountRow> {
    db::accounts::by_id(conn, id)
        .await?
        .filter(|account| account.is_local() && account.suspended_at.is_none())
        .ok_or(Error::NotFound)
}

async fn account(conn: &mut Conn, id: AccountId) -> Result<AccountRow> {
    db::accounts::by_id(conn, id).await?.ok_or(Error::NotFound)
}

async fn status(conn: &mut Conn, id: StatusId) -> Result<StatusRow> {
    db::statuses::by_id(conn, id).await?.ok_or(Error::NotFound)
}

/// A post of this unit that may leave it, deleted or not, with what belongs to it.
///
/// # Errors
/// [`Error::NotFound`] for a post of somebody else, of somebody suspended, or for this unit only; those of the database.
pub async fn own_post(conn: &mut Conn, row: StatusRow) -> Result<OwnPost> {
    let post = post_with_parts(conn, row).await?;
    if !post.row.local || post.row.local_only || post.author.suspended_at.is_some() {
        return Err(Error::NotFound);
    }
    Ok(post)
}

/// A post of anybody with what belongs to it.
async fn post_with_parts(conn: &mut Conn, row: StatusRow) -> Result<OwnPost> {
    let author = account(conn, row.account_id).await?;
    let named: Vec<AccountId> = db::statuses::mentions_of(conn, &[row.id])
        .await?
        .into_iter()
        .map(|(_, person)| person)
        .collect();
    let tags = db::tags::of_statuses(conn, &[row.id]).await?;
    let group = match row.group_id {
        Some(group) => db::accounts::by_id(conn, group).await?,
        None => None,
    };
    Ok(OwnPost {
        author,
        media: db::media::of_statuses(conn, &[row.id]).await?,
        mentions: db::accounts::by_ids(conn, &named).await?,
        tags: tags.into_iter().map(|(_, tag)| tag).collect(),
        group,
        row,
    })
}

async fn own_post_by_id(conn: &mut Conn, id: StatusId) -> Result<OwnPost> {
    let row = status(conn, id).await?;
    own_post(conn, row).await
}

/// The inboxes of everybody a post of ours reaches: followers unless it is direct, the people named, and whom it answers.
/// What is for the members of a group goes to the group alone.
async fn readers(conn: &mut Conn, post: &OwnPost) -> Result<Inboxes> {
    let mut inboxes = Inboxes::default();
    if post.row.is_group_private() {
        return Ok(inboxes);
    }
    if post.row.visibility != crate::domain::Visibility::Direct {
        inboxes.add_followers(conn, post.row.account_id).await?;
    }
    for person in &post.mentions {
        inboxes.add(person);
    }
    if let Some(answered) = post.row.in_reply_to_account_id
        && post.row.visibility.is_open()
    {
        inboxes.add_ids(conn, &[answered]).await?;
    }
    Ok(inboxes)
}

/// The id of an activity that has no row of its own.
fn activity_id(app: &App, speaker: &AccountRow, kind: &str, serial: i64) -> Result<Url> {
    address::url(&app.urls.activity(&speaker.username, kind, serial))
}
