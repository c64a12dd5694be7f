//! A forgiving HTML tokeniser that runs in linear time.
//!
//! It only feeds the normaliser and the plain text reader: safety never rests on it, because everything that is shown
//! goes through the sanitiser's real HTML parser afterwards. It exists so that hostile size and depth are dealt with
//! *before* that parser runs, whose work grows with depth and with the square of the attributes of one tag.

/// Attributes beyond this many in one tag are skipped.
const MAX_ATTRIBUTES: usize = 16;

/// Elements whose content is text to a browser, not markup, and is never shown by us.
const RAW_TEXT: [&str; 9] = [
    "iframe", "noembed", "noframes", "noscript", "script", "style", "textarea", "title", "xmp",
];

/// One piece of an HTML document. Text and attribute values still hold their character references.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    Text(&'a str),
    Start {
        name: String,
        attributes: Vec<(String, &'a str)>,
    },
    End {
        name: String,
    },
}

/// Splits `html` into tokens. Comments, declarations and the content of raw text elements are left out.
pub(super) fn tokens(html: &str) -> Tokens<'_> {
    Tokens { rest: html }
}

pub(super) struct Tokens<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            if self.rest.is_empty() {
                return None;
            }
            let Some(after) = self.rest.strip_prefix('<') else {
                return Some(self.text(0));
            };
            let first = after.chars().next();
            match first {
                Some(c) if c.is_ascii_alphabetic() => return Some(self.start_tag(after)),
                Some('/') => {
                    let name = after.get(1..).unwrap_or_default();
                    if name.starts_with(|c: char| c.is_ascii_alphabetic()) {
                        return Some(self.end_tag(name));
                    }
                    self.rest = after_first(after, '>');
                }
                Some('!') if after.starts_with("!--") => self.rest = after_comment(after),
                Some('!' | '?') => self.rest = after_first(after, '>'),
                _ => return Some(self.text(1)),
            }
        }
    }
}

impl<'a> Tokens<'a> {
    /// Text up to the next `<`, where the first `skip` bytes are text in any case.
    fn text(&mut self, skip: usize) -> Token<'a> {
        let tail = self.rest.get(skip..).unwrap_or_default();
        let end = tail.find('<').map_or(self.rest.len(), |at| at + skip);
        let (text, rest) = self.rest.split_at(end);
        self.rest = rest;
        Token::Text(text)
    }

    fn end_tag(&mut self, from: &'a str) -> Token<'a> {
        let (name, rest) = tag_name(from);
        self.rest = after_first(rest, '>');
        Token::End { name }
    }

    fn start_tag(&mut self, from: &'a str) -> Token<'a> {
        let (name, mut rest) = tag_name(from);
        let mut attributes = Vec::new();
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
            if rest.is_empty() {
                break;
            }
            if let Some(after) = rest.strip_prefix('>') {
                rest = after;
                break;
            }
            let (attribute, value, after) = read_attribute(rest);
            if attributes.len() < MAX_ATTRIBUTES
                && !attributes.iter().any(|(name, _)| *name == attribute)
            {
                attributes.push((attribute, value));
            }
            rest = after;
        }
        self.rest = rest;
        if RAW_TEXT.contains(&name.as_str()) {
            self.rest = after_raw_text(rest, &name);
        } else if name == "plaintext" {
            self.rest = "";
        }
        Token::Start { name, attributes }
    }
}

fn tag_name(from: &str) -> (String, &str) {
    let end = from
        .find(|c: char| c.is_ascii_whitespace() || c == '/' || c == '>')
        .unwrap_or(from.len());
    let (name, rest) = from.split_at(end);
    (name.to_ascii_lowercase(), rest)
}

/// Reads `name`, `name=value`, `name="value"` or `name='value'`; always consumes at least one character.
fn read_attribute(from: &str) -> (String, &str, &str) {
    let end = from
        .char_indices()
        .skip(1)
        .find(|(_, c)| c.is_ascii_whitespace() || matches!(c, '/' | '>' | '='))
        .map_or(from.len(), |(at, _)| at);
    let (name, rest) = from.split_at(end);
    let name = name.to_ascii_lowercase();
    let Some(value) = rest.trim_start().strip_prefix('=') else {
        return (name, "", rest);
    };
    let value = value.trim_start();
    for quote in ['"', '\''] {
        if let Some(inner) = value.strip_prefix(quote) {
            return match inner.split_once(quote) {
                Some((value, rest)) => (name, value, rest),
                None => (name, inner, ""),
            };
        }
    }
    let end = value
        .find(|c: char| c.is_ascii_whitespace() || c == '>')
        .unwrap_or(value.len());
    let (value, rest) = value.split_at(end);
    (name, value, rest)
}

fn after_first(text: &str, stop: char) -> &str {
    text.split_once(stop).map_or("", |(_, rest)| rest)
}

/// Skips a comment; `<!-->` and `<!--->` are whole comments, as in browsers.
fn after_comment(after: &str) -> &str {
    let body = after.get(3..).unwrap_or_default();
    for short in [">", "->"] {
        if let Some(rest) = body.strip_prefix(short) {
            return rest;
        }
    }
    body.split_once("-->").map_or("", |(_, rest)| rest)
}

/// Skips to the end tag of a raw text element, or to the end of the text when there is none.
fn after_raw_text<'a>(from: &'a str, name: &str) -> &'a str {
    let mut rest = from;
    while let Some((_, after)) = rest.split_once("</") {
        if after
            .get(..name.len())
            .is_some_and(|found| found.eq_ignore_ascii_case(name))
        {
            return after_first(after, '>');
        }
        rest = after;
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(html: &str) -> String {
        tokens(html)
            .map(|token| match token {
                Token::Text(text) => format!("[{text}]"),
                Token::End { name } => format!("</{name}>"),
                Token::Start { name, attributes } => {
                    let attributes: Vec<_> = attributes
                        .iter()
                        .map(|(n, v)| format!(" {n}={v}"))
                        .collect();
                    format!("<{name}{}>", attributes.concat())
                }
            })
            .collect()
    }

    #[test]
    fn splits_as_browsers_do() {
        for (html, want) in [
            ("a<b>c</b>", "[a]<b>[c]</b>"),
            ("<A HREF='x>y' b=1 c>t", "<a href=x>y b=1 c=>[t]"),
            ("I <3 you < me", "[I ][<3 you ][< me]"),
            ("x<!-- <b> -->y<!-->z<!doctype html>", "[x][y][z]"),
            ("<script>if (a<b) '</div>'</ScRiPt >ok", "<script>[ok]"),
            ("<style><!--</style>ok", "<style>[ok]"),
            ("<br/>a</ b>c", "<br>[a][c]"),
            ("<a href=\"never closed", "<a href=never closed>"),
            ("<scr\0ipt>x", "<scr\0ipt>[x]"),
            ("<a x=1 x=2>", "<a x=1>"),
            ("<", "[<]"),
        ] {
            assert_eq!(shape(html), want, "{html:?}");
        }
    }

    #[test]
    fn tokens_never_outnumber_the_input() {
        for seed in [
            "<",
            "</",
            "<!",
            "<!--",
            "<a ",
            "<a b='",
            "&",
            "<script></",
            "a=",
            "/",
        ] {
            let html = seed.repeat(100_000);
            assert!(tokens(&html).count() <= html.len(), "{seed}");
        }
    }
}
