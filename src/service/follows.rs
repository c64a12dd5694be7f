//! Following: by people here, and by and of people elsewhere.

use crate::app::AppRef;
use crate::db;
use crate::db::accounts::AccountRow;
use crate::db::follows::FollowRow;
use crate::db::{Conn, Paging};
use crate::domain::event::Outgoing;
use crate::domain::groups::Entry;
use crate::domain::*;
use crate::error::{Error, Result};
use crate::service::auth::Person;
use crate::service::bundle::{self, Relation};
use crate::service::groups::refusals::Refused;
use crate::service::groups::{lists, members};
use crate::service::{lists as personal, surface};

/// A new follower's home timeline starts with so many posts.
pub(super) const BACKFILL: i64 = 40;

/// Follows somebody, or changes the options of a follow that is there (`None` leaves one as it is). An open person of
/// this unit is followed at once; a locked one and anybody elsewhere is asked. `Forbidden` when either has blocked the
/// other, `Invalid` for oneself.
pub async fn follow(
    app: &AppRef,
    by: &Person,
    target: AccountId,
    reblogs: Option<bool>,
    notify: Option<bool>,
) -> Result<()> {
    let me = by.account.clone();
    let them = super::accounts::show(app, Some(me.id), target).await?;
    if them.id == me.id {
        return Err(Error::invalid("You cannot follow yourself"));
    }
    if !them.is_active() {
        return Err(Error::NotFound);
    }
    let id = FollowId(app.next_id());
    let ctx = surface::Context::new(app);
    let uri = app.urls.follow(&me.username, id);
    app.db
        .write(move |conn| {
            Box::pin(async move {
                if db::relations::blocked_either_way(conn, me.id, them.id).await? {
                    return Err(Error::forbidden(
                        "You cannot follow this person: one of you has blocked the other",
                    ));
                }
                if let Some(known) = db::follows::find(conn, me.id, them.id).await? {
                    let (reblogs, notify) = (
                        reblogs.unwrap_or(known.show_reblogs),
                        notify.unwrap_or(known.notify),
                    );
                    return db::follows::set_options(conn, known.id, reblogs, notify).await;
                }
                let asked = Asked {
                    id,
                    uri,
                    reblogs: reblogs.unwrap_or(true),
                    notify: notify.unwrap_or(false),
                };
                ask(conn, &ctx, asked, &me, &them).await
            })
        })
        .await?;
    app.hints.publish.notify_one();
    Ok(())
}

/// Tells whoever has to know that somebody follows, or asks to: of a group its moderators, and they only of what they have
/// to answer.
pub(super) async fn arrived(
    conn: &mut Conn,
    ctx: &surface::Context,
    target: &AccountRow,
    follower: AccountId,
    accepted: bool,
) -> Result<()> {
    let kind = match (target.kind, accepted) {
        (ActorKind::Group, true) => {
            return members::use_invitation(conn, target.id, follower, ctx.now).await;
        }
        (ActorKind::Group, false) => {
            return members::tell_moderators(conn, ctx, target.id, follower).await;
        }
        (_, true) => NotificationKind::Follow,
        (_, false) => NotificationKind::FollowRequest,
    };
    surface::notify(conn, ctx, target, kind, follower, StatusId(0)).await
}

/// A follow that is not there yet.
pub(super) struct Asked {
    pub id: FollowId,
    /// The id of the Follow activity.
    pub uri: String,
    pub reblogs: bool,
    pub notify: bool,
}

/// Has `me`, of this unit, follow `them`: at once, or as soon as they say yes. Inside a transaction.
pub(super) async fn ask(
    conn: &mut Conn,
    ctx: &surface::Context,
    asked: Asked,
    me: &AccountRow,
    them: &AccountRow,
) -> Result<()> {
    let group = them.kind == ActorKind::Group;
    let at_once = match (them.is_local(), group) {
        (false, _) => false,
        (true, false) => !them.locked,
        (true, true) => match members::reception(conn, ctx, them, me.id).await? {
            None => return Err(Error::NotFound),
            Some(Entry::Refused) => return Err(Refused::KeptOut.into()),
            Some(entry) => entry == Entry::AtOnce,
        },
    };
    let row = FollowRow {
        id: asked.id,
        account_id: me.id,
        target_id: them.id,
        state: if at_once {
            FollowState::Accepted
        } else {
            FollowState::Pending
        },
        uri: asked.uri,
        show_reblogs: asked.reblogs,
        notify: asked.notify,
        created_at: ctx.now,
    };
    db::follows::insert(conn, &row).await?;
    if at_once {
        begin(conn, &row).await?;
    }
    if !them.is_local() {
        let follow = Outgoing::Follow {
            follow: asked.id,
            account: me.id,
            target: them.id,
        };
        return ctx.say(conn, follow).await;
    }
    arrived(conn, ctx, them, me.id, at_once).await
}

