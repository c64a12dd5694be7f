//! Our collections.

use serde::Serialize;
use url::Url;

/// A collection: outbox, followers, following, featured, replies, a conversation. Either paged (`first`), or whole
/// (`ordered_items`), or a bare count.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(
    tag = "type",
    rename = "OrderedCollection",
    rename_all = "camelCase",
    bound(serialize = "T: Serialize")
)]
pub struct OrderedCollection<T> {
    /// Its id.
    pub id: Url,
    /// Whose it is, where readers ask (FEP-7888).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributed_to: Option<Url>,
    /// How many items there are in all.
    pub total_items: u64,
    /// The first page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first: Option<Url>,
    /// The last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last: Option<Url>,
    /// All items, of a short collection: ids, or documents without a context.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ordered_items: Option<Vec<T>>,
}

/// One page of a collection.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(
    tag = "type",
    rename = "OrderedCollectionPage",
    rename_all = "camelCase",
    bound(serialize = "T: Serialize")
)]
pub struct OrderedCollectionPage<T> {
    /// Its id.
    pub id: Url,
    /// The collection it belongs to.
    pub part_of: Url,
    /// How many items there are in all; Mastodon's readers look for it on pages too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_items: Option<u64>,
    /// The page after this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<Url>,
    /// The page before this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prev: Option<Url>,
    /// The items: ids, or documents without a context.
    pub ordered_items: Vec<T>,
}
