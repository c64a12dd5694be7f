//! The one test binary: whole units, in this process.

mod crash;
mod federation;
