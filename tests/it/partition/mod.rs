//! Three units whose ways to each other are cut one after the other, while people post, edit, delete, follow and unfollow,
//! join and leave groups, and post in them. After each cut is healed, all three agree within a minute.
//!
//! `PARTITION_SEED` repeats a run, `PARTITION_STEPS` makes it longer or shorter.
#![allow(clippy::print_stdout)]

mod site;

use std::net::Ipv4Addr;
use std::time::{Duration, Instant};

use meent::app::AppRef;
use meent::domain::time::Clock;
use meent::http::serve::serve;
use meent::service::peers;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use serde_json::json;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::crash::rig::people;
use crate::crash::rig::proxy::{self, Cut, Ways};
use crate::crash::rig::unit::{Place, Unit, free_address};
use crate::support::{START, TestApp};
use site::{Site, differences, group_name};

const NAMES: [&str; 3] = ["hrm", "it", "fac"];
/// All must agree this long after a cut is healed, in seconds.
const LIMIT: u64 = 60;

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

/// One deed of somebody, taken by chance.
async fn deed(sites: &[Site], random: &mut StdRng, number: &mut usize) {
    let home = random.gen_range(0..sites.len());
    let site = &sites[home];
    *number += 1;
    let text = format!("number {number}");
    let list = format!(
        "/api/v1/accounts/{}/statuses?limit=40",
        site.author.account.id
    );
    let list = site.json(&site.author, "GET", &list, None).await;
    let some = list
        .as_array()
        .unwrap()
        .choose(random)
        .map(|post| format!("/api/v1/statuses/{}", post["id"].as_str().unwrap()));
    let away = (home + random.gen_range(1..sites.len())) % sites.len();
    let come_or_go = |account: &str, come: bool| {
        let deed = if come { "follow" } else { "unfollow" };
        let path = format!("/api/v1/accounts/{account}/{deed}");
        (&site.fan, "POST", path, None)
    };
    let (who, method, path, body) = match (random.gen_range(0..14), some) {
        (0..=1, Some(path)) => (&site.author, "PUT", path, Some(text)),
        (2..=3, Some(path)) => (&site.author, "DELETE", path, None),
        (4..=5, _) => come_or_go(&site.authors[away], random.gen_bool(0.5)),
        (6..=7, _) => come_or_go(&site.groups[away], random.gen_bool(0.5)),
        (8..=10, _) => {
            let group = random.gen_range(0..sites.len());
            let host = &sites[group].place.host;
            let text = format!("@{}@{host} {text}", group_name(group));
            (
                &site.author,
                "POST",
                "/api/v1/statuses".to_owned(),
                Some(text),
            )
        }
        _ => (
            &site.author,
            "POST",
            "/api/v1/statuses".to_owned(),
            Some(text),
        ),
    };
    let body = body.map(|text| json!({ "status": text }));
    site.json(who, method, &path, body).await;
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

/// Makes a group in each unit, and lets readers and authors find and follow each other and come into the groups.
async fn introduce(sites: &mut [Site], time: &Time) {
    for (home, site) in sites.iter().enumerate() {
        let name = group_name(home);
        let new = json!({ "name": name, "title": name, "note": "", "access": "open" });
        let path = "/api/v1/meent/groups";
        site.json(&site.author, "POST", path, Some(new)).await;
    }
    let hosts: Vec<String> = sites.iter().map(|site| site.place.host.clone()).collect();
    for (home, site) in sites.iter_mut().enumerate() {
        for (away, host) in hosts.iter().enumerate() {
            let author = site.find(&format!("author@{host}")).await;
            let group = site.find(&format!("{}@{host}", group_name(away))).await;
            site.follow(&site.reader, &group).await;
            if away != home {
                site.follow(&site.reader, &author).await;
                site.follow(&site.author, &group).await;
            }
            site.authors.push(author);
            site.groups.push(group);
        }
    }
    // The two readers elsewhere; all three of them and all three authors.
    for _ in 0..20 {
        time.pass(500).await;
        let mut waiting = 0;
        for (home, site) in sites.iter().enumerate() {
            waiting += 2_usize.saturating_sub(site.followers(&site.authors[home]).await.len());
            waiting += 6_usize.saturating_sub(site.followers(&site.groups[home]).await.len());
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
        groups: Vec::new(),
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
