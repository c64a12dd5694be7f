//! Polls of other units, and votes of their people in ours.

use crate::app::AppRef;
use crate::db::accounts::AccountRow;
use crate::db::polls::{OptionRow, PollRow};
use crate::db::{self, Conn};
use crate::domain::*;
use crate::error::Result;
use crate::service::polls::{cast, is_over};
use crate::service::statuses::visible;
use crate::service::surface;

/// A poll as its origin describes it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IncomingPoll {
    pub multiple: bool,
    /// Titles as they came, with the votes for each where they are told.
    pub options: Vec<(String, Option<i64>)>,
    pub expires_at: Option<Timestamp>,
    pub closed: bool,
    pub voters: Option<i64>,
}

/// Somebody elsewhere votes, by the text of an option. Counts once for each option, only while the poll is open, only from
/// those who may see it, and never from its author. Returns whether it was counted.
pub async fn receive_vote(
    app: &AppRef,
    by: &AccountRow,
    of: StatusId,
    title: &str,
) -> Result<bool> {
    let Some(post) = visible(app, by.id, of).await? else {
        return Ok(false);
    };
    if !post.local || post.local_only || post.account_id == by.id {
        return Ok(false);
    }
    let (ctx, voter, title) = (surface::Context::new(app), by.id, title.trim().to_owned());
    let counted = app
        .db
        .write(move |conn| {
            Box::pin(async move {
                let poll = db::polls::hold(conn, post.id).await?;
                let Some(poll) = poll.filter(|poll| !is_over(poll, ctx.now)) else {
                    return Ok(false);
                };
                let options = db::polls::options(conn, &[post.id]).await?;
                let Some(option) = options.iter().find(|option| option.title == title) else {
                    return Ok(false);
                };
                let before = db::polls::votes_among(conn, voter, &[post.id]).await?;
                if !poll.multiple && !before.is_empty() {
                    return Ok(false);
                }
                let new = cast(conn, &ctx, (&poll, true), voter, &[option.position]).await?;
                Ok(!new.is_empty())
            })
        })
        .await?;
    if counted {
        app.hints.polls.notify_one();
    }
    Ok(counted)
}

/// Stores the poll of a new post of a peer.
pub(super) async fn store(
    conn: &mut Conn,
    now: Timestamp,
    status: StatusId,
    poll: &IncomingPoll,
) -> Result<()> {
    let over = poll.closed || poll.expires_at.is_some_and(|end| end <= now);
    let row = PollRow {
        status_id: status,
        multiple: poll.multiple,
        hide_totals: false,
        expires_at: poll.expires_at,
        ended_at: over.then(|| poll.expires_at.unwrap_or(now).min(now)),
        voters_count: poll.voters,
        told_at: now,
        next_at: poll.expires_at.filter(|_| !over),
    };
    let options: Vec<OptionRow> = (0..)
        .zip(&poll.options)
        .map(|(position, (title, votes))| OptionRow {
            status_id: status,
            position,
            title: title.clone(),
            votes_count: votes.unwrap_or(0),
        })
        .collect();
    db::polls::put(conn, &row, &options).await
}

/// Takes the numbers of a peer's poll over where it is still the same poll; tells whether it is.
pub(super) async fn refresh(
    conn: &mut Conn,
    now: Timestamp,
    status: StatusId,
    poll: &IncomingPoll,
) -> Result<bool> {
    let Some(old) = db::polls::hold(conn, status).await? else {
        return Ok(false);
    };
    let options = db::polls::options(conn, &[status]).await?;
    let same = old.multiple == poll.multiple
        && options
            .iter()
            .map(|option| &option.title)
            .eq(poll.options.iter().map(|(title, _)| title));
    if !same {
        return Ok(false);
    }
    for (option, (_, votes)) in options.iter().zip(&poll.options) {
        if let Some(votes) = votes.filter(|votes| *votes != option.votes_count) {
            db::polls::set_votes(conn, status, option.position, votes).await?;
        }
    }
    let expires_at = poll.expires_at.or(old.expires_at);
    let over = poll.closed || expires_at.is_some_and(|end| end <= now);
    let row = PollRow {
        expires_at,
        voters_count: poll.voters.or(old.voters_count),
        told_at: now,
        // The worker tells those who voted of the end, so it is sent there at once.
        next_at: match (old.ended_at, over) {
            (Some(_), _) => None,
            (None, true) => Some(now),
            (None, false) => expires_at,
        },
        ..old
    };
    db::polls::update(conn, &row).await?;
    Ok(true)
}
