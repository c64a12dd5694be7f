//! What is going on in the network: hashtags that several people used, and posts that were boosted and marked most, in the
//! last days. What stays in the unit is left out. Worked out from the newest posts once in a while and kept in memory: ids only. Who may see what is decided
//! anew for each reader.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use crate::app::AppRef;
use crate::db;
use crate::db::tags::TagRow;
use crate::db::trends::Candidate;
use crate::domain::*;
use crate::error::Result;
use crate::service::bundle::{self, Post};
use crate::service::tags::{self, Tag};

/// What was worked out is good for so long.
const FRESH_SECONDS: i64 = 5 * 60;
/// Days that hashtags and posts are looked at.
const TAG_DAYS: i64 = 7;
const POST_DAYS: i64 = 3;
/// The newest posts looked at.
const POSTS: i64 = 5000;
/// People who use a hashtag before it trends.
const PEOPLE: usize = 2;
/// Hashtags and posts kept.
const KEPT: usize = 200;
const DAY_MILLIS: i64 = 24 * 3600 * 1000;

/// What was worked out.
#[derive(Debug, Default)]
struct Trends {
    /// Most widely used first.
    tags: Vec<TagRow>,
    /// Best first.
    posts: Vec<StatusId>,
}

/// The last trends of this process.
#[derive(Debug, Default)]
pub struct Cache(Mutex<Option<(Timestamp, Arc<Trends>)>>);

/// Hashtags that several people used in the last seven days, the most widely used first.
///
/// # Errors
/// Those of the database.
pub async fn tags(
    app: &AppRef,
    viewer: Option<AccountId>,
    limit: usize,
    offset: usize,
) -> Result<Vec<Tag>> {
    let trends = current(app).await?;
    let page = trends.tags.iter().skip(offset).take(limit);
    tags::complete(app, viewer, page.cloned().collect()).await
}

/// Posts of the last three days that were boosted or marked as favourites most, those of today weighing more, as far as the viewer may
/// and wants to see them.
pub async fn posts(
    app: &AppRef,
    viewer: Option<AccountId>,
    limit: usize,
    offset: usize,
) -> Result<Vec<Post>> {
    let trends = current(app).await?;
    let reader = viewer.unwrap_or(AccountId(0));
    let mut conn = app.db.read().await?;
    let mut rows = db::statuses::wanted_by_ids(&mut conn, reader, &trends.posts).await?;
    rows.sort_by_key(|row| trends.posts.iter().position(|id| *id == row.id));
    let page = rows.into_iter().skip(offset).take(limit).collect();
    bundle::posts(app, &mut conn, viewer, page).await
}

async fn current(app: &AppRef) -> Result<Arc<Trends>> {
    let now = app.now();
    let known = app
        .trends
        .0
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .clone();
    if let Some((at, trends)) = known
        && at.plus_seconds(FRESH_SECONDS) > now
    {
        return Ok(trends);
    }
    let trends = Arc::new(work_out(app, now).await?);
    *app.trends.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, trends.clone()));
    Ok(trends)
}

async fn work_out(app: &AppRef, now: Timestamp) -> Result<Trends> {
    let today = now.millis().div_euclid(DAY_MILLIS);
    let first_day = Timestamp::from_millis((today - TAG_DAYS + 1) * DAY_MILLIS);
    let after = StatusId(id::floor_of(first_day) - 1);
    let mut conn = app.db.read().await?;
    let found = db::trends::candidates(&mut conn, after, POSTS).await?;
    let open: HashMap<StatusId, &Candidate> = found.iter().map(|post| (post.id, post)).collect();
    let ids: Vec<StatusId> = open.keys().copied().collect();
    let mut uses: BTreeMap<i64, Vec<&Candidate>> = BTreeMap::new();
    for (post, tag) in db::trends::tags_of(&mut conn, &ids).await? {
        if let Some(post) = open.get(&post) {
            uses.entry(tag).or_default().push(post);
        }
    }
    let people = |posts: &[&Candidate]| {
        let authors: HashSet<AccountId> = posts.iter().map(|post| post.author).collect();
        authors.len()
    };
    uses.retain(|_, posts| people(posts) >= PEOPLE);
    let mut ranked: Vec<(i64, usize, usize)> = uses
        .iter()
        .map(|(tag, posts)| (*tag, people(posts), posts.len()))
        .collect();
    ranked.sort_unstable_by_key(|(tag, people, uses)| (std::cmp::Reverse((*people, *uses)), *tag));
    ranked.truncate(KEPT);
    let tag_ids: Vec<i64> = ranked.iter().map(|(tag, ..)| *tag).collect();
    let rows = db::trends::tags(&mut conn, &tag_ids).await?;
    let known = |id: &i64| rows.iter().find(|row| row.id == *id).cloned();
    let tags = tag_ids.iter().filter_map(known).collect();
    let fresh = now.millis() - POST_DAYS * DAY_MILLIS;
    let mut posts: Vec<(i64, StatusId)> = found
        .iter()
        .filter(|post| post.created_at.millis() > fresh && post.reblogs + post.favourites > 0)
        .map(|post| (score(post, now), post.id))
        .collect();
    posts.sort_unstable_by_key(|(score, id)| std::cmp::Reverse((*score, *id)));
    posts.truncate(KEPT);
    Ok(Trends {
        tags,
        posts: posts.into_iter().map(|(_, id)| id).collect(),
    })
}

/// A mark counts half as much after each day; in thousandths.
fn score(post: &Candidate, now: Timestamp) -> i64 {
    let days = (now.millis() - post.created_at.millis()).max(0) / DAY_MILLIS;
    ((post.reblogs + post.favourites) * 1000) >> days.min(10)
}
