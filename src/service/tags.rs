//! Hashtags: how much they are used, who follows them, who shows them on a profile.

use std::collections::{HashMap, HashSet};

use crate::app::AppRef;
use crate::db::featured_tags::FeaturedTagRow;
use crate::db::statuses::StatusRow;
use crate::db::tag_days::TagDayRow;
use crate::db::tags::TagRow;
use crate::db::{self, Conn, Paging};
use crate::domain::*;
use crate::error::{Error, Result};
use crate::service::auth::Person;
use crate::text::tag;

/// Tags on one profile (as Mastodon).
pub const MAX_FEATURED: usize = 10;

/// Tags that are suggested for a profile (as Mastodon).
const SUGGESTIONS: i64 = 10;

/// Days that are told of, the present one included.
const DAYS: i64 = 7;
const DAY_MILLIS: i64 = 24 * 60 * 60 * 1000;

/// A hashtag as one reader sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Tag {
    pub row: TagRow,
    /// The last seven days, today first; on days without a use the counts are 0.
    pub history: Vec<TagDayRow>,
    pub following: bool,
    pub featuring: bool,
}

/// A hashtag on somebody's profile.
#[derive(Debug, Clone, PartialEq)]
pub struct FeaturedTag {
    pub row: FeaturedTagRow,
    /// Folded.
    pub key: String,
    /// Open posts of theirs with it.
    pub uses: i64,
    pub last_at: Option<Timestamp>,
}

fn beginning_of(time: Timestamp) -> Timestamp {
    let millis = time.millis();
    Timestamp::from_millis(millis - millis.rem_euclid(DAY_MILLIS))
}

/// Completes tags for a reader, in their order: how they were used, and what the reader has to do with them. At most three
/// queries, however many tags.
///
/// # Errors
/// Those of the database.
pub async fn complete(
    app: &AppRef,
    viewer: Option<AccountId>,
    rows: Vec<TagRow>,
) -> Result<Vec<Tag>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let today = beginning_of(app.now());
    let days: Vec<Timestamp> = (0..DAYS)
        .map(|ago| today.plus_millis(-ago * DAY_MILLIS))
        .collect();
    let first = days.last().copied().unwrap_or(today);
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let mut conn = app.db.read().await?;
    let counts = db::tag_days::of_tags(&mut conn, &ids, first).await?;
    let counts: HashMap<(i64, Timestamp), TagDayRow> = counts
        .into_iter()
        .map(|row| ((row.tag_id, row.day), row))
        .collect();
    let (mut followed, mut featured) = (HashSet::new(), HashSet::new());
    if let Some(viewer) = viewer {
        followed.extend(db::tag_follows::among(&mut conn, viewer, &ids).await?);
        featured.extend(db::featured_tags::among(&mut conn, viewer, &ids).await?);
    }
    let complete = |row: TagRow| {
        let tag_id = row.id;
        let day = |day: &Timestamp| {
            let counted = counts.get(&(tag_id, *day)).copied();
            counted.unwrap_or(TagDayRow {
                tag_id,
                day: *day,
                uses: 0,
                accounts: 0,
            })
        };
        Tag {
            history: days.iter().map(day).collect(),
            following: followed.contains(&tag_id),
            featuring: featured.contains(&tag_id),
            row,
        }
    };
    Ok(rows.into_iter().map(complete).collect())
}

async fn complete_one(app: &AppRef, viewer: Option<AccountId>, row: TagRow) -> Result<Tag> {
    let tags = complete(app, viewer, vec![row]).await?;
    tags.into_iter().next().ok_or(Error::NotFound)
}

/// A tag as it was asked for, with the id 0 until somebody uses it.
fn parsed(name: &str) -> Result<TagRow> {
    let tag = tag::parse(name.trim()).ok_or(Error::NotFound)?;
    Ok(TagRow {
        id: 0,
        name: tag.key,
        display_name: tag.name,
    })
}

async fn find(app: &AppRef, name: &str) -> Result<TagRow> {
    let asked = parsed(name)?;
    let known = db::tags::by_name(&mut *app.db.read().await?, &asked.name).await?;
    Ok(known.unwrap_or(asked))
}

