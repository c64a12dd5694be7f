//! Add and Remove: pinned posts.

use meent_federation::vocab::write::{Activity, Address};
use url::Url;

use super::{Built, activity_id, finish, own_post_by_id, speaker};
use crate::ap::address;
use crate::ap::audience::Inboxes;
use crate::app::App;
use crate::db::Conn;
use crate::domain::{AccountId, StatusId};
use crate::error::{Error, Result};

type Make = fn(Url, Url, Url, Url, Vec<Address>) -> Activity<Url>;

pub(super) async fn add(
    app: &App,
    conn: &mut Conn,
    serial: i64,
    by: AccountId,
    id: StatusId,
) -> Result<Built> {
    build(app, conn, ("add", serial), (by, id), Activity::add).await
}

pub(super) async fn remove(
    app: &App,
    conn: &mut Conn,
    serial: i64,
    by: AccountId,
    id: StatusId,
) -> Result<Built> {
    build(app, conn, ("remove", serial), (by, id), Activity::remove).await
}

async fn build(
    app: &App,
    conn: &mut Conn,
    (kind, serial): (&str, i64),
    (by, id): (AccountId, StatusId),
    make: Make,
) -> Result<Built> {
    let person = speaker(conn, by).await?;
    let post = own_post_by_id(conn, id).await?;
    let collection = person.featured_url.as_deref().ok_or(Error::NotFound)?;
    // The id of a post that not everybody may see is told to those who may.
    let everybody = post.row.visibility.is_open();
    let followers = Address::Id(address::followers(&person)?);
    let to = if everybody {
        vec![Address::Public, followers]
    } else {
        vec![followers]
    };
    let mut inboxes = Inboxes::default();
    inboxes.add_followers(conn, by).await?;
    let activity = make(
        activity_id(app, &person, kind, serial)?,
        address::url(&person.uri)?,
        address::url(&post.row.uri)?,
        address::url(collection)?,
        to,
    );
    finish(activity, by, inboxes)
}
