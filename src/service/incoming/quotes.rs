//! Quotes of other units: what posts say they quote, requests for consent, answers to ours, and consent taken back.

use crate::app::AppRef;
use crate::db::accounts::AccountRow;
use crate::db::quotes::QuoteRow;
use crate::db::statuses::StatusRow;
use crate::db::{self, Conn};
use crate::domain::event::Outgoing;
use crate::domain::*;
use crate::error::{Error, Result};
use crate::service::quotes::{asker, confirmed, rule, stamp, withdraw};
use crate::service::statuses::visible;
use crate::service::surface;

/// What a post that came from elsewhere says about its quote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IncomingQuote {
    /// A post, and the address of the consent its author is said to have given.
    Of { uri: String, stamp: Option<String> },
    /// One that is gone.
    Deleted,
}

/// Stores what a post of a peer says about its quote: not believed yet. What was confirmed before stays, while it quotes the
/// same post.
pub(super) async fn store(
    conn: &mut Conn,
    now: Timestamp,
    status: &StatusRow,
    quote: &IncomingQuote,
) -> Result<()> {
    let old = db::quotes::of_status(conn, status.id).await?;
    let row = match quote {
        IncomingQuote::Deleted => QuoteRow {
            status_id: status.id,
            quoted_uri: old.map(|old| old.quoted_uri).unwrap_or_default(),
            quoted_id: None,
            state: QuoteState::Deleted,
            stamp_uri: None,
            created_at: now,
        },
        IncomingQuote::Of { uri, stamp } => {
            if let Some(old) = old
                && old.quoted_uri == *uri
                && (old.state != QuoteState::Pending || old.stamp_uri == *stamp)
            {
                return Ok(());
            }
            let quoted = db::statuses::by_uri(conn, uri).await?;
            QuoteRow {
                status_id: status.id,
                quoted_uri: uri.clone(),
                quoted_id: quoted
                    .filter(|row| row.deleted_at.is_none())
                    .map(|row| row.id),
                state: QuoteState::Pending,
                stamp_uri: stamp.clone(),
                created_at: now,
            }
        }
    };
    db::quotes::put(conn, &row).await
}

/// A quote that waited is confirmed: its author may quote `quoted`. `stamp` is the address of the consent; one's own posts
/// need none.
///
/// # Errors
/// Those of the database.
pub async fn confirm_quote(
    app: &AppRef,
    id: StatusId,
    quoted: StatusId,
    stamp: Option<String>,
) -> Result<()> {
    let ctx = surface::Context::new(app);
    app.db
        .write(move |conn| {
            Box::pin(async move { confirmed(conn, &ctx, id, quoted, stamp.as_deref()).await })
        })
        .await
}

/// Somebody elsewhere asks for consent to quote a post here, with `object` asking by `request`. The answer goes out; consent is
/// given as the post's rule says. Returns whether it was.
///
/// # Errors
/// [`Error::NotFound`] for a post that the asker may not see, so that nobody can tell it from one that there is not.
pub async fn receive_quote_request(
    app: &AppRef,
    by: &AccountRow,
    of: StatusId,
    (request, object): (&str, &str),
) -> Result<bool> {
    let post = visible(app, by.id, of).await?;
    let post = post
        .filter(|post| post.local && !post.local_only)
        .ok_or(Error::NotFound)?;
    let (ctx, by) = (surface::Context::new(app), by.clone());
    let (request, object) = (request.to_owned(), object.to_owned());
    let given = app
        .db
        .write(move |conn| {
            Box::pin(async move {
                let policy = db::extras::of_status(conn, post.id).await?.rules();
                let asker = asker(conn, &by, post.account_id).await?;
                let rule = rule(&post, &policy).unwrap_or_default();
                let given = rule.decide(&asker) == Consent::Given;
                let stamp = match given {
                    true => {
                        let kind = StampKind::Quote;
                        let (id, uri) = stamp(conn, &ctx, kind, &post, &object, by.id).await?;
                        if let Some(quoting) = db::statuses::by_uri(conn, &object).await?
                            && quoting.account_id == by.id
                        {
                            confirmed(conn, &ctx, quoting.id, post.id, Some(&uri)).await?;
                        }
                        Some(id)
                    }
                    false => None,
                };
                let answer = Outgoing::GiveConsent {
                    kind: StampKind::Quote,
                    status: post.id,
                    asker: by.id,
                    request,
                    object,
                    stamp,
                };
                ctx.say(conn, answer).await?;
                Ok(given)
            })
        })
        .await?;
    app.hints.publish.notify_one();
    Ok(given)
}

/// `by` answers our request to quote a post of theirs: with the address of a stamp, or with a no, which also takes back consent
/// that was given. Answers about others' posts have no effect.
///
/// # Errors
/// Those of the database.
pub async fn receive_quote_answer(
    app: &AppRef,
    by: AccountId,
    status: StatusId,
    stamp: Option<String>,
) -> Result<()> {
    let ctx = surface::Context::new(app);
    app.db
        .write(move |conn| {
            Box::pin(async move {
                let Some((post, quote)) = quote_of_theirs(conn, by, status).await? else {
                    return Ok(());
                };
                match (&stamp, quote.state, quote.quoted_id) {
                    (Some(stamp), QuoteState::Pending, Some(quoted)) => {
                        confirmed(conn, &ctx, post.id, quoted, Some(stamp)).await?;
                    }
                    (None, QuoteState::Pending, _) => {
                        db::quotes::set_state(conn, post.id, QuoteState::Rejected, None).await?;
                    }
                    (None, QuoteState::Accepted, _) => withdraw(conn, &quote).await?,
                    _ => return Ok(()),
                }
                if post.local && !post.local_only {
                    ctx.say(conn, Outgoing::Update { status: post.id }).await?;
                }
                Ok(())
            })
        })
        .await?;
    app.hints.publish.notify_one();
    Ok(())
}

/// A living post that quotes a post of `author`, with the quote.
async fn quote_of_theirs(
    conn: &mut Conn,
    author: AccountId,
    status: StatusId,
) -> Result<Option<(StatusRow, QuoteRow)>> {
    let post = db::statuses::by_id(conn, status).await?;
    let Some(post) = post.filter(|row| row.deleted_at.is_none()) else {
        return Ok(None);
    };
    let Some(quote) = db::quotes::of_status(conn, status).await? else {
        return Ok(None);
    };
    let quoted = match quote.quoted_id {
        Some(id) => db::statuses::by_id(conn, id).await?,
        None => None,
    };
    let theirs = quoted.is_some_and(|row| row.account_id == author);
    Ok(theirs.then_some((post, quote)))
}

/// `by` deletes a stamp: the quote that it allowed is not shown any more. Tells whether there was one of theirs.
///
/// # Errors
/// Those of the database.
pub async fn receive_quote_revoked(app: &AppRef, by: AccountId, stamp: &str) -> Result<bool> {
    let ctx = surface::Context::new(app);
    let stamp = stamp.to_owned();
    app.db
        .write(move |conn| {
            Box::pin(async move {
                let Some(quote) = db::quotes::by_stamp(conn, &stamp).await? else {
                    return Ok(false);
                };
                let Some((post, quote)) = quote_of_theirs(conn, by, quote.status_id).await? else {
                    return Ok(false);
                };
                withdraw(conn, &quote).await?;
                if post.local && !post.local_only {
                    ctx.say(conn, Outgoing::Update { status: post.id }).await?;
                }
                Ok(true)
            })
        })
        .await
}
