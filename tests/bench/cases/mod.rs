//! One file a measurement. Each makes its own unit and returns what it found as JSON.

pub mod backfill;
pub mod catchup;
pub mod fanout;
pub mod inbox;
pub mod notices;
pub mod posts;
pub mod search;
pub mod streaming;
pub mod timelines;
pub mod visible;
