//! Whom somebody might want to follow, and who follows whom in between. Each query reads a bounded number of rows.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::connection::{Conn, on};
use super::one_of::one_of;
use super::schema::{accounts, dismissed_suggestions, follows};
use super::visible::Condition;
use crate::domain::*;
use crate::error::Result;

/// Those whom a person follows, groups or people, last followed first.
pub async fn followed(
    conn: &mut Conn,
    account: AccountId,
    groups: bool,
    limit: i64,
) -> Result<Vec<AccountId>> {
    let (group, any) = (ActorKind::Group, ActorKind::Person);
    let kinds = match groups {
        true => vec![group],
        false => vec![any, ActorKind::Service, ActorKind::Organization],
    };
    on!(conn, c => follows::table
        .inner_join(accounts::table.on(accounts::id.eq(follows::target_id)))
        .filter(follows::account_id.eq(account))
        .filter(follows::state.eq(FollowState::Accepted))
        .filter(accounts::kind.eq_any(&kinds))
        .order(follows::id.desc())
        .limit(limit)
        .select(follows::target_id)
        .load(c)
        .await)
}

/// Whom any of these people follow: an account as often as it is followed.
pub async fn followed_by_any(
    conn: &mut Conn,
    people: &[AccountId],
    limit: i64,
) -> Result<Vec<AccountId>> {
    on!(conn, c => follows::table
        .filter(one_of(follows::account_id, people))
        .filter(follows::state.eq(FollowState::Accepted))
        .limit(limit)
        .select(follows::target_id)
        .load(c)
        .await)
}

/// Who follows any of these, or is in these groups: an account as often as it does.
pub async fn followers_of_any(
    conn: &mut Conn,
    targets: &[AccountId],
    limit: i64,
) -> Result<Vec<AccountId>> {
    on!(conn, c => follows::table
        .filter(one_of(follows::target_id, targets))
        .filter(follows::state.eq(FollowState::Accepted))
        .limit(limit)
        .select(follows::account_id)
        .load(c)
        .await)
}

/// Not looked up in an index: those of pairs are what finds a few among very many.
const ACCEPTED: Condition = Condition("+follows.state = 1");

/// Of some people, who follows any of `targets`, as (target, follower).
pub async fn familiar(
    conn: &mut Conn,
    people: &[AccountId],
    targets: &[AccountId],
    limit: i64,
) -> Result<Vec<(AccountId, AccountId)>> {
    on!(conn, c => follows::table
        .filter(one_of(follows::target_id, targets))
        .filter(one_of(follows::account_id, people))
        .filter(ACCEPTED)
        .limit(limit)
        .select((follows::target_id, follows::account_id))
        .load(c)
        .await)
}

pub async fn dismiss(conn: &mut Conn, account: AccountId, target: AccountId) -> Result<()> {
    on!(conn, c => diesel::insert_into(dismissed_suggestions::table)
        .values((dismissed_suggestions::account_id.eq(account), dismissed_suggestions::target_id.eq(target)))
        .on_conflict_do_nothing()
        .execute(c)
        .await)?;
    Ok(())
}

/// Which of `targets` a person does not want to be suggested.
pub async fn dismissed_among(
    conn: &mut Conn,
    account: AccountId,
    targets: &[AccountId],
) -> Result<Vec<AccountId>> {
    on!(conn, c => dismissed_suggestions::table
        .filter(dismissed_suggestions::account_id.eq(account))
        .filter(one_of(dismissed_suggestions::target_id, targets))
        .select(dismissed_suggestions::target_id)
        .load(c)
        .await)
}
