//! Feeding the index: what has changed since it was last fed, and, while it is being made, what was there before.

use crate::app::AppRef;
use crate::db;
use crate::domain::StatusId;
use crate::error::{Error, Result};
use crate::search::{Log, State, Writing};

use super::documents;

/// Posts read from the database at once.
const BATCH: i64 = 500;

/// Posts after which what was done is made to last.
const COMMIT: usize = 10_000;

/// A new index begins so many changes back: some may be under way in other processes.
const REREAD: i64 = 1_000;

/// Changes that are kept. A process that is further behind makes its index anew.
const KEPT: i64 = 500_000;

/// The setting in which an admin asks for a new index: any number but the one that the index was made with.
const BUILD: &str = "search_build";

/// How a feeding ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fed {
    /// Something was written.
    pub worked: bool,
    /// There is more to do at once.
    pub more: bool,
}

const NOTHING: Fed = Fed {
    worked: false,
    more: false,
};

/// Brings the index up to date, at most some thousand posts at a time. Where there is no index, or one that cannot be used, that
/// is of another version, too far behind, or that the admin wants anew, it is made from what is in the database, the newest
/// posts first; whatever is in it can be found meanwhile. Doing it twice changes nothing, and a stop at any moment loses
/// nothing: the index holds the position up to which it is complete.
///
/// # Errors
/// Those of the database and of the files.
pub async fn feed(app: &AppRef) -> Result<Fed> {
    let search = app.search.clone();
    let mut log = search.log.lock().await;
    let fed = one(app, &mut log).await;
    if fed.is_err() {
        // What was read and not committed is read again.
        log.forget();
        search.doubt();
    }
    fed
}

async fn one(app: &AppRef, log: &mut Log) -> Result<Fed> {
    let search = app.search.clone();
    let state = blocking(move || search.state()).await?;
    let (bounds, build) = {
        let mut conn = app.db.read().await?;
        let build = db::settings::get(&mut conn, BUILD).await?;
        let build = build.and_then(|text| text.parse().ok()).unwrap_or(0);
        (db::search::bounds(&mut conn).await?, build)
    };
    let (first, last) = bounds.unwrap_or((1, 0));
    if state.is_none() && bounds.is_none() {
        // A unit in which nobody has written anything needs no files.
        let everything = StatusId(i64::MAX);
        let mut conn = app.db.read().await?;
        if db::search::posts_below(&mut conn, everything, 1)
            .await?
            .is_empty()
        {
            return Ok(NOTHING);
        }
    }
    let known = state.filter(|state| {
        state.build == build && state.position >= first - 1 && state.position <= last
    });
    let mut state = match known {
        Some(state) => state,
        None => {
            tracing::info!("making the index for searching");
            let position = (last - REREAD).max(first - 1);
            log.begin(position);
            State::begin(build, position)
        }
    };
    if !log.is_begun() {
        log.begin(state.position);
    }
    let missing = log.missing();
    let late = match missing.is_empty() {
        true => Vec::new(),
        false => db::search::among(&mut *app.db.read().await?, &missing).await?,
    };
    if late.is_empty() && last <= log.read_to() && state.below.is_none() {
        log.give_up(app.now());
        return Ok(NOTHING);
    }
    let search = app.search.clone();
    let Some(mut writing) = blocking(move || search.begin()).await? else {
        return Ok(NOTHING);
    };
    let mut done = 0;
    let mut changes = late;
    loop {
        log.saw(changes.iter().map(|(position, _)| *position), app.now());
        let mut ids: Vec<StatusId> = changes.iter().map(|(_, id)| *id).collect();
        ids.sort_unstable();
        ids.dedup();
        done += ids.len();
        writing = put(app, writing, ids, build).await?;
        if done >= COMMIT {
            break;
        }
        changes = db::search::after(&mut *app.db.read().await?, log.read_to(), BATCH).await?;
        if changes.is_empty() {
            break;
        }
    }
    while let Some(below) = state.below.filter(|_| done < COMMIT) {
        let from = StatusId(below);
        let ids = db::search::posts_below(&mut *app.db.read().await?, from, BATCH).await?;
        state.below = ids.last().map(|id| id.0);
        done += ids.len();
        writing = put(app, writing, ids, build).await?;
        if state.below.is_none() {
            writing = blocking(move || {
                writing.remove_other_builds(build)?;
                Ok(writing)
            })
            .await?;
            tracing::info!("the index for searching is complete");
        }
    }
    log.give_up(app.now());
    state.position = log.settled();
    blocking(move || {
        writing.commit(&state)?;
        writing.end()
    })
    .await?;
    Ok(Fed {
        worked: true,
        more: done >= COMMIT,
    })
}

/// Puts posts as they stand now into the index.
async fn put(
    app: &AppRef,
    mut writing: Writing,
    ids: Vec<StatusId>,
    build: i64,
) -> Result<Writing> {
    if ids.is_empty() {
        return Ok(writing);
    }
    let batch = documents::load(app, &mut *app.db.read().await?, &ids).await?;
    blocking(move || {
        writing.put(&batch.posts, build)?;
        writing.remove(&batch.gone);
        Ok(writing)
    })
    .await
}

/// Work on files, on a thread of its own.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(Error::internal)?
}

/// Has every process of this unit make its index anew, in the background; until a new one is complete the old one answers.
///
/// # Errors
/// Those of the database.
pub async fn rebuild(app: &AppRef) -> Result<()> {
    let now = app.now().millis();
    app.db
        .write(move |conn| {
            Box::pin(async move {
                let last = db::settings::get(conn, BUILD).await?;
                let last: i64 = last.and_then(|text| text.parse().ok()).unwrap_or(0);
                db::settings::set(conn, BUILD, &now.max(last + 1).to_string()).await
            })
        })
        .await
}

/// Removes changes that every process has read by now.
///
/// # Errors
/// Those of the database.
pub async fn forget_changes(app: &AppRef) -> Result<usize> {
    app.db
        .write(move |conn| Box::pin(async move { db::search::forget(conn, KEPT).await }))
        .await
}
