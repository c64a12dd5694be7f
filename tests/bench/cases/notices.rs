//! Pages of grouped notifications of a person who has very many.

use std::collections::BTreeMap;
use std::sync::Arc;

use meent::app::AppRef;
use meent::db::notifications::NotificationRow;
use meent::db::notifications::groups::GroupRow;
use meent::db::timelines::PublicFilter;
use meent::db::{self, Paging};
use meent::domain::notices::Bucket;
use meent::domain::*;
use meent::error::{Error, Result};
use serde_json::{Map, Value, json};

use crate::data::{self, AUTHORS};
use crate::load::{self, Load};
use crate::rig::Outcome;
use crate::rig::people::Holder;
use crate::rig::unit::Place;
use crate::rig::wire::{self, Answer};
use crate::{Bench, say};

/// Notifications in one transaction.
const BATCH: usize = 1_000;
/// Between two notifications, in milliseconds: a hundred in an hour.
const PACE: i64 = 36_000;

pub async fn run(bench: &Bench) -> Outcome<Value> {
    let place = bench.place("notices").await?;
    let app = place.open().await?;
    let total = bench.options.notifications;
    // Every mention is in a post of its own.
    let posts = total / 5;
    let mut town = data::settle(&app, 1, posts).await?;
    town.grow(&app, posts).await?;
    let reader = town.readers.first().ok_or("nobody reads")?.clone();
    say(&format!("   making {total} notifications"));
    let middle = tell(&app, &reader, total).await?;
    drop(app);
    say("   measuring");
    let mut unit = place.start(&bench.options.program(), &[])?;
    unit.ready("/healthz", None).await?;
    let load = bench.load(&place);
    let mut report = Map::new();
    report.insert("notifications".to_owned(), json!(total));
    let groups = "/api/v2/notifications";
    let cases: [(&str, String, load::Check); 6] = [
        ("groups", groups.to_owned(), full_page),
        (
            "groups_deep",
            format!("{groups}?max_id={middle}"),
            full_page,
        ),
        (
            "groups_partial",
            format!("{groups}?expand_accounts=partial_avatars"),
            full_page,
        ),
        ("mentions", format!("{groups}?types[]=mention"), full_page),
        (
            "unread_count",
            format!("{groups}/unread_count?limit=1000"),
            load::success,
        ),
        ("one_by_one", "/api/v1/notifications".to_owned(), full_page),
    ];
    for (name, path, check) in cases {
        report.insert(
            name.to_owned(),
            drive(&load, &place, &reader, &path, check).await?,
        );
    }
    report.insert("resident_bytes_after".to_owned(), json!(unit.resident()?));
    Ok(report.into())
}

async fn drive(
    load: &Load,
    place: &Place,
    reader: &Holder,
    path: &str,
    check: load::Check,
) -> Outcome<Value> {
    let request = wire::get(&place.host, path, Some(&reader.token));
    let make: load::Maker = Arc::new(move |_, _| request.clone());
    load.run(make, check).await
}

/// Forty, counted by a field that each has once.
fn full_page(answer: &Answer) -> Outcome<()> {
    load::success(answer)?;
    let key = b"\"group_key\"";
    let windows = answer.body.windows(key.len());
    let found = windows.filter(|window| window == key).count();
    match found {
        40 => Ok(()),
        _ => Err(format!("a page of {found} notifications").into()),
    }
}

/// Stores what the person was told over the last weeks, as the program would have, and returns an id in the middle of it.
async fn tell(app: &AppRef, reader: &Holder, total: usize) -> Outcome<NotificationId> {
    let page = Paging::first(i64::try_from(total)?);
    let all = PublicFilter::default();
    let mut conn = app.db.read().await?;
    let rows = db::timelines::public(&mut conn, AccountId(0), all, page).await?;
    drop(conn);
    let posts = rows.iter().filter(|row| row.reblog_of_id.is_none());
    let posts: Vec<(StatusId, AccountId)> = posts.map(|row| (row.id, row.account_id)).collect();
    let mut people: Vec<AccountId> = posts.iter().map(|(_, author)| *author).collect();
    people.sort_unstable();
    people.dedup();
    if people.len() < AUTHORS / 2 {
        return Err("too few people write".into());
    }
    let begin = app
        .now()
        .plus_millis(-PACE.saturating_mul(i64::try_from(total)? + 1));
    let ids = Arc::new(id::IdGenerator::new(62));
    let mut middle = NotificationId(0);
    let mut open: BTreeMap<String, GroupRow> = BTreeMap::new();
    for from in (0..total).step_by(BATCH) {
        let mut rows = Vec::new();
        for n in from..total.min(from + BATCH) {
            let now = begin.plus_millis(PACE.saturating_mul(i64::try_from(n)?));
            let row = notice(reader.account.id, &posts, &people, n, now, &ids);
            rows.push(row.ok_or("too few posts")?);
        }
        if from <= total / 2 {
            middle = rows.last().map_or(middle, |row| row.id);
        }
        open = store(app, rows, open).await?;
    }
    Ok(middle)
}

/// The `n`-th thing that happened.
fn notice(
    reader: AccountId,
    posts: &[(StatusId, AccountId)],
    people: &[AccountId],
    n: usize,
    now: Timestamp,
    ids: &id::IdGenerator,
) -> Option<NotificationRow> {
    // Everybody in turn likes or boosts a post, then the next one.
    let subject = posts.get(n / people.len() % posts.len())?.0;
    let person = *people.get(n % people.len())?;
    let (kind, from, status) = match n % 20 {
        11..16 => (NotificationKind::Reblog, person, subject),
        16..19 => {
            let (post, author) = *posts.get(n / 20 * 3 + n % 20 - 16)?;
            (NotificationKind::Mention, author, post)
        }
        19 if n / 20 < people.len() => {
            let follower = *people.get(n / 20)?;
            (NotificationKind::Follow, follower, StatusId(0))
        }
        _ => (NotificationKind::Favourite, person, subject),
    };
    Some(NotificationRow {
        id: NotificationId(ids.next(now)),
        account_id: reader,
        kind,
        from_account_id: from,
        status_id: status,
        created_at: now,
        group_key: None,
        filtered: false,
        report_id: ReportId(0),
    })
}

/// Stores notifications with the groups they belong to; `open` are the groups so far.
async fn store(
    app: &AppRef,
    rows: Vec<NotificationRow>,
    mut open: BTreeMap<String, GroupRow>,
) -> Result<BTreeMap<String, GroupRow>> {
    app.db
        .write(move |conn| {
            Box::pin(async move {
                let mut changed = BTreeMap::new();
                for mut row in rows {
                    if let Some(bucket) = Bucket::of(row.kind, row.status_id, row.created_at) {
                        let keys = bucket.open_keys();
                        let key = keys.into_iter().find(|key| open.contains_key(key));
                        let key = key.unwrap_or_else(|| bucket.key());
                        let group = match open.remove(&key) {
                            Some(group) => group.with(&row)?,
                            None => GroupRow::begin(&row, &key)?,
                        };
                        row.group_key = Some(key.clone());
                        changed.insert(key.clone(), group.clone());
                        open.insert(key, group);
                    }
                    if !db::notifications::insert_once(conn, &row).await? {
                        return Err(Error::internal("something was told twice"));
                    }
                }
                for group in changed.values() {
                    db::notifications::groups::put(conn, group).await?;
                }
                Ok(open)
            })
        })
        .await
}
