//! Who is in a group. To be in it is to follow it: a membership is an accepted follow, a request a pending one.

use crate::app::AppRef;
use crate::db;
use crate::db::accounts::AccountRow;
use crate::db::follows::FollowRow;
use crate::db::groups::RoleRow;
use crate::db::{Conn, Paging};
use crate::domain::event::Outgoing;
use crate::domain::groups::{Deed, Entry, GroupAccess, GroupRole, Standing, entry};
use crate::domain::*;
use crate::error::{Error, Result};
use crate::service::auth::Person;
use crate::service::{accounts, bundle, follows, surface};

use super::refusals::Refused;
use super::{Group, local, log, moderated, of_account, show};

/// Somebody who asks to come in.
#[derive(Debug, Clone)]
pub struct Request {
    /// To page by.
    pub position: i64,
    pub account: AccountRow,
    /// Nobody of their unit is in the group yet: letting them in lets their unit's server read what is written there.
    pub first_of_unit: bool,
}

/// Makes somebody a member, inside a transaction.
pub(super) async fn add(
    conn: &mut Conn,
    ctx: &surface::Context,
    (id, uri): (FollowId, String),
    who: &AccountRow,
    group: &AccountRow,
) -> Result<()> {
    let row = FollowRow {
        id,
        account_id: who.id,
        target_id: group.id,
        state: FollowState::Accepted,
        uri,
        show_reblogs: true,
        notify: false,
        created_at: ctx.now,
    };
    db::follows::insert(conn, &row).await?;
    follows::begin(conn, &row).await
}

/// How `who` is received by a group of this unit, inside a transaction. `None`: who is not invited may not know that a
/// secret group exists.
pub(in crate::service) async fn reception(
    conn: &mut Conn,
    ctx: &surface::Context,
    group: &AccountRow,
    who: AccountId,
) -> Result<Option<Entry>> {
    let role = db::groups::role(conn, group.id, who, ctx.now).await?;
    let access = of_account(conn, group.clone()).await?.row.access;
    let known = access != GroupAccess::Secret || role.is_some_and(|role| role != GroupRole::Banned);
    Ok(known.then(|| entry(access, role)))
}

/// An invitation has done its work, or is turned down.
pub(in crate::service) async fn use_invitation(
    conn: &mut Conn,
    group: AccountId,
    who: AccountId,
    now: Timestamp,
) -> Result<()> {
    let kind = NotificationKind::GroupInvite;
    db::notifications::delete_one(conn, who, kind, group, StatusId(0)).await?;
    if db::groups::role(conn, group, who, now).await? == Some(GroupRole::Invited) {
        db::groups::clear_role(conn, group, who).await?;
    }
    Ok(())
}

/// Tells the moderators of this unit that somebody asks to come in, inside a transaction.
pub(in crate::service) async fn tell_moderators(
    conn: &mut Conn,
    ctx: &surface::Context,
    group: AccountId,
    who: AccountId,
) -> Result<()> {
    let roles = [GroupRole::Moderator, GroupRole::Owner];
    let moderators: Vec<AccountId> = db::groups::with_roles(conn, group, &roles)
        .await?
        .into_iter()
        .map(|row| row.account_id)
        .collect();
    for moderator in db::accounts::by_ids(conn, &moderators).await? {
        let kind = NotificationKind::GroupRequest;
        surface::notify(conn, ctx, &moderator, kind, who, StatusId(0)).await?;
    }
    Ok(())
}

/// What somebody was in a group beside a member ends with the membership; a ban does not.
pub(in crate::service) async fn end_roles(
    conn: &mut Conn,
    group: AccountId,
    who: AccountId,
    now: Timestamp,
) -> Result<()> {
    match db::groups::role(conn, group, who, now).await? {
        Some(GroupRole::Banned) | None => Ok(()),
        Some(_) => db::groups::clear_role(conn, group, who).await,
    }
}

/// Refuses the last owner of a group of this unit who wants to leave it.
pub(in crate::service) async fn check_leave(
    conn: &mut Conn,
    group: &AccountRow,
    who: AccountId,
) -> Result<()> {
    if group.kind != ActorKind::Group || !group.is_local() {
        return Ok(());
    }
    let owners = db::groups::with_roles(conn, group.id, &[GroupRole::Owner]).await?;
    match owners.as_slice() {
        [owner] if owner.account_id == who => Err(Refused::OnlyOwner.into()),
        _ => Ok(()),
    }
}

