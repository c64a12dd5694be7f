//! Slows down who guesses passwords: per name and per address, in memory.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Mutex;

use crate::domain::Timestamp;
use crate::error::{Error, Result};

/// Wrong tries that are free.
const FREE: u32 = 5;
/// How long an entry is remembered after its last wrong try.
const MEMORY_MILLIS: i64 = 30 * 60 * 1000;
/// The longest wait.
const MAX_WAIT_SECONDS: i64 = 15 * 60;
/// Beyond so many entries, those that are over are dropped first.
const ENTRIES: usize = 50_000;

/// Counts wrong tries.
#[derive(Debug, Default)]
pub struct Throttle {
    tries: Mutex<HashMap<String, Tries>>,
}

#[derive(Debug, Clone, Copy)]
struct Tries {
    wrong: u32,
    last: Timestamp,
}

impl Throttle {
    /// May somebody at `address` try to log in as `name` now? The wait doubles with each wrong try after the fifth.
    pub fn check(&self, name: &str, address: Option<IpAddr>, now: Timestamp) -> Result<()> {
        let tries = self.lock();
        for key in keys(name, address) {
            if let Some(tries) = tries.get(&key) {
                let wait = wait_seconds(tries.wrong, key.starts_with('@'));
                let left = tries.last.plus_seconds(wait).millis() - now.millis();
                if left > 0 {
                    let retry_after = u32::try_from(left / 1000 + 1).unwrap_or(u32::MAX);
                    return Err(Error::TooMany { retry_after });
                }
            }
        }
        Ok(())
    }

    pub fn wrong(&self, name: &str, address: Option<IpAddr>, now: Timestamp) {
        let mut tries = self.lock();
        if tries.len() > ENTRIES {
            tries.retain(|_, t| now.millis() - t.last.millis() < MEMORY_MILLIS);
        }
        for key in keys(name, address) {
            let entry = tries.entry(key).or_insert(Tries {
                wrong: 0,
                last: now,
            });
            if now.millis() - entry.last.millis() > MEMORY_MILLIS {
                entry.wrong = 0;
            }
            entry.wrong += 1;
            entry.last = now;
        }
    }

    /// A right password clears the name, not the address: one account of the guesser's own must not free the rest.
    pub fn right(&self, name: &str) {
        self.lock().remove(&name_key(name));
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, Tries>> {
        self.tries
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

fn name_key(name: &str) -> String {
    format!("@{}", name.trim().to_lowercase())
}

/// An IPv6 guesser owns a whole /64, so that is what counts.
fn keys(name: &str, address: Option<IpAddr>) -> Vec<String> {
    let mut keys = vec![name_key(name)];
    match address {
        Some(IpAddr::V4(v4)) => keys.push(v4.to_string()),
        Some(IpAddr::V6(v6)) => keys.push(format!("{:x}", v6.to_bits() >> 64)),
        None => {}
    }
    keys
}

fn wait_seconds(wrong: u32, for_name: bool) -> i64 {
    let free = if for_name { FREE } else { FREE * 6 };
    match wrong.checked_sub(free) {
        None => 0,
        Some(over) => (1_i64 << over.min(10))
            .saturating_mul(2)
            .min(MAX_WAIT_SECONDS),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_000_000_000_000);

    #[test]
    fn guessing_gets_slow_for_the_name_however_it_is_spelt() {
        let throttle = Throttle::default();
        for _ in 0..FREE {
            assert!(throttle.check("alice", None, NOW).is_ok());
            throttle.wrong("Alice", None, NOW);
        }
        assert!(matches!(
            throttle.check(" ALICE", None, NOW),
            Err(Error::TooMany { retry_after: 1..=3 })
        ));
        assert!(throttle.check("bob", None, NOW).is_ok());
        assert!(throttle.check("alice", None, NOW.plus_seconds(3)).is_ok());
        throttle.right("alice");
        assert!(throttle.check("alice", None, NOW).is_ok());
    }

    #[test]
    fn many_names_from_one_address_get_slow_too() {
        let throttle = Throttle::default();
        let address: Option<IpAddr> = "2001:db8::1".parse().ok();
        let neighbour: Option<IpAddr> = "2001:db8::2".parse().ok();
        for n in 0..FREE * 6 {
            throttle.wrong(&format!("user{n}"), address, NOW);
        }
        assert!(throttle.check("fresh", neighbour, NOW).is_err());
        assert!(throttle.check("fresh", None, NOW).is_ok());
    }
}
