//! Polls (FEP-9967), read so that they can be shown.

use crate::vocab::{
    limits,
    reader::{Reader, date_of, text_of},
};
use chrono::{DateTime, Utc};
use serde_json::Value;

/// The poll of a Question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Poll {
    /// More than one option may be chosen (`anyOf`).
    pub multiple: bool,
    /// The options in order, at most [`limits::POLL_OPTIONS`].
    pub options: Vec<PollOption>,
    /// When it ends or ended (`endTime`, or a date in `closed`).
    pub ends: Option<DateTime<Utc>>,
    /// It has been closed, as the author's server says.
    pub closed: bool,
    /// How many people have voted.
    pub voters: Option<u64>,
}

/// One option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PollOption {
    /// Its text; a vote repeats it exactly.
    pub name: String,
    /// How many votes it has, when told.
    pub votes: Option<u64>,
}

impl Poll {
    /// Reads `oneOf` or `anyOf`; `None` when neither has an option. Where both do (Pleroma sends one empty), the one with
    /// options counts.
    pub(super) fn read(reader: Reader<'_>) -> Option<Self> {
        let single = options(reader, "oneOf");
        let multiple = single.is_empty();
        let options = if multiple {
            options(reader, "anyOf")
        } else {
            single
        };
        if options.is_empty() {
            return None;
        }
        let closed_at = reader.get("closed").and_then(text_of).and_then(date_of);
        Some(Self {
            multiple,
            options,
            ends: reader.date("endTime").or(closed_at),
            closed: closed_at.is_some() || reader.flag("closed") == Some(true),
            voters: reader.whole("votersCount"),
        })
    }
}

fn options(reader: Reader<'_>, key: &str) -> Vec<PollOption> {
    reader
        .list(key, limits::POLL_OPTIONS)
        .filter_map(|value| {
            let option = Reader::new(value).ok()?;
            Some(PollOption {
                name: option.text("name", limits::OPTION)?,
                votes: option.get("replies").and_then(votes),
            })
        })
        .collect()
}

fn votes(replies: &Value) -> Option<u64> {
    replies
        .as_u64()
        .or_else(|| Reader::new(replies).ok()?.whole("totalItems"))
}
