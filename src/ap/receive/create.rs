//! Create: a post that its author vouches for.

use meent_federation::vocab::{ObjectRef, Post, ReadError, authority};

use super::{Incoming, Note, groups, own_person};
use crate::ap::resolve;
use crate::db;
use crate::domain::Consent;
use crate::error::{Error, Result};
use crate::service::groups::Group;
use crate::service::incoming::{self, IncomingGroup, Received};
use crate::service::stamps::{self, Deed};

/// Several objects come from servers that send all votes of a poll at once.
pub(super) async fn create(incoming: &Incoming<'_>) -> Result<Note> {
    let mut note = None;
    for object in incoming.activity.object.each() {
        note = one(incoming, object).await?;
    }
    Ok(note)
}

async fn one(incoming: &Incoming<'_>, object: &ObjectRef) -> Result<Note> {
    let app = incoming.app;
    let Some(document) = object.embedded() else {
        return by_id(incoming, object).await;
    };
    let (kind, post) = match Post::read(document) {
        Ok(post) => (String::new(), post),
        // Of a type that nobody here knows: shown as a card.
        Err(ReadError::UnexpectedType(_)) => Post::read_unknown(document)?,
        Err(error) => return Err(error.into()),
    };
    authority::check_embedded_post(&incoming.activity, &post, &resolve::ours(app)?)?;
    if post.is_vote() {
        return vote(incoming, &post).await;
    }
    let group = groups::destination(incoming, &post).await?;
    if group.is_none() && !is_wanted(incoming, &post).await? {
        return Ok(Some("nobody here asked for it"));
    }
    if !may_answer(incoming, &post, group.as_ref()).await? {
        return Ok(Some("a reply without consent from whom it answers"));
    }
    let author = incoming.actor.clone();
    let mut stored = resolve::incoming_post(app, &post, Some(&incoming.activity), author).await?;
    stored.extras.kind = kind;
    if let Some(group) = group {
        if group.is_private() {
            stored.visibility = group.row.access.visibility();
        }
        stored.group = Some(IncomingGroup {
            id: group.id(),
            relay: Some(incoming.body.to_owned()),
        });
    }
    let received = incoming::receive_post(app, stored).await?;
    settle(incoming, received).await
}

/// Queues what a new post names, and says what became of it.
pub(super) async fn settle(incoming: &Incoming<'_>, received: Received) -> Result<Note> {
    let app = incoming.app;
    match received {
        Received::New(id) => {
            let row = db::statuses::by_id(&mut *app.db.read().await?, id)
                .await?
                .ok_or(Error::NotFound)?;
            resolve::queue_parent(app, &row, 0).await?;
            resolve::queue_parts(app, &row).await?;
            Ok(None)
        }
        Received::Known(_) => Ok(Some("known already")),
        Received::Buried => Ok(Some("deleted before it came")),
    }
}

/// A vote in a poll of ours names an option and has no text.
async fn vote(incoming: &Incoming<'_>, post: &Post) -> Result<Note> {
    let (Some(poll), Some(option)) = (&post.in_reply_to, &post.name) else {
        return Ok(Some("a vote in nothing"));
    };
    let Some(poll) = incoming.known_post(poll).await? else {
        return Ok(Some("a vote in a poll that is not here"));
    };
    match incoming::receive_vote(incoming.app, &incoming.actor, poll.id, option).await? {
        true => Ok(None),
        false => Ok(Some("a vote that does not count")),
    }
}

/// Whether the rules of the post that is answered let its author answer it, or a stamp does (GoToSocial). Posts whose parent
/// is not known pass: their rules are not known either. A group has said itself who answers in it.
async fn may_answer(incoming: &Incoming<'_>, post: &Post, group: Option<&Group>) -> Result<bool> {
    let Some(answered) = &post.in_reply_to else {
        return Ok(true);
    };
    let Some(parent) = incoming.known_post(answered).await? else {
        return Ok(true);
    };
    if group.is_some_and(|group| parent.group_id == Some(group.id())) {
        return Ok(true);
    }
    let (app, author) = (incoming.app, &incoming.actor);
    if stamps::consent(app, author, &parent, Deed::Reply).await? == Consent::Given {
        return Ok(true);
    }
    match &post.reply_authorization {
        Some(stamp) => match resolve::reply_stamp(app, &post.id, &parent, stamp).await {
            Err(error @ Error::Unavailable(_)) => Err(error),
            found => Ok(found.unwrap_or(false)),
        },
        None => Ok(false),
    }
}

/// Whether somebody here follows the author, is named or addressed, or knows what it answers.
pub(super) async fn is_wanted(incoming: &Incoming<'_>, post: &Post) -> Result<bool> {
    let addressed = (post.to.ids.iter().chain(&post.cc.ids))
        .chain(post.mentions.iter().map(|mention| &mention.href));
    let mut named = false;
    for id in addressed {
        if own_person(incoming.app, id).await?.is_some() {
            named = true;
            break;
        }
    }
    let answered = post.in_reply_to.as_ref().map(url::Url::as_str);
    incoming::is_wanted(incoming.app, incoming.actor.id, named, answered).await
}

/// Only the id came: the post is fetched, if its author is followed here.
async fn by_id(incoming: &Incoming<'_>, object: &ObjectRef) -> Result<Note> {
    let id = object
        .id()
        .ok_or_else(|| Error::invalid("a Create without an object"))?;
    if !incoming::is_wanted(incoming.app, incoming.actor.id, false, None).await? {
        return Ok(Some("nobody here asked for it"));
    }
    let row = resolve::post(incoming.session, &id).await?;
    resolve::queue_parent(incoming.app, &row, 0).await?;
    Ok(None)
}
