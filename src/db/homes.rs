//! The stored home timelines: one row a reader and post, written when the post comes in.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};
use diesel_async::RunQueryDsl;

use super::connection::{Conn, on};
use super::schema::{accounts, follows, home_entries, statuses};
use crate::domain::*;
use crate::error::Result;

/// Puts a post into the home timelines of its author (if local) and of the local followers who want to see it there.
/// A boost is left out for followers who hide the author's boosts. An answer to `answered` goes to those only who follow
/// that person too, or are that person (as in Mastodon: half a conversation is noise).
pub async fn add_to_homes(
    conn: &mut Conn,
    status: StatusId,
    author: AccountId,
    author_is_local: bool,
    boost: bool,
    answered: Option<AccountId>,
) -> Result<()> {
    let condition = |yes: bool| yes.into_sql::<Bool>();
    let also = diesel::alias!(super::schema::follows as also);
    let knows_answered = diesel::dsl::exists(
        also.filter(also.field(follows::account_id).eq(follows::account_id))
            .filter(
                also.field(follows::target_id)
                    .eq(answered.unwrap_or(AccountId(0))),
            )
            .filter(also.field(follows::state).eq(FollowState::Accepted)),
    );
    let followers = follows::table
        .inner_join(accounts::table.on(accounts::id.eq(follows::account_id)))
        .filter(follows::target_id.eq(author))
        .filter(follows::state.eq(FollowState::Accepted))
        .filter(accounts::host.eq(""))
        .filter(follows::show_reblogs.eq(true).or(condition(!boost)))
        .filter(
            condition(answered.is_none())
                .or(follows::account_id.eq(answered.unwrap_or(AccountId(0))))
                .or(knows_answered),
        )
        .select((
            follows::account_id,
            status.0.into_sql::<BigInt>(),
            follows::target_id,
        ));
    on!(conn, c => diesel::insert_into(home_entries::table)
        .values(followers)
        .into_columns((home_entries::account_id, home_entries::status_id, home_entries::author_id))
        .on_conflict_do_nothing()
        .execute(c)
        .await)?;
    if author_is_local {
        add_to_home(conn, author, status, author).await?;
    }
    Ok(())
}

/// Puts one post into one home timeline.
pub async fn add_to_home(
    conn: &mut Conn,
    reader: AccountId,
    status: StatusId,
    author: AccountId,
) -> Result<()> {
    on!(conn, c => diesel::insert_into(home_entries::table)
        .values((home_entries::account_id.eq(reader), home_entries::status_id.eq(status), home_entries::author_id.eq(author)))
        .on_conflict_do_nothing()
        .execute(c)
        .await)?;
    Ok(())
}

/// Fills the home timeline of a new follower with the author's last posts, or that of a new member with a group's.
pub async fn backfill_home(
    conn: &mut Conn,
    reader: AccountId,
    author: AccountId,
    limit: i64,
) -> Result<()> {
    let kind: Option<ActorKind> = on!(conn, c => accounts::table.find(author).select(accounts::kind).first(c).await.optional())?;
    let recent: Vec<StatusId> = if kind == Some(ActorKind::Group) {
        on!(conn, c => statuses::table
            .filter(statuses::group_id.eq(author))
            .filter(statuses::deleted_at.is_null())
            .filter(statuses::in_reply_to_uri.is_null())
            .order(statuses::id.desc())
            .limit(limit)
            .select(statuses::id)
            .load(c)
            .await)?
    } else {
        on!(conn, c => statuses::table
            .filter(statuses::account_id.eq(author))
            .filter(statuses::deleted_at.is_null())
            .filter(statuses::visibility.ne(Visibility::Direct))
            .order(statuses::id.desc())
            .limit(limit)
            .select(statuses::id)
            .load(c)
            .await)?
    };
    for status in recent {
        add_to_home(conn, reader, status, author).await?;
    }
    Ok(())
}

/// Takes an author's posts out of a home timeline.
pub async fn remove_author_from_home(
    conn: &mut Conn,
    reader: AccountId,
    author: AccountId,
) -> Result<()> {
    on!(conn, c => diesel::delete(home_entries::table.filter(home_entries::account_id.eq(reader)).filter(home_entries::author_id.eq(author)))
        .execute(c)
        .await)?;
    Ok(())
}

/// Takes a deleted post out of the home timelines of its author's followers and of its author.
pub async fn remove_from_homes(conn: &mut Conn, status: StatusId, author: AccountId) -> Result<()> {
    let readers: Vec<AccountId> = on!(conn, c => follows::table
        .filter(follows::target_id.eq(author))
        .select(follows::account_id)
        .load(c)
        .await)?;
    for reader in readers.into_iter().chain([author]) {
        on!(conn, c => diesel::delete(home_entries::table.find((reader, status))).execute(c).await)?;
    }
    Ok(())
}

/// Does a reader have at least so many entries?
pub async fn has_entries(conn: &mut Conn, reader: AccountId, count: i64) -> Result<bool> {
    let last: Option<StatusId> = on!(conn, c => home_entries::table
        .filter(home_entries::account_id.eq(reader))
        .order(home_entries::status_id.desc())
        .offset(count.saturating_sub(1))
        .limit(1)
        .select(home_entries::status_id)
        .first(c)
        .await
        .optional())?;
    Ok(last.is_some())
}

/// Removes a reader's entries beyond the newest `keep`; returns how many went.
pub async fn prune(conn: &mut Conn, reader: AccountId, keep: i64) -> Result<usize> {
    let oldest_kept: Option<StatusId> = on!(conn, c => home_entries::table
        .filter(home_entries::account_id.eq(reader))
        .order(home_entries::status_id.desc())
        .offset(keep.saturating_sub(1))
        .limit(1)
        .select(home_entries::status_id)
        .first(c)
        .await
        .optional())?;
    let Some(oldest_kept) = oldest_kept else {
        return Ok(0);
    };
    on!(conn, c => diesel::delete(home_entries::table
            .filter(home_entries::account_id.eq(reader))
            .filter(home_entries::status_id.lt(oldest_kept)))
        .execute(c)
        .await)
}
