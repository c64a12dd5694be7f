//! How far the changes have been read. A database with several writers hands out positions before it makes them seen, so a
//! later one may come into sight first: those that were passed over are looked for again for a while.

use std::collections::BTreeMap;

use crate::domain::Timestamp;

/// A position that was handed out and has not been seen for so long belongs to a change that was taken back, in seconds.
const WAIT_SECONDS: i64 = 600;

/// More are not waited for: the oldest are given up first.
const MOST: usize = 20_000;

/// Positions as one process has seen them.
#[derive(Debug, Default)]
pub struct Log {
    read_to: i64,
    /// Passed over, with the time when that was.
    missing: BTreeMap<i64, Timestamp>,
    begun: bool,
}

impl Log {
    /// Has it been told where to begin?
    pub fn is_begun(&self) -> bool {
        self.begun
    }

    /// Everything up to `position` has been seen.
    pub fn begin(&mut self, position: i64) {
        *self = Self {
            read_to: position,
            missing: BTreeMap::new(),
            begun: true,
        };
    }

    /// Forgets all, so that the next reading begins where the index stands.
    pub fn forget(&mut self) {
        *self = Self::default();
    }

    /// The last position that was seen.
    pub fn read_to(&self) -> i64 {
        self.read_to
    }

    /// Positions to look for again.
    pub fn missing(&self) -> Vec<i64> {
        self.missing.keys().copied().collect()
    }

    /// These came into sight, in their order.
    pub fn saw(&mut self, positions: impl Iterator<Item = i64>, now: Timestamp) {
        for position in positions {
            if position <= self.read_to {
                self.missing.remove(&position);
                continue;
            }
            let most = i64::try_from(MOST).unwrap_or(i64::MAX);
            let from = (self.read_to + 1).max(position.saturating_sub(most));
            self.missing.extend((from..position).map(|gap| (gap, now)));
            self.read_to = position;
        }
        while self.missing.len() > MOST {
            self.missing.pop_first();
        }
    }

    /// Gives up what has been waited for long enough.
    pub fn give_up(&mut self, now: Timestamp) {
        self.missing
            .retain(|_, since| since.plus_seconds(WAIT_SECONDS) > now);
    }

    /// Nothing up to this position is waited for any more.
    pub fn settled(&self) -> i64 {
        self.missing
            .first_key_value()
            .map_or(self.read_to, |(first, _)| first - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_late_is_not_lost() {
        let now = Timestamp::from_millis(0);
        let mut log = Log::default();
        assert!(!log.is_begun());
        log.begin(10);
        log.saw([11, 12, 15].into_iter(), now);
        assert_eq!((log.read_to(), log.settled()), (15, 12));
        assert_eq!(log.missing(), [13, 14]);
        log.saw([13].into_iter(), now);
        assert_eq!((log.missing(), log.settled()), (vec![14], 13));
        log.give_up(now.plus_seconds(WAIT_SECONDS - 1));
        assert_eq!(log.settled(), 13);
        log.give_up(now.plus_seconds(WAIT_SECONDS));
        assert_eq!((log.missing(), log.settled()), (vec![], 15));
        log.saw([i64::MAX / 2].into_iter(), now);
        assert_eq!(log.missing().len(), MOST);
    }
}
