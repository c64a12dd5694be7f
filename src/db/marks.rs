//! What people put on posts: favourites, bookmarks, pins.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::connection::{Conn, Paging, on};
use super::one_of::one_of;
use super::schema::{bookmarks, favourites, featured_reads, pins};
use super::search;
use crate::domain::*;
use crate::error::Result;

macro_rules! mark {
    ($table:ident, $insert:ident, $delete:ident, $among:ident) => {
        /// Tells whether it is new.
        pub async fn $insert(conn: &mut Conn, id: i64, account: AccountId, status: StatusId, now: Timestamp) -> Result<bool> {
            let inserted = on!(conn, c => diesel::insert_into($table::table)
                .values(($table::id.eq(id), $table::account_id.eq(account), $table::status_id.eq(status), $table::created_at.eq(now)))
                .on_conflict_do_nothing()
                .execute(c)
                .await)?;
            if inserted == 1 {
                search::note(conn, status).await?;
            }
            Ok(inserted == 1)
        }

        /// Tells whether it was there.
        pub async fn $delete(conn: &mut Conn, account: AccountId, status: StatusId) -> Result<bool> {
            let deleted = on!(conn, c => diesel::delete($table::table
                    .filter($table::account_id.eq(account))
                    .filter($table::status_id.eq(status)))
                .execute(c)
                .await)?;
            if deleted == 1 {
                search::note(conn, status).await?;
            }
            Ok(deleted == 1)
        }

        /// Which of `ids` the person has marked.
        pub async fn $among(conn: &mut Conn, account: AccountId, ids: &[StatusId]) -> Result<Vec<StatusId>> {
            on!(conn, c => $table::table
                .filter($table::account_id.eq(account))
                .filter(one_of($table::status_id, ids))
                .select($table::status_id)
                .load(c)
                .await)
        }
    };
}

mark!(
    favourites,
    insert_favourite,
    delete_favourite,
    favourited_among
);
mark!(
    bookmarks,
    insert_bookmark,
    delete_bookmark,
    bookmarked_among
);
mark!(pins, insert_pin, delete_pin, pinned_among);

/// The id of a favourite, which is the serial of the Like that went out for it.
pub async fn favourite_id(
    conn: &mut Conn,
    account: AccountId,
    status: StatusId,
) -> Result<Option<i64>> {
    on!(conn, c => favourites::table
        .filter(favourites::account_id.eq(account))
        .filter(favourites::status_id.eq(status))
        .select(favourites::id)
        .first(c)
        .await
        .optional())
}

/// Who marked a post as favourite, newest first, as (mark id, account).
pub async fn favourited_by(
    conn: &mut Conn,
    status: StatusId,
    page: Paging,
) -> Result<Vec<(i64, AccountId)>> {
    on!(conn, c => favourites::table
        .filter(favourites::status_id.eq(status))
        .filter(favourites::id.lt(page.below()))
        .filter(favourites::id.gt(page.above()))
        .order(favourites::id.desc())
        .limit(page.limit)
        .select((favourites::id, favourites::account_id))
        .load(c)
        .await)
}

pub async fn count_pins(conn: &mut Conn, account: AccountId) -> Result<i64> {
    on!(conn, c => pins::table.filter(pins::account_id.eq(account)).count().get_result(c).await)
}

/// Takes down all that somebody pinned.
pub async fn clear_pins(conn: &mut Conn, account: AccountId) -> Result<()> {
    on!(conn, c => diesel::delete(pins::table.filter(pins::account_id.eq(account))).execute(c).await)?;
    Ok(())
}

/// Takes every mark off a deleted post.
pub async fn clear(conn: &mut Conn, status: StatusId) -> Result<()> {
    on!(conn, c => diesel::delete(favourites::table.filter(favourites::status_id.eq(status))).execute(c).await)?;
    on!(conn, c => diesel::delete(bookmarks::table.filter(bookmarks::status_id.eq(status))).execute(c).await)?;
    on!(conn, c => diesel::delete(pins::table.filter(pins::status_id.eq(status))).execute(c).await)?;
    Ok(())
}

/// Notes that the pinned posts of somebody elsewhere are read now. `false` when that was done after `before`.
pub async fn begin_pins_read(
    conn: &mut Conn,
    account: AccountId,
    before: Timestamp,
    now: Timestamp,
) -> Result<bool> {
    let last: Option<Timestamp> = on!(conn, c => featured_reads::table
        .find(account)
        .select(featured_reads::read_at)
        .first(c)
        .await
        .optional())?;
    if last.is_some_and(|at| at > before) {
        return Ok(false);
    }
    on!(conn, c => diesel::insert_into(featured_reads::table)
        .values((featured_reads::account_id.eq(account), featured_reads::read_at.eq(now)))
        .on_conflict(featured_reads::account_id)
        .do_update()
        .set(featured_reads::read_at.eq(now))
        .execute(c)
        .await)?;
    Ok(true)
}
