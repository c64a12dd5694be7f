//! Collections of peers: conversations (FEP-7888, FEP-f228), replies, and pinned posts.

use std::collections::{HashMap, HashSet};

use meent_federation::origin::authority_of;
use meent_federation::vocab::{Collection, ObjectRef, parse};
use url::Url;

use super::jobs::{Job, queue};
use super::{document, known_post, parse_id, post};
use crate::ap::network::Session;
use crate::app::AppRef;
use crate::db;
use crate::db::statuses::StatusRow;
use crate::domain::{AccountId, StatusId};
use crate::error::{Error, Result};
use crate::service::{incoming, threads};

/// Posts that one look at a conversation brings at most, and those of them that lie on other servers than the first post.
const POSTS: usize = 600;
const POSTS_ELSEWHERE: usize = 200;

/// Replies to one reply that are looked at, where a server tells no whole conversations.
const BRANCH_POSTS: usize = 100;

/// A conversation of so many posts is not read on.
const LONGEST: i64 = 1000;

/// Pages of one collection that are read.
const PAGES: usize = 60;

/// Steps down from the first post, where only the replies of each post are listed.
const DEPTH: i32 = 6;

/// Pinned posts of one person that are looked at.
const PINNED: usize = 10;

/// Reads which posts belong to the conversation that a peer's post began, as far as its own server tells, and queues those
/// that are not known, each to be fetched from its own server.
///
/// # Errors
/// Those of the database, and as [`super::actor`] about the first page.
pub async fn conversation(app: &AppRef, root: StatusId) -> Result<()> {
    let mut conn = app.db.read().await?;
    let row = db::statuses::by_id(&mut conn, root).await?;
    let Some(row) = row.filter(|row| !row.local && row.deleted_at.is_none()) else {
        return Ok(());
    };
    let extras = db::extras::of_status(&mut conn, root).await?;
    drop(conn);
    let home = url(&row.uri)?;
    // Another server has no say in what belongs to this conversation.
    let own = |text: &String| url(text).is_ok_and(|url| authority_of(&url) == authority_of(&home));
    // A whole conversation needs no walk down its replies.
    let (collection, depth) = match (extras.context_url.filter(own), extras.replies_url) {
        (Some(context), _) => (context, DEPTH),
        (None, Some(replies)) if own(&replies) => (replies, 1),
        _ => return Ok(()),
    };
    let found = ids(app, &url(&collection)?, POSTS).await?;
    queue_branches(app, &row, found, depth).await
}

/// Fetches one post of a conversation, and queues the replies to it while `depth` allows.
///
/// # Errors
/// Those of the database, and as [`super::actor`] about the post.
pub async fn branch(session: &Session, root: StatusId, id: &Url, depth: i32) -> Result<()> {
    let app = session.app()?;
    let row = post(session, id).await?;
    if depth >= DEPTH || row.local || row.thread_id != root {
        return Ok(());
    }
    let mut conn = app.db.read().await?;
    let extras = db::extras::of_status(&mut conn, row.id).await?;
    let long = db::threads::is_long(&mut conn, root, LONGEST).await?;
    drop(conn);
    let Some(replies) = extras.replies_url.filter(|_| !long) else {
        return Ok(());
    };
    let replies = url(&replies)?;
    if authority_of(&replies) != authority_of(id) {
        return Ok(());
    }
    let found = ids(&app, &replies, BRANCH_POSTS).await?;
    let root = StatusRow { id: root, ..row };
    queue_branches(&app, &root, found, depth.saturating_add(1)).await
}

/// Queues the posts of a conversation that are not known.
async fn queue_branches(app: &AppRef, root: &StatusRow, found: Vec<Url>, depth: i32) -> Result<()> {
    let home = authority_of(&url(&root.uri)?);
    let mut elsewhere: HashMap<bool, usize> = HashMap::new();
    let mut jobs = Vec::new();
    for id in found {
        let ours = app.urls.local_path(id.as_str()).is_some();
        if ours || !matches!(known_post(app, id.as_str()).await, Ok(None)) {
            continue;
        }
        let away = authority_of(&id) != home;
        let count = elsewhere.entry(away).or_default();
        *count += 1;
        if *count <= if away { POSTS_ELSEWHERE } else { POSTS } {
            jobs.push(Job::Branch(root.id, id.to_string()));
        }
    }
    queue(app, jobs, depth).await
}

