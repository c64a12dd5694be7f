//! Why a document could not be read.

/// A document that parsed as JSON but is not a usable object of the wanted sort.
///
/// Only what an object cannot do without (its sort, its id, its owner) leads here: an odd optional field reads as absent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Something else than a JSON object stood where an object must be.
    #[error("not a JSON object")]
    NotAnObject,
    /// `type` is missing, or names nothing this reader reads.
    #[error("`type` is missing or not one this reader knows: {0:?}")]
    UnexpectedType(String),
    /// `type` names things of different sorts at once, such as a note and a person.
    #[error("`type` names things of different sorts: {0:?}")]
    MixedTypes(String),
    /// A property without which the object means nothing.
    #[error("`{0}` is missing")]
    Missing(&'static str),
    /// A property that must be an id and is not one.
    #[error("`{field}` is not a usable id: {reason}")]
    Id {
        /// Name of the property.
        field: &'static str,
        /// What is wrong with its value.
        reason: String,
    },
    /// A property that must name exactly one owner names several.
    #[error("`{0}` names more than one owner")]
    Ambiguous(&'static str),
}
