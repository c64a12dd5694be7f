//! Actors: the people of this unit and everybody we know of elsewhere.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::account_words;
use super::connection::{Conn, on};
use super::one_of::one_of;
use super::schema::accounts;
use super::visible::known_to;
use crate::domain::*;
use crate::error::Result;

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable, Identifiable)]
#[diesel(table_name = accounts, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct AccountRow {
    pub id: AccountId,
    pub username: String,
    /// `host[:port]` of the peer; empty for a person of this unit.
    pub host: String,
    /// Lower case; `alice` or `alice@it.example`.
    pub handle: String,
    pub uri: String,
    pub url: String,
    pub kind: ActorKind,
    pub display_name: String,
    /// HTML, sanitised.
    pub note: String,
    pub note_source: String,
    /// JSON, see [`crate::service::profiles::Field`].
    pub fields: String,
    pub avatar_key: Option<String>,
    pub header_key: Option<String>,
    pub avatar_remote_url: Option<String>,
    pub header_remote_url: Option<String>,
    /// Follows need an answer.
    pub locked: bool,
    pub bot: bool,
    pub discoverable: bool,
    pub indexable: bool,
    pub inbox_url: String,
    pub shared_inbox_url: Option<String>,
    pub outbox_url: Option<String>,
    pub followers_url: Option<String>,
    pub following_url: Option<String>,
    pub featured_url: Option<String>,
    /// JSON list of actor ids.
    pub also_known_as: String,
    pub moved_to_uri: Option<String>,
    pub key_id: String,
    pub public_key: String,
    /// PKCS#8 PEM; own actors only.
    pub private_key: Option<String>,
    pub statuses_count: i64,
    pub followers_count: i64,
    pub following_count: i64,
    pub last_status_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub fetched_at: Option<Timestamp>,
    pub suspended_at: Option<Timestamp>,
    pub deleted_at: Option<Timestamp>,
}

impl AccountRow {
    /// A person of this unit?
    pub fn is_local(&self) -> bool {
        self.host.is_empty()
    }

    /// The name to show: the display name, or the username where there is none.
    pub fn shown_name(&self) -> &str {
        if self.display_name.is_empty() {
            &self.username
        } else {
            &self.display_name
        }
    }

    /// `alice` or `alice@it.example`, in the spelling of its owner.
    pub fn acct(&self) -> String {
        if self.host.is_empty() {
            self.username.clone()
        } else {
            format!("{}@{}", self.username, self.host)
        }
    }

    pub fn is_active(&self) -> bool {
        self.suspended_at.is_none() && self.deleted_at.is_none()
    }
}

/// Changes to a profile; `None` leaves a column as it is.
#[derive(Debug, Clone, Default, AsChangeset)]
#[diesel(table_name = accounts)]
pub struct AccountChanges {
    pub display_name: Option<String>,
    pub note: Option<String>,
    pub note_source: Option<String>,
    pub fields: Option<String>,
    pub avatar_key: Option<Option<String>>,
    pub header_key: Option<Option<String>>,
    pub locked: Option<bool>,
    pub bot: Option<bool>,
    pub discoverable: Option<bool>,
    pub indexable: Option<bool>,
    pub updated_at: Option<Timestamp>,
}

pub async fn insert(conn: &mut Conn, row: &AccountRow) -> Result<()> {
    on!(conn, c => diesel::insert_into(accounts::table).values(row).execute(c).await)?;
    account_words::write(conn, row).await
}

/// Inserts a peer's actor, or renews everything that its origin may change. Returns the row as it stands then. The
/// id, the counters and what we decided about it stay.
pub async fn upsert_remote(conn: &mut Conn, row: &AccountRow) -> Result<AccountRow> {
    if let Some(known) = by_uri(conn, &row.uri).await? {
        let known_by = (known.handle.clone(), known.display_name.clone());
        let known_gone = known.deleted_at.is_some();
        let consent_changed = known.indexable != row.indexable;
        let fresh = AccountRow {
            id: known.id,
            statuses_count: known.statuses_count,
            followers_count: known.followers_count,
            following_count: known.following_count,
            last_status_at: known.last_status_at,
            created_at: known.created_at,
            suspended_at: known.suspended_at,
            avatar_key: known
                .avatar_key
                .filter(|_| known.avatar_remote_url == row.avatar_remote_url),
            header_key: known
                .header_key
                .filter(|_| known.header_remote_url == row.header_remote_url),
            ..row.clone()
        };
        replace(conn, &fresh).await?;
        let found_by = |row: &AccountRow| (row.handle.clone(), row.display_name.clone());
        if known_by != found_by(&fresh) || known_gone {
            account_words::write(conn, &fresh).await?;
        }
        if consent_changed {
            super::search::note_posts_of(conn, fresh.id).await?;
        }
        return Ok(fresh);
    }
    insert(conn, row).await?;
    Ok(row.clone())
}

