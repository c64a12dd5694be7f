//! Units that federate with each other, and what they make of what others send.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod answers;
mod authority;
mod content;
mod fixtures;
mod gate;
mod live;
mod outage;
mod pipeline;
mod reading;
mod support;
mod two_units;
