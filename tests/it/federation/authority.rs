//! What a properly signed activity may do, and what it may not.

use meent::db;
use meent::domain::*;
use meent::service::drafts::Draft;
use meent::service::{follows, statuses};
use serde_json::json;

use super::rig::rig;

#[tokio::test]
async fn posts_of_a_followed_person_are_kept_and_dated_no_later_than_now() {
    let rig = rig().await;
    let mut create = rig
        .hostile
        .create("victim", 1, "<p>hi<script>x()</script></p>");
    create["object"]["published"] = json!("2099-01-01T00:00:00Z");
    rig.send("victim", create).await;
    let row = rig.unit.living(&rig.note(1)).await.unwrap();
    assert!(row.created_at <= rig.unit.app.now());
    assert!(row.content.contains("hi") && !row.content.contains("script"));
}

#[tokio::test]
async fn a_post_counts_only_from_its_author() {
    let rig = rig().await;
    let victim = rig.hostile.actor("victim");
    let mut lent = rig.hostile.create("mallory", 1, "forged");
    lent["object"]["attributedTo"] = json!(victim);
    rig.send("mallory", lent).await;
    for owners in [
        json!([rig.hostile.actor("mallory"), victim]),
        json!([victim, rig.hostile.actor("mallory")]),
        json!(1),
        json!("alice"),
        json!(null),
    ] {
        let mut shared = rig.hostile.create("mallory", 1, "forged");
        shared["id"] = json!(format!("{}/{}", rig.note(1), owners.to_string().len()));
        shared["object"]["attributedTo"] = owners;
        rig.send("mallory", shared).await;
    }
    let mut foreign = rig.hostile.create("mallory", 1, "forged");
    foreign["id"] = json!(rig.hostile.url("/foreign"));
    foreign["object"]["id"] = json!("https://honest.example/1");
    rig.send("mallory", foreign).await;
    let mut local = rig.hostile.create("mallory", 1, "forged");
    local["id"] = json!(rig.hostile.url("/local"));
    local["object"]["id"] = json!(format!("{}/statuses/1", rig.alice.account.uri));
    rig.send("mallory", local).await;
    assert!(rig.unit.status_by_uri(&rig.note(1)).await.is_none());
    assert!(
        rig.unit
            .status_by_uri("https://honest.example/1")
            .await
            .is_none()
    );
    assert_eq!(rig.unit.waiting().await.1, 0);
}

#[tokio::test]
async fn others_posts_are_neither_changed_nor_deleted() {
    let rig = rig().await;
    rig.send("victim", rig.hostile.create("victim", 1, "mine"))
        .await;
    let post = Draft {
        text: "ours".into(),
        visibility: Some(Visibility::Public),
        ..Draft::default()
    };
    let own = statuses::create(&rig.unit.app, &rig.alice, post)
        .await
        .unwrap();
    let mallory = rig.hostile.actor("mallory");
    for (number, object) in [rig.note(1), own.row.uri.clone()].into_iter().enumerate() {
        rig.send("mallory", json!({"id": format!("{mallory}#d{number}"), "type": "Delete", "actor": mallory, "object": object})).await;
    }
    let mut edit = rig.hostile.create("mallory", 1, "taken over");
    edit["type"] = json!("Update");
    edit["id"] = json!(format!("{mallory}#u"));
    edit["object"]["updated"] = json!("2026-02-01T00:00:00Z");
    rig.send("mallory", edit).await;
    let kept = rig.unit.living(&rig.note(1)).await.unwrap();
    assert!(kept.content.contains("mine"));
    assert!(rig.unit.living(&own.row.uri).await.is_some());
}

#[tokio::test]
async fn an_edit_changes_the_text_and_not_the_audience_and_old_ones_change_nothing() {
    let rig = rig().await;
    let victim = rig.hostile.actor("victim");
    let mut private = rig.hostile.create("victim", 1, "first");
    private["object"]["to"] = json!([format!("{victim}/followers")]);
    rig.send("victim", private.clone()).await;
    assert_eq!(
        rig.unit.living(&rig.note(1)).await.unwrap().visibility,
        Visibility::Private
    );
    let written = private["object"]["published"].as_str().unwrap();
    for (number, time, text) in [
        // Within the second in which it was written, and again within one, as servers tell it that know whole seconds.
        (1, written, "soon"),
        (2, "2026-03-01T00:00:00Z", "third"),
        (3, "2026-02-01T00:00:00Z", "second"),
        (4, "2026-03-01T00:00:00Z", "fourth"),
    ] {
        let mut edit = rig.hostile.create("victim", 1, text);
        edit["type"] = json!("Update");
        edit["id"] = json!(format!("{victim}#u{number}"));
        edit["object"]["updated"] = json!(time);
        rig.send("victim", edit).await;
        let row = rig.unit.living(&rig.note(1)).await.unwrap();
        assert_eq!(row.content.contains(text), text != "second", "{text}");
    }
    let row = rig.unit.living(&rig.note(1)).await.unwrap();
    assert_eq!(row.visibility, Visibility::Private);
}

