//! Times, and what to say about them. Percentiles are exact: every sample is kept.

use std::time::Duration;

use serde_json::{Value, json};

#[derive(Debug, Default)]
pub struct Samples(Vec<Duration>);

impl Samples {
    pub fn push(&mut self, time: Duration) {
        self.0.push(time);
    }

    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The smallest sample that at least `percent` of all samples do not exceed (nearest rank), in milliseconds.
    fn percentile(sorted: &[Duration], percent: usize) -> Option<f64> {
        let rank = (sorted.len() * percent).div_ceil(100).max(1);
        sorted.get(rank - 1).map(millis)
    }

    pub fn report(mut self) -> Value {
        self.0.sort_unstable();
        let at = |percent| Self::percentile(&self.0, percent);
        json!({
            "samples": self.0.len(),
            "p50_ms": at(50),
            "p90_ms": at(90),
            "p99_ms": at(99),
            "max_ms": at(100),
        })
    }
}

/// Milliseconds with three digits behind the point.
pub fn millis(time: &Duration) -> f64 {
    (time.as_secs_f64() * 1e6).round() / 1e3
}

/// A rate with one digit behind the point.
pub fn per_second(count: usize, time: Duration) -> f64 {
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    (f64::from(count) / time.as_secs_f64() * 10.0).round() / 10.0
}
