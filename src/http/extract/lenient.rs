//! Reads typed forms out of a parameter tree, as leniently as Rails casts them.
//!
//! Clients send `true`, `"true"`, `"1"` and `on` for the same thing, ids as numbers, and one value where a list is
//! meant. Handlers declare plain structs; this deserialiser does the casting. `#[serde(flatten)]` does not work with it,
//! since serde then buffers the values before their wanted type is known.

use super::tree::{File, Node};
use crate::media::Spool;
use serde::de::value::{MapDeserializer, SeqDeserializer, StrDeserializer};
use serde::de::{self, DeserializeOwned, Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;
use std::cell::Cell;

/// What a client is told about a parameter that cannot be read.
pub type DecodeError = de::value::Error;

/// Deserialises a form.
///
/// # Errors
/// A value that cannot be cast, or a member that the form needs and the request lacks.
pub fn decode<T: DeserializeOwned>(tree: Node) -> Result<T, DecodeError> {
    // A file that a form did not want must not be found by the next one.
    HANDED.set(None);
    let form = T::deserialize(tree);
    HANDED.set(None);
    form
}

/// For what may be changed to nothing: absent is `None`, an empty text or `null` is `Some(None)`.
///
/// # Errors
/// For a text that is no such value.
pub fn blank_is_cleared<'de, D, T>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: std::str::FromStr,
    T::Err: std::fmt::Display,
{
    blank_is_none(deserializer).map(Some)
}

/// For optional numbers and the like: an empty or blank text is the same as no value.
/// Use as `#[serde(default, deserialize_with = "lenient::blank_is_none")]`.
///
/// # Errors
/// Text that is there and does not parse.
pub fn blank_is_none<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: std::str::FromStr,
    T::Err: std::fmt::Display,
{
    let text: Option<String> = serde::Deserialize::deserialize(deserializer)?;
    match text.as_deref().map(str::trim) {
        None | Some("") => Ok(None),
        Some(text) => text.parse().map(Some).map_err(de::Error::custom),
    }
}

/// Rails' boolean cast: only these texts are false. (Rails lets `False` pass as true; Python clients mean it.)
fn truthy(text: &str) -> bool {
    !["", "0", "f", "false", "off"]
        .iter()
        .any(|falsehood| text.eq_ignore_ascii_case(falsehood))
}

impl Node {
    fn describe(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::Text(_) => "a text",
            Self::File(_) => "a file",
            Self::List(_) => "a list",
            Self::Map(_) => "a group",
        }
    }

    fn wanted(&self, what: &str) -> DecodeError {
        de::Error::custom(format_args!("{what} is expected, not {}", self.describe()))
    }
}

impl IntoDeserializer<'_, DecodeError> for Node {
    type Deserializer = Self;
    fn into_deserializer(self) -> Self {
        self
    }
}

/// The values of a group whose keys are all numbers (`f[0]`, `f[1]`), in the order of the numbers.
fn numbered(mut members: Vec<(String, Node)>) -> Result<Vec<Node>, DecodeError> {
    if members.iter().any(|(key, _)| key.parse::<u32>().is_err()) {
        return Err(Node::Map(members).wanted("a list"));
    }
    members.sort_by_key(|(key, _)| key.parse::<u32>().unwrap_or(u32::MAX));
    Ok(members.into_iter().map(|(_, value)| value).collect())
}

macro_rules! number {
    ($($method:ident $visit:ident $type:ty)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
            let parsed = match &self {
                Self::Text(text) => text.trim().parse::<$type>().ok(),
                Self::Number(number) => number.to_string().parse::<$type>().ok(),
                Self::Bool(flag) => Some(<$type>::from(u8::from(*flag))),
                _ => None,
            };
            match parsed {
                Some(value) => visitor.$visit(value),
                None => Err(self.wanted("a number")),
            }
        }
    )*};
}

impl<'de> Deserializer<'de> for Node {
    type Error = DecodeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self {
            Self::Null => visitor.visit_unit(),
            Self::Bool(flag) => visitor.visit_bool(flag),
            Self::Number(number) => number.deserialize_any(visitor).map_err(de::Error::custom),
            Self::Text(text) => visitor.visit_string(text),
            Self::File(file) => visitor.visit_map(file_access(file)),
            Self::List(items) => visitor.visit_seq(SeqDeserializer::new(items.into_iter())),
            Self::Map(members) => visitor.visit_map(MapDeserializer::new(members.into_iter())),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match &self {
            Self::Bool(flag) => visitor.visit_bool(*flag),
            Self::Text(text) => visitor.visit_bool(truthy(text.trim())),
            Self::Number(number) => visitor.visit_bool(number.as_f64() != Some(0.0)),
            _ => Err(self.wanted("a boolean")),
        }
    }

