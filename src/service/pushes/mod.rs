//! Pushing notifications to people's devices: what waits, and what a message says.
//!
//! A message is put together when it is sent, by the same rule as the list of notifications: what its reader may not see by
//! then is not sent. It is encrypted for the device; the push service learns the time, and nothing else.

mod words;

use meent_federation::push::{Encoding, Recipient};
use serde::Serialize;
use url::Url;

use crate::app::AppRef;
use crate::db::notifications::NotificationRow;
use crate::db::push_subscriptions::SubscriptionRow;
use crate::db::pushes::PushRow;
use crate::db::users::UserRow;
use crate::db::{self, Conn};
use crate::domain::urls::DEFAULT_AVATAR;
use crate::domain::*;
use crate::error::{Error, Result};
use crate::service::bundle::{self, Notice};
use crate::service::surface::Context;
use crate::service::{auth, secret};
use crate::text::plain;

/// A message that could not be sent for so long is let go, in seconds. Push services keep it no longer either.
pub const KEEP_SECONDS: i64 = 24 * 3600;

/// The most characters of a post in a message, as Mastodon's.
const BODY: usize = 140;

/// A message for one device.
#[derive(Debug)]
pub struct Letter {
    pub endpoint: Url,
    pub recipient: Recipient,
    pub encoding: Encoding,
    /// JSON, to be encrypted.
    pub text: Vec<u8>,
    /// How long the push service may keep it, in seconds.
    pub ttl: u32,
    /// The same at every attempt, so that a message which did arrive is not shown twice.
    pub topic: String,
}

/// Mastodon's form of a message. Clients need every member to be there.
#[derive(Debug, Serialize)]
struct Payload<'a> {
    /// Always empty. Mastodon sends the token itself, for which it has to keep it readable; here the database has hashes only,
    /// so that reading it gives nobody access. Clients use it to find the account, and fall back on the subscription that the
    /// message came for. The hash in its place would be no help to them, and might be tried as a token.
    access_token: &'static str,
    preferred_locale: &'a str,
    notification_id: String,
    notification_type: &'static str,
    icon: String,
    title: String,
    body: String,
}

/// A notification has been stored: it waits to be pushed to every device that wants it.
///
/// # Errors
/// Those of the database.
pub(super) async fn queue(conn: &mut Conn, ctx: &Context, notice: &NotificationRow) -> Result<()> {
    let to = notice.account_id;
    for device in db::push_subscriptions::living_of(conn, to).await? {
        let wanted = Alerts::parse(&device.alerts).contain(notice.kind.name());
        if !wanted || !lets_through(conn, device.policy, to, notice.from_account_id).await? {
            continue;
        }
        let row = PushRow {
            id: ctx.next_id(),
            subscription_id: device.id,
            notification_id: notice.id,
            attempts: 0,
            next_attempt_at: ctx.now,
            created_at: ctx.now,
        };
        db::pushes::insert(conn, &row).await?;
    }
    Ok(())
}

async fn lets_through(
    conn: &mut Conn,
    policy: PushPolicy,
    to: AccountId,
    from: AccountId,
) -> Result<bool> {
    let follows = match policy {
        PushPolicy::Everybody => return Ok(true),
        PushPolicy::Nobody => return Ok(false),
        PushPolicy::Followed => db::follows::find(conn, to, from).await?,
        PushPolicy::Follower => db::follows::find(conn, from, to).await?,
    };
    Ok(follows.is_some_and(|follow| follow.state == FollowState::Accepted))
}

/// Messages that are due.
///
/// # Errors
/// Those of the database.
pub async fn due(app: &AppRef, limit: i64) -> Result<Vec<PushRow>> {
    db::pushes::due(&mut *app.db.read().await?, app.now(), limit).await
}

/// When the next message is due.
///
/// # Errors
/// Those of the database.
pub async fn next_due(app: &AppRef) -> Result<Option<Timestamp>> {
    db::pushes::next_due(&mut *app.db.read().await?).await
}

