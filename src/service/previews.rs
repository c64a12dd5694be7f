//! Previews of the pages that posts link to ("cards" in the client API; not the cards of units in `ap::cards`). A page is
//! fetched once for all posts that link to it, kept, and shown from here, so that reading a post tells its host nothing.
//!
//! Fetching tells that host that somebody here was given the link. So it is asked for the links of open posts only: those for
//! followers, in closed groups or to somebody in person have no preview.

use std::collections::HashMap;

use bytes::Bytes;
use url::Url;

use crate::app::{App, AppRef};
use crate::db::previews::PreviewRow;
use crate::db::statuses::StatusRow;
use crate::db::{self, Conn};
use crate::domain::*;
use crate::error::Result;
use crate::media::{Key, image};
use crate::service::surface::Context;
use crate::service::{media, secret};
use crate::text::page::{self, Page};

/// A page is looked at again after so long at the earliest, when somebody posts its address again. Mastodon's term.
const FRESH_SECONDS: i64 = 14 * 24 * 3600;

/// The links of peers' posts are fetched some seconds apart: many units receive them at the same moment.
const SPREAD_SECONDS: i64 = 30;

/// The longest address, in bytes.
const ADDRESS: usize = 2048;

/// Pages looked up at once when tidying.
const BATCH: i64 = 100;

/// What was found at an address.
#[derive(Debug, Default)]
pub struct Found {
    pub page: Page,
    /// Whole addresses.
    pub author_url: String,
    pub provider_url: String,
    /// The bytes of its picture.
    pub image: Option<Vec<u8>>,
}

/// The link of a post that may be looked up.
fn link_of(post: &StatusRow) -> Option<String> {
    let open = post.visibility.is_open() && !post.is_group_private();
    match open && post.content.contains("<a ") {
        true => page::first_link(&post.content),
        false => None,
    }
}

/// Of these posts the pages that they link to, as far as there is something to show. No query where none has a link.
///
/// # Errors
/// Those of the database.
pub(super) async fn of_posts(
    conn: &mut Conn,
    posts: &[&StatusRow],
) -> Result<HashMap<StatusId, PreviewRow>> {
    let linking = posts.iter().filter(|row| link_of(row).is_some());
    let linking: Vec<StatusId> = linking.map(|row| row.id).collect();
    if linking.is_empty() {
        return Ok(HashMap::new());
    }
    let found = db::previews::of_statuses(conn, &linking).await?;
    Ok(found.into_iter().collect())
}

/// A post has been stored or changed: has its first link looked up, if it is one that may be.
///
/// # Errors
/// Those of the database.
pub(super) async fn note(conn: &mut Conn, ctx: &Context, post: &StatusRow) -> Result<()> {
    let link = link_of(post);
    let Some(url) = link.and_then(|link| usable(&link, ctx.urls().base())) else {
        return Ok(());
    };
    let spread = match post.local {
        true => 0,
        false => post.id.0.rem_euclid(SPREAD_SECONDS),
    };
    let (now, at) = (ctx.now, ctx.now.plus_seconds(spread));
    let fresh = PreviewRow {
        next_attempt_at: Some(at),
        ..PreviewRow::blank(ctx.next_id(), url.as_str(), now)
    };
    let Some(row) = db::previews::insert_once(conn, &fresh).await? else {
        return Ok(());
    };
    let old = |at: Timestamp| at.plus_seconds(FRESH_SECONDS) <= now;
    if row.next_attempt_at.is_none() && row.fetched_at.is_none_or(old) {
        db::previews::ask(conn, row.id, at).await?;
    }
    db::previews::link(conn, post.id, row.id).await
}

/// The text of a post has changed, and with it perhaps its first link.
///
/// # Errors
/// Those of the database.
pub(super) async fn note_again(conn: &mut Conn, ctx: &Context, post: StatusId) -> Result<()> {
    db::previews::unlink(conn, post).await?;
    match db::statuses::by_id(conn, post).await? {
        Some(row) => note(conn, ctx, &row).await,
        None => Ok(()),
    }
}

/// The address without its fragment; `None` for this unit's own and what is too long.
fn usable(link: &str, base: &str) -> Option<Url> {
    let mut url = Url::parse(link).ok()?;
    url.set_fragment(None);
    let own = Url::parse(base).ok()?;
    let fine = url.host().is_some()
        && url.origin() != own.origin()
        && url.username().is_empty()
        && url.as_str().len() <= ADDRESS;
    fine.then_some(url)
}

