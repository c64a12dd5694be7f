use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::PolicyError;
use crate::origin::Authority;

/// A host name, or with `*.` in front all names below it (but not the name itself).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct NamePattern {
    below: bool,
    name: String,
}

impl NamePattern {
    /// Whether the pattern covers `name`, given in canonical form.
    pub fn matches(&self, name: &str) -> bool {
        if self.below {
            name.strip_suffix(self.name.as_str())
                .is_some_and(|front| front.len() > 1 && front.ends_with('.'))
        } else {
            name == self.name
        }
    }
}

impl FromStr for NamePattern {
    type Err = PolicyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (below, name) = match text.strip_prefix("*.") {
            Some(name) => (true, name),
            None => (false, text),
        };
        let wrong = || PolicyError::Name(text.to_owned());
        let authority = Authority::parse(name).map_err(|_| wrong())?;
        if authority.host() != authority.as_str() {
            return Err(wrong());
        }
        Ok(Self {
            below,
            name: authority.into(),
        })
    }
}

impl fmt::Display for NamePattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", if self.below { "*." } else { "" }, self.name)
    }
}

impl TryFrom<String> for NamePattern {
    type Error = PolicyError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<NamePattern> for String {
    fn from(pattern: NamePattern) -> Self {
        pattern.to_string()
    }
}

/// `localhost` and everything below it (RFC 6761, section 6.3).
pub(super) fn is_localhost(name: &str) -> bool {
    name == "localhost" || name.ends_with(".localhost")
}

/// The names that systems are set up with for their own loopback address.
pub(super) fn means_this_machine(name: &str) -> bool {
    is_localhost(name)
        || matches!(
            name,
            "localhost4"
                | "localhost6"
                | "ip6-localhost"
                | "ip6-loopback"
                | "loopback"
                | "broadcasthost"
        )
        || ["localdomain", "localdomain4", "localdomain6"]
            .iter()
            .any(|domain| {
                name.strip_suffix(domain)
                    .is_some_and(|front| front.is_empty() || front.ends_with('.'))
            })
}
