//! Lenient access to the properties of one object.
//!
//! Servers send a property as a string, an object or an array of either, and `null` for absent; some write booleans as
//! strings. These helpers read all of that and nothing stricter: what does not fit is absent, never an error, except for
//! the few properties that decide authority.

use super::{error::ReadError, limits};
use crate::origin::parse_id;
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, Utc};
use serde_json::{Map, Value};
use url::Url;

/// The namespace of ActivityStreams; types and Public may be written with it.
const NAMESPACE: &str = "https://www.w3.org/ns/activitystreams#";

/// A JSON object seen as properties.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a> {
    map: &'a Map<String, Value>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(value: &'a Value) -> Result<Self, ReadError> {
        let map = value.as_object().ok_or(ReadError::NotAnObject)?;
        Ok(Self { map })
    }

    /// The value of a property; `null` is absent.
    pub(crate) fn get(self, key: &str) -> Option<&'a Value> {
        self.map.get(key).filter(|value| !value.is_null())
    }

    /// Every value of a property, whether it stands alone or in an array; cut at `limit`.
    pub(crate) fn list(self, key: &str, limit: usize) -> impl Iterator<Item = &'a Value> {
        entries(self.get(key)).take(limit)
    }

    /// How many values a property has.
    pub(crate) fn count(self, key: &str) -> usize {
        entries(self.get(key)).count()
    }

    /// The values of `type` without the namespace.
    pub(crate) fn types(self) -> impl Iterator<Item = &'a str> {
        self.list("type", limits::TYPES)
            .filter_map(Value::as_str)
            .map(|name| {
                name.strip_prefix(NAMESPACE)
                    .or_else(|| name.strip_prefix("as:"))
                    .unwrap_or(name)
            })
    }

    pub(crate) fn is(self, kind: &str) -> bool {
        self.types().any(|name| name == kind)
    }

    /// The first text of a property, untouched inside, absent when blank; cut at `limit` characters.
    pub(crate) fn text(self, key: &str, limit: usize) -> Option<String> {
        text_of(self.get(key)?)
            .filter(|text| !text.trim().is_empty())
            .map(|text| cut(text, limit))
    }

    /// [`Self::text`] of the property, or the first of its language map (`contentMap` and the like).
    pub(crate) fn text_or_map(self, key: &str, map: &str, limit: usize) -> Option<String> {
        self.text(key, limit).or_else(|| {
            self.get(map)?
                .as_object()?
                .values()
                .filter_map(text_of)
                .find(|text| !text.trim().is_empty())
                .map(|text| cut(text, limit))
        })
    }

    /// A boolean, also as `"true"` or `{"@value": "False"}`.
    pub(crate) fn flag(self, key: &str) -> Option<bool> {
        let value = self.get(key)?;
        value.as_bool().or_else(|| {
            let text = text_of(value)?;
            if text.eq_ignore_ascii_case("true") {
                Some(true)
            } else if text.eq_ignore_ascii_case("false") {
                Some(false)
            } else {
                None
            }
        })
    }

    /// A whole number that is not negative.
    pub(crate) fn whole(self, key: &str) -> Option<u64> {
        let value = self.get(key)?;
        value
            .as_u64()
            .or_else(|| text_of(value)?.trim().parse().ok())
    }

    /// A size in pixels; zero is no size.
    pub(crate) fn pixels(self, key: &str) -> Option<u32> {
        self.whole(key)
            .and_then(|size| u32::try_from(size).ok())
            .filter(|size| *size > 0)
    }

    pub(crate) fn date(self, key: &str) -> Option<DateTime<Utc>> {
        date_of(text_of(self.get(key)?)?)
    }

    /// The first usable reference of a property.
    pub(crate) fn reference(self, key: &str) -> Option<Url> {
        self.list(key, limits::LINKS).find_map(reference_of)
    }

    /// Every usable reference of a property, without repetitions.
    pub(crate) fn references(self, key: &str, limit: usize) -> Vec<Url> {
        unique(self.list(key, limit).filter_map(reference_of))
    }

    /// The id of this very object: absent, usable or an error, never ignored.
    pub(crate) fn id(self) -> Result<Option<Url>, ReadError> {
        let field = "id";
        match self.get(field) {
            None => Ok(None),
            Some(Value::String(text)) if text.is_empty() => Ok(None),
            Some(Value::String(text)) => id_of(field, text).map(Some),
            Some(_) => Err(ReadError::Id {
                field,
                reason: "not a text".to_owned(),
            }),
        }
    }

    pub(crate) fn required_id(self) -> Result<Url, ReadError> {
        self.id()?.ok_or(ReadError::Missing("id"))
    }

    /// The one actor an activity is of: a text, an object with an id, or an array of one of these.
    pub(crate) fn sole(self, field: &'static str) -> Result<Url, ReadError> {
        if self.count(field) > limits::OWNERS {
            return Err(ReadError::Ambiguous(field));
        }
        let mut found: Option<Url> = None;
        for value in self.list(field, limits::OWNERS) {
            let url = strict_reference(field, value)?;
            if found.as_ref().is_some_and(|first| *first != url) {
                return Err(ReadError::Ambiguous(field));
            }
            found = Some(url);
        }
        found.ok_or(ReadError::Missing(field))
    }
}

