//! Media types, parsed as RFC 9110 writes them and not compared as strings.

use http::{HeaderMap, header};

/// The profile that makes JSON-LD an ActivityPub document.
const ACTIVITYSTREAMS: &str = "https://www.w3.org/ns/activitystreams";

/// What `Accept` says when a document is fetched.
pub const ACCEPT_ACTIVITY: &str = r#"application/activity+json, application/ld+json; profile="https://www.w3.org/ns/activitystreams""#;

/// A parsed media type: type, subtype and parameter names in lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaType {
    /// `type/subtype`.
    pub essence: String,
    /// The parameters in order, values unquoted.
    pub parameters: Vec<(String, String)>,
}

impl MediaType {
    /// Parses one media type. `None` for anything that does not follow the grammar (white space around `;` and `=` is
    /// tolerated) or repeats a parameter.
    pub fn parse(text: &str) -> Option<Self> {
        let (essence, mut rest) = match text.split_once(';') {
            Some((essence, rest)) => (essence, Some(rest)),
            None => (text, None),
        };
        let essence = essence.trim().to_ascii_lowercase();
        let (kind, subtype) = essence.split_once('/')?;
        if !is_token(kind) || !is_token(subtype) {
            return None;
        }
        let mut parameters: Vec<(String, String)> = Vec::new();
        while let Some(text) = rest {
            if text.trim().is_empty() {
                break;
            }
            let (name, value, after) = parameter(text)?;
            if parameters.iter().any(|(other, _)| *other == name) {
                return None;
            }
            parameters.push((name, value));
            rest = after;
        }
        Some(Self {
            essence,
            parameters,
        })
    }

    /// The media type of a response or request: its one `Content-Type`.
    pub fn of(headers: &HeaderMap) -> Option<Self> {
        let mut values = headers.get_all(header::CONTENT_TYPE).iter();
        let value = values.next()?;
        if values.next().is_some() {
            return None;
        }
        Self::parse(value.to_str().ok()?)
    }

    /// The value of a parameter.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters
            .iter()
            .find(|(other, _)| other == name)
            .map(|(_, value)| value.as_str())
    }

    /// Whether it is one of the two types of ActivityPub: `application/activity+json`, or `application/ld+json` with
    /// the profile (which may be one of several). A charset other than UTF-8 disqualifies.
    ///
    /// Nothing else counts as a document of the host it came from: users can upload plain JSON to many hosts.
    pub fn is_activity(&self) -> bool {
        let profiled = || {
            self.parameter("profile").is_some_and(|profiles| {
                profiles
                    .split_ascii_whitespace()
                    .any(|p| p == ACTIVITYSTREAMS)
            })
        };
        self.is_utf8()
            && match self.essence.as_str() {
                "application/activity+json" => true,
                "application/ld+json" => profiled(),
                _ => false,
            }
    }

    /// Whether it is JSON of some kind: `application/json`, `application/jrd+json` and their like.
    pub fn is_json(&self) -> bool {
        self.is_utf8()
            && (self.essence == "application/json"
                || self
                    .essence
                    .strip_prefix("application/")
                    .is_some_and(|subtype| subtype.ends_with("+json")))
    }

    /// Whether this is a web page, in whatever encoding.
    pub fn is_page(&self) -> bool {
        matches!(self.essence.as_str(), "text/html" | "application/xhtml+xml")
    }

    fn is_utf8(&self) -> bool {
        self.parameter("charset")
            .is_none_or(|charset| charset.eq_ignore_ascii_case("utf-8"))
    }
}

