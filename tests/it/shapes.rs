//! What apps, peers and readers are sent, compared with files: entities of the client API, ActivityPub documents and pages.
//! Ids, secrets and keys, which differ from run to run, are masked.

use serde_json::{Value, json};

use crate::api::media::png;
use crate::api::{id, post};
use crate::support::{Member, TestApp};

const ACTIVITY: &str = "application/activity+json";

/// Runs of letters, digits, `_` and `-` so long are secrets or the names of files.
const SECRET: usize = 32;
/// Runs of digits so long are ids.
const ID: usize = 15;

/// A unit that shows itself to everybody, with two people who have talked.
struct Day {
    unit: TestApp,
    anna: Member,
    bas: Member,
    /// Anna's post, with everything on it.
    post: Value,
}

async fn day() -> Day {
    let unit = TestApp::with("public_url = 'https://hrm.example'\nreach = 'internet'").await;
    let (anna, bas) = (unit.person("anna").await, unit.person("bas").await);
    let profile = [
        ("display_name", "Anna de Wit"),
        ("note", "Ik fiets. #fiets"),
        ("fields_attributes[0][name]", "Team"),
        ("fields_attributes[0][value]", "HRM"),
    ];
    let path = "/api/v1/accounts/update_credentials";
    unit.patch(path).by(&anna).form(&profile).await.ok();
    unit.post(&format!("/api/v1/accounts/{}/follow", anna.api_id()))
        .by(&bas)
        .await
        .ok();
    unit.advance(60);
    let upload = [("description", "Een vlag in de wind")];
    let file = unit
        .post("/api/v2/media")
        .by(&anna)
        .upload(("file", "vlag.png", &png()), &upload)
        .await
        .ok()
        .json();
    let draft = json!({
        "status": "Hoi @bas, **morgen** om tien uur #koffie\n\nhttps://hrm.example/about",
        "content_type": "text/markdown",
        "spoiler_text": "Koffie",
        "language": "nl",
        "media_ids": [id(&file)],
    });
    let sent = unit.post("/api/v1/statuses").by(&anna).json(draft).await;
    let status = sent.ok().json();
    unit.advance(60);
    let answer = json!({ "status": "Graag!", "in_reply_to_id": id(&status) });
    unit.post("/api/v1/statuses")
        .by(&bas)
        .json(answer)
        .await
        .ok();
    for deed in ["favourite", "reblog"] {
        unit.post(&format!("/api/v1/statuses/{}/{deed}", id(&status)))
            .by(&bas)
            .await
            .ok();
        unit.advance(60);
    }
    unit.run_workers().await;
    Day {
        unit,
        anna,
        bas,
        post: status,
    }
}

/// Text with what differs from run to run taken out.
pub fn masked(text: &str) -> String {
    let mut out = String::new();
    let mut run = String::new();
    for c in text.chars().chain(['\0']) {
        if c.is_ascii_alphanumeric() || c == '_' || c == '-' {
            run.push(c);
            continue;
        }
        match run.len() {
            SECRET.. => out.push_str("[secret]"),
            // The address of a style sheet changes with what is in it.
            16 if run.bytes().all(|b| b.is_ascii_hexdigit()) => out.push_str("[digest]"),
            _ => out.push_str(&without_ids(&run)),
        }
        run.clear();
        if c != '\0' {
            out.push(c);
        }
    }
    out
}

/// A name such as `post-116158758912000271` without the digits.
fn without_ids(run: &str) -> String {
    let mut out = String::new();
    let mut rest = run;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, from) = rest.split_at(start);
        let end = from
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(from.len());
        let (digits, after) = from.split_at(end);
        out.push_str(before);
        out.push_str(if digits.len() >= ID { "[id]" } else { digits });
        rest = after;
    }
    out + rest
}

pub fn readable(mut value: Value) -> String {
    hide(&mut value);
    masked(&serde_json::to_string_pretty(&value).unwrap())
}

/// Takes out what no rule on the text can tell.
fn hide(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                match name.as_str() {
                    "publicKeyPem" | "publicKeyMultibase" => *value = json!("[key]"),
                    "version" if value.is_string() => *value = json!("[version]"),
                    _ => hide(value),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(hide),
        _ => {}
    }
}

#[tokio::test]
async fn entities_keep_their_shape() {
    let day = day().await;
    let status = format!("/api/v1/statuses/{}", id(&day.post));
    for (name, path) in [
        ("status", status.clone()),
        ("context", format!("{status}/context")),
        ("account", format!("/api/v1/accounts/{}", day.anna.api_id())),
        (
            "own_account",
            "/api/v1/accounts/verify_credentials".to_owned(),
        ),
        ("notifications", "/api/v1/notifications".to_owned()),
        ("instance", "/api/v2/instance".to_owned()),
        ("instance_v1", "/api/v1/instance".to_owned()),
    ] {
        let mut entity = day.unit.get(&path).by(&day.anna).await.ok().json();
        if let Some(key) = entity.pointer_mut("/configuration/vapid/public_key") {
            *key = "[key]".into();
        }
        insta::assert_snapshot!(format!("entity_{name}"), readable(entity));
    }
}

#[tokio::test]
async fn activitypub_documents_keep_their_shape() {
    let day = day().await;
    let address = |document: &Value, field: &str| {
        let url = document[field].as_str().unwrap();
        url.strip_prefix("https://hrm.example").unwrap().to_owned()
    };
    let fetch = async |path: &str| {
        let call = day.unit.get(path).header("accept", ACTIVITY);
        call.await.ok().json()
    };
    let note = address(&day.post, "uri");
    let actor = fetch("/users/anna").await;
    for (name, path) in [
        ("actor", "/users/anna".to_owned()),
        ("note", note.clone()),
        ("create", format!("{note}/activity")),
        ("outbox", address(&actor, "outbox")),
        ("followers", address(&actor, "followers")),
        (
            "webfinger",
            "/.well-known/webfinger?resource=acct:anna@hrm.example".to_owned(),
        ),
        ("nodeinfo", "/nodeinfo/2.1".to_owned()),
    ] {
        insta::assert_snapshot!(format!("activitypub_{name}"), readable(fetch(&path).await));
    }
}

#[tokio::test]
async fn pages_keep_their_shape() {
    let day = day().await;
    for (name, path, language) in [
        ("home", "/home".to_owned(), "en"),
        ("notifications", "/notifications".to_owned(), "en"),
        ("profile", "/@anna".to_owned(), "nl"),
        ("post", format!("/@anna/{}", id(&day.post)), "nl"),
    ] {
        let page = day
            .unit
            .get(&path)
            .session(&day.bas)
            .header("accept", "text/html")
            .header("accept-language", language)
            .await
            .ok();
        insta::assert_snapshot!(format!("page_{name}"), masked(&page.text()));
    }
}

#[tokio::test]
async fn a_mask_hides_ids_and_secrets_only() {
    let text = "#post-n116158758912000271, name vlag-2026, key 47d2069373b737cc5df00ea8b1bdb946.";
    assert_eq!(masked(text), "#post-n[id], name vlag-2026, key [secret].");
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    let status = post(&unit, &anna, "Hoi").await;
    assert!(!readable(status.clone()).contains(id(&status)));
}
