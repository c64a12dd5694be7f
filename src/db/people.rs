//! People as moderators list them: of this unit and of others, with what only their unit knows.

use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::RunQueryDsl;

use super::account_words;
use super::accounts::AccountRow;
use super::connection::{Conn, Paging, on};
use super::one_of::one_of;
use super::schema::{accounts, users};
use super::users::UserRow;
use super::visible::Condition;
use crate::domain::names::folded;
use crate::domain::*;
use crate::error::Result;

/// Which people are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PeopleFilter {
    /// Only those of this unit, or only others; `None`: all.
    pub local: Option<bool>,
    pub state: Option<PersonState>,
    /// Only those with one of these roles.
    pub roles: Vec<Role>,
    /// The host of a peer.
    pub host: Option<String>,
    /// How a username begins.
    pub username: Option<String>,
    /// How a word of a name begins.
    pub name: Option<String>,
    pub email: Option<String>,
}

/// How somebody stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonState {
    Active,
    Disabled,
    Suspended,
}

macro_rules! page {
    ($conn:expr, $page:expr, $join:ident, $id:expr, $also:expr, $filter:expr) => {{
        let page = $page;
        let also = $also;
        let local = also.local;
        let (active, disabled, suspended) = (
            also.state == Some(PersonState::Active),
            also.state == Some(PersonState::Disabled),
            also.state == Some(PersonState::Suspended),
        );
        let host = also.host.clone().unwrap_or_default();
        let roles: Vec<i64> = also.roles.iter().map(|role| role.number().into()).collect();
        let ids: Result<Vec<AccountId>> = on!($conn, c => {
            let query = accounts::table
                .$join(users::table.on(users::account_id.eq(accounts::id)))
                .filter(accounts::kind.eq(ActorKind::Person).or(accounts::kind.eq(ActorKind::Service)))
                .filter(accounts::deleted_at.is_null())
                .filter($id.lt(AccountId(page.below())))
                .filter($id.gt(AccountId(page.above())))
                .filter(accounts::host.eq("").or((local != Some(true)).into_sql::<Bool>()))
                .filter(accounts::host.ne("").or((local != Some(false)).into_sql::<Bool>()))
                .filter(accounts::host.eq(&host).or(host.is_empty().into_sql::<Bool>()))
                .filter(accounts::suspended_at.is_null().or((!active).into_sql::<Bool>()))
                .filter(accounts::suspended_at.is_not_null().or((!suspended).into_sql::<Bool>()))
                .filter(users::disabled_at.is_null().or((!active).into_sql::<Bool>()))
                .filter(users::disabled_at.is_not_null().or((!disabled).into_sql::<Bool>()))
                .filter(one_of(users::role, &roles).or(roles.is_empty().into_sql::<Bool>()))
                .filter($filter)
                .limit(page.limit)
                .select(accounts::id);
            match page.ascending() {
                true => query.order($id.asc()).load(c).await,
                false => query.order($id.desc()).load(c).await,
            }
        });
        ids?
    }};
}

/// People, newest first. What narrows most is in the text of the statement, with an index that fits it.
pub async fn list(
    conn: &mut Conn,
    filter: &PeopleFilter,
    page: Paging,
) -> Result<Vec<(AccountRow, Option<UserRow>)>> {
    let named = candidates(conn, filter).await?;
    let staff = !filter.roles.is_empty() && !filter.roles.contains(&Role::Member);
    let all = accounts::id;
    let own = users::account_id;
    let mut ids: Vec<AccountId> = if let Some(named) = named {
        page!(
            conn,
            page,
            left_join,
            all,
            filter,
            one_of(accounts::id, &named)
        )
    } else if staff {
        page!(
            conn,
            page,
            inner_join,
            own,
            filter,
            Condition("users.role > 0")
        )
    } else if filter.state == Some(PersonState::Disabled) {
        let disabled = Condition("users.disabled_at IS NOT NULL");
        page!(conn, page, inner_join, own, filter, disabled)
    } else if filter.state == Some(PersonState::Suspended) {
        let suspended = Condition("accounts.suspended_at IS NOT NULL");
        page!(conn, page, left_join, all, filter, suspended)
    } else if let Some(host) = &filter.host {
        page!(conn, page, left_join, all, filter, accounts::host.eq(host))
    } else {
        let origin = Condition(match filter.local {
            Some(true) => "accounts.host = ''",
            Some(false) => "accounts.host <> ''",
            None => "TRUE",
        });
        page!(conn, page, left_join, all, filter, origin)
    };
    if page.ascending() {
        ids.reverse();
    }
    with_users(conn, &ids).await
}

/// How many people the beginning of a username can mean.
const NAMED: i64 = 1_000;

/// Those whom the texts of a filter can mean; `None` where it names none.
async fn candidates(conn: &mut Conn, filter: &PeopleFilter) -> Result<Option<Vec<AccountId>>> {
    let mut found: Option<Vec<AccountId>> = None;
    let mut narrow = |some: Vec<AccountId>| {
        found = Some(match found.take() {
            None => some,
            Some(before) => before.into_iter().filter(|id| some.contains(id)).collect(),
        });
    };
    if let Some(start) = &filter.username {
        let start = start.to_lowercase();
        let end = account_words::end_of(&start);
        let some: Vec<AccountId> = on!(conn, c => accounts::table
            .filter(accounts::handle.ge(&start))
            .filter(accounts::handle.lt(&end))
            .order(accounts::handle)
            .limit(NAMED)
            .select(accounts::id)
            .load(c)
            .await)?;
        narrow(some);
    }
    if let Some(name) = &filter.name {
        narrow(account_words::starting_with(conn, &folded(name.trim())).await?);
    }
    if let Some(email) = &filter.email {
        let email = email.trim().to_lowercase();
        let some: Vec<AccountId> = on!(conn, c => users::table
            .filter(users::email.eq(email))
            .select(users::account_id)
            .load(c)
            .await)?;
        narrow(some);
    }
    Ok(found)
}

/// People by id, in the order of the ids, with what only this unit knows of its own.
pub async fn with_users(
    conn: &mut Conn,
    ids: &[AccountId],
) -> Result<Vec<(AccountRow, Option<UserRow>)>> {
    let mut rows: Vec<(AccountRow, Option<UserRow>)> = on!(conn, c => accounts::table
        .left_join(users::table.on(users::account_id.eq(accounts::id)))
        .filter(one_of(accounts::id, ids))
        .select((AccountRow::as_select(), Option::<UserRow>::as_select()))
        .load(c)
        .await)?;
    rows.sort_by_key(|(account, _)| ids.iter().position(|id| *id == account.id));
    Ok(rows)
}
