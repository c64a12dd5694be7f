//! Undo. What is undone is decided by our own record of it, found by actor and object or by id: the embedded copy only says
//! where to look.

use meent_federation::vocab::{Activity, KnownActivity, ObjectRef, authority};
use url::Url;

use super::{Incoming, Note, groups, own_actor};
use crate::db;
use crate::error::Result;
use crate::service::{incoming, relations};

pub(super) async fn undo(incoming: &Incoming<'_>) -> Result<Note> {
    authority::check_undo(&incoming.activity)?;
    let mut note = None;
    for object in incoming.activity.object.each() {
        note = one(incoming, object).await?;
    }
    Ok(note)
}

async fn one(incoming: &Incoming<'_>, object: &ObjectRef) -> Result<Note> {
    let embedded = object
        .embedded()
        .and_then(|value| Activity::read(value).ok());
    let Some(undone) = embedded else {
        return match object.id() {
            Some(id) => by_id(incoming, &id).await,
            None => Ok(Some("an Undo of something else")),
        };
    };
    let Some(target) = undone.object.id() else {
        return Ok(Some("an Undo of something else"));
    };
    let (app, actor) = (incoming.app, &incoming.actor);
    match undone.known() {
        Some(KnownActivity::Follow | KnownActivity::Join) => match own_actor(app, &target).await? {
            Some(person) => incoming::receive_unfollow(app, actor.id, person.id).await?,
            None => return Ok(Some("nobody here to unfollow")),
        },
        Some(KnownActivity::Block) => match incoming.own_person(&target).await? {
            Some(person) => relations::receive_unblock(app, actor.id, person.id).await?,
            None => return Ok(Some("nobody here to unblock")),
        },
        Some(KnownActivity::Like | KnownActivity::EmojiReact) => {
            match incoming.known_post(&target).await? {
                Some(post) => {
                    let content = undone.content.as_deref();
                    incoming::receive_unfavourite(app, actor.id, post.id, content).await?;
                    groups::pass_on(incoming, &post).await?;
                }
                None => return Ok(Some("a post that is not known")),
            }
        }
        Some(KnownActivity::Announce) => {
            let post = incoming.known_post(&target).await?;
            let uri = object.id().map(String::from);
            let of = post.map(|row| row.id);
            incoming::receive_unboost(app, actor, uri.as_deref(), of).await?;
        }
        _ => return Ok(Some("an Undo of something else")),
    }
    Ok(None)
}

/// Only the id of what is undone came: a follow, a block or a boost of the actor that has this id.
async fn by_id(incoming: &Incoming<'_>, id: &Url) -> Result<Note> {
    let (app, actor) = (incoming.app, &incoming.actor);
    let mut conn = app.db.read().await?;
    let follow = db::follows::by_uri(&mut conn, id.as_str()).await?;
    let boost = db::statuses::by_uri(&mut conn, id.as_str()).await?;
    drop(conn);
    if let Some(follow) = follow.filter(|follow| follow.account_id == actor.id) {
        incoming::receive_unfollow(app, actor.id, follow.target_id).await?;
        return Ok(None);
    }
    if boost.is_some_and(|row| row.account_id == actor.id && row.reblog_of_id.is_some()) {
        incoming::receive_unboost(app, actor, Some(id.as_str()), None).await?;
        return Ok(None);
    }
    if incoming::receive_unreaction(app, actor.id, id.as_str()).await? {
        return Ok(None);
    }
    Ok(Some("an Undo of something that is not known"))
}
