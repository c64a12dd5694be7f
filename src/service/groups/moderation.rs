//! What moderators do, of this unit and of others. One function changes the rows, whoever decided and wherever.

use crate::app::AppRef;
use crate::db;
use crate::db::Conn;
use crate::db::groups::RoleRow;
use crate::db::statuses::StatusRow;
use crate::domain::event::Outgoing;
use crate::domain::groups::{Act, GroupRole, Standing};
use crate::domain::*;
use crate::error::{Error, Result};
use crate::service::auth::Person;
use crate::service::{follows, surface};
use crate::text::{limits, sanitise};

use super::refusals::Refused;
use super::{Group, find, log, moderated};

/// Does what a moderator of this unit decided, in a group of this or another unit, and tells the others. `Forbidden` for
/// those who may not, `NotFound` for people who are not there and posts that are not in the group, `Invalid` for what makes no sense.
pub async fn act(app: &AppRef, by: &Person, id: AccountId, act: Act) -> Result<()> {
    let (group, standing) = moderated(app, by, id).await?;
    if let Some(account) = act.account() {
        let row = db::accounts::by_id(&mut *app.db.read().await?, account).await?;
        if row.is_none_or(|row| row.kind == ActorKind::Group) {
            return Err(Error::NotFound);
        }
    }
    if group.account.is_local() {
        permit(
            &mut *app.db.read().await?,
            &group,
            standing,
            &act,
            app.now(),
        )
        .await?;
    }
    let (ctx, by) = (surface::Context::new(app), by.account.id);
    app.db
        .write(move |conn| {
            Box::pin(async move {
                if !apply(conn, &ctx, &group, by, &act).await? {
                    return Ok(());
                }
                let event = Outgoing::Moderate {
                    group: group.id(),
                    by,
                    act,
                };
                ctx.say(conn, event).await
            })
        })
        .await?;
    app.hints.publish.notify_one();
    Ok(())
}

/// May somebody with this standing do that in a group of this unit?
async fn permit(
    conn: &mut Conn,
    group: &Group,
    standing: Standing,
    act: &Act,
    now: Timestamp,
) -> Result<()> {
    if !standing.moderates() {
        return Err(Refused::NotModerator.into());
    }
    if act.needs_owner() && !standing.owns() {
        return Err(Refused::NotOwner.into());
    }
    if let Some(account) = act.account() {
        let theirs = super::standing(conn, group.id(), account, now).await?;
        let lowers = match act {
            Act::Ban { .. } | Act::RemoveModerator { .. } => true,
            // An owner who becomes a moderator is an owner less.
            Act::AddModerator { owner, .. } => !owner,
            _ => false,
        };
        if lowers {
            super::members::check_leave(conn, &group.account, account).await?;
        }
        if matches!(act, Act::Ban { .. }) && theirs.moderates() && !standing.owns() {
            return Err(Refused::NotOwner.into());
        }
        if matches!(act, Act::AddModerator { .. }) && !theirs.member {
            return Err(Refused::NotMember.into());
        }
    }
    Ok(())
}

/// A person elsewhere sends an act to a group of this unit. Tells whether it was done: then the group passes it on.
/// `Forbidden` for those who may not.
pub async fn receive(app: &AppRef, group: AccountId, by: AccountId, act: Act) -> Result<bool> {
    let mut conn = app.db.read().await?;
    let group = find(&mut conn, group).await?;
    let standing = super::standing(&mut conn, group.id(), by, app.now()).await?;
    permit(&mut conn, &group, standing, &act, app.now()).await?;
    drop(conn);
    store(app, group, by, act).await
}

/// A group of another unit passes on what one of its moderators did. It decides who moderates it, so its word counts, for
/// what is in it and for nothing else.
pub async fn receive_relayed(
    app: &AppRef,
    group: AccountId,
    by: AccountId,
    act: Act,
) -> Result<bool> {
    let group = find(&mut *app.db.read().await?, group).await?;
    store(app, group, by, act).await
}

async fn store(app: &AppRef, group: Group, by: AccountId, act: Act) -> Result<bool> {
    let ctx = surface::Context::new(app);
    let done = app
        .db
        .write(move |conn| Box::pin(async move { apply(conn, &ctx, &group, by, &act).await }))
        .await?;
    app.hints.publish.notify_one();
    Ok(done)
}