/// The ids of the items of a collection, over its pages, each page once, at most `most`.
async fn ids(app: &AppRef, collection: &Url, most: usize) -> Result<Vec<Url>> {
    let mut found: Vec<Url> = Vec::new();
    let mut visited = HashSet::new();
    let mut next = Some(collection.clone());
    while let Some(page) = next.take() {
        if visited.len() >= PAGES || found.len() >= most || !visited.insert(page.clone()) {
            break;
        }
        let read = match read(app, &page).await {
            Ok(read) => read,
            Err(error) if visited.len() == 1 => return Err(error),
            Err(error) => {
                tracing::debug!(%page, %error, "a page could not be read");
                break;
            }
        };
        for id in read.ids() {
            if !found.contains(&id) {
                found.push(id);
            }
        }
        let first = read.first_page.as_ref();
        next = first
            .and_then(|page| page.next.clone())
            .or_else(|| read.next.clone())
            .or_else(|| read.first.clone().filter(|_| first.is_none()))
            // Only the server that was asked goes on telling.
            .filter(|next| authority_of(next) == authority_of(collection));
    }
    found.truncate(most);
    Ok(found)
}

/// Whether somebody who opens a thread should have it read from its origin; if so it counts as read now. Queues the look.
///
/// # Errors
/// Those of the database.
pub async fn look_at_thread(app: &AppRef, id: StatusId) -> Result<()> {
    match threads::wants_look(app, id).await? {
        Some(root) => queue(app, vec![Job::Thread(root)], 0).await,
        None => Ok(()),
    }
}

/// Has the pinned posts of somebody elsewhere read, once a day at most.
///
/// # Errors
/// Those of the database.
pub async fn look_at_pins(app: &AppRef, account: &db::accounts::AccountRow) -> Result<()> {
    if account.is_local() || account.featured_url.is_none() {
        return Ok(());
    }
    match incoming::wants_pins(app, account.id).await? {
        true => queue(app, vec![Job::Pins(account.id)], 0).await,
        false => Ok(()),
    }
}

/// Reads the pinned posts of somebody elsewhere.
///
/// # Errors
/// Those of the database, and as [`super::actor`] about the collection.
pub async fn pins(session: &Session, id: AccountId) -> Result<()> {
    let app = session.app()?;
    let account = db::accounts::by_id(&mut *app.db.read().await?, id)
        .await?
        .ok_or(Error::NotFound)?;
    let Some(featured) = account.featured_url.filter(|_| !account.host.is_empty()) else {
        return Ok(());
    };
    let read = read(&app, &url(&featured)?).await?;
    let mut pinned = Vec::new();
    for id in read.ids().into_iter().take(PINNED) {
        match post(session, &id).await {
            Ok(row) if row.account_id == account.id => pinned.push(row.id),
            Ok(_) => {}
            Err(error) => tracing::debug!(%id, %error, "a pinned post was not read"),
        }
    }
    incoming::receive_pins(&app, account.id, pinned).await
}

/// A collection or page, found at its own address where it has an id.
async fn read(app: &AppRef, id: &Url) -> Result<Collection> {
    let fetched = document(app, id).await?;
    let value = parse(&fetched.body)?;
    let read = Collection::read(&value)?;
    let named = ObjectRef::Embedded(value).id();
    if named.is_some_and(|named| authority_of(&named) != authority_of(&fetched.url)) {
        return Err(Error::forbidden(
            "the collection was not found at its own server",
        ));
    }
    Ok(read)
}

fn url(text: &str) -> Result<Url> {
    parse_id(text).map_err(|error| Error::invalid(error.to_string()))
}
