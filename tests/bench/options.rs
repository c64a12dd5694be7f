//! What to measure.

use std::path::PathBuf;

use clap::{Parser, ValueEnum};

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Database {
    Sqlite,
    Postgres,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Case {
    /// Posts written through the client API.
    Posts,
    /// Home, public and account timelines at each size, with cold start and memory at each.
    Timelines,
    /// Signed activities into the inbox, until they are processed.
    Inbox,
    /// From a post here to its place in a home timeline of another unit.
    Visible,
    /// One post to five hundred peers.
    Fanout,
    /// A unit that was away gets what was written meanwhile.
    Catchup,
    /// Pages of grouped notifications of somebody who has very many.
    Notices,
    /// A conversation of another unit is opened, of which only the first post is here.
    Backfill,
    /// One post to a thousand open sockets, and the memory of two thousand silent ones.
    Streaming,
    /// Posts searched by their words, with the making of the index before.
    Search,
}

/// Measures a unit. Prints one JSON document; progress goes to standard error.
#[derive(Debug, Clone, Parser)]
#[command(name = "bench")]
pub struct Options {
    /// What to measure; everything when nothing is named.
    pub cases: Vec<Case>,
    #[arg(long, value_enum, default_value = "sqlite")]
    pub database: Database,
    /// Measure on this PostgreSQL instead of a private cluster. Its database must be empty.
    #[arg(long)]
    pub postgres_url: Option<String>,
    /// Numbers of posts at which timelines are measured, rising; the last one for searching too.
    #[arg(long, value_delimiter = ',', default_values_t = [10_000, 100_000, 1_000_000])]
    pub sizes: Vec<usize>,
    /// Connections of the load generator.
    #[arg(long, default_value_t = 8)]
    pub connections: usize,
    /// Length of a measurement in seconds; a third of it is driven before as a warm-up.
    #[arg(long, default_value_t = 10)]
    pub seconds: u64,
    /// Activities in the inbox measurement (in each form of signature), and those that wait in the catch-up.
    #[arg(long, default_value_t = 10_000)]
    pub activities: usize,
    /// Peers that a post goes to in the fan-out.
    #[arg(long, default_value_t = 500)]
    pub peers: usize,
    /// Replies of the conversation that is opened in the backfill, at most 600: more are not read in one go.
    #[arg(long, default_value_t = 500)]
    pub replies: usize,
    /// Sockets that a post goes to; twice as many are opened to see what silent ones cost.
    #[arg(long, default_value_t = 1000)]
    pub listeners: usize,
    /// Notifications that one person has.
    #[arg(long, default_value_t = 100_000)]
    pub notifications: usize,
    /// Small sizes and short times, to see that everything works.
    #[arg(long)]
    pub quick: bool,
    /// Work in this folder and leave the data there.
    #[arg(long)]
    pub keep: Option<PathBuf>,
    /// Measure this program instead of the one built with the bench.
    #[arg(long)]
    pub program: Option<PathBuf>,
    /// Passed by cargo.
    #[arg(long, hide = true)]
    pub bench: bool,
}

impl Options {
    pub fn read() -> Self {
        let mut options = Self::parse();
        if options.quick {
            options.sizes = vec![10_000];
            options.seconds = 2;
            options.activities = 500;
            options.peers = 50;
            options.replies = 100;
            options.listeners = 100;
            options.notifications = 10_000;
        }
        options
    }

    pub fn wants(&self, case: Case) -> bool {
        self.cases.is_empty() || self.cases.contains(&case)
    }

    pub fn program(&self) -> PathBuf {
        self.program
            .clone()
            .unwrap_or_else(|| PathBuf::from(env!("CARGO_BIN_EXE_meent")))
    }
}
