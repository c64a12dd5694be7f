//! Groups as somebody sees them: which there are, how one stands to them, what was done in them.

use std::sync::Arc;

use crate::app::AppRef;
use crate::db;
use crate::db::accounts::AccountRow;
use crate::db::groups::LogRow;
use crate::db::{Conn, Paging};
use crate::domain::groups::{GroupRole, Standing};
use crate::domain::*;
use crate::error::Result;
use crate::service::bundle;

use super::{Group, of_account, read_log, show};

/// A group, and how the viewer stands to it.
#[derive(Debug, Clone)]
pub struct Shown {
    pub group: Group,
    pub standing: Standing,
    /// The viewer waits for an answer.
    pub requested: bool,
}

impl Shown {
    /// May come in without being asked again.
    pub fn invited(&self) -> bool {
        self.standing.role == Some(GroupRole::Invited)
    }

    /// Sees what is written there.
    pub fn reads(&self) -> bool {
        self.standing.member || !self.group.is_private()
    }
}

/// One group. `NotFound` for what is no group or may not be known.
pub async fn one(app: &AppRef, viewer: AccountId, id: AccountId) -> Result<Shown> {
    let (group, standing) = show(app, viewer, id).await?;
    let follow = db::follows::find(&mut *app.db.read().await?, viewer, id).await?;
    Ok(Shown {
        group,
        standing,
        requested: follow.is_some_and(|follow| follow.state == FollowState::Pending),
    })
}

/// The groups that somebody is in, by name.
pub async fn mine(app: &AppRef, viewer: AccountId, limit: i64, offset: i64) -> Result<Vec<Shown>> {
    let mut conn = app.db.read().await?;
    let ids = db::groups::of_member(&mut conn, viewer, limit, offset).await?;
    complete(app, &mut conn, viewer, &ids).await
}

/// The groups that invite somebody who has not come in yet.
pub async fn inviting(app: &AppRef, viewer: AccountId) -> Result<Vec<Shown>> {
    let mut conn = app.db.read().await?;
    let ids = db::groups::inviting(&mut conn, viewer).await?;
    complete(app, &mut conn, viewer, &ids).await
}

/// The groups that somebody may know of, those of this unit first; with `others` without those that they are in.
pub async fn all(
    app: &AppRef,
    viewer: AccountId,
    others: bool,
    limit: i64,
    offset: i64,
) -> Result<Vec<Shown>> {
    let mut conn = app.db.read().await?;
    let ids = db::groups::listed(&mut conn, viewer, others, limit, offset).await?;
    complete(app, &mut conn, viewer, &ids).await
}

/// Completes ids to groups, in their order. Four queries, and one more a group of a peer that said nothing of itself.
async fn complete(
    app: &AppRef,
    conn: &mut Conn,
    viewer: AccountId,
    ids: &[AccountId],
) -> Result<Vec<Shown>> {
    let accounts = bundle::accounts(conn, ids).await?;
    let rows = db::groups::by_ids(conn, ids).await?;
    let roles = db::groups::roles_among(conn, viewer, ids).await?;
    let follows = db::follows::towards(conn, viewer, ids).await?;
    let now = app.now();
    let mut shown = Vec::new();
    for account in ids.iter().filter_map(|id| accounts.get(id)) {
        let id = account.id;
        let account = AccountRow::clone(account);
        let group = match rows.iter().find(|row| row.account_id == id) {
            Some(row) => Group {
                account,
                row: row.clone(),
            },
            None => of_account(conn, account).await?,
        };
        let state = follows.iter().find(|follow| follow.target_id == id);
        let state = state.map(|follow| follow.state);
        let role = roles
            .iter()
            .find(|row| row.group_id == id && row.expires_at.is_none_or(|end| end > now));
        shown.push(Shown {
            group,
            standing: Standing {
                member: state == Some(FollowState::Accepted),
                role: role.map(|row| row.role),
            },
            requested: state == Some(FollowState::Pending),
        });
    }
    Ok(shown)
}

/// In how many groups how many wait for an answer of somebody who moderates them: (group, how many).
pub async fn waiting(app: &AppRef, moderator: AccountId) -> Result<Vec<(AccountId, i64)>> {
    db::groups::waiting(&mut *app.db.read().await?, moderator).await
}

/// Those of `rows` that the viewer may not know of: secret groups. No query where there are no groups.
pub(in crate::service) async fn hidden(
    conn: &mut Conn,
    viewer: Option<AccountId>,
    rows: impl Iterator<Item = &AccountRow>,
) -> Result<Vec<AccountId>> {
    let ids: Vec<AccountId> = rows
        .filter(|row| row.kind == ActorKind::Group)
        .map(|row| row.id)
        .collect();
    if ids.is_empty() {
        return Ok(ids);
    }
    db::groups::hidden_among(conn, viewer.unwrap_or(AccountId(0)), &ids).await
}

/// Something that a moderator did.
#[derive(Debug, Clone)]
pub struct Logged {
    pub row: LogRow,
    pub moderator: Arc<AccountRow>,
    /// To whom it was done.
    pub account: Option<Arc<AccountRow>>,
    /// The post it is about is hidden (still, or again).
    pub hidden: bool,
}

/// What moderators did in a group, newest first. `NotFound` for those who may not read there.
pub async fn log(
    app: &AppRef,
    viewer: AccountId,
    id: AccountId,
    page: Paging,
) -> Result<Vec<Logged>> {
    let rows = read_log(app, viewer, id, page).await?;
    let mut conn = app.db.read().await?;
    let people = rows
        .iter()
        .flat_map(|row| [Some(row.moderator_id), row.account_id])
        .flatten();
    let people: Vec<AccountId> = people.collect();
    let people = bundle::accounts(&mut conn, &people).await?;
    let posts: Vec<StatusId> = rows.iter().filter_map(|row| row.status_id).collect();
    let hidden = db::groups::removed_among(&mut conn, &posts).await?;
    let logged = rows.into_iter().filter_map(|row| {
        Some(Logged {
            moderator: people.get(&row.moderator_id)?.clone(),
            account: row.account_id.and_then(|id| people.get(&id)).cloned(),
            hidden: row.status_id.is_some_and(|id| hidden.contains(&id)),
            row,
        })
    });
    Ok(logged.collect())
}
