//! Like, and the emoji reactions of FEP-c0e0, which count as favourites here.

use super::{Incoming, Note, groups};
use crate::error::Result;
use crate::service::incoming;

pub(super) async fn like(incoming: &Incoming<'_>) -> Result<Note> {
    let object = incoming.object()?;
    let Some(post) = incoming.known_post(&object).await? else {
        return Ok(Some("a post that is not known"));
    };
    incoming::receive_favourite(incoming.app, &incoming.actor, post.id).await?;
    groups::pass_on(incoming, &post).await?;
    Ok(None)
}
