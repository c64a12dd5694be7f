//! Finding people by half a name, posts by their words or their address, hashtags by their beginning.

mod documents;
mod feed;
mod people;
mod posts;

pub use feed::{Fed, feed, forget_changes, rebuild};
pub use people::{fold_names, people};

use crate::app::AppRef;
use crate::db;
use crate::db::accounts::AccountRow;
use crate::db::tags::TagRow;
use crate::domain::AccountId;
use crate::domain::handle::Handle;
use crate::error::{Error, Result};
use crate::search::{Piece, Question, marked};
use crate::service::bundle::Post;
use crate::service::{accounts, statuses};
use crate::text::{plain, tag};

/// Longer texts are no question and no address, in bytes.
const LONGEST: usize = 4_096;

/// Furthest that a client can skip into hashtags.
const FURTHEST: i64 = 1_000;

/// What kinds of things to look for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Kinds {
    pub people: bool,
    pub posts: bool,
    pub tags: bool,
}

/// What somebody typed into a search field.
#[derive(Debug, Clone, Default)]
pub struct Query {
    pub text: String,
    pub kinds: Kinds,
    /// Only people whom the viewer follows.
    pub following_only: bool,
    /// Only posts by this author.
    pub author: Option<AccountId>,
    /// Only posts older, or newer, than this.
    pub max_id: Option<i64>,
    pub min_id: Option<i64>,
    pub limit: i64,
    pub offset: i64,
}

