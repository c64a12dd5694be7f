//! What comes to and from groups (FEP-1b12): activities that a group of another unit passes on, and those that people
//! elsewhere send to a group of this one.

use meent_federation::origin::same_origin;
use meent_federation::vocab::{Activity, KnownActivity, ObjectRef, Post, authority};
use serde_json::Value;
use url::Url;

use super::{Incoming, Note, moderation};
use crate::ap::{proofs, resolve};
use crate::db;
use crate::db::accounts::AccountRow;
use crate::db::statuses::StatusRow;
use crate::domain::ActorKind;
use crate::domain::event::Outgoing;
use crate::error::{Error, Result};
use crate::service::groups::{self, Group, posting};
use crate::service::incoming::{self, IncomingGroup, Received};

/// Activities that one Announce may carry (PieFed passes votes on in bunches).
const BUNCH: usize = 100;

/// A group of another unit passes activities on. It counts if somebody here is in the group.
pub(super) async fn relayed(incoming: &Incoming<'_>, group: Group) -> Result<Note> {
    let app = incoming.app;
    let followed = db::follows::has_local_follower(&mut *app.db.read().await?, group.id()).await?;
    if !followed {
        return Ok(Some("nobody here is in the group"));
    }
    let mut note = None;
    for object in incoming.activity.object.each().iter().take(BUNCH) {
        note = match object.embedded() {
            Some(inner) => one(incoming, &group, object, inner).await?,
            None => by_id(incoming, &group, object).await?,
        };
    }
    Ok(note)
}

/// Only an id came: of a post (a boost, or the beginning of a conversation that came already), or of an activity.
async fn by_id(incoming: &Incoming<'_>, group: &Group, object: &ObjectRef) -> Result<Note> {
    let id = object
        .id()
        .ok_or_else(|| Error::invalid("an Announce without an object"))?;
    if let Some(row) = incoming.known_post(&id).await? {
        return match row.group_id {
            Some(known) if known == group.id() => Ok(Some("known already")),
            _ => super::announce::boost(incoming, &row).await,
        };
    }
    let fetched = resolve::document(incoming.app, &id).await?;
    let document = meent_federation::vocab::parse(&fetched.body)?;
    if Activity::read(&document).is_ok() {
        // It was found at its own id, so that its server vouches for it.
        let told = document.get("id").and_then(Value::as_str);
        if told != Some(fetched.url.as_str()) {
            return Err(Error::invalid("an activity that was not found at its id"));
        }
        return vouched(incoming, group, &document).await;
    }
    let row = resolve::post(incoming.session, &id).await?;
    resolve::queue_parent(incoming.app, &row, 0).await?;
    if in_group(incoming, group, &Post::read(&document)?) {
        posting::adopt(incoming.app, group, row.id).await?;
        return Ok(None);
    }
    super::announce::boost(incoming, &row).await
}

/// One activity inside. Its embedded copy counts when its actor lives where the group does, or when a proof says who made
/// it; else only what its own server says counts.
async fn one(
    incoming: &Incoming<'_>,
    group: &Group,
    object: &ObjectRef,
    inner: &Value,
) -> Result<Note> {
    let Ok(activity) = Activity::read(inner) else {
        // A post as such: by its id.
        return by_id(incoming, group, object).await;
    };
    if same_origin(&activity.actor, &incoming.activity.actor) {
        return vouched(incoming, group, inner).await;
    }
    match proofs::proven_by(incoming.session, inner).await {
        Ok(Some(owner)) if owner == activity.actor => vouched(incoming, group, inner).await,
        Ok(Some(_)) => Err(Error::forbidden("the proof is by somebody else")),
        Ok(None) => unproven(incoming, group, &activity).await,
        Err(error @ Error::Unavailable(_)) => Err(error),
        Err(_) => unproven(incoming, group, &activity).await,
    }
}

/// An activity of which nothing says who made it. A post is read where it lives; what moderators do is the group's own word;
/// the rest is passed over.
async fn unproven(incoming: &Incoming<'_>, group: &Group, activity: &Activity) -> Result<Note> {
    match activity.known() {
        Some(KnownActivity::Create | KnownActivity::Update) => {
            let id = activity
                .object
                .id()
                .ok_or_else(|| Error::invalid("an activity without an object"))?;
            post_at_origin(incoming, group, &id).await
        }
        Some(KnownActivity::Delete) if activity.summary.is_none() => {
            Ok(Some("a Delete that nobody vouches for"))
        }
        Some(_) => moderation::relayed(incoming, group, activity, false).await,
        None => Ok(Some("an activity of another kind")),
    }
}

