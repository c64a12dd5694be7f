//! People as the moderators see them, and what they do about them.

use super::{moderates, not_allowed};
use crate::app::AppRef;
use crate::db;
use crate::db::Paging;
use crate::db::accounts::AccountRow;
use crate::db::people::PeopleFilter;
use crate::db::users::UserRow;
use crate::domain::*;
use crate::error::{Error, Result};
use crate::service::auth::Person;
use crate::service::{accounts, incoming};

/// Somebody with what only this unit knows of its own people.
#[derive(Debug, Clone)]
pub struct Known {
    pub account: AccountRow,
    /// `None` for people of other units.
    pub user: Option<UserRow>,
}

impl From<(AccountRow, Option<UserRow>)> for Known {
    fn from((account, user): (AccountRow, Option<UserRow>)) -> Self {
        Self { account, user }
    }
}

/// What is done about somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Nothing but that the report is dealt with.
    None,
    /// A person of this unit cannot log in; what they wrote stays in sight.
    Disable,
    /// Out of sight here, and a person of this unit cannot log in.
    Suspend,
}

/// People by filter, newest first. Groups have their own moderators, and are not among them.
///
/// # Errors
/// [`Error::Forbidden`] for who is no moderator; those of the database.
pub async fn list(
    app: &AppRef,
    by: &Person,
    filter: &PeopleFilter,
    page: Paging,
) -> Result<Vec<Known>> {
    moderates(by)?;
    let rows = db::people::list(&mut *app.db.read().await?, filter, page).await?;
    Ok(rows.into_iter().map(Known::from).collect())
}

/// Somebody, also one who is suspended.
///
/// # Errors
/// [`Error::Forbidden`] for who is no moderator, [`Error::NotFound`] for nobody, somebody deleted, and groups; those of the
/// database.
pub async fn show(app: &AppRef, by: &Person, id: AccountId) -> Result<Known> {
    moderates(by)?;
    let known = find(app, id).await?;
    match known.account.deleted_at {
        None => Ok(known),
        Some(_) => Err(Error::NotFound),
    }
}

async fn find(app: &AppRef, id: AccountId) -> Result<Known> {
    let rows = db::people::with_users(&mut *app.db.read().await?, &[id]).await?;
    let found = rows.into_iter().next().map(Known::from);
    found
        .filter(|known| matches!(known.account.kind, ActorKind::Person | ActorKind::Service))
        .ok_or(Error::NotFound)
}

/// Somebody whom `by` may act on: of a lower role, and not oneself. (Mastodon's rule.)
async fn below(app: &AppRef, by: &Person, id: AccountId) -> Result<Known> {
    let known = show(app, by, id).await?;
    let role = known.user.as_ref().map_or(Role::Member, |user| user.role);
    match by.user.role.stands_over(role) && known.account.id != by.account.id {
        true => Ok(known),
        false => Err(not_allowed()),
    }
}

/// Does something about somebody, and takes a report about them off the list.
///
/// # Errors
/// [`Error::Forbidden`] for who may not act on them; [`Error::NotFound`] for nobody and for a report that is not about them;
/// [`Error::Invalid`] for locking out somebody of another unit; those of the database.
pub async fn act(
    app: &AppRef,
    by: &Person,
    id: AccountId,
    measure: Measure,
    report: Option<ReportId>,
) -> Result<()> {
    let known = below(app, by, id).await?;
    if let Some(report) = report {
        let found = db::reports::by_id(&mut *app.db.read().await?, report).await?;
        if found.is_none_or(|found| found.target_id != id) {
            return Err(Error::NotFound);
        }
    }
    match measure {
        Measure::None => {}
        Measure::Disable if known.user.is_none() => {
            return Err(Error::invalid(
                "Validation failed: Only people of this unit can be kept from logging in; use suspend to hide somebody of another unit",
            ));
        }
        Measure::Disable => set_disabled(app, id, true).await?,
        Measure::Suspend => accounts::set_suspended(app, id, true).await?,
    }
    tracing::info!(moderator = %by.account.username, account = %known.account.handle, ?measure, "a moderator acted");
    match report {
        Some(report) => super::reports::resolve(app, by, report).await.map(drop),
        None => Ok(()),
    }
}

async fn set_disabled(app: &AppRef, id: AccountId, disabled: bool) -> Result<()> {
    let now = app.now();
    app.db
        .write(move |conn| {
            Box::pin(async move {
                db::users::set_disabled(conn, id, disabled.then_some(now)).await?;
                match disabled {
                    true => db::users::end_access(conn, id, now).await,
                    false => Ok(()),
                }
            })
        })
        .await
}

/// Lets somebody of this unit log in again; no error for who can.
///
/// # Errors
/// As [`act`].
pub async fn enable(app: &AppRef, by: &Person, id: AccountId) -> Result<Known> {
    let known = below(app, by, id).await?;
    if known.user.is_none() {
        return Err(not_allowed());
    }
    set_disabled(app, id, false).await?;
    find(app, id).await
}

/// Brings somebody who is suspended back into sight.
///
/// # Errors
/// As [`act`]; [`Error::Forbidden`] for who is not suspended, [`Error::Invalid`] while their whole unit is shut out.
pub async fn unsuspend(app: &AppRef, by: &Person, id: AccountId) -> Result<Known> {
    let known = below(app, by, id).await?;
    if known.account.suspended_at.is_none() {
        return Err(not_allowed());
    }
    let host = &known.account.host;
    let peer = db::peers::by_authority(&mut *app.db.read().await?, host).await?;
    if peer.is_some_and(|peer| peer.state == PeerState::Suspended) {
        return Err(Error::invalid(format!(
            "Validation failed: {host} is shut out as a whole; lift that first"
        )));
    }
    accounts::set_suspended(app, id, false).await?;
    find(app, id).await
}

/// What has nothing to lift here, since nobody is ever limited or marked as sensitive: the person as they are.
///
/// # Errors
/// As [`act`].
pub async fn unchanged(app: &AppRef, by: &Person, id: AccountId) -> Result<Known> {
    below(app, by, id).await
}

/// Deletes somebody who is suspended, for good; of another unit what is known of them here.
///
/// # Errors
/// [`Error::Forbidden`] for who is no admin or of no higher role, and for somebody who is not suspended;
/// [`Error::NotFound`]; those of the database.
pub async fn delete(app: &AppRef, by: &Person, id: AccountId) -> Result<Known> {
    let known = below(app, by, id).await?;
    if by.user.role < Role::Admin || known.account.suspended_at.is_none() {
        return Err(not_allowed());
    }
    match known.account.is_local() {
        true => accounts::delete(app, id).await?,
        false => incoming::receive_actor_gone(app, id).await?,
    }
    find(app, id).await
}
