//! Our polls, and votes in those of others (FEP-9967).

use super::{address::Address, time};
use crate::vocab::kinds::PostKind;
use chrono::{DateTime, Utc};
use serde::Serialize;
use url::Url;

/// The poll of a [`super::Note`] of the kind Question, in Mastodon's form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Question {
    /// The options, where one may be chosen.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub one_of: Vec<Choice>,
    /// The options, where several may be chosen.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub any_of: Vec<Choice>,
    /// When it ends.
    #[serde(
        skip_serializing_if = "Option::is_none",
        serialize_with = "time::optional"
    )]
    pub end_time: Option<DateTime<Utc>>,
    /// When it ended.
    #[serde(
        skip_serializing_if = "Option::is_none",
        serialize_with = "time::optional"
    )]
    pub closed: Option<DateTime<Utc>>,
    /// People who voted.
    pub voters_count: u64,
}

/// One option.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename = "Note")]
pub struct Choice {
    /// Its text.
    pub name: String,
    /// Its votes.
    pub replies: Votes,
}

/// The number of votes of an option.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename = "Collection", rename_all = "camelCase")]
pub struct Votes {
    /// How many.
    pub total_items: u64,
}

/// A vote: a Note without a text that names an option exactly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Vote {
    /// Its id, on our host.
    pub id: Url,
    /// Note.
    #[serde(rename = "type")]
    pub kind: PostKind,
    /// Who votes.
    pub attributed_to: Url,
    /// The text of the option.
    pub name: String,
    /// The poll.
    pub in_reply_to: Url,
    /// When the vote was cast.
    #[serde(serialize_with = "time::moment")]
    pub published: DateTime<Utc>,
    /// Who made the poll, and nobody else.
    pub to: Vec<Address>,
}

impl Vote {
    /// A vote of `voter` in a poll of `author`.
    pub fn new(
        id: Url,
        voter: Url,
        option: String,
        poll: Url,
        author: Url,
        published: DateTime<Utc>,
    ) -> Self {
        Self {
            id,
            kind: PostKind::Note,
            attributed_to: voter,
            name: option,
            in_reply_to: poll,
            published,
            to: vec![author.into()],
        }
    }
}
