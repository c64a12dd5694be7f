//! Units that federate with each other, and what they make of what others send.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod answers;
mod at_once;
mod authority;
mod content;
mod directory;
mod doctor;
mod films;
mod fixtures;
mod forms;
mod gate;
mod groups;
mod intents;
mod invitations;
mod keys;
mod lists;
mod live;
mod moves;
mod outage;
mod peer_states;
mod pipeline;
mod reading;
mod reports;
mod rig;
mod rotation;
mod support;
mod sync;
mod two_units;
