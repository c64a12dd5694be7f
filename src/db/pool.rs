//! The database of a unit: SQLite (reading pool and one writer) or PostgreSQL (one pool), chosen by the URL.

use std::ops::{Deref, DerefMut};
use std::panic::AssertUnwindSafe;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use deadpool::managed::{Manager, Metrics, Object, Pool, RecycleError, RecycleResult};
use diesel::connection::{Instrumentation, InstrumentationEvent};
use diesel::{Connection, SqliteConnection};
use diesel_async::sync_connection_wrapper::SyncConnectionWrapper;
use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};
use futures::FutureExt;
use futures::future::BoxFuture;
use tokio::sync::mpsc;

use super::connection::{Conn, Inline, on};
use super::happenings::{Ear, Exchange};
use super::writer::Writer;
use crate::domain::Happening;
use crate::error::{Error, Result};

/// Counts statements, and ends the process at a given one when a crash test asks for it.
#[derive(Debug, Clone, Default)]
pub struct StatementCounter {
    count: Arc<AtomicU64>,
    /// Those on connections that write.
    written: Arc<AtomicU64>,
    die_at: Option<u64>,
}

impl StatementCounter {
    /// A counter that kills the process, without any clean-up, before the `die_at`-th writing statement.
    pub fn new(die_at: Option<u64>) -> Self {
        Self {
            count: Arc::default(),
            written: Arc::default(),
            die_at,
        }
    }

    pub fn count(&self) -> u64 {
        self.count.load(Ordering::Relaxed)
    }
}

struct CountStatements {
    counter: StatementCounter,
    writes: bool,
}

impl Instrumentation for CountStatements {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        if let InstrumentationEvent::StartQuery { .. } = event {
            self.counter.count.fetch_add(1, Ordering::Relaxed);
            if !self.writes {
                return;
            }
            let written = self.counter.written.fetch_add(1, Ordering::Relaxed) + 1;
            if self.counter.die_at.is_some_and(|at| written >= at) {
                std::process::abort();
            }
        }
    }
}

/// Opens connections for a pool.
pub struct Opener {
    url: String,
    schema: Option<String>,
    counter: StatementCounter,
}

impl Opener {
    async fn open(&self, writes: bool) -> Result<Conn> {
        let counter = || CountStatements {
            counter: self.counter.clone(),
            writes,
        };
        if let Some(path) = sqlite_path(&self.url) {
            let unreadable = |error: &dyn std::fmt::Display| {
                Error::unavailable(format!(
                    "cannot open the database {path}: {error}. Check that the file is a SQLite database and that this user may read and write it and its folder"
                ))
            };
            let connection =
                SqliteConnection::establish(path).map_err(|error| unreadable(&error))?;
            let mut conn = SyncConnectionWrapper::with_runtime(connection, Inline);
            conn.batch_execute(&sqlite_settings(writes))
                .await
                .map_err(|error| unreadable(&error))?;
            conn.set_instrumentation(counter());
            return Ok(Conn::Sqlite(conn, Vec::new()));
        }
        let mut conn = AsyncPgConnection::establish(&self.url).await.map_err(|error| {
            Error::unavailable(format!("cannot connect to the PostgreSQL database: {error}. Check database_url and that the server runs"))
        })?;
        if let Some(schema) = &self.schema {
            conn.batch_execute(&format!("SET search_path TO \"{schema}\""))
                .await?;
        }
        conn.set_instrumentation(CountStatements {
            counter: self.counter.clone(),
            writes: true,
        });
        Ok(Conn::Pg(conn, Vec::new()))
    }
}

/// WAL with full sync: a commit that was answered survives a power cut. Readers never wait for the writer.
fn sqlite_settings(writes: bool) -> String {
    let own = if writes {
        "PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=4000;"
    } else {
        "PRAGMA query_only=ON;"
    };
    format!(
        "PRAGMA busy_timeout=5000; PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; \
         PRAGMA mmap_size=268435456; PRAGMA cache_size=-4000; {own}"
    )
}

fn sqlite_path(url: &str) -> Option<&str> {
    url.strip_prefix("sqlite://")
}

impl Manager for Opener {
    type Type = Conn;
    type Error = Error;

    async fn create(&self) -> Result<Conn> {
        self.open(false).await
    }

    async fn recycle(&self, conn: &mut Conn, _: &Metrics) -> RecycleResult<Error> {
        use diesel_async::pooled_connection::PoolableConnection;
        let broken = match conn {
            Conn::Sqlite(..) => false,
            Conn::Pg(pg, _) => pg.is_broken(),
        };
        if broken {
            Err(RecycleError::message("broken connection"))
        } else {
            Ok(())
        }
    }
}

