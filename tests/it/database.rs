//! Writes: each is whole or not there at all, whatever happens to its neighbours and its caller.

use futures::future::{join_all, poll_fn};
use meent::db::{self, Db, settings};
use meent::error::{Error, Result};
use tokio::sync::oneshot;

use crate::support::TestApp;

async fn stored(db: &Db, name: &str) -> Option<String> {
    settings::get(&mut db.read().await.unwrap(), name)
        .await
        .unwrap()
}

fn set(db: &Db, name: String, value: String) -> impl Future<Output = Result<String>> {
    db.write(move |conn| {
        Box::pin(async move {
            settings::set(conn, &name, &value).await?;
            Ok(value)
        })
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_whose_caller_goes_away_is_carried_to_its_end() {
    let unit = TestApp::new().await;
    let (begun, told) = oneshot::channel();
    let (go, wait) = oneshot::channel::<()>();
    let db = unit.app.db.clone();
    let caller = tokio::spawn(async move {
        db.write(move |conn| {
            Box::pin(async move {
                settings::set(conn, "first", "1").await?;
                begun.send(()).unwrap();
                wait.await.map_err(Error::internal)?;
                settings::set(conn, "second", "2").await
            })
        })
        .await
    });
    told.await.unwrap();
    caller.abort();
    assert!(caller.await.unwrap_err().is_cancelled());
    go.send(()).unwrap();
    // SQLite's next write waits for it anyway; PostgreSQL's connection works on beside us.
    set(&unit.app.db, "after".to_owned(), "3".to_owned())
        .await
        .unwrap();
    while stored(&unit.app.db, "second").await.is_none() {
        tokio::task::yield_now().await;
    }
    assert_eq!(stored(&unit.app.db, "first").await.as_deref(), Some("1"));
}

#[tokio::test]
async fn a_write_that_is_dropped_before_it_began_leaves_the_database_usable() {
    let unit = TestApp::new().await;
    for round in 0..20 {
        let mut write = Box::pin(set(&unit.app.db, "dropped".to_owned(), round.to_string()));
        poll_fn(|context| {
            drop(write.as_mut().poll(context));
            std::task::Poll::Ready(())
        })
        .await;
        drop(write);
    }
    set(&unit.app.db, "kept".to_owned(), "yes".to_owned())
        .await
        .unwrap();
    assert_eq!(stored(&unit.app.db, "kept").await.as_deref(), Some("yes"));
}

#[tokio::test]
async fn writes_at_the_same_time_are_each_answered_with_their_own_result() {
    let unit = TestApp::new().await;
    let writes = (0..200).map(|n| set(&unit.app.db, format!("key {n}"), format!("value {n}")));
    for (n, answer) in join_all(writes).await.into_iter().enumerate() {
        assert_eq!(answer.unwrap(), format!("value {n}"));
        assert_eq!(
            stored(&unit.app.db, &format!("key {n}")).await,
            Some(format!("value {n}"))
        );
    }
}

#[tokio::test]
async fn a_write_that_fails_takes_nothing_but_its_own_changes_back() {
    let unit = TestApp::new().await;
    let writes = (0..60).map(|n| {
        unit.app.db.write(move |conn| {
            Box::pin(async move {
                settings::set(conn, &format!("key {n}"), "x").await?;
                match n % 3 {
                    0 => Ok(()),
                    1 => Err(Error::invalid(format!("refused {n}"))),
                    // An error of the database itself, in the middle of a transaction.
                    _ => {
                        crate::support::database::sql(conn, "INSERT INTO nowhere VALUES (1)").await
                    }
                }
            })
        })
    });
    for (n, answer) in join_all(writes).await.into_iter().enumerate() {
        let there = stored(&unit.app.db, &format!("key {n}")).await.is_some();
        match n % 3 {
            0 => assert!(answer.is_ok() && there),
            1 => assert!(answer.unwrap_err().to_string() == format!("refused {n}") && !there),
            _ => assert!(matches!(answer, Err(Error::Internal(_))) && !there),
        }
    }
}

#[tokio::test]
async fn a_write_that_panics_is_an_error_and_the_next_one_works() {
    let unit = TestApp::new().await;
    let panicking = unit.app.db.write(|conn| {
        Box::pin(async move {
            settings::set(conn, "panicked", "x").await?;
            assert!(std::env::args().count() == usize::MAX, "on purpose");
            Ok(())
        })
    });
    let beside = set(&unit.app.db, "beside".to_owned(), "1".to_owned());
    let (panicked, beside) = tokio::join!(panicking, beside);
    assert!(matches!(panicked, Err(Error::Internal(_))), "{panicked:?}");
    assert!(beside.is_ok());
    assert_eq!(stored(&unit.app.db, "panicked").await, None);
    set(&unit.app.db, "next".to_owned(), "2".to_owned())
        .await
        .unwrap();
    assert_eq!(stored(&unit.app.db, "next").await.as_deref(), Some("2"));
}

#[tokio::test]
async fn two_processes_share_a_database() {
    let unit = TestApp::new().await;
    let other = unit.beside().await;
    let writes = (0..40).map(|n| {
        let db = if n % 2 == 0 { &unit.app.db } else { &other.db };
        set(db, format!("key {n}"), "x".to_owned())
    });
    assert!(join_all(writes).await.iter().all(Result::is_ok));
    let mut conn = db_of(&other).read().await.unwrap();
    let names: Vec<String> = (0..40).map(|n| format!("key {n}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let all = settings::some(&mut conn, &names).await.unwrap();
    assert_eq!(all.len(), 40);
}

fn db_of(app: &meent::app::App) -> &db::Db {
    &app.db
}
