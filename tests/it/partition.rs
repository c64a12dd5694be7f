//! Three units whose ways to each other are cut one after the other, while people post, edit, delete, follow and unfollow.
//! After each cut is healed, all three agree within a minute.
//!
//! `PARTITION_SEED` repeats a run, `PARTITION_STEPS` makes it longer or shorter.
#![allow(clippy::print_stdout)]

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;
use std::time::{Duration, Instant};

use meent::app::AppRef;
use meent::domain::time::Clock;
use meent::http::serve::serve;
use meent::service::peers;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::crash::rig::people::{self, Holder};
use crate::crash::rig::proxy::{self, Cut, Ways};
use crate::crash::rig::unit::{Place, Unit, free_address};
use crate::crash::rig::wire::{self, Answer, Wire};
use crate::support::{START, TestApp};

const NAMES: [&str; 3] = ["hrm", "it", "fac"];
/// All must agree this long after a cut is healed, in seconds.
const LIMIT: u64 = 60;

/// A unit as the driver sees it: over HTTP, through its proxy.
struct Site {
    place: Place,
    /// Writes; everybody's readers follow them.
    author: Holder,
    /// Follows the authors elsewhere from the beginning to the end.
    reader: Holder,
    /// Follows and unfollows them by chance.
    fan: Holder,
    /// The ids, here, of the authors of the three units.
    authors: Vec<String>,
}

/// How time goes by.
enum Time {
    /// As the test says; then everything that is due is done at once.
    Told { clock: Clock, apps: Vec<AppRef> },
    /// As it does.
    Real,
}

impl Time {
    async fn pass(&self, millis: u64) {
        match self {
            Self::Told { clock, apps } => {
                clock.advance_millis(i64::try_from(millis).unwrap());
                for _ in 0..3 {
                    for app in apps {
                        meent::worker::drain(app).await.unwrap();
                    }
                }
            }
            Self::Real => {
                let end = Instant::now() + Duration::from_millis(millis);
                let mut turns = tokio::time::interval(Duration::from_millis(20));
                while Instant::now() < end {
                    turns.tick().await;
                }
            }
        }
    }
}

impl Site {
    async fn ask(&self, who: &Holder, method: &str, path: &str, body: Option<Value>) -> Answer {
        let (host, token) = (&self.place.host, Some(who.token.as_str()));
        let request = match body {
            None if method == "GET" => wire::get(host, path, token),
            body => {
                let request = wire::post(host, path, token, "", &body.unwrap_or(json!({})));
                [method.as_bytes(), request.strip_prefix(b"POST").unwrap()].concat()
            }
        };
        Wire::new(self.place.address).send(&request).await.unwrap()
    }

    async fn json(&self, who: &Holder, method: &str, path: &str, body: Option<Value>) -> Value {
        let answer = self.ask(who, method, path, body).await;
        answer
            .json()
            .unwrap_or_else(|error| panic!("{method} {path} at {}: {error}", self.place.host))
    }

    /// Texts of the posts of an author that this unit has, by their addresses on the wire.
    async fn posts(&self, author: &str) -> BTreeMap<String, String> {
        let mut posts = BTreeMap::new();
        let mut bound = String::new();
        loop {
            let path = format!("/api/v1/accounts/{author}/statuses?limit=40{bound}");
            let page = self.json(&self.reader, "GET", &path, None).await;
            let page = page.as_array().unwrap();
            let Some(last) = page.last() else {
                return posts;
            };
            bound = format!("&max_id={}", last["id"].as_str().unwrap());
            for post in page {
                let text = |key: &str| post[key].as_str().unwrap().to_owned();
                posts.insert(text("uri"), text("content"));
            }
        }
    }

    /// Who follows the author of this unit, as this unit has it.
    async fn followers(&self) -> BTreeSet<String> {
        let path = format!(
            "/api/v1/accounts/{}/followers?limit=80",
            self.author.account.id
        );
        let list = self.json(&self.author, "GET", &path, None).await;
        let names = list.as_array().unwrap().iter();
        names
            .map(|one| one["acct"].as_str().unwrap().to_owned())
            .collect()
    }

    /// Whether the fan of this unit follows an author, as this unit has it; `None` while it waits for an answer.
    async fn follows(&self, author: &str) -> Option<bool> {
        let path = format!("/api/v1/accounts/relationships?id[]={author}");
        let relation = self.json(&self.fan, "GET", &path, None).await;
        let is = |key: &str| relation[0][key] == json!(true);
        (!is("requested")).then(|| is("following"))
    }
}

