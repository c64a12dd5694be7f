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
mod follow;
mod like;
mod request;
mod undo;
mod update;

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
    session: Session,
    activity: Activity,
    actor: AccountRow,
}

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
    let Some(kind) = activity.known() else {
        return Ok(Some("an activity of another kind"));
    };
    let incoming = Incoming {
        app,
        session: network::session(app).await?,
        activity,
        actor,
    };
    match kind {
        KnownActivity::Follow => follow::follow(&incoming).await,
        KnownActivity::Accept => answer::answer(&incoming, true).await,
        KnownActivity::Reject => answer::answer(&incoming, false).await,
        KnownActivity::Create => create::create(&incoming).await,
        KnownActivity::Update => update::update(&incoming).await,
        KnownActivity::Delete => delete::delete(&incoming).await,
        KnownActivity::Announce => announce::announce(&incoming).await,
        KnownActivity::Like | KnownActivity::EmojiReact => like::like(&incoming).await,
        KnownActivity::Block => block::block(&incoming).await,
        KnownActivity::Undo => undo::undo(&incoming).await,
        KnownActivity::Add => featured::pin(&incoming, true).await,
        KnownActivity::Remove => featured::pin(&incoming, false).await,
        KnownActivity::QuoteRequest => request::quote(&incoming).await,
        KnownActivity::ReplyRequest => request::reply(&incoming).await,
        KnownActivity::Join => request::join(&incoming).await,
        _ => Ok(Some("an activity of another kind")),
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

    /// The id of the one object.
    fn object(&self) -> Result<Url> {
        self.activity
            .object
            .id()
            .ok_or_else(|| Error::invalid("an activity without one object"))
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
    if app.urls.username_of(id.as_str()).is_none() {
        return Ok(None);
    }
    let row = db::accounts::by_uri(&mut *app.db.read().await?, id.as_str()).await?;
    Ok(row.filter(|row| row.is_local() && row.is_active() && row.kind != ActorKind::Application))
}
