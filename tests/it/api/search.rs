//! Search.

use serde_json::{Value, json};

use super::{id, ids, post, send};
use crate::support::TestApp;

#[tokio::test]
async fn people_posts_and_tags_are_found_by_what_is_known_of_them() {
    let unit = TestApp::new().await;
    let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
    let status = post(&unit, &anna, "Over #Lunchen en #lunchpauze").await;
    let search = async |query: &str| -> Value {
        unit.get(&format!("/api/v2/search?{query}"))
            .by(&bram)
            .await
            .ok()
            .json()
    };
    for handle in [
        "anna",
        "ANN",
        "%40anna",
        "anna%40hrm.example",
        "%40anna%40HRM.example",
        "https://hrm.example/@anna",
    ] {
        let found = search(&format!("q={handle}&resolve=true&type=accounts")).await;
        assert_eq!(ids(&found["accounts"]), [anna.api_id()], "{handle}");
    }
    for address in ["url", "uri"] {
        let found = search(&format!(
            "q={}&resolve=true",
            status[address].as_str().unwrap()
        ))
        .await;
        assert_eq!(ids(&found["statuses"]), [id(&status)], "{address}");
    }
    let found = search("q=%23lunch").await;
    assert_eq!(found["hashtags"].as_array().unwrap().len(), 2);
    assert_eq!(found["hashtags"][0]["name"], "Lunchen");
    assert_eq!(
        (&found["accounts"], &found["statuses"]),
        (&json!([]), &json!([]))
    );
    let nobody = json!({ "accounts": [], "statuses": [], "hashtags": [] });
    for query in [
        "q=niemand",
        "q=niemand%40elders.example&resolve=true",
        "q=https://elders.example/x&resolve=true",
        "q=",
    ] {
        assert_eq!(search(query).await, nobody, "{query}");
    }
    unit.get("/api/v2/search?q=a&type=everything")
        .by(&bram)
        .await
        .is(400);
}

#[tokio::test]
async fn an_address_does_not_open_what_is_closed() {
    let unit = TestApp::new().await;
    let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
    let body = json!({ "status": "Geheim", "visibility": "direct" });
    let status = send(&unit, &anna, body).await;
    let path = format!(
        "/api/v2/search?q={}&resolve=true",
        status["uri"].as_str().unwrap()
    );
    assert_eq!(
        unit.get(&path).by(&bram).await.ok().json()["statuses"],
        json!([])
    );
    assert_eq!(
        ids(&unit.get(&path).by(&anna).await.ok().json()["statuses"]),
        [id(&status)]
    );
}

#[tokio::test]
async fn a_hashtag_is_shown_in_its_spelling() {
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    post(&unit, &anna, "#GoedeMorgen").await;
    let tag = unit
        .get("/api/v1/tags/goedemorgen")
        .by(&anna)
        .await
        .ok()
        .json();
    assert_eq!(
        (&tag["name"], &tag["following"]),
        (&json!("GoedeMorgen"), &json!(false))
    );
    assert_eq!(tag["url"], "https://hrm.example/tags/goedemorgen");
    assert_eq!(
        unit.get("/api/v1/tags/onbekend")
            .by(&anna)
            .await
            .ok()
            .json()["name"],
        "onbekend"
    );
}
