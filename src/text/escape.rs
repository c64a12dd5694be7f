//! Between characters and HTML: escaping, and decoding of character references.

use std::borrow::Cow;
use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

/// Escapes text for the content of an element.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape_into(text, &mut out);
    out
}

/// Escapes text for an attribute value in double quotes.
pub fn escape_attribute(text: &str) -> String {
    escape(text).replace('"', "&quot;")
}

pub(super) fn escape_into(text: &str, out: &mut String) {
    text.chars().for_each(|c| push_escaped(c, out));
}

pub(super) fn push_escaped(c: char, out: &mut String) {
    match c {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        c => out.push(c),
    }
}

/// Decodes character references (`&amp;`, `&#64;`, `&period;`) with the full table of the HTML standard.
///
/// A shortened table would let a peer write a host name past the check for misleading links.
pub(super) fn decode(raw: &str) -> Cow<'_, str> {
    if !raw.contains('&') {
        return Cow::Borrowed(raw);
    }
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(&raw.replace('<', "&lt;")));
    let tokenizer = Tokenizer::new(Characters::default(), TokenizerOpts::default());
    // The sink never asks to be woken again, so one feed takes the whole input.
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    Cow::Owned(tokenizer.sink.0.into_inner())
}

#[derive(Default)]
struct Characters(RefCell<String>);

impl TokenSink for Characters {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        if let Token::CharacterTokens(text) = token {
            self.0.borrow_mut().push_str(&text);
        }
        TokenSinkResult::Continue
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_every_form_of_reference() {
        for (raw, want) in [
            ("plain", "plain"),
            ("a &amp; b", "a & b"),
            ("b&#97;nk&period;example", "bank.example"),
            ("&#x3c;b&gt;", "<b>"),
            ("1 < 2 & 3", "1 < 2 & 3"),
            ("&nosuch; &", "&nosuch; &"),
        ] {
            assert_eq!(decode(raw), want, "{raw}");
        }
    }

    #[test]
    fn decoding_undoes_escaping() {
        let text = r#"<a href="x">&amp; 'q'</a>"#;
        assert_eq!(decode(&escape(text)), text);
        assert_eq!(decode(&escape_attribute(text)), text);
    }
}
