//! Move: a person goes on under another account.

use meent_federation::vocab::write::Activity;

use super::{Built, account, activity_id, finish, speaker};
use crate::ap::address;
use crate::ap::audience::Inboxes;
use crate::app::App;
use crate::db::Conn;
use crate::domain::AccountId;
use crate::error::Result;

/// Goes to the followers, who are to follow the new account.
pub(super) async fn moved(
    app: &App,
    conn: &mut Conn,
    serial: i64,
    by: AccountId,
    target: AccountId,
) -> Result<Built> {
    let person = speaker(conn, by).await?;
    let target = account(conn, target).await?;
    let mut inboxes = Inboxes::default();
    inboxes.add_followers(conn, by).await?;
    let activity = Activity::moved(
        activity_id(app, &person, "move", serial)?,
        address::url(&person.uri)?,
        address::url(&target.uri)?,
        vec![address::followers(&person)?.into()],
    );
    finish(activity, by, inboxes)
}
