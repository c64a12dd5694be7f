//! With whom the peers say that they are in one network.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::connection::{Conn, on};
use super::schema::network_links;
use crate::domain::*;
use crate::error::Result;

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = network_links, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct LinkRow {
    /// Who says so.
    pub peer_id: PeerId,
    /// The unit that it is with.
    pub authority: String,
    pub title: String,
    pub software: String,
}

/// Puts what a peer says now in the place of what it said before.
pub async fn replace(conn: &mut Conn, peer: PeerId, rows: &[LinkRow]) -> Result<()> {
    on!(conn, c => diesel::delete(network_links::table.filter(network_links::peer_id.eq(peer))).execute(c).await)?;
    for row in rows {
        on!(conn, c => diesel::insert_into(network_links::table).values(row).on_conflict_do_nothing().execute(c).await)?;
    }
    Ok(())
}

/// All of them, by unit.
pub async fn all(conn: &mut Conn) -> Result<Vec<LinkRow>> {
    on!(conn, c => network_links::table
        .order((network_links::authority, network_links::peer_id))
        .select(LinkRow::as_select())
        .load(c)
        .await)
}
