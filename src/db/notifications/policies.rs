//! From whom people want to be told, and who may in spite of that.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::connection::{Conn, on};
use crate::db::schema::{notification_permissions, notification_policies};
use crate::domain::*;
use crate::error::Result;

/// What happens to notifications from people of some sorts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = notification_policies, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct PolicyRow {
    pub account_id: AccountId,
    pub for_not_following: NoticeChoice,
    pub for_not_followers: NoticeChoice,
    pub for_new_accounts: NoticeChoice,
    pub for_private_mentions: NoticeChoice,
    pub for_limited_accounts: NoticeChoice,
}

pub async fn find(conn: &mut Conn, owner: AccountId) -> Result<Option<PolicyRow>> {
    on!(conn, c => notification_policies::table.find(owner).select(PolicyRow::as_select()).first(c).await.optional())
}

pub async fn put(conn: &mut Conn, row: &PolicyRow) -> Result<()> {
    on!(conn, c => diesel::insert_into(notification_policies::table)
        .values(row)
        .on_conflict(notification_policies::account_id)
        .do_update()
        .set(row)
        .execute(c)
        .await)?;
    Ok(())
}

/// From now on the policy does not hold for `from`.
pub async fn permit(
    conn: &mut Conn,
    owner: AccountId,
    from: AccountId,
    now: Timestamp,
) -> Result<()> {
    use notification_permissions::dsl;
    on!(conn, c => diesel::insert_into(notification_permissions::table)
        .values((dsl::account_id.eq(owner), dsl::from_account_id.eq(from), dsl::created_at.eq(now)))
        .on_conflict_do_nothing()
        .execute(c)
        .await)?;
    Ok(())
}

pub async fn forbid(conn: &mut Conn, owner: AccountId, from: AccountId) -> Result<()> {
    on!(conn, c => diesel::delete(notification_permissions::table.find((owner, from))).execute(c).await)?;
    Ok(())
}

pub async fn is_permitted(conn: &mut Conn, owner: AccountId, from: AccountId) -> Result<bool> {
    on!(conn, c => diesel::select(diesel::dsl::exists(notification_permissions::table.find((owner, from)))).get_result(c).await)
}
