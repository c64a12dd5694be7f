//! Filters: words and posts that somebody does not want to see, or only after a warning. Nobody else learns of them. The
//! posts stay where they are: each is sent with what matches it, and the reader's app (or our pages) does the rest, as
//! Mastodon since its version 4. What matches: `matching`; the words one by one, as old apps know them: [`words`].

mod matching;
pub mod words;

pub use matching::{Cache, Match, Verdict, verdict};
pub(in crate::service) use matching::{mark, marked};

use crate::app::AppRef;
use crate::db::filters::{FilterRow, FilteredRow, KeywordRow};
use crate::db::{self, Conn};
use crate::domain::*;
use crate::error::{Error, Result};
use crate::service::auth::Person;
use crate::service::surface::Context;
use crate::text::keyword::Keywords;

/// Filters of one person, words of one filter, posts of one filter.
pub const MAX_FILTERS: i64 = 100;
pub const MAX_KEYWORDS: usize = 200;
pub const MAX_STATUSES: usize = 1000;

/// Characters of a title and of a word (as Mastodon).
pub const TITLE_CHARACTERS: usize = 256;
pub const KEYWORD_CHARACTERS: usize = 512;

/// The longest time that a filter may be made for, in seconds: a hundred years.
const MAX_SECONDS: i64 = 100 * 365 * 24 * 3600;

/// A filter with what it looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    pub row: FilterRow,
    pub keywords: Vec<KeywordRow>,
    pub statuses: Vec<FilteredRow>,
}

/// What a filter is to become; `None` leaves as it is, in a new one the default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FilterChanges {
    pub title: Option<String>,
    /// Names of [`FilterContext`].
    pub contexts: Option<Vec<String>>,
    pub action: Option<FilterAction>,
    /// Seconds from now; `Some(None)`: for good.
    pub expires_in: Option<Option<i64>>,
    pub keywords: Vec<KeywordChange>,
}

/// A word to add (without `id`), to change or to take out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeywordChange {
    pub id: Option<i64>,
    pub keyword: Option<String>,
    pub whole_word: Option<bool>,
    pub destroy: bool,
}

impl KeywordChange {
    /// An empty row of a form.
    fn is_blank(&self) -> bool {
        let text = self.keyword.as_deref().unwrap_or_default();
        self.id.is_none() && text.trim().is_empty() && self.whole_word.is_none()
    }
}

fn wrong(what: impl std::fmt::Display) -> Error {
    Error::invalid(format!("Validation failed: {what}"))
}

/// Makes a filter. Without an action it warns.
///
/// # Errors
/// `Invalid` without a title or a context, with a word that is empty or too long, and for too much of anything.
pub async fn create(app: &AppRef, by: &Person, new: FilterChanges) -> Result<Filter> {
    let (me, ctx) = (by.account.id, Context::new(app));
    app.db
        .write(move |conn| {
            Box::pin(async move {
                hold(conn, me).await?;
                let row = begin(conn, &ctx, me, &new).await?;
                change_keywords(conn, &ctx, &row, &new.keywords, false).await?;
                changed(conn, &ctx, me).await?;
                one(conn, row).await
            })
        })
        .await
}

/// Stores a new filter without words. Inside a transaction.
async fn begin(
    conn: &mut Conn,
    ctx: &Context,
    owner: AccountId,
    new: &FilterChanges,
) -> Result<FilterRow> {
    if db::filters::count(conn, owner).await? >= MAX_FILTERS {
        return Err(wrong(format!("At most {MAX_FILTERS} filters can be made")));
    }
    let blank = FilterRow {
        id: FilterId(ctx.next_id()),
        account_id: owner,
        title: String::new(),
        contexts: "[]".to_owned(),
        action: FilterAction::Warn,
        expires_at: None,
        created_at: ctx.now,
    };
    let row = with_changes(&blank, new, ctx.now)?;
    db::filters::insert(conn, &row).await?;
    Ok(row)
}

