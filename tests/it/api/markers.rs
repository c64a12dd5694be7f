//! How far one has read, in every app and on the page.

use serde_json::{Value, json};

use super::{id, ids, keys, post, see};
use crate::support::TestApp;

const GROUPS: &str = "/api/v2/notifications";

#[tokio::test]
async fn the_marker_says_what_is_unread_everywhere() {
    let unit = TestApp::new().await;
    let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
    let others = [bram, unit.person("cees").await, unit.person("dirk").await];
    let status = post(&unit, &anna, "Hoi").await;
    for person in &others {
        let path = format!("/api/v1/statuses/{}/favourite", id(&status));
        unit.post(&path).by(person).await.ok();
    }
    post(&unit, &others[0], "Dag @anna").await;
    let counts = async || {
        let one = see(&unit, &anna, "/api/v1/notifications/unread_count").await;
        let two = see(&unit, &anna, &format!("{GROUPS}/unread_count")).await;
        let page = unit.get("/home").session(&anna).await.ok().text();
        let badge = page.contains("<span aria-hidden=\"true\">4</span>");
        (
            one["count"].as_i64().unwrap(),
            two["count"].as_i64().unwrap(),
            badge,
        )
    };
    assert_eq!(counts().await, (4, 2, true));
    let limited = see(&unit, &anna, "/api/v1/notifications/unread_count?limit=2").await;
    assert_eq!(limited["count"], 2);
    assert_eq!(
        see(&unit, &anna, "/api/v1/markers?timeline[]=notifications").await,
        json!({})
    );
    let list = ids(&see(&unit, &anna, "/api/v1/notifications").await);
    let set = async |body: Value| {
        let call = unit.post("/api/v1/markers").by(&anna).json(body);
        call.await.ok().json()
    };
    let marker = set(json!({ "notifications": { "last_read_id": list[1] } })).await;
    assert_eq!(
        marker,
        json!({ "notifications": { "last_read_id": list[1], "version": 1, "updated_at": "2026-03-02T09:00:00.000Z" } })
    );
    assert_eq!(counts().await, (1, 1, false));
    let page = unit.get("/notifications").session(&anna).await.ok().text();
    assert_eq!(page.matches("happening unread").count(), 1);
    let asked = "/api/v1/markers?timeline[]=notifications&timeline[]=home&timeline[]=local";
    let read = see(&unit, &anna, asked).await;
    assert_eq!(
        (
            &read["notifications"]["last_read_id"],
            &read["notifications"]["version"]
        ),
        (&json!(list[0]), &json!(2)),
        "looking at the page is reading it"
    );
    assert_eq!(counts().await, (0, 0, false));
    let form = unit
        .post("/api/v1/markers")
        .by(&anna)
        .form(&[("home[last_read_id]", "7"), ("local[last_read_id]", "8")]);
    let home = form.await.ok().json();
    assert_eq!(keys(&home), ["home"]);
    assert_eq!(home["home"]["last_read_id"], "7");
    let again = set(json!({ "home": { "last_read_id": "7" } })).await;
    assert_eq!(again["home"]["version"], 1, "nothing has moved");
    let on = set(json!({ "home": { "last_read_id": "9" } })).await;
    assert_eq!(on["home"]["version"], 2);
    assert_eq!(see(&unit, &anna, "/api/v1/markers").await, json!({}));
    for (wrong, status) in [
        (json!({ "home": { "last_read_id": "x" } }), 400),
        (json!({ "home": "7" }), 400),
        (json!({ "home": {} }), 422),
        (json!({ "home": { "last_read_id": -1 } }), 422),
    ] {
        let call = unit.post("/api/v1/markers").by(&anna).json(wrong);
        call.await.is(status);
    }
}