/// Changes the rows and writes the log. Tells whether anything changed: doing it twice changes nothing.
async fn apply(
    conn: &mut Conn,
    ctx: &surface::Context,
    group: &Group,
    by: AccountId,
    act: &Act,
) -> Result<bool> {
    let changed = match act {
        Act::AddModerator { account, owner } => {
            let role = match owner {
                true => GroupRole::Owner,
                false => GroupRole::Moderator,
            };
            promote(conn, ctx, group.id(), *account, role).await?
        }
        Act::RemoveModerator { account } => {
            let role = db::groups::role(conn, group.id(), *account, ctx.now).await?;
            if role.is_some_and(GroupRole::moderates) {
                db::groups::clear_role(conn, group.id(), *account).await?;
            }
            role.is_some_and(GroupRole::moderates)
        }
        Act::Ban { account, until, .. } => ban(conn, ctx, group, *account, *until).await?,
        Act::Unban { account } => {
            let role = db::groups::role(conn, group.id(), *account, ctx.now).await?;
            if role == Some(GroupRole::Banned) {
                db::groups::clear_role(conn, group.id(), *account).await?;
            }
            role == Some(GroupRole::Banned)
        }
        Act::Pin { status } => {
            let post = inside(conn, group, *status).await?;
            db::marks::insert_pin(conn, ctx.next_id(), group.id(), post.id, ctx.now).await?
        }
        Act::Unpin { status } => db::marks::delete_pin(conn, group.id(), *status).await?,
        Act::Lock { status } => {
            let thread = inside(conn, group, *status).await?.thread_id;
            let before = db::groups::is_locked(conn, thread).await?;
            db::groups::lock(conn, thread, ctx.now).await?;
            !before
        }
        Act::Unlock { status } => {
            let thread = inside(conn, group, *status).await?.thread_id;
            let before = db::groups::is_locked(conn, thread).await?;
            db::groups::unlock(conn, thread).await?;
            before
        }
        Act::Remove { status, .. } => {
            let post = inside(conn, group, *status).await?;
            if post.removed_at.is_none() {
                db::groups::set_removed(conn, post.id, Some(ctx.now)).await?;
                db::notifications::delete_about(conn, post.id).await?;
            }
            post.removed_at.is_none()
        }
        Act::Restore { status } => {
            let post = inside(conn, group, *status).await?;
            db::groups::set_removed(conn, post.id, None).await?;
            post.removed_at.is_some()
        }
    };
    if changed {
        let reason = sanitise::remote_text_within(act.reason(), limits::WARNING_CHARACTERS);
        let what = (group.id(), by, act.deed());
        log(conn, ctx, what, act.account(), act.status(), &reason).await?;
    }
    Ok(changed)
}

/// A living post of the group, removed or not.
async fn inside(conn: &mut Conn, group: &Group, id: StatusId) -> Result<StatusRow> {
    db::statuses::by_id(conn, id)
        .await?
        .filter(|post| post.group_id == Some(group.id()) && post.deleted_at.is_none())
        .ok_or(Error::NotFound)
}

async fn promote(
    conn: &mut Conn,
    ctx: &surface::Context,
    group: AccountId,
    account: AccountId,
    role: GroupRole,
) -> Result<bool> {
    let before = db::groups::role(conn, group, account, ctx.now).await?;
    if before == Some(role) {
        return Ok(false);
    }
    let row = RoleRow {
        group_id: group,
        account_id: account,
        role,
        expires_at: None,
        created_at: ctx.now,
    };
    db::groups::set_role(conn, &row).await?;
    Ok(true)
}

async fn ban(
    conn: &mut Conn,
    ctx: &surface::Context,
    group: &Group,
    account: AccountId,
    until: Option<Timestamp>,
) -> Result<bool> {
    let before = db::groups::role(conn, group.id(), account, ctx.now).await?;
    if let Some(follow) = db::follows::find(conn, account, group.id()).await? {
        match db::accounts::by_id(conn, account).await? {
            Some(them) if group.account.is_local() => {
                follows::reject_and_tell(conn, ctx, follow, &them).await?;
            }
            _ => follows::end(conn, &follow, ctx.now).await?,
        }
    }
    let row = RoleRow {
        group_id: group.id(),
        account_id: account,
        role: GroupRole::Banned,
        expires_at: until,
        created_at: ctx.now,
    };
    db::groups::set_role(conn, &row).await?;
    Ok(before != Some(GroupRole::Banned))
}
