//! Whether the database is sound.

use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;

use super::connection::Conn;
use crate::error::{Error, Result};

#[derive(Debug, QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    quick_check: String,
}

/// What the database has to complain of itself; empty when it is sound. SQLite looks at every page of its file; PostgreSQL
/// watches over itself and is only asked to answer.
pub async fn complaints(conn: &mut Conn) -> Result<Vec<String>> {
    match conn {
        Conn::Sqlite(c, _) => {
            let lines: Vec<Line> = diesel::sql_query("PRAGMA quick_check(5)")
                .load(c)
                .await
                .map_err(Error::from)?;
            let text = lines.into_iter().map(|line| line.quick_check);
            Ok(text.filter(|line| line != "ok").collect())
        }
        Conn::Pg(c, _) => {
            diesel::sql_query("SELECT 1")
                .execute(c)
                .await
                .map_err(Error::from)?;
            Ok(Vec::new())
        }
    }
}