/// A filter as it will be. All that is wrong with it is said at once.
fn with_changes(old: &FilterRow, changes: &FilterChanges, now: Timestamp) -> Result<FilterRow> {
    let mut trouble = Vec::new();
    let title = changes.title.as_deref().unwrap_or(&old.title).trim();
    if title.is_empty() {
        trouble.push("Title can't be blank".to_owned());
    }
    if title.chars().count() > TITLE_CHARACTERS {
        trouble.push(format!(
            "Title is too long (maximum is {TITLE_CHARACTERS} characters)"
        ));
    }
    let contexts = match &changes.contexts {
        None => old.contexts(),
        Some(names) => {
            let names = names.iter().map(|name| name.trim());
            let read = names
                .filter(|name| !name.is_empty())
                .map(FilterContext::from_name);
            read.collect::<Option<Vec<_>>>().unwrap_or_default()
        }
    };
    if contexts.is_empty() {
        trouble.push("Context None or invalid context supplied".to_owned());
    }
    let expires_at = match changes.expires_in {
        None => old.expires_at,
        Some(None) => None,
        Some(Some(seconds)) => {
            if !(0..=MAX_SECONDS).contains(&seconds) {
                trouble.push(format!(
                    "Expires in must be from 0 to {MAX_SECONDS} seconds"
                ));
            }
            Some(now.plus_seconds(seconds))
        }
    };
    if !trouble.is_empty() {
        return Err(wrong(trouble.join(", ")));
    }
    let mut once: Vec<FilterContext> = Vec::new();
    for context in contexts {
        if !once.contains(&context) {
            once.push(context);
        }
    }
    Ok(FilterRow {
        title: title.to_owned(),
        contexts: serde_json::to_string(&once).map_err(Error::internal)?,
        action: changes.action.unwrap_or(old.action),
        expires_at,
        ..old.clone()
    })
}

/// Adds, changes and takes out words of a filter, and checks that what remains can be looked for. `alone`: the word came by
/// itself, so that what is wrong with it is named without saying where.
async fn change_keywords(
    conn: &mut Conn,
    ctx: &Context,
    filter: &FilterRow,
    changes: &[KeywordChange],
    alone: bool,
) -> Result<()> {
    let mut words = db::filters::keywords(conn, &[filter.id]).await?;
    let too_many = || wrong(format!("A filter has at most {MAX_KEYWORDS} keywords"));
    if changes.len() > 2 * MAX_KEYWORDS {
        return Err(too_many());
    }
    for change in changes.iter().filter(|change| !change.is_blank()) {
        let place = match change.id {
            Some(id) => Some(
                words
                    .iter()
                    .position(|word| word.id == id)
                    .ok_or(Error::NotFound)?,
            ),
            None => None,
        };
        let known = place.and_then(|place| words.get(place)).cloned();
        if change.destroy {
            if let (Some(place), Some(word)) = (place, known) {
                db::filters::delete_keyword(conn, word.id).await?;
                words.remove(place);
            }
            continue;
        }
        let word = known.unwrap_or_else(|| KeywordRow {
            id: ctx.next_id(),
            filter_id: filter.id,
            keyword: String::new(),
            // As in Mastodon's tables.
            whole_word: true,
        });
        let word = KeywordRow {
            keyword: checked(change.keyword.as_deref().unwrap_or(&word.keyword), alone)?,
            whole_word: change.whole_word.unwrap_or(word.whole_word),
            ..word
        };
        db::filters::put_keyword(conn, &word).await?;
        match place.and_then(|place| words.get_mut(place)) {
            Some(slot) => *slot = word,
            None => words.push(word),
        }
    }
    if words.len() > MAX_KEYWORDS {
        return Err(too_many());
    }
    if !words.is_empty() && ready(&words).is_none() {
        return Err(wrong("The keywords of the filter are too long together"));
    }
    Ok(())
}

fn ready(words: &[KeywordRow]) -> Option<Keywords> {
    Keywords::new(
        words
            .iter()
            .map(|word| (word.keyword.as_str(), word.whole_word)),
    )
}

fn checked(keyword: &str, alone: bool) -> Result<String> {
    let name = if alone { "Keyword" } else { "Keywords keyword" };
    let keyword = keyword.trim();
    if keyword.is_empty() {
        return Err(wrong(format!("{name} can't be blank")));
    }
    if keyword.chars().count() > KEYWORD_CHARACTERS {
        return Err(wrong(format!(
            "{name} is too long (maximum is {KEYWORD_CHARACTERS} characters)"
        )));
    }
    Ok(keyword.to_owned())
}

/// Something about a person's filters has changed: every process makes them ready anew. This is the place where open streams
/// of that person are told (`filters_changed`).
async fn changed(conn: &mut Conn, ctx: &Context, owner: AccountId) -> Result<()> {
    db::happenings::tell(conn, Happening::FiltersChanged(owner));
    db::filters::set_version(conn, owner, ctx.next_id()).await
}

async fn one(conn: &mut Conn, row: FilterRow) -> Result<Filter> {
    let ids = [row.id];
    Ok(Filter {
        keywords: db::filters::keywords(conn, &ids).await?,
        statuses: db::filters::statuses(conn, &ids).await?,
        row,
    })
}

/// A person's filters, the oldest first, those whose time is over included. Three queries.
pub async fn all(app: &AppRef, owner: AccountId) -> Result<Vec<Filter>> {
    let mut conn = app.db.read().await?;
    load(&mut conn, owner).await
}

