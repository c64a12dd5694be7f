//! OAuth scopes of the client API (Mastodon's set).

use std::collections::BTreeSet;
use std::fmt;

/// The scopes this server knows. `read` includes `read:…`, `write` includes `write:…`, `admin:read` includes
/// `admin:read:…`.
pub const KNOWN: &[&str] = &[
    "admin:read",
    "admin:read:accounts",
    "admin:read:canonical_email_blocks",
    "admin:read:domain_allows",
    "admin:read:domain_blocks",
    "admin:read:email_domain_blocks",
    "admin:read:ip_blocks",
    "admin:read:reports",
    "admin:write",
    "admin:write:accounts",
    "admin:write:canonical_email_blocks",
    "admin:write:domain_allows",
    "admin:write:domain_blocks",
    "admin:write:email_domain_blocks",
    "admin:write:ip_blocks",
    "admin:write:reports",
    "profile",
    "read",
    "read:accounts",
    "read:blocks",
    "read:bookmarks",
    "read:favourites",
    "read:filters",
    "read:follows",
    "read:lists",
    "read:mutes",
    "read:notifications",
    "read:search",
    "read:statuses",
    "write",
    "write:accounts",
    "write:blocks",
    "write:bookmarks",
    "write:conversations",
    "write:favourites",
    "write:filters",
    "write:follows",
    "write:lists",
    "write:media",
    "write:mutes",
    "write:notifications",
    "write:reports",
    "write:statuses",
    "follow",
    "push",
];

/// What a token may do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scopes(BTreeSet<String>);

impl Scopes {
    /// Reads a space-separated list; an unknown scope is an error that names it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut scopes = BTreeSet::new();
        for scope in text.split([' ', '+', ',']).filter(|s| !s.is_empty()) {
            if !KNOWN.contains(&scope) {
                return Err(scope.to_owned());
            }
            scopes.insert(scope.to_owned());
        }
        Ok(Self(scopes))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Does this set allow `wanted`, by itself or by a wider scope?
    pub fn allow(&self, wanted: &str) -> bool {
        if self.0.contains(wanted) {
            return true;
        }
        let parent = wanted.rsplit_once(':').map(|(parent, _)| parent);
        if parent.is_some_and(|parent| self.0.contains(parent)) {
            return true;
        }
        if wanted == "profile" && (self.0.contains("read") || self.0.contains("read:accounts")) {
            return true;
        }
        let follow_part = matches!(
            wanted,
            "read:blocks"
                | "write:blocks"
                | "read:follows"
                | "write:follows"
                | "read:mutes"
                | "write:mutes"
        );
        follow_part && self.0.contains("follow")
    }

    /// Is every scope of `self` allowed by `granted`?
    pub fn within(&self, granted: &Self) -> bool {
        self.0.iter().all(|scope| granted.allow(scope))
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, scope) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str(" ")?;
            }
            f.write_str(scope)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_scopes_include_narrow_ones_and_not_the_reverse() -> Result<(), String> {
        let read = Scopes::parse("read write:statuses follow")?;
        assert!(
            read.allow("read:statuses")
                && read.allow("write:statuses")
                && read.allow("write:follows")
        );
        assert!(!read.allow("write:media") && !read.allow("write") && !read.allow("admin:read"));
        assert!(!Scopes::parse("read:statuses")?.allow("read"));
        let admin = Scopes::parse("admin:read admin:write:reports")?;
        assert!(admin.allow("admin:read:accounts") && admin.allow("admin:write:reports"));
        assert!(!admin.allow("admin:write:accounts") && !admin.allow("read:accounts"));
        assert_eq!(Scopes::parse("admin:all"), Err("admin:all".to_owned()));
        assert!(Scopes::parse("profile")?.within(&Scopes::parse("read")?));
        assert_eq!(Scopes::parse("read nonsense"), Err("nonsense".to_owned()));
        Ok(())
    }
}
