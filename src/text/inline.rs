//! Finds addresses, mentions and hashtags in a run of text, in one pass and in time linear in its length.

use super::mention::{self, Mention};
use super::{tag, url_text};

/// A stretch of text and what it is. The pieces of a text, put together, are the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Nothing special.
    Text(&'a str),
    /// A web address, as written.
    Url(&'a str),
    /// A mention of somebody.
    Mention(Mention<'a>),
    /// A hashtag without its `#`, as written.
    Tag(&'a str),
}

/// What a finder saw at one place: where to go on, whether it found its thing, how many bytes it looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scan {
    pub end: usize,
    pub found: bool,
    pub looked: usize,
}

impl Scan {
    pub(super) fn miss(end: usize) -> Self {
        Self {
            end,
            found: false,
            looked: end,
        }
    }
}

/// Splits `text` into pieces.
pub fn pieces(text: &str) -> Pieces<'_> {
    Pieces {
        text,
        at: 0,
        pending: None,
        looked: 0,
    }
}

/// The iterator of [`pieces`].
#[derive(Debug)]
pub struct Pieces<'a> {
    text: &'a str,
    at: usize,
    pending: Option<Piece<'a>>,
    looked: usize,
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        if let Some(piece) = self.pending.take() {
            return Some(piece);
        }
        let from = self.at;
        let mut before = self
            .text
            .get(..from)
            .and_then(|done| done.chars().next_back());
        while let Some(rest) = self.text.get(self.at..).filter(|rest| !rest.is_empty()) {
            let c = rest.chars().next()?;
            let scan = match c {
                '@' => mention::scan(rest, before),
                '#' => tag::scan(rest, before),
                'h' | 'H' => url_text::scan(rest, before),
                _ => Scan::miss(c.len_utf8()),
            };
            self.looked += scan.looked;
            let taken = rest.get(..scan.end).unwrap_or(rest);
            let start = self.at;
            self.at += taken.len();
            if let Some(piece) = scan.found.then(|| piece(c, taken)).flatten() {
                let plain = self.text.get(from..start).unwrap_or_default();
                if plain.is_empty() {
                    return Some(piece);
                }
                self.pending = Some(piece);
                return Some(Piece::Text(plain));
            }
            before = taken.chars().next_back();
        }
        self.text
            .get(from..)
            .filter(|rest| !rest.is_empty())
            .map(Piece::Text)
    }
}

fn piece(first: char, taken: &str) -> Option<Piece<'_>> {
    match first {
        '@' => Mention::parse(taken).map(Piece::Mention),
        '#' => taken.strip_prefix('#').map(Piece::Tag),
        _ => Some(Piece::Url(taken)),
    }
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic
    )]
    use proptest::prelude::*;

    use super::*;

    fn show(text: &str) -> String {
        pieces(text)
            .map(|piece| match piece {
                Piece::Text(text) => format!("[{text}]"),
                Piece::Url(text) => format!("<{text}>"),
                Piece::Mention(mention) => format!("@{{{}}}", mention.key()),
                Piece::Tag(text) => format!("#{{{text}}}"),
            })
            .collect()
    }

    #[test]
    fn finds_each_kind_and_leaves_the_rest() {
        for (text, want) in [
            ("", ""),
            ("hi @anna, see #Rooms", "[hi ]@{anna}[, see ]#{Rooms}"),
            (
                "https://unit.example/@anna#top",
                "<https://unit.example/@anna#top>",
            ),
            ("mail anna@unit.example now", "[mail anna@unit.example now]"),
            ("(https://a.example/x).", "[(]<https://a.example/x>[).]"),
            ("ahttps://a.example", "[ahttps://a.example]"),
            ("#a#b", "#{a}[#b]"),
            ("@a @b@c.example", "@{a}[ ]@{b@c.example}"),
            ("the https:// scheme @x", "[the https:// scheme ]@{x}"),
        ] {
            assert_eq!(show(text), want, "{text}");
        }
    }

    fn whole(piece: Piece<'_>) -> String {
        match piece {
            Piece::Text(text) | Piece::Url(text) => text.to_owned(),
            Piece::Mention(mention) => mention.text.to_owned(),
            Piece::Tag(text) => format!("#{text}"),
        }
    }

    #[test]
    fn looks_at_each_byte_a_few_times_at_most() {
        for seed in [
            "@",
            "#",
            ":",
            "(",
            ")",
            "h",
            "http://",
            "https://a",
            "@a",
            "@a@",
            "@a@b.",
            "@a.-",
            "#a",
            "#1",
            "#_·",
            "a\u{301}",
            "#\u{301}",
            "http://a)",
            "http://a@",
            "@a@b:1",
            ".",
            "http:// ",
            "www.",
            "ｈttp://",
            "@é",
        ] {
            for text in [
                seed.repeat(200_000 / seed.len()),
                format!("http://a{}", seed.repeat(100_000 / seed.len())),
            ] {
                let mut pieces = pieces(&text);
                assert_eq!(
                    pieces.by_ref().map(whole).map(|t| t.len()).sum::<usize>(),
                    text.len(),
                    "{seed}"
                );
                assert!(
                    pieces.looked <= 4 * text.len(),
                    "{seed}: {} for {}",
                    pieces.looked,
                    text.len()
                );
            }
        }
    }

    proptest! {
        #[test]
        fn pieces_put_together_are_the_text(text in "([@#:/.()a-zé1_ \n]|http://|https://a\\.b){0,60}") {
            prop_assert_eq!(pieces(&text).map(whole).collect::<String>(), text);
        }
    }
}
