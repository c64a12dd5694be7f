//! Conversations that are read from where they began (FEP-7888, FEP-f228).

use super::*;

#[tokio::test]
async fn a_conversation_of_500_replies_is_read_when_it_is_opened() {
    let rig = rig().await;
    rig.create(
        "victim",
        1,
        json!({ "context": rig.hostile.url("/c"), "replies": rig.hostile.url("/r") }),
    )
    .await;
    let page = |number: u32, items: Vec<String>, next: u32| {
        json!({
            "@context": "https://www.w3.org/ns/activitystreams", "type": "OrderedCollectionPage",
            "id": rig.hostile.url(&format!("/c/{number}")), "partOf": rig.hostile.url("/c"),
            "orderedItems": items, "next": rig.hostile.url(&format!("/c/{next}")),
        })
    };
    let first = json!({
        "@context": "https://www.w3.org/ns/activitystreams", "type": "OrderedCollection",
        "id": rig.hostile.url("/c"), "first": rig.hostile.url("/c/0"),
    });
    rig.hostile.serve("/c", first);
    for number in 0..5 {
        let items = (0..100).map(|n| rig.note(100 + number * 100 + n)).collect();
        // The last page leads to the first again.
        rig.hostile.serve(
            &format!("/c/{number}"),
            page(number, items, (number + 1) % 5),
        );
    }
    for number in 100..600_u32 {
        let mut note = rig.hostile.create("mallory", number, "reply")["object"].clone();
        note["@context"] = json!("https://www.w3.org/ns/activitystreams");
        // Every tenth answers the first post, the others the one before.
        let parent = if number % 10 == 0 { 1 } else { number - 1 };
        note["inReplyTo"] = json!(rig.note(parent));
        rig.hostile.serve(&format!("/n/{number}"), note);
    }
    let root = rig.unit.living(&rig.note(1)).await.unwrap();
    let look = async || {
        resolve::look_at_thread(&rig.unit.app, root.id)
            .await
            .unwrap();
        meent::worker::drain(&rig.unit.app).await.unwrap();
    };
    look().await;
    let mut conn = rig.unit.app.db.read().await.unwrap();
    let rows = db::threads::posts(&mut conn, rig.alice.account.id, root.id, StatusId(0), 1000)
        .await
        .unwrap();
    drop(conn);
    assert_eq!(rows.len(), 501);
    let mut replies = rows.iter().filter(|row| row.id != root.id);
    assert!(replies.all(|row| row.in_reply_to_id.is_some()));
    // Not again before a quarter of an hour is over.
    let before = rig.hostile.requests().len();
    look().await;
    assert_eq!(rig.hostile.requests().len(), before);
    rig.unit.app.clock.advance_millis(16 * 60_000);
    look().await;
    assert!(rig.hostile.requests().len() > before);
}

#[tokio::test]
async fn our_conversations_are_collections_in_pages() {
    let (hrm, it, alice, bob) = friends().await;
    let post = statuses::create(&it.app, &bob, draft("Start"))
        .await
        .unwrap();
    for n in 0..120 {
        let answer = Draft {
            in_reply_to: Some(post.row.id),
            ..draft(&format!("Answer {n}"))
        };
        statuses::create(&it.app, &bob, answer).await.unwrap();
    }
    // Only the first post is known there, as for somebody who looked it up.
    let stranger = Unit::start("fac", &it.app.clock).await;
    stranger.joins(&it).await;
    let carol = stranger.person("carol").await;
    let found = resolve::address(&stranger.app, &post.row.uri)
        .await
        .unwrap();
    let resolve::Found::Post(row) = found else {
        panic!("no post")
    };
    resolve::look_at_thread(&stranger.app, row.id)
        .await
        .unwrap();
    settle(&[&stranger]).await;
    let around = meent::service::threads::thread(&stranger.app, Some(carol.account.id), row.id)
        .await
        .unwrap();
    assert_eq!(around.descendants.len(), 120);
    drop((hrm, alice));
}
