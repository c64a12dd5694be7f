//! Blocking a whole unit, for oneself: its people's posts and notifications are hidden, and follows in both directions end.

use crate::app::AppRef;
use crate::db::Paging;
use crate::db::{self};
use crate::domain::*;
use crate::error::{Error, Result};
use crate::service::auth::Person;
use crate::service::{follows, peers, surface};

/// Follows ended in one transaction.
const BATCH: i64 = 100;
/// People counted for a preview.
const COUNTED: i64 = 10_000;

/// A host as it is stored. `Invalid` for what is none, and for this unit.
fn checked(app: &AppRef, domain: &str) -> Result<String> {
    let domain = domain.trim().trim_start_matches('@');
    let host = peers::parse_authority(domain)
        .map_err(|_| Error::invalid("Validation failed: Domain is not a valid domain name"))?;
    match host == app.config.domain {
        true => Err(Error::invalid(
            "Validation failed: Domain is your own unit, which cannot be blocked",
        )),
        false => Ok(host),
    }
}

/// Blocks a unit, known here or not; no error when it was blocked already. As in Mastodon, notifications of its people go, follows between
/// them and the person end, and both sides of a follow elsewhere are told.
pub async fn block(app: &AppRef, by: &Person, domain: &str) -> Result<()> {
    let (host, me, id, ctx) = (
        checked(app, domain)?,
        by.account.id,
        app.next_id(),
        surface::Context::new(app),
    );
    let (named, now) = (host.clone(), ctx.now);
    app.db
        .write(move |conn| {
            Box::pin(async move {
                db::domain_blocks::insert(conn, id, me, &named, now).await?;
                db::domain_blocks::clear_notifications(conn, me, &named).await
            })
        })
        .await?;
    loop {
        let (host, ctx) = (host.clone(), ctx.clone());
        let ended = app
            .db
            .write(move |conn| Box::pin(async move { end_follows(conn, &ctx, me, &host).await }))
            .await?;
        app.hints.publish.notify_one();
        if ended == 0 {
            return Ok(());
        }
    }
}

/// Ends some of the follows between a person and a unit; tells how many.
async fn end_follows(
    conn: &mut db::Conn,
    ctx: &surface::Context,
    me: AccountId,
    host: &str,
) -> Result<usize> {
    let found = db::domain_blocks::follows_between(conn, me, host, BATCH).await?;
    let count = found.len();
    for follow in found {
        let other = match follow.account_id == me {
            true => follow.target_id,
            false => follow.account_id,
        };
        let Some(them) = db::accounts::by_id(conn, other).await? else {
            db::follows::delete(conn, follow.id).await?;
            continue;
        };
        match follow.account_id == me {
            true => follows::end_and_tell(conn, ctx, follow, &them).await?,
            false => follows::reject_and_tell(conn, ctx, follow, &them).await?,
        }
    }
    Ok(count)
}

/// Lifts a block; what it ended stays ended. No error when there was none.
pub async fn unblock(app: &AppRef, by: &Person, domain: &str) -> Result<()> {
    let (host, me) = (checked(app, domain)?, by.account.id);
    app.db
        .write(move |conn| {
            Box::pin(async move { db::domain_blocks::delete(conn, me, &host).await })
        })
        .await
}

/// The units that a person has blocked, as (position to page by, host), last blocked first.
pub async fn list(app: &AppRef, by: AccountId, page: Paging) -> Result<Vec<(i64, String)>> {
    db::domain_blocks::page(&mut *app.db.read().await?, by, page).await
}

/// What a block would end: (people there whom one follows, followers there), counted up to 10,000 each.
pub async fn preview(app: &AppRef, by: AccountId, domain: &str) -> Result<(usize, usize)> {
    let host = checked(app, domain)?;
    db::domain_blocks::count_follows(&mut *app.db.read().await?, by, &host, COUNTED).await
}