/// Keeps what was found at the address of `row`. What cannot be shown (no title, or the door in front of a page) is kept as
/// that, so that it is not fetched at every post.
///
/// # Errors
/// Those of the database and the disk.
pub async fn keep(app: &AppRef, row: &PreviewRow, found: Found) -> Result<()> {
    let now = app.now();
    let old_key = row.image_key.clone();
    let blank = PreviewRow {
        fetched_at: Some(now),
        ..PreviewRow::blank(row.id, &row.url, row.created_at)
    };
    let page = found.page;
    let fresh = match page.title.is_empty() || page.asks_to_log_in {
        true => blank,
        false => {
            let known = |text: String| Some(text).filter(|text| !text.is_empty());
            let with_texts = PreviewRow {
                title: page.title,
                description: page.description,
                author_name: page.author,
                author_url: found.author_url,
                provider_name: page.provider,
                provider_url: found.provider_url,
                image_description: page.image_description,
                language: known(page.language),
                published_at: published(&page.published, now),
                ..blank
            };
            match found.image {
                Some(bytes) => with_image(app, with_texts, bytes).await?,
                None => with_texts,
            }
        }
    };
    app.db
        .write(move |conn| Box::pin(async move { db::previews::settle(conn, &fresh).await }))
        .await?;
    media::remove(app, old_key.as_deref()).await;
    Ok(())
}

/// A page may not say that it is of a time to come.
fn published(text: &str, now: Timestamp) -> Option<Timestamp> {
    let time = chrono::DateTime::parse_from_rfc3339(text).ok()?;
    let time = Timestamp::from(time.with_timezone(&chrono::Utc));
    (Timestamp::from_millis(0)..=now)
        .contains(&time)
        .then_some(time)
}

/// Makes a small picture anew from what came, like any upload; without one when it is none.
async fn with_image(app: &App, row: PreviewRow, bytes: Vec<u8>) -> Result<PreviewRow> {
    let made = match app.heavy(move || image::process(&bytes)).await? {
        Ok(made) => made,
        Err(error) => {
            tracing::debug!(%error, "a preview goes without its picture");
            return Ok(row);
        }
    };
    let file = format!("preview.{}", made.small.extension);
    let at = app.now().to_datetime();
    let key = Key::new("previews", at, row.id, &secret::name(), &file)?;
    app.store.put(&key, Bytes::from(made.small.bytes)).await?;
    Ok(PreviewRow {
        image_key: Some(key.as_str().to_owned()),
        image_width: i32::try_from(made.small.width).ok(),
        image_height: i32::try_from(made.small.height).ok(),
        blurhash: Some(made.blurhash),
        ..row
    })
}

/// The unit may not ask the host of a page: posts that link to it have no preview.
///
/// # Errors
/// Those of the database.
pub async fn refuse(app: &AppRef, row: &PreviewRow) -> Result<()> {
    let id = row.id;
    app.db
        .write(move |conn| Box::pin(async move { db::previews::unlink_all(conn, id).await }))
        .await?;
    give_up(app, row).await
}

/// A page cannot be reached: what is known of it stays as it is.
///
/// # Errors
/// Those of the database.
pub async fn give_up(app: &AppRef, row: &PreviewRow) -> Result<()> {
    let as_it_is = PreviewRow {
        fetched_at: Some(app.now()),
        next_attempt_at: None,
        ..row.clone()
    };
    app.db
        .write(move |conn| Box::pin(async move { db::previews::settle(conn, &as_it_is).await }))
        .await
}

/// Forgets pages that no post links to any more, with their pictures.
///
/// # Errors
/// Those of the database.
pub async fn forget(app: &AppRef) -> Result<()> {
    let before = app.now().plus_seconds(-FRESH_SECONDS);
    loop {
        let rows = db::previews::unused(&mut *app.db.read().await?, before, BATCH).await?;
        if rows.is_empty() {
            return Ok(());
        }
        for row in rows {
            let gone = app
                .db
                .write(move |conn| {
                    Box::pin(async move { db::previews::delete_unused(conn, row.id).await })
                })
                .await?;
            if gone {
                media::remove(app, row.image_key.as_deref()).await;
            }
        }
    }
}

/// Pages that are due to be fetched.
///
/// # Errors
/// Those of the database.
pub async fn due(app: &AppRef, limit: i64) -> Result<Vec<PreviewRow>> {
    db::previews::due(&mut *app.db.read().await?, app.now(), limit).await
}

/// When the next page is due.
///
/// # Errors
/// Those of the database.
pub async fn next_due(app: &AppRef) -> Result<Option<Timestamp>> {
    db::previews::next_due(&mut *app.db.read().await?).await
}

/// Takes a page that is due until `until`; `false` when another process was faster.
///
/// # Errors
/// Those of the database.
pub async fn take(app: &AppRef, row: &PreviewRow, until: Timestamp) -> Result<bool> {
    let row = row.clone();
    app.db
        .write(move |conn| Box::pin(async move { db::previews::lease(conn, &row, until).await }))
        .await
}
