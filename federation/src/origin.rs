//! Who may speak for which id: strict reading of ids and comparison of origins.
//!
//! The same few bytes must mean the same server to us, to the database and to the HTTP client. Every id and URL that
//! comes from a peer therefore passes [`parse_id`] before anything else looks at it. Parsers of the browser kind repair
//! what they are given (`https:\\E`, full-width letters, `%67`, tabs inside): here such spellings are refused, since a
//! repaired host is the way one server has been taken for another in most of the products of this field.

mod authority;
#[cfg(test)]
mod tests;

use std::fmt;

use thiserror::Error;
use url::{Host, Url};

pub use authority::{Authority, authority_of};

/// Longest id that is accepted, in bytes. Long enough for every product seen, short enough for a database index.
pub const MAX_ID_LENGTH: usize = 2048;

/// Why a string is not usable as an id.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum IdError {
    /// Longer than [`MAX_ID_LENGTH`] bytes.
    #[error("the id is longer than {MAX_ID_LENGTH} bytes")]
    TooLong,
    /// White space, a control character, an invisible character or a backslash stands somewhere in it.
    #[error("the id contains a character that has no place in a URL (U+{0:04X})")]
    Character(u32),
    /// Not `http://` or `https://`.
    #[error("the id must begin with https:// (or http:// where the network allows it)")]
    Scheme,
    /// `user@` or `user:password@` before the host.
    #[error("the id must not contain a user name or password before the host")]
    UserInfo,
    /// The host is missing, or is not written in its one canonical form.
    #[error(
        "the host of the id must be written in its plain form: ASCII, no escapes, no dot at the end"
    )]
    Host,
    /// The port is not a number from 1 to 65535.
    #[error("the port of the id is not a number from 1 to 65535")]
    Port,
    /// The rest does not parse as a URL.
    #[error("the id is not a URL: {0}")]
    Url(#[from] url::ParseError),
}

/// Scheme, host and effective port of a URL: the unit of trust. Two ids with the same origin were published by the same
/// server; nothing weaker (same host on another port, same host over http) counts.
///
/// Source: FEP-fe34 (origin-based security), RFC 6454.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Origin {
    scheme: String,
    host: String,
    port: u16,
}

impl Origin {
    /// The origin of a URL, or `None` for schemes that have no host and port (`data:`, `acct:`, `did:`).
    pub fn of(url: &Url) -> Option<Self> {
        if !matches!(url.scheme(), "http" | "https") {
            return None;
        }
        Some(Self {
            scheme: url.scheme().to_owned(),
            host: url.host_str()?.to_owned(),
            port: url.port_or_known_default()?,
        })
    }

    /// `http` or `https`.
    pub fn scheme(&self) -> &str {
        &self.scheme
    }

    /// The host name in its canonical form, without port.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port that is connected to, also where the URL leaves it out.
    pub fn port(&self) -> u16 {
        self.port
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}:{}", self.scheme, self.host, self.port)
    }
}

/// Whether both URLs have an origin and it is the same one.
pub fn same_origin(one: &Url, other: &Url) -> bool {
    match (Origin::of(one), Origin::of(other)) {
        (Some(one), Some(other)) => one == other,
        _ => false,
    }
}

/// The URL without its fragment: the document that has to be fetched to read what the id names.
///
/// Fragments are part of an id (Mastodon names activities `…#accepts/follows/7`, nearly everybody names keys
/// `…#main-key`), but never part of a request.
pub fn document_of(url: &Url) -> Url {
    let mut document = url.clone();
    document.set_fragment(None);
    document
}

/// Reads an id or any other URL that a peer sent.
///
/// The result is canonical: scheme and host in lower case, default port left out, dot segments resolved, characters
/// outside ASCII in path and query percent-encoded. The fragment is kept, see [`document_of`]. Two ids are equal exactly
/// when the returned URLs are equal.
///
/// Errors: everything that two parsers could read differently, see [`IdError`]. ASCII capitals are the only odd spelling
/// of a host that is folded; escapes, full-width letters, invisible characters, an `xn--` label that does not survive a
/// round trip, an IPv4 address in hex and a dot at the end are refused.
pub fn parse_id(text: &str) -> Result<Url, IdError> {
    if text.len() > MAX_ID_LENGTH {
        return Err(IdError::TooLong);
    }
    refuse_odd_characters(text)?;
    let (_, after_scheme) = text
        .split_once("://")
        .filter(|(scheme, _)| {
            scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http")
        })
        .ok_or(IdError::Scheme)?;
    let raw_authority = after_scheme
        .split(['/', '?', '#'])
        .next()
        .unwrap_or_default();
    if raw_authority.contains('@') {
        return Err(IdError::UserInfo);
    }
    let (raw_host, raw_port) = split_port(raw_authority);
    check_port(raw_port)?;
    if !raw_host.is_ascii() {
        return Err(IdError::Host);
    }
    let url = Url::parse(text)?;
    let host = url.host_str().ok_or(IdError::Host)?;
    if !raw_host.eq_ignore_ascii_case(host) || !plain_host(&url) {
        return Err(IdError::Host);
    }
    Ok(url)
}

/// Splits `host[:port]`, where the host may be an IPv6 address in brackets.
fn split_port(authority: &str) -> (&str, Option<&str>) {
    match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (authority, None),
    }
}

/// Digits only: `+80` and an empty port are spellings of something else.
fn check_port(port: Option<&str>) -> Result<(), IdError> {
    match port {
        None => Ok(()),
        Some(digits)
            if digits.bytes().all(|b| b.is_ascii_digit())
                && digits.parse::<u16>().is_ok_and(|p| p > 0) =>
        {
            Ok(())
        }
        Some(_) => Err(IdError::Port),
    }
}

/// Checks what the URL parser lets through: empty labels, dots at the ends, length.
fn plain_host(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => {
            name.len() <= 253
                && name.split('.').all(|label| {
                    !label.is_empty()
                        && label.len() <= 63
                        && label.bytes().all(|b| {
                            b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_')
                        })
                })
        }
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => true,
        None => false,
    }
}

/// Refuses characters that parsers drop, fold or treat as a slash, and those that a person cannot see.
pub(crate) fn refuse_odd_characters(text: &str) -> Result<(), IdError> {
    let odd = |c: char| {
        c.is_control()
            || c.is_whitespace()
            || matches!(c,
                '\\' | '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
                | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}'
                | '\u{FFF0}'..='\u{FFFD}' | '\u{E0000}'..='\u{E0FFF}')
    };
    match text.chars().find(|c| odd(*c)) {
        Some(c) => Err(IdError::Character(u32::from(c))),
        None => Ok(()),
    }
}
