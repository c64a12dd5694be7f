//! Units that federate with each other, and what they make of what others send.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod answers;
mod authority;
mod directory;
mod doctor;
mod fixtures;
mod gate;
mod invitations;
mod live;
mod outage;
mod peer_states;
mod reading;
mod support;
mod two_units;
