//! The only SQL of the program: one file per noun, each query written once for both databases.

mod account_words;
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
pub mod directory;
pub mod fetches;
pub mod follows;
pub mod groups;
pub mod health;
pub mod homes;
pub mod hosts;
pub mod inbox;
pub mod invitations;
pub mod keys;
pub mod marks;
pub mod media;
pub mod moves;
pub mod network_links;
pub mod notifications;
pub mod oauth;
pub mod outbox;
pub mod peer_facts;
pub mod peers;
pub mod relations;
pub mod reports;
pub mod sessions;
pub mod settings;
pub mod statuses;
pub mod tags;
pub mod timelines;
pub mod users;

pub use connection::{Conn, Paging};
pub use pool::{Db, Reader, StatementCounter};
