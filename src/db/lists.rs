//! Lists: who is on them, and what stands on them: one row a list and post, written when the post comes in.

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;

use super::connection::{Conn, Paging, on};
use super::one_of::one_of;
use super::schema::{home_entries, list_accounts, list_entries, lists, statuses};
use super::visible::{Bound, Condition, bound};
use crate::domain::*;
use crate::error::Result;

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = lists, check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub struct ListRow {
    pub id: ListId,
    /// Whose list it is.
    pub account_id: AccountId,
    pub title: String,
    pub replies_policy: RepliesPolicy,
    /// What stands here does not stand in the home timeline.
    pub exclusive: bool,
    pub created_at: Timestamp,
}

pub async fn insert(conn: &mut Conn, row: &ListRow) -> Result<()> {
    on!(conn, c => diesel::insert_into(lists::table).values(row).execute(c).await)?;
    Ok(())
}

pub async fn update(conn: &mut Conn, row: &ListRow) -> Result<()> {
    on!(conn, c => diesel::update(lists::table.find(row.id)).set(row).execute(c).await)?;
    Ok(())
}

pub async fn delete(conn: &mut Conn, id: ListId) -> Result<()> {
    on!(conn, c => diesel::delete(lists::table.find(id)).execute(c).await)?;
    Ok(())
}

/// All of a person that is gone.
pub async fn delete_all(conn: &mut Conn, owner: AccountId) -> Result<()> {
    on!(conn, c => diesel::delete(lists::table.filter(lists::account_id.eq(owner))).execute(c).await)?;
    Ok(())
}

/// A person's own list.
pub async fn find(conn: &mut Conn, owner: AccountId, id: ListId) -> Result<Option<ListRow>> {
    on!(conn, c => lists::table
        .find(id)
        .filter(lists::account_id.eq(owner))
        .select(ListRow::as_select())
        .first(c)
        .await
        .optional())
}

/// A person's lists, the oldest first.
pub async fn of_owner(conn: &mut Conn, owner: AccountId) -> Result<Vec<ListRow>> {
    on!(conn, c => lists::table
        .filter(lists::account_id.eq(owner))
        .order(lists::id)
        .select(ListRow::as_select())
        .load(c)
        .await)
}

pub async fn count(conn: &mut Conn, owner: AccountId) -> Result<i64> {
    on!(conn, c => lists::table.filter(lists::account_id.eq(owner)).count().get_result(c).await)
}

/// Those of a person's lists that somebody is on, the oldest first.
pub async fn holding_account(
    conn: &mut Conn,
    owner: AccountId,
    account: AccountId,
) -> Result<Vec<ListRow>> {
    on!(conn, c => list_accounts::table
        .inner_join(lists::table.on(lists::id.eq(list_accounts::list_id)))
        .filter(list_accounts::account_id.eq(account))
        .filter(list_accounts::owner_id.eq(owner))
        .order(lists::id)
        .select(ListRow::as_select())
        .load(c)
        .await)
}

/// Who is on a list, by falling id.
pub async fn members(conn: &mut Conn, list: ListId, page: Paging) -> Result<Vec<AccountId>> {
    on!(conn, c => list_accounts::table
        .filter(list_accounts::list_id.eq(list))
        .filter(list_accounts::account_id.lt(AccountId(page.below())))
        .filter(list_accounts::account_id.gt(AccountId(page.above())))
        .order(list_accounts::account_id.desc())
        .limit(page.limit)
        .select(list_accounts::account_id)
        .load(c)
        .await)
}

/// Tells whether it is new.
pub async fn add(conn: &mut Conn, list: &ListRow, account: AccountId) -> Result<bool> {
    let added = on!(conn, c => diesel::insert_into(list_accounts::table)
        .values((
            list_accounts::list_id.eq(list.id),
            list_accounts::account_id.eq(account),
            list_accounts::owner_id.eq(list.account_id),
        ))
        .on_conflict_do_nothing()
        .execute(c)
        .await)?;
    Ok(added == 1)
}

