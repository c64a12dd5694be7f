//! Points in time and the clock they come from.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, NaiveDate, NaiveDateTime, SecondsFormat, Utc};

/// Milliseconds since 1970 in UTC. Stored as a 64-bit integer: the same in both databases, and cheap to read.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    pub const fn millis(self) -> i64 {
        self.0
    }

    pub const fn plus_millis(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    pub const fn plus_seconds(self, seconds: i64) -> Self {
        self.plus_millis(seconds.saturating_mul(1000))
    }

    /// As a calendar time; a value outside the calendar becomes 1970.
    pub fn to_datetime(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or(DateTime::UNIX_EPOCH)
    }

    /// From a text in ISO 8601: with a zone, or without one in UTC; a day alone is its first moment.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Ok(time) = DateTime::parse_from_rfc3339(text) {
            return Some(time.to_utc().into());
        }
        let naive = [
            "%Y-%m-%dT%H:%M:%S%.f",
            "%Y-%m-%d %H:%M:%S%.f",
            "%Y-%m-%dT%H:%M",
        ]
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
        let day = || {
            NaiveDate::parse_from_str(text, "%Y-%m-%d")
                .ok()?
                .and_hms_opt(0, 0, 0)
        };
        naive.or_else(day).map(|time| time.and_utc().into())
    }

    /// RFC 3339 with exactly three fraction digits and `Z`, the form Mastodon clients parse.
    pub fn to_rfc3339(self) -> String {
        self.to_datetime()
            .to_rfc3339_opts(SecondsFormat::Millis, true)
    }
}

impl From<DateTime<Utc>> for Timestamp {
    fn from(time: DateTime<Utc>) -> Self {
        Self(time.timestamp_millis())
    }
}

/// Where the time comes from: the system, or hands that somebody turns.
#[derive(Debug, Clone, Default)]
pub enum Clock {
    #[default]
    System,
    /// For tests: stands still.
    Fake(Arc<AtomicI64>),
    /// For the demo: goes, so many milliseconds behind the system's.
    Behind(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands still at `start` until [`Clock::advance_millis`].
    pub fn fake(start: Timestamp) -> Self {
        Self::Fake(Arc::new(AtomicI64::new(start.0)))
    }

    /// A clock that goes, `millis` behind the system's, and catches up by [`Clock::advance_millis`].
    pub fn behind(millis: i64) -> Self {
        Self::Behind(Arc::new(AtomicI64::new(millis)))
    }

    #[allow(
        clippy::disallowed_methods,
        reason = "the one place that asks the system for the time"
    )]
    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => Utc::now().into(),
            Self::Fake(millis) => Timestamp(millis.load(Ordering::SeqCst)),
            Self::Behind(millis) => {
                Timestamp::from(Utc::now()).plus_millis(-millis.load(Ordering::SeqCst))
            }
        }
    }

    /// Turns the hands forward; does nothing to the system's clock.
    pub fn advance_millis(&self, by: i64) {
        match self {
            Self::System => {}
            Self::Fake(millis) => {
                millis.fetch_add(by, Ordering::SeqCst);
            }
            Self::Behind(millis) => {
                millis.fetch_sub(by, Ordering::SeqCst);
            }
        }
    }

    /// How far it is behind the system's clock on purpose.
    pub fn behind_millis(&self) -> i64 {
        match self {
            Self::Behind(millis) => millis.load(Ordering::SeqCst),
            Self::System | Self::Fake(_) => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_apps_write_them() {
        let expected = Some("2026-10-14T19:12:54.000Z".to_owned());
        for text in [
            "2026-10-14T19:12:54Z",
            "2026-10-14T19:12:54.000Z",
            "2026-10-14T21:12:54+02:00",
            "2026-10-14T19:12:54",
            "2026-10-14 19:12:54",
        ] {
            assert_eq!(
                Timestamp::parse(text).map(Timestamp::to_rfc3339),
                expected,
                "{text}"
            );
        }
        let day = Timestamp::parse("2026-10-14").map(Timestamp::to_rfc3339);
        assert_eq!(day.as_deref(), Some("2026-10-14T00:00:00.000Z"));
        for text in ["", "banana", "2026-13-01", "14-10-2026", "12:00"] {
            assert_eq!(Timestamp::parse(text), None, "{text}");
        }
    }
}
