//! The one writer of a SQLite database: a thread that owns the only writing connection.
//!
//! Jobs that wait at the same time share one transaction, each inside a savepoint of its own, and are answered after
//! the commit. So every answer stands for a synced commit, and the price of a sync is shared under load. A job runs to
//! its end even when its caller has gone away: nothing is left half done on the connection.

use std::panic::AssertUnwindSafe;

use diesel_async::SimpleAsyncConnection;
use futures::FutureExt;
use futures::future::BoxFuture;
use tokio::sync::mpsc;

use super::connection::Conn;
use super::happenings::Ear;
use crate::error::{Error, Result};

/// At most so many jobs share a transaction: bounds how long the first one waits for the last.
const JOBS_A_COMMIT: usize = 64;

/// How many jobs may wait before callers do.
const QUEUE: usize = 1024;

/// Tells a job's caller how it ended: with the error of the commit, if that failed.
type Answer = Box<dyn FnOnce(Option<Error>) + Send>;

/// What a job leaves behind: whether its changes count, and how to answer.
struct Finished {
    keep: bool,
    answer: Answer,
}

type Job = Box<dyn for<'c> FnOnce(&'c mut Conn) -> BoxFuture<'c, Finished> + Send>;

#[derive(Clone)]
pub(super) struct Writer {
    jobs: mpsc::Sender<Job>,
}

impl Writer {
    /// Starts the thread. It ends when the last `Writer` is dropped and its jobs are done.
    pub(super) fn start(conn: Conn, ear: Ear) -> Result<Self> {
        let (jobs, queue) = mpsc::channel(QUEUE);
        std::thread::Builder::new()
            .name("meent-writer".to_owned())
            .spawn(move || futures::executor::block_on(run(conn, queue, ear)))
            .map_err(|error| Error::internal(format!("cannot start the writer thread: {error}")))?;
        Ok(Self { jobs })
    }

    /// Runs `job` in a transaction and returns after the commit.
    pub(super) async fn write<T, F>(&self, job: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Conn) -> BoxFuture<'c, Result<T>> + Send + 'static,
    {
        let (answer, answered) = tokio::sync::oneshot::channel();
        let job: Job = Box::new(move |conn| {
            async move {
                let result = AssertUnwindSafe(job(conn))
                    .catch_unwind()
                    .await
                    .unwrap_or_else(|_| Err(Error::internal("a write panicked")));
                Finished {
                    keep: result.is_ok(),
                    answer: Box::new(move |commit_error| {
                        let result = match (result, commit_error) {
                            (Ok(_), Some(error)) => Err(error),
                            (result, _) => result,
                        };
                        // The caller may have gone away; its work is committed all the same.
                        drop(answer.send(result));
                    }),
                }
            }
            .boxed()
        });
        let stopped = || Error::unavailable("The unit is shutting down; try again in a moment");
        self.jobs.send(job).await.map_err(|_| stopped())?;
        answered.await.map_err(|_| stopped())?
    }
}

async fn run(mut conn: Conn, mut queue: mpsc::Receiver<Job>, ear: Ear) {
    while let Some(first) = queue.recv().await {
        if let Err(error) = sql(&mut conn, "BEGIN IMMEDIATE").await {
            tracing::error!(%error, "cannot begin a transaction");
            // Run nothing: dropping the job answers its caller with an error.
            continue;
        }
        let mut answers = Vec::new();
        let mut next = Some(first);
        while let Some(job) = next {
            answers.push(in_savepoint(&mut conn, job).await);
            next = if answers.len() < JOBS_A_COMMIT {
                queue.try_recv().ok()
            } else {
                None
            };
        }
        let failed = match sql(&mut conn, "COMMIT").await {
            Ok(()) => false,
            Err(error) => {
                tracing::error!(%error, "commit failed");
                // Fails when SQLite has rolled back by itself; either way no transaction is open afterwards.
                drop(sql(&mut conn, "ROLLBACK").await);
                true
            }
        };
        ear.after_commit(&mut conn, !failed);
        for answer in answers {
            answer(failed.then(|| Error::unavailable("The change could not be saved (disk full?); nothing was changed. Try again later")));
        }
    }
}

async fn in_savepoint(conn: &mut Conn, job: Job) -> Answer {
    if let Err(error) = sql(conn, "SAVEPOINT job").await {
        return Box::new(move |_| drop(error));
    }
    let told = conn.told().len();
    let finished = job(conn).await;
    let end = if finished.keep {
        "RELEASE job"
    } else {
        conn.told().truncate(told);
        "ROLLBACK TO job; RELEASE job"
    };
    match sql(conn, end).await {
        Ok(()) => finished.answer,
        Err(error) => {
            let answer = finished.answer;
            Box::new(move |commit_error| answer(Some(commit_error.unwrap_or(error))))
        }
    }
}

async fn sql(conn: &mut Conn, text: &str) -> Result<()> {
    super::connection::on!(conn, c => c.batch_execute(text).await)
}
