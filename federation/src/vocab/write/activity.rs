//! Our activities. Each constructor fixes the shape that receivers of that activity expect.

use super::{actor::Actor, address::Address, note::Note, poll::Vote, time};
use crate::vocab::{self, kinds::KnownActivity};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use url::Url;

/// An activity of one of our actors about `O`: an id, one of our documents, or another activity.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Activity<O> {
    /// Its id: on our host, dereferenceable.
    pub id: Url,
    /// What is done.
    #[serde(rename = "type")]
    pub kind: KnownActivity,
    /// Who does it; always one text.
    pub actor: Url,
    /// When it was done.
    #[serde(
        skip_serializing_if = "Option::is_none",
        serialize_with = "time::optional"
    )]
    pub published: Option<DateTime<Utc>>,
    /// Main addressees.
    pub to: Vec<Address>,
    /// Further addressees.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cc: Vec<Address>,
    /// The group it belongs to (FEP-1b12).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audience: Option<Url>,
    /// The reason of a moderator's act (Lemmy).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// When a ban ends.
    #[serde(
        rename = "endTime",
        skip_serializing_if = "Option::is_none",
        serialize_with = "time::optional"
    )]
    pub end_time: Option<DateTime<Utc>>,
    /// To what it is done.
    pub object: O,
    /// What a report says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    /// The collection of an Add or Remove, the new account of a Move, the group of a ban.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<Url>,
    /// The post that asks for consent (FEP-044f).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instrument: Option<Box<Note>>,
    /// The stamp that an Accept brings (FEP-044f).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<Url>,
}

impl<O> Activity<O> {
    fn new(id: Url, kind: KnownActivity, actor: Url, to: Vec<Address>, object: O) -> Self {
        Self {
            id,
            kind,
            actor,
            published: None,
            to,
            cc: Vec::new(),
            audience: None,
            summary: None,
            end_time: None,
            object,
            content: None,
            target: None,
            instrument: None,
            result: None,
        }
    }

    /// An Undo that embeds the undone activity, addressed like it.
    pub fn undo(id: Url, undone: Activity<O>) -> Activity<Activity<O>> {
        Activity {
            cc: undone.cc.clone(),
            audience: undone.audience.clone(),
            ..Activity::new(
                id,
                KnownActivity::Undo,
                undone.actor.clone(),
                undone.to.clone(),
                undone,
            )
        }
    }
}

impl Activity<Note> {
    /// A Create by the author, addressed and dated like the post.
    pub fn create(id: Url, note: Note) -> Self {
        Self {
            published: Some(note.published),
            ..Self::about(id, KnownActivity::Create, note)
        }
    }

    /// An Update by the author, addressed like the post, dated like the edit.
    pub fn update(id: Url, note: Note) -> Self {
        Self {
            published: note.updated,
            ..Self::about(id, KnownActivity::Update, note)
        }
    }

    fn about(id: Url, kind: KnownActivity, note: Note) -> Self {
        Self {
            cc: note.cc.clone(),
            audience: note.audience.clone(),
            ..Self::new(id, kind, note.attributed_to.clone(), note.to.clone(), note)
        }
    }
}

impl Activity<Actor> {
    /// An Update of an actor by itself, with the whole new document.
    pub fn update_actor(id: Url, actor: Actor, to: Vec<Address>) -> Self {
        Self::new(id, KnownActivity::Update, actor.id.clone(), to, actor)
    }
}

impl Activity<Tombstone> {
    /// A Delete of a post, addressed like the post was.
    pub fn delete(
        id: Url,
        actor: Url,
        tombstone: Tombstone,
        to: Vec<Address>,
        cc: Vec<Address>,
    ) -> Self {
        Self {
            cc,
            ..Self::new(id, KnownActivity::Delete, actor, to, tombstone)
        }
    }
}

impl Activity<Url> {
    /// A Delete of an actor by itself, to everybody.
    pub fn delete_actor(id: Url, actor: Url) -> Self {
        Self::new(
            id,
            KnownActivity::Delete,
            actor.clone(),
            vec![Address::Public],
            actor,
        )
    }

