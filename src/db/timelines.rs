//! The lists of posts that people read. Each is one keyset query over an index, whatever the size of the unit.

use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::RunQueryDsl;

use super::connection::{Conn, Paging, on};
use super::schema::{
    accounts, bookmarks, favourites, home_entries, list_entries, media, pins, status_tags, statuses,
};
use super::statuses::StatusRow;
use super::visible::{
    Bound, Condition, boost_wanted_by, bound, followed_by, visible_to, wanted_by,
};
use crate::domain::*;
use crate::error::Result;

/// Bounds and orders a boxed query by a status id column and loads the page, newest first.
macro_rules! page_of {
    ($conn:expr, $c:ident, $query:expr, $id:expr, $page:expr) => {{
        let page: Paging = $page;
        let rows: Result<Vec<StatusRow>> = on!($conn, $c => {
            let query = $query
                .filter($id.lt(StatusId(page.below())))
                .filter($id.gt(StatusId(page.above())))
                .limit(page.limit)
                .select(StatusRow::as_select());
            if page.ascending() { query.order($id.asc()).load($c).await } else { query.order($id.desc()).load($c).await }
        });
        rows.map(|mut rows| {
            if page.ascending() {
                rows.reverse();
            }
            rows
        })
    }};
}

/// A public timeline's choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PublicFilter {
    /// Posts of this unit only.
    pub local: bool,
    /// Posts of other units only.
    pub remote: bool,
    pub only_media: bool,
}

impl PublicFilter {
    fn origin(self) -> Condition {
        Condition(match (self.local, self.remote) {
            (true, _) => "statuses.local",
            (false, true) => "NOT statuses.local",
            (false, false) => "TRUE",
        })
    }
}

/// Which of an account's posts to list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AccountFilter {
    pub exclude_replies: bool,
    pub exclude_reblogs: bool,
    pub only_media: bool,
    pub exclude_direct: bool,
    pub tag: Option<i64>,
}

/// The home timeline: what the people a person follows wrote and boosted, and the person's own posts.
pub async fn home(conn: &mut Conn, viewer: AccountId, page: Paging) -> Result<Vec<StatusRow>> {
    page_of!(
        conn,
        c,
        home_entries::table
            .inner_join(statuses::table.on(statuses::id.eq(home_entries::status_id)))
            .inner_join(accounts::table.on(accounts::id.eq(statuses::account_id)))
            .filter(home_entries::account_id.eq(viewer))
            .filter(visible_to(viewer))
            .filter(wanted_by(viewer)),
        home_entries::status_id,
        page
    )
}

/// What stood in the home timeline before its stored part begins: by the follows of today. Only for the deep pages of
/// long timelines, since it walks the posts of the whole unit downwards.
pub async fn home_beyond(
    conn: &mut Conn,
    viewer: AccountId,
    below: StatusId,
    limit: i64,
) -> Result<Vec<StatusRow>> {
    on!(conn, c => statuses::table
        .inner_join(accounts::table.on(accounts::id.eq(statuses::account_id)))
        .filter(statuses::id.lt(below))
        .filter(followed_by(viewer))
        .filter(statuses::visibility.ne(Visibility::Direct))
        .filter(visible_to(viewer))
        .filter(wanted_by(viewer))
        .order(statuses::id.desc())
        .limit(limit)
        .select(StatusRow::as_select())
        .load(c)
        .await)
}

/// What stands on a list of the viewer's.
pub async fn list(
    conn: &mut Conn,
    viewer: AccountId,
    list: ListId,
    page: Paging,
) -> Result<Vec<StatusRow>> {
    page_of!(
        conn,
        c,
        list_entries::table
            .inner_join(statuses::table.on(statuses::id.eq(list_entries::status_id)))
            .inner_join(accounts::table.on(accounts::id.eq(statuses::account_id)))
            .filter(list_entries::list_id.eq(list))
            .filter(visible_to(viewer))
            .filter(wanted_by(viewer)),
        list_entries::status_id,
        page
    )
}

