//! What some posts carry besides their text: polls, quotes, events, the emoji under them.

use super::people::PersonView;
use crate::http::web::reltime::TimeView;

/// A poll, from the reader's side.
#[derive(Clone, Debug, Default)]
pub struct PollView {
    /// The reader may vote.
    pub open: bool,
    pub multiple: bool,
    pub options: Vec<PollOptionView>,
    /// "12 people have voted".
    pub voters: String,
    /// When it ends or ended.
    pub end: Option<(String, TimeView)>,
}

/// One option of a poll.
#[derive(Clone, Debug, Default)]
pub struct PollOptionView {
    pub position: i32,
    pub title: String,
    /// Of all votes, in hundredths; `None` while the numbers are hidden.
    pub percent: Option<i64>,
    /// The reader chose it.
    pub chosen: bool,
}

/// The post inside a post.
#[derive(Clone, Debug, Default)]
pub struct QuoteView {
    /// Why it is not shown.
    pub note: Option<String>,
    /// Where it is.
    pub href: String,
    pub author: Option<PersonView>,
    pub time: TimeView,
    pub warning: Option<String>,
    /// Sanitised before it was stored.
    pub html: String,
}

/// Time and place of an event.
#[derive(Clone, Debug, Default)]
pub struct EventView {
    /// From when to when, exact.
    pub when: String,
    pub places: Vec<PlaceView>,
    pub cancelled: bool,
    /// The reader may say that they come.
    pub joinable: bool,
    /// How far that has come, in words.
    pub attendance: Option<String>,
}

/// One place.
#[derive(Clone, Debug, Default)]
pub struct PlaceView {
    pub text: String,
    pub href: Option<String>,
}

/// One emoji under a post.
#[derive(Clone, Debug, Default)]
pub struct ReactionView {
    pub name: String,
    /// The picture of a custom one.
    pub picture: Option<String>,
    pub count: i64,
}
