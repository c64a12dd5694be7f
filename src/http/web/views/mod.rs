//! What the templates need to know, and nothing else: plain texts, numbers and addresses, already in the reader's language.
//! Nothing here knows the database or the services, so every page can be rendered, and tested, without them.

pub mod auth;
pub mod compose;
pub mod errors;
pub mod extras;
pub mod frame;
pub mod groups;
pub mod members;
pub mod network;
pub mod notifications;
pub mod peers;
pub mod people;
pub mod posts;
pub mod profiles;
pub mod remote;
pub mod reports;
pub mod search;
pub mod settings;
pub mod timelines;
pub mod unit;

#[cfg(test)]
pub(crate) mod html_check;
#[cfg(test)]
mod sample_groups;
#[cfg(test)]
mod sample_pages;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;

/// Where the pages of a list go on.
#[derive(Clone, Debug, Default)]
pub struct Paging {
    pub newer: Option<String>,
    pub older: Option<String>,
}

impl Paging {
    /// Is there more than this page? Then an empty one says only that nothing on it may be seen, or is wanted.
    pub fn leads_on(&self) -> bool {
        self.newer.is_some() || self.older.is_some()
    }
}

/// One line of a `<select>`.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    pub value: String,
    pub label: String,
    pub selected: bool,
}

/// A link with its words.
#[derive(Clone, Debug, Default)]
pub struct Link {
    pub href: String,
    pub label: String,
}