/// Network posts of everybody known here, or of this unit, or of other units.
pub async fn public(
    conn: &mut Conn,
    viewer: AccountId,
    filter: PublicFilter,
    page: Paging,
) -> Result<Vec<StatusRow>> {
    let with_media =
        diesel::dsl::exists(media::table.filter(media::status_id.eq(statuses::id.nullable())));
    // The conditions of the partial indexes, word for word: a bound value would keep the database from using them.
    page_of!(conn, c, statuses::table
        .inner_join(accounts::table.on(accounts::id.eq(statuses::account_id)))
        .filter(Condition("statuses.visibility = 0 AND statuses.reblog_of_id IS NULL AND statuses.deleted_at IS NULL"))
        .filter(filter.origin())
        .filter(visible_to(viewer))
        .filter(wanted_by(viewer))
        .filter((!filter.only_media).into_sql::<Bool>().or(with_media)), statuses::id, page)
}

/// Hashtags that a post has to have, or must not have, besides another one: at most four of each.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TagFilter {
    pub all: Vec<i64>,
    pub none: Vec<i64>,
}

impl TagFilter {
    /// Four ids; what is missing is no tag's.
    fn four(ids: &[i64]) -> [i64; 4] {
        let mut four = [0; 4];
        for (slot, id) in four.iter_mut().zip(ids) {
            *slot = *id;
        }
        four
    }

    fn has_all(&self) -> Bound {
        let [one, two, three, four] = Self::four(&self.all);
        let count = i64::try_from(self.all.len()).unwrap_or(i64::MAX);
        bound(
            &[
                "(SELECT COUNT(*) FROM status_tags AS others WHERE others.status_id = statuses.id AND others.tag_id IN (",
                ", ",
                ", ",
                ", ",
                ")) = ",
                "",
            ],
            &[one, two, three, four, count],
        )
    }

    fn has_none(&self) -> Bound {
        bound(
            &[
                "NOT EXISTS (SELECT 1 FROM status_tags AS others WHERE others.status_id = statuses.id AND others.tag_id IN (",
                ", ",
                ", ",
                ", ",
                "))",
            ],
            &Self::four(&self.none),
        )
    }
}

/// Open posts with a hashtag.
pub async fn tag(
    conn: &mut Conn,
    viewer: AccountId,
    tag: i64,
    others: &TagFilter,
    filter: PublicFilter,
    page: Paging,
) -> Result<Vec<StatusRow>> {
    let with_media =
        diesel::dsl::exists(media::table.filter(media::status_id.eq(statuses::id.nullable())));
    page_of!(
        conn,
        c,
        status_tags::table
            .inner_join(statuses::table.on(statuses::id.eq(status_tags::status_id)))
            .inner_join(accounts::table.on(accounts::id.eq(statuses::account_id)))
            .filter(status_tags::tag_id.eq(tag))
            .filter(others.has_all())
            .filter(others.has_none())
            .filter(statuses::visibility.eq(Visibility::Public))
            .filter(filter.origin())
            .filter(visible_to(viewer))
            .filter(wanted_by(viewer))
            .filter((!filter.only_media).into_sql::<Bool>().or(with_media)),
        status_tags::status_id,
        page
    )
}

/// What an account wrote, and what it boosted of those whom the viewer wants to see, as far as the viewer may see it.
pub async fn account(
    conn: &mut Conn,
    viewer: AccountId,
    author: AccountId,
    filter: &AccountFilter,
    page: Paging,
) -> Result<Vec<StatusRow>> {
    let with_media =
        diesel::dsl::exists(media::table.filter(media::status_id.eq(statuses::id.nullable())));
    let with_tag = diesel::dsl::exists(
        status_tags::table
            .filter(status_tags::status_id.eq(statuses::id))
            .filter(status_tags::tag_id.eq(filter.tag.unwrap_or(0))),
    );
    page_of!(conn, c, statuses::table
        .inner_join(accounts::table.on(accounts::id.eq(statuses::account_id)))
        .filter(statuses::account_id.eq(author))
        .filter(visible_to(viewer))
        .filter(boost_wanted_by(viewer))
        .filter(Condition(if filter.exclude_reblogs { "statuses.reblog_of_id IS NULL" } else { "TRUE" }))
        .filter(Condition(if filter.exclude_replies {
            "(statuses.in_reply_to_uri IS NULL OR statuses.in_reply_to_account_id = statuses.account_id)"
        } else { "TRUE" }))
        .filter(Condition(if filter.exclude_direct { "statuses.visibility <> 3" } else { "TRUE" }))
        .filter(filter.tag.is_none().into_sql::<Bool>().or(with_tag))
        .filter((!filter.only_media).into_sql::<Bool>().or(with_media)), statuses::id, page)
}