/// Everything that the units do not agree on, in words.
async fn differences(sites: &[Site]) -> Vec<String> {
    let mut found = Vec::new();
    for (home, site) in sites.iter().enumerate() {
        let own = site.posts(&site.authors[home]).await;
        let followers = site.followers().await;
        for (away, other) in sites.iter().enumerate().filter(|(away, _)| *away != home) {
            let theirs = other.posts(&other.authors[home]).await;
            for (uri, text) in &own {
                if theirs.get(uri) != Some(text) {
                    found.push(format!(
                        "{} has {uri} as {:?}, not {text}",
                        NAMES[away],
                        theirs.get(uri)
                    ));
                }
            }
            for uri in theirs.keys().filter(|uri| !own.contains_key(*uri)) {
                found.push(format!("{} still has {uri}", NAMES[away]));
            }
            let here = other.follows(&other.authors[home]).await;
            let there = followers.contains(&format!("fan@{}", other.place.host));
            if here != Some(there) {
                found.push(format!(
                    "{}: the fan follows {}: {here:?}, and there {there}",
                    NAMES[away], NAMES[home]
                ));
            }
        }
    }
    found
}

/// One deed of somebody, taken by chance.
async fn deed(sites: &[Site], random: &mut StdRng, number: &mut usize) {
    let home = random.gen_range(0..sites.len());
    let site = &sites[home];
    *number += 1;
    let text = json!({ "status": format!("number {number}") });
    let path = format!(
        "/api/v1/accounts/{}/statuses?limit=40",
        site.author.account.id
    );
    let list = site.json(&site.author, "GET", &path, None).await;
    let some = list
        .as_array()
        .unwrap()
        .choose(random)
        .map(|post| post["id"].as_str().unwrap().to_owned());
    match (random.gen_range(0..10), some) {
        (0..=1, Some(id)) => drop(
            site.json(
                &site.author,
                "PUT",
                &format!("/api/v1/statuses/{id}"),
                Some(text),
            )
            .await,
        ),
        (2..=3, Some(id)) => drop(
            site.json(
                &site.author,
                "DELETE",
                &format!("/api/v1/statuses/{id}"),
                None,
            )
            .await,
        ),
        (4..=5, _) => {
            let away = (home + random.gen_range(1..sites.len())) % sites.len();
            let deed = if random.gen_bool(0.5) {
                "follow"
            } else {
                "unfollow"
            };
            let path = format!("/api/v1/accounts/{}/{deed}", site.authors[away]);
            drop(site.json(&site.fan, "POST", &path, None).await);
        }
        _ => drop(
            site.json(&site.author, "POST", "/api/v1/statuses", Some(text))
                .await,
        ),
    }
}

/// Cuts each way alone, and each pair of units in both directions, heals, and waits until all agree.
async fn run(
    sites: &[Site],
    ways: &Ways,
    time: &Time,
    random: &mut StdRng,
    steps: usize,
) -> Vec<u64> {
    let mut cuts: Vec<Vec<(usize, usize)>> = Vec::new();
    for (one, other) in [(0, 1), (0, 2), (1, 2)] {
        cuts.extend([
            vec![(one, other)],
            vec![(other, one)],
            vec![(one, other), (other, one)],
        ]);
    }
    cuts.shuffle(random);
    let (mut number, mut times) = (0, Vec::new());
    for cut in cuts {
        for (from, to) in &cut {
            let how = if random.gen_bool(0.5) {
                Cut::Request
            } else {
                Cut::Answer
            };
            ways.cut(
                &format!("{}.localhost", NAMES[*from]),
                &format!("{}.localhost", NAMES[*to]),
                how,
            );
        }
        for _ in 0..steps {
            deed(sites, random, &mut number).await;
            time.pass(random.gen_range(100..900)).await;
        }
        ways.heal();
        times.push(agree(sites, time, &cut).await);
    }
    times
}

/// Seconds until all agree.
async fn agree(sites: &[Site], time: &Time, cut: &[(usize, usize)]) -> u64 {
    for second in 0..=LIMIT {
        if differences(sites).await.is_empty() {
            return second;
        }
        time.pass(1000).await;
    }
    panic!(
        "{LIMIT} s after the cut {cut:?}: {:#?}",
        differences(sites).await
    );
}