    /// A boost of a post by id. Address it to Public and the followers, with the author in `cc`.
    pub fn announce(
        id: Url,
        actor: Url,
        post: Url,
        published: DateTime<Utc>,
        to: Vec<Address>,
        cc: Vec<Address>,
    ) -> Self {
        Self {
            published: Some(published),
            cc,
            ..Self::new(id, KnownActivity::Announce, actor, to, post)
        }
    }

    /// A favourite of a post, addressed to its author.
    pub fn like(id: Url, actor: Url, post: Url, author: Url) -> Self {
        Self::new(id, KnownActivity::Like, actor, vec![author.into()], post)
    }

    /// A follow, addressed to the followed.
    pub fn follow(id: Url, actor: Url, followed: Url) -> Self {
        Self::new(
            id,
            KnownActivity::Follow,
            actor,
            vec![followed.clone().into()],
            followed,
        )
    }

    /// A post pinned to the actor's `featured` collection (Mastodon).
    pub fn add(id: Url, actor: Url, post: Url, collection: Url, to: Vec<Address>) -> Self {
        Self {
            target: Some(collection),
            ..Self::new(id, KnownActivity::Add, actor, to, post)
        }
    }

    /// A post taken out of the actor's `featured` collection.
    pub fn remove(id: Url, actor: Url, post: Url, collection: Url, to: Vec<Address>) -> Self {
        Self {
            target: Some(collection),
            ..Self::new(id, KnownActivity::Remove, actor, to, post)
        }
    }

    /// An actor moves to another account (FEP-7628), told to its followers.
    pub fn moved(id: Url, actor: Url, target: Url, to: Vec<Address>) -> Self {
        Self {
            target: Some(target),
            ..Self::new(id, KnownActivity::Move, actor.clone(), to, actor)
        }
    }

    /// A post of ours asks the author of another one for consent to quote it (`QuoteRequest`, FEP-044f) or to answer it
    /// (`ReplyRequest`, GoToSocial). The whole post comes along: its readers cannot fetch what is not published yet.
    pub fn ask(id: Url, kind: KnownActivity, asking: Note, about: Url, author: Url) -> Self {
        Self {
            instrument: Some(Box::new(asking.clone())),
            ..Self::new(id, kind, asking.attributed_to, vec![author.into()], about)
        }
    }

    /// Consent is taken back: the stamp is deleted (FEP-044f).
    pub fn delete_stamp(id: Url, actor: Url, stamp: Url, asker: Url) -> Self {
        Self::new(id, KnownActivity::Delete, actor, vec![asker.into()], stamp)
    }

    /// Somebody goes to an event, told to who holds it (FEP-8a8e, Mobilizon).
    pub fn join(id: Url, actor: Url, event: Url, holder: Url) -> Self {
        Self::new(id, KnownActivity::Join, actor, vec![holder.into()], event)
    }

    /// Somebody does not go to an event after all.
    pub fn leave(id: Url, actor: Url, event: Url, holder: Url) -> Self {
        Self::new(id, KnownActivity::Leave, actor, vec![holder.into()], event)
    }

    /// Nothing follows from a request (FEP-8a8e, for a Join where joins are not handled).
    pub fn ignore(id: Url, actor: Url, request: Url, asker: Url) -> Self {
        Self::new(
            id,
            KnownActivity::Ignore,
            actor,
            vec![asker.into()],
            request,
        )
    }

    /// A block, told to the blocked.
    pub fn block(id: Url, actor: Url, blocked: Url) -> Self {
        Self::new(
            id,
            KnownActivity::Block,
            actor,
            vec![blocked.clone().into()],
            blocked,
        )
    }
}

impl Activity<Value> {
    /// A group passes on an activity as it came (FEP-1b12): `@context` and proof stay inside, so that who made it can be
    /// checked.
    pub fn relay(
        id: Url,
        group: Url,
        passed_on: Value,
        to: Vec<Address>,
        cc: Vec<Address>,
    ) -> Self {
        Self {
            cc,
            ..Self::new(id, KnownActivity::Announce, group, to, passed_on)
        }
    }
}

impl Activity<Url> {
    /// A group invites somebody: told to them by a moderator.
    pub fn invite(id: Url, moderator: Url, group: Url, invited: Url) -> Self {
        Self {
            target: Some(invited.clone()),
            ..Self::new(
                id,
                KnownActivity::Invite,
                moderator,
                vec![invited.into()],
                group,
            )
        }
    }

