//! How notifications are put together: which of them are told as one.

use super::{NotificationKind, StatusId, Timestamp};

/// A group takes what happens within so many hours after its beginning, as in Mastodon.
pub const SPAN_HOURS: i64 = 12;

/// Notifications of the last hours with something in common: of one kind, about one post where the kind has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bucket {
    kind: NotificationKind,
    status: StatusId,
    hour: i64,
}

impl Bucket {
    /// The one for what happens `now`; `None` for a kind that stands alone.
    #[must_use]
    pub fn of(kind: NotificationKind, status: StatusId, now: Timestamp) -> Option<Self> {
        let hour = now.millis().div_euclid(3_600_000);
        kind.is_groupable().then_some(Self { kind, status, hour })
    }

    /// What the groups have in common whatever the hour: a name to lock.
    #[must_use]
    pub fn subject(&self) -> String {
        match self.status {
            StatusId(0) => self.kind.name().to_owned(),
            status => format!("{}-{status}", self.kind.name()),
        }
    }

    /// The key of a group that begins now.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}-{}", self.subject(), self.hour)
    }

    /// Keys of groups that began earlier and still take what happens now. At most one of them is there.
    #[must_use]
    pub fn open_keys(&self) -> Vec<String> {
        let subject = self.subject();
        (0..SPAN_HOURS)
            .map(|ago| format!("{subject}-{}", self.hour - ago))
            .collect()
    }
}

/// The key of a notification that stands alone.
#[must_use]
pub fn lone_key(id: super::NotificationId) -> String {
    format!("{LONE}{id}")
}

/// The notification that a key of [`lone_key`] names; `None` for the key of a group.
#[must_use]
pub fn lone_id(key: &str) -> Option<super::NotificationId> {
    key.strip_prefix(LONE)?.parse().ok()
}

const LONE: &str = "ungrouped-";

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::domain::NotificationId;

    #[test]
    fn keys_name_kind_post_and_hour() {
        let now = Timestamp::from_millis(497_779 * 3_600_000 + 1);
        let of = |kind, status| Bucket::of(kind, StatusId(status), now);
        let likes = of(NotificationKind::Favourite, 7).unwrap();
        assert_eq!(likes.key(), "favourite-7-497779");
        let follows = of(NotificationKind::Follow, 0).unwrap();
        assert_eq!(follows.key(), "follow-497779");
        assert_eq!(of(NotificationKind::Mention, 7), None);
        let open = follows.open_keys();
        assert_eq!(open.len(), 12);
        assert_eq!(open.last().unwrap(), "follow-497768");
    }

    #[test]
    fn lone_keys_lead_back() {
        assert_eq!(
            lone_id(&lone_key(NotificationId(12))),
            Some(NotificationId(12))
        );
        assert_eq!(lone_id("follow-497779"), None);
        assert_eq!(lone_id("ungrouped-x"), None);
    }
}
