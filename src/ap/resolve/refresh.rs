//! Looking at posts of others again, beside the deliveries that told of them: the consent a quote claims, the numbers of a
//! poll, the consent a reply claims.

use meent_federation::vocab::{Post, Stamp, authority, parse};
use url::Url;

use super::{document, incoming_post, ours, parse_id, post};
use crate::ap::network::Session;
use crate::app::AppRef;
use crate::db;
use crate::db::statuses::StatusRow;
use crate::domain::{QuoteState, StampKind, StatusId};
use crate::error::{Error, Result};
use crate::service::incoming;

/// Finds out whether a post may quote what it quotes: its author's own posts always, posts of this unit with consent from
/// here, others with a stamp that is there (FEP-044f). Without consent the quote goes on waiting.
///
/// # Errors
/// As [`super::actor`], about the quoted post and the stamp.
pub async fn quote(session: &Session, id: StatusId) -> Result<()> {
    let app = session.app()?;
    let mut conn = app.db.read().await?;
    let waiting = db::quotes::of_status(&mut conn, id).await?;
    let Some(quote) = waiting.filter(|quote| quote.state == QuoteState::Pending) else {
        return Ok(());
    };
    let quoting = db::statuses::by_id(&mut conn, id)
        .await?
        .ok_or(Error::NotFound)?;
    drop(conn);
    let quoted = post(session, &url(&quote.quoted_uri)?).await?;
    if quoted.account_id == quoting.account_id {
        return incoming::confirm_quote(&app, id, quoted.id, None).await;
    }
    if quoted.local {
        let kind = StampKind::Quote;
        let mut conn = app.db.read().await?;
        let given = db::stamps::of(&mut conn, kind, quoted.id, &quoting.uri).await?;
        drop(conn);
        return match given {
            Some(stamp) => {
                let author = author(&app, &quoted).await?.username;
                let stamp = app.urls.stamp(&author, stamp.id);
                incoming::confirm_quote(&app, id, quoted.id, Some(stamp)).await
            }
            None => Ok(()),
        };
    }
    let Some(claimed) = &quote.stamp_uri else {
        return Ok(());
    };
    let stamp = stamp(&app, claimed).await?;
    let quoted_author = url(&author(&app, &quoted).await?.uri)?;
    authority::check_stamp(
        &stamp,
        &url(&quoting.uri)?,
        &url(&quoted.uri)?,
        &quoted_author,
    )?;
    incoming::confirm_quote(&app, id, quoted.id, Some(claimed.clone())).await
}

/// Whether the consent that a reply claims is there, from the author of what it answers.
///
/// # Errors
/// As [`super::actor`], about the stamp.
pub async fn reply_stamp(
    app: &AppRef,
    reply: &Url,
    answered: &StatusRow,
    claimed: &Url,
) -> Result<bool> {
    let stamp = stamp(app, claimed.as_str()).await?;
    let author = url(&author(app, answered).await?.uri)?;
    let checked = authority::check_reply_stamp(&stamp, reply, &url(&answered.uri)?, &author);
    Ok(checked.is_ok())
}

/// A stamp as it stands at its own address.
async fn stamp(app: &AppRef, uri: &str) -> Result<Stamp> {
    let fetched = document(app, &url(uri)?).await?;
    let stamp = Stamp::read(&parse(&fetched.body)?)?;
    match stamp.id == fetched.url {
        true => Ok(stamp),
        false => Err(Error::forbidden("the stamp was not found at its own id")),
    }
}

/// Reads a known post of a peer from its origin again.
///
/// # Errors
/// As [`super::actor`], about the post.
pub async fn again(app: &AppRef, id: StatusId) -> Result<()> {
    let row = db::statuses::by_id(&mut *app.db.read().await?, id).await?;
    let alive = row.filter(|row| !row.local && row.deleted_at.is_none());
    let Some(row) = alive else { return Ok(()) };
    let author = author(app, &row).await?;
    let fetched = document(app, &url(&row.uri)?).await?;
    let post = Post::read(&parse(&fetched.body)?)?;
    authority::check_fetched_post(&fetched.url, &post, &ours(app)?)?;
    if post.id.as_str() != row.uri || post.attributed_to.as_str() != author.uri {
        return Err(Error::forbidden("the post belongs to somebody else"));
    }
    let version = incoming_post(app, &post, None, author).await?;
    incoming::receive_edit(app, version).await.map(drop)
}

async fn author(app: &AppRef, post: &StatusRow) -> Result<db::accounts::AccountRow> {
    db::accounts::by_id(&mut *app.db.read().await?, post.account_id)
        .await?
        .ok_or(Error::NotFound)
}

fn url(text: &str) -> Result<Url> {
    parse_id(text).map_err(|error| Error::invalid(error.to_string()))
}
