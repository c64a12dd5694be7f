//! The visibility rule in SQL: the twin of [`crate::domain::visibility::may_see`], held equal to it by a test.
//!
//! Every query that shows posts filters by one of these conditions on `statuses`, with the author joined as `accounts`.
//! They are written out in SQL and not in diesel's expressions: they read like the rule, both databases take the same
//! text, and the compiler has not to prove the same deep type again in every query.

use diesel::backend::Backend;
use diesel::expression::{AppearsOnTable, Expression, ValidGrouping, is_aggregate};
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::serialize::ToSql;
use diesel::sql_types::{BigInt, Bool, HasSqlType, Text};

use crate::domain::AccountId;

/// The row of `statuses` may be seen by a person of this unit (or by nobody in particular: id 0).
#[derive(Debug, Clone, Copy, QueryId)]
pub struct VisibleTo<V> {
    viewer: V,
}

/// As [`VisibleTo`] for a row that may have been deleted: the person belonged to those it was for.
#[derive(Debug, Clone, Copy, QueryId)]
pub struct WasFor<V> {
    viewer: V,
}

/// A person, by id.
#[derive(Debug, Clone, Copy, QueryId)]
pub struct Person(i64);

/// Each person of a query that has `users` in it.
#[derive(Debug, Clone, Copy, QueryId)]
pub struct EachUser;

/// The row of `statuses` may be seen by somebody at a peer; what is in a group for members only, by `signer`.
#[derive(Debug, Clone, QueryId)]
pub struct VisibleAt {
    authority: String,
    /// 0: the peer itself asks, for any of its people.
    signer: i64,
}

/// The viewer has neither muted nor blocked the author of the row of `statuses`, nor blocked their unit: the twin of
/// [`crate::domain::visibility::is_wanted`]. A boost is wanted when both who boosts and who wrote are.
#[derive(Debug, Clone, Copy, QueryId)]
pub struct WantedBy<V> {
    viewer: V,
}

/// As [`WantedBy`], of what the row of `statuses` boosts only: who looks at somebody's profile wants that person's own posts.
#[derive(Debug, Clone, Copy, QueryId)]
pub struct BoostWantedBy<V> {
    wanted: WantedBy<V>,
}

/// A condition as it stands in SQL. Unlike diesel's own literal it leaves the statement in the cache of prepared ones.
#[derive(Debug, Clone, Copy)]
pub struct Condition(pub &'static str);

/// A condition as it stands in SQL, with an id between each two of its parts.
#[derive(Debug, Clone)]
pub struct Bound {
    parts: &'static [&'static str],
    ids: Vec<i64>,
}

/// The condition that `parts` make with `ids` between them.
pub fn bound(parts: &'static [&'static str], ids: &[i64]) -> Bound {
    Bound {
        parts,
        ids: ids.to_vec(),
    }
}

/// The one whom the row of `follows` is about is on no list that keeps their posts out of the follower's home timeline.
pub const NOT_EXCLUSIVE: &str = "NOT EXISTS (SELECT 1 FROM list_accounts \
     JOIN lists ON lists.id = list_accounts.list_id WHERE list_accounts.account_id = follows.target_id \
     AND list_accounts.owner_id = follows.account_id AND lists.exclusive)";

/// The author of the row of `statuses` is the viewer, or the viewer follows the author or the group, and wants to read them
/// in the home timeline. The sum keeps both databases
/// from collecting all posts of all these authors, to sort them and throw most away: the ids are walked downwards until
/// the page is full.
#[derive(Debug, Clone, Copy, QueryId)]
pub struct FollowedBy {
    viewer: i64,
}

/// The row of `accounts` is no secret group, or one that the viewer is in or invited to (id 0: nobody in particular).
#[derive(Debug, Clone, Copy, QueryId)]
pub struct KnownTo {
    viewer: i64,
}

pub fn visible_to(viewer: AccountId) -> VisibleTo<Person> {
    VisibleTo {
        viewer: Person(viewer.0),
    }
}

pub fn visible_to_each() -> VisibleTo<EachUser> {
    VisibleTo { viewer: EachUser }
}

pub fn was_for_each() -> WasFor<EachUser> {
    WasFor { viewer: EachUser }
}

pub fn visible_at(authority: &str, signer: AccountId) -> VisibleAt {
    VisibleAt {
        authority: authority.to_owned(),
        signer: signer.0,
    }
}

pub fn wanted_by(viewer: AccountId) -> WantedBy<Person> {
    WantedBy {
        viewer: Person(viewer.0),
    }
}

pub fn wanted_by_each() -> WantedBy<EachUser> {
    WantedBy { viewer: EachUser }
}

pub fn boost_wanted_by(viewer: AccountId) -> BoostWantedBy<Person> {
    BoostWantedBy {
        wanted: wanted_by(viewer),
    }
}

pub fn known_to(viewer: AccountId) -> KnownTo {
    KnownTo { viewer: viewer.0 }
}

