//! The only home of this unit's URL shapes: ActivityPub ids and web addresses.
//!
//! They stand here and not in `ap`, because services store ids in rows and may not depend on `ap`.

use super::id::{FollowId, MediaId, StampId, StatusId};
use super::lent::Lender;

/// The username of the actor that speaks for the unit itself.
pub const INSTANCE_ACTOR: &str = "unit.actor";

/// Where the picture of a person without one is served.
pub const DEFAULT_AVATAR: &str = "/pictures/avatar.png";

/// Builds the unit's URLs from its public base, such as `https://hrm.example` (no slash at the end).
#[derive(Debug, Clone)]
pub struct Urls {
    base: String,
    /// For files that are not for everybody.
    lender: Lender,
}

/// A name as a segment of a path.
fn in_path(name: &str) -> percent_encoding::PercentEncode<'_> {
    percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC)
}

impl Urls {
    pub fn new(base: &str, lender: Lender) -> Self {
        Self {
            base: base.trim_end_matches('/').to_owned(),
            lender,
        }
    }

    pub fn lender(&self) -> &Lender {
        &self.lender
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

    /// What the unit offers to the units of its network: `network`, `directory`, `probe`.
    pub fn unit_part(&self, part: &str) -> String {
        format!("{}/actor/{part}", self.base)
    }

    /// The link of an invitation into the network.
    pub fn invitation(&self, token: &str) -> String {
        format!("{}/peers/invitation/{token}", self.base)
    }

    /// The page that explains an invitation to a person who opens its link.
    pub fn invitation_page(&self, token: &str) -> String {
        format!("{}/page", self.invitation(token))
    }

    /// The id of an invitation or of an acceptance: `kind` names which. It says nothing of the token.
    pub fn unit_statement(&self, kind: &str, serial: i64) -> String {
        format!("{}/actor#{kind}/{serial}", self.base)
    }

    /// The id of a person.
    pub fn actor(&self, username: &str) -> String {
        format!("{}/users/{username}", self.base)
    }

    /// A collection or box of an actor: `inbox`, `outbox`, `followers`, `following`, `collections/featured`.
    pub fn actor_part(&self, username: &str, part: &str) -> String {
        format!("{}/users/{username}/{part}", self.base)
    }

    /// Where a peer is told who of its people follow the actor `uri` (FEP-8fcf).
    pub fn followers_of_peer(&self, uri: &str) -> String {
        format!("{uri}/followers_synchronization")
    }

    /// Where somebody of this unit looks at something elsewhere, to follow or answer it: `{place}` stands for its address.
    pub fn interaction(&self, place: &str) -> String {
        format!("{}/authorize_interaction?uri={{{place}}}", self.base)
    }

    /// Where somebody of this unit writes a post that begins with what `{place}` stands for.
    pub fn share(&self, place: &str) -> String {
        format!("{}/posts/new?text={{{place}}}", self.base)
    }

    /// The page of a person.
    pub fn profile(&self, username: &str) -> String {
        format!("{}/@{username}", self.base)
    }

    /// The posts of a person with a hashtag, by its key.
    pub fn tagged(&self, username: &str, key: &str) -> String {
        let page = self.profile(username);
        format!("{page}/tagged/{}", in_path(key))
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

    /// The id of the copy that a closed group writes of a post.
    pub fn mirror(&self, group: &str, id: StatusId) -> String {
        format!("{}/users/{group}/mirrors/{id}", self.base)
    }

    /// The group and the post that one of our copies is of.
    pub fn mirrored<'a>(&self, url: &'a str) -> Option<(&'a str, StatusId)> {
        let path = self.local_path(url)?.strip_prefix("/users/")?;
        let (group, id) = path.split_once("/mirrors/")?;
        Some((group, id.parse().ok()?))
    }

    pub fn replies(&self, status_uri: &str) -> String {
        format!("{status_uri}/replies")
    }

    /// The conversation that a post began, as a collection.
    pub fn context(&self, status_uri: &str) -> String {
        format!("{status_uri}/context")
    }

    /// Consent that a person gave to a post elsewhere.
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
        format!("{}/tags/{}", self.base, in_path(name))
    }

    /// A stored file.
    pub fn file(&self, key: &str) -> String {
        format!("{}{}", self.base, Self::file_path(key))
    }

    /// The path of a stored file.
    pub fn file_path(key: &str) -> String {
        format!("/media/{key}")
    }

    /// A peer's picture, fetched and kept by us.
    pub fn remote_media(&self, id: MediaId) -> String {
        format!("{}{}", self.base, Self::remote_media_path(id))
    }

    /// The path of a peer's picture.
    pub fn remote_media_path(id: MediaId) -> String {
        format!("/media/remote/{id}")
    }

    /// The same address, lent for so many days: for a file that not everybody may see.
    pub fn lent(&self, address: &str, days: i64) -> String {
        let path = self.local_path(address).unwrap_or(address);
        format!("{address}?{}", self.lender.lend(path, days))
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
        let lender = Lender::new("", crate::domain::time::Clock::System);
        let urls = Urls::new("https://hrm.example/", lender);
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
