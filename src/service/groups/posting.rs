//! What is written in a group: where a draft goes, and whether a group takes what comes from elsewhere.

use crate::app::AppRef;
use crate::db;
use crate::db::Conn;
use crate::db::accounts::AccountRow;
use crate::db::statuses::StatusRow;
use crate::domain::groups::{Refusal, may_post};
use crate::domain::*;
use crate::error::{Error, Result};
use crate::service::surface;

use super::refusals::Refused;
use super::{Group, find, is_known_to, of_account, standing};

/// The group that a draft is for.
#[derive(Debug, Clone)]
pub(in crate::service) struct Destination {
    pub group: AccountId,
    pub visibility: Visibility,
}

/// What says where a draft goes.
#[derive(Debug, Clone)]
pub(in crate::service) struct Wish<'a> {
    /// Chosen by name.
    pub group: Option<AccountId>,
    pub parent: Option<&'a StatusRow>,
    pub mentioned: &'a [AccountRow],
    pub visibility: Visibility,
    pub local_only: bool,
}

/// Finds the group of a draft: the one that was chosen, else that of the post it answers, else the first one mentioned, which
/// is how people write in a group with any app. A message to some people only, or for the own unit, goes to no group: one
/// that was chosen by name is then `Invalid`. `Forbidden`, with the reason, for those who may not write there; `NotFound` for
/// a group that the author may not know of.
pub(in crate::service) async fn destination(
    app: &AppRef,
    author: AccountId,
    wish: Wish<'_>,
) -> Result<Option<Destination>> {
    let of_parent = wish.parent.and_then(|parent| parent.group_id);
    let mentioned = wish
        .mentioned
        .iter()
        .find(|row| row.kind == ActorKind::Group)
        .map(|row| row.id);
    let Some(id) = wish.group.or(of_parent).or(mentioned) else {
        return Ok(None);
    };
    if wish.visibility == Visibility::Direct || wish.local_only {
        return match wish.group {
            Some(_) => Err(Refused::Narrower.into()),
            None => Ok(None),
        };
    }
    let mut conn = app.db.read().await?;
    let group = match find(&mut conn, id).await {
        // The group of what is answered has ended, and the conversation goes on without it.
        Err(Error::NotFound) if wish.group.is_none() => return Ok(None),
        group => group?,
    };
    let known = is_known_to(app, Some(author), &group.account).await?;
    if wish.group.is_some() && !known {
        return Err(Error::NotFound);
    }
    if !group.is_private() && !wish.visibility.is_open() {
        if wish.group.is_some() {
            return Err(Refused::Narrower.into());
        }
        // For followers only, and it names an open group: it stays for the followers.
        return Ok(None);
    }
    let answered = wish.parent.filter(|parent| parent.group_id == Some(id));
    let allowed = check(&mut conn, &group, author, answered, app.now()).await?;
    allowed.map_err(|refusal| Error::forbidden(reason(refusal, &group.account)))?;
    Ok(Some(Destination {
        group: id,
        visibility: match group.is_private() {
            true => group.row.access.visibility(),
            false => wish.visibility,
        },
    }))
}

/// May somebody write in a group, or in its conversation `answered`? For the pages, which offer no form that would be
/// refused. `NotFound` for what is no group.
pub async fn allowed(
    app: &AppRef,
    author: AccountId,
    id: AccountId,
    answered: Option<&StatusRow>,
) -> Result<std::result::Result<(), Refusal>> {
    let mut conn = app.db.read().await?;
    let group = find(&mut conn, id).await?;
    let answered = answered.filter(|parent| parent.group_id == Some(id));
    check(&mut conn, &group, author, answered, app.now()).await
}

async fn check(
    conn: &mut Conn,
    group: &Group,
    author: AccountId,
    answered: Option<&StatusRow>,
    now: Timestamp,
) -> Result<std::result::Result<(), Refusal>> {
    let standing = standing(conn, group.id(), author, now).await?;
    let locked = match answered {
        Some(parent) => db::groups::is_locked(conn, parent.thread_id).await?,
        None => false,
    };
    Ok(may_post(
        group.row.access,
        standing,
        answered.is_some(),
        locked,
    ))
}

fn reason(refusal: Refusal, group: &AccountRow) -> String {
    let name = group.shown_name();
    match refusal {
        Refusal::Banned => format!("You may not write in {name} any more"),
        Refusal::NotMember => format!("Only members write in {name}. Join it first"),
        Refusal::ModeratorsOnly => {
            format!("Only its moderators begin conversations in {name}; you can answer theirs")
        }
        Refusal::Locked => format!("This conversation in {name} takes no more answers"),
    }
}

/// Does a group of this unit take what somebody elsewhere wrote, in answer to `answered`? `Some` with the group if so.
pub async fn takes(
    app: &AppRef,
    group: &AccountRow,
    author: AccountId,
    answered: Option<&StatusRow>,
) -> Result<Option<Group>> {
    let mut conn = app.db.read().await?;
    let group = of_account(&mut conn, group.clone()).await?;
    let answered = answered.filter(|parent| parent.group_id == Some(group.id()));
    let allowed = check(&mut conn, &group, author, answered, app.now()).await?;
    Ok(allowed.is_ok().then_some(group))
}

/// A post that is known here turns out to be in a group: the group passed it on. Its readers here get it. Nothing happens
/// to one that is in a group already, or that its author kept to some readers while the group is open.
pub async fn adopt(app: &AppRef, group: &Group, id: StatusId) -> Result<()> {
    let (ctx, group) = (surface::Context::new(app), group.clone());
    app.db
        .write(move |conn| {
            Box::pin(async move {
                let Some(post) = db::statuses::by_id(conn, id).await? else {
                    return Ok(());
                };
                let open = post.visibility.is_open();
                if post.group_id.is_some()
                    || post.deleted_at.is_some()
                    || post.reblog_of_id.is_some()
                    || open == group.is_private()
                {
                    return Ok(());
                }
                let visibility = match open {
                    true => post.visibility,
                    false => Visibility::Private,
                };
                db::groups::adopt(conn, id, group.id(), visibility).await?;
                let post = StatusRow {
                    group_id: Some(group.id()),
                    visibility,
                    ..post
                };
                surface::entered_group(conn, &ctx, &post, group.id()).await
            })
        })
        .await
}
