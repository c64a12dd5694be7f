//! Posts.

use serde_json::{Value, json};

use super::{id, ids, keys, post, send};
use crate::support::TestApp;

/// What Mastodon 4.5 sends for a post to its author, with `local_only` and what is ours.
const STATUS: &[&str] = &[
    "account",
    "application",
    "bookmarked",
    "card",
    "content",
    "created_at",
    "edited_at",
    "emojis",
    "favourited",
    "favourites_count",
    "filtered",
    "group",
    "id",
    "in_reply_to_account_id",
    "in_reply_to_id",
    "language",
    "local_only",
    "media_attachments",
    "meent_event",
    "meent_reactions",
    "meent_title",
    "meent_type",
    "meent_waiting",
    "mentions",
    "muted",
    "pinned",
    "poll",
    "quote",
    "quote_approval",
    "quotes_count",
    "reblog",
    "reblogged",
    "reblogs_count",
    "replies_count",
    "sensitive",
    "spoiler_text",
    "tags",
    "uri",
    "url",
    "visibility",
];

#[tokio::test]
async fn a_post_has_every_key() {
    let unit = TestApp::new().await;
    let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
    let status = post(&unit, &anna, "Hoi @bram, tijd voor #Koffie?").await;
    assert_eq!(keys(&status), STATUS);
    assert_eq!(
        status["url"],
        format!("https://hrm.example/@anna/{}", id(&status))
    );
    assert_eq!(status["application"]["name"], "Test");
    assert_eq!(status["mentions"][0]["id"], bram.api_id());
    assert_eq!(status["tags"][0]["name"], "koffie");
    assert_eq!(status["created_at"], "2026-03-02T09:00:00.000Z");
    let boost = unit
        .post(&format!("/api/v1/statuses/{}/reblog", id(&status)))
        .by(&bram)
        .await
        .ok()
        .json();
    assert_eq!(
        (id(&boost["reblog"]), &boost["reblogged"]),
        (id(&status), &json!(true))
    );
    assert_ne!(id(&boost), id(&status));
    assert_eq!(boost["account"]["username"], "bram");
}

#[tokio::test]
async fn every_body_kind_posts() {
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    let pairs = [
        ("status", "Hoi"),
        ("visibility", "unlisted"),
        ("sensitive", "true"),
        ("language", "nl"),
    ];
    let path = "/api/v1/statuses";
    let query = format!("{path}?{}", serde_urlencoded::to_string(pairs).unwrap());
    let form: Value = pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), json!(value)))
        .collect::<serde_json::Map<_, _>>()
        .into();
    for call in [
        unit.post(path).form(&pairs),
        unit.post(path).json(form),
        unit.post(path).upload(("ignored", "", b""), &pairs),
        unit.post(&query),
    ] {
        let status = call.by(&anna).await.ok().json();
        assert_eq!(
            (&status["visibility"], &status["sensitive"]),
            (&json!("unlisted"), &json!(true))
        );
        assert_eq!(
            (&status["content"], &status["language"]),
            (&json!("<p>Hoi</p>"), &json!("nl"))
        );
    }
}

