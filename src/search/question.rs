//! What people type into a search field, read: words, `"words beside each other"`, `#tags`, `@names`, and operators such as
//! `from:me` or `before:2026-03-01`, each also with a `-` before it for what must not be. The words are Mastodon's.

use chrono::NaiveDate;

use crate::domain::Timestamp;
use crate::error::{Error, Result};
use crate::text::tag;

/// Longer questions are refused, in characters, and those of more parts.
const LONGEST: usize = 500;
const PARTS: usize = 40;

/// A question: all of it must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Question {
    pub clauses: Vec<Clause>,
}

/// A part of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// It must not hold.
    pub not: bool,
    pub what: What,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// A word, or several that stand beside each other in this order.
    Words(String),
    /// The key of a hashtag.
    Tag(String),
    From(Who),
    Names(Who),
    Has(Feature),
    /// The language alone, without a place.
    Language(String),
    /// Written before this moment, or at it or after it.
    Before(Timestamp),
    Since(Timestamp),
    /// Written in this span, the end not included.
    During(Timestamp, Timestamp),
    In(Library),
}

/// Somebody in a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    Me,
    /// A handle as it was typed, without the `@` before it.
    Handle(String),
}

/// Where to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Library {
    /// One's own posts, and those that one boosted, voted in, or put a favourite or a bookmark on.
    Own,
    /// Posts that everybody of the unit may read.
    Open,
    /// Everything, as without saying so.
    All,
}

/// What a post has or is, by the word after `has:` or `is:`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feature {
    Media,
    Image,
    Video,
    Audio,
    Poll,
    Link,
    /// Another post, quoted in it.
    Embed,
    Reply,
    Sensitive,
}

impl Feature {
    const HAS: [Self; 7] = [
        Self::Media,
        Self::Image,
        Self::Video,
        Self::Audio,
        Self::Poll,
        Self::Link,
        Self::Embed,
    ];
    const IS: [Self; 2] = [Self::Reply, Self::Sensitive];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Media => "media",
            Self::Image => "image",
            Self::Video => "video",
            Self::Audio => "audio",
            Self::Poll => "poll",
            Self::Link => "link",
            Self::Embed => "embed",
            Self::Reply => "reply",
            Self::Sensitive => "sensitive",
        }
    }
}

impl Question {
    /// Reads a question. What holds no word, such as `***`, is left out.
    ///
    /// # Errors
    /// [`Error::Invalid`], with what may stand there, for an operator whose value makes no sense, and for too long a question.
    pub fn read(text: &str) -> Result<Self> {
        if text.chars().count() > LONGEST {
            return Err(Error::invalid(format!(
                "The question is too long: at most {LONGEST} characters"
            )));
        }
        let mut clauses = Vec::new();
        let mut rest = text.trim_start();
        while !rest.is_empty() {
            let (part, after) = next(rest);
            clauses.extend(part.clause()?);
            rest = after.trim_start();
            if clauses.len() > PARTS {
                return Err(Error::invalid(format!(
                    "The question has too many parts: at most {PARTS}"
                )));
            }
        }
        Ok(Self { clauses })
    }

    pub fn is_empty(&self) -> bool {
        self.clauses.is_empty()
    }

    /// The handles in it.
    pub fn handles(&self) -> impl Iterator<Item = &str> {
        self.clauses.iter().filter_map(|clause| match &clause.what {
            What::From(Who::Handle(handle)) | What::Names(Who::Handle(handle)) => {
                Some(handle.as_str())
            }
            _ => None,
        })
    }

    /// Words only, as somebody types a name: neither operators nor quotes.
    pub fn is_plain(&self) -> bool {
        let plain = |clause: &Clause| !clause.not && matches!(clause.what, What::Words(_));
        self.clauses.iter().all(plain)
    }
}

/// A stretch of a question.
struct Part<'a> {
    not: bool,
    /// Inside quotes: no operator.
    quoted: bool,
    text: &'a str,
}

/// The first stretch of a text that begins with one, and the rest.
fn next(text: &str) -> (Part<'_>, &str) {
    let (not, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let quote = |c: char| matches!(c, '"' | '“' | '”' | '„');
    if let Some(inside) = text.strip_prefix(quote) {
        // A quote that nobody closed goes to the end.
        let (text, after) = inside.split_once(quote).unwrap_or((inside, ""));
        let part = Part {
            not,
            quoted: true,
            text,
        };
        return (part, after);
    }
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    let (text, after) = text.split_at_checked(end).unwrap_or((text, ""));
    let part = Part {
        not,
        quoted: false,
        text,
    };
    (part, after)
}

impl Part<'_> {
    fn clause(&self) -> Result<Option<Clause>> {
        let what = match (self.quoted, self.text.split_once(':')) {
            (false, Some((name, value))) if !value.is_empty() => operator(name, value)?,
            _ => None,
        };
        let what = match what {
            Some(what) => Some(what),
            None if self.quoted => words(self.text),
            None => plain(self.text),
        };
        Ok(what.map(|what| Clause {
            not: self.not,
            what,
        }))
    }
}

/// A stretch without an operator.
fn plain(text: &str) -> Option<What> {
    if let Some(name) = text.strip_prefix('#')
        && let Some(tag) = tag::parse(name.trim_end_matches([',', '.', ';', '!', '?']))
    {
        return Some(What::Tag(tag.key));
    }
    if let Some(handle) = text.strip_prefix('@')
        && handle.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
    {
        return Some(What::Names(who(handle)));
    }
    words(text)
}