/// Writes the columns of a peer's actor that its origin decides.
async fn replace(conn: &mut Conn, row: &AccountRow) -> Result<()> {
    use accounts::dsl;
    on!(conn, c => diesel::update(dsl::accounts.find(row.id))
        .set((
            (
                dsl::username.eq(&row.username), dsl::host.eq(&row.host), dsl::handle.eq(&row.handle), dsl::url.eq(&row.url),
                dsl::kind.eq(row.kind), dsl::display_name.eq(&row.display_name), dsl::note.eq(&row.note), dsl::fields.eq(&row.fields),
            ),
            (
                dsl::avatar_key.eq(&row.avatar_key), dsl::header_key.eq(&row.header_key),
                dsl::avatar_remote_url.eq(&row.avatar_remote_url), dsl::header_remote_url.eq(&row.header_remote_url),
                dsl::locked.eq(row.locked), dsl::bot.eq(row.bot), dsl::discoverable.eq(row.discoverable), dsl::indexable.eq(row.indexable),
            ),
            (
                dsl::inbox_url.eq(&row.inbox_url), dsl::shared_inbox_url.eq(&row.shared_inbox_url), dsl::outbox_url.eq(&row.outbox_url),
                dsl::followers_url.eq(&row.followers_url), dsl::following_url.eq(&row.following_url), dsl::featured_url.eq(&row.featured_url),
                dsl::also_known_as.eq(&row.also_known_as), dsl::moved_to_uri.eq(&row.moved_to_uri),
            ),
            (
                dsl::key_id.eq(&row.key_id), dsl::public_key.eq(&row.public_key), dsl::updated_at.eq(row.updated_at),
                dsl::fetched_at.eq(row.fetched_at), dsl::deleted_at.eq(row.deleted_at),
            ),
        ))
        .execute(c)
        .await)?;
    Ok(())
}

pub async fn by_id(conn: &mut Conn, id: AccountId) -> Result<Option<AccountRow>> {
    on!(conn, c => accounts::table.find(id).select(AccountRow::as_select()).first(c).await.optional())
}

pub async fn by_ids(conn: &mut Conn, ids: &[AccountId]) -> Result<Vec<AccountRow>> {
    on!(conn, c => accounts::table.filter(one_of(accounts::id, ids)).select(AccountRow::as_select()).load(c).await)
}

pub async fn by_uri(conn: &mut Conn, uri: &str) -> Result<Option<AccountRow>> {
    on!(conn, c => accounts::table.filter(accounts::uri.eq(uri)).select(AccountRow::as_select()).first(c).await.optional())
}

pub async fn by_uris(conn: &mut Conn, uris: &[String]) -> Result<Vec<AccountRow>> {
    on!(conn, c => accounts::table.filter(accounts::uri.eq_any(uris)).select(AccountRow::as_select()).load(c).await)
}

/// The actor that owns a key, by the key's id.
pub async fn by_key_id(conn: &mut Conn, key_id: &str) -> Result<Option<AccountRow>> {
    on!(conn, c => accounts::table.filter(accounts::key_id.eq(key_id)).select(AccountRow::as_select()).first(c).await.optional())
}

/// By the lower-case handle, see [`crate::domain::handle::key`].
pub async fn by_handle(conn: &mut Conn, handle: &str) -> Result<Option<AccountRow>> {
    on!(conn, c => accounts::table.filter(accounts::handle.eq(handle)).select(AccountRow::as_select()).first(c).await.optional())
}

pub async fn by_handles(conn: &mut Conn, handles: &[String]) -> Result<Vec<AccountRow>> {
    on!(conn, c => accounts::table.filter(accounts::handle.eq_any(handles)).select(AccountRow::as_select()).load(c).await)
}

pub async fn update(conn: &mut Conn, id: AccountId, changes: &AccountChanges) -> Result<()> {
    on!(conn, c => diesel::update(accounts::table.find(id)).set(changes).execute(c).await)?;
    if changes.display_name.is_some()
        && let Some(row) = by_id(conn, id).await?
    {
        account_words::write(conn, &row).await?;
    }
    Ok(())
}

/// Adds to the counters shown on a profile; they never fall below zero.
pub async fn count(
    conn: &mut Conn,
    id: AccountId,
    statuses: i64,
    followers: i64,
    following: i64,
) -> Result<()> {
    on!(conn, c => diesel::update(accounts::table.find(id))
        .set((
            accounts::statuses_count.eq(accounts::statuses_count + statuses),
            accounts::followers_count.eq(accounts::followers_count + followers),
            accounts::following_count.eq(accounts::following_count + following),
        ))
        .execute(c)
        .await)?;
    Ok(())
}

pub async fn note_posted(conn: &mut Conn, id: AccountId, at: Timestamp) -> Result<()> {
    on!(conn, c => diesel::update(accounts::table.find(id))
        .set((accounts::statuses_count.eq(accounts::statuses_count + 1), accounts::last_status_at.eq(at)))
        .execute(c)
        .await)?;
    Ok(())
}

/// Sets or lifts a suspension.
pub async fn set_suspended(conn: &mut Conn, id: AccountId, at: Option<Timestamp>) -> Result<()> {
    on!(conn, c => diesel::update(accounts::table.find(id)).set(accounts::suspended_at.eq(at)).execute(c).await)?;
    Ok(())
}