/// Who is in a group, newest first, as (position to page by, account). Of a closed group its members see who is in it, of a
/// group of another unit only those of this one are known.
pub async fn list(
    app: &AppRef,
    viewer: AccountId,
    id: AccountId,
    page: Paging,
) -> Result<Vec<(i64, AccountRow)>> {
    let (group, standing) = show(app, viewer, id).await?;
    if group.is_private() && !standing.member {
        return Err(Error::forbidden("Only members see who is in this group"));
    }
    follows::followers(app, id, page).await
}

/// Those who moderate a group, owners first.
pub async fn moderators(
    app: &AppRef,
    viewer: AccountId,
    id: AccountId,
) -> Result<Vec<(AccountRow, GroupRole)>> {
    let (group, _) = show(app, viewer, id).await?;
    let mut conn = app.db.read().await?;
    moderators_of(&mut conn, group.id()).await
}

/// As [`moderators`], whoever asks.
pub(crate) async fn moderators_of(
    conn: &mut Conn,
    group: AccountId,
) -> Result<Vec<(AccountRow, GroupRole)>> {
    let roles = [GroupRole::Owner, GroupRole::Moderator];
    let mut rows = db::groups::with_roles(conn, group, &roles).await?;
    rows.sort_by_key(|row| std::cmp::Reverse(row.role));
    let ids: Vec<AccountId> = rows.iter().map(|row| row.account_id).collect();
    let accounts = bundle::accounts(conn, &ids).await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let account = accounts.get(&row.account_id)?;
            Some((AccountRow::clone(account), row.role))
        })
        .collect())
}

/// Who asks to come in, newest first; for moderators of a group of this unit.
pub async fn requests(
    app: &AppRef,
    by: &Person,
    id: AccountId,
    page: Paging,
) -> Result<Vec<Request>> {
    let (group, _) = moderated(app, by, id).await?;
    local(&group)?;
    let found = follows::requests(app, id, page).await?;
    let mut conn = app.db.read().await?;
    let mut requests = Vec::new();
    for (position, account) in found {
        let first_of_unit =
            !account.is_local() && !db::groups::has_member_at(&mut conn, id, &account.host).await?;
        requests.push(Request {
            position,
            account,
            first_of_unit,
        });
    }
    Ok(requests)
}

/// Lets somebody in who asked. `NotFound` when nobody asked.
pub async fn authorize(app: &AppRef, by: &Person, id: AccountId, who: AccountId) -> Result<()> {
    let (group, _) = moderated(app, by, id).await?;
    local(&group)?;
    follows::accept_for(app, group.account, who).await?;
    settle(app, by, id, who, Deed::Approve).await
}

/// Refuses somebody who asked. `NotFound` when nobody asked.
pub async fn reject(app: &AppRef, by: &Person, id: AccountId, who: AccountId) -> Result<()> {
    let (group, _) = moderated(app, by, id).await?;
    local(&group)?;
    let asked = db::follows::find(&mut *app.db.read().await?, who, id).await?;
    if asked.is_none_or(|follow| follow.state != FollowState::Pending) {
        return Err(Error::NotFound);
    }
    follows::reject_for(app, id, who).await?;
    settle(app, by, id, who, Deed::Reject).await
}

/// Ends a membership; the person may ask again.
pub async fn expel(app: &AppRef, by: &Person, id: AccountId, who: AccountId) -> Result<()> {
    let (group, standing) = moderated(app, by, id).await?;
    local(&group)?;
    let theirs = super::standing(&mut *app.db.read().await?, id, who, app.now()).await?;
    if !theirs.member {
        return Err(Error::NotFound);
    }
    if theirs.moderates() && !standing.owns() {
        return Err(Refused::NotOwner.into());
    }
    check_leave(&mut *app.db.read().await?, &group.account, who).await?;
    follows::reject_for(app, id, who).await?;
    settle(app, by, id, who, Deed::Expel).await
}

/// Takes back what the moderators of a group were told of somebody who asked.
pub(in crate::service) async fn forget_request(
    conn: &mut Conn,
    group: AccountId,
    who: AccountId,
) -> Result<()> {
    let roles = [GroupRole::Moderator, GroupRole::Owner];
    for row in db::groups::with_roles(conn, group, &roles).await? {
        let (kind, to) = (NotificationKind::GroupRequest, row.account_id);
        db::notifications::delete_one(conn, to, kind, who, StatusId(0)).await?;
    }
    Ok(())
}

/// Writes down that a request or membership was decided on, and takes back what the moderators were told of it.
async fn settle(
    app: &AppRef,
    by: &Person,
    id: AccountId,
    who: AccountId,
    deed: Deed,
) -> Result<()> {
    let (ctx, by) = (surface::Context::new(app), by.account.id);
    app.db
        .write(move |conn| {
            Box::pin(async move {
                forget_request(conn, id, who).await?;
                log(conn, &ctx, (id, by, deed), Some(who), None, "").await
            })
        })
        .await
}

