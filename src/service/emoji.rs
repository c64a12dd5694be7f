//! Custom emoji: those of this unit, and copies of those that peers use.

use bytes::Bytes;

use crate::app::AppRef;
use crate::db::accounts::AccountRow;
use crate::db::emoji::EmojiRow;
use crate::db::{self, Conn};
use crate::domain::*;
use crate::error::{Error, Result};
use crate::media::{Key, image};
use crate::service::{secret, surface};
use crate::text::emoji;

/// Bytes of the picture of an emoji.
pub const MAX_BYTES: usize = 1024 * 1024;

/// Emoji of one document that are looked at.
const MAX_INCOMING: usize = 50;

/// An emoji as a peer describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncomingEmoji {
    /// Without colons.
    pub shortcode: String,
    pub url: String,
}

/// Makes a picture an emoji of this unit; one of the same name gets the new picture.
///
/// # Errors
/// [`Error::Invalid`] for a name with other characters than letters, digits and `_`, and for what is no picture or too large.
pub async fn add(app: &AppRef, shortcode: &str, bytes: Vec<u8>) -> Result<EmojiRow> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    if !(2..=32).contains(&shortcode.len()) || !shortcode.bytes().all(plain) {
        return Err(Error::invalid(
            "Validation failed: The name of an emoji has 2 to 32 letters, digits or underscores",
        ));
    }
    if bytes.len() > MAX_BYTES {
        return Err(Error::invalid(format!(
            "Validation failed: The picture is too large (at most {} kB)",
            MAX_BYTES / 1024
        )));
    }
    let id = EmojiId(app.next_id());
    let row = EmojiRow {
        id,
        host: String::new(),
        shortcode: shortcode.to_owned(),
        remote_url: None,
        file_key: Some(store(app, id, bytes).await?),
        created_at: app.now(),
        updated_at: app.now(),
    };
    app.db
        .write(move |conn| Box::pin(async move { db::emoji::put(conn, &row).await }))
        .await
}

async fn store(app: &AppRef, id: EmojiId, bytes: Vec<u8>) -> Result<String> {
    let made = app.heavy(move || image::emoji(&bytes)).await??;
    let file = format!("emoji.{}", made.extension);
    let at = app.now().to_datetime();
    let key = Key::new("emoji", at, id.0, &secret::name(), &file)?;
    app.store.put(&key, Bytes::from(made.bytes)).await?;
    Ok(key.as_str().to_owned())
}

/// The emoji of this unit, by name.
///
/// # Errors
/// Those of the database.
pub async fn own(app: &AppRef) -> Result<Vec<EmojiRow>> {
    db::emoji::of_host(&mut *app.db.read().await?, "").await
}

/// One emoji of this unit, by name.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn own_by_name(app: &AppRef, shortcode: &str) -> Result<EmojiRow> {
    db::emoji::by_name(&mut *app.db.read().await?, "", shortcode)
        .await?
        .ok_or(Error::NotFound)
}

/// Removes an emoji of this unit; texts show its code again.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn remove(app: &AppRef, shortcode: &str) -> Result<()> {
    let row = own_by_name(app, shortcode).await?;
    let id = row.id;
    app.db
        .write(move |conn| Box::pin(async move { db::emoji::delete(conn, id).await }))
        .await?;
    if let Some(key) = row.file_key {
        app.store.delete(&Key::parse(&key)?).await?;
    }
    Ok(())
}

/// The emoji of a host that stand in some texts, those whose picture is there.
///
/// # Errors
/// Those of the database.
pub async fn of_texts(conn: &mut Conn, host: &str, texts: &[&str]) -> Result<Vec<EmojiRow>> {
    let mut codes: Vec<String> = texts.iter().flat_map(|text| emoji::codes(text)).collect();
    codes.sort_unstable();
    codes.dedup();
    if codes.is_empty() {
        return Ok(Vec::new());
    }
    let mut rows = db::emoji::by_names(conn, &[host.to_owned()], &codes).await?;
    rows.retain(|row| row.file_key.is_some());
    Ok(rows)
}

/// The emoji in the texts of a profile.
///
/// # Errors
/// Those of the database.
pub async fn of_account(app: &AppRef, row: &AccountRow) -> Result<Vec<EmojiRow>> {
    let texts = [row.display_name.as_str(), &row.note, &row.fields];
    of_texts(&mut *app.db.read().await?, &row.host, &texts).await
}

/// The emoji of a host that stand in some texts and whose pictures are still to be fetched.
///
/// # Errors
/// Those of the database.
pub async fn missing(conn: &mut Conn, host: &str, texts: &[&str]) -> Result<Vec<EmojiId>> {
    let codes: Vec<String> = texts.iter().flat_map(|text| emoji::codes(text)).collect();
    if codes.is_empty() {
        return Ok(Vec::new());
    }
    let rows = db::emoji::by_names(conn, &[host.to_owned()], &codes).await?;
    let missing = rows.iter().filter(|row| row.file_key.is_none());
    Ok(missing.map(|row| row.id).collect())
}

/// Notes the emoji that a document of a peer describes, under that peer's name. Returns those whose picture is still to be
/// fetched.
pub(super) async fn keep(
    conn: &mut Conn,
    ctx: &surface::Context,
    host: &str,
    described: &[IncomingEmoji],
) -> Result<Vec<EmojiRow>> {
    let mut kept = Vec::new();
    for found in described.iter().take(MAX_INCOMING) {
        if !emoji::is_code(&found.shortcode) {
            continue;
        }
        let row = EmojiRow {
            id: EmojiId(ctx.next_id()),
            host: host.to_owned(),
            shortcode: found.shortcode.clone(),
            remote_url: Some(found.url.clone()),
            file_key: None,
            created_at: ctx.now,
            updated_at: ctx.now,
        };
        kept.push(db::emoji::put(conn, &row).await?);
    }
    Ok(kept)
}

/// Notes the emoji that the profile of somebody elsewhere describes, under the name of their server. Returns those whose
/// picture is still to be fetched.
///
/// # Errors
/// Those of the database.
pub async fn receive(
    app: &AppRef,
    host: &str,
    described: Vec<IncomingEmoji>,
) -> Result<Vec<EmojiId>> {
    if described.is_empty() {
        return Ok(Vec::new());
    }
    let (ctx, host) = (surface::Context::new(app), host.to_owned());
    let kept = app
        .db
        .write(move |conn| Box::pin(async move { keep(conn, &ctx, &host, &described).await }))
        .await?;
    let missing = kept.iter().filter(|row| row.file_key.is_none());
    Ok(missing.map(|row| row.id).collect())
}

/// Keeps a copy of the picture of a peer's emoji that has been fetched.
///
/// # Errors
/// [`Error::NotFound`] for one that is gone, [`Error::Invalid`] for what is no picture.
pub async fn keep_picture(app: &AppRef, id: EmojiId, bytes: Vec<u8>) -> Result<()> {
    let key = store(app, id, bytes).await?;
    app.db
        .write(move |conn| Box::pin(async move { db::emoji::set_file(conn, id, &key).await }))
        .await
}
