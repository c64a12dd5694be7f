//! Brings the schema up to what this program needs. The files stand in `migrations/` and are compiled in.

use std::collections::BTreeSet;

use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use include_dir::{Dir, include_dir};

use super::connection::{Conn, on};
use super::pool::Db;
use crate::error::{Error, Result};

static SQLITE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/migrations/sqlite");
static POSTGRES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/migrations/postgres");

/// One step of the schema.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    pub name: &'static str,
    pub up: &'static str,
}

/// The migrations of one database in the order they are applied.
pub fn all(sqlite: bool) -> Vec<Migration> {
    let dir = if sqlite { &SQLITE } else { &POSTGRES };
    let mut found: Vec<Migration> = dir
        .dirs()
        .filter_map(|folder| {
            let name = folder.path().file_name()?.to_str()?;
            let up = folder
                .get_file(folder.path().join("up.sql"))?
                .contents_utf8()?;
            Some(Migration { name, up })
        })
        .collect();
    found.sort_by_key(|migration| migration.name);
    found
}

#[derive(QueryableByName)]
struct Applied {
    #[diesel(sql_type = Text)]
    name: String,
}

/// Applies what is missing and returns the names. Each migration is one transaction; several processes may start at
/// once. Refuses a database that knows migrations this program does not.
pub async fn run(db: &Db) -> Result<Vec<&'static str>> {
    let sqlite = db.is_sqlite();
    let lock = if sqlite {
        ""
    } else {
        "SELECT pg_advisory_xact_lock(7164771);"
    };
    let table = format!(
        "{lock} CREATE TABLE IF NOT EXISTS schema_migrations (name TEXT NOT NULL PRIMARY KEY);"
    );
    db.write(move |conn| Box::pin(async move { on!(conn, c => c.batch_execute(&table).await) }))
        .await?;
    let known = all(sqlite);
    let mut done = Vec::new();
    for migration in known.iter().copied() {
        let newer = known.iter().map(|m| m.name).collect::<BTreeSet<_>>();
        let ran = db
            .write(move |conn| {
                Box::pin(async move {
                    on!(conn, c => c.batch_execute(lock).await)?;
                    let applied = applied(conn).await?;
                    if let Some(unknown) = applied.iter().find(|name| !newer.contains(name.as_str())) {
                        return Err(Error::invalid(format!(
                            "the database was made by a newer version of meent (it has the migration {unknown}). Install that version, or restore a backup made by this one"
                        )));
                    }
                    if applied.contains(migration.name) {
                        return Ok(false);
                    }
                    on!(conn, c => c.batch_execute(migration.up).await)?;
                    on!(conn, c => diesel::sql_query("INSERT INTO schema_migrations (name) VALUES ('").sql(migration.name).sql("')").execute(c).await)?;
                    Ok(true)
                })
            })
            .await?;
        if ran {
            done.push(migration.name);
        }
    }
    Ok(done)
}

async fn applied(conn: &mut Conn) -> Result<BTreeSet<String>> {
    let rows: Vec<Applied> =
        on!(conn, c => diesel::sql_query("SELECT name FROM schema_migrations").load(c).await)?;
    Ok(rows.into_iter().map(|row| row.name).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The two schemas may differ in spelling only.
    #[test]
    fn both_databases_have_the_same_migrations() {
        let plain = |sql: &str| {
            sql.replace("INTEGER PRIMARY KEY", "BIGINT PRIMARY KEY")
                .replace(") WITHOUT ROWID;", ");")
        };
        let sqlite: Vec<_> = all(true).iter().map(|m| (m.name, plain(m.up))).collect();
        let postgres: Vec<_> = all(false).iter().map(|m| (m.name, plain(m.up))).collect();
        assert!(!sqlite.is_empty());
        assert_eq!(sqlite, postgres);
    }
}
