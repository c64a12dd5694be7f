//! Custom emoji.

use meent::domain::handle::Handle;
use meent::service::{emoji, follows};
use serde_json::json;

use super::media::png;
use super::{id, post};
use crate::support::TestApp;
use crate::support::network::Network;

#[tokio::test]
async fn an_emoji_of_the_unit_is_listed_shown_and_sent() {
    let unit = TestApp::with("public_url = 'https://hrm.example'\nreach = 'internet'").await;
    let anna = unit.person("anna").await;
    emoji::add(&unit.app, "kat", png()).await.unwrap();
    for bad in ["k", "kat!", "k at"] {
        assert!(emoji::add(&unit.app, bad, png()).await.is_err(), "{bad}");
    }
    assert!(
        emoji::add(&unit.app, "tekst", b"text".to_vec())
            .await
            .is_err()
    );
    let list = unit.get("/api/v1/custom_emojis").await.ok().json();
    assert_eq!(
        (list.as_array().unwrap().len(), &list[0]["shortcode"]),
        (1, &json!("kat"))
    );

    let status = post(&unit, &anna, "Dag :kat: en :hond:").await;
    assert_eq!(status["emojis"].as_array().unwrap().len(), 1);
    let number = id(&status);
    let page = unit
        .get(&format!("/@anna/{number}"))
        .session(&anna)
        .await
        .ok()
        .text();
    assert!(page.contains("alt=\":kat:\"") && page.contains(":hond:"));
    let picture = list[0]["url"].as_str().unwrap();
    let path = picture.strip_prefix("https://hrm.example").unwrap();
    unit.get(path).await.ok();
    let note = unit
        .get(&format!("/users/anna/statuses/{number}"))
        .header("accept", "application/activity+json")
        .await
        .ok()
        .json();
    let tags = note["tag"].as_array().unwrap();
    assert!(
        tags.iter()
            .any(|tag| tag["type"] == "Emoji" && tag["name"] == ":kat:")
    );
    unit.get("/emoji/kat")
        .header("accept", "application/activity+json")
        .await
        .ok();

    emoji::remove(&unit.app, "kat").await.unwrap();
    let status = unit
        .get(&format!("/api/v1/statuses/{number}"))
        .by(&anna)
        .await
        .ok()
        .json();
    assert_eq!(status["emojis"], json!([]));
    unit.get(path).await.is(404);
}

#[tokio::test]
async fn the_emoji_of_a_peer_are_kept_and_shown_from_here() {
    let network = Network::new(&["hrm", "it"]).await;
    let (hrm, it) = (&network[0], &network[1]);
    let (anna, bas) = (hrm.person("anna").await, it.person("bas").await);
    emoji::add(&it.app, "kat", png()).await.unwrap();
    emoji::add(&hrm.app, "hond", png()).await.unwrap();
    let handle = Handle::parse(&format!("bas@{}", it.app.config.domain)).unwrap();
    let found = meent::ap::resolve::handle(&hrm.app, &handle).await.unwrap();
    follows::follow(&hrm.app, &anna.person, found.id, None, None)
        .await
        .unwrap();
    network.run_workers().await;
    post(it, &bas, "Dag :kat: en :hond:").await;
    network.run_workers().await;
    let home = hrm
        .get("/api/v1/timelines/home")
        .by(&anna)
        .await
        .ok()
        .json();
    let emojis = home[0]["emojis"].as_array().unwrap();
    assert_eq!(emojis.len(), 1, "our own :hond: is not theirs");
    let url = emojis[0]["url"].as_str().unwrap();
    assert!(url.starts_with(hrm.app.urls.base()));
}
