//! Mentions: `@user`, `@user@host` and `@user@host:port` in running text.

use super::inline::{Piece, Scan, pieces};

/// Longer user names are text.
const MAX_USER: usize = 64;
/// The longest host name there is.
const MAX_HOST: usize = 253;

/// A mention as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mention<'a> {
    /// All of it, with the leading `@`.
    pub text: &'a str,
    /// The user name.
    pub user: &'a str,
    /// The host, with the port if one is written; none means somebody of this unit.
    pub host: Option<&'a str>,
}

impl<'a> Mention<'a> {
    /// Takes a mention apart that [`pieces`] found.
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let handle = text.strip_prefix('@')?;
        Some(match handle.split_once('@') {
            Some((user, host)) => Self {
                text,
                user,
                host: Some(host),
            },
            None => Self {
                text,
                user: handle,
                host: None,
            },
        })
    }

    /// The form under which a mention is looked up: lower case, without the leading `@`.
    pub fn key(&self) -> String {
        match self.host {
            Some(host) => format!("{}@{}", self.user, host).to_lowercase(),
            None => self.user.to_lowercase(),
        }
    }
}

/// Finds the mentions in a run of plain text, in order, repeats included. Addresses of pages and of mail are not mentions.
///
/// For what a person typed use [`super::compose::mentioned`], which knows about code in Markdown.
pub fn find(text: &str) -> impl Iterator<Item = Mention<'_>> {
    pieces(text).filter_map(|piece| match piece {
        Piece::Mention(mention) => Some(mention),
        _ => None,
    })
}

/// Looks for a mention at the start of `text` (an `@`), which follows the character `before`.
///
/// The name follows Mastodon: ASCII letters, digits and `_`, with `.` and `-` inside only.
pub(super) fn scan(text: &str, before: Option<char>) -> Scan {
    if before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '/' | '=' | '@' | '+' | '%'))
    {
        return Scan::miss(1);
    }
    let name = text.get(1..).unwrap_or_default();
    let user = run(
        name,
        |c| c.is_ascii_alphanumeric() || c == '_',
        |c| matches!(c, '.' | '-'),
    );
    if user.kept == 0 || user.kept > MAX_USER {
        return Scan {
            end: 1 + user.kept,
            found: false,
            looked: 1 + user.looked,
        };
    }
    let mut end = 1 + user.kept;
    let mut looked = 1 + user.looked;
    if let Some(host_text) = name
        .get(user.kept..)
        .and_then(|rest| rest.strip_prefix('@'))
    {
        let host = run(host_text, char::is_alphanumeric, |c| matches!(c, '.' | '-'));
        looked += 1 + host.looked;
        if host.kept > MAX_HOST {
            return Scan {
                end: end + 1 + host.kept,
                found: false,
                looked,
            };
        }
        if host.kept > 0 {
            end += 1 + host.kept + port_length(host_text.get(host.kept..).unwrap_or_default());
        }
    }
    Scan {
        end,
        found: true,
        looked,
    }
}

struct Run {
    /// Bytes up to the end of the last character that may stand at an end.
    kept: usize,
    looked: usize,
}

/// The longest start of `text` made of `outer` characters, with `inner` ones only between them.
fn run(text: &str, outer: impl Fn(char) -> bool, inner: impl Fn(char) -> bool) -> Run {
    let (mut kept, mut looked) = (0, 0);
    for (at, c) in text.char_indices() {
        looked = at;
        if outer(c) {
            kept = at + c.len_utf8();
            looked = kept;
        } else if !inner(c) || kept == 0 {
            break;
        }
    }
    Run { kept, looked }
}

/// The length of `:port` at the start of `rest`, or 0.
fn port_length(rest: &str) -> usize {
    let Some(digits) = rest.strip_prefix(':') else {
        return 0;
    };
    let count = digits
        .bytes()
        .take(6)
        .take_while(u8::is_ascii_digit)
        .count();
    if (2..=5).contains(&count) {
        1 + count
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Vec<String> {
        find(text).map(|mention| mention.key()).collect()
    }

    #[test]
    fn finds_mentions_and_nothing_else() {
        for (text, want) in [
            ("@anna hello", vec!["anna"]),
            (".@anna, (@Bob) \"@carl\"", vec!["anna", "bob", "carl"]),
            ("@anna@it.example.", vec!["anna@it.example"]),
            ("@anna@it.example:8443: hi", vec!["anna@it.example:8443"]),
            ("@anna@it.example: hi", vec!["anna@it.example"]),
            ("@anna@localhost", vec!["anna@localhost"]),
            (
                "@jan.de-vries_@it.example",
                vec!["jan.de-vries_@it.example"],
            ),
            ("@anna.", vec!["anna"]),
            ("@anna@bücher.example", vec!["anna@bücher.example"]),
            ("anna@it.example a+b@it.example", vec![]),
            ("https://it.example/@anna", vec![]),
            ("@@anna @ @. @é @-x", vec![]),
            ("@anna@", vec!["anna"]),
            ("\n@anna\n@bob", vec!["anna", "bob"]),
        ] {
            assert_eq!(keys(text), want, "{text}");
        }
    }

    #[test]
    fn ignores_names_that_nobody_can_have() {
        assert_eq!(keys(&format!("@{}", "a".repeat(65))), Vec::<String>::new());
        assert_eq!(
            keys(&format!("@a@{}", "b.".repeat(200))),
            Vec::<String>::new()
        );
    }
}
