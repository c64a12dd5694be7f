//! Whom a draft is for: what it answers and quotes, how far it goes, and in which group.

use crate::app::AppRef;
use crate::db::accounts::AccountRow;
use crate::db::statuses::StatusRow;
use crate::domain::*;
use crate::error::{Error, Result};
use crate::service::auth::Person;
use crate::service::drafts::Draft;
use crate::service::groups::posting;
use crate::service::quotes::{self, Quoting};
use crate::service::stamps::{self, Deed};
use crate::service::statuses;

pub(super) struct Aim {
    /// The post that is answered.
    pub parent: Option<StatusRow>,
    /// That of its author.
    pub consent: Consent,
    pub quoting: Option<Quoting>,
    pub visibility: Visibility,
    pub local_only: bool,
    pub place: Option<posting::Destination>,
}

impl Aim {
    /// Works it out from what the author said and from their defaults. `Invalid` for an answer to a post, or a quote of one,
    /// that the author cannot see; `Forbidden` in a group where the author may not write.
    pub async fn of(
        app: &AppRef,
        author: &Person,
        draft: &Draft,
        mentioned: &[AccountRow],
    ) -> Result<Self> {
        let me = &author.account;
        let parent = match draft.in_reply_to {
            Some(id) => Some(statuses::visible(app, me.id, id).await?.ok_or_else(|| {
                Error::invalid(
                    "The post you answer does not exist (any more), or you may not see it",
                )
            })?),
            None => None,
        };
        let consent = match &parent {
            Some(parent) => stamps::check(app, me, parent, Deed::Reply).await?,
            None => Consent::Given,
        };
        let quoting = match draft.quote {
            Some(id) => Some(quotes::prepare(app, me, id).await?),
            None => None,
        };
        let quoted = quoting.as_ref().map(|quoting| &quoting.post);
        // Who does not say answers no more people than the post was for. In a group that was chosen, its readers are the
        // audience; one's own default is about the rest.
        let usual = match (&parent, draft.group) {
            (None, Some(_)) => Visibility::Public,
            _ => author.user.default_visibility,
        };
        let usual = parent
            .as_ref()
            .map_or(usual, |parent| usual.max(parent.visibility));
        // A quote shows the quoted post to nobody new.
        let narrowest = quoted.map_or(Visibility::Public, |post| match post.visibility {
            Visibility::Unlisted => Visibility::Public,
            other => other,
        });
        let visibility = draft.visibility.unwrap_or(usual).max(narrowest);
        // An answer inside the unit stays inside the unit.
        let local_only = draft.local_only.unwrap_or(
            author.user.default_local_only && draft.visibility.is_none() && draft.group.is_none(),
        ) || parent.as_ref().is_some_and(|parent| parent.local_only)
            || quoted.is_some_and(|post| post.local_only);
        let wish = posting::Wish {
            group: draft.group,
            parent: parent.as_ref(),
            mentioned,
            visibility,
            local_only,
        };
        let place = posting::destination(app, me.id, wish).await?;
        // What does not leave the unit asks nobody elsewhere, and a group says itself who answers in it.
        let within = place.as_ref().is_some_and(|place| {
            parent.as_ref().and_then(|parent| parent.group_id) == Some(place.group)
        });
        let consent = match local_only || within {
            true => Consent::Given,
            false => consent,
        };
        if consent != Consent::Given && place.is_some() {
            return Err(Error::forbidden(
                "The author of this post wants to be asked before it is answered, which nobody can do in a group",
            ));
        }
        Ok(Self {
            parent,
            consent,
            quoting,
            visibility,
            local_only,
            place,
        })
    }
}