/// One `name=value` and what follows its semicolon.
fn parameter(text: &str) -> Option<(String, String, Option<&str>)> {
    let (name, rest) = text.split_once('=')?;
    let name = name.trim().to_ascii_lowercase();
    if !is_token(&name) {
        return None;
    }
    let rest = rest.trim_start();
    let (value, rest) = match rest.strip_prefix('"') {
        Some(quoted) => unquote(quoted)?,
        None => {
            let (value, rest) = rest.split_at(rest.find(';').unwrap_or(rest.len()));
            let value = value.trim();
            if !is_token(value) {
                return None;
            }
            (value.to_owned(), rest)
        }
    };
    match rest.trim_start().strip_prefix(';') {
        Some(after) => Some((name, value, Some(after))),
        None if rest.trim().is_empty() => Some((name, value, None)),
        None => None,
    }
}

/// The text up to the closing quote, escapes removed, and what follows.
fn unquote(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut characters = text.char_indices();
    while let Some((index, c)) = characters.next() {
        match c {
            '"' => return text.get(index + 1..).map(|rest| (value, rest)),
            '\\' => value.push(characters.next()?.1),
            c => value.push(c),
        }
    }
    None
}

fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b))
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic
    )]

    use http::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    fn is_activity(text: &str) -> bool {
        MediaType::parse(text).is_some_and(|it| it.is_activity())
    }

    #[test]
    fn the_two_types_of_activitypub_in_all_their_spellings() {
        for text in [
            "application/activity+json",
            "application/activity+json; charset=utf-8",
            "application/activity+json;charset=UTF-8",
            "Application/Activity+JSON ; Charset = \"utf-8\"",
            "application/activity+json;",
            r#"application/activity+json; profile="https://www.w3.org/ns/activitystreams""#,
            r#"application/ld+json; profile="https://www.w3.org/ns/activitystreams""#,
            r#"application/ld+json;profile="https://www.w3.org/ns/activitystreams";charset=utf-8"#,
            r#"APPLICATION/LD+JSON ;  charset=utf-8 ; PROFILE = "https://www.w3.org/ns/activitystreams""#,
            r#"application/ld+json; profile="https://www.w3.org/ns/activitystreams https://w3id.org/security""#,
        ] {
            assert!(is_activity(text), "{text}");
        }
    }

    #[test]
    fn everything_else_is_something_else() {
        for text in [
            "",
            "application/json",
            "application/json; charset=utf-8",
            "text/plain",
            "text/html; charset=utf-8",
            "image/png",
            "application/ld+json",
            "application/ld+json; charset=utf-8",
            r#"application/ld+json; profile="https://www.w3.org/ns/activitystreams#""#,
            r#"application/ld+json; profile="https://www.w3.org/ns/activitystreamsx""#,
            "application/ld+json; profile=https://www.w3.org/ns/activitystreams",
            r#"application/ld+json; profile="https://www.w3.org/ns/activitystreams"#,
            "application/activity+json; charset=utf-16",
            "application/activity+json, text/html",
            "application/activity+jsonx",
            "application/activity+json/x",
            "application",
            "application/ activity+json",
            "application/activity+json; charset=utf-8; charset=utf-16",
            "application/activity+json; x",
        ] {
            assert!(!is_activity(text), "{text}");
        }
    }

    #[test]
    fn json_of_other_kinds() {
        for (text, json) in [
            ("application/json", true),
            ("application/jrd+json; charset=utf-8", true),
            (
                r#"application/json; profile="http://nodeinfo.diaspora.software/ns/schema/2.1#""#,
                true,
            ),
            ("application/activity+json", true),
            ("text/json", false),
            ("text/html", false),
            ("application/xrd+xml", false),
        ] {
            assert_eq!(
                MediaType::parse(text).is_some_and(|it| it.is_json()),
                json,
                "{text}"
            );
        }
    }

    #[test]
    fn two_content_types_are_none() {
        let mut headers = HeaderMap::new();
        assert_eq!(MediaType::of(&headers), None);
        headers.append(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/activity+json"),
        );
        assert!(MediaType::of(&headers).is_some());
        headers.append(header::CONTENT_TYPE, HeaderValue::from_static("text/html"));
        assert_eq!(MediaType::of(&headers), None);
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC*") {
            let _ = MediaType::parse(&text);
        }
    }
}
