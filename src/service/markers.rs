//! How far a person has read. The marker of the notifications is the only thing that says which of them are unread: on the
//! page of this unit and in every app.

use crate::app::AppRef;
use crate::db::markers::{MarkerRow, Move};
use crate::db::{self, Conn};
use crate::domain::*;
use crate::error::Result;

/// The markers that a person has set, of those asked for.
///
/// # Errors
/// Those of the database.
pub async fn show(
    app: &AppRef,
    owner: AccountId,
    timelines: &[Timeline],
) -> Result<Vec<MarkerRow>> {
    if timelines.is_empty() {
        return Ok(Vec::new());
    }
    let mut rows = db::markers::of_account(&mut *app.db.read().await?, owner).await?;
    rows.retain(|row| timelines.contains(&row.timeline));
    Ok(rows)
}

/// Sets markers, also back, as Mastodon lets apps do; returns those that were set.
///
/// # Errors
/// Those of the database.
pub async fn set(
    app: &AppRef,
    owner: AccountId,
    places: Vec<(Timeline, i64)>,
) -> Result<Vec<MarkerRow>> {
    let now = app.now();
    app.db
        .write(move |conn| {
            Box::pin(async move {
                let mut rows = Vec::new();
                for (timeline, last_read) in places {
                    db::markers::set(conn, owner, timeline, last_read, Move::Anywhere, now).await?;
                    rows.extend(db::markers::find(conn, owner, timeline).await?);
                }
                Ok(rows)
            })
        })
        .await
}

/// The person has seen the notifications up to `id`: the marker moves there, never back.
///
/// # Errors
/// Those of the database.
pub async fn saw_notifications(app: &AppRef, owner: AccountId, id: NotificationId) -> Result<()> {
    let now = app.now();
    app.db
        .write(move |conn| {
            Box::pin(async move {
                db::markers::set(conn, owner, Timeline::Notifications, id.0, Move::On, now).await
            })
        })
        .await
}

/// The last notification that a person has read.
///
/// # Errors
/// Those of the database.
pub async fn last_read(app: &AppRef, owner: AccountId) -> Result<Option<NotificationId>> {
    let at = read_up_to(&mut *app.db.read().await?, owner).await?;
    Ok(at.map(NotificationId))
}

pub(super) async fn read_up_to(conn: &mut Conn, owner: AccountId) -> Result<Option<i64>> {
    let marker = db::markers::find(conn, owner, Timeline::Notifications).await?;
    Ok(marker.map(|marker| marker.last_read_id))
}
