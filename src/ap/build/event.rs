//! Join, Leave and Ignore: going to events, and answering those who take a post of ours for one.

use meent_federation::vocab::write::Activity;
use url::Url;

use super::{Built, account, activity_id, finish, speaker, status};
use crate::ap::address;
use crate::ap::audience::Inboxes;
use crate::app::App;
use crate::db::Conn;
use crate::domain::{AccountId, StatusId};
use crate::error::Result;

pub(super) async fn join(
    app: &App,
    conn: &mut Conn,
    by: AccountId,
    event: StatusId,
    serial: i64,
) -> Result<Built> {
    build(app, conn, ("join", serial), (by, event), Activity::join).await
}

pub(super) async fn leave(
    app: &App,
    conn: &mut Conn,
    by: AccountId,
    event: StatusId,
    serial: i64,
) -> Result<Built> {
    build(app, conn, ("leave", serial), (by, event), Activity::leave).await
}

async fn build(
    app: &App,
    conn: &mut Conn,
    (kind, serial): (&str, i64),
    (by, event): (AccountId, StatusId),
    make: fn(Url, Url, Url, Url) -> Activity<Url>,
) -> Result<Built> {
    let person = speaker(conn, by).await?;
    let event = status(conn, event).await?;
    let holder = account(conn, event.account_id).await?;
    let mut inboxes = Inboxes::default();
    inboxes.add(&holder);
    let activity = make(
        activity_id(app, &person, kind, serial)?,
        address::url(&person.uri)?,
        address::url(&event.uri)?,
        address::url(&holder.uri)?,
    );
    finish(activity, by, inboxes)
}

pub(super) async fn ignore(
    app: &App,
    conn: &mut Conn,
    serial: i64,
    (by, asker, request): (AccountId, AccountId, &str),
) -> Result<Built> {
    let person = speaker(conn, by).await?;
    let asker = account(conn, asker).await?;
    let mut inboxes = Inboxes::default();
    inboxes.add(&asker);
    let activity = Activity::ignore(
        activity_id(app, &person, "ignore", serial)?,
        address::url(&person.uri)?,
        address::url(request)?,
        address::url(&asker.uri)?,
    );
    finish(activity, by, inboxes)
}
