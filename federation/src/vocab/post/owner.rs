//! Whose post it is.

use crate::origin::same_origin;
use crate::vocab::{
    error::ReadError,
    limits,
    reader::{Reader, strict_reference},
};
use url::Url;

const FIELD: &str = "attributedTo";

/// The one owner named by `attributedTo`.
///
/// A text, an object with an id, or an array. An array with several entries is taken only in PeerTube's form: one Person on
/// the origin of the post next to entries that say they are no people (its channel, a Group). All else that names several
/// is refused: whoever picks the first entry and whoever picks the last would show different authors.
pub(super) fn owner(reader: Reader<'_>, id: &Url) -> Result<Url, ReadError> {
    if reader.count(FIELD) > limits::OWNERS {
        return Err(ReadError::Ambiguous(FIELD));
    }
    let mut people = Vec::new();
    let mut others = Vec::new();
    let mut untyped = Vec::new();
    for value in reader.list(FIELD, limits::OWNERS) {
        let url = strict_reference(FIELD, value)?;
        let typed = Reader::new(value).ok();
        let list = match typed {
            Some(typed) if typed.is("Person") => &mut people,
            Some(typed) if typed.types().next().is_some() => &mut others,
            _ => &mut untyped,
        };
        if !list.contains(&url) {
            list.push(url);
        }
    }
    match (people.as_slice(), others.as_slice(), untyped.as_slice()) {
        ([], [], []) => Err(ReadError::Missing(FIELD)),
        ([one], [], []) | ([], [one], []) | ([], [], [one]) => Ok(one.clone()),
        ([person], [_, ..], []) if same_origin(person, id) && !others.contains(person) => {
            Ok(person.clone())
        }
        _ => Err(ReadError::Ambiguous(FIELD)),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::{Value, json};

    fn read(value: Value) -> Result<String, ReadError> {
        let id = Url::parse("https://a.example/1").unwrap();
        let value = json!({ "attributedTo": value });
        owner(Reader::new(&value).unwrap(), &id).map(|url| url.to_string())
    }

    #[test]
    fn one_owner() {
        let alice = Ok("https://a.example/alice".to_owned());
        assert_eq!(read(json!("https://a.example/alice")), alice);
        assert_eq!(read(json!(["https://a.example/alice"])), alice);
        assert_eq!(
            read(json!([{"type": "Person", "id": "https://a.example/alice"}])),
            alice
        );
        assert_eq!(
            read(json!({"type": "Group", "id": "https://a.example/alice"})),
            alice
        );
        assert_eq!(
            read(json!([
                "https://a.example/alice",
                "https://a.example/alice"
            ])),
            alice
        );
    }

    #[test]
    fn a_person_and_her_channel() {
        let person = json!({"type": "Person", "id": "https://a.example/alice"});
        let channel = json!({"type": "Group", "id": "https://a.example/channel"});
        let foreign = json!({"type": "Person", "id": "https://v.example/victim"});
        assert_eq!(
            read(json!([person, channel])),
            Ok("https://a.example/alice".to_owned())
        );
        assert_eq!(
            read(json!([channel, person])),
            Ok("https://a.example/alice".to_owned())
        );
        assert!(read(json!([foreign, channel])).is_err());
        assert!(read(json!([person, foreign])).is_err());
        assert!(read(json!([person, "https://a.example/channel"])).is_err());
    }

    #[test]
    fn several_or_none_are_refused() {
        for bad in [
            json!(["https://e.example/mallory", "https://v.example/victim"]),
            json!(["https://v.example/victim", "https://e.example/mallory"]),
            json!(1),
            json!("1"),
            json!("alice"),
            json!(""),
            json!(null),
            json!([]),
            json!({"type": "Person"}),
        ] {
            assert!(read(bad.clone()).is_err(), "{bad}");
        }
    }
}
