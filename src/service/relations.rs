//! Blocking and muting.

use crate::app::AppRef;
use crate::db;
use crate::db::Paging;
use crate::db::accounts::AccountRow;
use crate::db::relations::MuteRow;
use crate::domain::event::Outgoing;
use crate::domain::*;
use crate::error::{Error, Result};
use crate::service::auth::Person;
use crate::service::{bundle, follows, surface};

/// Blocks somebody: both follows end, neither sees the other's posts any more, and what the person was told of them goes.
/// Their unit is told, as Mastodon does, so that it can stop showing them ours.
pub async fn block(app: &AppRef, by: &Person, target: AccountId) -> Result<()> {
    let me = by.account.id;
    let them = super::accounts::show(app, Some(me), target).await?;
    if them.id == me {
        return Err(Error::invalid("You cannot block yourself"));
    }
    let serial = app.next_id();
    let ctx = surface::Context::new(app);
    app.db
        .write(move |conn| {
            Box::pin(async move {
                if !db::relations::insert_block(conn, serial, me, them.id, None, ctx.now).await? {
                    return Ok(());
                }
                if let Some(follow) = db::follows::find(conn, me, them.id).await? {
                    follows::end_and_tell(conn, &ctx, follow, &them).await?;
                }
                if let Some(follow) = db::follows::find(conn, them.id, me).await? {
                    follows::reject_and_tell(conn, &ctx, follow, &them).await?;
                }
                db::notifications::policies::forbid(conn, me, them.id).await?;
                db::notifications::remove_of_sender(conn, me, them.id).await?;
                if them.is_local() {
                    return Ok(());
                }
                ctx.say(
                    conn,
                    Outgoing::Block {
                        account: me,
                        target: them.id,
                        serial,
                    },
                )
                .await
            })
        })
        .await?;
    app.hints.publish.notify_one();
    Ok(())
}

/// Lifts a block; no error when there was none.
pub async fn unblock(app: &AppRef, by: &Person, target: AccountId) -> Result<()> {
    let me = by.account.id;
    let them = super::accounts::show(app, Some(me), target).await?;
    let ctx = surface::Context::new(app);
    app.db
        .write(move |conn| {
            Box::pin(async move {
                let Some(serial) = db::relations::block_id(conn, me, them.id).await? else {
                    return Ok(());
                };
                db::relations::delete_block(conn, me, them.id).await?;
                if them.is_local() {
                    return Ok(());
                }
                ctx.say(
                    conn,
                    Outgoing::UndoBlock {
                        account: me,
                        target: them.id,
                        serial,
                    },
                )
                .await
            })
        })
        .await?;
    app.hints.publish.notify_one();
    Ok(())
}

/// Somebody elsewhere blocks one of ours: their follows end here too, and ours cannot see their posts any more.
pub async fn receive_block(
    app: &AppRef,
    by: AccountId,
    target: AccountId,
    uri: &str,
) -> Result<()> {
    let (serial, now, uri) = (app.next_id(), app.now(), uri.to_owned());
    app.db
        .write(move |conn| {
            Box::pin(async move {
                if !db::relations::insert_block(conn, serial, by, target, Some(&uri), now).await? {
                    return Ok(());
                }
                for (one, other) in [(by, target), (target, by)] {
                    if let Some(follow) = db::follows::find(conn, one, other).await? {
                        follows::end(conn, &follow, now).await?;
                    }
                }
                Ok(())
            })
        })
        .await
}

/// Somebody elsewhere lifts their block of one of ours.
pub async fn receive_unblock(app: &AppRef, by: AccountId, target: AccountId) -> Result<()> {
    app.db
        .write(move |conn| {
            Box::pin(async move { db::relations::delete_block(conn, by, target).await })
        })
        .await
}

/// Mutes somebody for oneself only, for `seconds` (0: for good). Nobody is told.
pub async fn mute(
    app: &AppRef,
    by: &Person,
    target: AccountId,
    hide_notifications: bool,
    seconds: i64,
) -> Result<()> {
    let me = by.account.id;
    let them = super::accounts::show(app, Some(me), target).await?.id;
    if them == me {
        return Err(Error::invalid("You cannot mute yourself"));
    }
    let now = app.now();
    let row = MuteRow {
        id: app.next_id(),
        account_id: me,
        target_id: them,
        hide_notifications,
        expires_at: (seconds > 0).then(|| now.plus_seconds(seconds)),
        created_at: now,
    };
    app.db
        .write(move |conn| Box::pin(async move { db::relations::upsert_mute(conn, &row).await }))
        .await?;
    app.hints.mutes.notify_one();
    Ok(())
}

/// Lifts a mute; no error when there was none.
pub async fn unmute(app: &AppRef, by: &Person, target: AccountId) -> Result<()> {
    let me = by.account.id;
    let them = super::accounts::show(app, Some(me), target).await?.id;
    app.db
        .write(move |conn| {
            Box::pin(async move { db::relations::delete_mute(conn, me, them).await })
        })
        .await
}

/// Takes away the mutes that have come to their end, so that what they hid is shown again.
///
/// # Errors
/// Those of the database.
pub async fn end_mutes(app: &AppRef) -> Result<()> {
    let now = app.now();
    app.db
        .write(move |conn| {
            Box::pin(async move { db::relations::delete_ended_mutes(conn, now).await })
        })
        .await?;
    Ok(())
}

/// When the next mute comes to its end.
///
/// # Errors
/// Those of the database.
pub async fn next_mute_end(app: &AppRef) -> Result<Option<Timestamp>> {
    db::relations::next_mute_end(&mut *app.db.read().await?).await
}

/// Whom a person blocks, as (position to page by, account).
pub async fn blocked(app: &AppRef, by: AccountId, page: Paging) -> Result<Vec<(i64, AccountRow)>> {
    let mut conn = app.db.read().await?;
    let found = db::relations::blocked(&mut conn, by, page).await?;
    bundle::positioned(&mut conn, found).await
}

/// Whom a person mutes, as (position to page by, account, end of the mute).
pub async fn muted(
    app: &AppRef,
    by: AccountId,
    page: Paging,
) -> Result<Vec<(i64, AccountRow, Option<Timestamp>)>> {
    let mut conn = app.db.read().await?;
    let mut mutes = db::relations::muted(&mut conn, by, page).await?;
    mutes.retain(|mute| mute.holds(app.now()));
    let found = bundle::positioned(
        &mut conn,
        mutes.iter().map(|mute| (mute.id, mute.target_id)).collect(),
    )
    .await?;
    let end = |position: i64| {
        mutes
            .iter()
            .find(|mute| mute.id == position)
            .and_then(|mute| mute.expires_at)
    };
    Ok(found
        .into_iter()
        .map(|(position, account)| (position, account, end(position)))
        .collect())
}
