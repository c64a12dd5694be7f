//! Announce: a boost. The post counts as its origin has it, never as it came inside.

use meent_federation::vocab::{Activity, audience};
use url::Url;

use super::{Incoming, Note, groups};
use crate::ap::resolve;
use crate::db;
use crate::db::statuses::StatusRow;
use crate::domain::{ActorKind, Timestamp};
use crate::error::Result;
use crate::service::{self, incoming};

pub(super) async fn announce(incoming: &Incoming<'_>) -> Result<Note> {
    if incoming.actor.kind == ActorKind::Group {
        let mut conn = incoming.app.db.read().await?;
        let group = service::groups::of_account(&mut conn, incoming.actor.clone()).await?;
        drop(conn);
        return groups::relayed(incoming, group).await;
    }
    let Some(id) = boosted(incoming) else {
        return Ok(Some("an Announce of something else"));
    };
    let Some(post) = post(incoming, &id).await? else {
        return Ok(Some("nobody here asked for it"));
    };
    boost(incoming, &post).await
}

/// A boost of a known post.
pub(super) async fn boost(incoming: &Incoming<'_>, post: &StatusRow) -> Result<Note> {
    let actor = &incoming.actor;
    let activity = &incoming.activity;
    let followers = actor
        .followers_url
        .as_deref()
        .and_then(|url| Url::parse(url).ok());
    let audience = audience(&activity.to, &activity.cc, followers.as_ref());
    incoming::receive_boost(
        incoming.app,
        actor,
        &incoming.id_or("announce", &post.uri),
        post.id,
        resolve::visibility(audience),
        activity.published.map(Timestamp::from),
    )
    .await?;
    Ok(None)
}

/// The id of the post: where others than groups pass on activities, the one inside a Create or Update.
fn boosted(incoming: &Incoming<'_>) -> Option<Url> {
    use meent_federation::vocab::KnownActivity;
    let object = &incoming.activity.object;
    let inner = object
        .embedded()
        .and_then(|value| Activity::read(value).ok());
    match inner {
        Some(inner) if inner.is(KnownActivity::Create) || inner.is(KnownActivity::Update) => {
            inner.object.id()
        }
        Some(_) => None,
        None => object.id(),
    }
}

/// The post, if it is known, or if somebody here follows who boosts it.
async fn post(incoming: &Incoming<'_>, id: &Url) -> Result<Option<StatusRow>> {
    let app = incoming.app;
    if let Some(row) = incoming.known_post(id).await? {
        return Ok(Some(row));
    }
    let ours = app.urls.local_path(id.as_str()).is_some();
    let followed =
        db::follows::has_local_follower(&mut *app.db.read().await?, incoming.actor.id).await?;
    if ours || !followed {
        return Ok(None);
    }
    let row = resolve::post(incoming.session, id).await?;
    resolve::queue_parent(app, &row, 0).await?;
    Ok(Some(row))
}
