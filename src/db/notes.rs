//! What people note about others, whom they show on their profile, and what they prefer.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::connection::{Conn, Paging, on};
use super::one_of::one_of;
use super::schema::{
    account_notes, dismissed_suggestions, domain_blocks, endorsements, preferences,
};
use crate::domain::*;
use crate::error::Result;

/// Notes something about somebody; an empty text takes the note away.
pub async fn set(
    conn: &mut Conn,
    account: AccountId,
    target: AccountId,
    comment: &str,
) -> Result<()> {
    if comment.is_empty() {
        on!(conn, c => diesel::delete(account_notes::table.find((account, target))).execute(c).await)?;
        return Ok(());
    }
    on!(conn, c => diesel::insert_into(account_notes::table)
        .values((
            account_notes::account_id.eq(account),
            account_notes::target_id.eq(target),
            account_notes::comment.eq(comment),
        ))
        .on_conflict((account_notes::account_id, account_notes::target_id))
        .do_update()
        .set(account_notes::comment.eq(comment))
        .execute(c)
        .await)?;
    Ok(())
}

/// A person's notes about any of `targets`.
pub async fn about(
    conn: &mut Conn,
    account: AccountId,
    targets: &[AccountId],
) -> Result<Vec<(AccountId, String)>> {
    on!(conn, c => account_notes::table
        .filter(account_notes::account_id.eq(account))
        .filter(one_of(account_notes::target_id, targets))
        .select((account_notes::target_id, account_notes::comment))
        .load(c)
        .await)
}

/// Shows somebody on a person's profile.
pub async fn endorse(
    conn: &mut Conn,
    id: i64,
    account: AccountId,
    target: AccountId,
    now: Timestamp,
) -> Result<()> {
    on!(conn, c => diesel::insert_into(endorsements::table)
        .values((
            endorsements::id.eq(id),
            endorsements::account_id.eq(account),
            endorsements::target_id.eq(target),
            endorsements::created_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(c)
        .await)?;
    Ok(())
}

pub async fn unendorse(conn: &mut Conn, account: AccountId, target: AccountId) -> Result<()> {
    on!(conn, c => diesel::delete(endorsements::table
            .filter(endorsements::account_id.eq(account))
            .filter(endorsements::target_id.eq(target)))
        .execute(c)
        .await)?;
    Ok(())
}

/// Whom a person shows, as (position, account), last added first.
pub async fn endorsed(
    conn: &mut Conn,
    account: AccountId,
    page: Paging,
) -> Result<Vec<(i64, AccountId)>> {
    on!(conn, c => endorsements::table
        .filter(endorsements::account_id.eq(account))
        .filter(endorsements::id.lt(page.below()))
        .filter(endorsements::id.gt(page.above()))
        .order(endorsements::id.desc())
        .limit(page.limit)
        .select((endorsements::id, endorsements::target_id))
        .load(c)
        .await)
}

/// Which of `targets` a person shows.
pub async fn endorsed_among(
    conn: &mut Conn,
    account: AccountId,
    targets: &[AccountId],
) -> Result<Vec<AccountId>> {
    on!(conn, c => endorsements::table
        .filter(endorsements::account_id.eq(account))
        .filter(one_of(endorsements::target_id, targets))
        .select(endorsements::target_id)
        .load(c)
        .await)
}

/// Who may quote a person's posts where they do not say.
pub async fn quote_policy(conn: &mut Conn, account: AccountId) -> Result<QuotePolicy> {
    let found: Option<QuotePolicy> = on!(conn, c => preferences::table
        .find(account)
        .select(preferences::quote_policy)
        .first(c)
        .await
        .optional())?;
    Ok(found.unwrap_or_default())
}

pub async fn set_quote_policy(
    conn: &mut Conn,
    account: AccountId,
    policy: QuotePolicy,
) -> Result<()> {
    on!(conn, c => diesel::insert_into(preferences::table)
        .values((preferences::account_id.eq(account), preferences::quote_policy.eq(policy)))
        .on_conflict(preferences::account_id)
        .do_update()
        .set(preferences::quote_policy.eq(policy))
        .execute(c)
        .await)?;
    Ok(())
}

/// What somebody keeps about others goes with them, and so does their place on others' profiles.
pub async fn forget(conn: &mut Conn, account: AccountId) -> Result<()> {
    on!(conn, c => diesel::delete(account_notes::table.filter(account_notes::account_id.eq(account))).execute(c).await)?;
    on!(conn, c => diesel::delete(endorsements::table
            .filter(endorsements::account_id.eq(account).or(endorsements::target_id.eq(account))))
        .execute(c)
        .await)?;
    on!(conn, c => diesel::delete(domain_blocks::table.filter(domain_blocks::account_id.eq(account))).execute(c).await)?;
    on!(conn, c => diesel::delete(dismissed_suggestions::table.filter(dismissed_suggestions::account_id.eq(account)))
        .execute(c)
        .await)?;
    on!(conn, c => diesel::delete(preferences::table.find(account)).execute(c).await)?;
    Ok(())
}
