//! Quotes, in the five ways they are sent.

use super::tags::ObjectLink;
use crate::origin::document_of;
use crate::vocab::{
    reader::{Reader, reference_of},
    tombstone::Tombstone,
};
use serde_json::Value;
use url::Url;

/// The rel of a quote in an object link (FEP-e232), in its two spellings.
const QUOTE_RELS: [&str; 2] = [
    "https://misskey-hub.net/ns#_misskey_quote",
    "https://misskey-hub.net/ns/#_misskey_quote",
];

/// The post a post quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Quote {
    /// A post, and the stamp by which its author allows the quote (FEP-044f), unchecked.
    Of {
        /// Id of the quoted post.
        id: Url,
        /// Address of the stamp.
        authorization: Option<Url>,
    },
    /// The quoted post has been deleted (Mastodon's Tombstone without an id).
    Deleted,
}

/// The quote: `quote` (FEP-044f), `quoteUrl`, `quoteUri`, `_misskey_quote`, or a tag (FEP-e232).
///
/// A value that is not an address is no quote: BookWyrm uses `quote` for the quoted words of a book. A post that quotes
/// itself quotes nothing.
pub(super) fn read(reader: Reader<'_>, id: &Url, links: &[ObjectLink]) -> Option<Quote> {
    let named = ["quote", "quoteUrl", "quoteUri", "_misskey_quote"]
        .into_iter()
        .filter_map(|key| reader.get(key))
        .find_map(quoted);
    let tagged = || {
        links
            .iter()
            .find(|link| {
                link.rel
                    .iter()
                    .any(|rel| QUOTE_RELS.contains(&rel.as_str()))
            })
            .map(|link| link.href.clone())
    };
    let quoted = match named {
        Some(None) => return Some(Quote::Deleted),
        Some(Some(url)) => url,
        None => tagged()?,
    };
    (document_of(&quoted) != document_of(id)).then(|| Quote::Of {
        id: quoted,
        authorization: reader.reference("quoteAuthorization"),
    })
}

/// `Some(None)` is a quote whose post is gone.
fn quoted(value: &Value) -> Option<Option<Url>> {
    if let Ok(tombstone) = Tombstone::read(value) {
        return Some(tombstone.id);
    }
    reference_of(value).map(Some)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    fn quote(value: Value) -> Option<Quote> {
        let id = Url::parse("https://a.example/1").unwrap();
        read(Reader::new(&value).unwrap(), &id, &[])
    }

    #[test]
    fn only_addresses_of_other_posts() {
        assert!(matches!(
            quote(json!({"quoteUri": "https://b.example/2"})),
            Some(Quote::Of { .. })
        ));
        assert!(matches!(
            quote(json!({"quote": "<p>a book</p>", "quoteUrl": "https://b.example/2"})),
            Some(Quote::Of { .. })
        ));
        assert_eq!(
            quote(json!({"quote": {"type": "Tombstone"}})),
            Some(Quote::Deleted)
        );
        assert_eq!(quote(json!({"quote": "<p>a book</p>"})), None);
        assert_eq!(quote(json!({"quote": "https://a.example/1#x"})), None);
        assert_eq!(quote(json!({})), None);
    }
}
