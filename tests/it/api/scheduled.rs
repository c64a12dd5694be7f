//! Posts that are published later.

use serde_json::{Value, json};

use super::{id, ids, keys, media::png, post};
use crate::support::{Call, Member, TestApp};

const PATH: &str = "/api/v1/scheduled_statuses";
const MINUTE: i64 = 60;

fn schedule(unit: &TestApp, by: &Member, at: &str, more: Value) -> Call {
    let mut body = json!({ "status": "Tot straks", "scheduled_at": at });
    let more = more.as_object().unwrap().clone();
    body.as_object_mut().unwrap().extend(more);
    unit.post("/api/v1/statuses").by(by).json(body)
}

/// The texts of a person's own posts, newest first.
async fn own(unit: &TestApp, member: &Member) -> Vec<String> {
    let path = format!("/api/v1/accounts/{}/statuses", member.api_id());
    let list = unit.get(&path).by(member).await.ok().json();
    let text = |post: &Value| post["content"].as_str().unwrap().to_owned();
    list.as_array().unwrap().iter().map(text).collect()
}

async fn waiting(unit: &TestApp, member: &Member) -> Value {
    unit.get(PATH).by(member).await.ok().json()
}

#[tokio::test]
async fn a_post_waits_for_its_time_and_is_published_once() {
    let unit = TestApp::new().await;
    let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
    let upload = unit.post("/api/v2/media").by(&anna);
    let file = upload
        .upload(("file", "a.png", &png()), &[])
        .await
        .ok()
        .json();
    let more = json!({
        "media_ids": [id(&file)], "spoiler_text": "Later", "visibility": "unlisted", "language": "nl", "sensitive": true,
    });
    let made = schedule(&unit, &anna, "2026-03-02T10:00:00Z", more)
        .await
        .ok()
        .json();
    assert_eq!(
        keys(&made),
        ["id", "media_attachments", "params", "scheduled_at"]
    );
    assert_eq!(made["scheduled_at"], "2026-03-02T10:00:00.000Z");
    assert_eq!(
        keys(&made["params"]),
        [
            "allowed_mentions",
            "application_id",
            "group_id",
            "idempotency",
            "in_reply_to_id",
            "language",
            "local_only",
            "media_ids",
            "poll",
            "quote_approval_policy",
            "quoted_status_id",
            "scheduled_at",
            "sensitive",
            "spoiler_text",
            "text",
            "visibility",
            "with_rate_limit"
        ]
    );
    let params = &made["params"];
    assert_eq!(
        (
            &params["text"],
            &params["visibility"],
            &params["language"],
            &params["media_ids"][0]
        ),
        (
            &json!("Tot straks"),
            &json!("unlisted"),
            &json!("nl"),
            &file["id"]
        )
    );
    assert_eq!(made["media_attachments"][0]["id"], file["id"]);
    let path = format!("{PATH}/{}", id(&made));
    unit.get(&path).by(&bram).await.is(404);
    assert_eq!(unit.get(&path).by(&anna).await.ok().json(), made);
    assert_eq!(ids(&waiting(&unit, &anna).await), [id(&made)]);
    assert_eq!(waiting(&unit, &bram).await, json!([]));

    // What waits with it is nobody else's, and is not tidied away.
    let taken = json!({ "status": "Nu al", "media_ids": [id(&file)] });
    unit.post("/api/v1/statuses")
        .by(&anna)
        .json(taken.clone())
        .await
        .is(422);
    let twice = json!({ "media_ids": [id(&file)] });
    schedule(&unit, &anna, "2026-03-02T11:00:00Z", twice)
        .await
        .is(422);
    unit.delete(&format!("/api/v1/media/{}", id(&file)))
        .by(&anna)
        .await
        .is(422);

    unit.advance(59 * MINUTE);
    unit.run_workers().await;
    assert_eq!(own(&unit, &anna).await, Vec::<String>::new());
    unit.advance(MINUTE);
    unit.run_workers().await;
    unit.run_workers().await;
    assert_eq!(own(&unit, &anna).await, ["<p>Tot straks</p>"]);
    assert_eq!(waiting(&unit, &anna).await, json!([]));
    unit.get(&path).by(&anna).await.is(404);
    let list = format!("/api/v1/accounts/{}/statuses", anna.api_id());
    let sent = unit.get(&list).by(&anna).await.ok().json()[0].clone();
    assert_eq!(
        (
            &sent["spoiler_text"],
            &sent["visibility"],
            &sent["created_at"],
            &sent["media_attachments"][0]["id"]
        ),
        (
            &json!("Later"),
            &json!("unlisted"),
            &json!("2026-03-02T10:00:00.000Z"),
            &file["id"]
        )
    );
    assert_eq!(sent["application"]["name"], "Test");
}

