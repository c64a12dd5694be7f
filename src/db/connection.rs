//! A connection to either database, and the macro that writes a query once for both.

use diesel::SqliteConnection;
use diesel_async::AsyncPgConnection;
use diesel_async::sync_connection_wrapper::{SpawnBlocking, SyncConnectionWrapper};
use futures::future::BoxFuture;

use crate::domain::Happening;
use crate::error::Error;

/// A connection to SQLite or PostgreSQL. Use it through `on!`.
// Made once and kept by the pool, so its size does not matter; a box would cost a step at every query.
#[allow(clippy::large_enum_variant)]
pub enum Conn {
    Pg(AsyncPgConnection, Told),
    Sqlite(SyncConnectionWrapper<SqliteConnection, Inline>, Told),
}

/// What open streams hear once the transaction that is under way has been committed, see [`super::happenings`].
pub type Told = Vec<Happening>;

impl Conn {
    /// What the transaction under way has told of so far.
    pub(super) fn told(&mut self) -> &mut Told {
        match self {
            Self::Pg(_, told) | Self::Sqlite(_, told) => told,
        }
    }
}

/// Expands a query body once per database, so that each is type-checked against both:
/// `on!(conn, c => accounts::table.find(id).first(c).await)`. Errors become [`Error`].
macro_rules! on {
    ($conn:expr, $c:ident => $body:expr) => {
        match $conn {
            $crate::db::Conn::Pg($c, _) => $body,
            $crate::db::Conn::Sqlite($c, _) => $body,
        }
        .map_err($crate::error::Error::from)
    };
}
pub(crate) use on;

/// Runs SQLite's calls where they stand. Reads take microseconds and writes have a thread of their own
/// (`db::writer`), so handing each statement to another thread would cost more than it frees.
pub struct Inline;

impl SpawnBlocking for Inline {
    fn spawn_blocking<'a, R>(
        &mut self,
        task: impl FnOnce() -> R + Send + 'static,
    ) -> BoxFuture<'a, Result<R, Box<dyn std::error::Error + Send + Sync + 'static>>>
    where
        R: Send + 'static,
    {
        let result = task();
        Box::pin(std::future::ready(Ok(result)))
    }

    fn get_runtime() -> Self {
        Self
    }
}

impl From<diesel::result::Error> for Error {
    fn from(error: diesel::result::Error) -> Self {
        use diesel::result::{DatabaseErrorKind, Error as Diesel};
        match error {
            Diesel::NotFound => Self::NotFound,
            Diesel::DatabaseError(
                DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand,
                info,
            ) => {
                tracing::error!(error = info.message(), "database out of reach");
                Self::unavailable("The database cannot be reached; try again in a moment")
            }
            // Two transactions waited for each other, and PostgreSQL let one of them go: queues try again.
            Diesel::DatabaseError(DatabaseErrorKind::SerializationFailure, info) => {
                tracing::debug!(error = info.message(), "a transaction has to be repeated");
                Self::unavailable("The database is busy; try again in a moment")
            }
            // Two did the same thing at the same moment, each after looking that it was not done yet.
            Diesel::DatabaseError(DatabaseErrorKind::UniqueViolation, info) => {
                tracing::warn!(
                    error = info.message(),
                    "something was written twice at once"
                );
                Self::unavailable("Somebody else did the same at this moment; try again")
            }
            Diesel::DatabaseError(_, ref info) if info.message().contains("deadlock detected") => {
                tracing::debug!(error = info.message(), "a transaction has to be repeated");
                Self::unavailable("The database is busy; try again in a moment")
            }
            Diesel::DatabaseError(_, ref info) if is_storage_trouble(info.message()) => {
                tracing::error!(error = info.message(), "storage trouble");
                Self::unavailable(
                    "The unit's disk is full or cannot be written; nothing was changed. Tell your admin and try again later",
                )
            }
            other => Self::internal(format!("database: {other}")),
        }
    }
}

fn is_storage_trouble(message: &str) -> bool {
    [
        "disk is full",
        "disk I/O error",
        "No space left",
        "readonly database",
        "database is locked",
        "could not extend file",
    ]
    .iter()
    .any(|sign| message.contains(sign))
}

/// A page of something ordered by id, newest first: Mastodon's `max_id`, `since_id`, `min_id` and `limit`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paging {
    /// Only ids below this.
    pub max: Option<i64>,
    /// Only ids above this; the newest of them.
    pub since: Option<i64>,
    /// Only ids above this; those right above it.
    pub min: Option<i64>,
    pub limit: i64,
}

impl Paging {
    pub fn first(limit: i64) -> Self {
        Self {
            max: None,
            since: None,
            min: None,
            limit,
        }
    }

    /// The upper bound, exclusive.
    pub fn below(&self) -> i64 {
        self.max.unwrap_or(i64::MAX)
    }

    /// The lower bound, exclusive.
    pub fn above(&self) -> i64 {
        self.min.or(self.since).unwrap_or(-1)
    }

    /// One page of what several queries found for it, in whatever order: newest first.
    pub fn merged<T>(&self, mut rows: Vec<T>, id: impl Fn(&T) -> i64) -> Vec<T> {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        rows.sort_unstable_by_key(|row| id(row));
        if !self.ascending() {
            rows.reverse();
        }
        rows.truncate(limit);
        if self.ascending() {
            rows.reverse();
        }
        rows
    }

    /// Read upwards from `min` (and turn the page round afterwards)?
    pub fn ascending(&self) -> bool {
        self.min.is_some()
    }
}
