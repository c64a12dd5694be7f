//! Notifications told as one: a row for each group, so that a page of groups costs the same however many are in them.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::NotificationRow;
use crate::db::connection::{Conn, Paging, on};
use crate::db::locks;
use crate::db::schema::{notification_groups, notifications};
use crate::domain::*;
use crate::error::{Error, Result};

/// People that a group names: the last ones, as in Mastodon.
pub const SAMPLES: usize = 8;

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = notification_groups, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct GroupRow {
    pub account_id: AccountId,
    pub group_key: String,
    pub kind: NotificationKind,
    /// 0: about no post.
    pub status_id: StatusId,
    pub first_id: NotificationId,
    pub latest_id: NotificationId,
    pub latest_at: Timestamp,
    pub notifications_count: i64,
    /// JSON: the last people, newest first.
    pub samples: String,
}

impl GroupRow {
    /// A group of one.
    pub fn begin(row: &NotificationRow, key: &str) -> Result<Self> {
        Ok(Self {
            account_id: row.account_id,
            group_key: key.to_owned(),
            kind: row.kind,
            status_id: row.status_id,
            first_id: row.id,
            latest_id: row.id,
            latest_at: row.created_at,
            notifications_count: 1,
            samples: written(&[row.from_account_id])?,
        })
    }

    /// The group with one more.
    pub fn with(self, row: &NotificationRow) -> Result<Self> {
        let mut people = self.people();
        people.retain(|person| *person != row.from_account_id);
        people.insert(0, row.from_account_id);
        people.truncate(SAMPLES);
        Ok(Self {
            latest_id: row.id,
            latest_at: row.created_at,
            notifications_count: self.notifications_count + 1,
            samples: written(&people)?,
            ..self
        })
    }

    /// The last people, newest first.
    pub fn people(&self) -> Vec<AccountId> {
        serde_json::from_str(&self.samples).unwrap_or_default()
    }
}

fn written(people: &[AccountId]) -> Result<String> {
    serde_json::to_string(people).map_err(Error::internal)
}

/// A group that is there under one of `keys`.
pub async fn one_of(
    conn: &mut Conn,
    owner: AccountId,
    keys: &[String],
) -> Result<Option<GroupRow>> {
    on!(conn, c => notification_groups::table
        .filter(notification_groups::account_id.eq(owner))
        .filter(notification_groups::group_key.eq_any(keys.to_vec()))
        .select(GroupRow::as_select())
        .first(c)
        .await
        .optional())
}

pub async fn by_key(conn: &mut Conn, owner: AccountId, key: &str) -> Result<Option<GroupRow>> {
    on!(conn, c => notification_groups::table
        .find((owner, key))
        .select(GroupRow::as_select())
        .first(c)
        .await
        .optional())
}

/// Writes a group, new or not.
pub async fn put(conn: &mut Conn, row: &GroupRow) -> Result<()> {
    use notification_groups::dsl;
    on!(conn, c => diesel::insert_into(notification_groups::table)
        .values(row)
        .on_conflict((dsl::account_id, dsl::group_key))
        .do_update()
        .set((
            dsl::first_id.eq(row.first_id),
            dsl::latest_id.eq(row.latest_id),
            dsl::latest_at.eq(row.latest_at),
            dsl::notifications_count.eq(row.notifications_count),
            dsl::samples.eq(&row.samples),
        ))
        .execute(c)
        .await)?;
    Ok(())
}

/// A page of groups, by their newest notification, newest first. `kind` `None`: of all kinds.
pub async fn page(
    conn: &mut Conn,
    owner: AccountId,
    kind: Option<NotificationKind>,
    page: Paging,
) -> Result<Vec<GroupRow>> {
    let all = notification_groups::table
        .filter(notification_groups::account_id.eq(owner))
        .filter(notification_groups::latest_id.lt(NotificationId(page.below())))
        .filter(notification_groups::latest_id.gt(NotificationId(page.above())))
        .limit(page.limit);
    let rows: Vec<GroupRow> = match kind {
        None => on!(conn, c => {
            let query = all.select(GroupRow::as_select());
            ordered!(query, notification_groups::latest_id, page, c)
        })?,
        Some(kind) => on!(conn, c => {
            let query = all.filter(notification_groups::kind.eq(kind)).select(GroupRow::as_select());
            ordered!(query, notification_groups::latest_id, page, c)
        })?,
    };
    Ok(page.merged(rows, |row| row.latest_id.0))
}

/// The groups about one subject of a person change one after another: what is read of them is still so when it is written.
pub async fn hold(conn: &mut Conn, owner: AccountId, subject: &str) -> Result<()> {
    locks::alone(conn, &format!("notices {owner} {subject}")).await
}

/// The subject of a key, which stands before the hour.
fn subject(key: &str) -> &str {
    key.rsplit_once('-').map_or(key, |(subject, _)| subject)
}

/// So many of a group have gone: it is put right, and goes with its last one.
pub(super) async fn shrink(conn: &mut Conn, owner: AccountId, key: &str, lost: i64) -> Result<()> {
    hold(conn, owner, subject(key)).await?;
    on!(conn, c => diesel::update(notification_groups::table.find((owner, key)))
        .set(notification_groups::notifications_count.eq(notification_groups::notifications_count - lost))
        .execute(c)
        .await)?;
    let Some(group) = by_key(conn, owner, key).await? else {
        return Ok(());
    };
    let samples = i64::try_from(SAMPLES).unwrap_or(i64::MAX);
    let newest: Vec<(NotificationId, Timestamp, AccountId)> = on!(conn, c => notifications::table
        .filter(notifications::account_id.eq(owner))
        .filter(notifications::group_key.eq(key))
        .order(notifications::id.desc())
        .limit(samples)
        .select((notifications::id, notifications::created_at, notifications::from_account_id))
        .load(c)
        .await)?;
    let oldest: Option<NotificationId> = on!(conn, c => notifications::table
        .filter(notifications::account_id.eq(owner))
        .filter(notifications::group_key.eq(key))
        .order(notifications::id.asc())
        .select(notifications::id)
        .first(c)
        .await
        .optional())?;
    let (Some((latest_id, latest_at, _)), Some(first_id)) =
        (newest.as_slice().first().copied(), oldest)
    else {
        return remove(conn, owner, key).await;
    };
    let people: Vec<AccountId> = newest.iter().map(|(_, _, person)| *person).collect();
    let row = GroupRow {
        first_id,
        latest_id,
        latest_at,
        samples: written(&people)?,
        ..group
    };
    put(conn, &row).await
}

pub(super) async fn remove(conn: &mut Conn, owner: AccountId, key: &str) -> Result<()> {
    hold(conn, owner, subject(key)).await?;
    on!(conn, c => diesel::delete(notification_groups::table.find((owner, key))).execute(c).await)?;
    Ok(())
}

pub(super) async fn remove_about(conn: &mut Conn, status: StatusId) -> Result<()> {
    on!(conn, c => diesel::delete(notification_groups::table.filter(notification_groups::status_id.eq(status))).execute(c).await)?;
    Ok(())
}

pub(super) async fn clear(conn: &mut Conn, owner: AccountId) -> Result<()> {
    on!(conn, c => diesel::delete(notification_groups::table.filter(notification_groups::account_id.eq(owner))).execute(c).await)?;
    Ok(())
}
