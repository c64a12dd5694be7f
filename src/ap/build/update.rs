//! Update: an edited post, a changed profile.

use meent_federation::vocab::write::{Activity, Address};

use super::{Built, activity_id, actor, finish, note, own_post_by_id, readers, speaker};
use crate::ap::address;
use crate::ap::audience::Inboxes;
use crate::app::App;
use crate::db::Conn;
use crate::domain::{AccountId, ActorKind, StatusId};
use crate::error::{Error, Result};

pub(super) async fn post(app: &App, conn: &mut Conn, serial: i64, id: StatusId) -> Result<Built> {
    let post = own_post_by_id(conn, id).await?;
    if post.row.deleted_at.is_some() {
        return Err(Error::NotFound);
    }
    let inboxes = readers(conn, &post).await?;
    let note = note::note(app, conn, &post).await?;
    let id = activity_id(app, &post.author, "update", serial)?;
    finish(Activity::update(id, note), post.row.account_id, inboxes)
}

/// Goes to the followers, and with `everywhere` to all peers: others read the profile again when they next look. When the unit
/// itself has changed, in whom it is with or whom it tells of, every unit that is known hears of it.
pub(super) async fn actor(
    app: &App,
    conn: &mut Conn,
    serial: i64,
    account: AccountId,
    everywhere: bool,
) -> Result<Built> {
    let row = speaker(conn, account).await?;
    if row.deleted_at.is_some() {
        return Err(Error::NotFound);
    }
    let mut inboxes = Inboxes::default();
    inboxes.add_followers(conn, account).await?;
    if everywhere || row.kind == ActorKind::Application {
        inboxes.add_all_known(conn).await?;
    }
    let mut activity = Activity::update_actor(
        activity_id(app, &row, "update", serial)?,
        actor::actor(app, conn, &row).await?,
        vec![Address::Public],
    );
    activity.cc = vec![address::followers(&row)?.into()];
    finish(activity, account, inboxes)
}
