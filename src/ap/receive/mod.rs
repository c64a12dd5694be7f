//! From what a peer sent to the service that does it. One file an activity; types that are not listed are ignored.
//!
//! What comes here has passed the gate: its signature, its peer, and that its actor is whoever signed. What remains to be
//! checked is whether the actor may do this to that object. Every handler may run twice for the same activity.

mod announce;
mod answer;
mod block;
mod create;
mod delete;
mod featured;
mod flag;
mod follow;
mod groups;
mod invite;
mod leave;
mod like;
mod moderation;
mod moves;
mod request;
mod undo;
mod update;

use std::future::ready;
use std::sync::atomic::{AtomicU32, Ordering};

use futures::future::BoxFuture;
use meent_federation::client::Fetched;
use meent_federation::vocab::{self, Activity, KnownActivity};
use url::Url;

use super::network::{self, Session};
use super::resolve;
use crate::app::AppRef;
use crate::db;
use crate::db::accounts::AccountRow;
use crate::db::statuses::StatusRow;
use crate::domain::ActorKind;
use crate::error::{Error, Result};
use crate::service::peers;

/// Why nothing came of an activity, where that is as it should be.
pub type Note = Option<&'static str>;

/// An activity with whom it is from.
struct Incoming<'a> {
    app: &'a AppRef,
    /// One budget of fetches for all that the delivery brings.
    session: &'a Session,
    activity: Activity,
    actor: AccountRow,
    /// As it came.
    body: &'a str,
    /// Documents fetched for the delivery beside those of the session.
    fetched: &'a AtomicU32,
}

/// Documents that one delivery may have fetched beside those of its session: a group passes on many things at once.
const DOCUMENTS: u32 = 20;

/// Handles one verified activity, sent by `sender`.
///
/// # Errors
/// [`Error::Unavailable`] when something it needs is out of reach now and it should be tried again; anything else means
/// that it is refused for good.
pub async fn activity(app: &AppRef, sender: &str, body: &str) -> Result<Note> {
    let document = vocab::parse(body.as_bytes())?;
    let activity = Activity::read(&document)?;
    if activity.actor.as_str() != sender {
        return Err(Error::forbidden("the activity is not by its sender"));
    }
    let known = db::accounts::by_uri(&mut *app.db.read().await?, sender).await?;
    let Some(actor) = known else {
        return Ok(Some("its sender is not known any more"));
    };
    if actor.is_local() || actor.suspended_at.is_some() {
        return Ok(Some("its sender is suspended"));
    }
    if peers::allowed(app, &actor.host).await?.is_none() {
        return Ok(Some("its server is shut out"));
    }
    let session = network::session(app).await?;
    let incoming = Incoming {
        app,
        session: &session,
        activity,
        actor,
        body,
        fetched: &AtomicU32::new(0),
    };
    handle(&incoming).await
}

/// Leads an activity whose actor is certain to what handles it.
async fn handle(incoming: &Incoming<'_>) -> Result<Note> {
    let Some(kind) = incoming.activity.known() else {
        return Ok(Some("an activity of another kind"));
    };
    if let Some(note) = moderation::direct(incoming).await? {
        return Ok(note);
    }
    handler(incoming, kind).await
}

/// What handles an activity of this kind. A call of its own makes it: the futures of all kinds are large, and where one
/// function makes and awaits them, an unoptimised build keeps room for each on the stack, twice where a group passes
/// something on.
fn handler<'a>(incoming: &'a Incoming<'_>, kind: KnownActivity) -> BoxFuture<'a, Result<Note>> {
    match kind {
        KnownActivity::Follow => Box::pin(follow::follow(incoming)),
        KnownActivity::Join => Box::pin(request::join(incoming)),
        KnownActivity::Leave => Box::pin(leave::leave(incoming)),
        KnownActivity::Invite => Box::pin(invite::invite(incoming)),
        KnownActivity::Accept => Box::pin(answer::answer(incoming, true)),
        KnownActivity::Reject => Box::pin(answer::answer(incoming, false)),
        KnownActivity::Create => Box::pin(create::create(incoming)),
        KnownActivity::Update => Box::pin(update::update(incoming)),
        KnownActivity::Delete => Box::pin(delete::delete(incoming)),
        KnownActivity::Announce => Box::pin(announce::announce(incoming)),
        KnownActivity::Like | KnownActivity::EmojiReact => Box::pin(like::like(incoming)),
        KnownActivity::Block => Box::pin(block::block(incoming)),
        KnownActivity::Flag => Box::pin(flag::flag(incoming)),
        KnownActivity::Move => Box::pin(moves::moved(incoming)),
        KnownActivity::Undo => Box::pin(undo::undo(incoming)),
        KnownActivity::Add => Box::pin(featured::pin(incoming, true)),
        KnownActivity::Remove => Box::pin(featured::pin(incoming, false)),
        KnownActivity::QuoteRequest => Box::pin(request::quote(incoming)),
        KnownActivity::ReplyRequest => Box::pin(request::reply(incoming)),
        _ => Box::pin(ready(Ok(Some("an activity of another kind")))),
    }
}

impl Incoming<'_> {
    /// The id of the activity, or one made from what it does where its sender gave it none (Misskey does so).
    fn id_or(&self, kind: &str, object: &str) -> String {
        match &self.activity.id {
            Some(id) => id.to_string(),
            None => format!("{}#{kind}/{object}", self.actor.uri),
        }
    }

    /// A document as its origin has it.
    async fn fetch(&self, id: &Url) -> Result<Fetched> {
        if self.fetched.fetch_add(1, Ordering::Relaxed) >= DOCUMENTS {
            return Err(Error::invalid("one delivery has too much to look up"));
        }
        resolve::document(self.app, id).await
    }

    /// The id of the one object.
    fn object(&self) -> Result<Url> {
        self.activity
            .object
            .id()
            .ok_or_else(|| Error::invalid("an activity without one object"))
    }

    /// The same delivery, for an activity inside it (`body` is its JSON) whose actor is certain.
    fn on_behalf_of<'a>(
        &'a self,
        activity: Activity,
        actor: AccountRow,
        body: &'a str,
    ) -> Incoming<'a> {
        Incoming {
            app: self.app,
            session: self.session,
            activity,
            actor,
            body,
            fetched: self.fetched,
        }
    }

    /// A living person of this unit, by id.
    async fn own_person(&self, id: &Url) -> Result<Option<AccountRow>> {
        own_person(self.app, id).await
    }

    /// A living post that is known here, by id.
    async fn known_post(&self, id: &Url) -> Result<Option<StatusRow>> {
        match resolve::known_post(self.app, id.as_str()).await {
            Err(Error::Gone) => Ok(None),
            found => found,
        }
    }
}

async fn own_person(app: &AppRef, id: &Url) -> Result<Option<AccountRow>> {
    let row = own_actor(app, id).await?;
    Ok(row.filter(|row| row.kind != ActorKind::Group))
}

/// A living person or group of this unit, by id.
async fn own_actor(app: &AppRef, id: &Url) -> Result<Option<AccountRow>> {
    if app.urls.username_of(id.as_str()).is_none() {
        return Ok(None);
    }
    let row = db::accounts::by_uri(&mut *app.db.read().await?, id.as_str()).await?;
    Ok(row.filter(|row| row.is_local() && row.is_active() && row.kind != ActorKind::Application))
}