/// Empties a profile and marks it deleted. The keys stay, since what is said about the deletion must be signed.
pub async fn mark_deleted(conn: &mut Conn, id: AccountId, at: Timestamp) -> Result<()> {
    use accounts::dsl;
    on!(conn, c => diesel::update(dsl::accounts.find(id))
        .set((
            dsl::deleted_at.eq(at), dsl::updated_at.eq(at), dsl::display_name.eq(""), dsl::note.eq(""), dsl::note_source.eq(""),
            dsl::fields.eq("[]"), dsl::avatar_key.eq(None::<String>), dsl::header_key.eq(None::<String>),
            dsl::avatar_remote_url.eq(None::<String>), dsl::header_remote_url.eq(None::<String>),
            (dsl::statuses_count.eq(0), dsl::followers_count.eq(0), dsl::following_count.eq(0)),
        ))
        .execute(c)
        .await)?;
    account_words::erase(conn, id).await
}

/// Replaces the RSA key of an actor of this unit; the id of the key stays.
pub async fn set_keys(
    conn: &mut Conn,
    id: AccountId,
    public: &str,
    private: Option<&str>,
) -> Result<()> {
    on!(conn, c => diesel::update(accounts::table.find(id))
        .set((accounts::public_key.eq(public), accounts::private_key.eq(private)))
        .execute(c)
        .await)?;
    Ok(())
}

/// Deleted people of this unit who have keys still.
pub async fn deleted_with_keys(conn: &mut Conn, limit: i64) -> Result<Vec<AccountId>> {
    on!(conn, c => accounts::table
        .filter(accounts::host.eq(""))
        .filter(accounts::deleted_at.is_not_null())
        .filter(accounts::private_key.is_not_null())
        .order(accounts::id)
        .limit(limit)
        .select(accounts::id)
        .load(c)
        .await)
}

/// Where a peer's picture was put by us, once it has been fetched.
pub async fn set_picture_key(
    conn: &mut Conn,
    id: AccountId,
    header: bool,
    key: &str,
) -> Result<()> {
    on!(conn, c => if header {
        diesel::update(accounts::table.find(id)).set(accounts::header_key.eq(key)).execute(c).await
    } else {
        diesel::update(accounts::table.find(id)).set(accounts::avatar_key.eq(key)).execute(c).await
    })?;
    Ok(())
}

/// Those of `ids` who can be found: neither deleted nor suspended, and `viewer` may know of them. In no order.
pub async fn findable(
    conn: &mut Conn,
    viewer: AccountId,
    ids: &[AccountId],
) -> Result<Vec<AccountRow>> {
    on!(conn, c => accounts::table
        .filter(one_of(accounts::id, ids))
        .filter(accounts::deleted_at.is_null())
        .filter(accounts::suspended_at.is_null())
        .filter(accounts::kind.ne(ActorKind::Application))
        .filter(known_to(viewer))
        .select(AccountRow::as_select())
        .load(c)
        .await)
}

/// Accounts that are not deleted with ids above `after`, by id.
pub async fn from(conn: &mut Conn, after: AccountId, limit: i64) -> Result<Vec<AccountRow>> {
    on!(conn, c => accounts::table
        .filter(accounts::id.gt(after))
        .filter(accounts::deleted_at.is_null())
        .order(accounts::id)
        .limit(limit)
        .select(AccountRow::as_select())
        .load(c)
        .await)
}

/// People of this unit, by id; for lists on the command line and NodeInfo.
pub async fn local(conn: &mut Conn) -> Result<Vec<AccountRow>> {
    on!(conn, c => accounts::table
        .filter(accounts::host.eq(""))
        .filter(accounts::kind.ne(ActorKind::Application))
        .order(accounts::id)
        .select(AccountRow::as_select())
        .load(c)
        .await)
}

/// People of this unit, and posts by them.
pub async fn totals(conn: &mut Conn) -> Result<(i64, i64)> {
    let people: i64 = on!(conn, c => accounts::table
        .filter(accounts::host.eq(""))
        .filter(accounts::kind.ne(ActorKind::Application))
        .filter(accounts::deleted_at.is_null())
        .count()
        .get_result(c)
        .await)?;
    let posts: Option<i64> = on!(conn, c => accounts::table
        .filter(accounts::host.eq(""))
        .select(diesel::dsl::sql::<diesel::sql_types::Nullable<diesel::sql_types::BigInt>>("CAST(SUM(statuses_count) AS BIGINT)"))
        .first(c)
        .await)?;
    Ok((people, posts.unwrap_or(0)))
}

/// How many people of this unit have posted since `since`.
pub async fn active_since(conn: &mut Conn, since: Timestamp) -> Result<i64> {
    on!(conn, c => accounts::table
        .filter(accounts::host.eq(""))
        .filter(accounts::deleted_at.is_null())
        .filter(accounts::last_status_at.ge(since))
        .count()
        .get_result(c)
        .await)
}
