//! What moderators do in groups, in the form of Lemmy; see `ap::build::moderation` for the same the other way round.

use meent_federation::vocab::{Activity, KnownActivity};
use url::Url;

use super::{Incoming, Note, groups as passing};
use crate::ap::resolve;
use crate::db::accounts::AccountRow;
use crate::db::statuses::StatusRow;
use crate::domain::ActorKind;
use crate::domain::groups::Act;
use crate::domain::{AccountId, Timestamp};
use crate::error::{Error, Result};
use crate::service::groups::{self, Group, moderation};

/// Does the activity look like an act of a moderator? A Delete with a reason is one: authors give none.
pub(super) fn is_act(activity: &Activity) -> bool {
    match activity.known() {
        Some(KnownActivity::Add | KnownActivity::Remove | KnownActivity::Lock) => true,
        Some(KnownActivity::Block) => activity.target.is_some(),
        Some(KnownActivity::Delete) => activity.summary.is_some(),
        Some(KnownActivity::Undo) => undone(activity).is_some_and(|undone| {
            // Authors do not take a Delete back.
            is_act(&undone) || undone.is(KnownActivity::Delete)
        }),
        _ => false,
    }
}

fn undone(activity: &Activity) -> Option<Activity> {
    Activity::read(activity.object.embedded()?).ok()
}

/// A group of another unit passes on what one of its moderators did. The group decides about what is in it: its own
/// signature is enough. Where it is not `certain` who acted, the log names the group itself.
pub(super) async fn relayed(
    incoming: &Incoming<'_>,
    group: &Group,
    activity: &Activity,
    certain: bool,
) -> Result<Note> {
    let Some(act) = read(incoming, group, activity).await? else {
        return refresh(incoming, activity).await;
    };
    let by = match certain {
        true => moderator(incoming, group, &activity.actor).await,
        false => group.id(),
    };
    match moderation::receive_relayed(incoming.app, group.id(), by, act).await {
        Ok(_) => Ok(None),
        Err(Error::NotFound) => Ok(Some("about something that is not known here")),
        Err(error) => Err(error),
    }
}

/// An Update of the group itself is read at its origin.
async fn refresh(incoming: &Incoming<'_>, activity: &Activity) -> Result<Note> {
    if activity.is(KnownActivity::Update) {
        resolve::fetch_actor(incoming.session, &incoming.activity.actor).await?;
        return Ok(None);
    }
    Ok(Some("an activity of another kind"))
}

/// Whoever decided, or the group itself where that person cannot be found.
async fn moderator(incoming: &Incoming<'_>, group: &Group, id: &Url) -> AccountId {
    match resolve::actor(incoming.session, id).await {
        Ok(row) => row.id,
        Err(_) => group.id(),
    }
}

/// A person elsewhere acts as moderator of a group of this unit. `None` when the activity is not about such a group.
pub(super) async fn direct(incoming: &Incoming<'_>) -> Result<Option<Note>> {
    let activity = &incoming.activity;
    if !is_act(activity) {
        return Ok(None);
    }
    let Some(account) = group_of(incoming).await? else {
        return Ok(None);
    };
    let app = incoming.app;
    let group = groups::of_account(&mut *app.db.read().await?, account).await?;
    let Some(act) = read(incoming, &group, activity).await? else {
        return Ok(None);
    };
    match moderation::receive(app, group.id(), incoming.actor.id, act).await {
        Ok(true) => {
            passing::relay(incoming, &group.account).await?;
            Ok(Some(None))
        }
        Ok(false) => Ok(Some(Some("known already"))),
        Err(Error::NotFound) => Ok(Some(Some("about something that is not in the group"))),
        Err(error) => Err(error),
    }
}

/// The group of this unit that an activity names, or whose post it is about.
async fn group_of(incoming: &Incoming<'_>) -> Result<Option<AccountRow>> {
    let activity = &incoming.activity;
    let inner = undone(activity);
    let about = inner.as_ref().unwrap_or(activity);
    let target = about.target.as_ref().and_then(|target| target.id());
    let named = (activity.audience.ids.iter())
        .chain(&about.audience.ids)
        .chain(&activity.to.ids)
        .chain(&activity.cc.ids)
        .chain(target.iter());
    for id in named {
        if let Some(row) = super::own_actor(incoming.app, id).await?
            && row.kind == ActorKind::Group
        {
            return Ok(Some(row));
        }
    }
    Ok(None)
}

/// The act that an activity stands for, `None` for one that is no act or about nothing known here.
async fn read(incoming: &Incoming<'_>, group: &Group, activity: &Activity) -> Result<Option<Act>> {
    let inner = undone(activity).filter(|_| activity.is(KnownActivity::Undo));
    let undo = inner.is_some();
    let about = inner.as_ref().unwrap_or(activity);
    let Some(object) = about.object.id() else {
        return Ok(None);
    };
    let reason = about.summary.clone().unwrap_or_default();
    let act = match (about.known(), undo) {
        (Some(KnownActivity::Add), false) => chosen(incoming, group, about, &object, true).await?,
        (Some(KnownActivity::Remove), false) => {
            chosen(incoming, group, about, &object, false).await?
        }
        (Some(KnownActivity::Lock), _) => {
            let status = post(incoming, &object).await?;
            status.map(|row| match undo {
                false => Act::Lock { status: row.id },
                true => Act::Unlock { status: row.id },
            })
        }
        (Some(KnownActivity::Delete), _) => {
            let status = post(incoming, &object).await?;
            status.map(|row| match undo {
                false => Act::Remove {
                    status: row.id,
                    reason,
                },
                true => Act::Restore { status: row.id },
            })
        }
        (Some(KnownActivity::Block), _) => {
            let row = resolve::actor(incoming.session, &object).await?;
            Some(match undo {
                false => Act::Ban {
                    account: row.id,
                    reason,
                    until: about.end_time.map(Timestamp::from),
                },
                true => Act::Unban { account: row.id },
            })
        }
        _ => None,
    };
    Ok(act)
}

/// Also a removed one, which may be restored.
async fn post(incoming: &Incoming<'_>, id: &Url) -> Result<Option<StatusRow>> {
    incoming.known_post(id).await
}

/// Add and Remove: to the moderators, or to the pinned posts.
async fn chosen(
    incoming: &Incoming<'_>,
    group: &Group,
    activity: &Activity,
    object: &Url,
    add: bool,
) -> Result<Option<Act>> {
    let Some(target) = activity.target.as_ref().and_then(|target| target.id()) else {
        return Ok(None);
    };
    let moderators = match &group.row.moderators_url {
        Some(url) => url.clone(),
        None => format!("{}/moderators", group.account.uri),
    };
    if target.as_str() == moderators {
        let account = resolve::actor(incoming.session, object).await?.id;
        return Ok(Some(match add {
            true => Act::AddModerator {
                account,
                owner: false,
            },
            false => Act::RemoveModerator { account },
        }));
    }
    if Some(target.as_str()) == group.account.featured_url.as_deref() {
        let status = post(incoming, object).await?;
        return Ok(status.map(|row| match add {
            true => Act::Pin { status: row.id },
            false => Act::Unpin { status: row.id },
        }));
    }
    Ok(None)
}
