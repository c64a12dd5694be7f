//! The stored home timelines: one row a reader and post, written when the post comes in.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};
use diesel_async::RunQueryDsl;

use super::connection::{Conn, on};
use super::lists;
use super::one_of::one_of;
use super::schema::{accounts, follows, home_entries, status_tags, statuses, tag_follows};
use super::visible::{Bound, Condition, NOT_EXCLUSIVE, bound};
use crate::domain::*;
use crate::error::Result;

/// Puts a post into the home timelines of its author (if local) and of the local followers who want to see it there, and onto
/// the lists of those who have the author on one. Who is on an exclusive list stands there alone.
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
        .filter(Condition(NOT_EXCLUSIVE))
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
    lists::enter(conn, status, author, boost, answered).await
}

/// Puts a post into the home timelines of those who follow one of its hashtags, unless they or its author have blocked the
/// other or muted them.
pub async fn add_to_homes_by_tag(
    conn: &mut Conn,
    status: StatusId,
    author: AccountId,
) -> Result<()> {
    let wanted = bound(
        &[
            "NOT EXISTS (SELECT 1 FROM mutes WHERE mutes.account_id = tag_follows.account_id AND mutes.target_id = ",
            ") AND NOT EXISTS (SELECT 1 FROM blocks WHERE blocks.account_id = tag_follows.account_id AND blocks.target_id = ",
            ") AND NOT EXISTS (SELECT 1 FROM blocks WHERE blocks.target_id = tag_follows.account_id AND blocks.account_id = ",
            ")",
        ],
        &[author.0, author.0, author.0],
    );
    let readers = status_tags::table
        .inner_join(tag_follows::table.on(tag_follows::tag_id.eq(status_tags::tag_id)))
        .filter(status_tags::status_id.eq(status))
        .filter(tag_follows::account_id.ne(author))
        .filter(wanted)
        .select((
            tag_follows::account_id,
            status_tags::status_id,
            author.0.into_sql::<BigInt>(),
        ));
    on!(conn, c => diesel::insert_into(home_entries::table)
        .values(readers)
        .into_columns((home_entries::account_id, home_entries::status_id, home_entries::author_id))
        .on_conflict_do_nothing()
        .execute(c)
        .await)?;
    Ok(())
}

/// Takes out of a home timeline what came there for this hashtag alone: not for another one that is followed, nor for its
/// author or group.
pub async fn remove_tag_from_home(conn: &mut Conn, reader: AccountId, tag: i64) -> Result<()> {
    let only_for_it = bound(
        &[
            "EXISTS (SELECT 1 FROM status_tags WHERE status_tags.status_id = home_entries.status_id AND status_tags.tag_id = ",
            ") AND NOT EXISTS (SELECT 1 FROM status_tags JOIN tag_follows ON tag_follows.tag_id = status_tags.tag_id \
             WHERE status_tags.status_id = home_entries.status_id AND tag_follows.account_id = home_entries.account_id \
             AND tag_follows.tag_id <> ",
            ") AND NOT EXISTS (SELECT 1 FROM follows WHERE follows.account_id = home_entries.account_id \
             AND follows.target_id = home_entries.author_id AND follows.state = 1)",
        ],
        &[tag, tag],
    );
    on!(conn, c => diesel::delete(home_entries::table
            .filter(home_entries::account_id.eq(reader))
            .filter(home_entries::author_id.ne(reader))
            .filter(only_for_it))
        .execute(c)
        .await)?;
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

/// The posts of somebody that others find in their home timelines: of a group what begins there, of a person all that is for
/// more than the people it names.
pub(super) async fn written_by(conn: &mut Conn, author: AccountId) -> Result<Bound> {
    let kind: Option<ActorKind> = on!(conn, c => accounts::table.find(author).select(accounts::kind).first(c).await.optional())?;
    let group = kind == Some(ActorKind::Group);
    let parts: &[&str] = match group {
        true => &[
            "statuses.deleted_at IS NULL AND statuses.in_reply_to_uri IS NULL AND statuses.group_id = ",
            "",
        ],
        false => &[
            "statuses.deleted_at IS NULL AND statuses.visibility <> 3 AND statuses.account_id = ",
            "",
        ],
    };
    Ok(bound(parts, &[author.0]))
}

/// Fills the home timeline of a new follower with the author's last posts, or that of a new member with a group's; not where
/// the author is on an exclusive list of the reader's.
pub async fn backfill_home(
    conn: &mut Conn,
    reader: AccountId,
    author: AccountId,
    limit: i64,
) -> Result<()> {
    let apart = lists::holding_account(conn, reader, author).await?;
    if apart.iter().any(|list| list.exclusive) {
        return Ok(());
    }
    let recent = statuses::table
        .filter(written_by(conn, author).await?)
        .order(statuses::id.desc())
        .limit(limit)
        .select((
            reader.0.into_sql::<BigInt>(),
            statuses::id,
            author.0.into_sql::<BigInt>(),
        ));
    on!(conn, c => diesel::insert_into(home_entries::table)
        .values(recent)
        .into_columns((home_entries::account_id, home_entries::status_id, home_entries::author_id))
        .on_conflict_do_nothing()
        .execute(c)
        .await)?;
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

/// Takes a deleted post out of the home timelines of its author's followers, of its author and of those who follow its
/// hashtags, and off the lists.
pub async fn remove_from_homes(conn: &mut Conn, status: StatusId, author: AccountId) -> Result<()> {
    let mut readers: Vec<AccountId> = on!(conn, c => follows::table
        .filter(follows::target_id.eq(author))
        .select(follows::account_id)
        .load(c)
        .await)?;
    let by_tag: Vec<AccountId> = on!(conn, c => status_tags::table
        .inner_join(tag_follows::table.on(tag_follows::tag_id.eq(status_tags::tag_id)))
        .filter(status_tags::status_id.eq(status))
        .select(tag_follows::account_id)
        .load(c)
        .await)?;
    readers.extend(by_tag);
    readers.push(author);
    on!(conn, c => diesel::delete(home_entries::table
            .filter(home_entries::status_id.eq(status))
            .filter(one_of(home_entries::account_id, &readers)))
        .execute(c)
        .await)?;
    lists::forget_post(conn, status, author).await
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
