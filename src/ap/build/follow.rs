//! Follow: told to whom is followed.

use meent_federation::vocab::write::Activity;
use url::Url;

use super::{Built, account, finish, speaker};
use crate::ap::address;
use crate::ap::audience::Inboxes;
use crate::app::App;
use crate::db::Conn;
use crate::domain::{AccountId, FollowId};
use crate::error::Result;

pub(super) async fn follow(
    app: &App,
    conn: &mut Conn,
    id: FollowId,
    by: AccountId,
    target: AccountId,
) -> Result<Built> {
    let username = speaker(conn, by).await?.username;
    let (activity, inboxes) = activity(conn, by, target, &app.urls.follow(&username, id)).await?;
    finish(activity, by, inboxes)
}

/// The Follow with the id `uri`.
pub(super) async fn activity(
    conn: &mut Conn,
    by: AccountId,
    target: AccountId,
    uri: &str,
) -> Result<(Activity<Url>, Inboxes)> {
    let person = speaker(conn, by).await?;
    let target = account(conn, target).await?;
    let mut inboxes = Inboxes::default();
    inboxes.add(&target);
    let activity = Activity::follow(
        address::url(uri)?,
        address::url(&person.uri)?,
        address::url(&target.uri)?,
    );
    Ok((activity, inboxes))
}
