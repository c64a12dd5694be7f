//! Activities from other units with real signatures of both forms: how fast they are accepted, and until when all are processed.

use std::time::Instant;

use meent::app::AppRef;
use meent::db;
use meent_federation::signature::{Form, sign_post};
use serde_json::{Map, Value, json};

use crate::data::{self, Town};
use crate::load;
use crate::rig::Outcome;
use crate::rig::unit::Place;
use crate::samples::per_second;
use crate::{Bench, say};

pub async fn run(bench: &Bench) -> Outcome<Value> {
    let place = bench.place("inbox").await?;
    let app = place.open().await?;
    let mut town = data::settle(&app, 1, 2_000).await?;
    town.grow(&app, 1_000).await?;
    let mut unit = place.start(&bench.options.program(), &[])?;
    unit.ready("/healthz", None).await?;
    let (load, mut report, mut first) = (bench.load(&place), Map::new(), 0);
    for (name, form) in [("cavage", Form::Cavage), ("rfc9421", Form::Message)] {
        say(&format!("   signing, {name}"));
        let warm_up = signed(
            &app,
            &place,
            &town,
            form,
            first,
            bench.options.activities / 10,
        )?;
        first += warm_up.len();
        let requests = signed(&app, &place, &town, form, first, bench.options.activities)?;
        first += requests.len();
        let count = requests.len();
        load.all(warm_up, load::success).await?;
        drained(&app).await?;
        let before = posts(&app, &town).await?;
        say("   measuring");
        let begin = Instant::now();
        let accepted = load.all(requests, load::success).await?;
        let all_accepted = begin.elapsed();
        drained(&app).await?;
        let all_processed = begin.elapsed();
        let value = json!({
            "activities": count,
            "accepted_per_second": per_second(count, all_accepted),
            "processed_per_second": per_second(count, all_processed),
            "latency": accepted.report(),
            "posts_stored": posts(&app, &town).await? - before,
        });
        report.insert(name.to_owned(), value);
    }
    report.insert("resident_bytes_after".to_owned(), json!(unit.resident()?));
    Ok(report.into())
}

/// Requests with a new post each, from all strangers in turn.
fn signed(
    app: &AppRef,
    place: &Place,
    town: &Town,
    form: Form,
    from: usize,
    count: usize,
) -> Outcome<Vec<Vec<u8>>> {
    let url = url::Url::parse(&format!("http://{}/inbox", place.host))?;
    let now = app.now().to_datetime();
    let mut requests = Vec::with_capacity(count);
    for n in from..from + count {
        let Some((row, signer)) = town.strangers.get(n % town.strangers.len()) else {
            continue;
        };
        let id = format!("{}/statuses/{n}", row.uri);
        let published = app.now().to_rfc3339();
        let (public, followers) = (
            "https://www.w3.org/ns/activitystreams#Public",
            &row.followers_url,
        );
        let body = json!({
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": format!("{id}/activity"),
            "type": "Create",
            "actor": row.uri,
            "published": published,
            "to": [public],
            "cc": [followers],
            "object": {
                "id": id,
                "type": "Note",
                "attributedTo": row.uri,
                "published": published,
                "to": [public],
                "cc": [followers],
                "content": format!("<p>Post {n}: the minutes of the meeting are in the usual place.</p>"),
                "url": id,
            },
        })
        .to_string();
        let headers = sign_post(signer, &url, body.as_bytes(), now, form)?;
        let mut request = b"POST /inbox HTTP/1.1\r\n".to_vec();
        for (name, value) in &headers {
            request.extend_from_slice(name.as_str().as_bytes());
            request.extend_from_slice(b": ");
            request.extend_from_slice(value.as_bytes());
            request.extend_from_slice(b"\r\n");
        }
        request
            .extend_from_slice(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
        requests.push(request);
    }
    Ok(requests)
}

/// Returns when nothing waits in the inbox. Looks often enough to be exact, seldom enough not to disturb.
async fn drained(app: &AppRef) -> Outcome<()> {
    let mut turns = tokio::time::interval(std::time::Duration::from_millis(10));
    loop {
        turns.tick().await;
        if db::inbox::count_waiting(&mut *app.db.read().await?).await? == 0 {
            return Ok(());
        }
    }
}

/// What the strangers have posted as far as the unit knows: to see that what was accepted has come to something.
async fn posts(app: &AppRef, town: &Town) -> Outcome<i64> {
    let ids: Vec<_> = town.strangers.iter().map(|(row, _)| row.id).collect();
    let rows = db::accounts::by_ids(&mut *app.db.read().await?, &ids).await?;
    Ok(rows.iter().map(|row| row.statuses_count).sum())
}
