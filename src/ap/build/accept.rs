//! Accept and Reject of a Follow, which is given back as it was sent.

use meent_federation::vocab::write::{Activity, FollowEcho};
use url::Url;

use super::{Built, account, activity_id, finish, speaker};
use crate::ap::address;
use crate::ap::audience::Inboxes;
use crate::app::App;
use crate::db::Conn;
use crate::domain::AccountId;
use crate::error::Result;

/// Our person, the follower, the id of the Follow.
type Answer<'a> = (AccountId, AccountId, &'a str);

pub(super) async fn accept(
    app: &App,
    conn: &mut Conn,
    serial: i64,
    answer: Answer<'_>,
) -> Result<Built> {
    build(app, conn, ("accept", serial), answer, Activity::accept).await
}

pub(super) async fn reject(
    app: &App,
    conn: &mut Conn,
    serial: i64,
    answer: Answer<'_>,
) -> Result<Built> {
    build(app, conn, ("reject", serial), answer, Activity::reject).await
}

async fn build(
    app: &App,
    conn: &mut Conn,
    (kind, serial): (&str, i64),
    (by, follower, uri): Answer<'_>,
    make: fn(Url, FollowEcho) -> Activity<FollowEcho>,
) -> Result<Built> {
    let person = speaker(conn, by).await?;
    let follower = account(conn, follower).await?;
    let mut inboxes = Inboxes::default();
    inboxes.add(&follower);
    let echo = FollowEcho {
        // A Follow without an id was stored under one that we made up.
        id: Url::parse(uri)
            .ok()
            .filter(|_| app.urls.local_path(uri).is_none()),
        actor: address::url(&follower.uri)?,
        object: address::url(&person.uri)?,
    };
    let id = activity_id(app, &person, kind, serial)?;
    finish(make(id, echo), by, inboxes)
}
