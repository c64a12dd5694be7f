//! One post to five hundred peers, all served by one scripted process (this one) under names of their own.

use std::net::Ipv4Addr;
use std::time::{Duration, Instant};

use axum::Router;
use axum::http::StatusCode;
use axum::routing::any;
use meent::service::peers;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use crate::rig::Outcome;
use crate::rig::people;
use crate::rig::wire::{self, Wire};
use crate::samples::Samples;
use crate::{Bench, data};

const ROUNDS: usize = 20;
const PATIENCE: Duration = Duration::from_secs(30);

pub async fn run(bench: &Bench) -> Outcome<Value> {
    let all = bench.options.peers;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let port = listener.local_addr()?.port();
    let (arrived, mut arrivals) = mpsc::unbounded_channel();
    let peer = Router::new().fallback(any(move || {
        let arrived = arrived.clone();
        async move {
            // The receiver lives as long as the measurement.
            let _ = arrived.send(Instant::now());
            StatusCode::ACCEPTED
        }
    }));
    let serving = tokio::spawn(async move { axum::serve(listener, peer).await });

    let place = bench.place("fanout").await?;
    let app = place.open().await?;
    let alice = people::settle(&app, "alice").await?;
    for n in 0..all {
        let host = format!("peer{n}.localhost:{port}");
        peers::add(&app, &host).await?;
        let row = data::stranger(&app, &alice, "reader", &host);
        let id = row.id;
        app.db
            .write(move |conn| {
                Box::pin(async move { meent::db::accounts::insert(conn, &row).await })
            })
            .await?;
        data::follow(&app, id, vec![alice.id]).await?;
    }
    let alice = people::holders(&app, vec![alice])
        .await?
        .pop()
        .ok_or("no holder")?;
    drop(app);

    let mut unit = place.start(&bench.options.program(), &[])?;
    unit.ready("/healthz", None).await?;
    let mut writer = Wire::new(place.address);
    let (mut last, mut half) = (Samples::default(), Samples::default());
    let mut first_round = Value::Null;
    for n in 0..=ROUNDS {
        let body = json!({ "status": format!("For everybody, number {n}") });
        let request = wire::post(
            &place.host,
            "/api/v1/statuses",
            Some(&alice.token),
            "",
            &body,
        );
        let begin = Instant::now();
        writer.send(&request).await?.json()?;
        for count in 1..=all {
            let at = tokio::time::timeout(PATIENCE, arrivals.recv())
                .await
                .map_err(|_| {
                    format!(
                        "{} of {all} deliveries came in round {n}:\n{}",
                        count - 1,
                        place.log()
                    )
                })?
                .ok_or("the peers are gone")?;
            let time = at.saturating_duration_since(begin);
            match (n, count) {
                (0, _) if count == all => first_round = json!(crate::samples::millis(&time)),
                (0, _) => {}
                (_, _) if count == all => last.push(time),
                (_, count) if count == all / 2 => half.push(time),
                _ => {}
            }
        }
    }
    serving.abort();
    Ok(json!({
        "peers": all,
        "first_round_ms": first_round,
        "until_half_arrived": half.report(),
        "until_all_arrived": last.report(),
    }))
}