pub fn followed_by(viewer: AccountId) -> FollowedBy {
    FollowedBy { viewer: viewer.0 }
}

macro_rules! condition {
    ($($ty:ident $(<$v:ident>)?),+) => {$(
        impl$(<$v>)? Expression for $ty$(<$v>)? {
            type SqlType = Bool;
        }
        impl<Source $(, $v)?> AppearsOnTable<Source> for $ty$(<$v>)? {}
        impl$(<$v>)? ValidGrouping<()> for $ty$(<$v>)? {
            type IsAggregate = is_aggregate::No;
        }
    )+};
}

condition!(
    VisibleTo<V>,
    WasFor<V>,
    VisibleAt,
    WantedBy<V>,
    BoostWantedBy<V>,
    FollowedBy,
    KnownTo,
    Condition,
    Bound
);

impl<DB> QueryFragment<DB> for Person
where
    DB: Backend + HasSqlType<BigInt>,
    i64: ToSql<BigInt, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_bind_param::<BigInt, _>(&self.0)
    }
}

impl<DB: Backend> QueryFragment<DB> for EachUser {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("users.account_id");
        Ok(())
    }
}

/// The text differs from value to value, so the cache must look at the text and not at the type.
impl QueryId for Condition {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

/// Likewise.
impl QueryId for Bound {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<DB> QueryFragment<DB> for Bound
where
    DB: Backend + HasSqlType<BigInt>,
    i64: ToSql<BigInt, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        let mut ids = self.ids.iter();
        for part in self.parts {
            out.push_sql(part);
            if let Some(id) = ids.next() {
                out.push_bind_param::<BigInt, _>(id)?;
            }
        }
        Ok(())
    }
}

impl<DB: Backend> QueryFragment<DB> for Condition {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql(self.0);
        Ok(())
    }
}

/// Closes a subquery so that PostgreSQL leaves it where it stands. Turned into a join, its guess of what remains is one
/// row, and a profile's timeline is then read whole and sorted, not walked from the top.
const AS_IT_STANDS: &str = " LIMIT 1 OFFSET 0";

const ALIVE: &str =
    "statuses.deleted_at IS NULL AND statuses.removed_at IS NULL AND accounts.suspended_at IS NULL";
/// Written for the members of a group: being named in it does not let anybody in.
const NOT_GROUPS_OWN: &str = "(statuses.group_id IS NULL OR statuses.visibility <> 2)";
/// Visibility 0 is public and 1 unlisted.
const OPEN: &str = "statuses.visibility IN (0, 1)";

impl<DB: Backend, V: QueryFragment<DB>> QueryFragment<DB> for VisibleTo<V> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("(");
        out.push_sql(ALIVE);
        out.push_sql(" AND ");
        audience(&self.viewer, out.reborrow())?;
        out.push_sql(")");
        Ok(())
    }
}

impl<DB: Backend, V: QueryFragment<DB>> QueryFragment<DB> for WasFor<V> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("(accounts.suspended_at IS NULL AND ");
        audience(&self.viewer, out.reborrow())?;
        out.push_sql(")");
        Ok(())
    }
}

/// The viewer is one of those whom the row of `statuses` is for, dead or alive.
fn audience<'b, DB: Backend>(
    viewer: &'b impl QueryFragment<DB>,
    mut out: AstPass<'_, 'b, DB>,
) -> QueryResult<()> {
    out.push_sql("(NOT statuses.local_only OR ");
    viewer.walk_ast(out.reborrow())?;
    out.push_sql(" <> 0) AND (");
    out.push_sql(OPEN);
    out.push_sql(" OR statuses.account_id = ");
    viewer.walk_ast(out.reborrow())?;
    out.push_sql(" OR (");
    out.push_sql(NOT_GROUPS_OWN);
    out.push_sql(
        " AND EXISTS (SELECT 1 FROM mentions WHERE mentions.status_id = statuses.id AND mentions.account_id = ",
    );
    viewer.walk_ast(out.reborrow())?;
    out.push_sql(
        ")) OR (statuses.visibility = 2 AND EXISTS (SELECT 1 FROM follows WHERE follows.account_id = ",
    );
    viewer.walk_ast(out.reborrow())?;
    out.push_sql(
        " AND follows.target_id = COALESCE(statuses.group_id, statuses.account_id) AND follows.state = 1))) \
         AND NOT EXISTS (SELECT 1 FROM blocks WHERE blocks.account_id = statuses.account_id AND blocks.target_id = ",
    );
    viewer.walk_ast(out.reborrow())?;
    out.push_sql(AS_IT_STANDS);
    out.push_sql(")");
    Ok(())
}

