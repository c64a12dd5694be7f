//! From what a service wants said to the activity that says it, with everybody who must hear it. One file an activity.

pub mod accept;
pub mod actor;
pub mod announce;
pub mod block;
pub mod create;
pub mod delete;
pub mod event;
pub mod featured;
pub mod follow;
pub mod leave;
pub mod like;
pub mod note;
pub mod parts;
pub mod undo;
pub mod update;
pub mod vote;

use meent_federation::vocab::write::{self, Address, WithContext};
use serde::Serialize;
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

/// A post of this unit with what belongs to it.
#[derive(Debug, Clone)]
pub struct OwnPost {
    pub row: StatusRow,
    pub author: AccountRow,
    /// In the author's order.
    pub media: Vec<MediaRow>,
    pub mentions: Vec<AccountRow>,
    pub tags: Vec<TagRow>,
}

/// An activity ready to be sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Built {
    pub uri: String,
    /// Who speaks, and whose key signs.
    pub speaker: AccountId,
    /// Any peer of the network may fetch it.
    pub public: bool,
    /// JSON.
    pub body: String,
    pub inboxes: Inboxes,
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
        Outgoing::UpdateActor { account } => update::actor(app, conn, serial, *account).await,
        Outgoing::DeleteActor { account } => delete::actor(app, conn, serial, *account).await,
        Outgoing::Pin { account, status } => {
            featured::add(app, conn, serial, *account, *status).await
        }
        Outgoing::Unpin { account, status } => {
            featured::remove(app, conn, serial, *account, *status).await
        }
        Outgoing::Vote { account, vote } => vote::vote(app, conn, *account, *vote).await,
        Outgoing::AskLeave { kind, status } => leave::ask(app, conn, *kind, *status).await,
        Outgoing::GiveLeave {
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
            leave::give(app, conn, serial, answer).await
        }
        Outgoing::TakeLeave {
            account,
            asker,
            stamp,
        } => leave::take(app, conn, serial, (*account, *asker, stamp)).await,
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
        Ok(built) => Ok(Some(built)),
        // A row that the event speaks of has gone: what came after says so itself.
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
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
        body: String::from_utf8(body).map_err(Error::internal)?,
        inboxes,
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
    let author = account(conn, row.account_id).await?;
    if !row.local || row.local_only || author.suspended_at.is_some() {
        return Err(Error::NotFound);
    }
    let named: Vec<AccountId> = db::statuses::mentions_of(conn, &[row.id])
        .await?
        .into_iter()
        .map(|(_, person)| person)
        .collect();
    let tags = db::tags::of_statuses(conn, &[row.id]).await?;
    Ok(OwnPost {
        author,
        media: db::media::of_statuses(conn, &[row.id]).await?,
        mentions: db::accounts::by_ids(conn, &named).await?,
        tags: tags.into_iter().map(|(_, tag)| tag).collect(),
        row,
    })
}

async fn own_post_by_id(conn: &mut Conn, id: StatusId) -> Result<OwnPost> {
    let row = status(conn, id).await?;
    own_post(conn, row).await
}

/// The inboxes of everybody a post of ours reaches: followers unless it is direct, the people named, and whom it answers.
async fn readers(conn: &mut Conn, post: &OwnPost) -> Result<Inboxes> {
    let mut inboxes = Inboxes::default();
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
