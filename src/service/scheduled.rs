//! Posts that are published later.
//!
//! They wait as they were written. When one is due it goes through all the checks of [`statuses::create`] once more, and its
//! row goes in the transaction that makes the post: so it is published once, whoever tries and however often. One that
//! cannot be published any more stays in its author's list with the reason, and the unit writes to the author.

use std::collections::HashMap;

use crate::app::AppRef;
use crate::db;
use crate::db::Paging;
use crate::db::media::MediaRow;
use crate::db::scheduled::ScheduledRow;
use crate::domain::*;
use crate::error::{Error, Result};
use crate::service::aim::Aim;
use crate::service::auth::Person;
use crate::service::drafts::{Draft, write_up};
use crate::service::{accounts, letters, statuses, surface};

/// A post is scheduled at least so long ahead (as in Mastodon).
pub const AHEAD_SECONDS: i64 = 5 * 60;
/// Posts that one person has waiting, altogether and for one day (as in Mastodon).
pub const TOTAL: usize = 300;
pub const DAILY: usize = 25;

/// A repeated request with the same idempotency key gets the same answer for so long.
const KEY_SECONDS: i64 = 3600;
/// The longest pause between two attempts when the database or a disk is in trouble.
const LONGEST_PAUSE_SECONDS: i64 = 3600;
const DAY_MILLIS: i64 = 24 * 3600 * 1000;

/// A post that waits for its time.
#[derive(Debug, Clone)]
pub struct Scheduled {
    pub row: ScheduledRow,
    pub draft: Draft,
    /// In the author's order.
    pub media: Vec<MediaRow>,
}

/// Schedules a post. `Invalid` for what [`statuses::create`] would refuse now, for a time that is less than five minutes ahead, and
/// beyond 300 posts or 25 a day. A request that is repeated with its idempotency key gives the post of the first.
pub async fn create(
    app: &AppRef,
    author: &Person,
    draft: Draft,
    due: Timestamp,
) -> Result<Scheduled> {
    let me = author.account.id;
    check_time(app, due)?;
    let written = write_up(app, me, &draft).await?;
    Aim::of(app, author, &draft, &written.mentioned).await?;
    let (id, now) = (app.next_id(), app.now());
    let row = ScheduledRow {
        id,
        account_id: me,
        due_at: due,
        draft: serde_json::to_string(&draft).map_err(Error::internal)?,
        idempotency_key: draft.idempotency_key.clone(),
        attempts: 0,
        next_attempt_at: due,
        error: None,
        created_at: now,
    };
    let media = draft.media;
    let id = app
        .db
        .write(move |conn| {
            Box::pin(async move {
                // One at a time for each person, so that the limits hold.
                db::locks::alone(conn, &format!("scheduled {me}")).await?;
                if let Some(key) = &row.idempotency_key {
                    let since = now.plus_seconds(-KEY_SECONDS);
                    if let Some(earlier) = db::scheduled::by_key(conn, me, key, since).await? {
                        return Ok(earlier.id);
                    }
                }
                check_room(&db::scheduled::times(conn, me, id).await?, due)?;
                db::scheduled::insert(conn, &row).await?;
                for (position, file) in media.iter().enumerate() {
                    let position = i32::try_from(position).map_err(Error::internal)?;
                    if !db::scheduled::hold_media(conn, *file, me, id, position).await? {
                        return Err(Error::invalid(format!(
                            "Validation failed: There is no attachment {file} of yours that is still free"
                        )));
                    }
                }
                Ok(id)
            })
        })
        .await?;
    app.hints.scheduled.notify_one();
    show(app, me, id).await
}

fn check_time(app: &AppRef, due: Timestamp) -> Result<()> {
    match due < app.now().plus_seconds(AHEAD_SECONDS) {
        true => Err(Error::invalid(
            "Validation failed: Scheduled at must be at least 5 minutes in the future",
        )),
        false => Ok(()),
    }
}

fn check_room(others: &[Timestamp], due: Timestamp) -> Result<()> {
    let day = |time: &Timestamp| time.millis().div_euclid(DAY_MILLIS);
    if others.len() >= TOTAL {
        return Err(Error::invalid(format!(
            "Validation failed: You have exceeded the limit of {TOTAL} scheduled posts"
        )));
    }
    if others.iter().filter(|time| day(time) == day(&due)).count() >= DAILY {
        return Err(Error::invalid(format!(
            "Validation failed: You have exceeded the limit of {DAILY} scheduled posts for that day"
        )));
    }
    Ok(())
}

/// A person's scheduled posts, newest first.
pub async fn list(app: &AppRef, owner: AccountId, page: Paging) -> Result<Vec<Scheduled>> {
    let mut conn = app.db.read().await?;
    let rows = db::scheduled::page(&mut conn, owner, page).await?;
    complete(&mut conn, rows).await
}

/// One of a person's scheduled posts. `NotFound` for others'.
pub async fn show(app: &AppRef, owner: AccountId, id: i64) -> Result<Scheduled> {
    let mut conn = app.db.read().await?;
    let row = db::scheduled::by_id(&mut conn, owner, id).await?;
    let rows = complete(&mut conn, row.into_iter().collect()).await?;
    rows.into_iter().next().ok_or(Error::NotFound)
}

async fn complete(conn: &mut db::Conn, rows: Vec<ScheduledRow>) -> Result<Vec<Scheduled>> {
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let mut files: HashMap<i64, Vec<MediaRow>> = HashMap::new();
    for (id, file) in db::scheduled::media_of(conn, &ids).await? {
        files.entry(id).or_default().push(file);
    }
    let full = |row: ScheduledRow| Scheduled {
        // One that cannot be read says so in its error.
        draft: draft(&row).unwrap_or_default(),
        media: files.remove(&row.id).unwrap_or_default(),
        row,
    };
    Ok(rows.into_iter().map(full).collect())
}

