//! Followers synchronisation (FEP-8fcf): both sides of a follow agree again after one of them has lost its memory, and posts
//! for followers are shown to nobody who is none any more.

use http::HeaderMap;
use meent_federation::origin::same_origin;
use meent_federation::synchronization::{SetDigest, Synchronization, listed};
use meent_federation::vocab;
use url::Url;

use super::resolve::{self, Job};
use super::{address, network};
use crate::app::{App, AppRef};
use crate::db::accounts::AccountRow;
use crate::db::{self, Conn};
use crate::domain::AccountId;
use crate::error::{Error, Result};
use crate::service::incoming;

/// More followers than this at one peer are not compared.
pub const MOST: i64 = 10_000;

/// Pages of a list that are read.
const PAGES: usize = 20;

/// A list that differs is asked for at most once in this time for a sender, in seconds.
const PAUSE_SECONDS: i64 = 60;

/// What is sent along with something of `speaker` that is for followers only, to the peer `authority`.
///
/// # Errors
/// Those of the database.
pub async fn headers(
    app: &App,
    conn: &mut Conn,
    speaker: &AccountRow,
    authority: &str,
) -> Result<HeaderMap> {
    let ids = db::follows::follower_uris(conn, speaker.id, authority, MOST + 1).await?;
    if i64::try_from(ids.len()).is_ok_and(|count| count > MOST) {
        return Ok(HeaderMap::new());
    }
    let said = Synchronization {
        collection: address::followers(speaker)?,
        url: address::url(&app.urls.followers_of_peer(&speaker.uri))?,
        digest: SetDigest::of(ids.iter().map(String::as_str)).to_string(),
    };
    said.to_headers()
        .ok_or_else(|| Error::internal("an address that cannot stand in a header"))
}

/// Queues a look at who of ours follows `sender`, where `sender` counts others than we do. What it says of other actors'
/// followers, or of lists elsewhere, is passed over.
///
/// # Errors
/// Those of the database.
pub async fn compare(app: &AppRef, sender: &AccountRow, said: &Synchronization) -> Result<()> {
    let own = sender.followers_url.as_deref() == Some(said.collection.as_str())
        && Url::parse(&sender.uri).is_ok_and(|id| same_origin(&id, &said.url));
    if !own {
        return Ok(());
    }
    let ids = db::follows::follower_uris(&mut *app.db.read().await?, sender.id, "", MOST).await?;
    let here = SetDigest::of(ids.iter().map(String::as_str)).to_string();
    let name = format!("followers {}", sender.id);
    let limiter = &app.network.key_fetches;
    if here == said.digest || !limiter.allows(&name, 1, PAUSE_SECONDS, app.now()) {
        return Ok(());
    }
    let job = Job::Followers {
        account: sender.id,
        digest: said.digest.clone(),
        url: said.url.to_string(),
    };
    resolve::queue(app, vec![job], 0).await
}

/// Asks the peer who of ours follows `account`, and makes it so here. A list that is not the one the digest was made of
/// (it has changed meanwhile, or was cut off) changes nothing: the next delivery says so again.
///
/// # Errors
/// Those of [`resolve::document`].
pub async fn settle(app: &AppRef, account: AccountId, digest: &str, url: &str) -> Result<()> {
    let mut next = Some(address::url(url)?);
    let mut ids: Vec<Url> = Vec::new();
    network::admit_members(app).await?;
    for _ in 0..PAGES {
        let Some(page) = next.take() else { break };
        let fetched = resolve::document(app, &page).await?;
        let document = vocab::parse(&fetched.body)?;
        let (items, following) =
            listed(&document).ok_or_else(|| Error::invalid("not a list of followers"))?;
        ids.extend(items);
        next = following.filter(|url| same_origin(url, &page));
        if i64::try_from(ids.len()).is_ok_and(|count| count > MOST) {
            return Ok(());
        }
    }
    let ids: Vec<String> = ids.into_iter().map(String::from).collect();
    let whole = SetDigest::of(ids.iter().map(String::as_str)).to_string() == digest;
    if whole && next.is_none() {
        incoming::receive_followers(app, account, ids).await?;
    }
    Ok(())
}
