//! The security plan, row by row, as a hostile server sees it: E, played by the test, speaks to a unit over sockets. Each
//! row has a control, a legal twin that must succeed, and ends with a search for what must not have come through.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation
)]

mod a;
mod b;
mod c;
mod d;
mod e;
mod f;
mod letters;
mod peers;
mod reading;
mod rows;
mod support;
mod trap;
