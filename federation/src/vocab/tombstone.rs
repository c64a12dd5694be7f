//! What is left of a deleted object.

use super::{error::ReadError, limits, reader::Reader};
use chrono::{DateTime, Utc};
use serde_json::Value;
use url::Url;

/// A `Tombstone` (ActivityStreams vocabulary).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tombstone {
    /// The id of what was deleted. Mastodon's placeholder for a deleted quote has none.
    pub id: Option<Url>,
    /// What it was.
    pub former_type: Option<String>,
    /// When it was deleted.
    pub deleted: Option<DateTime<Utc>>,
}

impl Tombstone {
    /// Reads a tombstone.
    ///
    /// # Errors
    /// [`ReadError`] for another type or an unusable id.
    pub fn read(value: &Value) -> Result<Self, ReadError> {
        let reader = Reader::new(value)?;
        if !reader.is("Tombstone") {
            return Err(ReadError::UnexpectedType(super::kinds::named(reader)));
        }
        Ok(Self {
            id: reader.id()?,
            former_type: reader.text("formerType", limits::WORD),
            deleted: reader.date("deleted"),
        })
    }
}
