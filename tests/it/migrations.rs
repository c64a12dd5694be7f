//! The schema: what the migrations make is what the program reads.

use std::path::Path;

use meent::db::{Db, migrate};
use meent::error::Error;

use crate::support::database::{Database, sql};

/// The tables in `db/schema` with their columns.
fn declared() -> Vec<(String, Vec<String>)> {
    let mut tables: Vec<(String, Vec<String>)> = Vec::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/db/schema");
    for file in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        for line in text.lines().map(str::trim) {
            if let Some((column, _)) = line.split_once(" -> ") {
                tables.last_mut().unwrap().1.push(column.to_owned());
            } else if let Some((table, rest)) = line.split_once(" (")
                && rest.ends_with(") {")
            {
                tables.push((table.to_owned(), Vec::new()));
            }
        }
    }
    tables
}

async fn run(db: &Db, text: String) -> Result<(), Error> {
    db.write(move |conn| Box::pin(async move { sql(conn, &text).await }))
        .await
}

fn down(db: &Db, name: &str) -> String {
    let folder = if db.is_sqlite() { "sqlite" } else { "postgres" };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    std::fs::read_to_string(root.join(folder).join(name).join("down.sql")).unwrap()
}

#[tokio::test]
async fn every_declared_column_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::fresh(folder.path()).await;
    let db = database.open().await;
    let tables = declared();
    assert!(tables.len() > 40 && tables.iter().all(|(_, columns)| !columns.is_empty()));
    for (table, columns) in tables {
        run(&db, format!("SELECT {} FROM {table}", columns.join(", ")))
            .await
            .unwrap_or_else(|error| panic!("{table}: {error}"));
    }
    database.end(false);
}

#[tokio::test]
async fn each_migration_can_be_taken_back_and_applied_again() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::empty(folder.path()).await;
    let db = database.open().await;
    let names = migrate::run(&db).await.unwrap();
    assert!(!names.is_empty());
    assert!(migrate::run(&db).await.unwrap().is_empty(), "applied twice");
    for name in names.iter().rev() {
        run(&db, down(&db, name)).await.unwrap();
        run(
            &db,
            format!("DELETE FROM schema_migrations WHERE name = '{name}'"),
        )
        .await
        .unwrap();
    }
    for (table, _) in declared() {
        assert!(
            run(&db, format!("SELECT 1 FROM {table}")).await.is_err(),
            "{table} is still there"
        );
    }
    assert_eq!(migrate::run(&db).await.unwrap(), names);
    database.end(false);
}

#[tokio::test]
async fn several_processes_may_start_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::empty(folder.path()).await;
    let (one, other) = (database.open().await, database.open().await);
    let (first, second) = tokio::join!(migrate::run(&one), migrate::run(&other));
    let mut applied = [first.unwrap(), second.unwrap()].concat();
    applied.sort_unstable();
    let all: Vec<_> = migrate::all(one.is_sqlite())
        .iter()
        .map(|m| m.name)
        .collect();
    assert_eq!(applied, all);
    database.end(false);
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::fresh(folder.path()).await;
    let db = database.open().await;
    run(
        &db,
        "INSERT INTO schema_migrations (name) VALUES ('9999_later')".to_owned(),
    )
    .await
    .unwrap();
    let refused = migrate::run(&db).await.unwrap_err().to_string();
    assert!(
        refused.contains("9999_later") && refused.contains("newer version"),
        "{refused}"
    );
    database.end(false);
}
