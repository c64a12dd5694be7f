//! The way of a post from one unit to the home timeline of a follower in another.

use std::time::{Duration, Instant};

use meent::service::peers;
use serde_json::{Value, json};

use crate::Bench;
use crate::rig::Outcome;
use crate::rig::people::{self, Holder};
use crate::rig::unit::Place;
use crate::rig::wire::{self, Wire};
use crate::samples::Samples;

const POSTS: usize = 100;
const PATIENCE: Duration = Duration::from_secs(20);

/// One person in a unit that knows the other unit.
async fn prepare(place: &Place, name: &str, peer: &Place) -> Outcome<Holder> {
    let app = place.open().await?;
    let account = people::settle(&app, name).await?;
    peers::add(&app, &peer.host).await?;
    people::holders(&app, vec![account])
        .await?
        .pop()
        .ok_or_else(|| "no holder".into())
}

pub async fn run(bench: &Bench) -> Outcome<Value> {
    let (here, there) = (bench.place("here").await?, bench.place("there").await?);
    let alice = prepare(&here, "alice", &there).await?;
    let bob = prepare(&there, "bob", &here).await?;
    let (mut first, mut second) = (
        here.start(&bench.options.program(), &[])?,
        there.start(&bench.options.program(), &[])?,
    );
    first.ready("/healthz", None).await?;
    second.ready("/healthz", None).await?;
    let mut reader = Wire::new(there.address);
    bob.follow(&mut reader, &there, &format!("alice@{}", here.host))
        .await?;
    let mut writer = Wire::new(here.address);
    let home = wire::get(
        &there.host,
        "/api/v1/timelines/home?limit=1",
        Some(&bob.token),
    );
    let (mut from_start, mut from_answer) = (Samples::default(), Samples::default());
    for n in 0..POSTS + 10 {
        let marker = format!("marker {n} ends");
        let post = wire::post(
            &here.host,
            "/api/v1/statuses",
            Some(&alice.token),
            "",
            &json!({ "status": marker }),
        );
        let begin = Instant::now();
        writer.send(&post).await?.json()?;
        let answered = Instant::now();
        loop {
            let answer = reader.send(&home).await?;
            if answer
                .body
                .windows(marker.len())
                .any(|window| window == marker.as_bytes())
            {
                break;
            }
            if begin.elapsed() > PATIENCE {
                return Err(format!(
                    "post {n} does not arrive; {} says:\n{}\n{} says:\n{}",
                    here.host,
                    here.log(),
                    there.host,
                    there.log()
                )
                .into());
            }
        }
        // The first ones open connections and fill caches.
        if n >= 10 {
            from_start.push(begin.elapsed());
            from_answer.push(answered.elapsed());
        }
    }
    Ok(json!({ "since_request": from_start.report(), "since_answer": from_answer.report() }))
}