#[tokio::test]
async fn a_delete_that_overtakes_its_create_wins() {
    let rig = rig().await;
    let victim = rig.hostile.actor("victim");
    rig.send(
        "victim",
        json!({
            "id": format!("{victim}#d"), "type": "Delete", "actor": victim,
            "object": {"id": rig.note(1), "type": "Tombstone"},
        }),
    )
    .await;
    rig.send("victim", rig.hostile.create("victim", 1, "too late"))
        .await;
    assert!(rig.unit.living(&rig.note(1)).await.is_none());
}

#[tokio::test]
async fn only_the_one_asked_answers_a_follow() {
    let rig = rig().await;
    rig.hostile.serve_actor("third");
    let third = rig.hostile.actor("third");
    let row = meent::ap::resolve::refresh(&rig.unit.app, &third)
        .await
        .unwrap();
    follows::follow(&rig.unit.app, &rig.alice, row.id, None, None)
        .await
        .unwrap();
    let follow = rig.follow_of(&third).await.unwrap();
    let mallory = rig.hostile.actor("mallory");
    for (number, object) in [json!(follow.uri), json!({"id": follow.uri, "type": "Follow", "actor": rig.alice.account.uri, "object": third})].into_iter().enumerate() {
        rig.send("mallory", json!({"id": format!("{mallory}#a{number}"), "type": "Accept", "actor": mallory, "object": object})).await;
    }
    assert_eq!(
        rig.follow_of(&third).await.unwrap().state,
        FollowState::Pending
    );
    rig.send(
        "third",
        json!({"id": format!("{third}#a"), "type": "Accept", "actor": third, "object": follow.uri}),
    )
    .await;
    assert_eq!(
        rig.follow_of(&third).await.unwrap().state,
        FollowState::Accepted
    );
}

