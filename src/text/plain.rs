//! HTML of posts as plain text: for excerpts, notifications, mail and search.

use super::escape::decode;
use super::token::{Token, tokens};

/// The text of sanitised HTML. Paragraphs are parted by an empty line, `<br>` is a line break, list items begin with `- `.
/// Parts of addresses that pages hide are kept, so that the addresses are whole.
pub fn from_html(html: &str) -> String {
    let mut out = Lines::default();
    for token in tokens(html) {
        match token {
            Token::Text(raw) => out.text(&decode(raw)),
            Token::Start { name, .. } => match name.as_str() {
                "br" => out.line(),
                "li" => {
                    out.breaks = out.breaks.max(1);
                    out.text("- ");
                    out.breaks = 0;
                }
                "pre" => {
                    out.paragraph();
                    out.preformatted = true;
                }
                _ if is_block(&name) => out.paragraph(),
                _ => {}
            },
            Token::End { name } => match name.as_str() {
                "li" => out.breaks = out.breaks.max(1),
                "pre" => {
                    out.preformatted = false;
                    out.paragraph();
                }
                _ if is_block(&name) => out.paragraph(),
                _ => {}
            },
        }
    }
    out.text.trim_end().to_owned()
}

/// The first `limit` characters of the text of sanitised HTML as one line, cut between words, with `…` when cut.
pub fn excerpt(html: &str, limit: usize) -> String {
    let line = from_html(html)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let Some((end, _)) = line.char_indices().nth(limit) else {
        return line;
    };
    let start = line.get(..end).unwrap_or(&line);
    let words = start.rsplit_once(' ').map_or(start, |(words, _)| words);
    // A very long word is cut inside rather than left out.
    let kept = if words.len() * 2 < start.len() {
        start
    } else {
        words
    };
    format!("{}…", kept.trim_end_matches([' ', ',', '.', ';', ':']))
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "blockquote" | "ul" | "ol" | "div"
    )
}

#[derive(Default)]
struct Lines {
    text: String,
    /// Line breaks due before the next text.
    breaks: usize,
    preformatted: bool,
}

impl Lines {
    fn paragraph(&mut self) {
        self.breaks = 2;
    }

    fn line(&mut self) {
        self.breaks = (self.breaks + 1).min(2);
    }

    fn text(&mut self, text: &str) {
        let text = if self.preformatted {
            text.to_owned()
        } else {
            let flat = text.replace(['\n', '\t', '\r'], " ");
            if self.breaks > 0 || self.text.is_empty() || self.text.ends_with([' ', '\n']) {
                flat.trim_start_matches(' ').to_owned()
            } else {
                flat
            }
        };
        if text.is_empty() {
            return;
        }
        if !self.text.is_empty() && self.breaks > 0 {
            let kept = self.text.trim_end_matches(' ').len();
            self.text.truncate(kept);
            self.text
                .push_str("\n\n".get(..self.breaks.min(2)).unwrap_or_default());
        }
        self.breaks = 0;
        self.text.push_str(&text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_what_reads() {
        for (html, want) in [
            ("<p>a</p><p>b<br>c</p>", "a\n\nb\nc"),
            ("a &amp; b &lt;3", "a & b <3"),
            (
                "<p>x</p><ul><li>one</li><li>two <b>bold</b></li></ul><p>y</p>",
                "x\n\n- one\n- two bold\n\ny",
            ),
            ("<pre><code>a\n  b</code></pre>", "a\n  b"),
            (
                "<a href=\"https://a.example/b\"><span class=\"invisible\">https://</span><span>a.example/b</span></a>",
                "https://a.example/b",
            ),
            ("<p>line\nfolded</p>", "line folded"),
            ("<p></p>", ""),
            ("<blockquote><p>q</p></blockquote>r", "q\n\nr"),
        ] {
            assert_eq!(from_html(html), want, "{html}");
        }
    }

    #[test]
    fn excerpts_end_between_words() {
        assert_eq!(excerpt("<p>one two</p><p>three</p>", 40), "one two three");
        assert_eq!(excerpt("<p>one two three</p>", 10), "one two…");
        assert_eq!(excerpt("<p>one, two</p>", 6), "one…");
        assert_eq!(excerpt(&"x".repeat(50), 10), format!("{}…", "x".repeat(10)));
        assert_eq!(excerpt("", 10), "");
    }
}
