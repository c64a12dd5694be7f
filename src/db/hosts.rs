//! All accounts of one host together.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::connection::{Conn, on};
use super::schema::{accounts, follows, mentions, statuses};
use crate::domain::*;
use crate::error::Result;

/// Takes everybody of a host out of sight who is in sight. Returns how many.
pub async fn hide(conn: &mut Conn, host: &str, at: Timestamp) -> Result<usize> {
    on!(conn, c => diesel::update(accounts::table.filter(accounts::host.eq(host)).filter(accounts::suspended_at.is_null()))
        .set(accounts::suspended_at.eq(at))
        .execute(c)
        .await)
}

/// Brings back exactly those who were hidden at `at`. Returns how many.
pub async fn show(conn: &mut Conn, host: &str, at: Timestamp) -> Result<usize> {
    on!(conn, c => diesel::update(accounts::table.filter(accounts::host.eq(host)).filter(accounts::suspended_at.eq(at)))
        .set(accounts::suspended_at.eq(None::<Timestamp>))
        .execute(c)
        .await)
}

/// Up to `limit` accounts of a host, hidden at `at`, that have not been deleted, with ids above `after`.
pub async fn hidden(
    conn: &mut Conn,
    host: &str,
    at: Timestamp,
    after: AccountId,
    limit: i64,
) -> Result<Vec<AccountId>> {
    on!(conn, c => accounts::table
        .filter(accounts::host.eq(host))
        .filter(accounts::id.gt(after))
        .filter(accounts::suspended_at.eq(at))
        .filter(accounts::deleted_at.is_null())
        .order(accounts::id)
        .limit(limit)
        .select(accounts::id)
        .load(c)
        .await)
}

/// Somebody of a host whose inbox is known, the shared one where there is one: where the whole host is reached.
pub async fn inbox(conn: &mut Conn, host: &str) -> Result<Option<String>> {
    let found: Option<(Option<String>, String)> = on!(conn, c => accounts::table
        .filter(accounts::host.eq(host))
        .filter(accounts::deleted_at.is_null())
        .order(accounts::id)
        .select((accounts::shared_inbox_url, accounts::inbox_url))
        .first(c)
        .await
        .optional())?;
    Ok(found.map(|(shared, own)| shared.unwrap_or(own)))
}

/// The id of a living person of a host, for asking whether it shows them.
pub async fn somebody(conn: &mut Conn, host: &str) -> Result<Option<String>> {
    on!(conn, c => accounts::table
        .filter(accounts::host.eq(host))
        .filter(accounts::deleted_at.is_null())
        .filter(accounts::kind.ne(ActorKind::Application))
        .order(accounts::id)
        .select(accounts::uri)
        .first(c)
        .await
        .optional())
}

/// Has anything here to do with somebody: a follow either way, a post of theirs, a mention?
pub async fn is_involved(conn: &mut Conn, account: AccountId) -> Result<bool> {
    let follows = follows::table.filter(
        follows::account_id
            .eq(account)
            .or(follows::target_id.eq(account)),
    );
    let posts = statuses::table.filter(statuses::account_id.eq(account));
    let named = mentions::table.filter(mentions::account_id.eq(account));
    let follows: bool =
        on!(conn, c => diesel::select(diesel::dsl::exists(follows)).get_result(c).await)?;
    if follows {
        return Ok(true);
    }
    let posts: bool =
        on!(conn, c => diesel::select(diesel::dsl::exists(posts)).get_result(c).await)?;
    if posts {
        return Ok(true);
    }
    on!(conn, c => diesel::select(diesel::dsl::exists(named)).get_result(c).await)
}
