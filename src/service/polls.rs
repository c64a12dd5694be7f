//! Polls: asking, voting, counting, ending.

use crate::app::AppRef;
use crate::db::polls::{OptionRow, PollRow, VoteRow};
use crate::db::{self, Conn};
use crate::domain::event::Outgoing;
use crate::domain::*;
use crate::error::{Error, Result};
use crate::service::auth::Person;
use crate::service::bundle::Post;
use crate::service::statuses::{show, visible};
use crate::service::surface;
use crate::text::limits;

/// Options of one poll.
pub const MAX_OPTIONS: usize = 8;

/// The shortest and the longest time that a poll is open, in seconds.
pub const MIN_SECONDS: i64 = 300;
pub const MAX_SECONDS: i64 = 31 * 24 * 3600;

/// The least time between two tellings of the tallies to peers, in seconds.
const TALLY_SECONDS: i64 = 180;

/// A peer's poll is read again at most once in this time, in seconds.
const REFRESH_SECONDS: i64 = 120;

/// A poll that somebody wants to put under a post.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct PollDraft {
    pub options: Vec<String>,
    /// Seconds.
    pub expires_in: i64,
    pub multiple: bool,
    pub hide_totals: bool,
}

/// Checks a draft and trims its options.
///
/// # Errors
/// [`Error::Invalid`] for fewer than two or too many options, for empty, too long or equal ones, and for a time outside the
/// limits.
pub(super) fn checked(draft: &PollDraft) -> Result<PollDraft> {
    let wrong = |what: String| Err(Error::invalid(format!("Validation failed: {what}")));
    let options: Vec<String> = draft
        .options
        .iter()
        .map(|option| option.trim().to_owned())
        .filter(|option| !option.is_empty())
        .collect();
    if options.len() < 2 {
        return wrong("A poll has at least two options".to_owned());
    }
    if options.len() > MAX_OPTIONS {
        return wrong(format!("A poll has at most {MAX_OPTIONS} options"));
    }
    let long = |option: &String| option.chars().count() > limits::POLL_OPTION_CHARACTERS;
    if options.iter().any(long) {
        return wrong(format!(
            "An option has at most {} characters",
            limits::POLL_OPTION_CHARACTERS
        ));
    }
    let mut different = options.clone();
    different.sort_unstable();
    different.dedup();
    if different.len() < options.len() {
        return wrong("Two options are the same".to_owned());
    }
    if draft.expires_in < MIN_SECONDS {
        return wrong(format!("A poll is open for at least {MIN_SECONDS} seconds"));
    }
    if draft.expires_in > MAX_SECONDS {
        return wrong(format!("A poll is open for at most {MAX_SECONDS} seconds"));
    }
    Ok(PollDraft {
        options,
        ..draft.clone()
    })
}

/// Stores a checked draft as the poll of a post. An older poll with the same options stays as it is, votes and all.
pub(super) async fn store(
    conn: &mut Conn,
    now: Timestamp,
    status: StatusId,
    draft: &PollDraft,
) -> Result<()> {
    if let Some(old) = db::polls::hold(conn, status).await? {
        let titles = db::polls::options(conn, &[status]).await?;
        let same = old.multiple == draft.multiple
            && titles.iter().map(|option| &option.title).eq(&draft.options);
        if same {
            let kept = PollRow {
                hide_totals: draft.hide_totals,
                ..old
            };
            return db::polls::update(conn, &kept).await;
        }
    }
    let ends = now.plus_seconds(draft.expires_in);
    let row = PollRow {
        status_id: status,
        multiple: draft.multiple,
        hide_totals: draft.hide_totals,
        expires_at: Some(ends),
        ended_at: None,
        voters_count: Some(0),
        told_at: now,
        next_at: Some(ends),
    };
    let options: Vec<OptionRow> = (0..)
        .zip(&draft.options)
        .map(|(position, title)| OptionRow {
            status_id: status,
            position,
            title: title.clone(),
            votes_count: 0,
        })
        .collect();
    db::polls::put(conn, &row, &options).await
}

