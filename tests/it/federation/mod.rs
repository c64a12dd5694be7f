//! Units that federate with each other, and what they make of what others send.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod answers;
mod authority;
mod fixtures;
mod gate;
mod keys;
mod live;
mod outage;
mod reading;
mod support;
mod two_units;
