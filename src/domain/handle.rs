//! Handles: `alice` here, `alice@it.example` elsewhere. Compared without regard to case.

use std::fmt;

/// The longest username that a person of this unit may take.
pub const USERNAME_MAX: usize = 30;

/// A handle as people type it, with or without the leading `@` and the host.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Handle {
    pub username: String,
    /// `host` or `host:port` of the unit; `None` for this one.
    pub host: Option<String>,
}

impl Handle {
    /// Reads `alice`, `@alice`, `alice@host`, `@alice@host:8080` or `acct:alice@host`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_prefix("acct:").unwrap_or(text);
        let text = text.strip_prefix('@').unwrap_or(text);
        let (username, host) = match text.split_once('@') {
            Some((username, host)) => (username, Some(host)),
            None => (text, None),
        };
        if !is_remote_username(username) {
            return None;
        }
        let host = match host {
            Some(host) if is_authority(host) => Some(host.to_ascii_lowercase()),
            Some(_) => return None,
            None => None,
        };
        Some(Self {
            username: username.to_owned(),
            host,
        })
    }

    /// The form that is compared and stored: lower case, no `@` in front.
    pub fn key(&self) -> String {
        key(&self.username, self.host.as_deref().unwrap_or_default())
    }

    /// The same handle seen from the unit at `authority`: its own host is left out.
    pub fn relative_to(mut self, authority: &str) -> Self {
        if self
            .host
            .as_deref()
            .is_some_and(|host| host.eq_ignore_ascii_case(authority))
        {
            self.host = None;
        }
        self
    }
}

impl fmt::Display for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.host {
            Some(host) => write!(f, "{}@{host}", self.username),
            None => f.write_str(&self.username),
        }
    }
}

/// The unique key of a handle; `host` is empty for this unit.
pub fn key(username: &str, host: &str) -> String {
    let username = username.to_lowercase();
    if host.is_empty() {
        username
    } else {
        format!("{username}@{}", host.to_ascii_lowercase())
    }
}

/// May a person of this unit have this username? `[a-z0-9_]`, also inside `.` and `-` are left out, because some
/// servers cannot address them.
pub fn is_local_username(name: &str) -> bool {
    (1..=USERNAME_MAX).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// Names that would collide with the unit's own addresses or pose as the unit.
pub fn is_reserved(name: &str) -> bool {
    const RESERVED: &[&str] = &[
        "admin",
        "administrator",
        "actor",
        "instance",
        "meent",
        "root",
        "system",
        "unit",
        "support",
        "all",
        "everyone",
    ];
    RESERVED.contains(&name.to_ascii_lowercase().as_str())
}

fn is_remote_username(name: &str) -> bool {
    (1..=255).contains(&name.len())
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '-'))
}

fn is_authority(host: &str) -> bool {
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) => (name, Some(port)),
        None => (host, None),
    };
    let name_ok = (1..=253).contains(&name.len())
        && name.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && label
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        });
    name_ok
        && port
            .is_none_or(|port| port.parse::<u16>().is_ok_and(|n| n > 0) && !port.starts_with('+'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_form_and_refuses_injection() {
        let full = Handle {
            username: "Alice".into(),
            host: Some("it.example:8443".into()),
        };
        for text in [
            "Alice@it.example:8443",
            "@Alice@IT.example:8443",
            "acct:Alice@it.example:8443",
            " @Alice@it.example:8443 ",
        ] {
            assert_eq!(Handle::parse(text), Some(full.clone()), "{text}");
        }
        assert_eq!(full.key(), "alice@it.example:8443");
        assert_eq!(Handle::parse("bob").map(|h| h.host), Some(None));
        for text in [
            "",
            "@",
            "a b",
            "a@",
            "a@b c",
            "a@b/c",
            "a@b?c",
            "a@b#c",
            "a@b\r\nc",
            "a@b@c",
            "a@-b.example",
            "a@b:0",
            "a@b:99999",
        ] {
            assert_eq!(Handle::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn own_host_is_left_out() {
        let handle = Handle::parse("alice@IT.example").map(|h| h.relative_to("it.example"));
        assert_eq!(handle.and_then(|h| h.host), None);
    }
}
