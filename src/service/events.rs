//! Going to an event that somebody elsewhere holds (FEP-8a8e).

use crate::app::AppRef;
use crate::db;
use crate::db::events::AttendanceRow;
use crate::domain::event::Outgoing;
use crate::domain::*;
use crate::error::{Error, Result};
use crate::service::auth::Person;
use crate::service::bundle::Post;
use crate::service::statuses::{show, visible};
use crate::service::surface;

/// Says that one goes to an event; its server is told and answers. Twice changes nothing.
///
/// # Errors
/// [`Error::NotFound`] for a post that cannot be seen or is no event, [`Error::Invalid`] for an event that takes no joins.
pub async fn join(app: &AppRef, by: &Person, id: StatusId) -> Result<Post> {
    let me = by.account.id;
    let post = visible(app, me, id).await?.ok_or(Error::NotFound)?;
    let full = show(app, Some(me), post.id).await?;
    let event = full.extras.event.ok_or(Error::NotFound)?;
    if post.local || !event.joinable {
        return Err(Error::invalid(
            "Validation failed: This event takes no registrations from here; see its own page",
        ));
    }
    let ctx = surface::Context::new(app);
    let status = post.id;
    app.db
        .write(move |conn| {
            Box::pin(async move {
                let row = AttendanceRow {
                    status_id: status,
                    account_id: me,
                    state: AttendanceState::Pending,
                    serial: ctx.next_id(),
                    created_at: ctx.now,
                };
                if !db::events::insert(conn, &row).await? {
                    return Ok(());
                }
                let joined = Outgoing::Join {
                    account: me,
                    status,
                    serial: row.serial,
                };
                ctx.say(conn, joined).await
            })
        })
        .await?;
    app.hints.publish.notify_one();
    show(app, Some(me), status).await
}

/// Says that one does not go after all; no error when one did not.
///
/// # Errors
/// [`Error::NotFound`] for a post that cannot be seen.
pub async fn leave(app: &AppRef, by: &Person, id: StatusId) -> Result<Post> {
    let me = by.account.id;
    let status = visible(app, me, id).await?.ok_or(Error::NotFound)?.id;
    let ctx = surface::Context::new(app);
    app.db
        .write(move |conn| {
            Box::pin(async move {
                if !db::events::delete(conn, status, me).await? {
                    return Ok(());
                }
                let left = Outgoing::Leave {
                    account: me,
                    status,
                    serial: ctx.next_id(),
                };
                ctx.say(conn, left).await
            })
        })
        .await?;
    app.hints.publish.notify_one();
    show(app, Some(me), status).await
}

/// `by`, whose event `of` is, answers somebody here who wants to come. Answers about others' events have no effect.
///
/// # Errors
/// Those of the database.
pub async fn receive_answer(
    app: &AppRef,
    by: AccountId,
    of: StatusId,
    who: AccountId,
    accepted: bool,
) -> Result<()> {
    app.db
        .write(move |conn| {
            Box::pin(async move {
                let event = db::statuses::by_id(conn, of).await?;
                if event.is_none_or(|row| row.account_id != by) {
                    return Ok(());
                }
                let state = match accepted {
                    true => AttendanceState::Accepted,
                    false => AttendanceState::Rejected,
                };
                db::events::set_state(conn, of, who, state).await
            })
        })
        .await
}

/// Somebody elsewhere wants to come to a post of ours. Nothing here is held, so the answer is that nothing follows from it.
///
/// # Errors
/// Those of the database.
pub async fn receive_join(
    app: &AppRef,
    by: AccountId,
    account: AccountId,
    request: &str,
) -> Result<()> {
    let (ctx, request) = (surface::Context::new(app), request.to_owned());
    app.db
        .write(move |conn| {
            Box::pin(async move {
                let answer = Outgoing::Ignore {
                    account,
                    asker: by,
                    request,
                };
                ctx.say(conn, answer).await
            })
        })
        .await?;
    app.hints.publish.notify_one();
    Ok(())
}
