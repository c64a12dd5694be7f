//! What must hold in the database of a unit at any moment at which no transaction is open.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::rig::unit::Place;

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

#[derive(QueryableByName)]
struct Verdict {
    #[diesel(sql_type = Text)]
    integrity_check: String,
}

/// Each query finds rows that must not be there, as `id`.
const NEVER: &[(&str, &str)] = &[
    (
        "a reply count that is not the number of replies",
        "SELECT s.id FROM statuses s WHERE s.deleted_at IS NULL AND s.reblog_of_id IS NULL AND s.replies_count <>
            (SELECT COUNT(*) FROM statuses r WHERE r.in_reply_to_id = s.id AND r.deleted_at IS NULL)",
    ),
    (
        "a boost count that is not the number of boosts",
        "SELECT s.id FROM statuses s WHERE s.deleted_at IS NULL AND s.reblogs_count <>
            (SELECT COUNT(*) FROM statuses b WHERE b.reblog_of_id = s.id AND b.deleted_at IS NULL)",
    ),
    (
        "a favourite count that is not the number of favourites",
        "SELECT s.id FROM statuses s WHERE s.deleted_at IS NULL AND s.favourites_count <>
            (SELECT COUNT(*) FROM favourites f WHERE f.status_id = s.id)",
    ),
    (
        "a post count that is not the number of posts",
        "SELECT a.id FROM accounts a WHERE a.statuses_count <>
            (SELECT COUNT(*) FROM statuses s WHERE s.account_id = a.id AND s.deleted_at IS NULL)",
    ),
    (
        "a follower count that is not the number of followers",
        "SELECT a.id FROM accounts a WHERE a.followers_count <>
            (SELECT COUNT(*) FROM follows f WHERE f.target_id = a.id AND f.state = 1)",
    ),
    (
        "a following count that is not the number of people followed",
        "SELECT a.id FROM accounts a WHERE a.following_count <>
            (SELECT COUNT(*) FROM follows f WHERE f.account_id = a.id AND f.state = 1)",
    ),
    (
        "a living post of this unit that is not in its author's home timeline",
        "SELECT s.id FROM statuses s WHERE s.local AND s.deleted_at IS NULL AND NOT EXISTS
            (SELECT 1 FROM home_entries h WHERE h.account_id = s.account_id AND h.status_id = s.id)
            AND (SELECT COUNT(*) FROM home_entries h WHERE h.account_id = s.account_id) < 1000",
    ),
    (
        "an idempotency key without its post",
        "SELECT k.status_id AS id FROM idempotency_keys k WHERE NOT EXISTS (SELECT 1 FROM statuses s WHERE s.id = k.status_id)",
    ),
    (
        "a notification about a post that is gone",
        "SELECT n.id FROM notifications n WHERE n.status_id <> 0 AND NOT EXISTS
            (SELECT 1 FROM statuses s WHERE s.id = n.status_id AND s.deleted_at IS NULL)",
    ),
    (
        "a group of notifications that counts others than its own",
        "SELECT g.latest_id AS id FROM notification_groups g WHERE g.notifications_count <> (SELECT COUNT(*)
            FROM notifications n WHERE n.account_id = g.account_id AND n.group_key = g.group_key)
            OR NOT EXISTS (SELECT 1 FROM notifications n WHERE n.id = g.latest_id AND n.group_key = g.group_key)",
    ),
    (
        "a grouped notification without its group",
        "SELECT n.id FROM notifications n WHERE n.group_key IS NOT NULL AND NOT EXISTS
            (SELECT 1 FROM notification_groups g WHERE g.account_id = n.account_id AND g.group_key = n.group_key)",
    ),
    (
        "a deleted post that still has its text",
        "SELECT s.id FROM statuses s WHERE s.deleted_at IS NOT NULL AND (s.content <> '' OR s.text <> '')",
    ),
    (
        "a published post that neither was nor will be told to peers",
        "SELECT s.id FROM statuses s WHERE s.local AND s.deleted_at IS NULL AND s.reblog_of_id IS NULL AND NOT s.local_only
            AND NOT EXISTS (SELECT 1 FROM activities a WHERE a.uri = s.uri || '/activity')
            AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.event LIKE '%\"create\"%' || s.id || '%')
            AND EXISTS (SELECT 1 FROM activities)",
    ),
    (
        "a handled activity that still has its body",
        "SELECT i.id FROM inbox i WHERE i.handled_at IS NOT NULL AND i.body IS NOT NULL AND i.last_error IS NULL",
    ),
];

/// Checks the file of a unit that is not running. `what` is named in the failure.
pub fn check(place: &Place, what: &str) {
    let path = place
        .database
        .strip_prefix("sqlite://")
        .expect("a SQLite database");
    let mut conn = SqliteConnection::establish(path).expect("the database opens");
    let verdicts: Vec<Verdict> = diesel::sql_query("PRAGMA integrity_check")
        .load(&mut conn)
        .expect("integrity_check");
    let verdicts: Vec<String> = verdicts
        .into_iter()
        .map(|row| row.integrity_check)
        .collect();
    assert_eq!(verdicts, ["ok"], "{what}");
    let dangling: usize = diesel::sql_query("PRAGMA foreign_key_check")
        .execute(&mut conn)
        .expect("foreign_key_check");
    assert_eq!(dangling, 0, "{what}: rows that refer to nothing");
    for (name, query) in NEVER {
        let found: Vec<Found> = diesel::sql_query(*query)
            .load(&mut conn)
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        let ids: Vec<i64> = found.into_iter().map(|row| row.id).collect();
        assert!(ids.is_empty(), "{what}: {name}: {ids:?}");
    }
}
