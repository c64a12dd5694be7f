//! Timelines of a reader with two hundred follows at growing numbers of posts; memory and cold start along the way.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::data;
use crate::load::{self, Load};
use crate::rig::Outcome;
use crate::rig::people::Holder;
use crate::rig::unit::Place;
use crate::rig::wire::{self, Answer};
use crate::samples::Samples;
use crate::{Bench, say};

const HOME: &str = "/api/v1/timelines/home?limit=20";
/// So often a cold start is repeated.
const STARTS: usize = 9;

pub async fn run(bench: &Bench) -> Outcome<Value> {
    let place = bench.place("timelines").await?;
    let room = bench
        .options
        .sizes
        .iter()
        .copied()
        .max()
        .unwrap_or_default();
    let app = place.open().await?;
    let mut town = data::settle(&app, 1, room).await?;
    let mut report = Map::new();
    report.insert(
        "empty".to_owned(),
        footprint(bench, &place, &town.readers).await?,
    );
    for size in &bench.options.sizes {
        say(&format!("   making {size} posts"));
        town.grow(&app, *size).await?;
        say("   measuring");
        report.insert(
            size.to_string(),
            measure(bench, &place, &town.readers).await?,
        );
    }
    Ok(report.into())
}

async fn measure(bench: &Bench, place: &Place, readers: &[Holder]) -> Outcome<Value> {
    let mut fields = footprint(bench, place, readers).await?;
    let mut unit = place.start(&bench.options.program(), &[])?;
    unit.ready("/healthz", None).await?;
    let load = bench.load(place);
    for (name, path) in [
        ("home", HOME),
        ("network", "/api/v1/timelines/public?limit=20"),
        ("unit", "/api/v1/timelines/public?local=true&limit=20"),
        ("tag", "/api/v1/timelines/tag/tag8?limit=20"),
    ] {
        let value = drive(&load, place, readers, path).await?;
        if let Some(fields) = fields.as_object_mut() {
            fields.insert(name.to_owned(), value);
        }
    }
    if let Some(fields) = fields.as_object_mut() {
        fields.insert("resident_bytes_after".to_owned(), json!(unit.resident()?));
    }
    Ok(fields)
}

async fn drive(
    load: &Load,
    place: &Place,
    readers: &[Holder],
    path: &'static str,
) -> Outcome<Value> {
    let requests: Vec<Vec<u8>> = readers
        .iter()
        .map(|reader| wire::get(&place.host, path, Some(&reader.token)))
        .collect();
    let make: load::Maker = Arc::new(move |connection, _| {
        requests
            .get(connection % requests.len())
            .cloned()
            .unwrap_or_default()
    });
    load.run(make, full_page).await
}

/// Twenty posts: counted by a field that every post has at least once.
fn full_page(answer: &Answer) -> Outcome<()> {
    load::success(answer)?;
    let posts = answer
        .body
        .windows(16)
        .filter(|window| window == b"\"in_reply_to_id\"")
        .count();
    if posts < 20 {
        return Err(format!("a page of {posts} posts").into());
    }
    Ok(())
}

/// Cold starts up to the first home timeline, and the memory of a unit that was asked once.
async fn footprint(bench: &Bench, place: &Place, readers: &[Holder]) -> Outcome<Value> {
    let token = readers.first().map(|reader| reader.token.as_str());
    let mut starts = Samples::default();
    let mut resident = 0;
    for _ in 0..STARTS {
        let mut unit = place.start(&bench.options.program(), &[])?;
        starts.push(unit.ready(HOME, token).await?);
        resident = unit.resident()?;
    }
    Ok(json!({ "start_to_first_home": starts.report(), "resident_bytes_idle": resident }))
}
