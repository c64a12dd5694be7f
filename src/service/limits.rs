//! How often a caller may call: fixed windows, counted in memory.
//!
//! The counters protect one process from a client gone wild. They are not kept over a restart and not shared between
//! nodes: what must hold across those (failed logins) is counted in the database.

use crate::domain::time::Clock;
use crate::domain::{AccountId, AppId, Timestamp};
use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};

/// Most callers that are told apart in one window; those beyond it share one count, which bounds the memory.
const MAX_CALLERS: usize = 50_000;

/// Who is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Caller {
    Account(AccountId),
    App(AppId),
    /// An IPv6 caller commands at least a /64, so the lower half of its address is left out.
    Address(IpAddr),
    Others,
}

impl Caller {
    #[must_use]
    pub fn address(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V6(v6) => {
                let [a, b, c, d, ..] = v6.segments();
                Self::Address(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into())
            }
            v4 => Self::Address(v4),
        }
    }
}

/// What is counted apart from the rest. Numbers as Mastodon's, where it has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Every call of the client API.
    Api,
    /// Uploads.
    Media,
    /// Deletions and undone boosts, each of which goes out to all peers.
    Delete,
    /// App registrations.
    Apps,
    /// Tokens asked for: also the way to try out codes and secrets.
    Tokens,
    /// New groups: each takes a name for good, and has a key and a portrait made.
    Groups,
    /// Look-ups at other units by people who are not logged in.
    Lookups,
}

impl Rule {
    const ALL: [Self; 7] = [
        Self::Api,
        Self::Media,
        Self::Delete,
        Self::Apps,
        Self::Tokens,
        Self::Groups,
        Self::Lookups,
    ];

    /// Calls, and the seconds in which they may be made.
    #[must_use]
    pub const fn quota(self) -> (u32, i64) {
        match self {
            Self::Api => (300, 5 * 60),
            Self::Media | Self::Delete | Self::Groups => (30, 30 * 60),
            Self::Apps => (25, 10 * 60),
            Self::Tokens => (60, 5 * 60),
            Self::Lookups => (20, 10 * 60),
        }
    }
}

/// Where a caller stands after a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub allowed: bool,
    pub limit: u32,
    pub remaining: u32,
    /// When the window ends.
    pub reset: Timestamp,
}

/// The counters of one process.
#[derive(Debug)]
pub struct RateLimits {
    enabled: bool,
    clock: Clock,
    windows: [Mutex<Window>; Rule::ALL.len()],
}

#[derive(Debug, Default)]
struct Window {
    number: i64,
    counts: HashMap<Caller, u32>,
}

impl RateLimits {
    /// `enabled` is false in test mode only, where suites register and post faster than people do.
    #[must_use]
    pub fn new(enabled: bool, clock: Clock) -> Self {
        Self {
            enabled,
            clock,
            windows: Rule::ALL.map(|_| Mutex::default()),
        }
    }

    /// Counts one call. `None` when limits are switched off.
    #[must_use]
    pub fn count(&self, rule: Rule, caller: Caller) -> Option<Standing> {
        if !self.enabled {
            return None;
        }
        let (limit, seconds) = rule.quota();
        let millis = seconds * 1000;
        let number = self.clock.now().millis().div_euclid(millis);
        let at = Rule::ALL.iter().position(|other| *other == rule)?;
        // A poisoned lock holds numbers as good as any: counting goes on.
        let mut window = self
            .windows
            .get(at)?
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if window.number != number {
            *window = Window {
                number,
                counts: HashMap::new(),
            };
        }
        let full = window.counts.len() >= MAX_CALLERS && !window.counts.contains_key(&caller);
        let count = window
            .counts
            .entry(if full { Caller::Others } else { caller })
            .or_insert(0);
        *count = count.saturating_add(1);
        Some(Standing {
            allowed: *count <= limit,
            limit,
            remaining: limit.saturating_sub(*count),
            reset: Timestamp::from_millis((number + 1) * millis),
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn limits(enabled: bool) -> (RateLimits, Clock) {
        let clock = Clock::fake(Timestamp::from_millis(1_800_000_000_000));
        (RateLimits::new(enabled, clock.clone()), clock)
    }

    #[test]
    fn callers_and_rules_are_counted_apart_until_the_window_ends() {
        let (limits, clock) = limits(true);
        let alice = Caller::Account(AccountId(1));
        for n in 1..=30 {
            let standing = limits.count(Rule::Media, alice).unwrap();
            assert_eq!((standing.allowed, standing.remaining), (true, 30 - n));
        }
        let over = limits.count(Rule::Media, alice).unwrap();
        assert_eq!((over.allowed, over.remaining), (false, 0));
        assert!(limits.count(Rule::Delete, alice).unwrap().allowed);
        assert!(
            limits
                .count(Rule::Media, Caller::Account(AccountId(2)))
                .unwrap()
                .allowed
        );
        clock.advance_millis(over.reset.millis() - clock.now().millis());
        assert!(limits.count(Rule::Media, alice).unwrap().allowed);
    }

    #[test]
    fn the_test_switch_turns_it_off() {
        assert_eq!(limits(false).0.count(Rule::Api, Caller::Others), None);
    }

    #[test]
    fn neighbours_in_a_v6_network_count_as_one() {
        let caller = |text: &str| Caller::address(text.parse().unwrap());
        assert_eq!(caller("2001:db8:1:2::1"), caller("2001:db8:1:2:ffff::2"));
        assert_ne!(caller("2001:db8:1:2::1"), caller("2001:db8:1:3::1"));
        assert_eq!(caller("::ffff:10.0.0.1"), caller("10.0.0.1"));
        assert_ne!(caller("10.0.0.1"), caller("10.0.0.2"));
    }
}
