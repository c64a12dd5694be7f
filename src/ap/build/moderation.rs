//! What moderators of this unit did in a group, in the form of Lemmy: Add and Remove to the moderators and the pinned posts,
//! Delete of somebody else's post with a reason, Lock, Block with the group as target, and their Undo.

use meent_federation::vocab::KnownActivity::{self, Add, Block, Delete, Lock, Remove};
use meent_federation::vocab::write::Activity;
use url::Url;

use super::{Built, account, activity_id, finish, groups, speaker, status};
use crate::ap::address;
use crate::ap::audience::Inboxes;
use crate::app::App;
use crate::db::Conn;
use crate::domain::groups::Act;
use crate::domain::{AccountId, Timestamp};
use crate::error::Result;
use crate::service::groups as service;

/// The activity of one act. It is addressed as the group speaks; [`groups::through`] leads it there.
pub(super) async fn act(
    app: &App,
    conn: &mut Conn,
    serial: i64,
    (group, by, act): (AccountId, AccountId, &Act),
) -> Result<Built> {
    let row = account(conn, group).await?;
    let group = service::of_account(conn, row).await?;
    let moderator = speaker(conn, by).await?;
    let object = match (act.account(), act.status()) {
        (Some(person), _) => account(conn, person).await?.uri,
        (None, Some(post)) => status(conn, post).await?.uri,
        (None, None) => group.account.uri.clone(),
    };
    let (kind, undo) = kind(act);
    let part = |stored: &Option<String>, name: &str| match stored {
        Some(stored) => address::url(stored),
        None => address::url(&format!("{}/{name}", group.account.uri)),
    };
    let target: Option<Url> = match act {
        Act::AddModerator { .. } | Act::RemoveModerator { .. } => {
            Some(part(&group.row.moderators_url, "moderators")?)
        }
        Act::Pin { .. } | Act::Unpin { .. } => {
            Some(part(&group.account.featured_url, "collections/featured")?)
        }
        Act::Ban { .. } | Act::Unban { .. } => Some(address::url(&group.account.uri)?),
        _ => None,
    };
    let addresses = groups::addresses(&group)?;
    let activity = Activity {
        cc: addresses.cc,
        target,
        summary: summary(act),
        end_time: until(act).map(Timestamp::to_datetime),
        ..Activity::moderation(
            activity_id(app, &moderator, name(kind), serial)?,
            kind,
            address::url(&moderator.uri)?,
            address::url(&object)?,
            address::url(&group.account.uri)?,
            addresses.to,
        )
    };
    if undo {
        let id = activity_id(app, &moderator, "undo", serial)?;
        return finish(Activity::undo(id, activity), by, Inboxes::default());
    }
    finish(activity, by, Inboxes::default())
}

/// The activity that says an act, and whether it is taken back.
fn kind(act: &Act) -> (KnownActivity, bool) {
    match act {
        Act::AddModerator { .. } | Act::Pin { .. } => (Add, false),
        Act::RemoveModerator { .. } | Act::Unpin { .. } => (Remove, false),
        Act::Lock { .. } => (Lock, false),
        Act::Unlock { .. } => (Lock, true),
        Act::Remove { .. } => (Delete, false),
        Act::Restore { .. } => (Delete, true),
        Act::Ban { .. } => (Block, false),
        Act::Unban { .. } => (Block, true),
    }
}

fn name(kind: KnownActivity) -> &'static str {
    match kind {
        Add => "add",
        Remove => "remove",
        Lock => "lock",
        Delete => "delete",
        _ => "block",
    }
}

/// A Delete with a summary is a moderator's; without one it would be the author's, and an empty one counts as none.
fn summary(act: &Act) -> Option<String> {
    match act {
        Act::Remove { reason, .. } if reason.trim().is_empty() => {
            Some("Removed by a moderator".to_owned())
        }
        Act::Remove { reason, .. } | Act::Ban { reason, .. } => Some(reason.clone()),
        _ => None,
    }
}

fn until(act: &Act) -> Option<Timestamp> {
    match act {
        Act::Ban { until, .. } => *until,
        _ => None,
    }
}
