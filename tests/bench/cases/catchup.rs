//! A unit comes back after an outage, in which another one has written for its people: until it has everything.

use std::time::{Duration, Instant};

use meent::app::AppRef;
use meent::db;
use meent::service::drafts::Draft;
use meent::service::{accounts, peers, statuses};
use serde_json::{Value, json};

use crate::rig::Outcome;
use crate::rig::people::{self, Holder};
use crate::rig::unit::Place;
use crate::rig::wire::Wire;
use crate::samples::{millis, per_second};
use crate::{Bench, say};

/// Posts written at the same time: they share their commits.
const WRITERS: usize = 32;
/// Longest time without any progress.
const PATIENCE: Duration = Duration::from_secs(60);

pub async fn run(bench: &Bench) -> Outcome<Value> {
    let (here, there) = (bench.place("writing").await?, bench.place("away").await?);
    let alice = prepare(&here, "alice", &there).await?;
    let bob = prepare(&there, "bob", &here).await?;
    let program = bench.options.program();
    {
        let (mut first, mut second) = (here.start(&program, &[])?, there.start(&program, &[])?);
        first.ready("/healthz", None).await?;
        second.ready("/healthz", None).await?;
        let handle = format!("alice@{}", here.host);
        bob.follow(&mut Wire::new(there.address), &there, &handle)
            .await?;
    }
    let count = bench.options.activities;
    say("   writing");
    let app = here.open().await?;
    write(&app, &alice, count).await?;
    let mut sender = here.start(&program, &[])?;
    sender.ready("/healthz", None).await?;
    let queued = |waiting| usize::try_from(waiting).is_ok_and(|waiting: usize| waiting >= count);
    until("the deliveries are made", &app, queued).await?;

    say("   measuring");
    let mut receiver = there.start(&program, &[])?;
    receiver.ready("/healthz", None).await?;
    let far = there.open().await?;
    let begin = Instant::now();
    // What its admin does. By itself the lane would wait for its next try.
    peers::retry_now(&app, &there.host).await?;
    until("everything is sent", &app, |waiting| waiting == 0).await?;
    let all_sent = begin.elapsed();
    let mut turns = tokio::time::interval(Duration::from_millis(20));
    while db::inbox::count_waiting(&mut *far.db.read().await?).await? > 0 {
        turns.tick().await;
        if begin.elapsed() > all_sent + PATIENCE {
            return Err(format!("the inbox is not emptied:\n{}", there.log()).into());
        }
    }
    let all_processed = begin.elapsed();
    let author = db::accounts::by_uri(&mut *far.db.read().await?, &alice.account.uri).await?;
    Ok(json!({
        "activities": count,
        "sent_ms": millis(&all_sent),
        "processed_ms": millis(&all_processed),
        "sent_per_second": per_second(count, all_sent),
        "processed_per_second": per_second(count, all_processed),
        "posts_stored": author.map(|row| row.statuses_count),
        "sender_resident_bytes_after": sender.resident()?,
        "receiver_resident_bytes_after": receiver.resident()?,
    }))
}

/// One person in a unit that knows the other one.
pub(super) async fn prepare(place: &Place, name: &str, peer: &Place) -> Outcome<Holder> {
    let app = place.open().await?;
    let account = people::settle(&app, name).await?;
    peers::add(&app, &peer.host).await?;
    people::holders(&app, vec![account])
        .await?
        .pop()
        .ok_or_else(|| "no holder".into())
}

async fn write(app: &AppRef, author: &Holder, count: usize) -> Outcome<()> {
    let person = accounts::by_user_id(app, author.account.id).await?;
    for first in (0..count).step_by(WRITERS) {
        let posts = (first..count.min(first + WRITERS)).map(|n| {
            let draft = Draft {
                text: format!("Number {n}: the minutes of the meeting are in the usual place."),
                ..Draft::default()
            };
            statuses::create(app, &person, draft)
        });
        for post in futures::future::join_all(posts).await {
            post?;
        }
    }
    Ok(())
}

/// Returns when the number of waiting deliveries is as wanted.
async fn until(what: &str, app: &AppRef, wanted: impl Fn(i64) -> bool) -> Outcome<()> {
    let mut turns = tokio::time::interval(Duration::from_millis(20));
    let (mut last, mut changed) = (-1, Instant::now());
    loop {
        turns.tick().await;
        let waiting = db::deliveries::count_waiting(&mut *app.db.read().await?).await?;
        if wanted(waiting) {
            return Ok(());
        }
        if waiting != last {
            (last, changed) = (waiting, Instant::now());
        }
        if changed.elapsed() > PATIENCE {
            return Err(format!("{what}: {waiting} wait, and nothing moves").into());
        }
    }
}
