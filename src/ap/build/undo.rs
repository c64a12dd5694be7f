//! Undo: embeds what it takes back, built again as it was sent.

use meent_federation::vocab::write::Activity;
use serde::Serialize;

use super::{Built, activity_id, announce, block, finish, follow, like, speaker, status};
use crate::ap::audience::Inboxes;
use crate::app::App;
use crate::db::Conn;
use crate::domain::{AccountId, StatusId};
use crate::error::Result;

/// Goes where the boost went.
pub(super) async fn announce(
    app: &App,
    conn: &mut Conn,
    serial: i64,
    boost: StatusId,
) -> Result<Built> {
    let row = status(conn, boost).await?;
    let (undone, booster, inboxes) = announce::activity(app, conn, &row).await?;
    undo(app, conn, serial, (booster.id, undone, inboxes)).await
}

pub(super) async fn like(
    app: &App,
    conn: &mut Conn,
    serial: i64,
    (by, post, like): (AccountId, StatusId, i64),
) -> Result<Built> {
    let (undone, inboxes) = like::activity(app, conn, by, post, like).await?;
    undo(app, conn, serial, (by, undone, inboxes)).await
}

pub(super) async fn follow(
    app: &App,
    conn: &mut Conn,
    serial: i64,
    (by, target, uri): (AccountId, AccountId, &str),
) -> Result<Built> {
    let (undone, inboxes) = follow::activity(conn, by, target, uri).await?;
    undo(app, conn, serial, (by, undone, inboxes)).await
}

pub(super) async fn block(
    app: &App,
    conn: &mut Conn,
    serial: i64,
    (by, target, block): (AccountId, AccountId, i64),
) -> Result<Built> {
    let (undone, inboxes) = block::activity(app, conn, by, target, block).await?;
    undo(app, conn, serial, (by, undone, inboxes)).await
}

async fn undo<O: Serialize>(
    app: &App,
    conn: &mut Conn,
    serial: i64,
    (by, undone, inboxes): (AccountId, Activity<O>, Inboxes),
) -> Result<Built> {
    let person = speaker(conn, by).await?;
    let id = activity_id(app, &person, "undo", serial)?;
    finish(Activity::undo(id, undone), by, inboxes)
}
