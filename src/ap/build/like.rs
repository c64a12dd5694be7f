//! Like: a favourite. Told to the author only.

use meent_federation::vocab::write::Activity;
use url::Url;

use super::{Built, account, activity_id, finish, speaker, status};
use crate::ap::address;
use crate::ap::audience::Inboxes;
use crate::app::App;
use crate::db::Conn;
use crate::domain::{AccountId, StatusId};
use crate::error::Result;

pub(super) async fn like(
    app: &App,
    conn: &mut Conn,
    by: AccountId,
    id: StatusId,
    serial: i64,
) -> Result<Built> {
    let (activity, inboxes) = activity(app, conn, by, id, serial).await?;
    finish(activity, by, inboxes)
}

pub(super) async fn activity(
    app: &App,
    conn: &mut Conn,
    by: AccountId,
    id: StatusId,
    serial: i64,
) -> Result<(Activity<Url>, Inboxes)> {
    let person = speaker(conn, by).await?;
    let post = status(conn, id).await?;
    let author = account(conn, post.account_id).await?;
    let mut inboxes = Inboxes::default();
    inboxes.add(&author);
    let group = match post.group_id {
        Some(group) => Some(address::url(&account(conn, group).await?.uri)?),
        None => None,
    };
    let activity = Activity {
        audience: group,
        ..Activity::like(
            activity_id(app, &person, "like", serial)?,
            address::url(&person.uri)?,
            address::url(&post.uri)?,
            address::url(&author.uri)?,
        )
    };
    Ok((activity, inboxes))
}
