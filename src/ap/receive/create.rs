//! Create: a post that its author vouches for.

use meent_federation::vocab::{ObjectRef, Post, authority};

use super::{Incoming, Note, groups, own_person};
use crate::ap::resolve;
use crate::db;
use crate::error::{Error, Result};
use crate::service::incoming::{self, IncomingGroup, Received};

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
    let post = Post::read(document)?;
    authority::check_embedded_post(&incoming.activity, &post, &resolve::ours(app)?)?;
    if post.is_vote() {
        return Ok(Some("votes are not counted here"));
    }
    let group = groups::destination(incoming, &post).await?;
    if group.is_none() && !is_wanted(incoming, &post).await? {
        return Ok(Some("nobody here asked for it"));
    }
    let author = incoming.actor.clone();
    let mut stored = resolve::incoming_post(app, &post, Some(&incoming.activity), author).await?;
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
            resolve::queue_files(app, &row).await?;
            Ok(None)
        }
        Received::Known(_) => Ok(Some("known already")),
        Received::Buried => Ok(Some("deleted before it came")),
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
