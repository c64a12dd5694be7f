//! Add and Remove: posts that their author pins.

use super::{Incoming, Note};
use crate::ap::resolve;
use crate::error::{Error, Result};
use crate::service::incoming;

/// Counts for the sender's own collection of pinned posts, and for the sender's own posts.
pub(super) async fn pin(incoming: &Incoming<'_>, on: bool) -> Result<Note> {
    let target = incoming.activity.target.as_ref().and_then(|to| to.id());
    let featured = incoming.actor.featured_url.as_deref();
    if featured.is_none() || target.as_ref().map(url::Url::as_str) != featured {
        return Ok(Some("another collection than the sender's pinned posts"));
    }
    let (app, by) = (incoming.app, incoming.actor.id);
    let wanted = on && incoming::is_wanted(app, by, false, None).await?;
    for id in incoming.activity.object.ids() {
        let mut post = incoming.known_post(&id).await?;
        if post.is_none() && wanted {
            post = match resolve::post(incoming.session, &id).await {
                Ok(row) => Some(row),
                Err(error @ Error::Unavailable(_)) => return Err(error),
                Err(_) => None,
            };
        }
        if let Some(post) = post {
            incoming::receive_pin(app, by, post.id, on).await?;
        }
    }
    Ok(None)
}