/// What a text to search for stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning<'a> {
    /// Of a page, a person or a post.
    Address(&'a str),
    /// `@alice@it.example`, or `alice@it.example`.
    Handle(Handle),
    /// `#lunch`, without the `#`.
    Tag(&'a str),
    Words(&'a str),
}

impl Query {
    /// Reads the text.
    pub fn meaning(&self) -> Meaning<'_> {
        let text = self.text.trim();
        if text.starts_with("https://") || text.starts_with("http://") {
            return Meaning::Address(text);
        }
        if let Some(name) = text.strip_prefix('#')
            && !name.contains(char::is_whitespace)
        {
            return Meaning::Tag(name);
        }
        match Handle::parse(text) {
            Some(handle) if handle.host.is_some() => Meaning::Handle(handle),
            _ => Meaning::Words(text),
        }
    }
}

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct Found {
    pub people: Vec<AccountRow>,
    pub posts: Vec<Post>,
    pub tags: Vec<TagRow>,
}

/// Searches what is known here. An address finds one person or post; a handle finds a person and the posts that name them;
/// words find people by half a name, hashtags by their beginning, and, for people of this unit, the posts that they stand in.
///
/// # Errors
/// [`Error::Invalid`] for a question that makes no sense, or that is too long; those of the database.
pub async fn search(app: &AppRef, viewer: Option<AccountId>, query: &Query) -> Result<Found> {
    if query.text.len() > LONGEST {
        return Err(Error::invalid(format!(
            "The question is too long: at most {LONGEST} bytes"
        )));
    }
    let mut found = Found::default();
    if query.text.contains('\0') {
        // Stands in no text, and one of the databases takes offence at it.
        return Ok(found);
    }
    match query.meaning() {
        Meaning::Address(address) if query.offset == 0 => {
            if query.kinds.posts {
                found
                    .posts
                    .extend(known(statuses::by_address(app, viewer, address).await)?);
            }
            if query.kinds.people && found.posts.is_empty() {
                found.people.extend(person_at(app, viewer, address).await?);
            }
        }
        Meaning::Address(_) => {}
        Meaning::Handle(handle) => {
            if query.kinds.people {
                let exact = known(accounts::lookup(app, viewer, &handle).await)?;
                found.people = match exact {
                    Some(_) if query.offset > 0 => Vec::new(),
                    Some(row) if !query.following_only => vec![row],
                    _ => people(app, viewer, query).await?,
                };
            }
            if let (true, Some(viewer)) = (query.kinds.posts, viewer) {
                let question = Question::read(&format!("@{handle}"))?;
                found.posts = posts::posts(app, viewer, question, query).await?;
            }
        }
        Meaning::Tag(name) => {
            if query.kinds.tags {
                found.tags = tags(app, viewer, name, query).await?;
            }
            if let (true, Some(viewer)) = (query.kinds.posts, viewer) {
                let question = Question::read(&query.text)?;
                found.posts = posts::posts(app, viewer, question, query).await?;
            }
        }
        Meaning::Words(words) => {
            // First, so that a question that makes no sense costs nothing.
            let question = match query.kinds.posts {
                true => Some(Question::read(words)?),
                false => None,
            };
            let is_name = question.as_ref().is_none_or(Question::is_plain);
            if query.kinds.people && (is_name || words.starts_with('@')) {
                found.people = people(app, viewer, query).await?;
            }
            if query.kinds.tags && is_name && !words.starts_with('@') {
                found.tags = tags(app, viewer, words, query).await?;
            }
            if let (Some(question), Some(viewer)) = (question, viewer) {
                found.posts = posts::posts(app, viewer, question, query).await?;
            }
        }
    }
    Ok(found)
}

/// Hashtags that start with `text` and stand in posts that the viewer may see.
async fn tags(
    app: &AppRef,
    viewer: Option<AccountId>,
    text: &str,
    query: &Query,
) -> Result<Vec<TagRow>> {
    let start = tag::key(text.trim_start_matches('#'));
    if start.is_empty() || query.offset > FURTHEST {
        return Ok(Vec::new());
    }
    let viewer = viewer.unwrap_or(AccountId(0));
    let mut conn = app.db.read().await?;
    db::tags::starting_with(&mut conn, viewer, &start, query.limit, query.offset).await
}

/// The place in a post where the words of a question stand, in up to `limit` characters. Of a post behind a warning only
/// the warning is shown.
pub fn excerpt(post: &Post, text: &str, limit: usize) -> Vec<Piece> {
    let question = Question::read(text).unwrap_or_default();
    let row = &post.row;
    if !row.spoiler_text.is_empty() {
        return marked(&row.spoiler_text, &question, limit);
    }
    let content = plain::from_html(&row.content);
    let whole = match row.title.is_empty() {
        true => content,
        false => format!("{} – {content}", row.title),
    };
    marked(&whole, &question, limit)
}

/// The person whose ActivityPub id or page has this address. Pages are read as `https://host/@name`, the form that all
/// servers with handles use.
async fn person_at(
    app: &AppRef,
    viewer: Option<AccountId>,
    address: &str,
) -> Result<Option<AccountRow>> {
    let by_id = db::accounts::by_uri(&mut *app.db.read().await?, address).await?;
    if let Some(row) = by_id {
        return known(accounts::show(app, viewer, row.id).await);
    }
    match page_handle(address) {
        Some(handle) => known(accounts::lookup(app, viewer, &handle).await),
        None => Ok(None),
    }
}

fn page_handle(address: &str) -> Option<Handle> {
    let url = url::Url::parse(address).ok()?;
    let name = url.path().strip_prefix("/@")?.trim_end_matches('/');
    let host = url.host_str()?;
    let authority = url
        .port()
        .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    // A page may show somebody of a third unit: `/@name@elsewhere`.
    if name.contains('@') {
        Handle::parse(name)
    } else {
        Handle::parse(&format!("{name}@{authority}"))
    }
}

/// Not being there is no failure of a search.
///
/// # Errors
/// Every error but that.
pub fn known<T>(result: Result<T>) -> Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(Error::NotFound | Error::Gone) => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_by_its_form() {
        let meaning = |text: &str| {
            let query = Query {
                text: text.to_owned(),
                ..Query::default()
            };
            format!("{:?}", query.meaning())
        };
        assert_eq!(
            meaning(" https://it.example/@bob "),
            "Address(\"https://it.example/@bob\")"
        );
        assert_eq!(meaning("#lunch"), "Tag(\"lunch\")");
        assert_eq!(meaning("bo"), "Words(\"bo\")");
        assert_eq!(meaning("@bo"), "Words(\"@bo\")");
        assert_eq!(meaning("Bob Bobsen"), "Words(\"Bob Bobsen\")");
        assert!(meaning("@bob@it.example").starts_with("Handle("));
        assert!(meaning("bob@it.example:8443").starts_with("Handle("));
    }

    #[test]
    fn pages_of_people_are_recognised() {
        let handle = |address: &str| page_handle(address).map(|handle| handle.to_string());
        assert_eq!(
            handle("https://it.example/@bob").as_deref(),
            Some("bob@it.example")
        );
        assert_eq!(
            handle("http://localhost:3000/@bob/").as_deref(),
            Some("bob@localhost:3000")
        );
        assert_eq!(
            handle("https://hrm.example/@bob@it.example").as_deref(),
            Some("bob@it.example")
        );
        assert_eq!(handle("https://it.example/@bob/12"), None);
        assert_eq!(handle("https://it.example/users/bob"), None);
    }
}
