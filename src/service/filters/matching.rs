//! Which filters a post matches for one reader. What a person filters is read once and kept ready in memory; whether it is
//! still true is asked of the database for each page, so that it holds in several processes and at once.

use std::collections::HashSet;
use std::sync::Arc;

use super::{Filter, load, ready};
use crate::app::App;
use crate::db::filters::FilterRow;
use crate::db::{self, Conn};
use crate::domain::*;
use crate::error::Result;
use crate::service::bundle::Post;
use crate::text::keyword::Keywords;
use crate::text::plain;

/// Characters of words that are kept ready, of all people together.
const CAPACITY: u64 = 1_000_000;

/// A filter that a post matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    pub filter: Arc<FilterRow>,
    /// The first of its words that is in the post, as it stands there.
    pub keyword: Option<String>,
    /// The post (or the one it boosts), where the filter names it; `None` for a filter that names no posts.
    pub statuses: Option<Vec<StatusId>>,
}

/// What becomes of a post at some place, with the title of the filter that says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict<'a> {
    Show,
    /// Pictures and files are covered.
    Blur(&'a str),
    /// Shown when the reader asks for it.
    Warn(&'a str),
    Hide(&'a str),
}

/// The filters of one person, ready for use.
#[derive(Debug)]
struct Set {
    version: i64,
    filters: Vec<Ready>,
}

#[derive(Debug)]
struct Ready {
    row: Arc<FilterRow>,
    words: Option<Keywords>,
    statuses: Option<HashSet<StatusId>>,
    characters: usize,
}

/// What is kept ready in memory.
#[derive(Debug)]
pub struct Cache(moka::sync::Cache<AccountId, Arc<Set>>);

impl Default for Cache {
    fn default() -> Self {
        let weight = |_: &AccountId, set: &Arc<Set>| {
            let characters: usize = set.filters.iter().map(|filter| filter.characters).sum();
            u32::try_from(characters.saturating_add(100)).unwrap_or(u32::MAX)
        };
        Self(
            moka::sync::Cache::builder()
                .max_capacity(CAPACITY)
                .weigher(weight)
                .build(),
        )
    }
}

/// The filters of a person. One query; three more when something has changed since they were last needed. None for somebody
/// who never had a filter.
async fn set_of(app: &App, conn: &mut Conn, owner: AccountId) -> Result<Option<Arc<Set>>> {
    match db::filters::version(conn, owner).await? {
        Some(version) => set_at(app, conn, owner, version).await.map(Some),
        None => Ok(None),
    }
}

async fn set_at(app: &App, conn: &mut Conn, owner: AccountId, version: i64) -> Result<Arc<Set>> {
    let Cache(kept) = &app.filters;
    if let Some(set) = kept.get(&owner).filter(|set| set.version == version) {
        return Ok(set);
    }
    // The version was read first: what is read now is at least as new.
    let filters = load(conn, owner)
        .await?
        .into_iter()
        .map(make_ready)
        .collect();
    let set = Arc::new(Set { version, filters });
    kept.insert(owner, set.clone());
    Ok(set)
}

fn make_ready(filter: Filter) -> Ready {
    let posts = filter.statuses.iter().map(|post| post.status_id);
    Ready {
        words: ready(&filter.keywords),
        statuses: (!filter.statuses.is_empty()).then(|| posts.collect()),
        characters: filter.keywords.iter().map(|word| word.keyword.len()).sum(),
        row: Arc::new(filter.row),
    }
}

impl Set {
    /// The filters of this set that a post matches. (Mastodon looks in the same places.)
    fn matches(&self, now: Timestamp, post: &Post) -> Vec<Match> {
        let living: Vec<&Ready> = self
            .filters
            .iter()
            .filter(|filter| filter.row.expires_at.is_none_or(|end| end > now))
            .collect();
        if living.is_empty() {
            return Vec::new();
        }
        let text = text_of(post.shown());
        let ids = [Some(post.row.id), post.row.reblog_of_id];
        let one = |filter: &Ready| {
            let keyword = filter.words.as_ref().and_then(|words| words.find(&text));
            let named = filter.statuses.as_ref().map(|named| {
                let named = ids.iter().flatten().filter(|id| named.contains(*id));
                named.copied().collect::<Vec<_>>()
            });
            if keyword.is_none() && named.as_ref().is_none_or(Vec::is_empty) {
                return None;
            }
            Some(Match {
                filter: filter.row.clone(),
                keyword: keyword.map(str::to_owned),
                statuses: named,
            })
        };
        living.into_iter().filter_map(one).collect()
    }

    /// Also for what stands inside the post.
    fn mark(&self, now: Timestamp, post: &mut Post) {
        post.filtered = self.matches(now, post);
        if let Some(boosted) = &mut post.boosted {
            self.mark(now, boosted);
        }
        let quoted = post.extras.quote.as_mut();
        if let Some(quoted) = quoted.and_then(|quote| quote.post.as_mut()) {
            self.mark(now, quoted);
        }
    }
}

/// All that is to be read in a post: warning, title, text, choices, descriptions of pictures.
fn text_of(post: &Post) -> String {
    let row = &post.row;
    let content = plain::from_html(&row.content);
    let options = post.extras.poll.iter().flat_map(|poll| &poll.options);
    let options = options.map(|option| option.title.as_str());
    let media = post
        .media
        .iter()
        .filter_map(|file| file.description.as_deref());
    let parts: Vec<&str> = [row.spoiler_text.as_str(), &row.title, &content]
        .into_iter()
        .chain(options)
        .chain(media)
        .filter(|part| !part.is_empty())
        .collect();
    parts.join("\n\n")
}

/// Writes into posts that were loaded for a reader which of their filters match. One query, however many posts.
pub(in crate::service) async fn mark(
    app: &App,
    conn: &mut Conn,
    reader: AccountId,
    posts: &mut [Post],
) -> Result<()> {
    if posts.is_empty() {
        return Ok(());
    }
    if let Some(set) = set_of(app, conn, reader).await? {
        for post in posts {
            set.mark(app.now(), post);
        }
    }
    Ok(())
}

/// A post as it is for those of `people` who have filters. One query, however many people; three more for each whose filters
/// have changed.
pub(in crate::service) async fn marked(
    app: &App,
    conn: &mut Conn,
    post: &Post,
    people: &[AccountId],
) -> Result<Vec<(AccountId, Post)>> {
    let mut found = Vec::new();
    for (person, version) in db::filters::versions(conn, people).await? {
        let set = set_at(app, conn, person, version).await?;
        let mut post = post.clone();
        set.mark(app.now(), &mut post);
        found.push((person, post));
    }
    Ok(found)
}

/// What becomes of a post with these matches at a place of this kind: the strictest of the filters that count there. That
/// nothing is done to a reader's own posts is the caller's to see to.
#[must_use]
pub fn verdict(matches: &[Match], context: FilterContext) -> Verdict<'_> {
    let counting = |wanted: FilterAction| {
        matches
            .iter()
            .map(|found| &found.filter)
            .find(|row| row.action == wanted && row.contexts().contains(&context))
            .map(|row| row.title.as_str())
    };
    if let Some(title) = counting(FilterAction::Hide) {
        return Verdict::Hide(title);
    }
    if let Some(title) = counting(FilterAction::Warn) {
        return Verdict::Warn(title);
    }
    counting(FilterAction::Blur).map_or(Verdict::Show, Verdict::Blur)
}