impl<DB> QueryFragment<DB> for VisibleAt
where
    DB: Backend + HasSqlType<Text> + HasSqlType<BigInt>,
    String: ToSql<Text, DB>,
    i64: ToSql<BigInt, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("(");
        out.push_sql(ALIVE);
        out.push_sql(" AND NOT statuses.local_only AND (");
        out.push_sql(OPEN);
        out.push_sql(" OR accounts.host = ");
        out.push_bind_param::<Text, _>(&self.authority)?;
        out.push_sql(" OR (");
        out.push_sql(NOT_GROUPS_OWN);
        out.push_sql(
            " AND EXISTS (SELECT 1 FROM mentions JOIN accounts AS reader ON reader.id = mentions.account_id \
             WHERE mentions.status_id = statuses.id AND reader.host = ",
        );
        out.push_bind_param::<Text, _>(&self.authority)?;
        out.push_sql(
            ")) OR (statuses.visibility = 2 AND EXISTS (SELECT 1 FROM follows \
             JOIN accounts AS reader ON reader.id = follows.account_id \
             WHERE follows.target_id = COALESCE(statuses.group_id, statuses.account_id) AND follows.state = 1 AND reader.host = ",
        );
        out.push_bind_param::<Text, _>(&self.authority)?;
        out.push_sql(" AND (statuses.group_id IS NULL OR reader.id = ");
        out.push_bind_param::<BigInt, _>(&self.signer)?;
        out.push_sql(" OR ");
        out.push_bind_param::<BigInt, _>(&self.signer)?;
        out.push_sql(" = 0)))))");
        Ok(())
    }
}

impl<DB: Backend, V: QueryFragment<DB>> QueryFragment<DB> for WantedBy<V> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("(");
        self.not_averse("statuses.account_id", "accounts.host", out.reborrow())?;
        out.push_sql(" AND ");
        self.boost_is_wanted(out.reborrow())?;
        out.push_sql(")");
        Ok(())
    }
}

impl<DB: Backend, V: QueryFragment<DB>> QueryFragment<DB> for BoostWantedBy<V> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.wanted.boost_is_wanted(out)
    }
}

impl<V> WantedBy<V> {
    fn boost_is_wanted<'b, DB: Backend>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()>
    where
        V: QueryFragment<DB>,
    {
        out.push_sql(
            "NOT EXISTS (SELECT 1 FROM statuses AS boosted JOIN accounts AS author ON author.id = boosted.account_id \
             WHERE boosted.id = statuses.reblog_of_id AND NOT (",
        );
        self.not_averse("boosted.account_id", "author.host", out.reborrow())?;
        out.push_sql("))");
        Ok(())
    }

    fn not_averse<'b, DB: Backend>(
        &'b self,
        author: &str,
        host: &str,
        mut out: AstPass<'_, 'b, DB>,
    ) -> QueryResult<()>
    where
        V: QueryFragment<DB>,
    {
        for (condition, table, whom, is) in [
            ("NOT EXISTS (", "mutes", "target_id", author),
            (" AND NOT EXISTS (", "blocks", "target_id", author),
            (" AND NOT EXISTS (", "domain_blocks", "host", host),
        ] {
            out.push_sql(condition);
            out.push_sql(&format!(
                "SELECT 1 FROM {table} WHERE {table}.{whom} = {is} AND {table}.account_id = "
            ));
            self.viewer.walk_ast(out.reborrow())?;
            out.push_sql(AS_IT_STANDS);
            out.push_sql(")");
        }
        Ok(())
    }
}

/// Kind 3 is a group, access 2 secret, state 1 an accepted follow and role 3 a ban.
impl<DB> QueryFragment<DB> for KnownTo
where
    DB: Backend + HasSqlType<BigInt>,
    i64: ToSql<BigInt, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql(
            "(accounts.kind <> 3 \
             OR NOT EXISTS (SELECT 1 FROM groups WHERE groups.account_id = accounts.id AND groups.access = 2) \
             OR EXISTS (SELECT 1 FROM follows WHERE follows.target_id = accounts.id AND follows.state = 1 \
             AND follows.account_id = ",
        );
        out.push_bind_param::<BigInt, _>(&self.viewer)?;
        out.push_sql(
            ") OR EXISTS (SELECT 1 FROM group_roles WHERE group_roles.group_id = accounts.id AND group_roles.role <> 3 \
             AND group_roles.account_id = ",
        );
        out.push_bind_param::<BigInt, _>(&self.viewer)?;
        out.push_sql("))");
        Ok(())
    }
}

impl<DB> QueryFragment<DB> for FollowedBy
where
    DB: Backend + HasSqlType<BigInt>,
    i64: ToSql<BigInt, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        for (before, column) in [("(", "account_id"), (" OR ", "group_id")] {
            out.push_sql(before);
            out.push_sql("statuses.");
            out.push_sql(column);
            out.push_sql(
                " + 0 IN (SELECT follows.target_id FROM follows WHERE follows.account_id = ",
            );
            out.push_bind_param::<BigInt, _>(&self.viewer)?;
            out.push_sql(" AND follows.state = 1 AND ");
            out.push_sql(NOT_EXCLUSIVE);
            out.push_sql(")");
        }
        out.push_sql(" OR statuses.account_id + 0 = ");
        out.push_bind_param::<BigInt, _>(&self.viewer)?;
        out.push_sql(")");
        Ok(())
    }
}
