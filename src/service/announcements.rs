//! Announcements: what the admins of a unit tell everybody in it. They stay in the unit, and everybody can put them away.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::app::AppRef;
use crate::db;
use crate::db::accounts::AccountRow;
use crate::db::announcements::AnnouncementRow;
use crate::db::emoji::EmojiRow;
use crate::db::statuses::StatusRow;
use crate::db::tags::TagRow;
use crate::domain::*;
use crate::error::{Error, Result};
use crate::service::auth::Person;
use crate::service::drafts::{Draft, write_up};
use crate::service::{bundle, emoji};
use crate::text::emoji as codes;

/// Announcements that are shown at most, the newest.
const SHOWN: i64 = 20;
/// Different emoji under one announcement (as in Mastodon).
pub const REACTIONS: usize = 8;
/// Posts that one links to.
const POSTS: usize = 10;
const DAY_SECONDS: i64 = 24 * 3600;

/// An announcement to publish.
#[derive(Debug, Clone, Default)]
pub struct NewAnnouncement {
    pub text: String,
    /// When what it tells of begins.
    pub starts_at: Option<Timestamp>,
    /// When it ends; the announcement is not shown any longer.
    pub ends_at: Option<Timestamp>,
    /// The times are days.
    pub all_day: bool,
}

/// An announcement as somebody sees it.
#[derive(Debug, Clone)]
pub struct Announcement {
    pub row: AnnouncementRow,
    pub read: bool,
    pub mentions: Vec<Arc<AccountRow>>,
    pub tags: Vec<String>,
    pub statuses: Vec<StatusRow>,
    pub emoji: Vec<EmojiRow>,
    pub reactions: Vec<Reaction>,
}

/// An emoji under an announcement.
#[derive(Debug, Clone)]
pub struct Reaction {
    /// The emoji, or the code of one of the unit's own.
    pub name: String,
    pub count: i64,
    pub mine: bool,
    pub custom: Option<EmojiRow>,
}

fn check_admin(by: &Person) -> Result<()> {
    match by.user.role >= Role::Admin {
        true => Ok(()),
        false => Err(Error::forbidden(
            "Only the admins of the unit make announcements",
        )),
    }
}

/// Publishes an announcement, at once. `Forbidden` for who is no admin; `Invalid` for a text that is empty or too long, and
/// for times in the wrong order.
pub async fn create(app: &AppRef, by: &Person, new: NewAnnouncement) -> Result<i64> {
    check_admin(by)?;
    if new.text.trim().is_empty() {
        return Err(Error::invalid("Validation failed: Text can't be blank"));
    }
    let ends_well = match (new.starts_at, new.ends_at) {
        (Some(start), Some(end)) => start <= end,
        (None, Some(_)) => false,
        (_, None) => true,
    };
    if !ends_well {
        return Err(Error::invalid(
            "Validation failed: An announcement that ends has to begin, and not after its end",
        ));
    }
    let draft = Draft {
        text: new.text.trim().to_owned(),
        ..Draft::default()
    };
    let written = write_up(app, by.account.id, &draft).await?;
    let mut posts: Vec<StatusId> = Vec::new();
    let mut conn = app.db.read().await?;
    for address in written.composed.links.iter().take(POSTS) {
        if let Some(row) = db::statuses::by_uri_or_url(&mut conn, address).await?
            && !posts.contains(&row.id)
        {
            posts.push(row.id);
        }
    }
    drop(conn);
    let people: Vec<AccountId> = written.mentioned.iter().map(|row| row.id).collect();
    let tags: Vec<&str> = written
        .tags
        .iter()
        .map(|tag: &TagRow| tag.name.as_str())
        .collect();
    let (id, now) = (app.next_id(), app.now());
    let row = AnnouncementRow {
        id,
        mentions: serde_json::to_string(&people).map_err(Error::internal)?,
        tags: serde_json::to_string(&tags).map_err(Error::internal)?,
        statuses: serde_json::to_string(&posts).map_err(Error::internal)?,
        content: written.composed.html,
        text: draft.text,
        starts_at: new.starts_at,
        ends_at: new.ends_at,
        all_day: new.all_day && new.starts_at.is_some(),
        published_at: now,
        updated_at: now,
    };
    app.db
        .write(move |conn| {
            Box::pin(async move {
                db::happenings::tell(conn, Happening::Announced(row.id));
                db::announcements::insert(conn, &row).await
            })
        })
        .await?;
    Ok(id)
}

