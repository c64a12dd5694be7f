//! Words and their stems, in Dutch and in English.

use tantivy::tokenizer::{
    AsciiFoldingFilter, Language, LowerCaser, RemoveLongFilter, SimpleTokenizer, Stemmer,
    TextAnalyzer,
};
use unicode_normalization::UnicodeNormalization;

/// Longer words are no words, in bytes.
const LONGEST: usize = 64;

/// The languages that words are brought to their stem in; each has a field of the index.
pub(super) const LANGUAGES: [(&str, Language); 2] =
    [("nl", Language::Dutch), ("en", Language::English)];

/// Takes a text apart: words without case and accents, brought to their stem.
pub(super) fn analyzer(language: Language) -> TextAnalyzer {
    TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(RemoveLongFilter::limit(LONGEST))
        .filter(LowerCaser)
        .filter(AsciiFoldingFilter)
        .filter(Stemmer::new(language))
        .build()
}

/// The spelling in which texts and questions meet: one letter is one character, whether it was typed as one or as two.
pub(super) fn normal(text: &str) -> String {
    text.nfkc().collect()
}

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    pub stem: String,
    /// Where it stands, in bytes.
    pub from: usize,
    pub to: usize,
    /// Its number, without words that are left out.
    pub position: usize,
}

/// The words of a text that is [`normal`].
pub(super) fn words(text: &str, language: Language) -> Vec<Word> {
    let mut analyzer = analyzer(language);
    let mut stream = analyzer.token_stream(text);
    let mut found = Vec::new();
    while stream.advance() {
        let token = stream.token();
        found.push(Word {
            stem: token.text.clone(),
            from: token.offset_from,
            to: token.offset_to,
            position: token.position,
        });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stems(text: &str, language: Language) -> Vec<String> {
        let words = words(&normal(text), language);
        words.into_iter().map(|word| word.stem).collect()
    }

    #[test]
    fn forms_of_one_word_meet() {
        for (one, other) in [
            ("vergadering", "vergaderingen"),
            ("kantine", "Kantines"),
            ("één", "een"),
            ("cafe\u{301}", "café"),
            ("werkt", "werken"),
        ] {
            assert_eq!(
                stems(one, Language::Dutch),
                stems(other, Language::Dutch),
                "{one} {other}"
            );
        }
        for (one, other) in [("meeting", "Meetings"), ("released", "releases")] {
            assert_eq!(
                stems(one, Language::English),
                stems(other, Language::English)
            );
        }
        assert_eq!(stems("collega's", Language::Dutch).len(), 2);
        assert!(stems("*** !? …", Language::Dutch).is_empty());
    }
}
