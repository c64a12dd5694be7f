//! Finding people by half a name, posts by their address, hashtags by their beginning.

use crate::app::AppRef;
use crate::db;
use crate::db::accounts::AccountRow;
use crate::db::tags::TagRow;
use crate::domain::AccountId;
use crate::domain::handle::Handle;
use crate::error::{Error, Result};
use crate::service::bundle::Post;
use crate::service::{accounts, follows, statuses, timelines};

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
        if let Some(name) = text.strip_prefix('#') {
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

/// Searches what is known here. An address finds one person or post; a handle, words or half of them find people; the
/// beginning of a hashtag finds hashtags. Texts of posts are not searched.
///
/// # Errors
/// Those of the database.
pub async fn search(app: &AppRef, viewer: Option<AccountId>, query: &Query) -> Result<Found> {
    let mut found = Found::default();
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
                    Some(row) if query.offset == 0 => vec![row],
                    Some(_) => Vec::new(),
                    None => {
                        let text = &query.text;
                        accounts::search(app, viewer, text, query.limit, query.offset).await?
                    }
                };
            }
        }
        Meaning::Tag(name) => {
            if query.kinds.tags {
                found.tags =
                    timelines::tags_starting_with(app, name, query.limit, query.offset).await?;
            }
        }
        Meaning::Words(words) => {
            if query.kinds.people {
                found.people =
                    accounts::search(app, viewer, words, query.limit, query.offset).await?;
            }
            if query.kinds.tags && !words.starts_with('@') {
                found.tags =
                    timelines::tags_starting_with(app, words, query.limit, query.offset).await?;
            }
        }
    }
    if let (true, Some(viewer)) = (query.following_only, viewer) {
        let ids: Vec<AccountId> = found.people.iter().map(|row| row.id).collect();
        let relations = follows::relationships(app, viewer, &ids).await?;
        let followed = |id: AccountId| {
            relations
                .iter()
                .any(|relation| relation.target == id && relation.follow.is_some())
        };
        found.people.retain(|row| followed(row.id));
    }
    Ok(found)
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
