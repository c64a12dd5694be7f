//! Consent to answer a post, where its author wants to be asked (GoToSocial's interaction policies).
//!
//! A reply that waits is stored as a post to nobody, so that only its author sees it, by the same rule as always. With consent
//! it gets the audience that it was written for, and only then it is published.

use crate::app::AppRef;
use crate::db::accounts::AccountRow;
use crate::db::stamps::WaitingRow;
use crate::db::statuses::StatusRow;
use crate::db::{self, Conn};
use crate::domain::event::Outgoing;
use crate::domain::*;
use crate::error::{Error, Result};
use crate::service::quotes::{asker, stamp};
use crate::service::statuses::visible;
use crate::service::surface;

/// What can be done to a post by rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    Reply,
    Like,
    Boost,
}

/// What the rules of a post say to somebody. Without a rule consent is given; whom a post names may always answer it.
///
/// # Errors
/// Those of the database.
pub async fn consent(
    app: &AppRef,
    who: &AccountRow,
    post: &StatusRow,
    deed: Deed,
) -> Result<Consent> {
    let mut conn = app.db.read().await?;
    let policy = db::extras::of_status(&mut conn, post.id).await?.rules();
    let rule = match deed {
        Deed::Reply => policy.reply,
        Deed::Like => policy.like,
        Deed::Boost => policy.announce,
    };
    let Some(rule) = rule else {
        return Ok(Consent::Given);
    };
    if deed == Deed::Reply {
        let named = db::statuses::mentions_of(&mut conn, &[post.id]).await?;
        if named.iter().any(|(_, person)| *person == who.id) {
            return Ok(Consent::Given);
        }
    }
    let asker = asker(&mut conn, who, post.account_id).await?;
    Ok(rule.decide(&asker))
}

/// Refuses what a post's rules forbid somebody here.
///
/// # Errors
/// [`Error::Forbidden`], with a sentence for people.
pub(super) async fn check(
    app: &AppRef,
    who: &AccountRow,
    post: &StatusRow,
    deed: Deed,
) -> Result<Consent> {
    let found = consent(app, who, post, deed).await?;
    if found != Consent::Refused {
        return Ok(found);
    }
    Err(Error::forbidden(match deed {
        Deed::Reply => "The author of this post takes no replies from you",
        Deed::Like => "The author of this post does not want it to be marked as a favourite",
        Deed::Boost => "The author of this post does not want it to be boosted",
    }))
}

/// Keeps a new reply back until consent is given.
pub(super) async fn wait(
    conn: &mut Conn,
    ctx: &surface::Context,
    status: StatusId,
    visibility: Visibility,
    mentioned: &[AccountRow],
) -> Result<()> {
    let ids: Vec<AccountId> = mentioned.iter().map(|row| row.id).collect();
    let row = WaitingRow {
        status_id: status,
        visibility,
        mentioned: serde_json::to_string(&ids).map_err(Error::internal)?,
        created_at: ctx.now,
    };
    db::stamps::insert_waiting(conn, &row).await?;
    let kind = StampKind::Reply;
    ctx.say(conn, Outgoing::AskConsent { kind, status }).await
}

/// `by` answers the request of a reply that waits: with the address of a stamp, or with a no. A reply without consent stays
/// with its author. Answers of others than the one who was asked have no effect.
///
/// # Errors
/// Those of the database.
pub async fn receive_answer(
    app: &AppRef,
    by: AccountId,
    status: StatusId,
    stamp: Option<String>,
) -> Result<()> {
    let ctx = surface::Context::new(app);
    app.db
        .write(move |conn| {
            Box::pin(async move {
                let Some(waiting) = db::stamps::waiting(conn, status).await? else {
                    return Ok(());
                };
                db::threads::hold(conn).await?;
                let asked = |row: &StatusRow| {
                    row.in_reply_to_account_id == Some(by) && row.deleted_at.is_none()
                };
                let found = db::statuses::by_id(conn, status).await?;
                let Some(mut post) = found.filter(asked) else {
                    return Ok(());
                };
                db::stamps::delete_waiting(conn, status).await?;
                let Some(stamp) = stamp else { return Ok(()) };
                db::stamps::keep_reply_stamp(conn, status, &stamp).await?;
                let ids: Vec<AccountId> =
                    serde_json::from_str(&waiting.mentioned).map_err(Error::internal)?;
                let mentioned = db::accounts::by_ids(conn, &ids).await?;
                let author = db::accounts::by_id(conn, post.account_id)
                    .await?
                    .ok_or(Error::NotFound)?;
                post.visibility = waiting.visibility;
                db::statuses::set_visibility(conn, status, waiting.visibility).await?;
                db::statuses::insert_mentions(conn, status, &ids).await?;
                surface::spread(conn, &ctx, &post, &author, &mentioned).await?;
                ctx.say(conn, Outgoing::Create { status }).await
            })
        })
        .await?;
    app.hints.publish.notify_one();
    Ok(())
}

/// Somebody elsewhere asks for consent to answer a post here. Who may see a post of ours may answer it, so consent is given.
///
/// # Errors
/// [`Error::NotFound`] for a post that the asker may not see.
pub async fn receive_request(
    app: &AppRef,
    by: &AccountRow,
    of: StatusId,
    (request, object): (&str, &str),
) -> Result<()> {
    let post = visible(app, by.id, of).await?;
    let post = post
        .filter(|post| post.local && !post.local_only)
        .ok_or(Error::NotFound)?;
    let (ctx, asker) = (surface::Context::new(app), by.id);
    let (request, object) = (request.to_owned(), object.to_owned());
    app.db
        .write(move |conn| {
            Box::pin(async move {
                let kind = StampKind::Reply;
                let (id, _) = stamp(conn, &ctx, kind, &post, &object, asker).await?;
                let answer = Outgoing::GiveConsent {
                    kind,
                    status: post.id,
                    asker,
                    request,
                    object,
                    stamp: Some(id),
                };
                ctx.say(conn, answer).await
            })
        })
        .await?;
    app.hints.publish.notify_one();
    Ok(())
}
