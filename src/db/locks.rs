//! Locks on names that last until the transaction ends. What looks first and writes then takes one, where several may do so
//! at the same moment (PostgreSQL). SQLite has one writer and needs none.

use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;

use super::connection::Conn;
use crate::error::Result;

/// Nobody else holds this name until the transaction ends.
pub async fn alone(conn: &mut Conn, name: &str) -> Result<()> {
    let statement = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))";
    lock(conn, statement, name).await
}

/// Nobody holds this name [`alone`] until the transaction ends; others may share it.
pub async fn shared(conn: &mut Conn, name: &str) -> Result<()> {
    let statement = "SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 0))";
    lock(conn, statement, name).await
}

async fn lock(conn: &mut Conn, statement: &str, name: &str) -> Result<()> {
    if let Conn::Pg(c, _) = conn {
        diesel::sql_query(statement)
            .bind::<Text, _>(name)
            .execute(c)
            .await?;
    }
    Ok(())
}
