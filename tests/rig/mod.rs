//! Real units for the tests and measurements that need processes of their own: start, ask, kill.

pub mod people;
pub mod proxy;
pub mod unit;
pub mod wire;

/// What a tool of the tests may fail with; the text says it all.
pub type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;
