//! Ids: 64-bit, time-ordered, made by us (never by the database), sent to clients as decimal strings.

use std::sync::atomic::{AtomicI64, Ordering};

use super::time::Timestamp;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl From<$name> for i64 {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )+};
}

ids! {
    /// A person, group or application, of this unit or of a peer.
    AccountId,
    /// A post or a boost; both come from one sequence, because clients page through them together.
    StatusId,
    MediaId,
    /// A custom emoji.
    EmojiId,
    /// Consent that somebody here gave to a post elsewhere.
    StampId,
    FollowId,
    /// A list of people, of whoever made it.
    ListId,
    /// A filter of words and posts.
    FilterId,
    NotificationId,
    /// Held back notifications of one person to another, waiting for an answer.
    NoticeRequestId,
    PeerId,
    ReportId,
    /// A registered client application.
    AppId,
    /// An access token.
    TokenId,
}

/// Makes ids: 47 bits of milliseconds, 16 bits of sequence. Two ids of one process never collide, and an id made
/// later is larger, also when the clock stands still or steps back.
#[derive(Debug)]
pub struct IdGenerator {
    last: AtomicI64,
    /// Mixed into the low bits, so that two processes on one database do not meet.
    salt: i64,
}

impl IdGenerator {
    /// `salt` separates the processes that share a database; only its low 6 bits count.
    pub fn new(salt: u16) -> Self {
        Self {
            last: AtomicI64::new(0),
            salt: i64::from(salt & 0x3f),
        }
    }

    /// The next id, for something that happens `now`.
    pub fn next(&self, now: Timestamp) -> i64 {
        let floor = now.millis() << 16;
        let step = 64;
        let mut last = self.last.load(Ordering::Relaxed);
        loop {
            let next = floor.max((last & !0x3f) + step) | self.salt;
            match self
                .last
                .compare_exchange_weak(last, next, Ordering::Relaxed, Ordering::Relaxed)
            {
                Ok(_) => return next,
                Err(seen) => last = seen,
            }
        }
    }
}

/// The smallest id that something made at `time` can have: turns a time into a paging position.
pub fn floor_of(time: Timestamp) -> i64 {
    time.millis() << 16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_rise_when_the_clock_does_not() {
        let ids = IdGenerator::new(5);
        let now = Timestamp::from_millis(1_700_000_000_000);
        let mut last = 0;
        for step in [0, 0, 0, -5_000, 1, 0] {
            let id = ids.next(Timestamp::from_millis(now.millis() + step));
            assert!(id > last);
            assert_eq!(id & 0x3f, 5);
            last = id;
        }
        assert!(last >= floor_of(now));
    }
}
