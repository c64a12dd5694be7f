//! `host[:port]`: the name of a peer as people write it in handles and as the allow-list holds it.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use url::{Host, Url};

use super::{IdError, check_port, parse_id, refuse_odd_characters, split_port};

/// The name of a peer: `hrm.example`, or `hrm.localhost:8080` where the port is not the default one.
///
/// Always canonical (lower case, ASCII, no default port), so that plain string comparison is right. Names are only
/// names: IP addresses are refused, as the address policy does.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Authority(String);

impl Authority {
    /// Reads what a person typed or a peer wrote after the `@` of a handle.
    ///
    /// International names are accepted in their own script and turned into ASCII; `:443` is dropped, since handles are
    /// about https unless the port says otherwise. Errors: anything that could change the meaning of a URL it is put
    /// into (CR, LF, space, `#`, `?`, `@`, `/`, `\`), escapes, a dot at the end, an IP address.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        refuse_odd_characters(text)?;
        if let Some(c) = text
            .chars()
            .find(|c| matches!(c, '/' | '?' | '#' | '@' | '%' | '[' | ']'))
        {
            return Err(IdError::Character(u32::from(c)));
        }
        let (raw_host, port) = split_port(text);
        check_port(port)?;
        let host = match Host::parse(raw_host)? {
            Host::Domain(name) => name,
            Host::Ipv4(_) | Host::Ipv6(_) => return Err(IdError::Host),
        };
        let url = match port {
            Some(port) => parse_id(&format!("https://{host}:{port}/"))?,
            None => parse_id(&format!("https://{host}/"))?,
        };
        authority_of(&url).ok_or(IdError::Host)
    }

    /// The name, with the port where it is not the default one.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The host without the port.
    pub fn host(&self) -> &str {
        split_port(&self.0).0
    }

    /// The root URL of the peer under `scheme` (`https` or `http`).
    ///
    /// Errors: a scheme that is neither.
    pub fn root(&self, scheme: &str) -> Result<Url, IdError> {
        parse_id(&format!("{scheme}://{}/", self.0))
    }
}

/// The peer a URL belongs to, as handles write it; `None` for URLs without a host name (other schemes, IP addresses).
pub fn authority_of(url: &Url) -> Option<Authority> {
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    let host = url.domain()?;
    Some(Authority(match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }))
}

impl fmt::Display for Authority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Authority {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Authority {
    type Error = IdError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Authority> for String {
    fn from(authority: Authority) -> Self {
        authority.0
    }
}

impl AsRef<str> for Authority {
    fn as_ref(&self) -> &str {
        &self.0
    }
}