#[tokio::test]
async fn files_of_a_post_that_waits_are_kept_for_days() {
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    let upload = |name| {
        unit.post("/api/v2/media")
            .by(&anna)
            .upload(("file", name, &png()), &[])
    };
    let kept = upload("a.png").await.ok().json();
    let free = upload("b.png").await.ok().json();
    let more = json!({ "media_ids": [id(&kept)] });
    schedule(&unit, &anna, "2026-03-09T10:00:00Z", more)
        .await
        .ok();
    unit.advance(3 * 24 * 60 * MINUTE);
    meent::worker::prune(&unit.app).await.unwrap();
    let there = |file: &Value| format!("/api/v1/media/{}", id(file));
    unit.get(&there(&kept)).by(&anna).await.ok();
    unit.get(&there(&free)).by(&anna).await.is(404);
}

#[tokio::test]
async fn several_processes_publish_it_once() {
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    schedule(&unit, &anna, "2026-03-02T09:10:00Z", json!({}))
        .await
        .ok();
    unit.advance(11 * MINUTE);
    // Both have read what is due before either has published it.
    let other = unit.beside().await;
    let mine = meent::service::scheduled::due(&unit.app, 10).await.unwrap();
    let theirs = meent::service::scheduled::due(&other, 10).await.unwrap();
    assert_eq!((mine.len(), theirs.len()), (1, 1));
    for (app, due) in [(&unit.app, mine), (&other, theirs)] {
        for (row, draft) in due {
            meent::service::scheduled::publish(app, &row, draft)
                .await
                .unwrap();
        }
    }
    assert_eq!(own(&unit, &anna).await.len(), 1);
    assert_eq!(waiting(&unit, &anna).await, json!([]));
}

#[tokio::test]
async fn another_time_can_be_chosen_and_it_can_be_taken_back() {
    let unit = TestApp::new().await;
    let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
    let made = schedule(&unit, &anna, "2026-03-02T09:10:00Z", json!({}))
        .await
        .ok()
        .json();
    let path = format!("{PATH}/{}", id(&made));
    let later = json!({ "scheduled_at": "2026-03-02T12:00:00+01:00" });
    unit.put(&path).by(&bram).json(later.clone()).await.is(404);
    let moved = unit.put(&path).by(&anna).json(later).await.ok().json();
    assert_eq!(moved["scheduled_at"], "2026-03-02T11:00:00.000Z");
    unit.advance(30 * MINUTE);
    unit.run_workers().await;
    assert!(own(&unit, &anna).await.is_empty());
    for bad in [
        json!({}),
        json!({ "scheduled_at": "banana" }),
        json!({ "scheduled_at": "2026-03-02T09:31:00Z" }),
    ] {
        unit.put(&path).by(&anna).json(bad).await.is(422);
    }
    unit.delete(&path).by(&bram).await.is(404);
    unit.delete(&path).by(&anna).await.ok();
    unit.delete(&path).by(&anna).await.is(404);
    unit.advance(3 * 60 * MINUTE);
    unit.run_workers().await;
    assert!(own(&unit, &anna).await.is_empty());
}

#[tokio::test]
async fn times_and_numbers_have_bounds() {
    let unit = TestApp::with("public_url = 'http://localhost:3000'\ntest_mode = true").await;
    let anna = unit.person("anna").await;
    for at in ["2026-03-02T09:04:59Z", "2026-03-02T08:00:00Z", "2020-01-01"] {
        let answer = schedule(&unit, &anna, at, json!({})).await.is(422);
        assert!(answer.text().contains("5 minutes"), "{}", answer.text());
    }
    let wrong = schedule(&unit, &anna, "banana", json!({}))
        .await
        .is(422)
        .json();
    assert_eq!(wrong, json!({ "error": "Record invalid" }));
    schedule(
        &unit,
        &anna,
        "2026-03-02T10:00:00Z",
        json!({ "status": " " }),
    )
    .await
    .is(422);
    schedule(
        &unit,
        &anna,
        "2026-03-02T10:00:00Z",
        json!({ "in_reply_to_id": "7" }),
    )
    .await
    .is(422);
    let poll = json!({ "poll": { "options": ["a"], "expires_in": 600 } });
    schedule(&unit, &anna, "2026-03-02T10:00:00Z", poll)
        .await
        .is(422);
    assert_eq!(waiting(&unit, &anna).await, json!([]));
    // An empty field is no wish.
    assert!(schedule(&unit, &anna, "", json!({})).await.ok().json()["content"].is_string());

    for _ in 0..25 {
        schedule(&unit, &anna, "2026-03-05T10:00:00Z", json!({}))
            .await
            .ok();
    }
    let full = schedule(&unit, &anna, "2026-03-05T23:59:00Z", json!({}))
        .await
        .is(422);
    assert!(full.text().contains("25"), "{}", full.text());
    for day in 6..17 {
        for _ in 0..25 {
            schedule(
                &unit,
                &anna,
                &format!("2026-03-{day:02}T10:00:00Z"),
                json!({}),
            )
            .await
            .ok();
        }
    }
    let full = schedule(&unit, &anna, "2026-04-01T10:00:00Z", json!({}))
        .await
        .is(422);
    assert!(full.text().contains("300"), "{}", full.text());

    let first = unit.get(&format!("{PATH}?limit=2")).by(&anna).await.ok();
    let link = first.header("link").to_owned();
    let next = link.split(['<', '>']).nth(1).unwrap();
    let next = next.strip_prefix("http://localhost:3000").unwrap();
    let second = unit.get(next).by(&anna).await.ok().json();
    let (first, second) = (ids(&first.json()), ids(&second));
    assert_eq!((first.len(), second.len()), (2, 2));
    assert!(second[0] < first[1], "newest first, without a gap");
}

