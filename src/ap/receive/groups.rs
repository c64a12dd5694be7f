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
    let objects = incoming.activity.object.each();
    let several = objects.len() > 1;
    let mut note = None;
    for object in objects.iter().take(BUNCH) {
        let outcome = match object.embedded() {
            Some(inner) => one(incoming, &group, object, inner).await,
            None => by_id(incoming, &group, object).await,
        };
        // One that is refused does not stop those behind it.
        note = match outcome {
            Err(error @ (Error::Unavailable(_) | Error::Internal(_))) => return Err(error),
            Err(error) if several => {
                tracing::debug!(%error, "one of several activities is refused");
                Some("one of several is refused")
            }
            outcome => outcome?,
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
    let fetched = incoming.fetch(&id).await?;
    let document = meent_federation::vocab::parse(&fetched.body)?;
    if let Ok(activity) = Activity::read(&document) {
        let ours = resolve::ours(incoming.app)?;
        authority::check_fetched_activity(&fetched.url, &activity, &ours)?;
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
            let edit = activity.is(KnownActivity::Update);
            post_at_origin(incoming, group, &id, edit).await
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
    authority::check_activity(&activity, &activity.actor, &resolve::ours(app)?)?;
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
            let body = inner.to_string();
            Box::pin(super::handle(
                &incoming.on_behalf_of(activity, actor, &body),
            ))
            .await
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
                let edit = activity.is(KnownActivity::Update);
                note = post_at_origin(incoming, group, &id, edit).await?;
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
        if activity.is(KnownActivity::Update) && edited(incoming, &post, Some(&activity)).await? {
            continue;
        }
        note = store(incoming, group, &post, Some(&activity)).await?;
    }
    Ok(note)
}

/// Stores a new post of the group. `activity`: what brought it, `None` where it was read at its origin.
async fn store(
    incoming: &Incoming<'_>,
    group: &Group,
    post: &Post,
    activity: Option<&Activity>,
) -> Result<Note> {
    let app = incoming.app;
    let author = resolve::actor(incoming.session, &post.attributed_to).await?;
    let mut version = resolve::incoming_post(app, post, activity, author).await?;
    if group.is_private() {
        version.visibility = group.row.access.visibility();
    }
    version.group = Some(IncomingGroup {
        id: group.id(),
        relay: None,
    });
    Ok(match incoming::receive_post(app, version).await? {
        // It came by another way before: it comes into the group now.
        Received::Known(id) => {
            posting::adopt(app, group, id).await?;
            None
        }
        received => super::create::settle(incoming, received).await?,
    })
}

/// Takes the new version of a post that is known; `false` for one that is not.
async fn edited(incoming: &Incoming<'_>, post: &Post, activity: Option<&Activity>) -> Result<bool> {
    let author = resolve::actor(incoming.session, &post.attributed_to).await?;
    let version = resolve::incoming_post(incoming.app, post, activity, author).await?;
    incoming::receive_edit(incoming.app, version).await
}

/// A post that is not addressed to the group: of an open one it is a boost, of the post as its origin has it.
async fn shown(incoming: &Incoming<'_>, group: &Group, post: &Post) -> Result<Note> {
    if group.is_private() || !(post.to.public || post.cc.public) {
        return Ok(Some("a post that is not for the group"));
    }
    let row = resolve::post(incoming.session, &post.id).await?;
    super::announce::boost(incoming, &row).await
}

/// Reads a post where it lives, and puts it into the group, or takes its new version.
async fn post_at_origin(
    incoming: &Incoming<'_>,
    group: &Group,
    id: &Url,
    edit: bool,
) -> Result<Note> {
    let app = incoming.app;
    if app.urls.local_path(id.as_str()).is_some() {
        return Ok(Some("what people here said is known already"));
    }
    let fetched = incoming.fetch(id).await?;
    let post = Post::read(&meent_federation::vocab::parse(&fetched.body)?)?;
    authority::check_fetched_post(&fetched.url, &post, &resolve::ours(app)?)?;
    if post.is_vote() {
        return Ok(Some("votes are not counted here"));
    }
    if !in_group(incoming, group, &post) {
        return shown(incoming, group, &post).await;
    }
    if edit && edited(incoming, &post, None).await? {
        return Ok(None);
    }
    store(incoming, group, &post, None).await
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
