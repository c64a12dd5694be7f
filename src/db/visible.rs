//! The visibility rule in SQL: the twin of [`crate::domain::visibility::may_see`], held equal to it by a test.
//!
//! Every query that shows posts filters by one of these macros; they stand for a condition on `statuses`, whose author
//! must be joined as `accounts`.

/// The condition that a person of this unit (or nobody: id 0) may see the row of `statuses`.
macro_rules! visible_to {
    ($viewer:expr) => {{
        use diesel::dsl::exists;
        use diesel::prelude::*;
        use $crate::db::schema::{accounts, blocks, follows, mentions, statuses};
        let viewer: $crate::domain::AccountId = $viewer;
        let open = statuses::visibility
            .eq($crate::domain::Visibility::Public)
            .or(statuses::visibility.eq($crate::domain::Visibility::Unlisted));
        let follows_author = exists(
            follows::table
                .filter(follows::account_id.eq(viewer))
                .filter(follows::target_id.eq(statuses::account_id))
                .filter(follows::state.eq($crate::domain::FollowState::Accepted)),
        );
        let mentioned = exists(
            mentions::table
                .filter(mentions::status_id.eq(statuses::id))
                .filter(mentions::account_id.eq(viewer)),
        );
        let blocked = exists(
            blocks::table
                .filter(blocks::account_id.eq(statuses::account_id))
                .filter(blocks::target_id.eq(viewer)),
        );
        statuses::deleted_at
            .is_null()
            .and(accounts::suspended_at.is_null())
            .and(
                statuses::local_only
                    .eq(false)
                    .or(diesel::dsl::sql::<diesel::sql_types::Bool>("")
                        .bind::<diesel::sql_types::Bool, _>(viewer.0 != 0)),
            )
            .and(
                open.or(statuses::account_id.eq(viewer))
                    .or(statuses::visibility
                        .eq($crate::domain::Visibility::Private)
                        .and(follows_author))
                    .or(mentioned),
            )
            .and(diesel::dsl::not(blocked))
    }};
}
pub(crate) use visible_to;

/// The condition that somebody at the peer `$authority` may see the row of `statuses`.
macro_rules! visible_at {
    ($authority:expr) => {{
        use diesel::dsl::exists;
        use diesel::prelude::*;
        use $crate::db::schema::{accounts, follows, mentions, statuses};
        let reader = diesel::alias!($crate::db::schema::accounts as reader);
        let authority: &str = $authority;
        let open = statuses::visibility
            .eq($crate::domain::Visibility::Public)
            .or(statuses::visibility.eq($crate::domain::Visibility::Unlisted));
        let follower_there = exists(
            follows::table
                .inner_join(reader.on(reader.field(accounts::id).eq(follows::account_id)))
                .filter(follows::target_id.eq(statuses::account_id))
                .filter(follows::state.eq($crate::domain::FollowState::Accepted))
                .filter(reader.field(accounts::host).eq(authority)),
        );
        let named_there = exists(
            mentions::table
                .inner_join(reader.on(reader.field(accounts::id).eq(mentions::account_id)))
                .filter(mentions::status_id.eq(statuses::id))
                .filter(reader.field(accounts::host).eq(authority)),
        );
        statuses::deleted_at
            .is_null()
            .and(accounts::suspended_at.is_null())
            .and(statuses::local_only.eq(false))
            .and(
                open.or(accounts::host.eq(authority))
                    .or(statuses::visibility
                        .eq($crate::domain::Visibility::Private)
                        .and(follower_there))
                    .or(named_there),
            )
    }};
}
pub(crate) use visible_at;
