//! Posts go from one unit to another while both are killed: none is lost, none is shown twice.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use meent::service::peers;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use serde_json::{Value, json};
use tokio::sync::{Mutex, watch};

use super::rig::people::{self, Holder};
use super::rig::unit::{Place, Unit};
use super::rig::wire::{self, Wire};
use super::{invariants, program, setting};

/// Writers that post at the same time.
const WRITERS: u64 = 3;
/// After the last post, the other unit must have everything within this time: the first steps of the backoff.
const PATIENCE: Duration = Duration::from_secs(120);

/// A unit with one person, that may be dead at the moment.
struct Mortal {
    place: Place,
    person: Holder,
    unit: Mutex<Option<Unit>>,
}

impl Mortal {
    async fn new(name: &str, folder: &std::path::Path) -> Self {
        let place = Place::new(name, &folder.join(name), None).unwrap();
        let app = place.open().await.unwrap();
        let account = people::settle(&app, "person").await.unwrap();
        let person = people::holders(&app, vec![account])
            .await
            .unwrap()
            .remove(0);
        Self {
            place,
            person,
            unit: Mutex::new(None),
        }
    }

    async fn knows(&self, other: &Self) {
        let app = self.place.open().await.unwrap();
        peers::add(&app, &other.place.host).await.unwrap();
    }

    /// Kills the process, if one runs, and starts it again.
    async fn revive(&self) {
        let mut unit = self.unit.lock().await;
        if let Some(unit) = unit.as_mut() {
            unit.kill().unwrap();
        }
        let mut new = self.place.start(program(), &[]).unwrap();
        new.ready("/healthz", None).await.unwrap();
        *unit = Some(new);
    }

    async fn end(&self) {
        *self.unit.lock().await = None;
    }

    /// Posts as a client does that does not give up: the same key until there is an answer.
    async fn post(&self, wire: &mut Wire, n: u64) {
        let key = format!("Idempotency-Key: {n}\r\n");
        let body = json!({ "status": text(n) });
        let request = wire::post(
            &self.place.host,
            "/api/v1/statuses",
            Some(&self.person.token),
            &key,
            &body,
        );
        let begin = Instant::now();
        loop {
            match wire.send(&request).await {
                Ok(answer) if answer.status == 200 => return,
                Ok(answer) if answer.status < 500 => panic!("post {n}: {answer:?}"),
                _ => {}
            }
            assert!(
                begin.elapsed() < PATIENCE,
                "post {n} finds no unit:\n{}",
                self.place.log()
            );
            // Waits until a unit stands there again.
            drop(self.unit.lock().await);
        }
    }

    /// The texts of a timeline with the number of times each is in it.
    async fn texts(&self, path: &str) -> BTreeMap<String, usize> {
        let mut wire = Wire::new(self.place.address);
        let mut texts = BTreeMap::new();
        let mut bound = String::new();
        loop {
            let page = format!("{path}?limit=40{bound}");
            let answer = self
                .person
                .get(&mut wire, &self.place, &page)
                .await
                .unwrap()
                .json()
                .unwrap();
            let posts = answer.as_array().unwrap();
            let Some(last) = posts.last() else {
                return texts;
            };
            bound = format!("&max_id={}", last["id"].as_str().unwrap());
            for post in posts {
                *texts
                    .entry(post["content"].as_str().unwrap().to_owned())
                    .or_default() += 1;
            }
        }
    }
}

fn text(n: u64) -> String {
    format!("number {n}")
}

/// Moments to kill, as numbers of answered posts, in order.
fn moments(random: &mut StdRng, posts: u64, kills: u64) -> Vec<u64> {
    let mut moments: Vec<u64> = (0..kills).map(|_| random.gen_range(0..posts)).collect();
    moments.sort_unstable();
    moments
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_or_doubled_while_both_units_are_killed() {
    let (posts, kills) = (setting("CRASH_POSTS", 400), setting("CRASH_KILLS", 15));
    let seed = setting("CRASH_SEED", rand::random());
    println!("CRASH_SEED={seed} CRASH_POSTS={posts} CRASH_KILLS={kills}");
    let mut random = StdRng::seed_from_u64(seed);
    let folder = tempfile::tempdir().unwrap();
    let (here, there) = (
        Arc::new(Mortal::new("here", folder.path()).await),
        Arc::new(Mortal::new("there", folder.path()).await),
    );
    here.knows(&there).await;
    there.knows(&here).await;
    here.revive().await;
    there.revive().await;
    let mut wire = Wire::new(there.place.address);
    let handle = format!("person@{}", here.place.host);
    let author = there
        .person
        .follow(&mut wire, &there.place, &handle)
        .await
        .unwrap();

    let (answered, mut progress) = watch::channel(0_u64);
    let answered = Arc::new(answered);
    let mut order: Vec<u64> = (0..posts).collect();
    order.shuffle(&mut random);
    let order = Arc::new(Mutex::new(order));
    let mut writers = tokio::task::JoinSet::new();
    for _ in 0..WRITERS {
        let (here, order, answered) = (here.clone(), order.clone(), answered.clone());
        writers.spawn(async move {
            let mut wire = Wire::new(here.place.address);
            loop {
                let Some(n) = order.lock().await.pop() else {
                    return;
                };
                here.post(&mut wire, n).await;
                answered.send_modify(|count| *count += 1);
            }
        });
    }
    for moment in moments(&mut random, posts, kills) {
        progress.wait_for(|count| *count >= moment).await.unwrap();
        let delay = Duration::from_micros(random.gen_range(0..30_000));
        // Somewhere in the middle of whatever goes on then.
        drop(tokio::time::timeout(delay, std::future::pending::<()>()).await);
        match random.gen_range(0..5) {
            0 | 1 => here.revive().await,
            2 | 3 => there.revive().await,
            _ => drop(tokio::join!(here.revive(), there.revive())),
        }
    }
    while let Some(done) = writers.join_next().await {
        done.unwrap();
    }

    let wanted: BTreeMap<String, usize> = (0..posts)
        .map(|n| (format!("<p>{}</p>", text(n)), 1))
        .collect();
    let own = format!("/api/v1/accounts/{}/statuses", here.person.account.id);
    assert_eq!(here.texts(&own).await, wanted, "at the author's own unit");
    let theirs = format!("/api/v1/accounts/{author}/statuses");
    let begin = Instant::now();
    loop {
        let seen = there.texts(&theirs).await;
        if seen == wanted {
            break;
        }
        let twice: Vec<_> = seen.iter().filter(|(_, count)| **count > 1).collect();
        assert!(twice.is_empty(), "shown twice: {twice:?}");
        assert!(
            begin.elapsed() < PATIENCE,
            "{} of {posts} posts arrived; {}",
            seen.len(),
            missing(&wanted, &seen)
        );
        tokio::task::yield_now().await;
    }
    println!(
        "everything arrived {:?} after the last post",
        begin.elapsed()
    );
    assert_eq!(
        there.texts("/api/v1/timelines/home").await,
        wanted,
        "in the follower's home timeline"
    );
    for mortal in [&here, &there] {
        mortal.end().await;
        invariants::check(&mortal.place, &mortal.place.host);
    }
}

fn missing(wanted: &BTreeMap<String, usize>, seen: &BTreeMap<String, usize>) -> Value {
    let missing: Vec<&String> = wanted
        .keys()
        .filter(|text| !seen.contains_key(*text))
        .take(5)
        .collect();
    json!({ "missing": missing })
}
