//! Accounts.

use serde_json::json;

use super::{follow, ids, keys};
use crate::support::TestApp;

/// What Mastodon 4.5 sends for an account of its own people.
const ACCOUNT: &[&str] = &[
    "acct",
    "avatar",
    "avatar_static",
    "bot",
    "created_at",
    "discoverable",
    "display_name",
    "emojis",
    "fields",
    "followers_count",
    "following_count",
    "group",
    "header",
    "header_static",
    "hide_collections",
    "id",
    "indexable",
    "last_status_at",
    "locked",
    "noindex",
    "note",
    "roles",
    "statuses_count",
    "uri",
    "url",
    "username",
];

#[tokio::test]
async fn an_account_has_every_key_and_real_pictures() {
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    let account = unit
        .get(&format!("/api/v1/accounts/{}", anna.api_id()))
        .by(&anna)
        .await
        .ok()
        .json();
    assert_eq!(keys(&account), ACCOUNT);
    assert_eq!(account["acct"], "anna");
    assert_eq!(account["created_at"], "2026-03-02T00:00:00.000Z");
    assert!(account["last_status_at"].is_null());
    for picture in ["avatar", "avatar_static", "header", "header_static"] {
        assert!(
            account[picture]
                .as_str()
                .unwrap()
                .starts_with("https://hrm.example/"),
            "{picture}"
        );
    }
    let own = unit
        .get("/api/v1/accounts/verify_credentials")
        .by(&anna)
        .await
        .ok()
        .json();
    assert_eq!(own["role"]["id"], "0");
    assert_eq!(
        keys(&own["source"]),
        [
            "attribution_domains",
            "discoverable",
            "fields",
            "follow_requests_count",
            "hide_collections",
            "indexable",
            "language",
            "note",
            "privacy",
            "quote_policy",
            "sensitive"
        ]
    );
}

#[tokio::test]
async fn a_profile_changes_by_form_and_by_json() {
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    let path = "/api/v1/accounts/update_credentials";
    let form = [
        ("display_name", "Anna de Wit"),
        ("note", "Ik fiets."),
        ("source[privacy]", "private"),
        ("source[sensitive]", "1"),
        ("source[language]", "nl"),
        ("fields_attributes[1][name]", "Kamer"),
        ("fields_attributes[1][value]", "2.14"),
        ("fields_attributes[0][name]", "Team"),
        ("fields_attributes[0][value]", "HRM"),
        ("bot", "false"),
        ("locked", "on"),
    ];
    let own = unit.patch(path).by(&anna).form(&form).await.ok().json();
    assert_eq!(own["display_name"], "Anna de Wit");
    assert_eq!(own["note"], "<p>Ik fiets.</p>");
    assert_eq!(
        own["fields"][0],
        json!({ "name": "Team", "value": "HRM", "verified_at": null })
    );
    assert_eq!((&own["locked"], &own["bot"]), (&json!(true), &json!(false)));
    assert_eq!(own["source"]["privacy"], "private");
    assert_eq!(own["source"]["language"], "nl");
    let preferences = unit.get("/api/v1/preferences").by(&anna).await.ok().json();
    assert_eq!(preferences["posting:default:visibility"], "private");
    assert_eq!(preferences["posting:default:sensitive"], true);

    let fields = json!({ "fields_attributes": { "0": { "name": "Telefoon", "value": "12" } }, "locked": false });
    let own = unit.patch(path).by(&anna).json(fields).await.ok().json();
    assert_eq!(own["fields"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&own["locked"], &own["display_name"]),
        (&json!(false), &json!("Anna de Wit"))
    );

    let picture = super::media::png();
    let own = unit
        .patch(path)
        .by(&anna)
        .upload(("avatar", "me.png", &picture), &[])
        .await
        .ok()
        .json();
    let url = own["avatar"]
        .as_str()
        .unwrap()
        .strip_prefix("https://hrm.example")
        .unwrap();
    assert!(url.starts_with("/media/"), "{url}");
    unit.patch(path)
        .by(&anna)
        .upload(("avatar", "me.png", b"not a picture"), &[])
        .await
        .is(422);
}

#[tokio::test]
async fn relations_begin_and_end() {
    let unit = TestApp::new().await;
    let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
    follow(&unit, &anna, &bram).await;
    let followers = unit
        .get(&format!("/api/v1/accounts/{}/followers", bram.api_id()))
        .by(&anna)
        .await
        .ok();
    assert_eq!(ids(&followers.json()), [anna.api_id()]);
    assert!(followers.header("link").contains("rel=\"next\""));

    let act = |deed: &str| {
        unit.post(&format!("/api/v1/accounts/{}/{deed}", bram.api_id()))
            .by(&anna)
    };
    let muted = act("mute")
        .form(&[("duration", "3600"), ("notifications", "false")])
        .await
        .ok()
        .json();
    assert_eq!(
        (&muted["muting"], &muted["muting_notifications"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(muted["muting_expires_at"], "2026-03-02T10:00:00.000Z");
    assert_eq!(
        ids(&unit.get("/api/v1/mutes").by(&anna).await.ok().json()),
        [bram.api_id()]
    );
    let blocked = act("block").await.ok().json();
    assert_eq!(
        (&blocked["blocking"], &blocked["following"]),
        (&json!(true), &json!(false))
    );
    act("follow").await.is(403);
    assert_eq!(act("unblock").await.ok().json()["blocking"], false);
    let path = format!(
        "/api/v1/accounts/relationships?id[]={}&id[]={}",
        bram.api_id(),
        anna.api_id()
    );
    let relations = unit.get(&path).by(&anna).await.ok().json();
    assert_eq!(ids(&relations), [bram.api_id(), anna.api_id()]);
    assert_eq!(relations[0].as_object().unwrap().len(), 16);
}

#[tokio::test]
async fn a_locked_person_is_asked() {
    let unit = TestApp::new().await;
    let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
    unit.patch("/api/v1/accounts/update_credentials")
        .by(&bram)
        .json(json!({ "locked": true }))
        .await
        .ok();
    let path = format!("/api/v1/accounts/{}/follow", bram.api_id());
    let relation = unit.post(&path).by(&anna).await.ok().json();
    assert_eq!(
        (&relation["requested"], &relation["following"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(
        ids(&unit
            .get("/api/v1/follow_requests")
            .by(&bram)
            .await
            .ok()
            .json()),
        [anna.api_id()]
    );
    let answer = format!("/api/v1/follow_requests/{}/authorize", anna.api_id());
    assert_eq!(
        unit.post(&answer).by(&bram).await.ok().json()["followed_by"],
        true
    );
    unit.post(&answer).by(&bram).await.ok();
}
