//! Follows by people of other units, and their units' answers to ours.

use std::collections::HashSet;

use crate::app::AppRef;
use crate::db;
use crate::db::accounts::AccountRow;
use crate::db::follows::FollowRow;
use crate::domain::event::Outgoing;
use crate::domain::groups::Entry;
use crate::domain::*;
use crate::error::Result;
use crate::service::follows::{arrived, begin, end};
use crate::service::groups::members;
use crate::service::surface;

/// How many people who do not follow somebody any more are told of at once.
const STRANGERS: usize = 200;

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
                let entry = match me.kind {
                    ActorKind::Group => members::reception(conn, &ctx, &me, them.id).await?,
                    _ if me.locked => Some(Entry::Asked),
                    _ => Some(Entry::AtOnce),
                };
                let Some(entry) = entry else {
                    // They may not know that the group exists.
                    return Ok(());
                };
                let blocked = db::relations::blocked_either_way(conn, me.id, them.id).await?;
                if blocked || !me.is_active() || entry == Entry::Refused {
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
                        let at_once = entry == Entry::AtOnce;
                        let state = if at_once {
                            FollowState::Accepted
                        } else {
                            FollowState::Pending
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
                        if at_once {
                            begin(conn, &row).await?;
                        }
                        arrived(conn, &ctx, &me, them.id, at_once).await?;
                        at_once
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
    let (target, uri, now) = (target.id, uri.to_owned(), app.now());
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
                    return end(conn, &follow, now).await;
                }
                if db::follows::accept(conn, follow.id).await? {
                    begin(conn, &follow).await?;
                    members::use_invitation(conn, target, follow.account_id, now).await?;
                }
                Ok(())
            })
        })
        .await
}

/// `follower` elsewhere stops following `target`; ignored when it did not follow.
pub async fn receive_unfollow(app: &AppRef, follower: AccountId, target: AccountId) -> Result<()> {
    let now = app.now();
    app.db
        .write(move |conn| {
            Box::pin(async move {
                match db::follows::find(conn, follower, target).await? {
                    Some(follow) => end(conn, &follow, now).await,
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
                        (FollowState::Accepted, false) => end(conn, &follow, ctx.now).await?,
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
