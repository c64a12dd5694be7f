//! Update: an edited post, a changed profile.

use meent_federation::vocab::{AnyDocument, Post, authority, parse};
use url::Url;

use super::{Incoming, Note, create, groups};
use crate::ap::resolve;
use crate::domain::ActorKind;
use crate::error::{Error, Result};
use crate::service::{incoming, peers};

pub(super) async fn update(incoming: &Incoming<'_>) -> Result<Note> {
    let app = incoming.app;
    let Some(document) = incoming.activity.object.embedded() else {
        return by_id(incoming, &incoming.object()?).await;
    };
    match AnyDocument::read(document)? {
        AnyDocument::Actor(actor) => {
            authority::check_embedded_actor(&incoming.activity, &actor, &resolve::ours(app)?)?;
            let row = resolve::store_actor(app, &actor).await?;
            if row.kind == ActorKind::Application {
                // The actor that speaks for a unit says that there is something new to read at it.
                peers::read_soon(app, &row.host).await?;
            }
            Ok(None)
        }
        AnyDocument::Post(post) => {
            authority::check_embedded_post(&incoming.activity, &post, &resolve::ours(app)?)?;
            edit(incoming, &post).await
        }
        _ => Ok(Some("an Update of something else")),
    }
}

/// The new version of a post. One that is not known is fetched, if it would have been kept when it was new.
async fn edit(incoming: &Incoming<'_>, post: &Post) -> Result<Note> {
    let app = incoming.app;
    let author = incoming.actor.clone();
    let version = resolve::incoming_post(app, post, Some(&incoming.activity), author).await?;
    if incoming::receive_edit(app, version).await? {
        if let Some(row) = incoming.known_post(&post.id).await? {
            resolve::queue_parts(app, &row).await?;
            groups::pass_on(incoming, &row).await?;
        }
        return Ok(None);
    }
    if post.is_vote() || !create::is_wanted(incoming, post).await? {
        return Ok(Some("nobody here asked for it"));
    }
    let row = resolve::post(incoming.session, &post.id).await?;
    resolve::queue_parent(app, &row, 0).await?;
    Ok(None)
}

/// Only the id came: what changed is read from its origin.
async fn by_id(incoming: &Incoming<'_>, id: &Url) -> Result<Note> {
    if *id == incoming.activity.actor {
        resolve::fetch_actor(incoming.session, id).await?;
        return Ok(None);
    }
    let Some(known) = incoming.known_post(id).await? else {
        return Ok(Some("an Update of something that is not known"));
    };
    if known.account_id != incoming.actor.id {
        return Err(Error::forbidden("the post belongs to somebody else"));
    }
    let fetched = incoming.fetch(id).await?;
    let post = Post::read(&parse(&fetched.body)?)?;
    authority::check_fetched_post(&fetched.url, &post, &resolve::ours(incoming.app)?)?;
    if post.attributed_to != incoming.activity.actor {
        return Err(Error::forbidden("the post belongs to somebody else"));
    }
    edit(incoming, &post).await
}