/// What was written in a group, as far as the viewer may see it. Boosts are in no group.
pub async fn group(
    conn: &mut Conn,
    viewer: AccountId,
    group: AccountId,
    filter: &AccountFilter,
    page: Paging,
) -> Result<Vec<StatusRow>> {
    let with_media =
        diesel::dsl::exists(media::table.filter(media::status_id.eq(statuses::id.nullable())));
    let with_tag = diesel::dsl::exists(
        status_tags::table
            .filter(status_tags::status_id.eq(statuses::id))
            .filter(status_tags::tag_id.eq(filter.tag.unwrap_or(0))),
    );
    page_of!(
        conn,
        c,
        statuses::table
            .inner_join(accounts::table.on(accounts::id.eq(statuses::account_id)))
            .filter(statuses::group_id.eq(group))
            .filter(visible_to(viewer))
            .filter(wanted_by(viewer))
            .filter(Condition(match filter.exclude_replies {
                true => "statuses.in_reply_to_uri IS NULL",
                false => "TRUE",
            }))
            .filter(filter.tag.is_none().into_sql::<Bool>().or(with_tag))
            .filter((!filter.only_media).into_sql::<Bool>().or(with_media)),
        statuses::id,
        page
    )
}

/// What was written in a group, for a reader of whom is known that they may see it.
pub async fn group_at_peer(
    conn: &mut Conn,
    group: AccountId,
    page: Paging,
) -> Result<Vec<StatusRow>> {
    page_of!(
        conn,
        c,
        statuses::table
            .inner_join(accounts::table.on(accounts::id.eq(statuses::account_id)))
            .filter(statuses::group_id.eq(group))
            .filter(statuses::deleted_at.is_null())
            .filter(statuses::removed_at.is_null())
            .filter(accounts::suspended_at.is_null()),
        statuses::id,
        page
    )
}

/// A group's pinned posts, for a reader of whom is known that they may see them; last pinned first.
pub async fn pinned_in_group(conn: &mut Conn, group: AccountId) -> Result<Vec<StatusRow>> {
    on!(conn, c => pins::table
        .inner_join(statuses::table.on(statuses::id.eq(pins::status_id)))
        .filter(pins::account_id.eq(group))
        .filter(statuses::deleted_at.is_null())
        .filter(statuses::removed_at.is_null())
        .order(pins::id.desc())
        .select(StatusRow::as_select())
        .load(c)
        .await)
}

/// An account's pinned posts that the viewer may see, last pinned first.
pub async fn pinned(
    conn: &mut Conn,
    viewer: AccountId,
    author: AccountId,
) -> Result<Vec<StatusRow>> {
    on!(conn, c => pins::table
        .inner_join(statuses::table.on(statuses::id.eq(pins::status_id)))
        .inner_join(accounts::table.on(accounts::id.eq(statuses::account_id)))
        .filter(pins::account_id.eq(author))
        .filter(visible_to(viewer))
        .order(pins::id.desc())
        .select(StatusRow::as_select())
        .load(c)
        .await)
}

/// A viewer's marked posts with the id of the mark, which is what these lists page by.
macro_rules! marked {
    ($name:ident, $table:ident, $doc:literal) => {
        #[doc = $doc]
        pub async fn $name(conn: &mut Conn, viewer: AccountId, page: Paging) -> Result<Vec<(i64, StatusRow)>> {
            let rows: Result<Vec<(i64, StatusRow)>> = on!(conn, c => {
                let query = $table::table
                    .inner_join(statuses::table.on(statuses::id.eq($table::status_id)))
                    .inner_join(accounts::table.on(accounts::id.eq(statuses::account_id)))
                    .filter($table::account_id.eq(viewer))
                    .filter(visible_to(viewer))
                    .filter($table::id.lt(page.below()))
                    .filter($table::id.gt(page.above()))
                    .limit(page.limit)
                    .select(($table::id, StatusRow::as_select()));
                if page.ascending() { query.order($table::id.asc()).load(c).await } else { query.order($table::id.desc()).load(c).await }
            });
            rows.map(|mut rows| {
                if page.ascending() {
                    rows.reverse();
                }
                rows
            })
        }
    };
}

marked!(
    favourites,
    favourites,
    "The posts a person has marked as favourites, last marked first."
);
marked!(
    bookmarks,
    bookmarks,
    "The posts a person has bookmarked, last marked first."
);
