//! Custom emoji: codes between colons that stand for small pictures (FEP-9098).

use super::escape_attribute;
use super::sanitise::remote_text_within;

/// The longest code.
const LONGEST: usize = 64;

/// Codes of one text that are looked at.
const CODES: usize = 100;

/// Characters of one emoji: families and flags are several that are joined.
const REACTION: usize = 14;

/// Whether this can be the code of a custom emoji, without its colons.
pub fn is_code(code: &str) -> bool {
    (1..=LONGEST).contains(&code.len())
        && code
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'+'))
}

/// The codes in a text or in HTML, without their colons, each once, at most a hundred.
pub fn codes(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    // What stands before the first colon and behind the last is between none.
    let between = text.split(':').skip(1);
    let count = text.matches(':').count();
    for part in between.take(count.saturating_sub(1)) {
        if found.len() == CODES {
            break;
        }
        if is_code(part) && !found.iter().any(|code| code == part) {
            found.push(part.to_owned());
        }
    }
    found
}

/// What came as the emoji of a reaction, if it is one: a few characters that are no letters or digits, or the code of a
/// custom emoji between colons, of which a host behind it is left out (`:name@host:`).
pub fn reaction(text: &str) -> Option<String> {
    let text = text.trim();
    if let Some(inner) = text.strip_prefix(':').and_then(|t| t.strip_suffix(':')) {
        let code = inner.split('@').next().unwrap_or_default();
        return is_code(code).then(|| format!(":{code}:"));
    }
    let emoji = (1..=REACTION).contains(&text.chars().count())
        && !text.is_ascii()
        && !text
            .chars()
            .any(|c| c.is_alphabetic() || c.is_control() || c.is_whitespace())
        && remote_text_within(text, REACTION) == text;
    emoji.then(|| text.to_owned())
}

/// Puts pictures into sanitised HTML where its text has the code of one; `picture` gives the address for a code. What
/// stands inside tags is left alone: there every attribute is in double quotes and `<` begins nothing but a tag.
pub fn with_pictures<'a>(html: &str, picture: impl Fn(&str) -> Option<&'a str>) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while !rest.is_empty() {
        let (text, tag) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
        put_text(&mut out, text, &picture);
        let mut quoted = false;
        let end = tag.find(|c: char| {
            quoted ^= c == '"';
            c == '>' && !quoted
        });
        let (tag, after) = tag.split_at(end.map_or(tag.len(), |end| end + 1));
        out.push_str(tag);
        rest = after;
    }
    out
}

fn put_text<'a>(out: &mut String, text: &str, picture: &impl Fn(&str) -> Option<&'a str>) {
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(':') {
        out.push_str(before);
        let found = after
            .split_once(':')
            .filter(|(code, _)| is_code(code))
            .and_then(|(code, behind)| Some((code, picture(code)?, behind)));
        match found {
            Some((code, address, behind)) => {
                out.push_str(&format!(
                    "<img class=\"emoji\" src=\"{}\" alt=\":{code}:\" width=\"20\" height=\"20\" loading=\"lazy\">",
                    escape_attribute(address)
                ));
                rest = behind;
            }
            None => {
                out.push(':');
                rest = after;
            }
        }
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_found_once() {
        assert_eq!(
            codes("a :blob: b :no t: :blob::cat: 10:30:x"),
            ["blob", "cat", "30"]
        );
        assert!(codes("no: colon").is_empty());
    }

    #[test]
    fn reactions_are_emoji() {
        for (sent, kept) in [
            ("👍", Some("👍")),
            ("👩‍👩‍👧‍👦", Some("👩‍👩‍👧‍👦")),
            (":blob@other.example:", Some(":blob:")),
            ("blobcat", None),
            ("very long text about it", None),
            ("héé", None),
            ("\u{202e}👍", None),
            ("", None),
            (":bl ob:", None),
        ] {
            assert_eq!(reaction(sent).as_deref(), kept, "{sent}");
        }
    }

    #[test]
    fn pictures_stand_in_text_only() {
        let picture = |code: &str| (code == "cat").then_some("/media/c\".png");
        let html = "<p>10:30 :cat: <a href=\"https://a.example/:cat:\" class=\":cat:\">:cat:</a> :dog:</p>";
        let shown = with_pictures(html, picture);
        assert_eq!(shown.matches("<img").count(), 2);
        assert!(shown.contains("href=\"https://a.example/:cat:\" class=\":cat:\""));
        assert!(shown.contains(":dog:") && shown.contains("10:30 "));
        assert!(!shown.contains("c\".png"), "addresses are escaped");
        assert_eq!(with_pictures("a : b", picture), "a : b");
        assert_eq!(
            with_pictures("<p title=\"a > :cat:\">x", picture),
            "<p title=\"a > :cat:\">x"
        );
    }
}