fn words(text: &str) -> Option<What> {
    let any = text.chars().any(char::is_alphanumeric);
    any.then(|| What::Words(text.to_owned()))
}

fn who(handle: &str) -> Who {
    let handle = handle.trim_start_matches('@');
    Who::Handle(handle.trim_end_matches([',', ';', '!', '?']).to_owned())
}

/// `None` for a name that is none of an operator: then it is text.
fn operator(name: &str, value: &str) -> Result<Option<What>> {
    let what = match name.to_ascii_lowercase().as_str() {
        "from" if value.eq_ignore_ascii_case("me") => What::From(Who::Me),
        "from" => What::From(who(value)),
        "has" => What::Has(feature(&Feature::HAS, name, value)?),
        "is" => What::Has(feature(&Feature::IS, name, value)?),
        "language" => What::Language(super::fields::primary(value)),
        "before" => What::Before(day(name, value)?.0),
        "after" => What::Since(day(name, value)?.1),
        "during" => {
            let (start, end) = day(name, value)?;
            What::During(start, end)
        }
        "in" => What::In(match value.to_ascii_lowercase().as_str() {
            "library" => Library::Own,
            "public" => Library::Open,
            "all" => Library::All,
            _ => return Err(refused(name, value, "library, public or all")),
        }),
        _ => return Ok(None),
    };
    Ok(Some(what))
}

fn feature(known: &[Feature], name: &str, value: &str) -> Result<Feature> {
    let wanted = value.to_ascii_lowercase();
    let found = known.iter().find(|feature| feature.name() == wanted);
    found.copied().ok_or_else(|| {
        let names: Vec<&str> = known.iter().map(|feature| feature.name()).collect();
        refused(name, value, &names.join(", "))
    })
}

/// The first moment of a day, and the first after it (UTC).
fn day(name: &str, value: &str) -> Result<(Timestamp, Timestamp)> {
    let start = NaiveDate::parse_from_str(value, "%Y-%m-%d")
        .ok()
        .and_then(|date| date.and_hms_opt(0, 0, 0))
        .map(|moment| Timestamp::from(moment.and_utc()))
        .ok_or_else(|| refused(name, value, "a day such as 2026-03-31"))?;
    Ok((start, start.plus_seconds(24 * 3600)))
}

fn refused(name: &str, value: &str, may: &str) -> Error {
    let value: String = value.chars().take(40).collect();
    Error::invalid(format!(
        "{name}:{value} cannot be searched for. After {name}: may stand {may}"
    ))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(bool, What)> {
        let question = Question::read(text).unwrap();
        question
            .clauses
            .into_iter()
            .map(|clause| (clause.not, clause.what))
            .collect()
    }

    fn text(text: &str) -> What {
        What::Words(text.to_owned())
    }

    #[test]
    fn each_part_is_read_by_its_form() {
        let handle = |name: &str| Who::Handle(name.to_owned());
        let at = |text: &str| {
            Timestamp::from(chrono::DateTime::parse_from_rfc3339(text).unwrap().to_utc())
        };
        for (typed, want) in [
            (
                "budget 2026",
                vec![(false, text("budget")), (false, text("2026"))],
            ),
            (
                "\"nieuw budget\" -oud",
                vec![(false, text("nieuw budget")), (true, text("oud"))],
            ),
            ("-\"oud budget", vec![(true, text("oud budget"))]),
            ("“nieuw budget”", vec![(false, text("nieuw budget"))]),
            (
                "#Lunch, @bob",
                vec![
                    (false, What::Tag("lunch".into())),
                    (false, What::Names(handle("bob"))),
                ],
            ),
            (
                "from:me FROM:@bob@it.example",
                vec![
                    (false, What::From(Who::Me)),
                    (false, What::From(handle("bob@it.example"))),
                ],
            ),
            (
                "has:image -is:reply",
                vec![
                    (false, What::Has(Feature::Image)),
                    (true, What::Has(Feature::Reply)),
                ],
            ),
            ("language:nl-BE", vec![(false, What::Language("nl".into()))]),
            (
                "before:2026-03-01",
                vec![(false, What::Before(at("2026-03-01T00:00:00Z")))],
            ),
            (
                "after:2026-02-28",
                vec![(false, What::Since(at("2026-03-01T00:00:00Z")))],
            ),
            ("in:library", vec![(false, What::In(Library::Own))]),
            (
                "room:12 has:",
                vec![(false, text("room:12")), (false, text("has:"))],
            ),
            ("\"from:me\"", vec![(false, text("from:me"))]),
            ("*** ? - \"\" # @", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(read(typed), want, "{typed}");
        }
    }

    #[test]
    fn what_makes_no_sense_is_refused_with_a_reason() {
        for (typed, reason) in [
            (
                "has:banana",
                "media, image, video, audio, poll, link, embed",
            ),
            ("is:late", "reply, sensitive"),
            ("before:yesterday", "2026-03-31"),
            ("during:2026-13-01", "2026-03-31"),
            ("in:space", "library"),
        ] {
            let error = Question::read(typed).unwrap_err().to_string();
            assert!(error.contains(reason), "{typed}: {error}");
        }
        assert!(Question::read(&"a".repeat(501)).is_err());
        assert!(Question::read(&"is:reply ".repeat(41)).is_err());
    }

    #[test]
    fn nothing_that_is_typed_breaks_it() {
        for typed in [
            "-",
            "+-\"",
            "\"\"\"",
            "from::",
            "-from:-me",
            "a:b:c",
            "#\u{200d}",
            "@@",
            "\u{feff}:\u{0}",
            "é\"ß\"",
        ] {
            drop(Question::read(typed));
        }
    }
}
