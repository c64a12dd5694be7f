//! Move: somebody goes on under another account, which has to say so too.

use super::{Incoming, Note};
use crate::ap::resolve;
use crate::error::{Error, Result};
use crate::service::moves;

pub(super) async fn moved(incoming: &Incoming<'_>) -> Result<Note> {
    // Of a topic that moves to another category (NodeBB), nothing follows.
    if incoming.object()? != incoming.activity.actor {
        return Ok(Some("a Move of something else"));
    }
    let target = incoming.activity.target.as_ref();
    let target = target
        .and_then(|target| target.id())
        .ok_or_else(|| Error::invalid("a Move to nowhere"))?;
    // What it says of its other accounts has to be true now.
    let there = match incoming.app.urls.username_of(target.as_str()) {
        Some(_) => incoming.own_person(&target).await?,
        None => Some(resolve::fetch_actor(incoming.session, &target).await?),
    };
    let Some(there) = there else {
        return Ok(Some("a Move to nobody"));
    };
    let counts = moves::receive_move(incoming.app, &incoming.actor, &there).await?;
    Ok((!counts).then_some("it has moved within the last week"))
}
