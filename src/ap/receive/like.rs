//! Like, and the emoji reactions of FEP-c0e0: a Like with a text, or an EmojiReact. Both count as favourites too.

use meent_federation::vocab::Activity;

use super::{Incoming, Note, groups};
use crate::ap::resolve;
use crate::error::Result;
use crate::service::incoming::{self, IncomingReaction};

pub(super) async fn like(incoming: &Incoming<'_>) -> Result<Note> {
    let object = incoming.object()?;
    let Some(post) = incoming.known_post(&object).await? else {
        return Ok(Some("a post that is not known"));
    };
    let reaction = reaction(&incoming.activity);
    let (app, by) = (incoming.app, &incoming.actor);
    let missing = incoming::receive_favourite(app, by, post.id, reaction).await?;
    resolve::queue_emoji(app, missing.into_iter().collect()).await?;
    groups::pass_on(incoming, &post).await?;
    Ok(None)
}

/// The emoji of a Like or EmojiReact, if it has one.
pub(super) fn reaction(activity: &Activity) -> Option<IncomingReaction> {
    Some(IncomingReaction {
        content: activity.content.clone()?,
        emoji: resolve::emoji(&activity.emoji),
        uri: activity.id.as_ref().map(url::Url::to_string),
    })
}