/// Takes somebody off a list, and their posts. Tells whether they were on it.
pub async fn remove(conn: &mut Conn, list: ListId, account: AccountId) -> Result<bool> {
    let removed = on!(conn, c => diesel::delete(list_accounts::table.find((list, account))).execute(c).await)?;
    on!(conn, c => diesel::delete(list_entries::table
            .filter(list_entries::list_id.eq(list))
            .filter(list_entries::author_id.eq(account)))
        .execute(c)
        .await)?;
    Ok(removed == 1)
}

/// Takes somebody off all lists of a person: a list holds whom one follows.
pub async fn remove_from_all(conn: &mut Conn, owner: AccountId, account: AccountId) -> Result<()> {
    for list in holding_account(conn, owner, account).await? {
        remove(conn, list.id, account).await?;
    }
    Ok(())
}

/// The owner of the list follows the person on it (and wants to see their boosts), or is that person.
const FOLLOWS: &str = "(list_accounts.owner_id = list_accounts.account_id OR EXISTS (SELECT 1 FROM follows \
    WHERE follows.account_id = list_accounts.owner_id AND follows.target_id = list_accounts.account_id AND follows.state = 1))";
const FOLLOWS_WITH_BOOSTS: &str = "(list_accounts.owner_id = list_accounts.account_id OR EXISTS (SELECT 1 FROM follows \
    WHERE follows.account_id = list_accounts.owner_id AND follows.target_id = list_accounts.account_id AND follows.state = 1 \
    AND follows.show_reblogs))";

/// An answer to this person belongs on the list.
const ANSWERS: &[&str] = &[
    "(list_accounts.owner_id = ",
    " OR (lists.replies_policy = 1 AND EXISTS (SELECT 1 FROM follows WHERE follows.account_id = list_accounts.owner_id \
     AND follows.state = 1 AND follows.target_id = ",
    ")) OR (lists.replies_policy = 0 AND EXISTS (SELECT 1 FROM list_accounts AS others WHERE others.list_id = lists.id \
     AND others.account_id = ",
    ")))",
];

/// Puts a post onto the lists that its author (or the group that it is in) stands on, where their owners want it there. A
/// boost is left out where its author's boosts are hidden; an answer to `answered` by the list's policy.
pub(super) async fn enter(
    conn: &mut Conn,
    status: StatusId,
    author: AccountId,
    boost: bool,
    answered: Option<AccountId>,
) -> Result<()> {
    let wanted = match answered {
        Some(AccountId(id)) => bound(ANSWERS, &[id, id, id]),
        None => bound(&["TRUE"], &[]),
    };
    let places = list_accounts::table
        .inner_join(lists::table.on(lists::id.eq(list_accounts::list_id)))
        .filter(list_accounts::account_id.eq(author))
        .filter(Condition(if boost { FOLLOWS_WITH_BOOSTS } else { FOLLOWS }))
        .filter(wanted)
        .select((
            list_accounts::list_id,
            status.0.into_sql::<BigInt>(),
            list_accounts::account_id,
        ));
    on!(conn, c => diesel::insert_into(list_entries::table)
        .values(places)
        .into_columns((list_entries::list_id, list_entries::status_id, list_entries::author_id))
        .on_conflict_do_nothing()
        .execute(c)
        .await)?;
    Ok(())
}

