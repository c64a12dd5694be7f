//! Notifications.

use meent::domain::Role;
use serde_json::json;

use super::{follow, id, ids, post, see, send};
use crate::support::TestApp;

const GROUPS: &str = "/api/v2/notifications";

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

#[tokio::test]
async fn moderators_hear_of_reports_and_of_new_people() {
    let unit = TestApp::with("public_url = 'http://localhost:3000'\ntest_mode = true").await;
    let boss = unit.person_with("boss", Role::Moderator).await;
    let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
    let status = post(&unit, &bram, "Iets lelijks").await;
    for words in ["Eerst", "Nog eens"] {
        let report = json!({
            "account_id": bram.api_id(), "status_ids": [id(&status)], "comment": words
        });
        unit.post("/api/v1/reports")
            .by(&anna)
            .json(report)
            .await
            .ok();
    }
    let told = see(&unit, &boss, "/api/v1/notifications").await;
    assert_eq!(told.as_array().unwrap().len(), 2, "each report for itself");
    let last = &told[0];
    assert_eq!(
        (&last["type"], &last["account"]["username"]),
        (&json!("admin.report"), &json!("anna"))
    );
    assert_eq!(
        (
            &last["report"]["comment"],
            &last["report"]["target_account"]["username"],
            &last["report"]["status_ids"]
        ),
        (&json!("Nog eens"), &json!("bram"), &json!([id(&status)]))
    );
    let groups = see(&unit, &boss, GROUPS).await;
    assert_eq!(groups["notification_groups"][0]["report"], last["report"]);
    let page = unit.get("/notifications").session(&boss).await.ok().text();
    assert!(page.contains("/admin/reports"));
    assert_eq!(see(&unit, &anna, "/api/v1/notifications").await, json!([]));

    let client = unit.post("/api/v1/apps").json(json!({
        "client_name": "A", "redirect_uris": "urn:ietf:wg:oauth:2.0:oob", "scopes": "read write"
    }));
    let client = client.await.ok().json();
    let token = unit.post("/oauth/token").json(json!({
        "client_id": client["client_id"], "client_secret": client["client_secret"],
        "grant_type": "client_credentials", "scope": "read write"
    }));
    let token = token.await.ok().json();
    for name in ["nieuw1", "nieuw2"] {
        let person = json!({
            "username": name, "email": format!("{name}@hrm.example"), "agreement": true,
            "password": "regenboog fietst hard 42", "locale": "nl"
        });
        let call = unit.post("/api/v1/accounts");
        let call = call.token(token["access_token"].as_str().unwrap());
        call.json(person).await.ok();
    }
    let groups = see(&unit, &boss, &format!("{GROUPS}?limit=1")).await;
    let group = &groups["notification_groups"][0];
    assert_eq!(
        (&group["type"], &group["notifications_count"]),
        (&json!("admin.sign_up"), &json!(2))
    );

    meent::service::accounts::set_role(&unit.app, boss.id(), Role::Member)
        .await
        .unwrap();
    let kinds = "/api/v1/notifications?types[]=admin.report";
    assert_eq!(see(&unit, &boss, kinds).await, json!([]));
}

#[tokio::test]
async fn who_quotes_a_post_hears_of_its_new_version() {
    let unit = TestApp::new().await;
    let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
    let status = post(&unit, &anna, "Eerste versie").await;
    let quote = json!({ "status": "Zie dit", "quoted_status_id": id(&status) });
    let quoting = send(&unit, &bram, quote).await;
    let path = format!("/api/v1/statuses/{}", id(&status));
    unit.post(&format!("{path}/reblog")).by(&bram).await.ok();
    for words in ["Tweede versie", "Derde versie"] {
        unit.advance(60);
        let edit = json!({ "status": words });
        unit.put(&path).by(&anna).json(edit).await.ok();
    }
    let told = see(&unit, &bram, "/api/v1/notifications").await;
    let kinds: Vec<&str> = told
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["type"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["quoted_update", "update"], "of the last one only");
    assert_eq!(
        (&told[0]["status"]["id"], &told[0]["account"]["username"]),
        (&quoting["id"], &json!("anna"))
    );
    assert_eq!(told[1]["status"]["id"], status["id"]);
    assert!(told[0]["created_at"] == "2026-03-02T09:02:00.000Z");
}
