//! The names a `type` may have, sorted by what reads them.
//!
//! A name belongs to one family only, so that a document is read first by its `type` and then by the exact reader for it.

use super::{
    error::ReadError,
    limits,
    reader::{Reader, cut},
};

/// Declares an enum of type names with their spelling.
macro_rules! kinds {
    ($(#[$meta:meta])* $name:ident { $($variant:ident),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[allow(missing_docs)]
        pub enum $name { $($variant),* }

        impl $name {
            /// The name as it stands in `type`.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => stringify!($variant)),* }
            }

            /// The kind of that name, compared exactly; `None` for every other name.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $(stringify!($variant) => Some(Self::$variant),)* _ => None }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.write_str(self.as_str())
            }
        }
    };
}

kinds! {
    /// Activities we know by name: ActivityStreams, Lemmy's `Lock`, the reactions of FEP-c0e0, and the requests of
    /// FEP-044f, FEP-7aa9 and GoToSocial's interaction policies.
    KnownActivity {
        Accept, Add, Announce, AnnounceRequest, Arrive, Block, Create, Delete, Dislike, EmojiReact, FeatureRequest, Flag,
        Follow, Ignore, Invite, Join, Leave, Like, LikeRequest, Listen, Lock, Move, Offer, QuoteRequest, Read, Reject,
        Remove, ReplyRequest, TentativeAccept, TentativeReject, Travel, Undo, Update, View,
    }
}

kinds! {
    /// Objects shown as posts.
    PostKind { Note, Question, Article, Page, Event, Video, Audio, Image, Document, ChatMessage }
}

kinds! {
    /// Actors.
    ActorKind { Person, Service, Application, Group, Organization }
}

kinds! {
    /// Collections and their pages.
    CollectionKind { Collection, OrderedCollection, CollectionPage, OrderedCollectionPage }
}

kinds! {
    /// Approvals of an interaction: the stamps of FEP-044f and of GoToSocial's policies, newer (`…Authorization`) and
    /// older (`…Approval`) names.
    StampKind {
        QuoteAuthorization, ReplyAuthorization, LikeAuthorization, AnnounceAuthorization, ReplyApproval, LikeApproval,
        AnnounceApproval,
    }
}

/// Which reader a type name belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// [`super::Activity`].
    Activity,
    /// [`super::Post`].
    Post,
    /// [`super::Actor`].
    Actor,
    /// [`super::Collection`].
    Collection,
    /// [`super::Stamp`].
    Stamp,
    /// [`super::Tombstone`].
    Tombstone,
}

/// The family of one type name, `None` for names we do not know.
pub fn family(name: &str) -> Option<Family> {
    if KnownActivity::from_name(name).is_some() {
        Some(Family::Activity)
    } else if PostKind::from_name(name).is_some() {
        Some(Family::Post)
    } else if ActorKind::from_name(name).is_some() {
        Some(Family::Actor)
    } else if CollectionKind::from_name(name).is_some() {
        Some(Family::Collection)
    } else if StampKind::from_name(name).is_some() {
        Some(Family::Stamp)
    } else if name == "Tombstone" {
        Some(Family::Tombstone)
    } else {
        None
    }
}

/// The one family a document belongs to. Unknown names next to a known one (`vcard:individual`) are passed over.
///
/// # Errors
/// [`ReadError::MixedTypes`] when names of two families stand together; [`ReadError::UnexpectedType`] when none is known.
pub(crate) fn family_of(reader: Reader<'_>) -> Result<Family, ReadError> {
    let mut found = None;
    for name in reader.types() {
        match (found, family(name)) {
            (Some(first), Some(other)) if first != other => {
                return Err(ReadError::MixedTypes(named(reader)));
            }
            (None, Some(other)) => found = Some(other),
            _ => {}
        }
    }
    found.ok_or_else(|| ReadError::UnexpectedType(named(reader)))
}

/// The one kind of a document, read with the names of one enum.
///
/// # Errors
/// As [`family_of`], and [`ReadError::MixedTypes`] for two kinds of the same family, [`ReadError::UnexpectedType`] for a
/// document of another family.
pub(crate) fn kind_of<K: Copy + PartialEq>(
    reader: Reader<'_>,
    from_name: fn(&str) -> Option<K>,
) -> Result<K, ReadError> {
    family_of(reader)?;
    let mut found = None;
    for kind in reader.types().filter_map(from_name) {
        if found.is_some_and(|first| first != kind) {
            return Err(ReadError::MixedTypes(named(reader)));
        }
        found = Some(kind);
    }
    found.ok_or_else(|| ReadError::UnexpectedType(named(reader)))
}

/// The types of a document for an error message.
pub(crate) fn named(reader: Reader<'_>) -> String {
    let names: Vec<_> = reader.types().collect();
    cut(&names.join(", "), limits::WORD)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    fn kind(value: serde_json::Value) -> Result<PostKind, ReadError> {
        let value = json!({ "type": value });
        kind_of(Reader::new(&value).unwrap(), PostKind::from_name)
    }

    #[test]
    fn one_known_type_decides() {
        assert_eq!(kind(json!("Note")), Ok(PostKind::Note));
        assert_eq!(kind(json!(["Note"])), Ok(PostKind::Note));
        assert_eq!(kind(json!(["x:Thing", "as:Note"])), Ok(PostKind::Note));
        assert_eq!(
            kind(json!("https://www.w3.org/ns/activitystreams#Note")),
            Ok(PostKind::Note)
        );
    }

    #[test]
    fn doubtful_types_are_refused() {
        assert!(matches!(
            kind(json!(["Note", "Person"])),
            Err(ReadError::MixedTypes(_))
        ));
        assert!(matches!(
            kind(json!(["Note", "Create"])),
            Err(ReadError::MixedTypes(_))
        ));
        assert!(matches!(
            kind(json!(["Note", "Article"])),
            Err(ReadError::MixedTypes(_))
        ));
        for other in [
            json!("Person"),
            json!("note"),
            json!("Album"),
            json!(null),
            json!(7),
            json!([]),
        ] {
            assert!(matches!(kind(other), Err(ReadError::UnexpectedType(_))));
        }
    }
}
