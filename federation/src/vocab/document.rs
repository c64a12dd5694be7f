//! From bytes to JSON, refusing every document that two readers could understand differently.
//!
//! `serde_json` keeps the last of two equal keys where other parsers keep the first; a signature checked over one reading
//! and acted on by the other is a known attack. So are JSON-LD keywords that rearrange a document. Both are refused here,
//! once, for everything that comes from a peer.

use super::limits;
use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::fmt;

/// JSON-LD keywords that move statements from one object to another. No server sends them; expanded and compacted
/// readings of a document that has them differ.
const RESTRUCTURING: [&str; 3] = ["@graph", "@reverse", "@included"];

/// Why bytes are not a document we read.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// The bytes are not UTF-8.
    #[error("not UTF-8 text")]
    NotUtf8(#[from] std::str::Utf8Error),
    /// Not JSON, nested too deep, a key given twice, a NUL character, a number without a finite value, or a keyword that
    /// rearranges the document. The text says which and where.
    #[error("not acceptable JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// JSON, but not one object.
    #[error("the document is not one JSON object")]
    NotAnObject,
}

/// Parses one document of a peer.
///
/// A byte order mark at the start is skipped. Refused are: text that is not UTF-8, nesting deeper than
/// [`limits::DEPTH`], a key repeated within one object, lone surrogates, NUL characters (no database of ours stores
/// them), numbers beyond a double's range, the keys `@graph`, `@reverse` and `@included` at any depth, and anything
/// after the object. The caller bounds the number of bytes.
///
/// # Errors
/// [`DocumentError`], whose text is fit for a log and for the answer to the peer.
pub fn parse(bytes: &[u8]) -> Result<Value, DocumentError> {
    let text = std::str::from_utf8(bytes)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = Careful { depth: 0 }.deserialize(&mut deserializer)?;
    deserializer.end()?;
    if value.is_object() {
        Ok(value)
    } else {
        Err(DocumentError::NotAnObject)
    }
}

/// A document that serde reads as carefully as [`parse`] does, for places where a library hands the bytes to serde.
#[derive(Debug, Clone, PartialEq)]
pub struct Document(pub Value);

impl<'de> de::Deserialize<'de> for Document {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Careful { depth: 0 }.deserialize(deserializer)?;
        if value.is_object() {
            Ok(Self(value))
        } else {
            Err(de::Error::custom("the document is not one JSON object"))
        }
    }
}

/// Builds a [`Value`] and knows how deep it is.
#[derive(Clone, Copy)]
struct Careful {
    depth: usize,
}

impl Careful {
    fn inside<E: de::Error>(self) -> Result<Self, E> {
        if self.depth >= limits::DEPTH {
            return Err(E::custom("nested too deep"));
        }
        Ok(Self {
            depth: self.depth + 1,
        })
    }
}

impl<'de> DeserializeSeed<'de> for Careful {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Careful {
    type Value = Value;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a JSON value")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value)
            .map(Value::Number)
            .ok_or_else(|| E::custom("a number without a finite value"))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Value, E> {
        self.visit_string(value.to_owned())
    }

    fn visit_string<E: de::Error>(self, value: String) -> Result<Value, E> {
        no_nul(&value)?;
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let inside = self.inside()?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(inside)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let inside = self.inside()?;
        let mut map = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            no_nul(&key)?;
            if RESTRUCTURING.contains(&key.as_str()) {
                return Err(de::Error::custom(format_args!(
                    "the keyword {key} is refused"
                )));
            }
            if map.contains_key(&key) {
                return Err(de::Error::custom("the same key twice in one object"));
            }
            let value = entries.next_value_seed(inside)?;
            map.insert(key, value);
        }
        Ok(Value::Object(map))
    }
}

fn no_nul<E: de::Error>(text: &str) -> Result<(), E> {
    if text.contains('\0') {
        return Err(E::custom("a NUL character"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn reads_plain_documents() {
        let value =
            parse("\u{feff}{\"a\": [1, -2, 1.5, true, null, \"\u{e9}\"]}".as_bytes()).unwrap();
        assert_eq!(
            value,
            serde_json::json!({"a": [1, -2, 1.5, true, null, "é"]})
        );
    }

    #[test]
    fn refuses_what_readers_disagree_about() {
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(80), "]".repeat(80));
        let refused: [&[u8]; 15] = [
            br#"{"actor":"a","actor":"b"}"#,
            br#"{"object":{"id":1,"id":2}}"#,
            br#"{"id":1,"\u0069d":2}"#,
            br#"{"@graph":[]}"#,
            br#"{"a":[{"\u0040reverse":{}}]}"#,
            br#"{"@included":{}}"#,
            br#"{"a":1e999}"#,
            br#"{"a":"\u0000"}"#,
            br#"{"a\u0000":1}"#,
            br#"{"a":"\ud800"}"#,
            b"{\"a\":\"\xff\"}",
            br#"{"a":1} {}"#,
            b"[]",
            b"",
            deep.as_bytes(),
        ];
        for bytes in refused {
            assert!(parse(bytes).is_err(), "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn depth_has_an_exact_bound() {
        let nested =
            |levels: usize| format!("{{\"a\":{}{}}}", "[".repeat(levels), "]".repeat(levels));
        assert!(parse(nested(limits::DEPTH - 1).as_bytes()).is_ok());
        assert!(parse(nested(limits::DEPTH).as_bytes()).is_err());
    }
}