#[tokio::test]
async fn a_repeated_request_schedules_once() {
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    let send = || {
        schedule(&unit, &anna, "2026-03-02T10:00:00Z", json!({})).header("idempotency-key", "een")
    };
    let first = send().await.ok().json();
    assert_eq!(id(&send().await.ok().json()), id(&first));
    assert_eq!(waiting(&unit, &anna).await.as_array().unwrap().len(), 1);
    unit.advance(2 * 60 * MINUTE);
    unit.run_workers().await;
    assert_eq!(own(&unit, &anna).await.len(), 1);
}

#[tokio::test]
async fn what_cannot_be_published_any_more_is_kept_and_told() {
    let unit = TestApp::new().await;
    let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
    let parent = post(&unit, &bram, "Vraag").await;
    let more = json!({ "in_reply_to_id": id(&parent) });
    let made = schedule(&unit, &anna, "2026-03-02T10:00:00Z", more)
        .await
        .ok()
        .json();
    unit.delete(&format!("/api/v1/statuses/{}", id(&parent)))
        .by(&bram)
        .await
        .ok();
    unit.advance(61 * MINUTE);
    unit.run_workers().await;
    unit.run_workers().await;
    assert!(own(&unit, &anna).await.is_empty());
    let path = format!("{PATH}/{}", id(&made));
    let kept = unit.get(&path).by(&anna).await.ok().json();
    assert!(
        kept["meent_error"]
            .as_str()
            .unwrap()
            .contains("does not exist"),
        "{kept}"
    );
    assert_eq!(kept["params"]["text"], "Tot straks");

    let told = unit
        .get("/api/v1/notifications")
        .by(&anna)
        .await
        .ok()
        .json();
    let told = told.as_array().unwrap();
    assert_eq!(told.len(), 1, "once");
    assert_eq!(
        (&told[0]["type"], &told[0]["status"]["visibility"]),
        (&json!("mention"), &json!("direct"))
    );
    let words = told[0]["status"]["content"].as_str().unwrap();
    assert!(
        words.contains("2026-03-02 10:00 UTC") && words.contains("does not exist"),
        "{words}"
    );
    let letter = format!("/api/v1/statuses/{}", id(&told[0]["status"]));
    unit.get(&letter).by(&anna).await.ok();
    unit.get(&letter).by(&bram).await.is(404);

    // With another time it has another chance.
    let later = json!({ "scheduled_at": "2026-03-02T12:00:00Z" });
    let again = unit.put(&path).by(&anna).json(later).await.ok().json();
    assert!(again.get("meent_error").is_none());
}

#[tokio::test]
async fn nothing_is_published_for_somebody_who_is_suspended() {
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    schedule(&unit, &anna, "2026-03-02T10:00:00Z", json!({}))
        .await
        .ok();
    let set = |suspended| meent::service::accounts::set_suspended(&unit.app, anna.id(), suspended);
    set(true).await.unwrap();
    unit.advance(61 * MINUTE);
    unit.run_workers().await;
    set(false).await.unwrap();
    unit.run_workers().await;
    let token = unit.token(anna.id(), "read write").await;
    let list = unit.get(PATH).token(&token).await.ok().json();
    assert!(list[0]["meent_error"].is_string());
    let path = format!("/api/v1/accounts/{}/statuses", anna.api_id());
    assert_eq!(unit.get(&path).token(&token).await.ok().json(), json!([]));
}

#[tokio::test]
async fn one_that_cannot_be_read_does_not_stop_the_others() {
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    let first = schedule(&unit, &anna, "2026-03-02T09:10:00Z", json!({})).await;
    let broken = id(&first.ok().json()).to_owned();
    schedule(&unit, &anna, "2026-03-02T09:11:00Z", json!({}))
        .await
        .ok();
    let spoil = format!("UPDATE scheduled_posts SET draft = 'x' WHERE id = {broken}");
    unit.app
        .db
        .write(move |conn| {
            Box::pin(async move { crate::support::database::sql(conn, &spoil).await })
        })
        .await
        .unwrap();
    unit.advance(20 * MINUTE);
    unit.run_workers().await;
    assert_eq!(own(&unit, &anna).await.len(), 1);
    let list = waiting(&unit, &anna).await;
    assert_eq!(ids(&list), [broken]);
    assert!(list[0]["meent_error"].is_string());
}