/// A connection for reading, given back to the pool when dropped.
pub struct Reader(Object<Opener>);

impl Deref for Reader {
    type Target = Conn;
    fn deref(&self) -> &Conn {
        &self.0
    }
}

impl DerefMut for Reader {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.0
    }
}

/// The database. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    pool: Pool<Opener>,
    /// SQLite only.
    writer: Option<Writer>,
    counter: StatementCounter,
    ear: Ear,
}

impl Db {
    /// Opens the database at `url` (`sqlite://PATH` or `postgres://…`) with up to `size` connections for reading.
    /// Creates a SQLite file that does not exist, readable by its owner only. `schema` (PostgreSQL) is put in the
    /// search path. Runs no migration.
    pub async fn open(
        url: &str,
        size: usize,
        schema: Option<String>,
        counter: StatementCounter,
    ) -> Result<Self> {
        let opener = Opener {
            url: url.to_owned(),
            schema,
            counter: counter.clone(),
        };
        let ear = Ear::default();
        let writer = match sqlite_path(url) {
            Some(path) => {
                create_private(Path::new(path))?;
                Some(Writer::start(opener.open(true).await?, ear.clone())?)
            }
            None if url.starts_with("postgres://") || url.starts_with("postgresql://") => {
                drop(opener.open(false).await?);
                None
            }
            None => {
                return Err(Error::invalid(
                    "database_url must start with sqlite:// or postgres://",
                ));
            }
        };
        let pool = Pool::builder(opener)
            .max_size(size)
            .build()
            .map_err(Error::internal)?;
        Ok(Self {
            pool,
            writer,
            counter,
            ear,
        })
    }

    /// Is this SQLite?
    pub fn is_sqlite(&self) -> bool {
        self.writer.is_some()
    }

    /// Statements run so far, for tests that hold the number a request needs.
    pub fn statements(&self) -> u64 {
        self.counter.count()
    }

    /// What is told of in the transactions of this process, from now on and after their commits. There is one listener a
    /// process, the last that asked; what it does not take in time is lost.
    pub fn hear(&self) -> mpsc::Receiver<Happening> {
        self.ear.open()
    }

    /// The way to the other processes on this database; `None` where there are none.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn exchange(&self) -> Result<Option<Exchange>> {
        if self.is_sqlite() {
            return Ok(None);
        }
        let conn = self.pool.manager().open(true).await?;
        Exchange::open(conn).await.map(Some)
    }

    /// A connection for reading.
    pub async fn read(&self) -> Result<Reader> {
        match self.pool.get().await {
            Ok(conn) => Ok(Reader(conn)),
            Err(deadpool::managed::PoolError::Backend(error)) => Err(error),
            Err(error) => {
                tracing::error!(%error, "no database connection");
                Err(Error::unavailable(
                    "The database cannot be reached; try again in a moment",
                ))
            }
        }
    }

    /// Runs `job` in one transaction: all of it counts, or with an error none of it. Returns after the commit. It is
    /// carried to its end even when the caller is dropped. No network call may stand inside.
    pub async fn write<T, F>(&self, job: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Conn) -> BoxFuture<'c, Result<T>> + Send + 'static,
    {
        if let Some(writer) = &self.writer {
            return writer.write(job).await;
        }
        let mut conn = self.read().await?;
        let ear = self.ear.clone();
        tokio::spawn(async move {
            sql(&mut conn, "BEGIN").await?;
            let result = AssertUnwindSafe(job(&mut conn))
                .catch_unwind()
                .await
                .unwrap_or_else(|_| Err(Error::internal("a write panicked")));
            match result {
                Ok(value) => {
                    let committed = sql(&mut conn, "COMMIT").await.map(|()| value);
                    ear.after_commit(&mut conn, committed.is_ok());
                    committed
                }
                Err(error) => {
                    ear.after_commit(&mut conn, false);
                    if sql(&mut conn, "ROLLBACK").await.is_err() {
                        // A connection in an unknown state must not go back to the pool.
                        drop(Object::take(conn.0));
                    }
                    Err(error)
                }
            }
        })
        .await
        .unwrap_or_else(|error| Err(Error::internal(format!("a write ended early: {error}"))))
    }
}

async fn sql(conn: &mut Conn, text: &str) -> Result<()> {
    on!(conn, c => c.batch_execute(text).await)
}

/// Makes an empty file that only its owner can read, unless it is there already.
fn create_private(path: &Path) -> Result<()> {
    let failed = |error: std::io::Error| {
        Error::unavailable(format!(
            "cannot create the database {}: {error}. Check that its folder exists and may be written",
            path.display()
        ))
    };
    if let Some(folder) = path.parent().filter(|p| !p.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop).map_err(failed)
}
