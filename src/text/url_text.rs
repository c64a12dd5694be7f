//! Web addresses in running text: where they end, and how they are shown.

use url::Url;

use super::escape::{escape_attribute, escape_into};
use super::inline::Scan;

/// Longer addresses stay text.
const MAX_LENGTH: usize = 2048;
/// So many characters of an address are shown, not counting its scheme; the rest stays in the page, hidden by style.
const SHOWN: usize = 30;

/// Looks for an address at the start of `text`, which follows the character `before`.
///
/// The end follows what people mean: punctuation at the end belongs to the sentence, and so does a closing bracket that
/// was not opened inside the address.
pub(super) fn scan(text: &str, before: Option<char>) -> Scan {
    let Some(scheme) = scheme_length(text) else {
        return Scan::miss(1);
    };
    if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
        return Scan::miss(scheme);
    }
    let run = text
        .find(ends_address)
        .map_or(text, |end| text.get(..end).unwrap_or(text));
    let address = trim_sentence(run);
    // The whole run is consumed even when it is no address: looking again inside it would cost quadratic time.
    if address.len() > MAX_LENGTH || parse(address).is_none() {
        return Scan {
            end: run.len().max(scheme),
            found: false,
            looked: run.len(),
        };
    }
    Scan {
        end: address.len(),
        found: true,
        looked: run.len(),
    }
}

/// The parsed address when it is one that may be linked: http or https, with a host and no user name.
pub(super) fn parse(address: &str) -> Option<Url> {
    let url = Url::parse(address).ok()?;
    let web = matches!(url.scheme(), "http" | "https");
    (web && url.has_host() && url.username().is_empty() && url.password().is_none()).then_some(url)
}

fn scheme_length(text: &str) -> Option<usize> {
    ["https://", "http://"]
        .iter()
        .find(|scheme| {
            text.get(..scheme.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
        })
        .map(|scheme| scheme.len())
}

fn ends_address(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '<' | '>' | '"' | '`' | '{' | '}' | '|' | '\\' | '^')
        || matches!(c, '“' | '”' | '„' | '«' | '»' | '「' | '」' | '、' | '。')
        || super::sanitise::is_bidi_control(c)
}

fn trim_sentence(run: &str) -> &str {
    let count = |wanted: char| run.chars().filter(|c| *c == wanted).count();
    let mut round = count(')').saturating_sub(count('('));
    let mut square = count(']').saturating_sub(count('['));
    let mut address = run;
    while let Some(last) = address.chars().next_back() {
        let excess = match last {
            ')' => &mut round,
            ']' => &mut square,
            '.' | ',' | ':' | ';' | '!' | '?' | '\'' | '*' | '_' | '~' | '…' | '’' | '(' | '[' =>
            {
                address = address.strip_suffix(last).unwrap_or_default();
                continue;
            }
            _ => break,
        };
        if *excess == 0 {
            break;
        }
        *excess -= 1;
        address = address.strip_suffix(last).unwrap_or_default();
    }
    address
}

/// Writes `address` as a link that shows at most 30 characters after the scheme, in the form Mastodon's clients know:
/// scheme and tail in `invisible` spans, so that copying still yields the whole address. The host is never cut.
pub(super) fn write_link(address: &str, url: &Url, out: &mut String) {
    let scheme = scheme_length(address).unwrap_or(0);
    let www = address
        .get(scheme..)
        .filter(|rest| rest.starts_with("www."))
        .map_or(0, |_| 4);
    let (hidden, rest) = address
        .split_at_checked(scheme + www)
        .unwrap_or(("", address));
    let host = rest
        .find(['/', '?', '#'])
        .map_or(rest.chars().count(), |at| {
            rest.get(..at).unwrap_or_default().chars().count()
        });
    let cut = rest
        .char_indices()
        .nth(SHOWN.max(host))
        .map_or(rest.len(), |(at, _)| at);
    let (shown, tail) = rest.split_at(cut);

    out.push_str("<a href=\"");
    out.push_str(&escape_attribute(url.as_str()));
    out.push_str("\">");
    write_span("invisible", hidden, out);
    write_span(if tail.is_empty() { "" } else { "ellipsis" }, shown, out);
    write_span("invisible", tail, out);
    out.push_str("</a>");
}

fn write_span(class: &str, text: &str, out: &mut String) {
    if class.is_empty() {
        out.push_str("<span>");
    } else {
        out.push_str("<span class=\"");
        out.push_str(class);
        out.push_str("\">");
    }
    escape_into(text, out);
    out.push_str("</span>");
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic
    )]
    use super::*;

    fn found(text: &str) -> Option<&str> {
        let scan = scan(text, None);
        scan.found.then(|| text.get(..scan.end).unwrap_or_default())
    }

    #[test]
    fn ends_where_people_mean() {
        for (text, want) in [
            ("https://a.example/x. Next", Some("https://a.example/x")),
            ("https://a.example/x), he", Some("https://a.example/x")),
            (
                "https://a.example/wiki_(disambiguation)",
                Some("https://a.example/wiki_(disambiguation)"),
            ),
            (
                "https://a.example/x?y=1&z=2#top!",
                Some("https://a.example/x?y=1&z=2#top"),
            ),
            ("HTTP://Intranet/rooms", Some("HTTP://Intranet/rooms")),
            (
                "https://unit.example:8443/@anna",
                Some("https://unit.example:8443/@anna"),
            ),
            (
                "https://bücher.example/ä。次",
                Some("https://bücher.example/ä"),
            ),
            ("https://a.example/[x]]", Some("https://a.example/[x]")),
            ("https://", None),
            ("https://bank.example@evil.example/", None),
            ("javascript://x", None),
        ] {
            assert_eq!(found(text), want, "{text}");
        }
    }

    #[test]
    fn shows_the_host_whole_and_hides_the_tail() {
        let mut out = String::new();
        let address = "https://www.a-rather-long-name-of-a-host.example/abc";
        write_link(address, &parse(address).expect("valid"), &mut out);
        assert_eq!(
            out,
            "<a href=\"https://www.a-rather-long-name-of-a-host.example/abc\">\
             <span class=\"invisible\">https://www.</span>\
             <span class=\"ellipsis\">a-rather-long-name-of-a-host.example</span>\
             <span class=\"invisible\">/abc</span></a>"
        );
    }
}