/// Lets the readers and the authors find and follow each other.
async fn introduce(sites: &mut [Site], time: &Time) {
    let hosts: Vec<String> = sites.iter().map(|site| site.place.host.clone()).collect();
    for site in sites.iter_mut() {
        for host in &hosts {
            if *host == site.place.host {
                site.authors.push(site.author.account.id.to_string());
                continue;
            }
            let path = format!("/api/v1/accounts/search?resolve=true&limit=1&q=author@{host}");
            let found = site.json(&site.reader, "GET", &path, None).await;
            let id = found[0]["id"]
                .as_str()
                .unwrap_or_else(|| panic!("nobody: {found}"))
                .to_owned();
            site.json(
                &site.reader,
                "POST",
                &format!("/api/v1/accounts/{id}/follow"),
                None,
            )
            .await;
            site.authors.push(id);
        }
    }
    for _ in 0..20 {
        time.pass(500).await;
        let mut waiting = 0;
        for site in sites.iter() {
            waiting += 2_usize.saturating_sub(site.followers().await.len());
        }
        if waiting == 0 {
            return;
        }
    }
    panic!("the readers are not accepted");
}

fn random(steps: u64) -> (StdRng, usize) {
    let seed = crate::crash::setting("PARTITION_SEED", rand::random());
    let steps = crate::crash::setting("PARTITION_STEPS", steps);
    println!("PARTITION_SEED={seed} PARTITION_STEPS={steps}");
    (StdRng::seed_from_u64(seed), usize::try_from(steps).unwrap())
}

/// The people of a unit, whose place is `place`.
async fn people(app: &AppRef, place: Place) -> Site {
    let mut accounts = Vec::new();
    for name in ["author", "reader", "fan"] {
        accounts.push(people::settle(app, name).await.unwrap());
    }
    let mut holders = people::holders(app, accounts).await.unwrap().into_iter();
    let mut next = || holders.next().unwrap();
    Site {
        place,
        author: next(),
        reader: next(),
        fan: next(),
        authors: Vec::new(),
    }
}

#[tokio::test]
async fn units_agree_after_every_cut_by_the_test_clock() {
    let (mut random, steps) = random(12);
    let (clock, ways, stop) = (
        Clock::fake(START),
        Ways::default(),
        CancellationToken::new(),
    );
    let folder = tempfile::tempdir().unwrap();
    let (mut sites, mut units, mut proxies) = (Vec::new(), Vec::new(), Vec::new());
    for name in NAMES {
        let place = Place::new(name, &folder.path().join(name), None).unwrap();
        let config = format!("public_url = 'http://{}'\ntest_mode = true", place.host);
        let unit = TestApp::at(&config, clock.clone()).await;
        let inside = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let listener = TcpListener::bind(place.address).await.unwrap();
        let full = format!("{name}.localhost");
        proxies.push(proxy::start(
            listener,
            inside.local_addr().unwrap(),
            &full,
            &ways,
        ));
        tokio::spawn(serve(
            unit.app.clone(),
            inside,
            stop.clone().cancelled_owned(),
        ));
        sites.push(people(&unit.app, place).await);
        units.push(unit);
    }
    for unit in &units {
        for site in &sites {
            if site.place.host != unit.app.config.domain {
                peers::add(&unit.app, &site.place.host).await.unwrap();
            }
        }
    }
    let apps = units.iter().map(|unit| unit.app.clone()).collect();
    let time = Time::Told { clock, apps };
    introduce(&mut sites, &time).await;
    let times = run(&sites, &ways, &time, &mut random, steps).await;
    println!("all agreed after {times:?} seconds");
    stop.cancel();
    proxies.iter().for_each(tokio::task::JoinHandle::abort);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn units_of_their_own_processes_agree_after_every_cut() {
    let (mut random, steps) = random(3);
    let ways = Ways::default();
    let folder = tempfile::tempdir().unwrap();
    let (mut sites, mut inside, mut proxies) = (Vec::new(), Vec::new(), Vec::new());
    for name in NAMES {
        let place = Place::new(name, &folder.path().join(name), None).unwrap();
        let address = free_address().unwrap();
        let listener = TcpListener::bind(place.address).await.unwrap();
        proxies.push(proxy::start(
            listener,
            address,
            &format!("{name}.localhost"),
            &ways,
        ));
        inside.push(address);
        let app = place.open().await.unwrap();
        sites.push(people(&app, place).await);
    }
    let mut running: Vec<Unit> = Vec::new();
    for (site, address) in sites.iter().zip(inside) {
        let app = site.place.open().await.unwrap();
        for other in sites
            .iter()
            .filter(|other| other.place.host != site.place.host)
        {
            peers::add(&app, &other.place.host).await.unwrap();
        }
        drop(app);
        let bind = [("MEENT_BIND", address.to_string())];
        let mut unit = site.place.start(crate::crash::program(), &bind).unwrap();
        unit.ready("/healthz", None).await.unwrap();
        running.push(unit);
    }
    let time = Time::Real;
    introduce(&mut sites, &time).await;
    let times = run(&sites, &ways, &time, &mut random, steps).await;
    println!("all agreed after {times:?} seconds");
    proxies.iter().for_each(tokio::task::JoinHandle::abort);
}