/// An activity whose actor is certain.
async fn vouched(incoming: &Incoming<'_>, group: &Group, inner: &Value) -> Result<Note> {
    let activity = Activity::read(inner)?;
    let app = incoming.app;
    if app.urls.local_path(activity.actor.as_str()).is_some() {
        return Ok(Some("what people here said is known already"));
    }
    match activity.known() {
        Some(KnownActivity::Create | KnownActivity::Update) => {
            embedded_post(incoming, group, activity).await
        }
        Some(
            KnownActivity::Like
            | KnownActivity::Dislike
            | KnownActivity::EmojiReact
            | KnownActivity::Delete
            | KnownActivity::Undo,
        ) => {
            if moderation::is_act(&activity) {
                return moderation::relayed(incoming, group, &activity, true).await;
            }
            if activity.is(KnownActivity::Undo) && !undoes_reaction(&activity) {
                return Ok(Some("an Undo that is no matter of the group"));
            }
            let Ok(actor) = resolve::actor(incoming.session, &activity.actor).await else {
                return Ok(Some("its actor cannot be found"));
            };
            Box::pin(super::handle(&incoming.on_behalf_of(activity, actor))).await
        }
        Some(_) => moderation::relayed(incoming, group, &activity, true).await,
        None => Ok(Some("an activity of another kind")),
    }
}

/// Of what people take back, a group passes on what they thought of posts.
fn undoes_reaction(activity: &Activity) -> bool {
    let undone = activity.object.embedded().map(Activity::read);
    matches!(
        undone
            .and_then(Result::ok)
            .and_then(|undone| undone.known()),
        Some(
            KnownActivity::Like
                | KnownActivity::Dislike
                | KnownActivity::EmojiReact
                | KnownActivity::Announce
        )
    )
}

/// A new or changed post whose author is certain.
async fn embedded_post(incoming: &Incoming<'_>, group: &Group, activity: Activity) -> Result<Note> {
    let app = incoming.app;
    let mut note = None;
    for object in activity.object.each() {
        let Some(post) = object.embedded().and_then(|value| Post::read(value).ok()) else {
            if let Some(id) = object.id() {
                note = post_at_origin(incoming, group, &id).await?;
            }
            continue;
        };
        authority::check_embedded_post(&activity, &post, &resolve::ours(app)?)?;
        if post.is_vote() {
            note = Some("votes are not counted here");
            continue;
        }
        if !in_group(incoming, group, &post) {
            note = shown(incoming, group, &post).await?;
            continue;
        }
        let author = resolve::actor(incoming.session, &activity.actor).await?;
        if activity.is(KnownActivity::Update) {
            let version =
                resolve::incoming_post(app, &post, Some(&activity), author.clone()).await?;
            if incoming::receive_edit(app, version).await? {
                continue;
            }
        }
        note = store(incoming, group, &post, &activity, author).await?;
    }
    Ok(note)
}

async fn store(
    incoming: &Incoming<'_>,
    group: &Group,
    post: &Post,
    activity: &Activity,
    author: AccountRow,
) -> Result<Note> {
    let app = incoming.app;
    let mut stored = resolve::incoming_post(app, post, Some(activity), author).await?;
    if group.is_private() {
        stored.visibility = group.row.access.visibility();
    }
    stored.group = Some(IncomingGroup {
        id: group.id(),
        relay: None,
    });
    let received = incoming::receive_post(app, stored).await?;
    settle(incoming, group, received).await
}

/// A post that is not addressed to the group: of an open one it is a boost, of the post as its origin has it.
async fn shown(incoming: &Incoming<'_>, group: &Group, post: &Post) -> Result<Note> {
    if group.is_private() || !(post.to.public || post.cc.public) {
        return Ok(Some("a post that is not for the group"));
    }
    let row = resolve::post(incoming.session, &post.id).await?;
    super::announce::boost(incoming, &row).await
}

/// A post that is known already comes into the group now.
async fn settle(incoming: &Incoming<'_>, group: &Group, received: Received) -> Result<Note> {
    if let Received::Known(id) = received {
        posting::adopt(incoming.app, group, id).await?;
        return Ok(None);
    }
    super::create::settle(incoming, received).await
}

