//! Following: by people here, and by and of people elsewhere.

use std::collections::HashSet;

use crate::app::AppRef;
use crate::db;
use crate::db::accounts::AccountRow;
use crate::db::follows::FollowRow;
use crate::db::{Conn, Paging};
use crate::domain::event::Outgoing;
use crate::domain::*;
use crate::error::{Error, Result};
use crate::service::auth::Person;
use crate::service::bundle::{self, Relation};
use crate::service::surface;

/// How many people who do not follow somebody any more are told of at once.
const STRANGERS: usize = 200;

/// A new follower's home timeline starts with so many posts.
const BACKFILL: i64 = 40;

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
    let them = super::accounts::show(app, target).await?;
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
    let at_once = them.is_local() && !them.locked;
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
    let kind = if at_once {
        NotificationKind::Follow
    } else {
        NotificationKind::FollowRequest
    };
    surface::notify(conn, ctx, them, kind, me.id, StatusId(0)).await
}

/// What begins when a follow is accepted: the counters, and the author's last posts in the follower's home timeline.
async fn begin(conn: &mut Conn, follow: &FollowRow) -> Result<()> {
    db::accounts::count(conn, follow.account_id, 0, 0, 1).await?;
    db::accounts::count(conn, follow.target_id, 0, 1, 0).await?;
    let follower = db::accounts::by_id(conn, follow.account_id).await?;
    if follower.is_some_and(|row| row.is_local()) {
        db::homes::backfill_home(conn, follow.account_id, follow.target_id, BACKFILL).await?;
    }
    Ok(())
}

