//! WebFinger (RFC 7033): from the handle a person types to the id of an actor, and back.
//!
//! A handle is only as good as both directions: the peer named in the handle must name the actor, and the actor must be
//! known there under this handle. [`lookup`] does the first, [`confirm`] both.

mod handle;
mod jrd;
#[cfg(test)]
mod tests;

use thiserror::Error;
use url::Url;

pub use handle::{Handle, HandleError, Resource};
pub use jrd::{JRD_JSON, Jrd, JrdLink, REL_APPLICATION, REL_SERVICE};

use crate::client::{Client, FetchError};

/// What a lookup found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The handle as its own server writes it, which may differ from what was asked for.
    pub handle: Handle,
    /// The id of the actor it names. Fetch the actor; it is the owner of the handle only if its `id` is this very URL,
    /// see [`Found::is`].
    pub actor: Url,
}

impl Found {
    /// Whether the handle belongs to the actor with this id: the way back from the actor document.
    pub fn is(&self, actor_id: &Url) -> bool {
        self.actor == *actor_id
    }
}

/// Why a handle could not be resolved.
#[derive(Debug, Error)]
pub enum LookupError {
    /// The peer was reached and does not know the name.
    #[error("there is nobody called {0}")]
    Unknown(Handle),
    /// The answer has no `acct:` subject, or one that cannot be read.
    #[error("the answer about {0} does not say whom it is about")]
    Subject(Handle),
    /// The subject's own server names somebody else as the subject.
    #[error("{0} leads from one name to the next")]
    Wandering(Handle),
    /// There is no `self` link of an ActivityPub type with a usable URL.
    #[error("{0} has no ActivityPub actor")]
    NoActor(Handle),
    /// The handle belongs to another actor than the one it was to be confirmed for.
    #[error("{0} is the name of another actor")]
    OtherActor(Handle),
    /// The peer was not reached, or did not answer properly.
    #[error(transparent)]
    Fetch(#[from] FetchError),
}

impl LookupError {
    /// Whether asking again later may help, see [`FetchError::is_transient`].
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Fetch(error) if error.is_transient())
    }
}

/// Finds the actor behind a handle.
///
/// The answer may be about another handle (a server whose names live on another domain): then that one's server is asked
/// as well and must confirm it; a second change is refused, as Mastodon does. Errors: see [`LookupError`].
pub async fn lookup(client: &Client, handle: &Handle) -> Result<Found, LookupError> {
    let (subject, answer) = ask(client, handle).await?;
    if subject.same_as(handle) {
        return found(subject, &answer);
    }
    let (confirmed, answer) = ask(client, &subject).await?;
    if !confirmed.same_as(&subject) {
        return Err(LookupError::Wandering(handle.clone()));
    }
    found(confirmed, &answer)
}

/// Checks that an actor with the id `actor_id`, which calls itself `claimed`, is known by that handle, and returns the
/// handle to show for it.
///
/// Without this check anybody could show up under anybody's handle. Errors: see [`LookupError`].
pub async fn confirm(
    client: &Client,
    claimed: &Handle,
    actor_id: &Url,
) -> Result<Handle, LookupError> {
    let found = lookup(client, claimed).await?;
    if found.is(actor_id) {
        Ok(found.handle)
    } else {
        Err(LookupError::OtherActor(found.handle))
    }
}

/// Where whoever has this handle can follow `object`, or look at it, at their own server; `None` where that does not say.
/// See [`Jrd::interaction`].
///
/// Errors: see [`LookupError`].
pub async fn interaction(
    client: &Client,
    handle: &Handle,
    object: &Url,
) -> Result<Option<Url>, LookupError> {
    let (_, answer) = ask(client, handle).await?;
    Ok(answer.interaction(object))
}

fn found(handle: Handle, answer: &Jrd) -> Result<Found, LookupError> {
    match answer.actor() {
        Some(actor) => Ok(Found { handle, actor }),
        None => Err(LookupError::NoActor(handle)),
    }
}

/// One question to one server, over https, or http first where the policy lists the name for it.
async fn ask(client: &Client, handle: &Handle) -> Result<(Handle, Jrd), LookupError> {
    let authority = handle.authority();
    let mut outcome = Err(FetchError::HostRefused(authority.as_str().to_owned()));
    for scheme in client.policy().schemes(authority.host()) {
        let url = handle.question(scheme).map_err(FetchError::from)?;
        outcome = client.fetch_jrd(&url).await;
        if !matches!(
            outcome,
            Err(FetchError::Connect(_) | FetchError::Transport(_))
        ) {
            break;
        }
    }
    let answer: Jrd = match outcome {
        Ok(fetched) => fetched.json()?,
        Err(FetchError::NotFound | FetchError::Gone) => {
            return Err(LookupError::Unknown(handle.clone()));
        }
        Err(error) => return Err(error.into()),
    };
    let subject = answer
        .subject
        .as_deref()
        .filter(|subject| subject.starts_with("acct:"));
    match subject.and_then(|subject| Handle::parse(subject).ok()) {
        Some(subject) => Ok((subject, answer)),
        None => Err(LookupError::Subject(handle.clone())),
    }
}