async fn load(conn: &mut Conn, owner: AccountId) -> Result<Vec<Filter>> {
    let rows = db::filters::of_account(conn, owner).await?;
    let ids: Vec<FilterId> = rows.iter().map(|row| row.id).collect();
    let keywords = db::filters::keywords(conn, &ids).await?;
    let statuses = db::filters::statuses(conn, &ids).await?;
    let filter = |row: FilterRow| Filter {
        keywords: keywords
            .iter()
            .filter(|word| word.filter_id == row.id)
            .cloned()
            .collect(),
        statuses: statuses
            .iter()
            .filter(|post| post.filter_id == row.id)
            .copied()
            .collect(),
        row,
    };
    Ok(rows.into_iter().map(filter).collect())
}

/// A person's own filter.
///
/// # Errors
/// `NotFound` for one that does not exist or is somebody else's.
pub async fn show(app: &AppRef, owner: AccountId, id: FilterId) -> Result<Filter> {
    let mut conn = app.db.read().await?;
    let row = own(&mut conn, owner, id).await?;
    one(&mut conn, row).await
}

/// Until the transaction ends, nobody else changes this person's filters: what is read of them stays true.
async fn hold(conn: &mut Conn, owner: AccountId) -> Result<()> {
    db::locks::alone(conn, &format!("{owner} filters")).await
}

async fn own(conn: &mut Conn, owner: AccountId, id: FilterId) -> Result<FilterRow> {
    db::filters::find(conn, owner, id)
        .await?
        .ok_or(Error::NotFound)
}

/// Changes a filter and its words.
///
/// # Errors
/// `NotFound` as [`show`] and for words that are not in it, `Invalid` as [`create`].
pub async fn change(
    app: &AppRef,
    by: &Person,
    id: FilterId,
    changes: FilterChanges,
) -> Result<Filter> {
    let (me, ctx) = (by.account.id, Context::new(app));
    app.db
        .write(move |conn| {
            Box::pin(async move {
                hold(conn, me).await?;
                let old = own(conn, me, id).await?;
                let new = with_changes(&old, &changes, ctx.now)?;
                db::filters::update(conn, &new).await?;
                change_keywords(conn, &ctx, &new, &changes.keywords, false).await?;
                changed(conn, &ctx, me).await?;
                one(conn, new).await
            })
        })
        .await
}

/// Deletes a filter with its words.
///
/// # Errors
/// `NotFound` as [`show`].
pub async fn delete(app: &AppRef, by: &Person, id: FilterId) -> Result<()> {
    let (me, ctx) = (by.account.id, Context::new(app));
    app.db
        .write(move |conn| {
            Box::pin(async move {
                hold(conn, me).await?;
                own(conn, me, id).await?;
                db::filters::delete(conn, id).await?;
                changed(conn, &ctx, me).await
            })
        })
        .await
}

/// A post in a filter, by the id of its place there.
///
/// # Errors
/// `NotFound` for one that does not exist or is in somebody else's filter.
pub async fn status(app: &AppRef, owner: AccountId, id: i64) -> Result<FilteredRow> {
    db::filters::find_status(&mut *app.db.read().await?, owner, id)
        .await?
        .ok_or(Error::NotFound)
}

/// Puts a post into a filter.
///
/// # Errors
/// `NotFound` as [`show`]; `Invalid` for a post that does not exist or that one may not see (nobody can tell which), that is in
/// the filter already, and when the filter is full.
pub async fn add_status(
    app: &AppRef,
    by: &Person,
    filter: FilterId,
    status: StatusId,
) -> Result<FilteredRow> {
    let (me, ctx) = (by.account.id, Context::new(app));
    show(app, me, filter).await?;
    let seen = db::statuses::visible_by_ids(&mut *app.db.read().await?, me, &[status]).await?;
    if seen.is_empty() {
        return Err(wrong("Status must exist"));
    }
    let row = FilteredRow {
        id: ctx.next_id(),
        filter_id: filter,
        status_id: status,
    };
    app.db
        .write(move |conn| {
            Box::pin(async move {
                hold(conn, me).await?;
                own(conn, me, filter).await?;
                if db::filters::statuses(conn, &[filter]).await?.len() >= MAX_STATUSES {
                    return Err(wrong(format!("A filter has at most {MAX_STATUSES} posts")));
                }
                if !db::filters::insert_status(conn, &row).await? {
                    return Err(wrong("Status has already been taken"));
                }
                changed(conn, &ctx, me).await
            })
        })
        .await?;
    Ok(row)
}

/// Takes a post out of a filter.
///
/// # Errors
/// `NotFound` as [`status`].
pub async fn remove_status(app: &AppRef, by: &Person, id: i64) -> Result<()> {
    let (me, ctx) = (by.account.id, Context::new(app));
    app.db
        .write(move |conn| {
            Box::pin(async move {
                hold(conn, me).await?;
                let found = db::filters::find_status(conn, me, id).await?;
                found.ok_or(Error::NotFound)?;
                db::filters::delete_status(conn, id).await?;
                changed(conn, &ctx, me).await
            })
        })
        .await
}