/// Ends a follow or takes a request back, whoever does it. Tells nobody.
pub(super) async fn end(conn: &mut Conn, follow: &FollowRow) -> Result<()> {
    db::follows::delete(conn, follow.id).await?;
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
    end(conn, &follow).await?;
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
    end(conn, &follow).await?;
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
    let them = super::accounts::show(app, target).await?;
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
    let me = by.account.clone();
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
                surface::notify(
                    conn,
                    &ctx,
                    &me,
                    NotificationKind::Follow,
                    follower,
                    StatusId(0),
                )
                .await?;
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
    let me = by.account.id;
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

/// A person elsewhere asks to follow one of ours, with the Follow `uri`. Answered at once for an open person, and again
/// for a repeated Follow; a blocked asker is refused. (Mastodon's behaviour.)
pub async fn receive_follow(
    app: &AppRef,
    follower: &AccountRow,
    target: &AccountRow,
    uri: &str,
) -> Result<()> {
    let (them, me, uri) = (follower.clone(), target.clone(), uri.to_owned());
    let id = FollowId(app.next_id());
    let ctx = surface::Context::new(app);
    app.db
        .write(move |conn| {
            Box::pin(async move {
                if db::relations::blocked_either_way(conn, me.id, them.id).await? || !me.is_active()
                {
                    return ctx
                        .say(
                            conn,
                            Outgoing::RejectFollow {
                                account: me.id,
                                follower: them.id,
                                uri,
                            },
                        )
                        .await;
                }
                let known = db::follows::find(conn, them.id, me.id).await?;
                let accepted = match known {
                    Some(follow) => {
                        db::follows::set_uri(conn, follow.id, &uri).await?;
                        follow.state == FollowState::Accepted
                    }
                    None => {
                        let state = if me.locked {
                            FollowState::Pending
                        } else {
                            FollowState::Accepted
                        };
                        let row = FollowRow {
                            id,
                            account_id: them.id,
                            target_id: me.id,
                            state,
                            uri: uri.clone(),
                            show_reblogs: true,
                            notify: false,
                            created_at: ctx.now,
                        };
                        db::follows::insert(conn, &row).await?;
                        if !me.locked {
                            begin(conn, &row).await?;
                        }
                        let kind = if me.locked {
                            NotificationKind::FollowRequest
                        } else {
                            NotificationKind::Follow
                        };
                        surface::notify(conn, &ctx, &me, kind, them.id, StatusId(0)).await?;
                        !me.locked
                    }
                };
                if accepted {
                    ctx.say(
                        conn,
                        Outgoing::AcceptFollow {
                            account: me.id,
                            follower: them.id,
                            uri,
                        },
                    )
                    .await?;
                }
                Ok(())
            })
        })
        .await?;
    app.hints.publish.notify_one();
    Ok(())
}

/// `target` elsewhere answers the follow of one of ours. Only a follow that was asked for counts, and only its target
/// can answer; anything else is ignored. `follow` is found by the id of the Follow, or by follower where it is named.
pub async fn receive_answer(
    app: &AppRef,
    target: &AccountRow,
    uri: &str,
    follower: Option<AccountId>,
    accepted: bool,
) -> Result<()> {
    let (target, uri) = (target.id, uri.to_owned());
    app.db
        .write(move |conn| {
            Box::pin(async move {
                let mut found = db::follows::by_uri(conn, &uri).await?;
                if found.is_none()
                    && let Some(follower) = follower
                {
                    found = db::follows::find(conn, follower, target).await?;
                }
                let Some(follow) = found.filter(|follow| follow.target_id == target) else {
                    return Ok(());
                };
                if !accepted {
                    return end(conn, &follow).await;
                }
                if db::follows::accept(conn, follow.id).await? {
                    begin(conn, &follow).await?;
                }
                Ok(())
            })
        })
        .await
}

/// `follower` elsewhere stops following `target`; ignored when it did not follow.
pub async fn receive_unfollow(app: &AppRef, follower: AccountId, target: AccountId) -> Result<()> {
    app.db
        .write(move |conn| {
            Box::pin(async move {
                match db::follows::find(conn, follower, target).await? {
                    Some(follow) => end(conn, &follow).await,
                    None => Ok(()),
                }
            })
        })
        .await
}

/// The unit of `target` elsewhere lists who of ours follows it: a follow that it does not list ends, one that waits for its
/// answer has got it, and of somebody listed who does not follow it is told so. (FEP-8fcf, and Mastodon's behaviour.)
pub async fn receive_followers(app: &AppRef, target: AccountId, listed: Vec<String>) -> Result<()> {
    let listed: HashSet<String> = listed
        .into_iter()
        .filter(|id| app.urls.username_of(id).is_some())
        .collect();
    let (urls, ctx) = (app.urls.clone(), surface::Context::new(app));
    app.db
        .write(move |conn| {
            Box::pin(async move {
                let mut strangers = listed.clone();
                for (follow, id) in db::follows::local_with_uris(conn, target).await? {
                    strangers.remove(&id);
                    match (follow.state, listed.contains(&id)) {
                        (FollowState::Accepted, false) => end(conn, &follow).await?,
                        (FollowState::Pending, true) => {
                            db::follows::accept(conn, follow.id).await?;
                            begin(conn, &follow).await?;
                        }
                        _ => {}
                    }
                }
                let strangers: Vec<String> = strangers.into_iter().take(STRANGERS).collect();
                for person in db::accounts::by_uris(conn, &strangers).await? {
                    let id = FollowId(ctx.next_id());
                    let undo = Outgoing::UndoFollow {
                        account: person.id,
                        target,
                        uri: urls.follow(&person.username, id),
                    };
                    ctx.say(conn, undo).await?;
                }
                Ok(())
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

/// Whom a person follows, as (position to page by, account).
pub async fn following(
    app: &AppRef,
    of: AccountId,
    page: Paging,
) -> Result<Vec<(i64, AccountRow)>> {
    let mut conn = app.db.read().await?;
    let found = db::follows::following(&mut conn, of, page).await?;
    bundle::positioned(&mut conn, found).await
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
    bundle::relations(&mut *app.db.read().await?, viewer, others).await
}
