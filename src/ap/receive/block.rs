//! Block: somebody elsewhere does not want to see one of ours, nor be seen.

use super::{Incoming, Note};
use crate::error::Result;
use crate::service::relations;

pub(super) async fn block(incoming: &Incoming<'_>) -> Result<Note> {
    let object = incoming.object()?;
    let Some(target) = incoming.own_person(&object).await? else {
        return Ok(Some("nobody here to block"));
    };
    let uri = incoming.id_or("block", target.uri.as_str());
    relations::receive_block(incoming.app, incoming.actor.id, target.id, &uri).await?;
    Ok(None)
}
