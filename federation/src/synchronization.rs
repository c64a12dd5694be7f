//! Followers synchronisation (FEP-8fcf): a digest of those who follow the sender on the receiver's server, sent along with
//! what is for followers only. Where the receiver counts others, it asks for the list.

use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;
use url::Url;

use crate::{
    origin::parse_id,
    vocab::{CollectionKind, kinds::kind_of, reader::Reader},
};

/// The name of the header.
pub const HEADER: &str = "collection-synchronization";

/// Longest header that is looked at, in bytes.
const LONGEST: usize = 4096;

/// The digest of a set of ids: the SHA-256 of each, all combined by exclusive or, so that their order does not matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SetDigest([u8; 32]);

impl SetDigest {
    /// The digest of these ids, each given once.
    pub fn of<'a>(ids: impl IntoIterator<Item = &'a str>) -> Self {
        ids.into_iter().fold(Self::default(), |mut sum, id| {
            let hash = digest(&SHA256, id.as_bytes());
            for (byte, other) in sum.0.iter_mut().zip(hash.as_ref()) {
                *byte ^= other;
            }
            sum
        })
    }
}

/// 64 hexadecimal digits.
impl fmt::Display for SetDigest {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
    }
}

/// What the header says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Synchronization {
    /// The followers collection of the sender.
    pub collection: Url,
    /// Where the part of it that lives on the receiver's server is listed.
    pub url: Url,
    /// The digest of that part, 64 hexadecimal digits in lower case.
    pub digest: String,
}

impl Synchronization {
    /// The header, alone in a map, for sending.
    ///
    /// Errors: `None` for URLs that cannot stand in a header, which a parsed URL is not.
    pub fn to_headers(&self) -> Option<HeaderMap> {
        let line = format!(
            r#"collectionId="{}", url="{}", digest="{}""#,
            self.collection, self.url, self.digest
        );
        let mut headers = HeaderMap::new();
        headers.insert(
            HeaderName::from_static(HEADER),
            HeaderValue::from_str(&line).ok()?,
        );
        Some(headers)
    }

    /// Reads the header of a delivery; `None` when there is none, or several, or one that is not of the form.
    pub fn read(headers: &HeaderMap) -> Option<Self> {
        let mut values = headers.get_all(HEADER).iter();
        let (line, more) = (values.next()?.to_str().ok()?, values.next());
        if more.is_some() || line.len() > LONGEST {
            return None;
        }
        let get = |wanted: &str| {
            let mut parts = line.split(',').filter_map(|part| part.split_once('='));
            let (_, value) = parts.find(|(name, _)| name.trim() == wanted)?;
            value.trim().strip_prefix('"')?.strip_suffix('"')
        };
        let digest = get("digest")?.to_ascii_lowercase();
        let hexadecimal = digest.len() == 64 && digest.bytes().all(|b| b.is_ascii_hexdigit());
        hexadecimal.then_some(Self {
            collection: parse_id(get("collectionId")?).ok()?,
            url: parse_id(get("url")?).ok()?,
            digest,
        })
    }
}

/// The ids in a list of followers or in one page of it, in whatever number a document may hold, with the address of the next
/// page or, for a collection without items of its own, of the first. `None` for another document, or one with an item that
/// is no id: half a list is worse than none here.
pub fn listed(document: &Value) -> Option<(Vec<Url>, Option<Url>)> {
    let reader = Reader::new(document).ok()?;
    kind_of(reader, CollectionKind::from_name).ok()?;
    let page = document.get("first").filter(|first| first.is_object());
    let items = |document: &Value| {
        let items = document
            .get("orderedItems")
            .or_else(|| document.get("items"));
        match items {
            None | Some(Value::Null) => Some(Vec::new()),
            Some(Value::Array(items)) => items.iter().map(id).collect(),
            Some(one) => Some(vec![id(one)?]),
        }
    };
    let mut ids = items(document)?;
    if let Some(page) = page {
        ids.extend(items(page)?);
    }
    let next = match page {
        Some(page) => Reader::new(page).ok()?.reference("next"),
        None => reader
            .reference("next")
            .or_else(|| reader.reference("first")),
    };
    Some((ids, next))
}

fn id(item: &Value) -> Option<Url> {
    let text = item.as_str().or_else(|| item.get("id")?.as_str())?;
    parse_id(text).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use serde_json::json;

    use super::*;

    #[test]
    fn the_digest_of_the_proposal() {
        let one = SetDigest::of(["https://testing.example.org/users/1"]);
        let both = SetDigest::of([
            "https://testing.example.org/users/1",
            "https://testing.example.org/users/2",
        ]);
        let turned = SetDigest::of([
            "https://testing.example.org/users/2",
            "https://testing.example.org/users/1",
        ]);
        assert_eq!(both, turned);
        assert_ne!(one, both);
        // The example of FEP-8fcf.
        assert_eq!(
            both.to_string(),
            "c33f48cd341ef046a206b8a72ec97af65079f9a3a9b90eef79c5920dce45c61f"
        );
        assert_eq!(SetDigest::of([]).to_string(), "0".repeat(64));
    }

    #[test]
    fn the_header_is_read_as_it_is_written_and_not_otherwise() {
        let said = Synchronization {
            collection: Url::parse("https://a.example/users/1/followers").unwrap(),
            url: Url::parse("https://a.example/users/1/followers_synchronization").unwrap(),
            digest: SetDigest::of(["https://b.example/2"]).to_string(),
        };
        let headers = said.to_headers().unwrap();
        assert_eq!(Synchronization::read(&headers), Some(said.clone()));
        assert_eq!(Synchronization::read(&HeaderMap::new()), None);
        let line = headers[HEADER].to_str().unwrap().to_owned();
        for bad in [
            line.replace("digest", "sum"),
            line.replace(&said.digest, "00"),
            line.replace("\"https", "https"),
            line.replace("https://a.example/users/1/followers\"", "javascript:1\""),
            format!("{line}{}", " ".repeat(LONGEST)),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(HEADER, HeaderValue::from_str(&bad).unwrap());
            assert_eq!(Synchronization::read(&headers), None, "{bad}");
        }
        let mut twice = headers.clone();
        twice.append(HEADER, headers[HEADER].clone());
        assert_eq!(Synchronization::read(&twice), None);
    }

    #[test]
    fn a_list_is_whole_or_none() {
        let of = |items: Value| {
            listed(
                &json!({"id": "https://a.example/f", "type": "OrderedCollection", "orderedItems": items}),
            )
        };
        let ids = |items: Value| of(items).map(|(ids, _)| ids.len());
        assert_eq!(ids(json!([])), Some(0));
        assert_eq!(
            ids(json!(["https://b.example/1", {"id": "https://b.example/2"}])),
            Some(2)
        );
        assert_eq!(ids(json!("https://b.example/1")), Some(1));
        assert_eq!(ids(json!(["https://b.example/1", 7])), None);
        assert_eq!(ids(json!(["https://b.example/1", "acct:x@y"])), None);
        let many: Vec<String> = (0..5000)
            .map(|n| format!("https://b.example/{n}"))
            .collect();
        assert_eq!(ids(json!(many)), Some(5000));
        assert!(listed(&json!({"type": "Note", "id": "https://a.example/f"})).is_none());
        let paged = json!({"type": "Collection", "first": {"type": "CollectionPage", "items": ["https://b.example/1"], "next": "https://a.example/f?2"}});
        let (first, next) = listed(&paged).unwrap();
        assert_eq!(
            (first.len(), next.unwrap().as_str()),
            (1, "https://a.example/f?2")
        );
    }
}
