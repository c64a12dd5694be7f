//! Collections and their pages.

use super::{
    error::ReadError,
    kinds::{CollectionKind, kind_of},
    limits,
    object_ref::ObjectRef,
    reader::Reader,
};
use serde_json::Value;
use url::Url;

/// A collection or one page of it: followers, featured posts, an outbox, replies, a conversation.
#[derive(Debug, Clone, PartialEq)]
pub struct Collection {
    /// The id; embedded first pages often have none.
    pub id: Option<Url>,
    /// Which of the four types.
    pub kind: CollectionKind,
    /// Whose it is (FEP-7888 conversations, Lemmy's moderators).
    pub attributed_to: Option<Url>,
    /// How many items there are in all, as claimed.
    pub total: Option<u64>,
    /// The items here, in their order; unusable ones are passed over, at most [`limits::ITEMS`] are kept.
    pub items: Vec<ObjectRef>,
    /// Address of the first page.
    pub first: Option<Url>,
    /// The first page, when it is embedded.
    pub first_page: Option<Box<Collection>>,
    /// Address of the page after this one.
    pub next: Option<Url>,
    /// The collection a page belongs to.
    pub part_of: Option<Url>,
}

impl Collection {
    /// Reads a collection or a page.
    ///
    /// # Errors
    /// [`ReadError`] for another type or an unusable id.
    pub fn read(value: &Value) -> Result<Self, ReadError> {
        let reader = Reader::new(value)?;
        let first_page = reader.get("first").filter(|value| value.is_object());
        Ok(Self {
            id: reader.id()?,
            kind: kind_of(reader, CollectionKind::from_name)?,
            attributed_to: reader.reference("attributedTo"),
            total: reader.whole("totalItems"),
            items: reader
                .list("orderedItems", limits::ITEMS)
                .chain(reader.list("items", limits::ITEMS))
                .take(limits::ITEMS)
                .filter_map(|item| ObjectRef::one("items", item).ok())
                .collect(),
            first: reader.reference("first"),
            // Pages have no first page of their own here: a chain of them would only be there to cost us memory.
            first_page: first_page
                .and_then(|value| Self::read(value).ok())
                .map(|page| {
                    Box::new(Self {
                        first_page: None,
                        ..page
                    })
                }),
            next: reader.reference("next"),
            part_of: reader.reference("partOf"),
        })
    }

    /// The ids of the items here, and of those on an embedded first page.
    pub fn ids(&self) -> Vec<Url> {
        let first = self.first_page.iter().flat_map(|page| &page.items);
        self.items
            .iter()
            .chain(first)
            .filter_map(ObjectRef::id)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    #[test]
    fn items_of_all_sorts() {
        let value = json!({
            "id": "https://a.example/c", "type": "Collection", "totalItems": 3,
            "first": {
                "type": "CollectionPage", "next": "https://a.example/c?page=2",
                "items": ["https://a.example/1", {"id": "https://a.example/2", "type": "Note"}, 7, null],
            },
        });
        let read = Collection::read(&value).unwrap();
        assert_eq!(
            (read.kind, read.total),
            (CollectionKind::Collection, Some(3))
        );
        assert_eq!(read.ids().len(), 2);
        assert!(read.first_page.unwrap().next.is_some());
    }
}
