//! Block: told to the blocked person's unit, which then stops showing the two to each other.

use meent_federation::vocab::write::Activity;
use url::Url;

use super::{Built, account, activity_id, finish, speaker};
use crate::ap::address;
use crate::ap::audience::Inboxes;
use crate::app::App;
use crate::db::Conn;
use crate::domain::AccountId;
use crate::error::Result;

pub(super) async fn block(
    app: &App,
    conn: &mut Conn,
    by: AccountId,
    target: AccountId,
    serial: i64,
) -> Result<Built> {
    let (activity, inboxes) = activity(app, conn, by, target, serial).await?;
    finish(activity, by, inboxes)
}

pub(super) async fn activity(
    app: &App,
    conn: &mut Conn,
    by: AccountId,
    target: AccountId,
    serial: i64,
) -> Result<(Activity<Url>, Inboxes)> {
    let person = speaker(conn, by).await?;
    let target = account(conn, target).await?;
    let mut inboxes = Inboxes::default();
    inboxes.add(&target);
    let activity = Activity::block(
        activity_id(app, &person, "block", serial)?,
        address::url(&person.uri)?,
        address::url(&target.uri)?,
    );
    Ok((activity, inboxes))
}
