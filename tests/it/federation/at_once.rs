//! What comes several times at the same moment has its effect once. On SQLite one writer sees to that, on PostgreSQL locks do.

use futures::future::join_all;
use meent::ap::{receive, resolve};
use meent_federation::vocab::Actor;
use serde_json::json;

use super::support::{Hostile, Unit, fake_clock};
use crate::support::TestApp;

const TIMES: usize = 8;

#[tokio::test]
async fn a_request_that_is_repeated_makes_one_post() {
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    let asked = (0..TIMES).map(|_| async {
        let call = unit.post("/api/v1/statuses").by(&anna);
        let call = call.header("idempotency-key", "the same");
        call.json(json!({"status": "Once"})).await.ok().json()["id"].clone()
    });
    let mut ids = join_all(asked).await;
    ids.dedup();
    assert_eq!(ids.len(), 1, "{ids:?}");
    let path = format!("/api/v1/accounts/{}/statuses", anna.api_id());
    let posts = unit.get(&path).by(&anna).await.ok().json();
    assert_eq!(posts.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn somebody_and_their_post_come_by_several_ways() {
    let unit = Unit::start("hrm", &fake_clock()).await;
    let alice = unit.person("alice").await;
    let hostile = Hostile::start("other").await;
    meent::service::peers::add(&unit.app, &hostile.domain)
        .await
        .unwrap();
    hostile.serve_actor("victim");
    let document = hostile.documents.lock().unwrap()["/u/victim"].clone();
    let actor = Actor::read(&document).unwrap();
    let stored = join_all((0..TIMES).map(|_| resolve::store_actor(&unit.app, &actor))).await;
    let mut ids: Vec<_> = stored.into_iter().map(|row| row.unwrap().id).collect();
    ids.dedup();
    assert_eq!(ids.len(), 1, "{ids:?}");

    let mut create = hostile.create("victim", 1, "<p>Once :wave:</p>");
    create["object"]["to"] = json!([alice.account.uri]);
    create["object"]["tag"] = json!([
        {"type": "Mention", "href": alice.account.uri, "name": "@alice"},
        {"type": "Hashtag", "href": hostile.url("/t/once"), "name": "#once"},
        {"type": "Emoji", "name": ":wave:", "icon": {"type": "Image", "url": hostile.url("/wave.png")}},
    ]);
    let (sender, body) = (hostile.actor("victim"), create.to_string());
    let received = (0..TIMES).map(|_| receive::activity(&unit.app, &sender, &body));
    for outcome in join_all(received).await {
        outcome.unwrap();
    }
    let row = unit.living(&hostile.url("/n/1")).await.unwrap();
    let mut conn = unit.app.db.read().await.unwrap();
    let author = meent::db::accounts::by_id(&mut conn, row.account_id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(author.statuses_count, 1);
}
