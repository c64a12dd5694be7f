//! Delete: a post, with its tombstone, or a person.

use meent_federation::vocab::write::{Activity, Tombstone};

use super::{Built, account, activity_id, finish, note, own_post_by_id, readers};
use crate::ap::address::{self, Addresses};
use crate::ap::audience::Inboxes;
use crate::app::App;
use crate::db::statuses::StatusRow;
use crate::db::{self, Conn, Paging};
use crate::domain::{AccountId, StatusId};
use crate::error::{Error, Result};

/// How many of those who boosted a post are told of its end by name; their followers hear it from them.
const BOOSTERS: i64 = 200;

/// Goes to everybody the post went to, and to those elsewhere who boosted it.
pub(super) async fn post(app: &App, conn: &mut Conn, serial: i64, id: StatusId) -> Result<Built> {
    let post = own_post_by_id(conn, id).await?;
    let mut inboxes = readers(conn, &post).await?;
    let boosters = db::statuses::reblogged_by(conn, id, Paging::first(BOOSTERS)).await?;
    let boosters: Vec<AccountId> = boosters.into_iter().map(|(_, account)| account).collect();
    inboxes.add_ids(conn, &boosters).await?;
    let Addresses { to, cc } = note::addresses(&post)?;
    let activity = Activity::delete(
        activity_id(app, &post.author, "delete", serial)?,
        address::url(&post.author.uri)?,
        tombstone(&post.row)?,
        to,
        cc,
    );
    let activity = Activity {
        audience: note::group(&post)?,
        ..activity
    };
    finish(activity, post.row.account_id, inboxes)
}

/// What is left of a deleted post of ours; also served in its place.
///
/// # Errors
/// Those of unreadable stored addresses.
pub fn tombstone(row: &StatusRow) -> Result<Tombstone> {
    Ok(Tombstone {
        id: address::url(&row.uri)?,
        former_type: Some("Note".to_owned()),
        deleted: row.deleted_at.map(|time| time.to_datetime()),
    })
}

/// Goes to every peer, since any of them may have kept something of the person.
pub(super) async fn actor(app: &App, conn: &mut Conn, serial: i64, id: AccountId) -> Result<Built> {
    let row = account(conn, id).await?;
    if !row.is_local() {
        return Err(Error::NotFound);
    }
    let mut inboxes = Inboxes::default();
    inboxes.add_followers(conn, id).await?;
    inboxes.add_all_known(conn).await?;
    let activity = Activity::delete_actor(
        activity_id(app, &row, "delete", serial)?,
        address::url(&row.uri)?,
    );
    finish(activity, id, inboxes)
}
