//! The place in a text where the words of a question stand.

use std::collections::HashSet;

use super::question::{Question, What};
use super::stems;

/// Characters shown before the first word that was looked for.
const LEAD: usize = 60;

/// A stretch of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub text: String,
    /// A word that was looked for.
    pub hit: bool,
}

/// Up to `limit` characters of a plain text around the first word of it that was looked for, as one line.
pub fn marked(text: &str, question: &Question, limit: usize) -> Vec<Piece> {
    let line = stems::normal(text);
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    let hits = hits(&line, question);
    let (start, end) = window(&line, hits.first().copied(), limit);
    let mut pieces = Vec::new();
    let mut push = |text: &str, hit: bool| {
        if !text.is_empty() {
            let text = text.to_owned();
            pieces.push(Piece { text, hit });
        }
    };
    push(if start > 0 { "… " } else { "" }, false);
    let mut at = start;
    for (from, to) in hits {
        if from < at || to > end {
            continue;
        }
        push(line.get(at..from).unwrap_or_default(), false);
        push(line.get(from..to).unwrap_or_default(), true);
        at = to;
    }
    push(line.get(at..end).unwrap_or_default(), false);
    push(if end < line.len() { " …" } else { "" }, false);
    pieces
}

/// Where words stand that were looked for, in bytes, in their order.
fn hits(line: &str, question: &Question) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for (_, language) in stems::LANGUAGES {
        let wanted: HashSet<String> = question
            .clauses
            .iter()
            .filter(|clause| !clause.not)
            .filter_map(|clause| match &clause.what {
                What::Words(text) | What::Tag(text) => Some(stems::normal(text)),
                _ => None,
            })
            .flat_map(|text| stems::words(&text, language))
            .map(|word| word.stem)
            .collect();
        if wanted.is_empty() {
            continue;
        }
        let words = stems::words(line, language).into_iter();
        found.extend(
            words
                .filter(|word| wanted.contains(&word.stem))
                .map(|word| (word.from, word.to)),
        );
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The stretch of a line to show, in bytes: between words, with the first hit in it.
fn window(line: &str, hit: Option<(usize, usize)>, limit: usize) -> (usize, usize) {
    let before = hit
        .and_then(|(from, _)| line.get(..from))
        .unwrap_or_default();
    let start = match before.char_indices().rev().nth(LEAD) {
        Some((at, _)) => before
            .get(at..)
            .and_then(|rest| rest.find(' '))
            .map_or(before.len(), |space| at + space + 1),
        None => 0,
    };
    let rest = line.get(start..).unwrap_or_default();
    let end = match rest.char_indices().nth(limit) {
        Some((at, _)) => rest
            .get(..at)
            .and_then(|part| part.rfind(' '))
            .unwrap_or(at),
        None => rest.len(),
    };
    (start, start + end)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn shown(text: &str, typed: &str, limit: usize) -> String {
        let question = Question::read(typed).unwrap();
        let pieces = marked(text, &question, limit);
        pieces
            .into_iter()
            .map(|piece| match piece.hit {
                true => format!("[{}]", piece.text),
                false => piece.text,
            })
            .collect()
    }

    #[test]
    fn words_are_marked_by_their_stem() {
        assert_eq!(
            shown(
                "Drie vergaderingen\n\nover de kantine.",
                "vergadering kantines",
                200
            ),
            "Drie [vergaderingen] over de [kantine]."
        );
        assert_eq!(shown("<b>hoi</b>", "hoi", 200), "<b>[hoi]</b>");
        assert_eq!(shown("Over #Lunch", "#lunch -over", 200), "Over #[Lunch]");
        assert_eq!(shown("niets", "iets", 200), "niets");
        assert_eq!(shown("", "iets", 200), "");
    }

    #[test]
    fn a_long_text_is_shown_where_the_word_stands() {
        let text = format!("{} doel {}", "woord ".repeat(50), "ander ".repeat(50));
        let shown = shown(&text, "doel", 100);
        assert!(shown.contains("[doel]"), "{shown}");
        assert!(
            shown.starts_with("… woord") && shown.ends_with(" …"),
            "{shown}"
        );
        assert!(shown.chars().count() < 120, "{shown}");
        let long = super::tests::shown(&"é".repeat(500), "doel", 100);
        assert_eq!(long.chars().count(), 102);
    }
}