fn draft(row: &ScheduledRow) -> Result<Draft> {
    serde_json::from_str(&row.draft).map_err(Error::internal)
}

/// Gives a scheduled post another time; one that could not be published is tried again then. Errors as [`create`].
pub async fn reschedule(
    app: &AppRef,
    owner: AccountId,
    id: i64,
    due: Timestamp,
) -> Result<Scheduled> {
    check_time(app, due)?;
    app.db
        .write(move |conn| {
            Box::pin(async move {
                db::locks::alone(conn, &format!("scheduled {owner}")).await?;
                if db::scheduled::by_id(conn, owner, id).await?.is_none() {
                    return Err(Error::NotFound);
                }
                check_room(&db::scheduled::times(conn, owner, id).await?, due)?;
                db::scheduled::set_time(conn, id, due).await
            })
        })
        .await?;
    app.hints.scheduled.notify_one();
    show(app, owner, id).await
}

/// Deletes a scheduled post; its files are free again. `NotFound` for others'.
pub async fn delete(app: &AppRef, owner: AccountId, id: i64) -> Result<()> {
    let found = app
        .db
        .write(move |conn| Box::pin(async move { db::scheduled::delete(conn, owner, id).await }))
        .await?;
    found.then_some(()).ok_or(Error::NotFound)
}

/// Those to publish now. One that this version cannot read must not stop the others: it is put aside.
pub async fn due(app: &AppRef, limit: i64) -> Result<Vec<(ScheduledRow, Draft)>> {
    let now = app.now();
    let rows = db::scheduled::due(&mut *app.db.read().await?, now, limit).await?;
    let mut readable = Vec::new();
    for row in rows {
        match draft(&row) {
            Ok(draft) => readable.push((row, draft)),
            Err(error) => {
                tracing::error!(scheduled = row.id, %error, "a scheduled post cannot be read");
                app.db
                    .write(move |conn| {
                        Box::pin(async move {
                            let reason = "This post was written by another version of the program and cannot be read";
                            db::scheduled::fail(conn, row.id, now, reason).await
                        })
                    })
                    .await?;
            }
        }
    }
    Ok(readable)
}

/// When the next one is due.
pub async fn next_due(app: &AppRef) -> Result<Option<Timestamp>> {
    db::scheduled::next_due(&mut *app.db.read().await?).await
}

/// Publishes one that is due. What stands in the way for good is noted, and told to the author; what passes is tried again
/// later.
///
/// # Errors
/// Those of the database.
pub async fn publish(app: &AppRef, row: &ScheduledRow, draft: Draft) -> Result<()> {
    let author = match accounts::by_user_id(app, row.account_id).await {
        // Nobody is there to be told.
        Err(Error::NotFound) => return clear(app, row.account_id).await,
        author => author?,
    };
    let allowed = author.account.is_active() && author.user.disabled_at.is_none();
    let draft = Draft {
        scheduled: Some(row.id),
        // The repeated request is the one that scheduled it.
        idempotency_key: None,
        ..draft
    };
    let outcome = match allowed {
        true => statuses::create(app, &author, draft).await.map(drop),
        false => Err(Error::forbidden("Your account is suspended")),
    };
    match outcome {
        // Another process was faster, or the author has changed their mind.
        Ok(()) | Err(Error::Gone) => Ok(()),
        Err(error @ (Error::Invalid(_) | Error::Forbidden(_) | Error::NotFound)) => {
            give_up(app, &author, row, error.public_text()).await
        }
        Err(error) => {
            tracing::warn!(scheduled = row.id, %error, "a scheduled post has to wait");
            let pause = LONGEST_PAUSE_SECONDS.min(30_i64 << row.attempts.clamp(0, 7));
            let (id, now) = (row.id, app.now());
            let next = now.plus_seconds(pause);
            app.db
                .write(move |conn| {
                    Box::pin(async move { db::scheduled::put_off(conn, id, now, next).await })
                })
                .await
        }
    }
}

async fn clear(app: &AppRef, owner: AccountId) -> Result<()> {
    app.db
        .write(move |conn| Box::pin(async move { db::scheduled::clear(conn, owner).await }))
        .await
}

async fn give_up(app: &AppRef, author: &Person, row: &ScheduledRow, reason: String) -> Result<()> {
    let letter = letters::Letter::new(app, author, &words(author, row, &reason)).await?;
    let (id, ctx) = (row.id, surface::Context::new(app));
    app.db
        .write(move |conn| {
            Box::pin(async move {
                match db::scheduled::fail(conn, id, ctx.now, &reason).await? {
                    true => letter.send(conn, &ctx).await,
                    false => Ok(()),
                }
            })
        })
        .await
}

/// What the author is told, paragraph by paragraph.
fn words(author: &Person, row: &ScheduledRow, reason: &str) -> Vec<String> {
    let when = row.due_at.to_datetime().format("%F %R UTC");
    match author.user.locale.as_str() {
        "nl" => vec![
            format!("Je bericht dat op {when} zou verschijnen, is niet geplaatst."),
            reason.to_owned(),
            "Het staat nog bij je geplande berichten. Kies een ander tijdstip of verwijder het."
                .to_owned(),
        ],
        _ => vec![
            format!("Your post that was planned for {when} was not published."),
            reason.to_owned(),
            "It is still among your scheduled posts. Choose another time, or delete it.".to_owned(),
        ],
    }
}
