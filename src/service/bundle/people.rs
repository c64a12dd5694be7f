//! Accounts by their ids, and how somebody stands to them.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::by_key;
use crate::db::accounts::AccountRow;
use crate::db::follows::FollowRow;
use crate::db::relations::MuteRow;
use crate::db::{self, Conn};
use crate::domain::visibility::{Aversion, is_wanted};
use crate::domain::*;
use crate::error::Result;

/// How the viewer stands to somebody.
#[derive(Debug, Clone, PartialEq)]
pub struct Relation {
    pub target: AccountId,
    /// The viewer's follow or request.
    pub follow: Option<FollowRow>,
    pub followed_by: bool,
    /// The other asks to follow the viewer.
    pub requested_by: bool,
    pub blocking: bool,
    pub blocked_by: bool,
    pub mute: Option<MuteRow>,
    /// The viewer has blocked the whole unit.
    pub domain_blocking: bool,
    /// The viewer shows them on their profile.
    pub endorsed: bool,
    /// What the viewer noted about them.
    pub note: String,
}

impl Relation {
    /// Does the viewer want to see what they write?
    pub fn is_wanted(&self) -> bool {
        is_wanted(&Aversion {
            mutes: self.mute.is_some(),
            blocks: self.blocking,
            blocks_unit: self.domain_blocking,
        })
    }
}

/// How `viewer` stands to each of `targets`, in the same order. Seven queries.
///
/// # Errors
/// Those of the database.
pub async fn relations(
    conn: &mut Conn,
    viewer: AccountId,
    targets: &[AccountId],
) -> Result<Vec<Relation>> {
    let mut follows = by_key(db::follows::towards(conn, viewer, targets).await?, |row| {
        row.target_id
    });
    let followers = by_key(db::follows::from_any(conn, targets, viewer).await?, |row| {
        row.account_id
    });
    let blocks: HashSet<(AccountId, AccountId)> =
        db::relations::blocks_between(conn, viewer, targets)
            .await?
            .into_iter()
            .collect();
    let mut mutes = by_key(
        db::relations::mutes_towards(conn, viewer, targets).await?,
        |row| row.target_id,
    );
    let hosts: HashSet<AccountId> = db::domain_blocks::among(conn, viewer, targets)
        .await?
        .into_iter()
        .collect();
    let shown: HashSet<AccountId> = db::notes::endorsed_among(conn, viewer, targets)
        .await?
        .into_iter()
        .collect();
    let mut notes: HashMap<AccountId, String> = db::notes::about(conn, viewer, targets)
        .await?
        .into_iter()
        .collect();
    let relation = |target: AccountId| {
        let their = followers.get(&target).map(|row| row.state);
        Relation {
            target,
            follow: follows.remove(&target),
            followed_by: their == Some(FollowState::Accepted),
            requested_by: their == Some(FollowState::Pending),
            blocking: blocks.contains(&(viewer, target)),
            blocked_by: blocks.contains(&(target, viewer)),
            mute: mutes.remove(&target),
            domain_blocking: hosts.contains(&target),
            endorsed: shown.contains(&target),
            note: notes.remove(&target).unwrap_or_default(),
        }
    };
    Ok(targets.iter().copied().map(relation).collect())
}

/// The accounts of `ids`, each loaded once, by id.
///
/// # Errors
/// Those of the database.
pub async fn accounts(
    conn: &mut Conn,
    ids: &[AccountId],
) -> Result<HashMap<AccountId, Arc<AccountRow>>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = db::accounts::by_ids(conn, ids).await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.id, Arc::new(row)))
        .collect())
}

/// The accounts of `ids` in that order, without those that are deleted or suspended.
///
/// # Errors
/// Those of the database.
pub async fn people(conn: &mut Conn, ids: &[AccountId]) -> Result<Vec<Arc<AccountRow>>> {
    let found = accounts(conn, ids).await?;
    Ok(ids
        .iter()
        .filter_map(|id| found.get(id))
        .filter(|row| row.is_active())
        .cloned()
        .collect())
}

/// Completes (position to page by, id) pairs to accounts, in their order, without those that are deleted or suspended.
///
/// # Errors
/// Those of the database.
pub async fn positioned(
    conn: &mut Conn,
    found: Vec<(i64, AccountId)>,
) -> Result<Vec<(i64, AccountRow)>> {
    let ids: Vec<AccountId> = found.iter().map(|(_, id)| *id).collect();
    let rows = accounts(conn, &ids).await?;
    let complete = found.into_iter().filter_map(|(position, id)| {
        let row = rows.get(&id).filter(|row| row.is_active())?;
        Some((position, (**row).clone()))
    });
    Ok(complete.collect())
}
