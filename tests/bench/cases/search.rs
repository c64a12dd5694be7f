//! Searching posts at many posts, by readers with two hundred follows; before that, how long the index takes to make and how
//! large it is.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};

use crate::load::{self, Load};
use crate::rig::Outcome;
use crate::rig::people::Holder;
use crate::rig::unit::Place;
use crate::rig::wire;
use crate::{Bench, data, say};

/// How long an index may take before something must be wrong.
const PATIENCE: Duration = Duration::from_secs(3600);

/// Questions, by what they stand for. The words of the posts are few, so that each stands in most posts: the most that a
/// question can cost.
const QUESTIONS: &[(&str, &str)] = &[
    ("one_post", "4242"),
    ("common_word", "vergadering"),
    ("common_words", "vergaderingen+kantine+budget"),
    ("phrase", "%22planning+van+het%22"),
    ("word_and_not", "workshop+-release"),
    ("tag", "%23tag8"),
    ("author_and_word", "from:author8+kantine"),
    ("month", "budget+after:2026-01-01+before:2026-02-01"),
    ("library", "vergadering+in:library"),
    ("nothing", "onvindbaar"),
];

pub async fn run(bench: &Bench) -> Outcome<Value> {
    let place = bench.place("search").await?;
    let size = bench
        .options
        .sizes
        .iter()
        .copied()
        .max()
        .unwrap_or_default();
    let app = place.open().await?;
    let mut town = data::settle(&app, 1, size).await?;
    say(&format!("   making {size} posts"));
    town.grow(&app, size).await?;
    drop(app);
    say("   making the index");
    let mut unit = place.start(&bench.options.program(), &[])?;
    let folder = place.folder.join("search");
    let started = Instant::now();
    unit.ready("/healthz", None).await?;
    let mut turns = tokio::time::interval(Duration::from_millis(100));
    while !is_complete(&folder) {
        if started.elapsed() > PATIENCE {
            return Err("the index does not become complete".into());
        }
        turns.tick().await;
    }
    let mut report = Map::new();
    report.insert("posts".to_owned(), json!(size));
    report.insert(
        "build_seconds".to_owned(),
        json!(started.elapsed().as_secs_f64()),
    );
    report.insert("index_bytes".to_owned(), json!(bytes(&folder)?));
    report.insert(
        "resident_bytes_after_build".to_owned(),
        json!(unit.resident()?),
    );
    drop(unit);
    let mut unit = place.start(&bench.options.program(), &[])?;
    unit.ready("/healthz", None).await?;
    // The check of the files at the start is no part of a search.
    let mut rest = tokio::time::interval(Duration::from_secs(3));
    for _ in 0..2 {
        rest.tick().await;
    }
    report.insert("resident_bytes_idle".to_owned(), json!(unit.resident()?));
    say("   measuring");
    let load = bench.load(&place);
    for (name, question) in QUESTIONS {
        let path = format!("/api/v2/search?type=statuses&limit=20&q={question}");
        report.insert(
            (*name).to_owned(),
            drive(&load, &place, &town.readers, path).await?,
        );
    }
    let people = "/api/v2/search?type=accounts&limit=20&q=author1".to_owned();
    report.insert(
        "people".to_owned(),
        drive(&load, &place, &town.readers, people).await?,
    );
    report.insert("resident_bytes_after".to_owned(), json!(unit.resident()?));
    Ok(report.into())
}

async fn drive(load: &Load, place: &Place, readers: &[Holder], path: String) -> Outcome<Value> {
    let requests: Vec<Vec<u8>> = readers
        .iter()
        .map(|reader| wire::get(&place.host, &path, Some(&reader.token)))
        .collect();
    let make: load::Maker = Arc::new(move |connection, _| {
        requests
            .get(connection % requests.len())
            .cloned()
            .unwrap_or_default()
    });
    load.run(make, load::success).await
}

/// The state of the index stands beside its list of files.
fn is_complete(folder: &Path) -> bool {
    let meta = std::fs::read_to_string(folder.join("meta.json")).unwrap_or_default();
    meta.contains("\\\"below\\\":null")
}

fn bytes(folder: &Path) -> Outcome<u64> {
    let mut sum = 0;
    for entry in std::fs::read_dir(folder)? {
        sum += entry?.metadata()?.len();
    }
    Ok(sum)
}