/// Puts somebody's last posts onto a list, as if they came in now.
pub async fn backfill(
    conn: &mut Conn,
    list: &ListRow,
    author: AccountId,
    boosts: bool,
    limit: i64,
) -> Result<()> {
    let owner = list.account_id;
    let policy = match list.replies_policy {
        RepliesPolicy::None => bound(&["FALSE"], &[]),
        RepliesPolicy::Followed => bound(
            &[
                "EXISTS (SELECT 1 FROM follows WHERE follows.state = 1 AND follows.target_id = statuses.in_reply_to_account_id \
                 AND follows.account_id = ",
                ")",
            ],
            &[owner.0],
        ),
        RepliesPolicy::List => bound(
            &[
                "EXISTS (SELECT 1 FROM list_accounts WHERE list_accounts.account_id = statuses.in_reply_to_account_id \
                 AND list_accounts.list_id = ",
                ")",
            ],
            &[list.id.0],
        ),
    };
    let posts = statuses::table
        .filter(super::homes::written_by(conn, author).await?)
        .filter(Condition(if boosts {
            "TRUE"
        } else {
            "statuses.reblog_of_id IS NULL"
        }))
        .filter(
            bound(
                &[
                    "(statuses.in_reply_to_uri IS NULL OR statuses.in_reply_to_account_id IN (statuses.account_id, ",
                    "))",
                ],
                &[owner.0],
            )
            .or(policy),
        )
        .order(statuses::id.desc())
        .limit(limit)
        .select((
            list.id.0.into_sql::<BigInt>(),
            statuses::id,
            author.0.into_sql::<BigInt>(),
        ));
    on!(conn, c => diesel::insert_into(list_entries::table)
        .values(posts)
        .into_columns((list_entries::list_id, list_entries::status_id, list_entries::author_id))
        .on_conflict_do_nothing()
        .execute(c)
        .await)?;
    Ok(())
}

/// Takes the posts of all who are on an exclusive list out of its owner's home timeline; the owner's own stay.
pub async fn empty_home(conn: &mut Conn, list: &ListRow) -> Result<()> {
    let owner = list.account_id;
    let on_it: Bound = bound(
        &[
            "home_entries.author_id IN (SELECT list_accounts.account_id FROM list_accounts WHERE list_accounts.list_id = ",
            ")",
        ],
        &[list.id.0],
    );
    on!(conn, c => diesel::delete(home_entries::table
            .filter(home_entries::account_id.eq(owner))
            .filter(home_entries::author_id.ne(owner))
            .filter(on_it))
        .execute(c)
        .await)?;
    Ok(())
}

/// Takes a deleted post off the lists that its author stands on.
pub(super) async fn forget_post(
    conn: &mut Conn,
    status: StatusId,
    author: AccountId,
) -> Result<()> {
    let of_author = bound(
        &[
            "list_entries.list_id IN (SELECT list_accounts.list_id FROM list_accounts WHERE list_accounts.account_id = ",
            ")",
        ],
        &[author.0],
    );
    on!(conn, c => diesel::delete(list_entries::table
            .filter(list_entries::status_id.eq(status))
            .filter(of_author))
        .execute(c)
        .await)?;
    Ok(())
}

/// Which of these lists a post stands on. What its reader may see is not looked at.
pub async fn holding(conn: &mut Conn, among: &[ListId], status: StatusId) -> Result<Vec<ListId>> {
    on!(conn, c => list_entries::table
        .filter(list_entries::status_id.eq(status))
        .filter(one_of(list_entries::list_id, among))
        .select(list_entries::list_id)
        .load(c)
        .await)
}

/// Every list of the unit; for tidying.
pub async fn all(conn: &mut Conn) -> Result<Vec<ListId>> {
    on!(conn, c => lists::table.order(lists::id).select(lists::id).load(c).await)
}

/// The post at this place of a list, counted from the newest, which is 0.
pub async fn nth(conn: &mut Conn, list: ListId, place: i64) -> Result<Option<StatusId>> {
    on!(conn, c => list_entries::table
        .filter(list_entries::list_id.eq(list))
        .order(list_entries::status_id.desc())
        .offset(place)
        .limit(1)
        .select(list_entries::status_id)
        .first(c)
        .await
        .optional())
}

/// Removes what stands on a list below a post; returns how many entries went.
pub async fn prune(conn: &mut Conn, list: ListId, below: StatusId) -> Result<usize> {
    on!(conn, c => diesel::delete(list_entries::table
            .filter(list_entries::list_id.eq(list))
            .filter(list_entries::status_id.lt(below)))
        .execute(c)
        .await)
}
