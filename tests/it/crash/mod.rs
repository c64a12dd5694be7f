//! Units that die without warning: real processes, killed at random moments and at chosen statements.
//!
//! The usual run is short. `CRASH_POSTS`, `CRASH_KILLS` and `CRASH_STATEMENTS` make it long, `CRASH_SEED` repeats one.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout
)]

mod invariants;
mod kills;
mod statements;

#[path = "../../rig/mod.rs"]
#[allow(dead_code, reason = "the measurements use the rest")]
pub(crate) mod rig;

use std::path::Path;

/// The program under test.
pub(crate) fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_meent"))
}

/// A number from the environment.
pub(crate) fn setting(name: &str, usual: u64) -> u64 {
    std::env::var(name).map_or(usual, |text| {
        text.parse()
            .unwrap_or_else(|_| panic!("{name}={text} is not a number"))
    })
}
