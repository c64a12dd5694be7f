//! Links that pretend: the visible text names one host, the address goes to another.

use url::Host;

use super::sanitise::is_bidi_control;

/// Endings of file names that look like host names but are no top-level domains.
const FILE_ENDINGS: [&str; 20] = [
    "csv", "doc", "docx", "gif", "htm", "html", "jpeg", "jpg", "js", "json", "odp", "ods", "odt",
    "pdf", "php", "png", "pptx", "txt", "xlsx", "xml",
];

/// Whether people who see `visible` would expect another host than `host`, which is where the link goes.
///
/// `visible` is what is left of the link text after hidden parts are taken out. A mention (`@user@host`) may name a
/// domain above or below the one that serves its pages, since both belong to one owner.
pub(super) fn misleads(visible: &str, host: &str, mention: bool) -> bool {
    let visible = visible.trim_end();
    if visible.ends_with(&disclosure(host)) {
        return false;
    }
    visible
        .split_whitespace()
        .flat_map(claimed_hosts)
        .any(|claimed| {
            let same = claimed == host || without_www(&claimed) == without_www(host);
            !same && !(mention && (is_below(host, &claimed) || is_below(&claimed, host)))
        })
}

/// What is written after a link text that misleads.
pub(super) fn disclosure(host: &str) -> String {
    format!("[{host}]")
}

/// The hosts that one word of a link text seems to name.
fn claimed_hosts(word: &str) -> Vec<String> {
    let word: String = word.chars().filter(|c| !is_bidi_control(*c)).collect();
    let (explicit, rest) = match word.split_once("://") {
        Some((_, rest)) => (true, rest),
        None => (
            false,
            word.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '@'),
        ),
    };
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    // In `@user@host` only the last part is a host; a user name may well look like one.
    let names = match authority.strip_prefix('@') {
        Some(handle) => handle.rsplit_once('@').map_or("", |(_, host)| host),
        None => authority,
    };
    names
        .split(|c: char| !(c.is_alphanumeric() || is_inside_host(c)))
        .filter_map(|name| host_named(name, explicit))
        .collect()
}

/// Characters other than letters and digits that host names hold, or that their normalisation drops or turns to dots.
fn is_inside_host(c: char) -> bool {
    matches!(
        c,
        '-' | '.' | '_' | '。' | '．' | '｡' | '\u{ad}' | '\u{200b}'
            ..='\u{200d}' | '\u{2060}' | '\u{feff}'
    ) || unicode_normalization::char::is_combining_mark(c)
}

fn host_named(name: &str, explicit: bool) -> Option<String> {
    let name = name.trim_matches(|c: char| !c.is_alphanumeric());
    match Host::parse(name).ok()? {
        Host::Domain(domain) => {
            let (_, last) = domain
                .trim_end_matches('.')
                .rsplit_once('.')
                .unwrap_or(("", ""));
            let looks_like_one = last.len() >= 2
                && (last.starts_with("xn--") || last.bytes().all(|b| b.is_ascii_alphabetic()))
                && !FILE_ENDINGS.contains(&last);
            (explicit || looks_like_one).then_some(domain)
        }
        // `1.5` and `2026` are addresses to the parser and numbers to people.
        Host::Ipv4(address) => (name.matches('.').count() == 3).then(|| address.to_string()),
        Host::Ipv6(_) => None,
    }
}

fn without_www(host: &str) -> &str {
    host.strip_prefix("www.").unwrap_or(host)
}

fn is_below(host: &str, parent: &str) -> bool {
    host.strip_suffix(parent)
        .is_some_and(|rest| rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_honest_links_from_pretending_ones() {
        for (visible, host, want) in [
            ("read this", "evil.example", false),
            ("bank.example", "bank.example", false),
            ("www.bank.example/login", "bank.example", false),
            ("https://Bank.Example:8443/x", "bank.example", false),
            ("bank.example", "evil.example", true),
            ("https://bank.example", "evil.example", true),
            ("go to bank.example now", "evil.example", true),
            ("(bank.example)", "evil.example", true),
            ("https://bank.example@evil.example/", "evil.example", true),
            ("anna@bank.example", "evil.example", true),
            ("bank.example", "bank.example.evil.example", true),
            ("ba\u{202e}nk.example", "evil.example", true),
            ("ba\u{ad}nk。example", "evil.example", true),
            ("bank.example⁄login", "evil.example", true),
            ("bücher.example", "xn--bcher-kva.example", false),
            ("http://intranet/", "evil.example", true),
            ("10.0.0.1", "evil.example", true),
            ("version 1.5 of report.pdf", "evil.example", false),
            ("#Rooms", "unit.example", false),
            ("bank.example [evil.example]", "evil.example", false),
            ("[evil.example] bank.example", "evil.example", true),
            ("2026 budget", "unit.example", false),
        ] {
            assert_eq!(misleads(visible, host, false), want, "{visible} -> {host}");
        }
    }

    #[test]
    fn a_mention_may_be_served_by_a_neighbour_of_its_domain() {
        assert!(!misleads("@anna@unit.example", "social.unit.example", true));
        assert!(!misleads(
            "@jan.de.vries@social.unit.example",
            "unit.example",
            true
        ));
        assert!(misleads("@anna@unit.example", "social.unit.example", false));
        assert!(misleads("@anna@unit.example", "evilunit.example", true));
    }
}
