//! One door for documents whose sort is not known beforehand.

use super::{
    activity::Activity,
    actor::Actor,
    collection::Collection,
    error::ReadError,
    kinds::{Family, family_of, named},
    post::Post,
    reader::Reader,
    stamp::Stamp,
    tombstone::Tombstone,
};
use serde_json::Value;

/// A document of any sort we read.
#[derive(Debug, Clone, PartialEq)]
pub enum AnyDocument {
    /// Something done.
    Activity(Box<Activity>),
    /// Something to show.
    Post(Box<Post>),
    /// Somebody.
    Actor(Box<Actor>),
    /// A list.
    Collection(Box<Collection>),
    /// An approval.
    Stamp(Box<Stamp>),
    /// Something gone.
    Tombstone(Box<Tombstone>),
    /// A type we do not know: ignored.
    Other(String),
}

impl AnyDocument {
    /// Reads `type` first and then the document by the reader for it.
    ///
    /// # Errors
    /// [`ReadError`] of that reader; a type nobody knows is no error, unless it is missing altogether.
    pub fn read(value: &Value) -> Result<Self, ReadError> {
        let reader = Reader::new(value)?;
        let family = match family_of(reader) {
            Ok(family) => family,
            Err(ReadError::UnexpectedType(name)) if !name.is_empty() => {
                return Ok(Self::Other(named(reader)));
            }
            Err(error) => return Err(error),
        };
        Ok(match family {
            Family::Activity => Self::Activity(Box::new(Activity::read(value)?)),
            Family::Post => Self::Post(Box::new(Post::read(value)?)),
            Family::Actor => Self::Actor(Box::new(Actor::read(value)?)),
            Family::Collection => Self::Collection(Box::new(Collection::read(value)?)),
            Family::Stamp => Self::Stamp(Box::new(Stamp::read(value)?)),
            Family::Tombstone => Self::Tombstone(Box::new(Tombstone::read(value)?)),
        })
    }
}