/// Takes an announcement back. `Forbidden` for who is no admin.
pub async fn delete(app: &AppRef, by: &Person, id: i64) -> Result<()> {
    check_admin(by)?;
    let found = app
        .db
        .write(move |conn| {
            Box::pin(async move {
                db::happenings::tell(conn, Happening::Unannounced(id));
                db::announcements::delete(conn, id).await
            })
        })
        .await?;
    found.then_some(()).ok_or(Error::NotFound)
}

/// Is it still shown?
fn is_current(row: &AnnouncementRow, now: Timestamp) -> bool {
    let grace = if row.all_day { DAY_SECONDS } else { 0 };
    row.ends_at.is_none_or(|end| end.plus_seconds(grace) > now)
}

/// All that are kept, ended or not, for the admins; the newest first, at most 20.
pub async fn all(app: &AppRef, by: &Person) -> Result<Vec<(AnnouncementRow, bool)>> {
    check_admin(by)?;
    let rows = db::announcements::newest(&mut *app.db.read().await?, SHOWN).await?;
    let now = app.now();
    Ok(rows
        .into_iter()
        .map(|row| {
            let current = is_current(&row, now);
            (row, current)
        })
        .collect())
}

/// The announcements of now, oldest first, at most 20; without those that `viewer` has put away where `dismissed` is not set.
pub async fn list(app: &AppRef, viewer: AccountId, dismissed: bool) -> Result<Vec<Announcement>> {
    let mut conn = app.db.read().await?;
    let mut rows = db::announcements::newest(&mut conn, SHOWN).await?;
    rows.reverse();
    rows.retain(|row| is_current(row, app.now()));
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let read: HashSet<i64> = db::announcements::read_among(&mut conn, viewer, &ids)
        .await?
        .into_iter()
        .collect();
    rows.retain(|row| dismissed || !read.contains(&row.id));
    let counts = db::announcements::reactions(&mut conn, &ids).await?;
    let mine: HashSet<(i64, String)> = db::announcements::reactions_by(&mut conn, viewer, &ids)
        .await?
        .into_iter()
        .collect();
    let listed = |text: &str| serde_json::from_str::<Vec<i64>>(text).unwrap_or_default();
    let named: Vec<AccountId> = rows
        .iter()
        .flat_map(|row| listed(&row.mentions))
        .map(AccountId)
        .collect();
    let linked: Vec<StatusId> = rows
        .iter()
        .flat_map(|row| listed(&row.statuses))
        .map(StatusId)
        .collect();
    let people = bundle::accounts(&mut conn, &named).await?;
    let posts = db::statuses::visible_by_ids(&mut conn, viewer, &linked).await?;
    let names: Vec<String> = counts.iter().map(|one| format!(":{}:", one.name)).collect();
    let texts: Vec<&str> = rows
        .iter()
        .map(|row| row.text.as_str())
        .chain(names.iter().map(String::as_str))
        .collect();
    let pictures = emoji::of_texts(&mut conn, "", &texts).await?;
    let custom: HashMap<&str, &EmojiRow> = pictures
        .iter()
        .map(|row| (row.shortcode.as_str(), row))
        .collect();
    let full = |row: AnnouncementRow| {
        let (named, linked) = (listed(&row.mentions), listed(&row.statuses));
        let used = codes::codes(&row.text);
        let reactions = counts.iter().filter(|one| one.announcement_id == row.id);
        Announcement {
            read: read.contains(&row.id),
            mentions: named
                .iter()
                .filter_map(|id| people.get(&AccountId(*id)))
                .filter(|person| person.is_active())
                .cloned()
                .collect(),
            tags: serde_json::from_str(&row.tags).unwrap_or_default(),
            statuses: posts
                .iter()
                .filter(|post| linked.contains(&post.id.0))
                .cloned()
                .collect(),
            emoji: used
                .iter()
                .filter_map(|code| custom.get(code.as_str()))
                .map(|row| (*row).clone())
                .collect(),
            reactions: reactions
                .map(|one| Reaction {
                    name: one.name.clone(),
                    count: one.count,
                    mine: mine.contains(&(row.id, one.name.clone())),
                    custom: custom.get(one.name.as_str()).map(|row| (*row).clone()),
                })
                .collect(),
            row,
        }
    };
    Ok(rows.into_iter().map(full).collect())
}

