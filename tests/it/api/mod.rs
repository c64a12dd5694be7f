//! The client API, as clients see it.

mod access;
mod accounts;
mod admin;
mod announcements;
mod cards;
mod conversations;
mod emoji;
mod errors;
mod filters;
mod groups;
mod habits;
mod held_back;
mod lists;
mod markers;
pub mod media;
pub mod media_recordings;
mod notices;
mod notifications;
mod oauth;
mod openapi;
mod people;
mod polls;
mod push;
mod quotes;
mod scheduled;
mod search;
mod search_index;
mod search_people;
mod search_posts;
mod search_rights;
mod sockets;
mod statuses;
mod streams;
mod tags;
mod timelines;
mod translations;
mod unit;

use serde_json::{Value, json};

use crate::support::{Member, TestApp};

/// A post with this text by a person; returns the entity.
pub async fn post(unit: &TestApp, by: &Member, text: &str) -> Value {
    send(unit, by, json!({ "status": text })).await
}

/// What somebody reads there.
pub async fn see(unit: &TestApp, by: &Member, path: &str) -> Value {
    unit.get(path).by(by).await.ok().json()
}

/// As [`post`], with everything that an app may send.
pub async fn send(unit: &TestApp, by: &Member, body: Value) -> Value {
    let sent = unit.post("/api/v1/statuses").by(by).json(body).await;
    sent.ok().json()
}

/// The id of an entity.
pub fn id(entity: &Value) -> &str {
    entity["id"].as_str().expect("an id is a string")
}

/// The ids of a list of entities.
pub fn ids(list: &Value) -> Vec<String> {
    list.as_array()
        .expect("a list")
        .iter()
        .map(|entity| id(entity).to_owned())
        .collect()
}

/// The names of an entity's members, sorted.
pub fn keys(entity: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> = entity
        .as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect();
    keys.sort_unstable();
    keys
}

/// `first` follows `second`, and is accepted.
pub async fn follow(unit: &TestApp, first: &Member, second: &Member) {
    let path = format!("/api/v1/accounts/{}/follow", second.api_id());
    let relation = unit.post(&path).by(first).await.ok().json();
    assert_eq!(relation["following"], true);
}
