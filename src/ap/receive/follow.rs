//! Follow, and the answers to ours: Accept and Reject.

use meent_federation::vocab::{Activity, KnownActivity};

use super::{Incoming, Note, own_actor};
use crate::error::Result;
use crate::service::incoming;

/// People and groups of this unit are followed here; servers that follow posts or the unit itself are not answered. To
/// join a group is to follow it (Mobilizon, Smithereen: `Join`).
pub(super) async fn follow(incoming: &Incoming<'_>) -> Result<Note> {
    let object = incoming.object()?;
    let Some(target) = own_actor(incoming.app, &object).await? else {
        return Ok(Some("nobody here to follow"));
    };
    let uri = incoming.id_or("follow", target.uri.as_str());
    incoming::receive_follow(incoming.app, &incoming.actor, &target, &uri).await?;
    Ok(None)
}

/// Leave: the end of a membership in a group.
pub(super) async fn leave(incoming: &Incoming<'_>) -> Result<Note> {
    let object = incoming.object()?;
    let Some(target) = own_actor(incoming.app, &object).await? else {
        return Ok(Some("nothing here to leave"));
    };
    incoming::receive_unfollow(incoming.app, incoming.actor.id, target.id).await?;
    Ok(None)
}

/// An answer counts for a follow that was asked for, from whom it was asked of. The Follow comes back embedded, or as its
/// id only (Mitra).
pub(super) async fn answer(incoming: &Incoming<'_>, accepted: bool) -> Result<Note> {
    let object = &incoming.activity.object;
    let embedded = object
        .embedded()
        .and_then(|value| Activity::read(value).ok());
    if embedded.is_none() && object.embedded().is_some() {
        return Ok(Some("an answer to something else"));
    }
    let mut follower = None;
    if let Some(follow) = &embedded {
        let asked = follow.object.id();
        if !follow.is(KnownActivity::Follow)
            || asked.as_ref().map(url::Url::as_str) != Some(incoming.actor.uri.as_str())
        {
            return Ok(Some("an answer to something else"));
        }
        follower = incoming.own_person(&follow.actor).await?;
    }
    let uri = object.id().map(String::from).unwrap_or_default();
    let follower = follower.map(|row| row.id);
    incoming::receive_answer(incoming.app, &incoming.actor, &uri, follower, accepted).await?;
    Ok(None)
}
