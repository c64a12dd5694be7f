//! The description of the client API: made of the routes, so these tests look at what it says of them.

use meent::http::api::openapi::document;
use meent::http::api::routes::routes;
use meent::http::extract::access::Access;
use serde_json::Value;

use crate::support::TestApp;

/// Routes whose answers are no entities.
const OTHER: &[&str] = &[
    "/pictures/",
    "/api/v1/streaming",
    "/api/v1/meent/openapi.json",
];

#[tokio::test]
async fn every_route_stands_in_it_with_its_scopes_and_its_answer() {
    let app = TestApp::new().await;
    let served = app.get("/api/v1/meent/openapi.json").await.ok().json();
    assert_eq!(served, document(&routes(false), true));
    let document = document(&routes(true), true);
    for route in routes(true) {
        let place = format!("{} {}", route.method, route.path);
        let call = &document["paths"][route.path][route.method.as_str().to_lowercase()];
        assert!(call.is_object(), "{place} is missing");
        let told: Vec<&str> = call["security"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|way| way["token"][0].as_str())
            .collect();
        assert_eq!(told, route.access.scopes(), "{place}");
        let open = call["security"].is_null();
        assert_eq!(open, route.access == Access::Open, "{place}");
        let good = &call["responses"]["200"];
        let told_less = good.is_null() || OTHER.iter().any(|other| route.path.starts_with(other));
        let schema = &good["content"]["application/json"]["schema"];
        assert_eq!(schema.is_null(), told_less, "{place} has no schema");
        let named: Vec<&str> = call["parameters"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|parameter| parameter["in"] == "path")
            .filter_map(|parameter| parameter["name"].as_str())
            .collect();
        assert_eq!(named.len(), route.path.matches('{').count(), "{place}");
    }
    let calls = document["paths"].as_object().unwrap().values();
    let calls: usize = calls
        .map(|methods| methods.as_object().unwrap().len())
        .sum();
    assert_eq!(calls, routes(true).len(), "a call that no route serves");
}

/// The calls that Mastodon's documentation does not know say themselves what they do.
#[test]
fn calls_of_our_own_are_described() {
    let document = document(&routes(false), true);
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, call) in methods.as_object().unwrap() {
            let summary = call["summary"].as_str().unwrap();
            assert!(!summary.is_empty(), "{method} {path}");
            assert!(
                !path.contains("/meent/") || summary.contains(' '),
                "{method} {path}: {summary}"
            );
        }
    }
    let make = &document["paths"]["/api/v1/meent/groups"]["post"];
    assert_eq!(make["summary"], "Makes a group");
    assert!(
        make["description"]
            .as_str()
            .unwrap()
            .starts_with("Whoever makes it owns it")
    );
}

#[test]
fn every_reference_leads_somewhere() {
    fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| references(item, found)),
            Value::Object(members) => {
                for (key, member) in members {
                    match member.as_str().filter(|_| key == "$ref") {
                        Some(reference) => found.push(reference),
                        None => references(member, found),
                    }
                }
            }
            _ => {}
        }
    }
    let document = document(&routes(true), false);
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(found.len() > 300, "{}", found.len());
    for reference in found {
        let pointer = reference.strip_prefix('#').unwrap_or(reference);
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
    let status = &document["components"]["schemas"]["Status"];
    let required: Vec<&str> = status["required"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    for field in ["id", "created_at", "in_reply_to_id", "account", "poll"] {
        assert!(required.contains(&field), "{field} is always there");
    }
    assert!(!required.contains(&"text"), "{required:?}");
    assert_eq!(status["properties"]["id"]["type"], "string");
}
