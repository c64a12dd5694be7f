//! Which hashtags people of this unit use in their open posts, and how often.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::connection::{Conn, on};
use super::one_of::one_of;
use super::schema::{account_tags, featured_tags, statuses, tags};
use super::tags::TagRow;
use super::visible::{Condition, bound};
use crate::domain::*;
use crate::error::Result;

/// The posts that count: written here, for everybody. One that is going still counts until its tags are taken off.
pub(super) const COUNTED: &str =
    "statuses.local AND NOT statuses.local_only AND statuses.visibility IN (0, 1)";

/// A post with the tag has come, written at this time.
pub(super) async fn add(
    conn: &mut Conn,
    account: AccountId,
    tag: i64,
    at: Timestamp,
) -> Result<()> {
    use account_tags::dsl;
    on!(conn, c => diesel::insert_into(account_tags::table)
        .values((dsl::account_id.eq(account), dsl::tag_id.eq(tag), dsl::uses.eq(1_i64), dsl::last_at.eq(at)))
        .on_conflict((dsl::account_id, dsl::tag_id))
        .do_update()
        .set(dsl::uses.eq(dsl::uses + 1_i64))
        .execute(c)
        .await)?;
    on!(conn, c => diesel::update(account_tags::table.find((account, tag)).filter(dsl::last_at.lt(at)))
        .set(dsl::last_at.eq(at))
        .execute(c)
        .await)?;
    Ok(())
}

/// A post with the tag, written at this time, has gone. If it was the last one, the one before it is looked up.
pub(super) async fn take(
    conn: &mut Conn,
    account: AccountId,
    tag: i64,
    at: Timestamp,
) -> Result<()> {
    use account_tags::dsl;
    on!(conn, c => diesel::update(account_tags::table.find((account, tag)))
        .set(dsl::uses.eq(dsl::uses - 1_i64))
        .execute(c)
        .await)?;
    on!(conn, c => diesel::delete(account_tags::table.find((account, tag)).filter(dsl::uses.le(0_i64)))
        .execute(c)
        .await)?;
    let last: Option<Timestamp> = on!(conn, c => account_tags::table
        .find((account, tag))
        .select(dsl::last_at)
        .first(c)
        .await
        .optional())?;
    if last.is_none_or(|last| last > at) {
        return Ok(());
    }
    let with_tag = bound(
        &[
            "EXISTS (SELECT 1 FROM status_tags WHERE status_tags.status_id = statuses.id AND status_tags.tag_id = ",
            ")",
        ],
        &[tag],
    );
    let before: Option<Timestamp> = on!(conn, c => statuses::table
        .filter(statuses::account_id.eq(account))
        .filter(Condition(COUNTED))
        .filter(statuses::deleted_at.is_null())
        .filter(with_tag)
        .order(statuses::id.desc())
        .select(statuses::created_at)
        .first(c)
        .await
        .optional())?;
    if let Some(before) = before {
        on!(conn, c => diesel::update(account_tags::table.find((account, tag)))
            .set(dsl::last_at.eq(before))
            .execute(c)
            .await)?;
    }
    Ok(())
}

/// (tag, posts, when the last was written) for those of `ids` that somebody has used.
pub async fn among(
    conn: &mut Conn,
    account: AccountId,
    ids: &[i64],
) -> Result<Vec<(i64, i64, Timestamp)>> {
    on!(conn, c => account_tags::table
        .filter(account_tags::account_id.eq(account))
        .filter(one_of(account_tags::tag_id, ids))
        .select((account_tags::tag_id, account_tags::uses, account_tags::last_at))
        .load(c)
        .await)
}

/// The tags that somebody uses most and does not feature.
pub async fn most_used(conn: &mut Conn, account: AccountId, limit: i64) -> Result<Vec<TagRow>> {
    let featured = diesel::dsl::exists(
        featured_tags::table
            .filter(featured_tags::account_id.eq(account))
            .filter(featured_tags::tag_id.eq(account_tags::tag_id)),
    );
    on!(conn, c => account_tags::table
        .inner_join(tags::table.on(tags::id.eq(account_tags::tag_id)))
        .filter(account_tags::account_id.eq(account))
        .filter(diesel::dsl::not(featured))
        .order((account_tags::uses.desc(), account_tags::tag_id))
        .limit(limit)
        .select(TagRow::as_select())
        .load(c)
        .await)
}
