//! Fetching what posts and profiles name, apart from the request or delivery that brought them.

use meent_federation::origin::parse_id;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use url::Url;

use super::cycle;
use crate::ap::resolve::{self, Job};
use crate::ap::{network, synchronization};
use crate::app::AppRef;
use crate::db;
use crate::db::fetches::FetchRow;
use crate::domain::backoff::wait_millis;
use crate::error::{Error, Result};
use crate::media::{Spool, Spooling};
use crate::service::emoji;
use crate::service::media::{self, Picture};

/// Fetches at once.
const BATCH: i64 = 8;

/// Tries before something is let go: a thread stays incomplete, a picture is not shown.
const TRIES: i32 = 6;

/// Nobody else takes up what this process fetches for so long: a large film and its picture, over a bad line.
const LEASE_MILLIS: i64 = 240_000;

/// Longest picture that is fetched, in bytes.
const MAX_PICTURE: usize = media::MAX_BYTES;

pub(super) async fn run(app: AppRef, stop: CancellationToken) {
    let pass = || run_once(&app);
    let due = || async { db::fetches::next_due(&mut *app.db.read().await?).await };
    cycle("fetch", &app, &stop, &app.hints.fetch, pass, due).await;
}

/// Fetches what is due. Tells whether there was anything.
pub(super) async fn run_once(app: &AppRef) -> Result<bool> {
    let due = db::fetches::due(&mut *app.db.read().await?, app.now(), BATCH).await?;
    let worked = !due.is_empty();
    let mut tasks = JoinSet::new();
    for row in due {
        let app = app.clone();
        tasks.spawn(async move { one(&app, row).await });
    }
    while let Some(ended) = tasks.join_next().await {
        match ended {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(%error, "a fetch could not be settled"),
            Err(error) => tracing::error!(%error, "a fetch broke down"),
        }
    }
    Ok(worked)
}

async fn one(app: &AppRef, row: FetchRow) -> Result<()> {
    // Taken with the next try already set: one that breaks the process is not repeated at once.
    let tries = row.attempts.saturating_add(1);
    let wait = wait_millis(tries, rand::random()).max(LEASE_MILLIS);
    let next = app.now().plus_millis(wait);
    let taken = row.clone();
    let mine = app
        .db
        .write(move |conn| Box::pin(async move { db::fetches::lease(conn, &taken, next).await }))
        .await?;
    if !mine {
        return Ok(());
    }
    match fetch(app, &row).await {
        Err(Error::Unavailable(reason)) if tries < TRIES => {
            tracing::debug!(what = row.uri, reason, "a fetch has to wait");
            return Ok(());
        }
        Err(error) => tracing::debug!(what = row.uri, %error, "nothing came of a fetch"),
        Ok(()) => {}
    }
    app.db
        .write(move |conn| Box::pin(async move { db::fetches::delete(conn, &row.uri).await }))
        .await
}

async fn fetch(app: &AppRef, row: &FetchRow) -> Result<()> {
    match Job::parse(&row.uri) {
        Job::Post(uri) => {
            let id = parse_id(&uri).map_err(|error| Error::invalid(error.to_string()))?;
            let session = network::session(app).await?;
            let post = resolve::post(&session, &id).await?;
            resolve::queue_parent(app, &post, row.depth.saturating_add(1)).await
        }
        Job::Avatar(id) => picture(app, id, Picture::Avatar).await,
        Job::Header(id) => picture(app, id, Picture::Header).await,
        Job::Moderators(group) => resolve::moderators(app, group).await,
        Job::Followers {
            account,
            digest,
            url,
        } => synchronization::settle(app, account, &digest, &url).await,
        Job::Emoji(id) => {
            let emoji = db::emoji::by_id(&mut *app.db.read().await?, id).await?;
            let wanted = emoji.filter(|emoji| emoji.file_key.is_none());
            let Some(url) = wanted.and_then(|emoji| emoji.remote_url) else {
                return Ok(());
            };
            let bytes = download(app, &url, emoji::MAX_BYTES).await?;
            emoji::keep_picture(app, id, bytes).await
        }
        Job::Quote(id) => resolve::quote(&network::session(app).await?, id).await,
        Job::Poll(id) => resolve::again(app, id).await,
        Job::Thread(id) => resolve::conversation(app, id).await,
        Job::Branch(root, uri) => {
            let id = parse_id(&uri).map_err(|error| Error::invalid(error.to_string()))?;
            resolve::branch(&network::session(app).await?, root, &id, row.depth).await
        }
        Job::Pins(id) => resolve::pins(&network::session(app).await?, id).await,
        Job::File(id) => {
            let Some(file) = db::media::by_id(&mut *app.db.read().await?, id).await? else {
                return Ok(());
            };
            if let (Some(url), None) = (&file.remote_url, &file.file_key) {
                let content = spool(app, url, media::MAX_RECORDING).await?;
                media::keep_remote_file(app, id, content).await?;
            }
            if let (Some(url), None) = (&file.preview_remote_url, &file.preview_key) {
                let picture = download(app, url, MAX_PICTURE).await?;
                media::keep_remote_poster(app, id, picture.into()).await?;
            }
            Ok(())
        }
    }
}

async fn picture(app: &AppRef, id: crate::domain::AccountId, which: Picture) -> Result<()> {
    let row = db::accounts::by_id(&mut *app.db.read().await?, id)
        .await?
        .ok_or(Error::NotFound)?;
    let url = match which {
        Picture::Avatar => row.avatar_remote_url.filter(|_| row.avatar_key.is_none()),
        Picture::Header => row.header_remote_url.filter(|_| row.header_key.is_none()),
    };
    let Some(url) = url else { return Ok(()) };
    let bytes = download(app, &url, MAX_PICTURE).await?;
    media::keep_remote_picture(app, id, which, bytes).await
}

async fn download(app: &AppRef, url: &str, most: usize) -> Result<Vec<u8>> {
    let url = Url::parse(url).map_err(|error| Error::invalid(error.to_string()))?;
    network::admit_members(app).await?;
    let fetched = app.network.client().fetch_media(&url, most).await?;
    Ok(fetched.body.to_vec())
}

/// The same for what may be too large for memory.
async fn spool(app: &AppRef, url: &str, most: usize) -> Result<Spool> {
    let url = Url::parse(url).map_err(|error| Error::invalid(error.to_string()))?;
    network::admit_members(app).await?;
    let mut download = app.network.client().open_media(&url, most).await?;
    let mut spooling = Spooling::new(app.store.folder());
    while let Some(piece) = download.piece().await? {
        spooling.write(&piece).await.map_err(Error::internal)?;
    }
    spooling.finish().await.map_err(Error::internal)
}
