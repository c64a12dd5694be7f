//! Why peers are shut out, in the words of the admins.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::connection::{Conn, Paging, on};
use super::one_of::one_of;
use super::peers::PeerRow;
use super::schema::{block_notes, peers};
use crate::domain::*;
use crate::error::Result;

/// Why a peer is shut out.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = block_notes, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct BlockNote {
    pub peer_id: PeerId,
    /// For everybody.
    pub public_comment: String,
    /// Among the admins.
    pub private_comment: String,
}

/// A peer, and what is said of it being shut out.
pub type Noted = (PeerRow, Option<BlockNote>);

/// Peers in one of some states, newest first.
pub async fn list(conn: &mut Conn, states: &[PeerState], page: Paging) -> Result<Vec<Noted>> {
    let states: Vec<i64> = states.iter().map(|state| state.number().into()).collect();
    let rows: Result<Vec<Noted>> = on!(conn, c => {
        let query = peers::table
            .left_join(block_notes::table.on(block_notes::peer_id.eq(peers::id)))
            .filter(one_of(peers::state, &states))
            .filter(peers::id.lt(PeerId(page.below())))
            .filter(peers::id.gt(PeerId(page.above())))
            .limit(page.limit)
            .select((PeerRow::as_select(), Option::<BlockNote>::as_select()));
        match page.ascending() {
            true => query.order(peers::id.asc()).load(c).await,
            false => query.order(peers::id.desc()).load(c).await,
        }
    });
    let mut rows = rows?;
    if page.ascending() {
        rows.reverse();
    }
    Ok(rows)
}

pub async fn by_peer(conn: &mut Conn, id: PeerId) -> Result<Option<Noted>> {
    on!(conn, c => peers::table
        .left_join(block_notes::table.on(block_notes::peer_id.eq(peers::id)))
        .filter(peers::id.eq(id))
        .select((PeerRow::as_select(), Option::<BlockNote>::as_select()))
        .first(c)
        .await
        .optional())
}

/// Writes down why a peer is shut out, in place of what was there.
pub async fn put(conn: &mut Conn, note: &BlockNote) -> Result<()> {
    on!(conn, c => diesel::insert_into(block_notes::table)
        .values(note)
        .on_conflict(block_notes::peer_id)
        .do_update()
        .set(note)
        .execute(c)
        .await)?;
    Ok(())
}

pub async fn delete(conn: &mut Conn, peer: PeerId) -> Result<()> {
    on!(conn, c => diesel::delete(block_notes::table.find(peer)).execute(c).await)?;
    Ok(())
}
