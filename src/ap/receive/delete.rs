//! Delete: of posts by their author, of an actor by itself.

use meent_federation::vocab::authority;
use url::Url;

use super::{Incoming, Note, groups};
use crate::ap::resolve;
use crate::db;
use crate::error::Result;
use crate::service::incoming;

pub(super) async fn delete(incoming: &Incoming<'_>) -> Result<Note> {
    for object in incoming.activity.object.ids() {
        one(incoming, &object).await?;
    }
    Ok(None)
}

/// What is not known is remembered as deleted, so that a Create that comes late changes nothing.
async fn one(incoming: &Incoming<'_>, object: &Url) -> Result<()> {
    let app = incoming.app;
    if incoming::receive_quote_revoked(app, incoming.actor.id, object.as_str()).await? {
        return Ok(());
    }
    let owner = owner(incoming, object).await?;
    authority::check_delete(
        &incoming.activity.actor,
        object,
        owner.as_ref(),
        &resolve::ours(app)?,
    )?;
    if *object == incoming.activity.actor {
        return incoming::receive_actor_gone(app, incoming.actor.id).await;
    }
    let known = incoming.known_post(object).await?;
    incoming::receive_delete(app, &incoming.actor, object.as_str()).await?;
    match known {
        Some(post) => groups::pass_on(incoming, &post).await,
        None => Ok(()),
    }
}

/// Whom our records name as the owner of an object: of a post its author, of an actor itself.
async fn owner(incoming: &Incoming<'_>, object: &Url) -> Result<Option<Url>> {
    let mut conn = incoming.app.db.read().await?;
    if let Some(post) = db::statuses::by_uri(&mut conn, object.as_str()).await? {
        let author = db::accounts::by_id(&mut conn, post.account_id).await?;
        return Ok(author.and_then(|row| Url::parse(&row.uri).ok()));
    }
    let actor = db::accounts::by_uri(&mut conn, object.as_str()).await?;
    Ok(actor.map(|_| object.clone()))
}
