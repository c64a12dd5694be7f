//! Leave: a unit ends what it had with this one.

use super::{Incoming, Note};
use crate::ap::departures;
use crate::error::Result;

pub(super) async fn leave(incoming: &Incoming<'_>) -> Result<Note> {
    let object = incoming.object()?;
    match departures::receive(incoming.app, &incoming.actor, &object).await? {
        true => Ok(None),
        false => Ok(Some("it leaves nothing that is known here")),
    }
}
