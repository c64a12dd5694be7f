//! What a device wants to be told by push.

use super::kinds::stored_enum;

stored_enum! {
    /// Whose doings a device is told of, in the client API's words.
    PushPolicy {
        Everybody = 0 => "all",
        /// Those whom the person follows.
        Followed = 1 => "followed",
        /// Those who follow the person.
        Follower = 2 => "follower",
        Nobody = 3 => "none",
    }
}

/// The kinds of notification that a device can be told of: Mastodon's, and ours about groups for apps that ask for them.
pub const ALERTS: &[&str] = &[
    "mention",
    "status",
    "reblog",
    "follow",
    "follow_request",
    "favourite",
    "poll",
    "update",
    "quote",
    "quoted_update",
    "admin.sign_up",
    "admin.report",
    "group_request",
    "group_invite",
];

/// Which of [`ALERTS`] a device wants.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Alerts(Vec<&'static str>);

impl Alerts {
    /// Those named; names that are no kind are left out, as Mastodon does.
    pub fn of<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let names: Vec<&str> = names.into_iter().collect();
        let known = ALERTS.iter().copied();
        Self(known.filter(|name| names.contains(name)).collect())
    }

    /// From its stored form.
    pub fn parse(text: &str) -> Self {
        Self::of(text.split(' '))
    }

    /// Its stored form.
    pub fn stored(&self) -> String {
        self.0.join(" ")
    }

    pub fn contain(&self, name: &str) -> bool {
        self.0.contains(&name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::NotificationKind;

    #[test]
    fn alerts_are_kept_as_text_and_cover_every_kind() {
        let alerts = Alerts::of(["poll", "nonsense", "mention"]);
        assert_eq!(alerts.stored(), "mention poll");
        assert_eq!(Alerts::parse("mention poll"), alerts);
        assert_eq!(Alerts::parse(""), Alerts::default());
        assert!(alerts.contain("poll") && !alerts.contain("nonsense"));
        for kind in NotificationKind::ALL {
            assert!(ALERTS.contains(&kind.name()), "{}", kind.name());
        }
    }
}
