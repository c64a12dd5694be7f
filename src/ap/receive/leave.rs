//! Leave: a unit ends what it had with this one, or a person the membership in a group.

use super::{Incoming, Note, follow, own_actor};
use crate::ap::departures;
use crate::error::Result;

pub(super) async fn leave(incoming: &Incoming<'_>) -> Result<Note> {
    let object = incoming.object()?;
    if own_actor(incoming.app, &object).await?.is_some() {
        return follow::leave(incoming).await;
    }
    match departures::receive(incoming.app, &incoming.actor, &object).await? {
        true => Ok(None),
        false => Ok(Some("it leaves nothing that is known here")),
    }
}