#[tokio::test]
async fn nobody_undoes_what_others_did() {
    let rig = rig().await;
    let victim = rig.hostile.actor("victim");
    let follow = json!({"id": format!("{victim}#f"), "type": "Follow", "actor": victim, "object": rig.alice.account.uri});
    rig.send("victim", follow.clone()).await;
    let mallory = rig.hostile.actor("mallory");
    for (number, object) in [follow.clone(), json!(format!("{victim}#f")), json!({"id": format!("{mallory}#f"), "type": "Follow", "actor": mallory, "object": rig.alice.account.uri})].into_iter().enumerate() {
        rig.send("mallory", json!({"id": format!("{mallory}#undo{number}"), "type": "Undo", "actor": mallory, "object": object})).await;
    }
    let mut conn = rig.unit.app.db.read().await.unwrap();
    let follower = db::accounts::by_uri(&mut conn, &victim)
        .await
        .unwrap()
        .unwrap();
    let kept = db::follows::find(&mut conn, follower.id, rig.alice.account.id)
        .await
        .unwrap();
    assert!(kept.is_some());
    drop(conn);
    rig.send(
        "victim",
        json!({"id": format!("{victim}#undo"), "type": "Undo", "actor": victim, "object": follow}),
    )
    .await;
    let mut conn = rig.unit.app.db.read().await.unwrap();
    assert!(
        db::follows::find(&mut conn, follower.id, rig.alice.account.id)
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn a_boost_brings_the_post_as_its_origin_has_it() {
    let rig = rig().await;
    let (victim, mallory) = (rig.hostile.actor("victim"), rig.hostile.actor("mallory"));
    rig.hostile.serve_actor("third");
    let third = rig.hostile.actor("third");
    let mut note = rig.hostile.create("third", 7, "as it was written")["object"].clone();
    note["@context"] = json!("https://www.w3.org/ns/activitystreams");
    rig.hostile.serve("/n/7", note.clone());
    note["content"] = json!("altered on the way");
    rig.send(
        "mallory",
        json!({
            "id": format!("{mallory}#b"), "type": "Announce", "actor": mallory, "object": note,
            "to": ["https://www.w3.org/ns/activitystreams#Public"],
        }),
    )
    .await;
    let row = rig.unit.living(&rig.note(7)).await.unwrap();
    assert!(row.content.contains("as it was written"));
    assert_eq!(row.reblogs_count, 1);
    // Somebody else's private post is not passed on.
    let mut private = rig.hostile.create("victim", 8, "for followers");
    private["object"]["to"] = json!([format!("{victim}/followers")]);
    rig.send("victim", private).await;
    rig.send("mallory", json!({
        "id": format!("{mallory}#b2"), "type": "Announce", "actor": mallory, "object": rig.note(8),
        "to": ["https://www.w3.org/ns/activitystreams#Public"],
    })).await;
    let row = rig.unit.living(&rig.note(8)).await.unwrap();
    assert_eq!(
        (row.reblogs_count, row.visibility),
        (0, Visibility::Private)
    );
    assert!(
        rig.unit
            .status_by_uri(&format!("{third}/x"))
            .await
            .is_none()
    );
}

#[tokio::test]
async fn an_actor_changes_itself_and_no_neighbour() {
    let rig = rig().await;
    let (victim, mallory) = (rig.hostile.actor("victim"), rig.hostile.actor("mallory"));
    let mut document = rig.hostile.documents.lock().unwrap()["/u/victim"].clone();
    document["name"] = json!("Renamed");
    rig.send("mallory", json!({"id": format!("{mallory}#u"), "type": "Update", "actor": mallory, "object": document})).await;
    let name = |uri: String| {
        let app = rig.unit.app.clone();
        async move {
            let mut conn = app.db.read().await.unwrap();
            db::accounts::by_uri(&mut conn, &uri)
                .await
                .unwrap()
                .unwrap()
                .display_name
        }
    };
    assert_eq!(name(victim.clone()).await, "victim");
    rig.send(
        "victim",
        json!({"id": format!("{victim}#u"), "type": "Update", "actor": victim, "object": document}),
    )
    .await;
    assert_eq!(name(victim).await, "Renamed");
}

#[tokio::test]
async fn what_nobody_asked_for_is_not_kept() {
    let rig = rig().await;
    rig.hostile.serve_actor("stranger");
    rig.send("stranger", rig.hostile.create("stranger", 1, "buy this"))
        .await;
    assert!(rig.unit.status_by_uri(&rig.note(1)).await.is_none());
    let mut named = rig.hostile.create("stranger", 2, "hello alice");
    named["object"]["tag"] =
        json!([{"type": "Mention", "href": rig.alice.account.uri, "name": "@alice"}]);
    rig.send("stranger", named).await;
    assert!(rig.unit.living(&rig.note(2)).await.is_some());
}

#[tokio::test]
async fn odd_activities_do_no_harm() {
    let rig = rig().await;
    let mallory = rig.hostile.actor("mallory");
    let odd = [
        json!({"type": "Dance", "object": "https://honest.example/1"}),
        json!({"type": "Follow", "object": rig.note(9)}),
        json!({"type": "Follow", "object": rig.unit.app.urls.instance_actor()}),
        json!({"type": "Move", "object": mallory, "target": rig.hostile.actor("victim")}),
        json!({"type": "Flag", "object": [rig.alice.account.uri], "content": "spam"}),
        json!({"type": "Add", "object": rig.note(9), "target": format!("{mallory}/featured")}),
        json!({"type": "Undo", "object": "https://honest.example/2"}),
        json!({"type": "Like", "object": rig.note(99), "content": "🎉"}),
        json!({"type": "Create", "object": {"type": "Album", "id": rig.note(9)}}),
        json!({"type": "Create", "object": {"type": ["Note", "Person"], "id": rig.note(9), "attributedTo": mallory}}),
    ];
    for (number, mut document) in odd.into_iter().enumerate() {
        document["id"] = json!(format!("{mallory}#odd{number}"));
        document["actor"] = json!(mallory);
        rig.send("mallory", document).await;
    }
    assert_eq!(rig.unit.waiting().await.1, 0);
    rig.send("victim", rig.hostile.create("victim", 1, "still here"))
        .await;
    assert!(rig.unit.living(&rig.note(1)).await.is_some());
}
