//! The only SQL of the program: one file per noun, each query written once for both databases.

mod connection;
pub mod migrate;
mod one_of;
mod pool;
mod schema;
mod stored;
mod visible;
mod writer;

pub mod accounts;
pub mod activities;
pub mod deliveries;
pub mod emoji;
pub mod events;
pub mod extras;
pub mod fetches;
pub mod follows;
pub mod homes;
pub mod inbox;
pub mod marks;
pub mod media;
pub mod notifications;
pub mod oauth;
pub mod outbox;
pub mod peers;
pub mod polls;
pub mod quotes;
pub mod reactions;
pub mod relations;
pub mod sessions;
pub mod settings;
pub mod stamps;
pub mod statuses;
pub mod tags;
pub mod timelines;
pub mod users;

pub use connection::{Conn, Paging};
pub use pool::{Db, Reader, StatementCounter};