/// A hashtag in any spelling. One that nobody has used is as it was asked for, with the id 0.
///
/// # Errors
/// `NotFound` for a text that cannot be a hashtag.
pub async fn show(app: &AppRef, viewer: Option<AccountId>, name: &str) -> Result<Tag> {
    let row = find(app, name).await?;
    complete_one(app, viewer, row).await
}

/// A stored tag, made where nobody has used it yet.
async fn stored(conn: &mut Conn, id: i64, asked: TagRow) -> Result<TagRow> {
    let id = db::tags::ensure(
        conn,
        &TagRow {
            id,
            ..asked.clone()
        },
    )
    .await?;
    let known = db::tags::by_name(conn, &asked.name).await?;
    Ok(known.unwrap_or(TagRow { id, ..asked }))
}

/// Follows a hashtag: public posts with it come into the home timeline from now on (as Mastodon, those before do not). No
/// error when it is followed already.
///
/// # Errors
/// `NotFound` for a text that cannot be a hashtag.
pub async fn follow(app: &AppRef, by: &Person, name: &str) -> Result<Tag> {
    let (me, asked) = (by.account.id, parsed(name)?);
    let (tag_id, id, now) = (app.next_id(), app.next_id(), app.now());
    let row = app
        .db
        .write(move |conn| {
            Box::pin(async move {
                let row = stored(conn, tag_id, asked).await?;
                db::tag_follows::insert(conn, id, me, row.id, now).await?;
                Ok(row)
            })
        })
        .await?;
    complete_one(app, Some(me), row).await
}

/// Follows a hashtag no more: what came into the home timeline for it alone goes. No error when it was not followed.
///
/// # Errors
/// `NotFound` for a text that cannot be a hashtag.
pub async fn unfollow(app: &AppRef, by: &Person, name: &str) -> Result<Tag> {
    let (me, row) = (by.account.id, find(app, name).await?);
    let tag = row.id;
    app.db
        .write(move |conn| {
            Box::pin(async move {
                if db::tag_follows::delete(conn, me, tag).await? {
                    db::homes::remove_tag_from_home(conn, me, tag).await?;
                }
                Ok(())
            })
        })
        .await?;
    complete_one(app, Some(me), row).await
}

/// What a person follows, last followed first, as (position to page by, tag).
pub async fn followed(app: &AppRef, by: AccountId, page: Paging) -> Result<Vec<(i64, Tag)>> {
    let found = db::tag_follows::of_account(&mut *app.db.read().await?, by, page).await?;
    let (positions, rows): (Vec<i64>, Vec<TagRow>) = found.into_iter().unzip();
    let tags = complete(app, Some(by), rows).await?;
    Ok(positions.into_iter().zip(tags).collect())
}

/// A post has come in with its tags: it is counted, and goes to those who follow one. Only what is for everybody.
pub(super) async fn used(conn: &mut Conn, post: &StatusRow, now: Timestamp) -> Result<()> {
    if post.visibility != Visibility::Public || post.reblog_of_id.is_some() {
        return Ok(());
    }
    let tags = db::tags::of_status(conn, post.id).await?;
    if tags.is_empty() {
        return Ok(());
    }
    let day = beginning_of(post.created_at);
    // What stays in the unit is not counted: the numbers are told to whoever may read a public post.
    if !post.local_only && day > beginning_of(now).plus_millis(-DAYS * DAY_MILLIS) {
        db::tag_days::count(conn, &tags, day.min(beginning_of(now)), post.account_id).await?;
    }
    db::homes::add_to_homes_by_tag(conn, post.id, post.account_id).await
}

/// Removes counts of days that nobody is told of any more. For the prune worker.
pub async fn forget_days(app: &AppRef) -> Result<usize> {
    let before = beginning_of(app.now()).plus_millis(-DAYS * DAY_MILLIS);
    app.db
        .write(move |conn| Box::pin(async move { db::tag_days::forget(conn, before).await }))
        .await
}