    number! {
        deserialize_i8 visit_i16 i16  deserialize_i16 visit_i16 i16  deserialize_i32 visit_i32 i32
        deserialize_i64 visit_i64 i64  deserialize_u8 visit_u8 u8  deserialize_u16 visit_u16 u16
        deserialize_u32 visit_u32 u32  deserialize_u64 visit_u64 u64
        deserialize_f32 visit_f32 f32  deserialize_f64 visit_f64 f64
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self {
            Self::Text(text) => visitor.visit_string(text),
            Self::Number(number) => visitor.visit_string(number.to_string()),
            Self::Bool(flag) => visitor.visit_str(if flag { "true" } else { "false" }),
            other => Err(other.wanted("a text")),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.deserialize_string(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self {
            Self::Null => visitor.visit_none(),
            value => visitor.visit_some(value),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        let items = match self {
            Self::Null => Vec::new(),
            Self::List(items) => items,
            Self::Map(members) => numbered(members)?,
            Self::Text(text) if text.is_empty() => Vec::new(),
            one => vec![one],
        };
        visitor.visit_seq(SeqDeserializer::new(items.into_iter()))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self {
            Self::Null => {
                visitor.visit_map(MapDeserializer::new(std::iter::empty::<(String, Self)>()))
            }
            Self::Map(_) | Self::File(_) => self.deserialize_any(visitor),
            other => Err(other.wanted("a group")),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        match self {
            Self::Text(text) => {
                let text: StrDeserializer<'_, DecodeError> = text.as_str().into_deserializer();
                text.deserialize_enum(name, variants, visitor)
            }
            other => Err(other.wanted("a word")),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! { char bytes byte_buf unit unit_struct tuple tuple_struct identifier }
}

thread_local! {
    /// What a file holds, on its way from the tree to the form: serde carries bytes and no handles. It is put down and taken
    /// up within one call.
    static HANDED: Cell<Option<Spool>> = const { Cell::new(None) };
}

/// How a file travels through serde: as a map of these three members.
fn file_access(
    file: File,
) -> MapDeserializer<'static, std::array::IntoIter<(&'static str, FilePart), 3>, DecodeError> {
    MapDeserializer::new(
        [
            ("name", FilePart::Text(file.name)),
            ("media_type", FilePart::Text(file.media_type)),
            ("data", FilePart::Data(file.data)),
        ]
        .into_iter(),
    )
}

enum FilePart {
    Text(Option<String>),
    Data(Spool),
}

impl IntoDeserializer<'_, DecodeError> for FilePart {
    type Deserializer = Self;
    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for FilePart {
    type Error = DecodeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self {
            Self::Text(None) => visitor.visit_none(),
            Self::Text(Some(text)) => visitor.visit_some(text.into_deserializer()),
            Self::Data(data) => {
                HANDED.set(Some(data));
                visitor.visit_unit()
            }
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl<'de> de::Deserialize<'de> for File {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct FileVisitor;
        impl<'de> Visitor<'de> for FileVisitor {
            type Value = File;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a file of a multipart form")
            }
            fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<File, A::Error> {
                let mut file = File {
                    name: None,
                    media_type: None,
                    data: Spool::default(),
                };
                while let Some(key) = map.next_key::<String>()? {
                    match key.as_str() {
                        "name" => file.name = map.next_value()?,
                        "media_type" => file.media_type = map.next_value()?,
                        "data" => file.data = map.next_value::<Data>()?.0,
                        _ => return Err(de::Error::custom("a file is expected, not a group")),
                    }
                }
                Ok(file)
            }
        }
        deserializer.deserialize_any(FileVisitor)
    }
}

/// What a file holds.
struct Data(Spool);

impl<'de> de::Deserialize<'de> for Data {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct DataVisitor;
        impl Visitor<'_> for DataVisitor {
            type Value = Data;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("the bytes of a file")
            }
            fn visit_unit<E: de::Error>(self) -> Result<Data, E> {
                let handed = HANDED.take();
                handed
                    .map(Data)
                    .ok_or_else(|| E::custom("a file is expected, not a group"))
            }
        }
        deserializer.deserialize_any(DataVisitor)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(rename_all = "lowercase")]
    enum Word {
        Public,
        Private,
    }

    #[derive(Debug, Default, Deserialize)]
    #[serde(default)]
    struct Form {
        text: Option<String>,
        flag: Option<bool>,
        count: i32,
        #[serde(deserialize_with = "blank_is_none")]
        seconds: Option<u64>,
        ids: Vec<String>,
        fields: Vec<Pair>,
        source: Option<Source>,
        word: Option<Word>,
        file: Option<File>,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    struct Pair {
        name: String,
        value: String,
    }

    #[derive(Debug, Deserialize)]
    struct Source {
        privacy: Option<Word>,
        sensitive: Option<bool>,
    }

    fn form(query: &str) -> Form {
        decode(Node::from_urlencoded(query.as_bytes()).unwrap()).unwrap()
    }

    fn json(value: serde_json::Value) -> Form {
        decode(Node::from(value)).unwrap()
    }

    #[test]
    fn booleans_come_in_many_spellings() {
        for (spelling, expected) in [
            ("true", true),
            ("1", true),
            ("on", true),
            ("t", true),
            ("false", false),
            ("0", false),
            ("off", false),
            ("", false),
        ] {
            assert_eq!(
                form(&format!("flag={spelling}")).flag,
                Some(expected),
                "{spelling}"
            );
        }
        assert_eq!(
            json(serde_json::json!({ "flag": "false" })).flag,
            Some(false)
        );
        assert_eq!(json(serde_json::json!({ "flag": 1 })).flag, Some(true));
        assert_eq!(json(serde_json::json!({ "flag": null })).flag, None);
    }

    #[test]
    fn numbers_and_texts_change_places() {
        assert_eq!(form("count=12").count, 12);
        assert_eq!(
            json(serde_json::json!({ "count": "12", "text": 109_876 }))
                .text
                .unwrap(),
            "109876"
        );
        assert_eq!(json(serde_json::json!({ "seconds": 60 })).seconds, Some(60));
        assert_eq!(form("seconds=").seconds, None);
        assert!(decode::<Form>(Node::from_urlencoded(b"count=x").unwrap()).is_err());
    }

    #[test]
    fn lists_accept_one_value_and_numbered_groups() {
        assert_eq!(form("ids[]=1&ids[]=2").ids, ["1", "2"]);
        assert_eq!(form("ids=1").ids, ["1"]);
        assert_eq!(json(serde_json::json!({ "ids": [1, "2"] })).ids, ["1", "2"]);
        let fields =
            form("fields[10][name]=c&fields[10][value]=3&fields[2][name]=b&fields[2][value]=2")
                .fields;
        assert_eq!(
            fields
                .iter()
                .map(|pair| pair.name.as_str())
                .collect::<Vec<_>>(),
            ["b", "c"]
        );
        let fields =
            json(serde_json::json!({ "fields": { "0": { "name": "a", "value": "1" } } })).fields;
        assert_eq!(
            fields,
            [Pair {
                name: "a".into(),
                value: "1".into()
            }]
        );
    }

    #[test]
    fn groups_and_words() {
        let form = form("source[privacy]=private&source[sensitive]=true&word=public&other[x]=1");
        assert_eq!(form.word, Some(Word::Public));
        let source = form.source.unwrap();
        assert_eq!(
            (source.privacy, source.sensitive),
            (Some(Word::Private), Some(true))
        );
        assert!(decode::<Form>(Node::from_urlencoded(b"word=secret").unwrap()).is_err());
    }

    #[test]
    fn files_pass_through_whole() {
        let file = File {
            name: Some("a.png".into()),
            media_type: None,
            data: vec![0, 159, 255].into(),
        };
        let tree = Node::Map(vec![("file".into(), Node::File(file.clone()))]);
        assert_eq!(decode::<Form>(tree).unwrap().file.as_ref(), Some(&file));
        assert!(decode::<Form>(Node::from_urlencoded(b"file=text").unwrap()).is_err());
        assert!(decode::<Form>(Node::from_urlencoded(b"file[x]=text").unwrap()).is_err());
        // One that nobody took is not handed to whoever comes next.
        let unwanted = Node::Map(vec![("source".into(), Node::File(file))]);
        drop(decode::<Form>(unwanted));
        let nothing = serde_json::json!({ "file": { "data": null } });
        assert!(decode::<Form>(nothing.into()).is_err());
    }
}