/// Puts a message together as it stands now. `None`: there is nothing to tell any more, because the notification, the post,
/// the subscription, its token, or the person's way in has gone, or because it is too late.
///
/// # Errors
/// Those of the database.
pub async fn compose(app: &AppRef, row: &PushRow) -> Result<Option<Letter>> {
    let left = row.created_at.plus_seconds(KEEP_SECONDS).millis() - app.now().millis();
    let Some(ttl) = u32::try_from(left / 1000).ok().filter(|ttl| *ttl > 0) else {
        return Ok(None);
    };
    let mut conn = app.db.read().await?;
    let Some(device) = db::push_subscriptions::living(&mut conn, row.subscription_id).await? else {
        return Ok(None);
    };
    let person = db::users::by_id(&mut conn, device.account_id).await?;
    let Ok(Some(person)) = auth::entering(person) else {
        return Ok(None);
    };
    let (owner, id) = (device.account_id, row.notification_id);
    let stored = db::notifications::by_id(&mut conn, owner, id).await?;
    // One that has been held back meanwhile is not told.
    let Some(stored) = stored.filter(|stored| !stored.filtered) else {
        return Ok(None);
    };
    let Some(notice) = bundle::notices(app, &mut conn, owner, vec![stored])
        .await?
        .pop()
    else {
        return Ok(None);
    };
    drop(conn);
    let payload = payload(app, language_of(&person.user), &notice);
    let text = serde_json::to_vec(&payload).map_err(Error::internal)?;
    Ok(letter(device, row, text, ttl))
}

/// The language of a person's pages; English for those who have chosen none.
fn language_of(user: &UserRow) -> &str {
    match user.locale.as_str() {
        "" => "en",
        chosen => chosen,
    }
}

/// `None` for keys or an address that cannot be read, which are checked when they come in.
fn letter(device: SubscriptionRow, row: &PushRow, text: Vec<u8>, ttl: u32) -> Option<Letter> {
    let topic = secret::hash(&format!("push {}", row.id));
    Some(Letter {
        endpoint: Url::parse(&device.endpoint).ok()?,
        recipient: Recipient::new(&device.p256dh, &device.auth).ok()?,
        encoding: match device.standard {
            true => Encoding::Aes128Gcm,
            false => Encoding::AesGcm,
        },
        text,
        ttl,
        topic: topic.chars().take(32).collect(),
    })
}

/// Without the unit's `push.content` it says what kind of thing has happened: no name, no picture, no text.
fn payload<'a>(app: &AppRef, locale: &'a str, notice: &Notice) -> Payload<'a> {
    let kind = notice.row.kind;
    let nobody = format!("{}{DEFAULT_AVATAR}", app.urls.base());
    let (icon, title, body) = match app.config.push.content {
        false => (nobody, words::kind(kind, locale).to_owned(), String::new()),
        true => {
            let key = notice.from.avatar_key.as_deref();
            let icon = key.map_or(nobody, |key| app.urls.file(key));
            let name = plain::excerpt(&crate::text::escape(notice.from.shown_name()), 60);
            (icon, words::deed(kind, locale, &name), body(notice))
        }
    };
    Payload {
        access_token: "",
        preferred_locale: locale,
        notification_id: notice.row.id.to_string(),
        notification_type: kind.name(),
        icon,
        title,
        body,
    }
}

/// The warning of the post, else its text, else what the person says of themselves.
fn body(notice: &Notice) -> String {
    let html = match &notice.post {
        Some(post) if !post.row.spoiler_text.is_empty() => {
            crate::text::escape(&post.row.spoiler_text)
        }
        Some(post) => post.row.content.clone(),
        None => notice.from.note.clone(),
    };
    plain::excerpt(&html, BODY)
}

/// A message has been delivered, or need not be.
///
/// # Errors
/// Those of the database.
pub async fn done(app: &AppRef, id: i64) -> Result<()> {
    app.db
        .write(move |conn| Box::pin(async move { db::pushes::delete(conn, id).await }))
        .await
}

/// The device does not want any more: its subscription goes, with all that waits for it.
///
/// # Errors
/// Those of the database.
pub async fn unsubscribe(app: &AppRef, subscription: i64) -> Result<()> {
    app.db
        .write(move |conn| {
            Box::pin(async move { db::push_subscriptions::delete(conn, subscription).await })
        })
        .await
}