/// One that is shown. `NotFound` for others.
async fn current(app: &AppRef, id: i64) -> Result<AnnouncementRow> {
    let row = db::announcements::by_id(&mut *app.db.read().await?, id).await?;
    row.filter(|row| is_current(row, app.now()))
        .ok_or(Error::NotFound)
}

/// Puts an announcement away for oneself; again is no error.
pub async fn dismiss(app: &AppRef, by: &Person, id: i64) -> Result<()> {
    let (me, id) = (by.account.id, current(app, id).await?.id);
    app.db
        .write(move |conn| {
            Box::pin(async move { db::announcements::mark_read(conn, me, id).await })
        })
        .await
}

/// Puts an emoji under an announcement: one of those that everybody has, or the code of one of the unit's own. `Invalid`
/// for something else, and for a ninth emoji (as in Mastodon); again is no error.
pub async fn react(app: &AppRef, by: &Person, id: i64, name: &str) -> Result<()> {
    let id = current(app, id).await?.id;
    let name = name.trim().to_owned();
    let known = match codes::reaction(&name) {
        Some(emoji) => !emoji.starts_with(':'),
        None if codes::is_code(&name) => match emoji::own_by_name(app, &name).await {
            Err(Error::NotFound) => false,
            found => found.map(|_| true)?,
        },
        None => false,
    };
    if !known {
        return Err(Error::invalid(
            "Validation failed: Name is not a recognized emoji",
        ));
    }
    let (me, now) = (by.account.id, app.now());
    app.db
        .write(move |conn| {
            Box::pin(async move {
                db::locks::alone(conn, &format!("announcement {id}")).await?;
                let counts = db::announcements::reactions(conn, &[id]).await?;
                if counts.len() >= REACTIONS && !counts.iter().any(|one| one.name == name) {
                    return Err(Error::invalid(
                        "Validation failed: Limit of different reactions reached",
                    ));
                }
                db::announcements::react(conn, id, me, &name, now).await?;
                tell_reaction(conn, id, name);
                Ok(())
            })
        })
        .await
}

fn tell_reaction(conn: &mut db::Conn, announcement: i64, name: String) {
    let told = Happening::Reacted { announcement, name };
    db::happenings::tell(conn, told);
}

/// Takes one's emoji back. `NotFound` when it was not there (as in Mastodon).
pub async fn unreact(app: &AppRef, by: &Person, id: i64, name: &str) -> Result<()> {
    let (id, me, name) = (
        current(app, id).await?.id,
        by.account.id,
        name.trim().to_owned(),
    );
    let found = app
        .db
        .write(move |conn| {
            Box::pin(async move {
                let found = db::announcements::unreact(conn, id, me, &name).await?;
                tell_reaction(conn, id, name);
                Ok(found)
            })
        })
        .await?;
    found.then_some(()).ok_or(Error::NotFound)
}