    /// An act of a moderator in a group, addressed to it: the group passes it on.
    pub fn moderation(
        id: Url,
        kind: KnownActivity,
        moderator: Url,
        object: Url,
        group: Url,
        to: Vec<Address>,
    ) -> Self {
        Self {
            audience: Some(group),
            ..Self::new(id, kind, moderator, to, object)
        }
    }
}

impl Activity<Vec<Url>> {
    /// A report, by the unit's own actor: the reported actor first, then the posts meant (Mastodon).
    pub fn flag(id: Url, actor: Url, objects: Vec<Url>, content: String) -> Self {
        let to = objects.first().cloned().map(Address::from);
        Self {
            content: Some(content),
            ..Self::new(
                id,
                KnownActivity::Flag,
                actor,
                to.into_iter().collect(),
                objects,
            )
        }
    }
}

impl Activity<FollowEcho> {
    /// Accepts a follow, embedding it as it was sent: several servers find it by its id, others need the whole.
    pub fn accept(id: Url, follow: FollowEcho) -> Self {
        Self::answer(id, KnownActivity::Accept, follow)
    }

    /// Refuses a follow, or removes a follower.
    pub fn reject(id: Url, follow: FollowEcho) -> Self {
        Self::answer(id, KnownActivity::Reject, follow)
    }

    fn answer(id: Url, kind: KnownActivity, follow: FollowEcho) -> Self {
        Self::new(
            id,
            kind,
            follow.object.clone(),
            vec![follow.actor.clone().into()],
            follow,
        )
    }
}

impl Activity<RequestEcho> {
    /// Gives consent by a stamp, embedding the request.
    pub fn grant(id: Url, actor: Url, request: RequestEcho, stamp: Url) -> Self {
        Self {
            result: Some(stamp),
            ..Self::answer_request(id, KnownActivity::Accept, actor, request)
        }
    }

    /// Gives no consent.
    pub fn refuse(id: Url, actor: Url, request: RequestEcho) -> Self {
        Self::answer_request(id, KnownActivity::Reject, actor, request)
    }

    fn answer_request(id: Url, kind: KnownActivity, actor: Url, request: RequestEcho) -> Self {
        Self::new(id, kind, actor, vec![request.actor.clone().into()], request)
    }
}

impl Activity<Vote> {
    /// A vote in a poll, told to who made the poll only.
    pub fn vote(id: Url, vote: Vote) -> Self {
        Self {
            published: Some(vote.published),
            ..Self::new(
                id,
                KnownActivity::Create,
                vote.attributed_to.clone(),
                vote.to.clone(),
                vote,
            )
        }
    }
}

/// A request for consent that somebody sent us, given back in an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RequestEcho {
    /// Its id, as it was sent.
    pub id: Url,
    /// `QuoteRequest` or `ReplyRequest`.
    #[serde(rename = "type")]
    pub kind: KnownActivity,
    /// Who asks.
    pub actor: Url,
    /// Our post.
    pub object: Url,
    /// The post that asks.
    pub instrument: Url,
}

/// A Follow that somebody sent us, given back in an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename = "Follow")]
pub struct FollowEcho {
    /// Its id, as it was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Url>,
    /// The follower.
    pub actor: Url,
    /// Our actor.
    pub object: Url,
}

impl FollowEcho {
    /// The echo of a received Follow; `None` for an activity of another kind or about anything but one id.
    pub fn of(activity: &vocab::Activity) -> Option<Self> {
        activity.is(KnownActivity::Follow).then_some(())?;
        Some(Self {
            id: activity.id.clone(),
            actor: activity.actor.clone(),
            object: activity.object.id()?,
        })
    }
}

/// What we serve, with status 410, and send in place of a deleted object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename = "Tombstone", rename_all = "camelCase")]
pub struct Tombstone {
    /// The id of what was deleted.
    pub id: Url,
    /// What it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub former_type: Option<String>,
    /// When it was deleted.
    #[serde(
        skip_serializing_if = "Option::is_none",
        serialize_with = "time::optional"
    )]
    pub deleted: Option<DateTime<Utc>>,
}
