//! One addressee.

use crate::vocab::recipients::PUBLIC;
use serde::{Serialize, Serializer};
use url::Url;

/// Somebody in `to` or `cc`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// Everybody, written as the full address that Mastodon compares with.
    Public,
    /// An actor or a followers collection.
    Id(Url),
}

impl Serialize for Address {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Public => serializer.serialize_str(PUBLIC),
            Self::Id(id) => id.serialize(serializer),
        }
    }
}

impl From<Url> for Address {
    fn from(id: Url) -> Self {
        Self::Id(id)
    }
}