/// Votes in the poll of a post that the voter can see; a peer's poll is told. Returns the post with the new numbers.
///
/// # Errors
/// [`Error::NotFound`] where there is no such poll to be seen; [`Error::Invalid`] for one's own poll, one that has ended,
/// a second vote for the same or in a poll for one, no choice, several in a poll for one, and a choice that there is not.
pub async fn vote(app: &AppRef, by: &Person, id: StatusId, choices: &[i64]) -> Result<Post> {
    let me = by.account.clone();
    let post = visible(app, me.id, id).await?.ok_or(Error::NotFound)?;
    let wrong = |what: &str| Err(Error::invalid(format!("Validation failed: {what}")));
    if post.account_id == me.id {
        return wrong("You can't vote in your own polls");
    }
    let mut positions: Vec<i32> = Vec::new();
    for choice in choices {
        let position = i32::try_from(*choice).unwrap_or(-1);
        if !positions.contains(&position) {
            positions.push(position);
        }
    }
    if positions.is_empty() {
        return wrong("Choose at least one option");
    }
    let ctx = surface::Context::new(app);
    let (viewer, post_id) = (me.id, post.id);
    app.db
        .write(move |conn| {
            Box::pin(async move {
                let poll = db::polls::hold(conn, post.id)
                    .await?
                    .ok_or(Error::NotFound)?;
                let wrong = |what: &str| Err(Error::invalid(format!("Validation failed: {what}")));
                if is_over(&poll, ctx.now) {
                    return wrong("The poll has already ended");
                }
                if positions.len() > 1 && !poll.multiple {
                    // Mastodon counts the second choice as a second vote; its clients look for these words.
                    return wrong(
                        "You have already voted on this poll: only one option can be chosen",
                    );
                }
                let options = db::polls::options(conn, &[post.id]).await?;
                let there = |position: &i32| options.iter().any(|o| o.position == *position);
                if !positions.iter().all(there) {
                    return wrong("The chosen vote option does not exist");
                }
                let before = db::polls::votes_among(conn, me.id, &[post.id]).await?;
                // Where several can be chosen, one more may be chosen later (Mastodon's behaviour).
                let again = before.iter().any(|(_, chosen)| positions.contains(chosen));
                if again || (!poll.multiple && !before.is_empty()) {
                    return wrong("You have already voted on this poll");
                }
                let votes = cast(conn, &ctx, (&poll, post.local), me.id, &positions).await?;
                if !post.local {
                    for vote in votes {
                        let account = me.id;
                        ctx.say(conn, Outgoing::Vote { account, vote }).await?;
                    }
                }
                Ok(())
            })
        })
        .await?;
    app.hints.publish.notify_one();
    app.hints.polls.notify_one();
    show(app, Some(viewer), post_id).await
}

pub(super) fn is_over(poll: &PollRow, now: Timestamp) -> bool {
    poll.ended_at.is_some() || poll.expires_at.is_some_and(|end| end <= now)
}

/// Stores new votes and counts them, in ours and, until its origin tells its own numbers, in a peer's poll. Returns their
/// ids. The poll is held.
pub(super) async fn cast(
    conn: &mut Conn,
    ctx: &surface::Context,
    (poll, ours): (&PollRow, bool),
    voter: AccountId,
    positions: &[i32],
) -> Result<Vec<i64>> {
    let before = db::polls::votes_among(conn, voter, &[poll.status_id]).await?;
    let mut new = Vec::new();
    for position in positions {
        let row = VoteRow {
            id: ctx.next_id(),
            status_id: poll.status_id,
            account_id: voter,
            position: *position,
            created_at: ctx.now,
        };
        if db::polls::insert_vote(conn, &row).await? {
            new.push(row.id);
        }
    }
    if new.is_empty() {
        return Ok(new);
    }
    let mut row = poll.clone();
    if before.is_empty() {
        row.voters_count = row.voters_count.map(|count| count.saturating_add(1));
    }
    if ours {
        let tell = ctx.now.max(row.told_at.plus_seconds(TALLY_SECONDS));
        row.next_at = Some(row.next_at.map_or(tell, |next| next.min(tell)));
    }
    db::polls::update(conn, &row).await?;
    Ok(new)
}

