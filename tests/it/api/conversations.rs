//! Conversations: who writes to whom by name.

use meent::db;
use meent::domain::{AccountId, StatusId, Visibility};
use serde_json::{Value, json};

use super::people::{remote_status, stranger};
use super::{id, ids, keys, send};
use crate::support::{Member, TestApp};

const PATH: &str = "/api/v1/conversations";

async fn list(unit: &TestApp, by: &Member) -> Value {
    unit.get(PATH).by(by).await.ok().json()
}

async fn direct(unit: &TestApp, by: &Member, text: &str, parent: Option<&str>) -> Value {
    let body = json!({ "status": text, "visibility": "direct", "in_reply_to_id": parent });
    send(unit, by, body).await
}

#[tokio::test]
async fn both_sides_have_the_conversation_with_its_last_post() {
    let unit = TestApp::new().await;
    let (anna, bram, caro) = (
        unit.person("anna").await,
        unit.person("bram").await,
        unit.person("caro").await,
    );
    let first = direct(&unit, &anna, "@bram koffie?", None).await;
    send(
        &unit,
        &anna,
        json!({ "status": "@bram hoi", "visibility": "public" }),
    )
    .await;
    direct(&unit, &anna, "Aan mezelf", None).await;
    let (mine, theirs) = (list(&unit, &anna).await, list(&unit, &bram).await);
    assert_eq!(mine.as_array().unwrap().len(), 1, "{mine}");
    assert_eq!(keys(&mine[0]), ["accounts", "id", "last_status", "unread"]);
    assert_eq!(
        (&mine[0]["unread"], &theirs[0]["unread"]),
        (&json!(false), &json!(true))
    );
    assert_eq!(mine[0]["accounts"][0]["acct"], "bram");
    assert_eq!(theirs[0]["accounts"][0]["acct"], "anna");
    assert_eq!(id(&theirs[0]["last_status"]), id(&first));
    assert_eq!(list(&unit, &caro).await, json!([]));

    let answer = direct(&unit, &bram, "@anna graag", Some(id(&first))).await;
    let (mine, theirs) = (list(&unit, &anna).await, list(&unit, &bram).await);
    assert_eq!(
        (mine.as_array().unwrap().len(), &mine[0]["unread"]),
        (1, &json!(true))
    );
    assert_eq!(theirs[0]["unread"], false, "who answers has read");
    assert_eq!(id(&mine[0]["last_status"]), id(&answer));

    // A third comes in: for them it begins here.
    let third = direct(&unit, &anna, "@bram @caro kom ook", Some(id(&answer))).await;
    let hers = list(&unit, &caro).await;
    assert_eq!(id(&hers[0]["last_status"]), id(&third));
    let mut named: Vec<&str> = hers[0]["accounts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|a| a["acct"].as_str().unwrap())
        .collect();
    named.sort_unstable();
    assert_eq!(named, ["anna", "bram"]);
}

#[tokio::test]
async fn reading_and_putting_away_are_ones_own() {
    let unit = TestApp::new().await;
    let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
    let first = direct(&unit, &anna, "@bram koffie?", None).await;
    let theirs = list(&unit, &bram).await;
    let path = format!("{PATH}/{}", id(&theirs[0]));
    for deed in ["/read", "/unread"] {
        unit.post(&format!("{path}{deed}")).by(&anna).await.is(404);
    }
    unit.delete(&path).by(&anna).await.is(404);
    for missing in ["0", "12345", "x"] {
        unit.post(&format!("{PATH}/{missing}/read"))
            .by(&bram)
            .await
            .is(404);
    }
    let read = unit
        .post(&format!("{path}/read"))
        .by(&bram)
        .await
        .ok()
        .json();
    assert_eq!(
        (&read["unread"], id(&read["last_status"])),
        (&json!(false), id(&first))
    );
    assert_eq!(list(&unit, &bram).await[0]["unread"], false);
    let unread = unit
        .post(&format!("{path}/unread"))
        .by(&bram)
        .await
        .ok()
        .json();
    assert_eq!(unread["unread"], true);
    assert_eq!(unit.delete(&path).by(&bram).await.ok().json(), json!({}));
    assert_eq!(list(&unit, &bram).await, json!([]));
    assert_eq!(list(&unit, &anna).await.as_array().unwrap().len(), 1);
    direct(&unit, &anna, "@bram nog?", Some(id(&first))).await;
    assert_eq!(
        list(&unit, &bram).await.as_array().unwrap().len(),
        1,
        "a new post brings it back"
    );
}

#[tokio::test]
async fn a_deleted_post_leaves_the_one_before_it() {
    let unit = TestApp::new().await;
    let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
    let first = direct(&unit, &anna, "@bram een", None).await;
    let second = direct(&unit, &anna, "@bram twee", Some(id(&first))).await;
    let delete = async |post: &Value| {
        unit.delete(&format!("/api/v1/statuses/{}", id(post)))
            .by(&anna)
            .await
            .ok();
    };
    delete(&second).await;
    assert_eq!(id(&list(&unit, &bram).await[0]["last_status"]), id(&first));
    delete(&first).await;
    assert_eq!(list(&unit, &bram).await, json!([]));
    assert_eq!(list(&unit, &anna).await, json!([]));
}

#[tokio::test]
async fn pages_follow_the_last_posts() {
    let unit = TestApp::new().await;
    let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
    let mut posts = Vec::new();
    for n in 0..5 {
        posts.push(direct(&unit, &anna, &format!("@bram {n}"), None).await);
    }
    // The oldest thread becomes the newest.
    direct(&unit, &anna, "@bram weer", Some(id(&posts[0]))).await;
    let all = ids(&list(&unit, &bram).await);
    let mut seen = Vec::new();
    let mut next = format!("{PATH}?limit=2");
    for _ in 0..4 {
        let page = unit.get(&next).by(&bram).await.ok();
        let found = ids(&page.json());
        if found.is_empty() {
            break;
        }
        seen.extend(found);
        let link = page
            .header("link")
            .split(['<', '>'])
            .nth(1)
            .unwrap()
            .to_owned();
        next = link.strip_prefix("https://hrm.example").unwrap().to_owned();
    }
    assert_eq!((seen.len(), &seen), (5, &all));
}

#[tokio::test]
async fn whom_one_blocks_or_mutes_is_out_of_sight() {
    let unit = TestApp::new().await;
    let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
    direct(&unit, &anna, "@bram een", None).await;
    let act = async |deed: &str| {
        unit.post(&format!("/api/v1/accounts/{}/{deed}", anna.api_id()))
            .by(&bram)
            .await
            .ok();
    };
    for (hide, show) in [("mute", "unmute"), ("block", "unblock")] {
        act(hide).await;
        assert_eq!(list(&unit, &bram).await, json!([]), "{hide}");
        act(show).await;
        assert_eq!(
            list(&unit, &bram).await.as_array().unwrap().len(),
            1,
            "{show}"
        );
    }
}

#[tokio::test]
async fn somebody_named_by_an_edit_comes_in() {
    let unit = TestApp::new().await;
    let (anna, _, caro) = (
        unit.person("anna").await,
        unit.person("bram").await,
        unit.person("caro").await,
    );
    let first = direct(&unit, &anna, "@bram een", None).await;
    let path = format!("/api/v1/statuses/{}", id(&first));
    let body = json!({ "status": "@bram @caro een" });
    unit.put(&path).by(&anna).json(body).await.ok();
    let hers = list(&unit, &caro).await;
    assert_eq!(
        (id(&hers[0]["last_status"]), &hers[0]["unread"]),
        (id(&first), &json!(true))
    );
}

/// From elsewhere an answer may come before what it answers: two threads then become one, and so do their conversations.
#[tokio::test]
async fn threads_that_are_joined_join_their_conversations() {
    let unit = TestApp::new().await;
    let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
    let (them, _) = stranger(&unit, &anna, "ivo").await;
    let ids = [0; 3].map(|_| unit.app.next_id());
    let [first, second, third] = ids.map(StatusId);
    let row = |id: StatusId, parent: Option<&str>| {
        let uri = format!("https://it.example/posts/{id}");
        db::statuses::StatusRow {
            visibility: Visibility::Direct,
            in_reply_to_uri: parent.map(str::to_owned),
            ..remote_status(id, them, &uri)
        }
    };
    let parent = row(first, None);
    let lost = [
        row(second, Some(&parent.uri)),
        row(third, Some(&parent.uri)),
    ];
    let readers: [AccountId; 2] = [anna.id(), bram.id()];
    let numbers = [0; 5].map(|_| unit.app.next_id());
    let (root, posts) = (parent.clone(), [lost[0].clone(), lost[1].clone(), parent]);
    unit.app
        .db
        .write(move |conn| {
            Box::pin(async move {
                // Anna knows all three, Bram only the last; what Anna had read last is older than what comes together.
                let entries = [(0, 0, false), (0, 1, true), (1, 1, true), (0, 2, false)];
                for post in &posts {
                    db::statuses::insert(conn, post).await?;
                    db::statuses::insert_mentions(conn, post.id, &readers).await?;
                }
                for (entry, (reader, post, unread)) in entries.into_iter().enumerate() {
                    db::conversations::add(
                        conn,
                        numbers[entry],
                        readers[reader],
                        &posts[post],
                        unread,
                    )
                    .await?;
                }
                db::threads::hold_alone(conn).await?;
                assert_eq!(db::threads::adopt_replies(conn, &root).await?, 2);
                Ok(())
            })
        })
        .await
        .unwrap();
    for reader in [&anna, &bram] {
        let found = list(&unit, reader).await;
        assert_eq!(found.as_array().unwrap().len(), 1, "{found}");
        assert_eq!(id(&found[0]["last_status"]), third.to_string());
        assert_eq!(found[0]["unread"], true);
    }
}