/// What begins when a follow is accepted: the counters, and the author's last posts in the follower's home timeline.
pub(super) async fn begin(conn: &mut Conn, follow: &FollowRow) -> Result<()> {
    db::accounts::count(conn, follow.account_id, 0, 0, 1).await?;
    db::accounts::count(conn, follow.target_id, 0, 1, 0).await?;
    let follower = db::accounts::by_id(conn, follow.account_id).await?;
    if follower.is_some_and(|row| row.is_local()) {
        db::homes::backfill_home(conn, follow.account_id, follow.target_id, BACKFILL).await?;
        personal::follow_began(
            conn,
            follow.account_id,
            follow.target_id,
            follow.show_reblogs,
        )
        .await?;
    }
    Ok(())
}

/// Ends a follow or takes a request back, whoever does it. Tells nobody.
pub(super) async fn end(conn: &mut Conn, follow: &FollowRow, now: Timestamp) -> Result<()> {
    db::follows::delete(conn, follow.id).await?;
    db::lists::remove_from_all(conn, follow.account_id, follow.target_id).await?;
    db::notes::unendorse(conn, follow.account_id, follow.target_id).await?;
    members::end_roles(conn, follow.target_id, follow.account_id, now).await?;
    if follow.state == FollowState::Pending {
        members::forget_request(conn, follow.target_id, follow.account_id).await?;
    }
    if follow.state == FollowState::Accepted {
        db::accounts::count(conn, follow.account_id, 0, 0, -1).await?;
        db::accounts::count(conn, follow.target_id, 0, -1, 0).await?;
        db::homes::remove_author_from_home(conn, follow.account_id, follow.target_id).await?;
    }
    for kind in [NotificationKind::Follow, NotificationKind::FollowRequest] {
        db::notifications::delete_one(conn, follow.target_id, kind, follow.account_id, StatusId(0))
            .await?;
    }
    Ok(())
}

/// Ends one's follow and tells the other's unit, inside a transaction.
pub(super) async fn end_and_tell(
    conn: &mut Conn,
    ctx: &surface::Context,
    follow: FollowRow,
    target: &AccountRow,
) -> Result<()> {
    members::check_leave(conn, target, follow.account_id).await?;
    end(conn, &follow, ctx.now).await?;
    if target.is_local() {
        return Ok(());
    }
    ctx.say(
        conn,
        Outgoing::UndoFollow {
            account: follow.account_id,
            target: follow.target_id,
            uri: follow.uri,
        },
    )
    .await
}

/// Removes somebody's follow of one's own, or refuses the request, and tells their unit, inside a transaction.
pub(super) async fn reject_and_tell(
    conn: &mut Conn,
    ctx: &surface::Context,
    follow: FollowRow,
    follower: &AccountRow,
) -> Result<()> {
    end(conn, &follow, ctx.now).await?;
    if follower.is_local() {
        return Ok(());
    }
    ctx.say(
        conn,
        Outgoing::RejectFollow {
            account: follow.target_id,
            follower: follow.account_id,
            uri: follow.uri,
        },
    )
    .await
}

/// Stops following, or takes the request back; no error when there was nothing.
pub async fn unfollow(app: &AppRef, by: &Person, target: AccountId) -> Result<()> {
    let me = by.account.id;
    let them = super::accounts::show(app, Some(me), target).await?;
    let ctx = surface::Context::new(app);
    app.db
        .write(move |conn| {
            Box::pin(async move {
                match db::follows::find(conn, me, them.id).await? {
                    Some(follow) => end_and_tell(conn, &ctx, follow, &them).await,
                    None => Ok(()),
                }
            })
        })
        .await?;
    app.hints.publish.notify_one();
    Ok(())
}

