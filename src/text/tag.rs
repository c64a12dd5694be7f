//! Hashtags in running text, and the key under which spellings of one tag meet (FEP-eb48).

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::inline::{Piece, Scan, pieces};

/// Longer words are not hashtags, in bytes.
const MAX_LENGTH: usize = 255;

/// A hashtag of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// Equal for all spellings that mean the same tag; used in the database and in addresses.
    pub key: String,
    /// The first spelling in the text, without `#`.
    pub name: String,
}

impl Tag {
    /// A tag by its spelling, without `#`.
    pub fn new(name: &str) -> Self {
        Self {
            key: key(name),
            name: name.to_owned(),
        }
    }
}

/// The key of a tag: compatibility composition (NFKC), then lower case without regard to language.
pub fn key(name: &str) -> String {
    let lower: String = name
        .nfkc()
        .flat_map(char::to_lowercase)
        // The two small sigmas are one letter; which one is used depends on the place in the word.
        .map(|c| if c == 'ς' { 'σ' } else { c })
        .collect();
    lower.nfkc().collect()
}

/// Reads a tag name that came from elsewhere, with or without `#`: none unless all of it is a valid hashtag.
pub fn parse(name: &str) -> Option<Tag> {
    let name = name.strip_prefix('#').unwrap_or(name);
    let text = format!("#{name}");
    let scan = scan(&text, None);
    (scan.found && scan.end == text.len()).then(|| Tag::new(name))
}

/// Finds the hashtags in a run of plain text, in order, repeats included.
pub fn find(text: &str) -> impl Iterator<Item = Tag> + '_ {
    pieces(text).filter_map(|piece| match piece {
        Piece::Tag(name) => Some(Tag::new(name)),
        _ => None,
    })
}

/// Looks for a hashtag at the start of `text` (a `#`), which follows the character `before`.
///
/// Letters of any script, digits, `_`, and the middle dots and joiners that some scripts need inside words. At least one
/// letter, so that `#1` stays a number (Mastodon does the same).
pub(super) fn scan(text: &str, before: Option<char>) -> Scan {
    if before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '/' | '=' | '&' | '#' | ')'))
    {
        return Scan::miss(1);
    }
    let (mut end, mut looked, mut letter) = (1, 1, false);
    for (at, c) in text.char_indices().skip(1) {
        looked = at + c.len_utf8();
        let ends_word = c.is_alphanumeric() || c == '_' || (end > 1 && is_combining_mark(c));
        if ends_word {
            letter |= c.is_alphabetic();
            end = looked;
        } else if end == 1 || !matches!(c, '·' | '・' | '\u{200c}' | '\u{200d}') {
            break;
        }
    }
    Scan {
        end,
        found: letter && end <= MAX_LENGTH,
        looked,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        find(text).map(|tag| tag.name).collect()
    }

    #[test]
    fn finds_hashtags_and_nothing_else() {
        for (text, want) in [
            ("#Rooms are #free", vec!["Rooms", "free"]),
            ("(#one) #two, #three.", vec!["one", "two", "three"]),
            ("#1 #2026 #_ #", vec![]),
            ("#2026goals #a_b #x-y", vec!["2026goals", "a_b", "x"]),
            (
                "#日本語タグ #Überstunden #हिन्दी",
                vec!["日本語タグ", "Überstunden", "हिन्दी"],
            ),
            ("#col·lecció #·x", vec!["col·lecció"]),
            ("a#b &#39; /#c ##d", vec![]),
            ("https://a.example/#top", vec![]),
        ] {
            assert_eq!(names(text), want, "{text}");
        }
        assert!(names(&format!("#{}", "a".repeat(300))).is_empty());
    }

    #[test]
    fn spellings_of_one_tag_share_a_key() {
        for (a, b) in [
            ("Rooms", "rOOMS"),
            ("Café", "cafe\u{301}"),
            ("ＦＵＬＬ", "full"),
            ("ΣΊΣΥΦΟΣ", "Σίσυφος"),
            ("ﬁne", "FINE"),
        ] {
            assert_eq!(key(a), key(b), "{a} {b}");
            assert_eq!(key(&key(a)), key(a));
        }
        assert_ne!(key("café"), key("cafe"));
    }

    #[test]
    fn names_from_elsewhere_are_checked_whole() {
        assert_eq!(
            parse("#Rooms"),
            Some(Tag {
                key: "rooms".into(),
                name: "Rooms".into()
            })
        );
        assert_eq!(parse("Rooms").map(|tag| tag.name), Some("Rooms".into()));
        for bad in ["", "#", "#a b", "#1", "##a", "#a<script>", "#a-b"] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }
}
