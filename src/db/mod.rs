//! The only SQL of the program: one file per noun, each query written once for both databases.

mod connection;
pub mod dialect;
pub mod migrate;
mod pool;
mod schema;
mod stored;
mod writer;

pub mod settings;

pub use connection::{Conn, Paging};
pub use pool::{Db, Reader};
