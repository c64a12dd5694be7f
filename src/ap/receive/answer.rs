//! Accept and Reject: answers to what somebody here asked for, each given to the service that asked.

use meent_federation::origin::same_origin;
use meent_federation::vocab::{Activity, KnownActivity};
use url::Url;

use super::{Incoming, Note, follow};
use crate::ap::build::consent::request_kind;
use crate::ap::resolve;
use crate::db;
use crate::domain::{StampKind, StatusId};
use crate::error::Result;
use crate::service::{events, incoming, stamps};

const OTHER: Note = Some("an answer to something else");

fn other() -> Result<Note> {
    Ok(OTHER)
}

/// The request comes back embedded, or as its id only; then our own ids say what it was.
pub(super) async fn answer(incoming: &Incoming<'_>, accepted: bool) -> Result<Note> {
    let object = &incoming.activity.object;
    if let Some(value) = object.embedded() {
        let Ok(inner) = Activity::read(value) else {
            return other();
        };
        return match inner.known() {
            Some(KnownActivity::Follow) => follow::answer(incoming, accepted).await,
            Some(KnownActivity::QuoteRequest) => {
                consent(incoming, StampKind::Quote, asking(&inner), accepted).await
            }
            Some(KnownActivity::ReplyRequest) => {
                consent(incoming, StampKind::Reply, asking(&inner), accepted).await
            }
            Some(KnownActivity::Join) => join(incoming, &inner, accepted).await,
            _ => other(),
        };
    }
    let Some(id) = object.id() else {
        return other();
    };
    let urls = &incoming.app.urls;
    for kind in [StampKind::Quote, StampKind::Reply] {
        if let Some(serial) = urls.activity_serial(id.as_str(), request_kind(kind)) {
            return consent_of(incoming, kind, StatusId(serial), accepted).await;
        }
    }
    if let Some(serial) = urls.activity_serial(id.as_str(), "join") {
        let row = db::events::by_serial(&mut *incoming.app.db.read().await?, serial).await?;
        let Some(row) = row else { return other() };
        let by = incoming.actor.id;
        events::receive_answer(incoming.app, by, row.status_id, row.account_id, accepted).await?;
        return Ok(None);
    }
    // Older GoToSocial accepts a reply by the reply's own id.
    if urls.local_path(id.as_str()).is_some() && incoming.known_post(&id).await?.is_some() {
        return consent(incoming, StampKind::Reply, Some(id), accepted).await;
    }
    follow::answer(incoming, accepted).await
}

/// The post of ours that a request was about.
fn asking(request: &Activity) -> Option<Url> {
    request.instrument.as_ref().and_then(|post| post.id())
}

async fn consent(
    incoming: &Incoming<'_>,
    kind: StampKind,
    post: Option<Url>,
    accepted: bool,
) -> Result<Note> {
    let Some(post) = post else { return other() };
    match incoming.known_post(&post).await? {
        Some(row) if row.local => consent_of(incoming, kind, row.id, accepted).await,
        _ => other(),
    }
}

/// A stamp counts from the server of the one who gives it.
async fn consent_of(
    incoming: &Incoming<'_>,
    kind: StampKind,
    post: StatusId,
    accepted: bool,
) -> Result<Note> {
    let activity = &incoming.activity;
    let stamp = match accepted {
        true => {
            let given = activity.result.clone().or_else(|| activity.id.clone());
            match given.filter(|stamp| same_origin(stamp, &activity.actor)) {
                Some(stamp) => Some(stamp.to_string()),
                None => return Ok(Some("an Accept without a stamp of its sender")),
            }
        }
        false => None,
    };
    let (app, by) = (incoming.app, incoming.actor.id);
    match kind {
        StampKind::Quote => incoming::receive_quote_answer(app, by, post, stamp).await?,
        StampKind::Reply => stamps::receive_answer(app, by, post, stamp).await?,
    }
    Ok(None)
}

async fn join(incoming: &Incoming<'_>, join: &Activity, accepted: bool) -> Result<Note> {
    let Some(event) = join.object.id() else {
        return other();
    };
    let Some(who) = incoming.own_person(&join.actor).await? else {
        return other();
    };
    match resolve::known_post(incoming.app, event.as_str()).await {
        Ok(Some(row)) => {
            let by = incoming.actor.id;
            events::receive_answer(incoming.app, by, row.id, who.id, accepted).await?;
            Ok(None)
        }
        _ => other(),
    }
}
