//! Requests about what is ours: consent to quote them (FEP-044f), consent to answer them (GoToSocial), coming to them as if they
//! were events (FEP-8a8e).

use meent_federation::origin::same_origin;
use url::Url;

use super::{Incoming, Note, follow, own_actor};
use crate::ap::resolve;
use crate::db::statuses::StatusRow;
use crate::error::{Error, Result};
use crate::service::{events, incoming, stamps};

const NOTHING: Note = Some("a post that is not here");

/// Our post, the id of the request, and the post that asks.
type Asked = (StatusRow, Url, Url);

async fn asked(incoming: &Incoming<'_>) -> Result<Option<Asked>> {
    let activity = &incoming.activity;
    let request = activity
        .id
        .clone()
        .ok_or_else(|| Error::invalid("a request without an id"))?;
    let asking = activity
        .instrument
        .as_ref()
        .and_then(|asking| asking.id())
        .ok_or_else(|| Error::invalid("a request without the post that asks"))?;
    if !same_origin(&asking, &activity.actor) {
        return Err(Error::forbidden("the post that asks is of another server"));
    }
    let post = incoming.known_post(&incoming.object()?).await?;
    Ok(post
        .filter(|post| post.local && post.reblog_of_id.is_none())
        .map(|post| (post, request, asking)))
}

pub(super) async fn quote(incoming: &Incoming<'_>) -> Result<Note> {
    let Some((post, request, asking)) = asked(incoming).await? else {
        return Ok(NOTHING);
    };
    let ids = (request.as_str(), asking.as_str());
    let given =
        incoming::receive_quote_request(incoming.app, &incoming.actor, post.id, ids).await?;
    if given && incoming.known_post(&asking).await?.is_none() {
        // Its author follows or is followed by nobody here perhaps; the quoted one wants to see it.
        resolve::queue_post(incoming.app, asking.as_str()).await?;
    }
    Ok(None)
}

pub(super) async fn reply(incoming: &Incoming<'_>) -> Result<Note> {
    let Some((post, request, asking)) = asked(incoming).await? else {
        return Ok(NOTHING);
    };
    let ids = (request.as_str(), asking.as_str());
    stamps::receive_request(incoming.app, &incoming.actor, post.id, ids).await?;
    Ok(None)
}

/// To join a group is to follow it (Mobilizon, Smithereen). No event is held here: whoever wants to come to a post is told
/// that nothing follows from it.
pub(super) async fn join(incoming: &Incoming<'_>) -> Result<Note> {
    let object = incoming.object()?;
    if own_actor(incoming.app, &object).await?.is_some() {
        return follow::follow(incoming).await;
    }
    let post = incoming.known_post(&object).await?;
    let Some(post) = post.filter(|post| post.local) else {
        return Ok(NOTHING);
    };
    let Some(request) = &incoming.activity.id else {
        return Ok(Some("a Join that cannot be answered"));
    };
    let by = incoming.actor.id;
    events::receive_join(incoming.app, by, post.account_id, request.as_str()).await?;
    Ok(None)
}
