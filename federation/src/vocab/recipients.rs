//! Whom a document is addressed to.

use super::{
    limits,
    reader::{Reader, reference_of, unique},
};
use serde_json::Value;
use url::Url;

/// The address that stands for everybody, as we write it and as Mastodon compares it.
pub const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";

/// True for every spelling of [`PUBLIC`] seen: the full address with or without a slash at its end, in any case and with
/// either scheme, `as:Public` and `Public`. Two spellings meaning two things would let a sender show a post to more people
/// than a receiver checks.
pub fn is_public(text: &str) -> bool {
    let name = text.trim().trim_end_matches('/').to_ascii_lowercase();
    let name = name
        .strip_prefix("https://")
        .or_else(|| name.strip_prefix("http://"))
        .unwrap_or(&name);
    matches!(
        name,
        "www.w3.org/ns/activitystreams#public" | "as:public" | "public"
    )
}

/// One of `to`, `cc`, `audience`: everybody or not, and the actors and collections named.
///
/// Values that are no addresses are passed over. At most [`limits::RECIPIENTS`] entries are kept, without repetitions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recipients {
    /// The public address was among them.
    pub public: bool,
    /// The other addresses, in the order given.
    pub ids: Vec<Url>,
}

impl Recipients {
    pub(crate) fn read(reader: Reader<'_>, key: &str) -> Self {
        let mut public = false;
        let ids = unique(reader.list(key, limits::RECIPIENTS).filter_map(|value| {
            if says_public(value) {
                public = true;
                return None;
            }
            reference_of(value)
        }));
        Self { public, ids }
    }

    /// True when nobody is named.
    pub fn is_empty(&self) -> bool {
        !self.public && self.ids.is_empty()
    }

    /// True when this actor or collection is named.
    pub fn contains(&self, id: &Url) -> bool {
        self.ids.contains(id)
    }
}

fn says_public(value: &Value) -> bool {
    match value {
        Value::String(text) => is_public(text),
        Value::Object(map) => map.get("id").and_then(Value::as_str).is_some_and(is_public),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    fn read(value: Value) -> Recipients {
        let value = json!({ "to": value });
        Recipients::read(Reader::new(&value).unwrap(), "to")
    }

    #[test]
    fn public_in_every_spelling() {
        for text in [
            "https://www.w3.org/ns/activitystreams#Public",
            "https://www.w3.org/ns/activitystreams#Public/",
            "HTTPS://WWW.W3.ORG/NS/ACTIVITYSTREAMS#PUBLIC",
            "http://www.w3.org/ns/activitystreams#Public",
            "as:Public",
            "Public",
        ] {
            assert!(read(json!(text)).public, "{text}");
            assert!(read(json!([text])).public, "{text}");
            assert!(read(json!({"id": text})).public, "{text}");
            assert!(read(json!(text)).ids.is_empty(), "{text}");
        }
        assert!(!read(json!("https://evil.example/ns/activitystreams#Public")).public);
        assert!(!read(json!("PublicRelations")).public);
    }

    #[test]
    fn odd_entries_are_passed_over_and_long_lists_cut() {
        let some = read(
            json!([null, 1, "x", "https://a.example/1", {"id": "https://a.example/2"}, "https://a.example/1"]),
        );
        assert_eq!(some.ids.len(), 2);
        let many: Vec<_> = (0..10_000)
            .map(|n| json!(format!("https://a.example/{n}")))
            .collect();
        assert_eq!(read(Value::Array(many)).ids.len(), limits::RECIPIENTS);
    }
}
