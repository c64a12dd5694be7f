//! Addresses of files that are not for everybody: good for a while, and only as the unit wrote them.
//!
//! Apps and browsers fetch pictures without saying who they are, and so do other units. So the right to see one stands in
//! its address, which is told to those only who may see the post.

use aws_lc_rs::hmac::{HMAC_SHA256, Key, sign, verify};

use super::time::{Clock, Timestamp};

const DAY_SECONDS: i64 = 24 * 3600;

/// Writes and checks such addresses.
#[derive(Debug, Clone)]
pub struct Lender {
    key: Key,
    clock: Clock,
}

impl Lender {
    /// `secret` is the unit's own and stays the same, or addresses that are out end early.
    pub fn new(secret: &str, clock: Clock) -> Self {
        Self {
            key: Key::new(HMAC_SHA256, secret.as_bytes()),
            clock,
        }
    }

    /// The query that lends `path` for at least so many days. The same all day long, so that browsers keep what they have.
    pub fn lend(&self, path: &str, days: i64) -> String {
        let today = self.clock.now().millis() / 1000 / DAY_SECONDS;
        let until = (today + days + 1) * DAY_SECONDS;
        let tag = sign(&self.key, text(path, until).as_bytes());
        format!("until={until}&proof={}", hex(tag.as_ref()))
    }

    /// Until when `path` is lent by what stands in a query; `None` when it is not, or not any more.
    pub fn lent_until(&self, path: &str, until: &str, proof: &str) -> Option<Timestamp> {
        let seconds: i64 = until.parse().ok()?;
        let tag = bytes(proof)?;
        verify(&self.key, text(path, seconds).as_bytes(), &tag).ok()?;
        let end = Timestamp::from_millis(seconds.checked_mul(1000)?);
        (end > self.clock.now()).then_some(end)
    }
}

fn text(path: &str, until: i64) -> String {
    format!("{until} {path}")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    if hex.len() != 64 || !hex.is_ascii() {
        return None;
    }
    hex.as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn lent_for_a_while_and_as_written_only() {
        let clock = Clock::fake(Timestamp::from_millis(1_790_000_000_000));
        let lender = Lender::new("secret", clock.clone());
        let query = lender.lend("/media/a.webp", 1);
        let (until, proof) = query.split_once('&').unwrap();
        let (until, proof) = (
            until.strip_prefix("until=").unwrap(),
            proof.strip_prefix("proof=").unwrap(),
        );
        assert!(lender.lent_until("/media/a.webp", until, proof).is_some());
        assert_eq!(lender.lent_until("/media/b.webp", until, proof), None);
        let later = (until.parse::<i64>().unwrap() + 1).to_string();
        assert_eq!(lender.lent_until("/media/a.webp", &later, proof), None);
        assert_eq!(lender.lent_until("/media/a.webp", until, ""), None);
        assert_eq!(lender.lent_until("/media/a.webp", "9e9", proof), None);
        let other = Lender::new("other", clock.clone());
        assert_eq!(other.lent_until("/media/a.webp", until, proof), None);
        clock.advance_millis(3 * DAY_SECONDS * 1000);
        assert_eq!(lender.lent_until("/media/a.webp", until, proof), None);
    }
}
