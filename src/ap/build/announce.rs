//! Announce: a boost.

use meent_federation::vocab::write::{Activity, Address};
use url::Url;

use super::{Built, account, finish, status};
use crate::ap::address::{self, Addresses};
use crate::ap::audience::Inboxes;
use crate::app::App;
use crate::db::Conn;
use crate::db::accounts::AccountRow;
use crate::db::statuses::StatusRow;
use crate::domain::{StatusId, Visibility};
use crate::error::{Error, Result};

pub(super) async fn announce(app: &App, conn: &mut Conn, id: StatusId) -> Result<Built> {
    let row = status(conn, id).await?;
    if row.deleted_at.is_some() {
        return Err(Error::NotFound);
    }
    let (activity, booster, inboxes) = activity(app, conn, &row).await?;
    finish(activity, booster.id, inboxes)
}

/// The Announce of one of our boosts, with its booster and where it goes: to the booster's followers and to the author,
/// whom it is told to.
///
/// # Errors
/// [`Error::NotFound`] when it must not leave the unit or the boosted post is not there.
pub async fn activity(
    app: &App,
    conn: &mut Conn,
    row: &StatusRow,
) -> Result<(Activity<Url>, AccountRow, Inboxes)> {
    let boosted = status(conn, row.reblog_of_id.ok_or(Error::NotFound)?).await?;
    let booster = account(conn, row.account_id).await?;
    if !row.local || row.local_only || boosted.local_only || booster.suspended_at.is_some() {
        return Err(Error::NotFound);
    }
    let author = account(conn, boosted.account_id).await?;
    let mut inboxes = Inboxes::default();
    inboxes.add_followers(conn, booster.id).await?;
    inboxes.add(&author);
    let Addresses { to, cc } = addresses(row.visibility, &booster, &author)?;
    let activity = Activity::announce(
        address::url(&app.urls.status_activity(&row.uri))?,
        address::url(&booster.uri)?,
        address::url(&boosted.uri)?,
        row.created_at.to_datetime(),
        to,
        cc,
    );
    Ok((activity, booster, inboxes))
}

/// Never wider than the boost: one of an author's own private post goes to the followers only.
fn addresses(
    visibility: Visibility,
    booster: &AccountRow,
    author: &AccountRow,
) -> Result<Addresses> {
    let named = if author.id == booster.id {
        Vec::new()
    } else {
        vec![address::url(&author.uri)?]
    };
    let followers = address::followers(booster)?;
    let mut addresses = Addresses::of_post(visibility, followers, named);
    if addresses.to.is_empty() {
        addresses.to = vec![Address::Id(address::followers(booster)?)];
    }
    Ok(addresses)
}
