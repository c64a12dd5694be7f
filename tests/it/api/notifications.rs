//! Notifications.

use serde_json::json;

use super::{follow, id, ids, post};
use crate::support::TestApp;

#[tokio::test]
async fn they_are_listed_by_kind_and_sender() {
    let unit = TestApp::new().await;
    let (anna, bram, carla) = (
        unit.person("anna").await,
        unit.person("bram").await,
        unit.person("carla").await,
    );
    let status = post(&unit, &anna, "Hoi").await;
    follow(&unit, &bram, &anna).await;
    unit.post(&format!("/api/v1/statuses/{}/favourite", id(&status)))
        .by(&bram)
        .await
        .ok();
    unit.post(&format!("/api/v1/statuses/{}/reblog", id(&status)))
        .by(&carla)
        .await
        .ok();
    post(&unit, &carla, "Dag @anna").await;
    let kinds = async |query: &str| -> Vec<String> {
        let list = unit
            .get(&format!("/api/v1/notifications?{query}"))
            .by(&anna)
            .await
            .ok()
            .json();
        list.as_array()
            .unwrap()
            .iter()
            .map(|one| one["type"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        kinds("").await,
        ["mention", "reblog", "favourite", "follow"]
    );
    assert_eq!(
        kinds("types[]=mention&types[]=follow").await,
        ["mention", "follow"]
    );
    assert_eq!(
        kinds("exclude_types[]=mention&exclude_types[]=poll").await,
        ["reblog", "favourite", "follow"]
    );
    assert_eq!(kinds("types[]=severed_relationships").await, [""; 0]);
    assert_eq!(
        kinds(&format!("account_id={}", bram.api_id())).await,
        ["favourite", "follow"]
    );
    assert_eq!(kinds("limit=1").await, ["mention"]);
}

#[tokio::test]
async fn one_is_shown_dismissed_and_all_are_cleared() {
    let unit = TestApp::new().await;
    let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
    follow(&unit, &bram, &anna).await;
    post(&unit, &bram, "Dag @anna").await;
    let list = unit
        .get("/api/v1/notifications")
        .by(&anna)
        .await
        .ok()
        .json();
    let [mention, followed] = [&list[0], &list[1]];
    assert_eq!(mention["group_key"], format!("ungrouped-{}", id(mention)));
    assert_eq!(mention["status"]["account"]["id"], bram.api_id());
    assert!(followed.get("status").is_none());
    assert_eq!(
        unit.get("/api/v1/notifications/unread_count")
            .by(&anna)
            .await
            .ok()
            .json(),
        json!({ "count": 2 })
    );
    let one = format!("/api/v1/notifications/{}", id(mention));
    assert_eq!(
        unit.get(&one).by(&anna).await.ok().json()["type"],
        "mention"
    );
    unit.get(&one).by(&bram).await.is(404);
    unit.post(&format!("{one}/dismiss")).by(&bram).await.ok();
    assert_eq!(
        unit.post(&format!("{one}/dismiss"))
            .by(&anna)
            .await
            .ok()
            .json(),
        json!({})
    );
    assert_eq!(
        ids(&unit
            .get("/api/v1/notifications")
            .by(&anna)
            .await
            .ok()
            .json()),
        [id(followed)]
    );
    unit.post("/api/v1/notifications/clear")
        .by(&anna)
        .await
        .ok();
    assert_eq!(
        unit.get("/api/v1/notifications")
            .by(&anna)
            .await
            .ok()
            .json(),
        json!([])
    );
}
