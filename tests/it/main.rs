//! The suite: one binary that mirrors the routes. See `support` for what a test is given.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod support;

mod api;
mod architecture;
mod crash;
mod database;
mod federation;
mod media;
mod migrations;
mod partition;
mod security;
mod shapes;
mod site;
mod timeline_cost;
mod units;
mod visibility;