/// Reads a post where it lives, and puts it into the group.
async fn post_at_origin(incoming: &Incoming<'_>, group: &Group, id: &Url) -> Result<Note> {
    let app = incoming.app;
    if app.urls.local_path(id.as_str()).is_some() {
        return Ok(Some("what people here said is known already"));
    }
    let fetched = resolve::document(app, id).await?;
    let post = Post::read(&meent_federation::vocab::parse(&fetched.body)?)?;
    authority::check_fetched_post(&fetched.url, &post, &resolve::ours(app)?)?;
    if post.is_vote() {
        return Ok(Some("votes are not counted here"));
    }
    if !in_group(incoming, group, &post) {
        return shown(incoming, group, &post).await;
    }
    let author = resolve::actor(incoming.session, &post.attributed_to).await?;
    let mut version = resolve::incoming_post(app, &post, None, author).await?;
    if group.is_private() {
        version.visibility = group.row.access.visibility();
    }
    version.group = Some(IncomingGroup {
        id: group.id(),
        relay: None,
    });
    if incoming::receive_edit(app, version.clone()).await? {
        return Ok(None);
    }
    let received = incoming::receive_post(app, version).await?;
    settle(incoming, group, received).await
}

/// Is the post addressed to the group, and to nobody beyond where the group is closed? (Lemmy checks the same.)
fn in_group(incoming: &Incoming<'_>, group: &Group, post: &Post) -> bool {
    let id = &incoming.activity.actor;
    let named = |ids: &[Url]| ids.contains(id);
    let public = post.to.public || post.cc.public;
    let addressed = named(&post.to.ids) || named(&post.cc.ids) || named(&post.audience.ids);
    addressed && public != group.is_private()
}

/// The group of this unit that a post is for, if it takes it: it is addressed or mentioned, or the post answers one in it.
pub(super) async fn destination(incoming: &Incoming<'_>, post: &Post) -> Result<Option<Group>> {
    let app = incoming.app;
    let answered = match &post.in_reply_to {
        Some(id) => incoming.known_post(id).await?,
        None => None,
    };
    let mut found = None;
    let named = (post.audience.ids.iter())
        .chain(&post.to.ids)
        .chain(&post.cc.ids)
        .chain(post.mentions.iter().map(|mention| &mention.href));
    for id in named {
        if let Some(row) = super::own_actor(app, id).await?
            && row.kind == ActorKind::Group
        {
            found = Some(row);
            break;
        }
    }
    if found.is_none()
        && let Some(id) = answered.as_ref().and_then(|parent| parent.group_id)
    {
        let row = db::accounts::by_id(&mut *app.db.read().await?, id).await?;
        found = row.filter(|row| row.is_local() && row.is_active());
    }
    let Some(row) = found else { return Ok(None) };
    let author = incoming.actor.id;
    let taken = posting::takes(app, &row, author, answered.as_ref()).await?;
    let public = post.to.public || post.cc.public;
    Ok(taken.filter(|group| group.is_private() != public))
}

/// Passes on what somebody elsewhere did to a post in a group of this unit, as it came.
pub(super) async fn pass_on(incoming: &Incoming<'_>, post: &StatusRow) -> Result<()> {
    let app = incoming.app;
    let Some(group) = post.group_id else {
        return Ok(());
    };
    let row = db::accounts::by_id(&mut *app.db.read().await?, group).await?;
    let Some(row) = row.filter(|row| row.is_local() && row.is_active()) else {
        return Ok(());
    };
    let standing = groups::standing(
        &mut *app.db.read().await?,
        group,
        incoming.actor.id,
        app.now(),
    )
    .await?;
    let own = post.account_id == incoming.actor.id;
    if standing.banned() || (!standing.member && !own && post.is_group_private()) {
        return Ok(());
    }
    relay(incoming, &row).await
}

/// Lets a group of this unit pass on the activity as it came.
pub(super) async fn relay(incoming: &Incoming<'_>, group: &AccountRow) -> Result<()> {
    let app = incoming.app;
    let event = Outgoing::Relay {
        group: group.id,
        activity: incoming.body.to_owned(),
    };
    let (id, now) = (app.next_id(), app.now());
    app.db
        .write(move |conn| Box::pin(async move { db::outbox::insert(conn, id, &event, now).await }))
        .await?;
    app.hints.publish.notify_one();
    Ok(())
}
