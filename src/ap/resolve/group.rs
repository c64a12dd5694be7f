//! What is asked of groups of other units: who moderates one, and who is in it.

use meent_federation::origin::{parse_id, same_origin};
use meent_federation::vocab::{Collection, parse};
use url::Url;

use super::{actor, document};
use crate::ap::network;
use crate::app::AppRef;
use crate::db;
use crate::domain::AccountId;
use crate::error::{Error, Result};
use crate::service::groups;

/// Moderators of one group that are read.
const MODERATORS: usize = 50;

/// Reads who moderates a group, from the collection that its document names.
///
/// # Errors
/// As [`super::actor`], about the collection.
pub async fn moderators(app: &AppRef, group: AccountId) -> Result<()> {
    let mut conn = app.db.read().await?;
    let row = db::groups::by_id(&mut conn, group).await?;
    let account = db::accounts::by_id(&mut conn, group).await?;
    drop(conn);
    let (Some(account), Some(url)) = (account, row.and_then(|row| row.moderators_url)) else {
        return Ok(());
    };
    let id = parse_id(&url).map_err(|error| Error::invalid(error.to_string()))?;
    let own = parse_id(&account.uri).map_err(|error| Error::invalid(error.to_string()))?;
    let fetched = document(app, &id).await?;
    if !same_origin(&fetched.url, &own) {
        return Err(Error::invalid(
            "the moderators of a group on another server",
        ));
    }
    let collection = Collection::read(&parse(&fetched.body)?)?;
    let session = network::session(app).await?;
    let mut uris = Vec::new();
    for id in collection.ids().into_iter().take(MODERATORS) {
        match actor(&session, &id).await {
            Ok(row) => uris.push(row.uri),
            Err(error @ Error::Internal(_)) => return Err(error),
            Err(error) => tracing::debug!(%id, %error, "a moderator cannot be found"),
        }
    }
    groups::receive_moderators(app, group, &uris).await
}

/// Asks a group of another unit whether somebody is in it, in Lemmy's form: `GET <followers>?is_follower=<id>`.
///
/// # Errors
/// [`Error::Unavailable`] when the group's unit cannot be reached now.
pub async fn asks_member(app: &AppRef, followers: &Url, who: &str) -> Result<bool> {
    let mut question = followers.clone();
    question.query_pairs_mut().append_pair("is_follower", who);
    match document(app, &question).await {
        Ok(_) => Ok(true),
        Err(error @ (Error::Unavailable(_) | Error::Internal(_))) => Err(error),
        Err(_) => Ok(false),
    }
}
