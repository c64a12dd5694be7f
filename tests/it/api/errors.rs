//! What every answer of the API has, the bad ones too.

use serde_json::json;

use crate::support::TestApp;

#[tokio::test]
async fn what_is_not_there_is_an_entity() {
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    for (method, path) in [
        ("GET", "/api/v1/annual_reports"),
        ("GET", "/api/v9/x"),
        ("POST", "/api/v1/timelines/home"),
        ("GET", "/api/v1/statuses/abc"),
        ("GET", "/api/v1/accounts/99999999999999999999"),
    ] {
        let answer = unit.call(method, path).by(&anna).await.is(404);
        assert_eq!(
            answer.json(),
            json!({ "error": "Record not found" }),
            "{method} {path}"
        );
        assert_eq!(answer.header("access-control-allow-origin"), "*");
    }
}

#[tokio::test]
async fn a_slash_at_the_end_changes_nothing() {
    let unit = TestApp::new().await;
    let (bare, slashed) = (
        unit.get("/api/v2/instance").await.ok(),
        unit.get("/api/v2/instance/").await.ok(),
    );
    assert_eq!(bare.body, slashed.body);
    let instance = bare.json();
    assert_eq!(instance["domain"], "hrm.example");
    assert!(
        instance["version"]
            .as_str()
            .unwrap()
            .starts_with("4.5.0+meent-")
    );
    assert_eq!(
        instance["configuration"]["timelines_access"]["live_feeds"]["remote"],
        "authenticated"
    );
}

#[tokio::test]
async fn a_browser_may_ask_from_anywhere() {
    let unit = TestApp::new().await;
    let answer = unit
        .call("OPTIONS", "/api/v1/statuses")
        .header("origin", "https://elk.example")
        .header("access-control-request-method", "POST")
        .header(
            "access-control-request-headers",
            "authorization,idempotency-key",
        )
        .await
        .ok();
    assert_eq!(
        answer.header("access-control-allow-headers"),
        "authorization,idempotency-key"
    );
}

#[tokio::test]
async fn too_many_calls_are_told_when_to_come_back() {
    let unit = TestApp::new().await;
    let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
    let first = unit.get("/api/v1/preferences").by(&anna).await.ok();
    assert_eq!(
        (
            first.header("x-ratelimit-limit"),
            first.header("x-ratelimit-remaining")
        ),
        ("300", "299")
    );
    for _ in 0..299 {
        unit.get("/api/v1/preferences").by(&anna).await.ok();
    }
    let over = unit.get("/api/v1/preferences").by(&anna).await.is(429);
    assert_eq!(over.json(), json!({ "error": "Too many requests" }));
    assert_eq!(over.header("x-ratelimit-reset"), "2026-03-02T09:05:00.000Z");
    unit.get("/api/v1/preferences").by(&bram).await.ok();
    unit.advance(300);
    unit.get("/api/v1/preferences").by(&anna).await.ok();
}