/// The hashtags on a profile, the most used first. Of people elsewhere none are known.
pub async fn featured(app: &AppRef, of: AccountId) -> Result<Vec<FeaturedTag>> {
    let mut conn = app.db.read().await?;
    let rows = db::featured_tags::of_account(&mut conn, of).await?;
    let ids: Vec<i64> = rows.iter().map(|(row, _)| row.tag_id).collect();
    let used = match ids.is_empty() {
        true => Vec::new(),
        false => db::account_tags::among(&mut conn, of, &ids).await?,
    };
    let complete = |(row, key): (FeaturedTagRow, String)| {
        let use_of = used.iter().find(|(tag, ..)| *tag == row.tag_id);
        FeaturedTag {
            uses: use_of.map_or(0, |(_, uses, _)| *uses),
            last_at: use_of.map(|(.., last)| *last),
            row,
            key,
        }
    };
    let mut featured: Vec<FeaturedTag> = rows.into_iter().map(complete).collect();
    featured.sort_by_key(|tag| std::cmp::Reverse(tag.uses));
    Ok(featured)
}

/// Shows a hashtag on one's profile.
///
/// # Errors
/// `Invalid` for a text that cannot be a hashtag, for one that is there already, and for the eleventh (all as Mastodon).
pub async fn feature(app: &AppRef, by: &Person, name: &str) -> Result<FeaturedTag> {
    if name.trim().is_empty() {
        return Err(wrong("Name can't be blank"));
    }
    let asked = parsed(name).map_err(|_| wrong("Name is invalid"))?;
    let (row, new) = put(app, by, asked).await?;
    if !new {
        return Err(wrong("Name has already been taken"));
    }
    let all = featured(app, by.account.id).await?;
    let of_tag = |tag: &FeaturedTag| tag.row.tag_id == row.id;
    all.into_iter().find(of_tag).ok_or(Error::NotFound)
}

/// As [`feature`], by the name in an address and without an error for one that is there already.
///
/// # Errors
/// `NotFound` for a text that cannot be a hashtag, `Invalid` for the eleventh.
pub async fn feature_named(app: &AppRef, by: &Person, name: &str) -> Result<Tag> {
    let (row, _) = put(app, by, parsed(name)?).await?;
    complete_one(app, Some(by.account.id), row).await
}

fn wrong(what: &str) -> Error {
    Error::invalid(format!("Validation failed: {what}"))
}

/// Puts a tag on a profile. Tells whether it is new there.
async fn put(app: &AppRef, by: &Person, asked: TagRow) -> Result<(TagRow, bool)> {
    let me = by.account.id;
    let (tag_id, id, now) = (app.next_id(), app.next_id(), app.now());
    app.db
        .write(move |conn| {
            Box::pin(async move {
                db::locks::alone(conn, &format!("{me} featured tags")).await?;
                let name = asked.display_name.clone();
                let tag = stored(conn, tag_id, asked).await?;
                let there = db::featured_tags::of_account(conn, me).await?;
                if there.iter().any(|(row, _)| row.tag_id == tag.id) {
                    return Ok((tag, false));
                }
                if there.len() >= MAX_FEATURED {
                    return Err(wrong(
                        "You have already featured the maximum number of hashtags",
                    ));
                }
                let row = FeaturedTagRow {
                    id,
                    account_id: me,
                    tag_id: tag.id,
                    name,
                    created_at: now,
                };
                db::featured_tags::insert(conn, &row).await?;
                Ok((tag, true))
            })
        })
        .await
}

/// Takes a hashtag off one's profile, by the id of its place there.
///
/// # Errors
/// `NotFound` for one that is not there, or on somebody else's.
pub async fn unfeature(app: &AppRef, by: &Person, id: i64) -> Result<()> {
    let me = by.account.id;
    let gone = app
        .db
        .write(move |conn| Box::pin(async move { db::featured_tags::delete(conn, me, id).await }))
        .await?;
    gone.then_some(()).ok_or(Error::NotFound)
}

/// As [`unfeature`], by the name in an address; no error for one that is not there.
///
/// # Errors
/// `NotFound` for a text that cannot be a hashtag.
pub async fn unfeature_named(app: &AppRef, by: &Person, name: &str) -> Result<Tag> {
    let (me, row) = (by.account.id, find(app, name).await?);
    let tag = row.id;
    app.db
        .write(move |conn| {
            Box::pin(async move { db::featured_tags::delete_tag(conn, me, tag).await })
        })
        .await?;
    complete_one(app, Some(me), row).await
}

/// Hashtags that one uses much and does not show yet.
pub async fn suggestions(app: &AppRef, by: AccountId) -> Result<Vec<Tag>> {
    let rows = db::account_tags::most_used(&mut *app.db.read().await?, by, SUGGESTIONS).await?;
    complete(app, Some(by), rows).await
}