fn entries(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    let list = match value {
        Some(Value::Array(items)) => items.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    list.iter().filter(|value| !value.is_null())
}

/// The text of a value: itself, its `@value`, or the first text of an array.
pub(crate) fn text_of(value: &Value) -> Option<&str> {
    match value {
        Value::String(text) => Some(text),
        Value::Array(items) => items.iter().find_map(text_of),
        Value::Object(map) => map.get("@value")?.as_str(),
        _ => None,
    }
}

/// The first `limit` characters.
pub(crate) fn cut(text: &str, limit: usize) -> String {
    let end = text
        .char_indices()
        .nth(limit)
        .map_or(text.len(), |(position, _)| position);
    text.get(..end).unwrap_or(text).to_owned()
}

/// The address a value stands for: a text, an object's `id`, or a link's `href`.
pub(crate) fn reference_of(value: &Value) -> Option<Url> {
    let text = match value {
        Value::String(text) => text,
        Value::Object(map) => ["id", "href"]
            .into_iter()
            .find_map(|key| map.get(key)?.as_str())?,
        _ => return None,
    };
    parse_id(text).ok()
}

/// [`reference_of`] where anything but a usable id is an error.
pub(crate) fn strict_reference(field: &'static str, value: &Value) -> Result<Url, ReadError> {
    let text = match value {
        Value::String(text) => Some(text.as_str()),
        Value::Object(map) => map.get("id").and_then(Value::as_str),
        _ => None,
    };
    let text = text.ok_or_else(|| ReadError::Id {
        field,
        reason: "neither a text nor an object with an id".to_owned(),
    })?;
    id_of(field, text)
}

fn id_of(field: &'static str, text: &str) -> Result<Url, ReadError> {
    parse_id(text).map_err(|error| ReadError::Id {
        field,
        reason: error.to_string(),
    })
}

pub(crate) fn unique(urls: impl Iterator<Item = Url>) -> Vec<Url> {
    let mut seen = std::collections::HashSet::new();
    urls.filter(|url| seen.insert(url.clone())).collect()
}

/// A moment as servers write it: RFC 3339 with any number of fraction digits, with an offset, with `Z`, or with neither
/// (taken as UTC), also without seconds, or a bare date. Years outside 1900 to 9999 are no dates.
pub(crate) fn date_of(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    let moment = DateTime::parse_from_rfc3339(text)
        .map(|moment| moment.to_utc())
        .ok()
        .or_else(|| {
            ["%Y-%m-%dT%H:%M:%S%.f%#z", "%Y-%m-%dT%H:%M%#z"]
                .into_iter()
                .find_map(|form| DateTime::parse_from_str(text, form).ok())
                .map(|moment| moment.to_utc())
        })
        .or_else(|| {
            [
                "%Y-%m-%dT%H:%M:%S%.f",
                "%Y-%m-%d %H:%M:%S%.f",
                "%Y-%m-%dT%H:%M",
                "%Y-%m-%dT%H:%MZ",
            ]
            .into_iter()
            .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
            .map(|moment| moment.and_utc())
        })
        .or_else(|| {
            NaiveDate::parse_from_str(text, "%Y-%m-%d")
                .ok()?
                .and_hms_opt(0, 0, 0)
                .map(|moment| moment.and_utc())
        })?;
    (1900..=9999).contains(&moment.year()).then_some(moment)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    #[test]
    fn dates_of_many_servers() {
        let same = date_of("2024-05-06T07:08:09Z").unwrap();
        for text in [
            "2024-05-06T07:08:09.000Z",
            "2024-05-06T09:08:09+02:00",
            "2024-05-06T07:08:09.000000000Z",
            "2024-05-06T07:08:09.0000000+00:00",
            "2024-05-06t07:08:09z",
            "2024-05-06T07:08:09+0000",
            "2024-05-06T07:08:09",
            "2024-05-06 07:08:09",
        ] {
            assert_eq!(date_of(text), Some(same), "{text}");
        }
        assert!(date_of("2024-05-06T07:08Z").is_some());
        assert!(date_of("2024-05-06").is_some());
        for text in [
            "2026-13-45",
            "",
            "yesterday",
            "0001-01-01T00:00:00Z",
            "+12345-01-01T00:00:00Z",
        ] {
            assert_eq!(date_of(text), None, "{text}");
        }
    }

    #[test]
    fn one_or_many_or_null() {
        let value = json!({"a": null, "b": "x", "c": ["x", null, "y"], "d": {"@value": "False"}, "e": "true"});
        let reader = Reader::new(&value).unwrap();
        assert_eq!(reader.count("a"), 0);
        assert_eq!(reader.count("b"), 1);
        assert_eq!(reader.list("c", 10).count(), 2);
        assert_eq!(reader.list("c", 1).count(), 1);
        assert_eq!(reader.flag("d"), Some(false));
        assert_eq!(reader.flag("e"), Some(true));
        assert_eq!(reader.flag("b"), None);
    }

    #[test]
    fn cuts_between_characters() {
        assert_eq!(cut("aéb", 2), "aé");
        assert_eq!(cut("aéb", 3), "aéb");
        assert_eq!(cut("", 3), "");
    }

    #[test]
    fn one_actor_and_no_other() {
        let sole = |value: Value| {
            let value = json!({ "actor": value });
            Reader::new(&value).unwrap().sole("actor")
        };
        let alice = Url::parse("https://a.example/u/alice").unwrap();
        assert_eq!(sole(json!("https://a.example/u/alice")), Ok(alice.clone()));
        assert_eq!(
            sole(json!([{"type": "Person", "id": "https://a.example/u/alice"}])),
            Ok(alice)
        );
        for bad in [
            json!(1),
            json!("1"),
            json!(""),
            json!({}),
            json!(null),
            json!([]),
            json!("alice"),
            json!([["x"]]),
        ] {
            assert!(sole(bad.clone()).is_err(), "{bad}");
        }
        assert_eq!(
            sole(json!(["https://a.example/1", "https://a.example/2"])),
            Err(ReadError::Ambiguous("actor"))
        );
    }
}