/// Does what is due with a poll: tells peers the tallies of ours, and at the end tells its author and the people here who
/// voted. Returns true when a peer's poll has ended and its last numbers should be fetched.
pub async fn settle(app: &AppRef, id: StatusId) -> Result<bool> {
    let ctx = surface::Context::new(app);
    let refresh = app
        .db
        .write(move |conn| Box::pin(async move { settled(conn, &ctx, id).await }))
        .await?;
    app.hints.publish.notify_one();
    Ok(refresh)
}

async fn settled(conn: &mut Conn, ctx: &surface::Context, id: StatusId) -> Result<bool> {
    let due = |poll: &PollRow| poll.next_at.is_some_and(|next| next <= ctx.now);
    let Some(poll) = db::polls::hold(conn, id).await?.filter(due) else {
        return Ok(false);
    };
    let alive = db::statuses::by_id(conn, id)
        .await?
        .filter(|row| row.deleted_at.is_none());
    let Some(post) = alive else {
        db::polls::clear(conn, id).await?;
        return Ok(false);
    };
    // A peer's poll has nothing else to wait for than its end.
    let over = !post.local || poll.expires_at.is_some_and(|end| end <= ctx.now);
    let row = PollRow {
        told_at: if post.local { ctx.now } else { poll.told_at },
        ended_at: poll.ended_at.or(over.then_some(ctx.now)),
        next_at: poll.expires_at.filter(|_| !over),
        ..poll.clone()
    };
    db::polls::update(conn, &row).await?;
    if post.local && !post.local_only {
        ctx.say(conn, Outgoing::Update { status: id }).await?;
    }
    if !over || poll.ended_at.is_some() {
        return Ok(false);
    }
    let mut told = db::polls::local_voters(conn, id).await?;
    let voted = !told.is_empty();
    told.push(post.account_id);
    for person in db::accounts::by_ids(conn, &told).await? {
        let kind = NotificationKind::Poll;
        surface::notify(conn, ctx, &person, kind, post.account_id, id).await?;
    }
    Ok(voted && !post.local)
}

/// Polls that are due for [`settle`], and when the next one is.
///
/// # Errors
/// Those of the database.
pub async fn due(app: &AppRef, limit: i64) -> Result<Vec<StatusId>> {
    db::polls::due(&mut *app.db.read().await?, app.now(), limit).await
}

/// When the next poll is due.
///
/// # Errors
/// Those of the database.
pub async fn next_due(app: &AppRef) -> Result<Option<Timestamp>> {
    db::polls::next_due(&mut *app.db.read().await?).await
}

/// Whether the numbers of a peer's poll are old enough to be read again; if so, they count as read now.
///
/// # Errors
/// Those of the database.
pub async fn wants_refresh(app: &AppRef, id: StatusId) -> Result<bool> {
    let now = app.now();
    app.db
        .write(move |conn| {
            Box::pin(async move {
                let old = |poll: &PollRow| {
                    poll.told_at.plus_seconds(REFRESH_SECONDS) <= now && poll.ended_at.is_none()
                };
                let Some(poll) = db::polls::hold(conn, id).await?.filter(old) else {
                    return Ok(false);
                };
                let local = db::statuses::by_id(conn, id)
                    .await?
                    .is_none_or(|row| row.local);
                if local {
                    return Ok(false);
                }
                let row = PollRow {
                    told_at: now,
                    ..poll
                };
                db::polls::update(conn, &row).await?;
                Ok(true)
            })
        })
        .await
}
