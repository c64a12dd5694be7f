//! Who may say what: pure rules between what a document claims and what is known about its sender.
//!
//! A signature proves which key sent a request, and nothing more. These functions are the choke point that ties the key to
//! the actor, the actor to the activity, and the activity to what it changes. They follow FEP-fe34 (origins) and add the
//! owner: two people of one server share an origin and may not speak for each other.
//!
//! An embedded document that is not vouched for is not always a lie: groups pass on posts of others, and Mobilizon's
//! members write in the name of their group. So a refusal of an embedded document means "do not use this copy"; the
//! document may still be fetched from its own id and judged by [`check_fetched_post`] or [`check_fetched_actor`].

mod changes;

pub use changes::{Before, check_edit, check_move, check_reply_stamp, check_stamp};

use super::{activity::Activity, actor::Actor, kinds::KnownActivity, post::Post};
use crate::origin::{Authority, authority_of, document_of, same_origin};
use url::Url;

/// Why a sender may not say what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AuthorityError {
    /// The key of the request belongs to somebody else than `actor`.
    #[error("the activity is not by the owner of the key that signed it")]
    NotTheSigner,
    /// An id lies on another origin than whoever claims it.
    #[error("the id of the {0} is not on the origin of its owner")]
    ForeignId(&'static str),
    /// A remote document uses an id of ours.
    #[error("the {0} claims an id of this server")]
    Ours(&'static str),
    /// The post is attributed to somebody else than the activity's actor.
    #[error("the post is not by the actor of the activity")]
    NotTheAuthor,
    /// What is changed, deleted or undone belongs to somebody else.
    #[error("the {0} belongs to somebody else")]
    NotTheOwner(&'static str),
    /// The document was found at another address than its id.
    #[error("the document was not found at its own id")]
    NotAtItsId,
    /// An answer comes from somebody else than the one who was asked.
    #[error("the answer is not by the one who was asked")]
    NotTheOneAsked,
    /// The activity does not vouch for a document inside it.
    #[error("this activity does not vouch for what it embeds")]
    NoVoucher,
    /// An edit changes what an edit may not change.
    #[error("an edit may not change `{0}`")]
    Changed(&'static str),
    /// An edit shows a post to more people than before.
    #[error("an edit may not widen the audience")]
    Wider,
    /// The other side of a move or of a quote does not confirm it.
    #[error("the other side does not confirm the {0}")]
    Unconfirmed(&'static str),
}

/// An activity that arrived signed by `signer`, the owner of the verified key.
///
/// The actor is the signer, exactly; the actor is not one of ours; the id, where there is one, is on the actor's origin.
/// An activity passed on by a third server fails here and must be fetched from its own id instead.
///
/// # Errors
/// [`AuthorityError::NotTheSigner`], [`AuthorityError::Ours`], [`AuthorityError::ForeignId`].
pub fn check_activity(
    activity: &Activity,
    signer: &Url,
    ours: &Authority,
) -> Result<(), AuthorityError> {
    if activity.actor != *signer {
        return Err(AuthorityError::NotTheSigner);
    }
    foreign("actor", &activity.actor, ours)?;
    let Some(id) = &activity.id else {
        return Ok(());
    };
    foreign("activity", id, ours)?;
    on_origin("activity", id, &activity.actor)
}

/// An activity fetched from `from`, the last address after redirects: the server of its actor vouches for it, and no other
/// does (FEP-fe34).
///
/// # Errors
/// [`AuthorityError::NotAtItsId`] without an id too, [`AuthorityError::Ours`], [`AuthorityError::ForeignId`] when it names an
/// actor on another origin.
pub fn check_fetched_activity(
    from: &Url,
    activity: &Activity,
    ours: &Authority,
) -> Result<(), AuthorityError> {
    let id = activity.id.as_ref().ok_or(AuthorityError::NotAtItsId)?;
    at_its_id(from, id)?;
    check_activity(activity, &activity.actor, ours)
}

/// A post embedded in an activity that passed [`check_activity`]: may this copy be used?
///
/// Only in a Create or Update, only when the post is by the actor exactly, and only when its id is on the actor's origin
/// and not ours.
///
/// # Errors
/// [`AuthorityError::NoVoucher`] for other activities (a group's Announce never vouches for the text inside),
/// [`AuthorityError::NotTheAuthor`], [`AuthorityError::Ours`], [`AuthorityError::ForeignId`].
pub fn check_embedded_post(
    activity: &Activity,
    post: &Post,
    ours: &Authority,
) -> Result<(), AuthorityError> {
    if !activity.is(KnownActivity::Create) && !activity.is(KnownActivity::Update) {
        return Err(AuthorityError::NoVoucher);
    }
    if post.attributed_to != activity.actor {
        return Err(AuthorityError::NotTheAuthor);
    }
    own_post(post, ours)
}

/// A post fetched from `from`, the last address after redirects.
///
/// # Errors
/// [`AuthorityError::NotAtItsId`] when its id is another address (fetch that one instead), [`AuthorityError::Ours`],
/// [`AuthorityError::ForeignId`] when it names an author on another origin.
pub fn check_fetched_post(from: &Url, post: &Post, ours: &Authority) -> Result<(), AuthorityError> {
    at_its_id(from, &post.id)?;
    own_post(post, ours)
}

/// An actor fetched from `from`, the last address after redirects.
///
/// # Errors
/// [`AuthorityError::NotAtItsId`], and those of an actor's own consistency: its id is ours, or one of its inboxes or
/// collections is on another origin than its id, so that deliveries and audiences of others would be drawn in.
pub fn check_fetched_actor(
    from: &Url,
    actor: &Actor,
    ours: &Authority,
) -> Result<(), AuthorityError> {
    at_its_id(from, &actor.id)?;
    own_actor(actor, ours)
}

/// An actor embedded in an Update that passed [`check_activity`]: it must be the actor itself, not a neighbour on the same
/// server.
///
/// # Errors
/// [`AuthorityError::NoVoucher`], [`AuthorityError::NotTheOwner`], and those of [`check_fetched_actor`].
pub fn check_embedded_actor(
    activity: &Activity,
    actor: &Actor,
    ours: &Authority,
) -> Result<(), AuthorityError> {
    if !activity.is(KnownActivity::Update) {
        return Err(AuthorityError::NoVoucher);
    }
    if actor.id != activity.actor {
        return Err(AuthorityError::NotTheOwner("actor"));
    }
    own_actor(actor, ours)
}

/// A Delete of one object. `owner` is whom our records name as its owner; without a record only the origin can be compared.
///
/// # Errors
/// [`AuthorityError::Ours`], [`AuthorityError::NotTheOwner`], [`AuthorityError::ForeignId`].
pub fn check_delete(
    actor: &Url,
    object: &Url,
    owner: Option<&Url>,
    ours: &Authority,
) -> Result<(), AuthorityError> {
    foreign("object", object, ours)?;
    if object == actor {
        return Ok(());
    }
    if owner.is_some_and(|owner| owner != actor) {
        return Err(AuthorityError::NotTheOwner("object"));
    }
    on_origin("object", object, actor)
}

/// An Undo: an activity embedded in it must be the actor's own. What it undoes is decided by our own record of it, found by
/// id or by actor and object, never by the embedded copy.
///
/// # Errors
/// [`AuthorityError::NotTheOwner`], [`AuthorityError::ForeignId`].
pub fn check_undo(activity: &Activity) -> Result<(), AuthorityError> {
    for object in activity.object.each() {
        if let Some(inner) = object
            .embedded()
            .and_then(|value| Activity::read(value).ok())
            && inner.actor != activity.actor
        {
            return Err(AuthorityError::NotTheOwner("activity"));
        }
        if let Some(id) = object.id() {
            on_origin("activity", &id, &activity.actor)?;
        }
    }
    Ok(())
}

/// An Accept or Reject of something we asked of `asked`.
///
/// # Errors
/// [`AuthorityError::NotTheOneAsked`].
pub fn check_answer(activity: &Activity, asked: &Url) -> Result<(), AuthorityError> {
    if activity.actor == *asked {
        Ok(())
    } else {
        Err(AuthorityError::NotTheOneAsked)
    }
}

fn own_post(post: &Post, ours: &Authority) -> Result<(), AuthorityError> {
    foreign("post", &post.id, ours)?;
    on_origin("post", &post.id, &post.attributed_to)
}

fn own_actor(actor: &Actor, ours: &Authority) -> Result<(), AuthorityError> {
    foreign("actor", &actor.id, ours)?;
    let parts = [
        ("inbox", &actor.inbox),
        ("shared inbox", &actor.shared_inbox),
        ("outbox", &actor.outbox),
        ("followers", &actor.followers),
        ("following", &actor.following),
        ("featured collection", &actor.featured),
    ];
    for (name, url) in parts {
        if let Some(url) = url {
            on_origin(name, url, &actor.id)?;
        }
    }
    Ok(())
}

/// Our own name in a remote document, under either scheme.
pub(super) fn foreign(
    what: &'static str,
    id: &Url,
    ours: &Authority,
) -> Result<(), AuthorityError> {
    if authority_of(id).as_ref() == Some(ours) {
        return Err(AuthorityError::Ours(what));
    }
    Ok(())
}

pub(super) fn on_origin(what: &'static str, id: &Url, owner: &Url) -> Result<(), AuthorityError> {
    if same_origin(id, owner) {
        Ok(())
    } else {
        Err(AuthorityError::ForeignId(what))
    }
}

fn at_its_id(from: &Url, id: &Url) -> Result<(), AuthorityError> {
    if document_of(from) == document_of(id) {
        Ok(())
    } else {
        Err(AuthorityError::NotAtItsId)
    }
}

#[cfg(test)]
mod tests;
