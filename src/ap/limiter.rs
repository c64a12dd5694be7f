//! Counts how often something happened for a name in a while, to say when it is too often. In memory: it guards against
//! floods, not against restarts.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::domain::Timestamp;

/// Names remembered at once; older windows are dropped first when there are more.
const NAMES: usize = 10_000;

#[derive(Debug, Default)]
pub struct Limiter(Mutex<HashMap<String, Window>>);

#[derive(Debug, Clone, Copy)]
struct Window {
    start: Timestamp,
    count: u32,
}

impl Limiter {
    /// Counts one more for `name` and tells whether it is within `limit` in each `seconds`.
    pub fn allows(&self, name: &str, limit: u32, seconds: i64, now: Timestamp) -> bool {
        let mut windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let over = |window: &Window| now >= window.start.plus_seconds(seconds);
        if windows.len() >= NAMES {
            windows.retain(|_, window| !over(window));
            if windows.len() >= NAMES {
                windows.clear();
            }
        }
        let fresh = Window {
            start: now,
            count: 0,
        };
        let window = windows.entry(name.to_owned()).or_insert(fresh);
        if over(window) {
            *window = fresh;
        }
        window.count += 1;
        window.count <= limit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_by_name_and_forgets_with_time() {
        let limiter = Limiter::default();
        let at = |seconds: i64| Timestamp::from_millis(1_700_000_000_000).plus_seconds(seconds);
        assert!(limiter.allows("a", 2, 60, at(0)) && limiter.allows("a", 2, 60, at(59)));
        assert!(!limiter.allows("a", 2, 60, at(59)));
        assert!(limiter.allows("b", 2, 60, at(59)));
        assert!(limiter.allows("a", 2, 60, at(60)));
    }
}
