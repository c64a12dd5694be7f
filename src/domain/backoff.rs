//! When a failed delivery is tried again.

/// Waits after the 1st, 2nd … failure in a row, in seconds; the last one repeats.
const WAITS: [i64; 7] = [5, 15, 60, 300, 900, 1800, 3600];

/// How long a peer may stay silent before its lane is parked: 14 days, since long holidays and planned outages are
/// normal inside a company.
pub const PARK_AFTER_SECONDS: i64 = 14 * 24 * 3600;

/// How long an activity that the peer refuses with 401 or 403 is tried with fresh signatures.
pub const REFUSED_PARK_AFTER_SECONDS: i64 = 24 * 3600;

/// Retry-After is obeyed up to this long.
pub const RETRY_AFTER_MAX_SECONDS: i64 = 3600;

/// Milliseconds to wait after `failures` failures in a row (at least 1), with up to 20 % of jitter either way taken
/// from `random` (any number).
pub fn wait_millis(failures: i32, random: u32) -> i64 {
    let step = usize::try_from(failures.saturating_sub(1))
        .unwrap_or(0)
        .min(WAITS.len() - 1);
    let base = WAITS.get(step).copied().unwrap_or(3600) * 1000;
    let spread = i64::from(random % 401) - 200;
    base + base * spread / 1000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_an_hour_and_jitter_stays_within_a_fifth() {
        assert_eq!(wait_millis(1, 200), 5_000);
        assert_eq!(wait_millis(7, 200), 3_600_000);
        assert_eq!(wait_millis(500, 200), 3_600_000);
        for random in [0, 1, 399, 400, u32::MAX] {
            let wait = wait_millis(3, random);
            assert!((48_000..=72_000).contains(&wait), "{wait}");
        }
    }
}
