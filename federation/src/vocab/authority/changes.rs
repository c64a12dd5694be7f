//! Rules for what changes over time: edits, moves, stamps.

use super::AuthorityError;
use crate::{
    origin::same_origin,
    vocab::{
        activity::Activity,
        actor::Actor,
        audience::Audience,
        kinds::{PostKind, StampKind},
        post::Post,
        stamp::Stamp,
    },
};
use chrono::{DateTime, Utc};
use url::Url;

/// What we know of a post before an edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Before {
    /// Its owner.
    pub attributed_to: Url,
    /// Its sort.
    pub kind: PostKind,
    /// What it answers.
    pub in_reply_to: Option<Url>,
    /// When it was written.
    pub published: Option<DateTime<Utc>>,
    /// Who could see it.
    pub audience: Audience,
}

/// An Update of a post: it may change the text, the media and the warning, and it may narrow the audience.
///
/// Refused is a change of owner, of what is answered, of the sort of post (except between Note and Question: Mastodon lets
/// people add a poll) and of the time of writing (compared to the second, since servers round it), and a wider audience.
///
/// # Errors
/// [`AuthorityError::Changed`], [`AuthorityError::Wider`].
pub fn check_edit(before: &Before, after: &Post, audience: Audience) -> Result<(), AuthorityError> {
    if before.attributed_to != after.attributed_to {
        return Err(AuthorityError::Changed("attributedTo"));
    }
    let plain = |kind| matches!(kind, PostKind::Note | PostKind::Question);
    if before.kind != after.kind && !(plain(before.kind) && plain(after.kind)) {
        return Err(AuthorityError::Changed("type"));
    }
    if before.in_reply_to != after.in_reply_to {
        return Err(AuthorityError::Changed("inReplyTo"));
    }
    if let (Some(before), Some(after)) = (before.published, after.published)
        && before.timestamp() != after.timestamp()
    {
        return Err(AuthorityError::Changed("published"));
    }
    if audience > before.audience {
        return Err(AuthorityError::Wider);
    }
    Ok(())
}

/// A Move of an account to `target`, fetched from its own id: the actor moves itself, and the new account names the old one.
///
/// # Errors
/// [`AuthorityError::NotTheOwner`] when something else than the actor itself is moved, [`AuthorityError::Unconfirmed`].
pub fn check_move(activity: &Activity, target: &Actor) -> Result<(), AuthorityError> {
    if activity.object.id().as_ref() != Some(&activity.actor) {
        return Err(AuthorityError::NotTheOwner("account"));
    }
    let named = activity.target.as_ref().and_then(|target| target.id());
    if named.as_ref() != Some(&target.id) || !target.also_known_as.contains(&activity.actor) {
        return Err(AuthorityError::Unconfirmed("move"));
    }
    Ok(())
}

/// A stamp that shall allow `quoting` to quote `quoted`, a post of `author` (FEP-044f): issued on the author's origin, by
/// the author, for exactly these two posts.
///
/// # Errors
/// [`AuthorityError::Unconfirmed`].
pub fn check_stamp(
    stamp: &Stamp,
    quoting: &Url,
    quoted: &Url,
    author: &Url,
) -> Result<(), AuthorityError> {
    let confirmed = stamp.kind == StampKind::QuoteAuthorization
        && confirms(stamp, quoting, author)
        && stamp.interaction_target.as_ref() == Some(quoted);
    if confirmed {
        Ok(())
    } else {
        Err(AuthorityError::Unconfirmed("quote"))
    }
}

/// A stamp that shall allow `reply` to answer `answered`, a post of `author` (GoToSocial): issued on the author's origin, by
/// the author, for this reply. The older `ReplyApproval` does not name the post that is answered.
///
/// # Errors
/// [`AuthorityError::Unconfirmed`].
pub fn check_reply_stamp(
    stamp: &Stamp,
    reply: &Url,
    answered: &Url,
    author: &Url,
) -> Result<(), AuthorityError> {
    let target = stamp.interaction_target.as_ref();
    let confirmed = match stamp.kind {
        StampKind::ReplyAuthorization => target == Some(answered),
        StampKind::ReplyApproval => target.is_none_or(|target| target == answered),
        _ => false,
    };
    if confirmed && confirms(stamp, reply, author) {
        Ok(())
    } else {
        Err(AuthorityError::Unconfirmed("reply"))
    }
}

/// By the author, on the author's origin, about this object.
fn confirms(stamp: &Stamp, object: &Url, author: &Url) -> bool {
    same_origin(&stamp.id, author)
        && stamp.attributed_to == *author
        && stamp.interacting_object == *object
}
