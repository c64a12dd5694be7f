//! From transactions to open streams. What a transaction tells of is handed on after its commit, inside the process at once
//! and to other processes on the same PostgreSQL database by NOTIFY, with ids only. All of it is a hint: it may be lost.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use diesel::sql_types::{Array, Integer, Text};
use diesel::{QueryableByName, sql_query};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use futures::StreamExt;
use tokio::sync::mpsc;

use super::connection::Conn;
use crate::domain::Happening;
use crate::error::{Error, Result};

/// So many may wait for the listener.
const WAITING: usize = 10_000;

/// So long may the database take for a hint.
const PATIENCE: Duration = Duration::from_secs(5);

/// Hands on after the commit of the transaction under way, and not at all if it fails.
pub fn tell(conn: &mut Conn, happening: Happening) {
    let told = conn.told();
    if told.last() != Some(&happening) {
        told.push(happening);
    }
}

/// Where a process hears what its own transactions told of.
#[derive(Debug, Clone, Default)]
pub(super) struct Ear(Arc<Mutex<Option<mpsc::Sender<Happening>>>>);

impl Ear {
    pub(super) fn open(&self) -> mpsc::Receiver<Happening> {
        let (sender, receiver) = mpsc::channel(WAITING);
        *self.sender() = Some(sender);
        receiver
    }

    fn sender(&self) -> MutexGuard<'_, Option<mpsc::Sender<Happening>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Empties what a connection was told, and hands it on if the transaction counts.
    pub(super) fn after_commit(&self, conn: &mut Conn, counts: bool) {
        let told = conn.told();
        if told.is_empty() {
            return;
        }
        if let Some(sender) = self.sender().as_ref().filter(|_| counts) {
            for happening in told.iter() {
                if sender.try_send(happening.clone()).is_err() {
                    tracing::debug!(?happening, "not told to streams");
                }
            }
        }
        told.clear();
    }
}

/// The way between processes that share a PostgreSQL database (and a schema in it).
pub struct Exchange {
    conn: AsyncPgConnection,
    channel: String,
    /// Of this connection: what it sent comes back and is not news.
    process: i32,
}

#[derive(Debug, QueryableByName)]
struct Place {
    #[diesel(sql_type = Text)]
    channel: String,
    #[diesel(sql_type = Integer)]
    process: i32,
}

impl Exchange {
    pub(super) async fn open(conn: Conn) -> Result<Self> {
        let Conn::Pg(mut conn, _) = conn else {
            return Err(Error::internal("only PostgreSQL has other processes"));
        };
        let place: Place = sql_query(
            "SELECT 'meent_' || current_schema() AS channel, pg_backend_pid() AS process",
        )
        .get_result(&mut conn)
        .await?;
        // A hint that a crash of the database server loses is no loss, and waiting for its disk would be one.
        sql_query("SET synchronous_commit TO off")
            .execute(&mut conn)
            .await?;
        let listen = format!("LISTEN \"{}\"", place.channel.replace('"', "\"\""));
        sql_query(listen).execute(&mut conn).await?;
        Ok(Self {
            conn,
            channel: place.channel,
            process: place.process,
        })
    }

    /// Tells the other processes.
    ///
    /// # Errors
    /// Those of the database; the connection is then of no use any more.
    pub async fn send(&mut self, happenings: &[Happening]) -> Result<()> {
        let texts: Vec<String> = happenings
            .iter()
            .filter_map(|happening| serde_json::to_string(happening).ok())
            .collect();
        let sending = sql_query("SELECT pg_notify($1, text) FROM unnest($2) AS text")
            .bind::<Text, _>(&self.channel)
            .bind::<Array<Text>, _>(&texts)
            .execute(&mut self.conn);
        in_time(sending).await
    }

    /// The next thing that another process told. May be dropped while it waits.
    ///
    /// # Errors
    /// When the connection has ended.
    pub async fn next(&mut self) -> Result<Happening> {
        loop {
            let next = std::pin::pin!(self.conn.notifications_stream())
                .next()
                .await;
            let Some(notification) = next else {
                return Err(Error::unavailable("the database connection has ended"));
            };
            let notification = notification?;
            if notification.process_id == self.process {
                continue;
            }
            match serde_json::from_str(&notification.payload) {
                Ok(happening) => return Ok(happening),
                // A newer program beside this one may tell of what is not known here.
                Err(error) => tracing::debug!(%error, "something unknown was told"),
            }
        }
    }

    /// Asks whether the connection still works.
    ///
    /// # Errors
    /// When it does not.
    pub async fn check(&mut self) -> Result<()> {
        in_time(sql_query("SELECT 1").execute(&mut self.conn)).await
    }
}

/// A connection that has died without a word would else hold back what is told until TCP gives it up.
async fn in_time(query: impl Future<Output = diesel::QueryResult<usize>>) -> Result<()> {
    match tokio::time::timeout(PATIENCE, query).await {
        Ok(done) => Ok(done.map(|_| ())?),
        Err(_) => Err(Error::unavailable("the database does not answer")),
    }
}