/// Lets somebody who asked follow; no error when they do already. `NotFound` when nobody asked.
pub async fn accept(app: &AppRef, by: &Person, follower: AccountId) -> Result<()> {
    accept_for(app, by.account.clone(), follower).await
}

/// As [`accept`], for an account of this unit that is a person or a group.
pub(super) async fn accept_for(app: &AppRef, me: AccountRow, follower: AccountId) -> Result<()> {
    let ctx = surface::Context::new(app);
    app.db
        .write(move |conn| {
            Box::pin(async move {
                let follow = db::follows::find(conn, follower, me.id)
                    .await?
                    .ok_or(Error::NotFound)?;
                let them = db::accounts::by_id(conn, follower)
                    .await?
                    .ok_or(Error::NotFound)?;
                if !db::follows::accept(conn, follow.id).await? {
                    return Ok(());
                }
                begin(conn, &follow).await?;
                db::notifications::delete_one(
                    conn,
                    me.id,
                    NotificationKind::FollowRequest,
                    follower,
                    StatusId(0),
                )
                .await?;
                arrived(conn, &ctx, &me, follower, true).await?;
                if them.is_local() {
                    return Ok(());
                }
                ctx.say(
                    conn,
                    Outgoing::AcceptFollow {
                        account: me.id,
                        follower,
                        uri: follow.uri,
                    },
                )
                .await
            })
        })
        .await?;
    app.hints.publish.notify_one();
    Ok(())
}

/// Refuses somebody who asked, or removes a follower; no error when there was nothing.
pub async fn reject(app: &AppRef, by: &Person, follower: AccountId) -> Result<()> {
    reject_for(app, by.account.id, follower).await
}

/// As [`reject`], for an account of this unit that is a person or a group.
pub(super) async fn reject_for(app: &AppRef, me: AccountId, follower: AccountId) -> Result<()> {
    let ctx = surface::Context::new(app);
    app.db
        .write(move |conn| {
            Box::pin(async move {
                let Some(follow) = db::follows::find(conn, follower, me).await? else {
                    return Ok(());
                };
                let them = db::accounts::by_id(conn, follower)
                    .await?
                    .ok_or(Error::NotFound)?;
                reject_and_tell(conn, &ctx, follow, &them).await
            })
        })
        .await?;
    app.hints.publish.notify_one();
    Ok(())
}

/// Followers of a person as (position to page by, account).
pub async fn followers(
    app: &AppRef,
    of: AccountId,
    page: Paging,
) -> Result<Vec<(i64, AccountRow)>> {
    let mut conn = app.db.read().await?;
    let found = db::follows::followers(&mut conn, of, page).await?;
    bundle::positioned(&mut conn, found).await
}

/// Whom a person follows, and the groups they are in, as far as the viewer may know, as (position to page by, account).
pub async fn following(
    app: &AppRef,
    viewer: Option<AccountId>,
    of: AccountId,
    page: Paging,
) -> Result<Vec<(i64, AccountRow)>> {
    let mut conn = app.db.read().await?;
    let found = db::follows::following(&mut conn, of, page).await?;
    let mut rows = bundle::positioned(&mut conn, found).await?;
    let hidden = lists::hidden(&mut conn, viewer, rows.iter().map(|(_, row)| row)).await?;
    rows.retain(|(_, row)| !hidden.contains(&row.id));
    Ok(rows)
}

/// Who waits for a person's answer, as (position to page by, account).
pub async fn requests(app: &AppRef, of: AccountId, page: Paging) -> Result<Vec<(i64, AccountRow)>> {
    let mut conn = app.db.read().await?;
    let found = db::follows::requests(&mut conn, of, page).await?;
    bundle::positioned(&mut conn, found).await
}

pub async fn count_requests(app: &AppRef, of: AccountId) -> Result<i64> {
    db::follows::count_requests(&mut *app.db.read().await?, of).await
}

/// How `viewer` stands to each of `others`, in their order.
pub async fn relationships(
    app: &AppRef,
    viewer: AccountId,
    others: &[AccountId],
) -> Result<Vec<Relation>> {
    let mut found = bundle::relations(&mut *app.db.read().await?, viewer, others).await?;
    let now = app.now();
    for relation in &mut found {
        relation.mute = relation.mute.take().filter(|mute| mute.holds(now));
    }
    Ok(found)
}
