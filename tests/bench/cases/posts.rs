//! Posts a second through the client API, each answered after it is on disk.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::rig::{Outcome, wire};
use crate::{Bench, data, load};

pub async fn run(bench: &Bench) -> Outcome<Value> {
    let place = bench.place("posts").await?;
    let app = place.open().await?;
    let mut town = data::settle(&app, 1, 2_000).await?;
    town.grow(&app, 1_000).await?;
    drop(app);
    let mut unit = place.start(&bench.options.program(), &[])?;
    unit.ready("/healthz", None).await?;
    let (host, writers) = (place.host.clone(), town.writers);
    let make: load::Maker = Arc::new(move |connection, n| {
        let token = writers
            .get(connection % writers.len())
            .map(|writer| writer.token.as_str());
        let key = format!("Idempotency-Key: {connection}-{n}\r\n");
        let body = json!({ "status": format!("Post {n} of connection {connection}: see you at the canteen at noon? #lunch") });
        wire::post(&host, "/api/v1/statuses", token, &key, &body)
    });
    let mut report = bench.load(&place).run(make, load::success).await?;
    if let Some(fields) = report.as_object_mut() {
        fields.insert("resident_bytes_after".to_owned(), json!(unit.resident()?));
    }
    Ok(report)
}
