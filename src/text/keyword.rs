//! Words that somebody looks for in texts: those of their filters.

use std::sync::LazyLock;

use regex::{Regex, RegexBuilder};

/// The most memory that the words of one filter may take when they are made ready, in bytes.
const SIZE: usize = 4 * 1024 * 1024;

/// Words of one filter, ready to be looked for.
#[derive(Debug, Clone)]
pub struct Keywords(Regex);

impl Keywords {
    /// Makes words ready, each with whether it counts as a whole word only. Capitals do not matter. A whole word is one with no
    /// letter, mark, digit or connector beside it; at an end that is none of these itself, anything may stand (as Mastodon:
    /// `#spam` is found in `x#spam`). `None` without words, and for more than can be held in memory.
    pub fn new<'a>(words: impl Iterator<Item = (&'a str, bool)>) -> Option<Self> {
        let words: Vec<String> = words
            .filter(|(word, _)| !word.is_empty())
            .map(|(word, whole)| pattern(word, whole))
            .collect();
        if words.is_empty() {
            return None;
        }
        let regex = RegexBuilder::new(&words.join("|"))
            .case_insensitive(true)
            .size_limit(SIZE)
            .build();
        regex.ok().map(Self)
    }

    /// The first of the words that is in the text, as it stands there.
    pub fn find<'t>(&self, text: &'t str) -> Option<&'t str> {
        self.0.find(text).map(|found| found.as_str())
    }
}

fn pattern(word: &str, whole: bool) -> String {
    let edge = |c: Option<char>| match c {
        Some(c) if whole && is_of_words(c) => r"\b",
        _ => "",
    };
    let (start, end) = (edge(word.chars().next()), edge(word.chars().next_back()));
    format!("{start}{}{end}", regex::escape(word))
}

/// What `\b` takes for a part of a word.
fn is_of_words(c: char) -> bool {
    static WORD: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\w").ok());
    let mut buffer = [0; 4];
    WORD.as_ref()
        .is_some_and(|word| word.is_match(c.encode_utf8(&mut buffer)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn found<'t>(words: &[(&str, bool)], text: &'t str) -> Option<&'t str> {
        Keywords::new(words.iter().copied()).unwrap().find(text)
    }

    #[test]
    fn words_are_found_as_they_stand_in_the_text() {
        assert_eq!(found(&[("ei", false)], "Een EIland"), Some("EI"));
        assert_eq!(found(&[("ei", true)], "Een eiland"), None);
        assert_eq!(found(&[("ei", true)], "Een Ei, een kip"), Some("Ei"));
        assert_eq!(
            found(&[("kip", true), ("ei", true)], "ei of kip"),
            Some("ei")
        );
        assert_eq!(found(&[("straße", true)], "STRASSE Straße"), Some("Straße"));
        assert_eq!(found(&[("café", true)], "Het CAFÉ."), Some("CAFÉ"));
        assert_eq!(
            found(&[("twee woorden", true)], "niet twee woordenboeken"),
            None
        );
        assert_eq!(found(&[("東京", false)], "私は東京に"), Some("東京"));
    }

    #[test]
    fn an_edge_that_is_no_letter_needs_no_edge_of_a_word() {
        assert_eq!(found(&[("#spam", true)], "x#spam y"), Some("#spam"));
        assert_eq!(found(&[("#spam", true)], "#spammers"), None);
        assert_eq!(found(&[("c++", true)], "c++17 en C++"), Some("c++"));
        assert_eq!(found(&[(":)", true)], "leuk:)hoor"), Some(":)"));
    }

    #[test]
    fn what_has_a_meaning_in_patterns_is_taken_literally() {
        assert_eq!(found(&[("a.c", false)], "abc a.c"), Some("a.c"));
        assert_eq!(found(&[("(x|y)*", false)], "x (X|Y)* y"), Some("(X|Y)*"));
        assert_eq!(found(&[(" # ", false)], "a # b"), Some(" # "));
        assert!(Keywords::new(std::iter::empty()).is_none());
        assert!(Keywords::new([("", true)].into_iter()).is_none());
    }

    #[test]
    fn too_many_words_are_none() {
        let long = "é".repeat(500);
        let words: Vec<String> = (0..5000).map(|n| format!("{n}{long}")).collect();
        assert!(Keywords::new(words.iter().map(|word| (word.as_str(), true))).is_none());
    }
}
