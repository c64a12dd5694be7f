//! The only home of this unit's URL shapes: ActivityPub ids and web addresses.
//!
//! They stand here and not in `ap`, because services store ids in rows and may not depend on `ap`.

use super::id::{FollowId, MediaId, StampId, StatusId};

/// The username of the actor that speaks for the unit itself.
pub const INSTANCE_ACTOR: &str = "unit.actor";

/// Builds the unit's URLs from its public base, such as `https://hrm.example` (no slash at the end).
#[derive(Debug, Clone)]
pub struct Urls {
    base: String,
}

impl Urls {
    pub fn new(base: &str) -> Self {
        Self {
            base: base.trim_end_matches('/').to_owned(),
        }
    }

    pub fn base(&self) -> &str {
        &self.base
    }

    /// `https`, or `http` for a unit without TLS.
    pub fn scheme(&self) -> &str {
        self.base
            .split_once("://")
            .map_or("https", |(scheme, _)| scheme)
    }

    pub fn instance_actor(&self) -> String {
        format!("{}/actor", self.base)
    }

    pub fn shared_inbox(&self) -> String {
        format!("{}/inbox", self.base)
    }

    /// The id of a person.
    pub fn actor(&self, username: &str) -> String {
        format!("{}/users/{username}", self.base)
    }

    /// A collection or box of an actor: `inbox`, `outbox`, `followers`, `following`, `collections/featured`.
    pub fn actor_part(&self, username: &str, part: &str) -> String {
        format!("{}/users/{username}/{part}", self.base)
    }

    /// The page of a person.
    pub fn profile(&self, username: &str) -> String {
        format!("{}/@{username}", self.base)
    }

    /// The id of a post.
    pub fn status(&self, username: &str, id: StatusId) -> String {
        format!("{}/users/{username}/statuses/{id}", self.base)
    }

    /// The page of a post.
    pub fn status_page(&self, username: &str, id: StatusId) -> String {
        format!("{}/@{username}/{id}", self.base)
    }

    /// The id of the Create or Announce that published a status.
    pub fn status_activity(&self, status_uri: &str) -> String {
        format!("{status_uri}/activity")
    }

    pub fn replies(&self, status_uri: &str) -> String {
        format!("{status_uri}/replies")
    }

    /// The conversation that a post began, as a collection.
    pub fn context(&self, status_uri: &str) -> String {
        format!("{status_uri}/context")
    }

    /// Leave that a person gave to a post elsewhere.
    pub fn stamp(&self, username: &str, id: StampId) -> String {
        format!("{}/users/{username}/stamps/{id}", self.base)
    }

    /// The id of a vote, which is nowhere to be found: votes are secret.
    pub fn vote(&self, username: &str, serial: i64) -> String {
        format!("{}/users/{username}#votes/{serial}", self.base)
    }

    /// The serial in the id of one of our activities of this kind.
    pub fn activity_serial(&self, url: &str, kind: &str) -> Option<i64> {
        let rest = self.local_path(url)?.strip_prefix("/users/")?;
        let (_, rest) = rest.split_once("/activities/")?;
        rest.strip_prefix(kind)?.strip_prefix('/')?.parse().ok()
    }

    pub fn emoji(&self, shortcode: &str) -> String {
        format!("{}/emoji/{shortcode}", self.base)
    }

    pub fn follow(&self, username: &str, id: FollowId) -> String {
        format!("{}/users/{username}/follows/{id}", self.base)
    }

    /// Ids of activities that have no row of their own (Like, Block, Undo, Update, Delete …): `kind` names the type
    /// in lower case and `serial` is unique.
    pub fn activity(&self, username: &str, kind: &str, serial: i64) -> String {
        format!("{}/users/{username}/activities/{kind}/{serial}", self.base)
    }

    pub fn tag(&self, name: &str) -> String {
        format!(
            "{}/tags/{}",
            self.base,
            percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC)
        )
    }

    /// A stored file.
    pub fn file(&self, key: &str) -> String {
        format!("{}/media/{key}", self.base)
    }

    /// A peer's picture, fetched and kept by us.
    pub fn remote_media(&self, id: MediaId) -> String {
        format!("{}/media/remote/{id}", self.base)
    }

    /// The path of one of our URLs, or `None` for somebody else's.
    pub fn local_path<'a>(&self, url: &'a str) -> Option<&'a str> {
        url.strip_prefix(self.base.as_str())
            .filter(|rest| rest.starts_with('/'))
    }

    /// The username in one of our actor ids.
    pub fn username_of<'a>(&self, url: &'a str) -> Option<&'a str> {
        let path = self.local_path(url)?;
        if path == "/actor" {
            return Some(INSTANCE_ACTOR);
        }
        let name = path.strip_prefix("/users/")?;
        (!name.is_empty() && !name.contains('/')).then_some(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_urls_are_told_from_look_alikes() {
        let urls = Urls::new("https://hrm.example/");
        assert_eq!(
            urls.username_of("https://hrm.example/users/alice"),
            Some("alice")
        );
        assert_eq!(
            urls.username_of(&urls.instance_actor()),
            Some(INSTANCE_ACTOR)
        );
        for other in [
            "https://hrm.example.evil/users/alice",
            "https://hrm.example:8443/users/alice",
            "http://hrm.example/users/alice",
            "https://hrm.example/users/alice/inbox",
        ] {
            assert_eq!(urls.username_of(other), None, "{other}");
        }
    }
}
