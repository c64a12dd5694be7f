//! Meent: a social intranet that departments own together. One process is one unit.

pub mod ap;
pub mod app;
pub mod cli;
pub mod config;
pub mod db;
pub mod domain;
pub mod error;
pub mod http;
pub mod media;
pub mod search;
pub mod service;
pub mod stream;
pub mod text;
pub mod worker;
