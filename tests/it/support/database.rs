//! A database of its own for each test: a copy of a migrated SQLite file, or a schema in the PostgreSQL that
//! `MEENT_TEST_DATABASE` names.

use std::path::{Path, PathBuf};

use diesel::{Connection, RunQueryDsl, SqliteConnection};
use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};
use meent::db::{self, Db, StatementCounter, migrate};
use tempfile::TempDir;
use tokio::sync::OnceCell;

/// The migrated file that SQLite databases are copied from.
static TEMPLATE: OnceCell<Template> = OnceCell::const_new();

struct Template {
    file: PathBuf,
    _folder: TempDir,
}

pub struct Database {
    pub url: String,
    /// PostgreSQL.
    schema: Option<String>,
}

/// The PostgreSQL to use, if any.
pub fn postgres() -> Option<String> {
    std::env::var("MEENT_TEST_DATABASE")
        .ok()
        .filter(|url| url.starts_with("postgres"))
}

impl Database {
    /// An empty database with today's schema.
    pub async fn fresh(folder: &Path) -> Self {
        match postgres() {
            Some(url) => {
                let database = Self::empty_schema(url).await;
                migrate::run(&database.open().await)
                    .await
                    .expect("migrations");
                database
            }
            None => {
                let template = TEMPLATE.get_or_init(migrated_file).await;
                let file = folder.join("meent.sqlite");
                std::fs::copy(&template.file, &file).expect("a copy");
                Self::file(&file)
            }
        }
    }

    /// A database without any table.
    pub async fn empty(folder: &Path) -> Self {
        match postgres() {
            Some(url) => Self::empty_schema(url).await,
            None => Self::file(&folder.join("empty.sqlite")),
        }
    }

    fn file(path: &Path) -> Self {
        Self {
            url: format!("sqlite://{}", path.display()),
            schema: None,
        }
    }

    async fn empty_schema(url: String) -> Self {
        let schema = format!("test_{:032x}", rand::random::<u128>());
        let mut conn = AsyncPgConnection::establish(&url)
            .await
            .expect("PostgreSQL");
        conn.batch_execute(&format!("CREATE SCHEMA {schema}"))
            .await
            .expect("a schema");
        Self {
            url,
            schema: Some(schema),
        }
    }

    pub async fn open(&self) -> Db {
        Db::open(
            &self.url,
            4,
            self.schema.clone(),
            StatementCounter::default(),
        )
        .await
        .expect("a database")
    }

    /// Throws the database away. With `check`, fails the test when work was left undone.
    ///
    /// On a thread of its own: this is called while a test ends, when its runtime runs nothing any more.
    pub fn end(&self, check: bool) {
        let left = std::thread::scope(|scope| {
            let ending = scope.spawn(|| {
                tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build()
                    .expect("a runtime")
                    .block_on(async {
                        let left = if check {
                            left_over(&self.open().await).await
                        } else {
                            Vec::new()
                        };
                        self.drop_schema().await;
                        left
                    })
            });
            ending.join()
        });
        match left {
            Ok(left) if left.is_empty() => {}
            Ok(left) => panic!("the test left work undone: {}", left.join(", ")),
            Err(_) if std::thread::panicking() => {}
            Err(_) => panic!("the database could not be thrown away"),
        }
    }

    async fn drop_schema(&self) {
        if let Some(schema) = &self.schema {
            let mut conn = AsyncPgConnection::establish(&self.url)
                .await
                .expect("PostgreSQL");
            conn.batch_execute(&format!(
                "SET client_min_messages = error; DROP SCHEMA {schema} CASCADE"
            ))
            .await
            .expect("the schema to be dropped");
        }
    }
}

async fn migrated_file() -> Template {
    let folder = tempfile::tempdir().expect("a folder");
    let made = folder.path().join("made.sqlite");
    let file = folder.path().join("template.sqlite");
    let database = Database::file(&made);
    let db = database.open().await;
    migrate::run(&db).await.expect("migrations");
    // A copy made by SQLite itself is whole, whatever still stands in the log beside the file.
    let mut conn = SqliteConnection::establish(made.to_str().expect("a path")).expect("SQLite");
    diesel::sql_query(format!("VACUUM INTO '{}'", file.display()))
        .execute(&mut conn)
        .expect("a template");
    Template {
        file,
        _folder: folder,
    }
}

/// What waits in the queues, in words.
pub async fn left_over(db: &Db) -> Vec<String> {
    let mut conn = db.read().await.expect("a connection");
    let mut left = Vec::new();
    let outbox = db::outbox::next(&mut conn, 100).await.expect("outbox");
    if !outbox.is_empty() {
        left.push(format!("{} in the outbox", outbox.len()));
    }
    for (name, count) in [
        ("deliveries", db::deliveries::count_waiting(&mut conn).await),
        ("inbox items", db::inbox::count_waiting(&mut conn).await),
        ("pushes", db::pushes::count_waiting(&mut conn).await),
    ] {
        match count.expect(name) {
            0 => {}
            count => left.push(format!("{count} {name}")),
        }
    }
    if db::fetches::next_due(&mut conn)
        .await
        .expect("fetches")
        .is_some()
    {
        left.push("fetches".to_owned());
    }
    left
}

/// Runs SQL as it stands.
pub async fn sql(conn: &mut db::Conn, text: &str) -> meent::error::Result<()> {
    match conn {
        db::Conn::Pg(conn, _) => conn.batch_execute(text).await?,
        db::Conn::Sqlite(conn, _) => conn.batch_execute(text).await?,
    }
    Ok(())
}

#[derive(diesel::QueryableByName)]
struct IdRow {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    id: i64,
}

/// The ids of all rows of a table.
pub async fn ids(conn: &mut db::Conn, table: &str) -> Vec<i64> {
    let query = diesel::sql_query(format!("SELECT id FROM {table} ORDER BY id"));
    let rows: Vec<IdRow> = match conn {
        db::Conn::Pg(conn, _) => diesel_async::RunQueryDsl::load(query, conn).await,
        db::Conn::Sqlite(conn, _) => diesel_async::RunQueryDsl::load(query, conn).await,
    }
    .expect("ids");
    rows.into_iter().map(|row| row.id).collect()
}
