//! What an activity is about: an id, an embedded document, or several of these.

use super::{
    error::ReadError,
    limits,
    reader::{Reader, cut, strict_reference},
};
use serde_json::Value;
use url::Url;

/// The value of `object`, `target`, `instrument` and the like.
///
/// An embedded document is kept as it came, because only its own reader, chosen by [`ObjectRef::kind`], may read it; and it
/// says nothing about who vouches for it (see [`super::authority`]).
#[derive(Debug, Clone, PartialEq)]
pub enum ObjectRef {
    /// Only the id was sent.
    Id(Url),
    /// The whole document was sent, perhaps without an id.
    Embedded(Value),
    /// Several: reported posts, batched activities. Never nested, at most [`limits::OBJECTS`].
    Many(Vec<ObjectRef>),
}

impl ObjectRef {
    /// Reads a property; `Ok(None)` when it is absent, `null` or an empty array.
    pub(crate) fn read(reader: Reader<'_>, field: &'static str) -> Result<Option<Self>, ReadError> {
        let mut items = Vec::new();
        for value in reader.list(field, limits::OBJECTS) {
            items.push(Self::one(field, value)?);
        }
        Ok(match items.len() {
            0 | 1 => items.pop(),
            _ => Some(Self::Many(items)),
        })
    }

    pub(crate) fn required(reader: Reader<'_>, field: &'static str) -> Result<Self, ReadError> {
        Self::read(reader, field)?.ok_or(ReadError::Missing(field))
    }

    /// Reads one value. An object with nothing but an id is an id; an object whose id is unusable is an error.
    pub(crate) fn one(field: &'static str, value: &Value) -> Result<Self, ReadError> {
        let Value::Object(map) = value else {
            return strict_reference(field, value).map(Self::Id);
        };
        let id = Reader::new(value)?.id()?;
        match id {
            Some(id) if map.len() == 1 => Ok(Self::Id(id)),
            _ => Ok(Self::Embedded(value.clone())),
        }
    }

    /// The id, when there is exactly one object and it has one.
    pub fn id(&self) -> Option<Url> {
        match self {
            Self::Id(id) => Some(id.clone()),
            Self::Embedded(value) => Reader::new(value).ok()?.id().ok()?,
            Self::Many(_) => None,
        }
    }

    /// The ids of all objects that have one.
    pub fn ids(&self) -> Vec<Url> {
        match self {
            Self::Many(items) => items.iter().filter_map(Self::id).collect(),
            one => one.id().into_iter().collect(),
        }
    }

    /// The first type of an embedded document, cut at [`limits::WORD`] characters.
    pub fn kind(&self) -> Option<String> {
        let reader = Reader::new(self.embedded()?).ok()?;
        reader.types().next().map(|name| cut(name, limits::WORD))
    }

    /// True when a document of this type is embedded.
    pub fn is(&self, kind: &str) -> bool {
        self.embedded()
            .and_then(|value| Reader::new(value).ok())
            .is_some_and(|reader| reader.is(kind))
    }

    /// The embedded document, when there is exactly one.
    pub fn embedded(&self) -> Option<&Value> {
        match self {
            Self::Embedded(value) => Some(value),
            Self::Id(_) | Self::Many(_) => None,
        }
    }

    /// Each object on its own, in order.
    pub fn each(&self) -> &[ObjectRef] {
        match self {
            Self::Many(items) => items,
            one => std::slice::from_ref(one),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    fn read(value: Value) -> Result<ObjectRef, ReadError> {
        let value = json!({ "object": value });
        ObjectRef::required(Reader::new(&value).unwrap(), "object")
    }

    #[test]
    fn every_form() {
        let id = Url::parse("https://a.example/1").unwrap();
        assert_eq!(
            read(json!("https://a.example/1")),
            Ok(ObjectRef::Id(id.clone()))
        );
        assert_eq!(
            read(json!(["https://a.example/1"])),
            Ok(ObjectRef::Id(id.clone()))
        );
        assert_eq!(
            read(json!({"id": "https://a.example/1"})),
            Ok(ObjectRef::Id(id.clone()))
        );
        let note = read(json!({"id": "https://a.example/1", "type": ["Note"]})).unwrap();
        assert_eq!(
            (note.id(), note.kind().as_deref(), note.is("Note")),
            (Some(id), Some("Note"), true)
        );
        let many = read(json!(["https://a.example/1", {"type": "Note"}])).unwrap();
        assert_eq!(
            (many.id(), many.ids().len(), many.each().len()),
            (None, 1, 2)
        );
    }

    #[test]
    fn what_is_no_reference_is_refused() {
        for bad in [
            json!(null),
            json!([]),
            json!(""),
            json!("alice"),
            json!(1),
            json!({"id": 1}),
            json!({"id": "x", "type": "Note"}),
        ] {
            assert!(read(bad.clone()).is_err(), "{bad}");
        }
    }
}