#[tokio::test]
async fn an_idempotency_key_counts_once() {
    let unit = TestApp::new().await;
    let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
    let send = |who| {
        unit.post("/api/v1/statuses")
            .by(who)
            .header("idempotency-key", "k1")
            .json(json!({ "status": "Eén" }))
    };
    let first = send(&anna).await.ok().json();
    assert_eq!(id(&send(&anna).await.ok().json()), id(&first));
    assert_ne!(id(&send(&bram).await.ok().json()), id(&first));
    assert_eq!(
        unit.get("/api/v1/timelines/home")
            .by(&anna)
            .await
            .ok()
            .json()
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn an_edit_keeps_its_history() {
    let unit = TestApp::new().await;
    let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
    let body =
        json!({ "status": "**Een**", "content_type": "text/markdown", "spoiler_text": "let op" });
    let status = send(&unit, &anna, body).await;
    let path = format!("/api/v1/statuses/{}", id(&status));
    assert!(
        status["content"]
            .as_str()
            .unwrap()
            .contains("<strong>Een</strong>")
    );
    unit.advance(60);
    let edited = unit
        .put(&path)
        .by(&anna)
        .json(json!({ "status": "*Twee*" }))
        .await
        .ok()
        .json();
    assert!(
        edited["content"]
            .as_str()
            .unwrap()
            .contains("<em>Twee</em>"),
        "the format stays"
    );
    assert_eq!(
        (&edited["spoiler_text"], &edited["edited_at"]),
        (&json!("let op"), &json!("2026-03-02T09:01:00.000Z"))
    );
    let source = unit
        .get(&format!("{path}/source"))
        .by(&anna)
        .await
        .ok()
        .json();
    assert_eq!(source["text"], "*Twee*");
    assert_eq!(source["content_type"], "text/markdown");
    let history = unit
        .get(&format!("{path}/history"))
        .by(&bram)
        .await
        .ok()
        .json();
    assert_eq!(history.as_array().unwrap().len(), 2);
    assert_eq!(history[0]["created_at"], "2026-03-02T09:00:00.000Z");
    assert_eq!(
        keys(&history[0]),
        [
            "account",
            "content",
            "created_at",
            "emojis",
            "media_attachments",
            "quote",
            "sensitive",
            "spoiler_text"
        ]
    );
}

#[tokio::test]
async fn a_deleted_post_comes_back_as_source_and_is_gone() {
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    let status = post(&unit, &anna, "Weg **ermee**").await;
    let path = format!("/api/v1/statuses/{}", id(&status));
    let deleted = unit.delete(&path).by(&anna).await.ok().json();
    assert_eq!(
        (&deleted["text"], deleted.get("content")),
        (&json!("Weg **ermee**"), None)
    );
    let hidden = unit.get(&path).by(&anna).await.is(404);
    let missing = unit.get("/api/v1/statuses/1").by(&anna).await.is(404);
    assert_eq!(hidden.body, missing.body);
    assert_eq!(hidden.json(), json!({ "error": "Record not found" }));
}

#[tokio::test]
async fn a_thread_is_in_reading_order() {
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    let reply = |to: String, text: &'static str| {
        unit.post("/api/v1/statuses")
            .by(&anna)
            .json(json!({ "status": text, "in_reply_to_id": to }))
    };
    let one = post(&unit, &anna, "1").await;
    let two = reply(id(&one).to_owned(), "2").await.ok().json();
    let three = reply(id(&two).to_owned(), "3").await.ok().json();
    let context = unit
        .get(&format!("/api/v1/statuses/{}/context", id(&two)))
        .by(&anna)
        .await
        .ok()
        .json();
    assert_eq!(ids(&context["ancestors"]), [id(&one)]);
    assert_eq!(ids(&context["descendants"]), [id(&three)]);
    let several = format!(
        "/api/v1/statuses?id[]={}&id[]=x&id[]={}",
        id(&three),
        id(&one)
    );
    assert_eq!(
        ids(&unit.get(&several).by(&anna).await.ok().json()),
        [id(&three), id(&one)]
    );
}

#[tokio::test]
async fn what_is_not_served_is_refused_and_not_lost() {
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    for extra in [
        json!({ "poll": { "options": ["a", "b"], "expires_in": 60 } }),
        json!({ "quote_approval_policy": "friends" }),
        json!({ "scheduled_at": "2026-03-02T09:04:00Z" }),
        json!({ "visibility": "everybody" }),
        json!({ "content_type": "text/html" }),
        json!({ "media_ids": ["x"] }),
        json!({ "status": "   " }),
    ] {
        let mut body = json!({ "status": "Hoi" });
        body.as_object_mut()
            .unwrap()
            .extend(extra.as_object().unwrap().clone());
        let answer = unit
            .post("/api/v1/statuses")
            .by(&anna)
            .json(body)
            .await
            .is(422);
        assert!(
            answer.json()["error"]
                .as_str()
                .unwrap()
                .starts_with("Validation failed: "),
            "{}",
            answer.text()
        );
    }
    assert_eq!(
        unit.get("/api/v1/timelines/home")
            .by(&anna)
            .await
            .ok()
            .json(),
        json!([])
    );
}

#[tokio::test]
async fn marks_come_and_go() {
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    let status = post(&unit, &anna, "Merk mij").await;
    for (deed, undo, mark, list) in [
        (
            "favourite",
            "unfavourite",
            "favourited",
            Some("/api/v1/favourites"),
        ),
        (
            "bookmark",
            "unbookmark",
            "bookmarked",
            Some("/api/v1/bookmarks"),
        ),
        ("pin", "unpin", "pinned", None),
        ("reblog", "unreblog", "reblogged", None),
    ] {
        let act = |deed: &str| {
            unit.post(&format!("/api/v1/statuses/{}/{deed}", id(&status)))
                .by(&anna)
        };
        for _ in 0..2 {
            assert_eq!(act(deed).await.ok().json()[mark], true, "{deed}");
        }
        if let Some(list) = list {
            assert_eq!(
                ids(&unit.get(list).by(&anna).await.ok().json()),
                [id(&status)]
            );
        }
        for _ in 0..2 {
            let undone = act(undo).await.ok().json();
            assert_eq!(
                (&undone[mark], id(&undone)),
                (&json!(false), id(&status)),
                "{undo}"
            );
        }
    }
    let after = unit
        .get(&format!("/api/v1/statuses/{}", id(&status)))
        .by(&anna)
        .await
        .ok()
        .json();
    assert_eq!(
        (&after["favourites_count"], &after["reblogs_count"]),
        (&json!(0), &json!(0))
    );
}