/// Invites somebody, of any unit: they are told, and come in without being asked again. Nothing happens to members.
/// `Invalid` for somebody who is banned.
pub async fn invite(app: &AppRef, by: &Person, id: AccountId, who: AccountId) -> Result<()> {
    let (group, _) = moderated(app, by, id).await?;
    local(&group)?;
    let them = accounts::show(app, Some(by.account.id), who).await?;
    if them.kind != ActorKind::Person || !them.is_active() {
        return Err(Refused::NotPerson.into());
    }
    let theirs = super::standing(&mut *app.db.read().await?, id, who, app.now()).await?;
    if theirs.banned() {
        return Err(Refused::Banned.into());
    }
    if theirs.member {
        return Ok(());
    }
    let (ctx, by) = (surface::Context::new(app), by.account.id);
    app.db
        .write(move |conn| {
            Box::pin(async move {
                let row = RoleRow {
                    group_id: id,
                    account_id: who,
                    role: GroupRole::Invited,
                    expires_at: None,
                    created_at: ctx.now,
                };
                db::groups::set_role(conn, &row).await?;
                log(conn, &ctx, (id, by, Deed::Invite), Some(who), None, "").await?;
                if !them.is_local() {
                    let event = Outgoing::Invite {
                        group: id,
                        by,
                        account: who,
                    };
                    return ctx.say(conn, event).await;
                }
                let kind = NotificationKind::GroupInvite;
                surface::notify(conn, &ctx, &them, kind, id, StatusId(0)).await
            })
        })
        .await?;
    app.hints.publish.notify_one();
    Ok(())
}

/// Somebody as those who moderate a group see them.
#[derive(Debug, Clone)]
pub struct Seen {
    pub account: AccountRow,
    pub standing: Standing,
}

/// How somebody stands to a group; for those who moderate it. `NotFound` for who is not there.
pub async fn one(app: &AppRef, by: &Person, id: AccountId, who: AccountId) -> Result<Seen> {
    moderated(app, by, id).await?;
    let account = accounts::show(app, Some(by.account.id), who).await?;
    let mut conn = app.db.read().await?;
    let standing = super::standing(&mut conn, id, who, app.now()).await?;
    Ok(Seen { account, standing })
}

/// Turns an invitation down, as far as this unit is concerned; no error when there was none. Nobody is told.
pub async fn decline(app: &AppRef, by: &Person, group: AccountId) -> Result<()> {
    let (who, now) = (by.account.id, app.now());
    app.db
        .write(move |conn| Box::pin(async move { use_invitation(conn, group, who, now).await }))
        .await
}

/// Who is what in a group, among `accounts`: those with a role beside being a member.
pub async fn roles_of(
    app: &AppRef,
    group: AccountId,
    accounts: &[AccountId],
) -> Result<Vec<(AccountId, GroupRole)>> {
    let roles = [GroupRole::Moderator, GroupRole::Owner];
    let rows = db::groups::with_roles(&mut *app.db.read().await?, group, &roles).await?;
    Ok(rows
        .into_iter()
        .filter(|row| accounts.contains(&row.account_id))
        .map(|row| (row.account_id, row.role))
        .collect())
}

/// A group of another unit invites somebody of this one. Remembered and told; joining is for them to do.
pub async fn receive_invitation(app: &AppRef, group: &AccountRow, who: &AccountRow) -> Result<()> {
    let (ctx, group, them) = (surface::Context::new(app), group.id, who.clone());
    app.db
        .write(move |conn| {
            Box::pin(async move {
                if super::standing(conn, group, them.id, ctx.now).await?.member {
                    return Ok(());
                }
                let row = RoleRow {
                    group_id: group,
                    account_id: them.id,
                    role: GroupRole::Invited,
                    expires_at: None,
                    created_at: ctx.now,
                };
                db::groups::set_role(conn, &row).await?;
                let kind = NotificationKind::GroupInvite;
                surface::notify(conn, &ctx, &them, kind, group, StatusId(0)).await
            })
        })
        .await
}

/// Is somebody a member of a group of this unit? What other units ask before they show what was written in it.
pub async fn is_member(app: &AppRef, group: &Group, who: AccountId) -> Result<bool> {
    let mut conn = app.db.read().await?;
    Ok(super::standing(&mut conn, group.id(), who, app.now())
        .await?
        .member)
}
