//! The only way from foreign or typed HTML to HTML that is shown.
//!
//! Two independent steps: the normaliser bounds size and depth and repairs structure, then ammonia, with a real HTML
//! parser, enforces the allow-list. The list is Mastodon's (so what federates looks the same here as there) plus headings.
//! Only http and https links stay: no `mailto:`, so that "foreign scheme" has one simple meaning.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

use super::limits::{REMOTE_HTML_BYTES, REMOTE_NAME_CHARACTERS};
use super::normalise::{LINK_REL, normalise};
use super::{escape, plain};

/// Elements that are shown.
const TAGS: [&str; 23] = [
    "p",
    "span",
    "br",
    "a",
    "del",
    "s",
    "pre",
    "code",
    "em",
    "strong",
    "b",
    "i",
    "u",
    "ul",
    "ol",
    "li",
    "blockquote",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
];

/// Classes that carry meaning between servers, besides the microformats ones.
const CLASSES: [&str; 5] = [
    "mention",
    "hashtag",
    "ellipsis",
    "invisible",
    "quote-inline",
];

/// Passes until the result must stand still.
const MAX_PASSES: usize = 4;

static POLICY: LazyLock<Builder<'static>> = LazyLock::new(policy);

/// Makes HTML from elsewhere safe to show. About [`REMOTE_HTML_BYTES`] of it are kept; the rest is cut off.
///
/// Scripts, styles, pictures, frames, forms, ids, handlers and unknown classes go; their text stays where it is text.
/// A link whose visible text names another host than its address gets the real host written behind it. Cleaning the
/// result again changes nothing, so storing it and cleaning it once more before showing is cheap insurance.
pub fn remote_html(html: &str) -> String {
    let mut current = pass(cut(html, 4 * REMOTE_HTML_BYTES));
    for _ in 1..MAX_PASSES {
        let next = pass(&current);
        if next == current {
            return current;
        }
        current = next;
    }
    // HTML that keeps changing under the parser is an attack on parsers: show its text only.
    let text = plain::from_html(&current);
    if text.is_empty() {
        text
    } else {
        format!("<p>{}</p>", escape(&text).replace('\n', "<br>"))
    }
}

fn pass(html: &str) -> String {
    POLICY.clean(&normalise(html)).to_string()
}

/// Makes a short text from elsewhere (names, field names, poll options) one harmless line of plain text of at most
/// [`REMOTE_NAME_CHARACTERS`] characters. It still has to be escaped where it is shown, as all text.
pub fn remote_text(text: &str) -> String {
    remote_text_within(text, REMOTE_NAME_CHARACTERS)
}

/// As [`remote_text`], with another limit in characters.
///
/// What looks like a tag goes, and so do control characters and those that change the writing direction or are invisible;
/// white space becomes single spaces. `<3` stays. Doing it again changes nothing.
pub fn remote_text_within(text: &str, limit: usize) -> String {
    let mut out = String::new();
    let mut opened: Vec<usize> = Vec::new();
    // Four bytes a character and room for tags: what lies beyond cannot matter for a name.
    for c in cut(text, limit.saturating_mul(16)).chars() {
        match c {
            c if c.is_whitespace() || c.is_control() => {
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c if is_bidi_control(c) || is_invisible(c) => {}
            '<' => {
                opened.push(out.len());
                out.push(c);
            }
            '>' => {
                let tag = std::iter::from_fn(|| opened.pop()).find(|at| starts_tag(&out, *at));
                match tag {
                    Some(at) => out.truncate(at),
                    None => out.push(c),
                }
            }
            c => out.push(c),
        }
    }
    let end = out
        .char_indices()
        .nth(limit)
        .map_or(out.len(), |(at, _)| at);
    out.truncate(end);
    out.trim().to_owned()
}

fn starts_tag(text: &str, at: usize) -> bool {
    let next = text.get(at..).and_then(|rest| rest.chars().nth(1));
    next.is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'))
}

/// The start of `text`, at most `bytes` long, ending at a character.
fn cut(text: &str, bytes: usize) -> &str {
    text.get(..text.floor_char_boundary(bytes)).unwrap_or(text)
}

/// Characters that change the direction of text around them.
pub(super) fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Those that reverse letters: nothing honest needs them. The milder ones stay in posts, Arabic and Hebrew use them.
pub(super) fn is_bidi_override(c: char) -> bool {
    matches!(c, '\u{202d}' | '\u{202e}')
}

/// Characters without a picture, other than the joiners that scripts and emoji need.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{115f}' | '\u{3164}')
}

/// Whether a class may stay: the known ones and microformats (`h-card`, `u-url`). Style sheets of ours must not use
/// names of these forms for anything else.
pub(super) fn allowed_class(class: &str) -> bool {
    let microformat = ["h-", "p-", "u-", "dt-", "e-"]
        .iter()
        .find_map(|prefix| class.strip_prefix(prefix))
        .is_some_and(|rest| {
            (1..=30).contains(&rest.len())
                && rest.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
        });
    microformat || CLASSES.contains(&class)
}

fn policy() -> Builder<'static> {
    let mut builder = Builder::empty();
    builder
        .tags(HashSet::from(TAGS))
        .clean_content_tags(HashSet::from(["script", "style"]))
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["href", "class", "rel", "target"])),
            ("span", HashSet::from(["class"])),
            ("p", HashSet::from(["class"])),
            ("ol", HashSet::from(["start"])),
        ]))
        .generic_attributes(HashSet::new())
        .url_schemes(HashSet::from(["http", "https"]))
        .url_relative(UrlRelative::Deny)
        .link_rel(None)
        .attribute_filter(|element, attribute, value| match (element, attribute) {
            (_, "class") => {
                let all = value.split(' ').all(allowed_class);
                all.then_some(Cow::Borrowed(value))
            }
            ("a", "rel") => Some(match value.strip_suffix(LINK_REL) {
                Some("" | "tag ") => Cow::Borrowed(value),
                _ => Cow::Borrowed(LINK_REL),
            }),
            ("a", "target") => Some(Cow::Borrowed("_blank")),
            ("ol", "start") => value.parse::<i32>().is_ok().then_some(Cow::Borrowed(value)),
            ("a", "href") => Some(Cow::Borrowed(value)),
            _ => None,
        });
    builder
}

#[cfg(test)]
#[path = "sanitise_tests.rs"]
mod tests;
