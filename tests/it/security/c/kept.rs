//! What is kept.

use super::*;

#[tokio::test]
async fn c10_what_was_fetched_for_one_is_not_shown_to_all() {
    let (row, rig) = (Row::new("C10"), rig().await);
    // E shows S a post for mallory's followers, of whom alice is one and bob is none.
    let mut note = rig.e.note("mallory", 1, "markersecret");
    note["to"] = json!([format!("{}/followers", rig.e.actor("mallory"))]);
    note["cc"] = json!([]);
    rig.e.serve("/n/1", &note);
    rig.search(&rig.e.url("/n/1")).await;
    assert!(
        !rig.trace_for("markersecret", &[Some(&rig.alice)])
            .await
            .is_empty(),
        "control: the follower"
    );
    let found = rig.find(&rig.bob, &rig.e.url("/n/1")).await.ok().json();
    assert_eq!(found["statuses"], json!([]));
    assert_eq!(
        rig.trace_for("markersecret", &[None, Some(&rig.bob), Some(&rig.ada)])
            .await,
        Vec::<String>::new()
    );
    // Another answer for another Accept or another signer changes nothing of what is known by an id.
    let mut other = note.clone();
    other["to"] = json!(["https://www.w3.org/ns/activitystreams#Public"]);
    rig.e.serve("/n/1", &other);
    rig.find(&rig.bob, &rig.e.url("/n/1")).await.ok();
    assert_eq!(
        rig.trace_for("markersecret", &[None, Some(&rig.bob)]).await,
        Vec::<String>::new()
    );
    // S itself: the same address, asked for by a reader who may and by one who may not, in both orders.
    let post = rig.post(&rig.alice, json!({"status": format!("@{} markerown", rig.g.handle("victim")), "visibility": "direct"})).await;
    let path = rig
        .s
        .app
        .urls
        .local_path(post["uri"].as_str().unwrap())
        .unwrap()
        .to_owned();
    for form in FORMS {
        for (signer, wanted) in [
            (rig.victim(), 200),
            (rig.mallory(), 404),
            (rig.victim(), 200),
            (rig.mallory(), 404),
        ] {
            let answer = Letter::get(&rig, &path, &signer, form).send(&rig).await;
            assert_eq!(answer.status, wanted, "{}", signer.key_id);
            assert_eq!(answer.header("cache-control"), Some("private, no-store"));
        }
        assert_eq!(
            rig.s
                .get(&path)
                .header("accept", ACTIVITY)
                .await
                .status
                .as_u16(),
            401
        );
    }
    rig.healthy().await;
    row.holds();
}

#[tokio::test]
async fn c13_objects_inside_objects() {
    let (row, rig) = (Row::new("C13"), rig().await);
    rig.g.serve("/n/1", &rig.g.note("victim", 1, "markertrue"));
    let altered = rig.g.note("victim", 1, "markerforged");
    let mut stranger = rig.g.actor_document("victim", &key(0));
    stranger["name"] = json!("markerforged");
    // As what is answered, as the author, as who is named, inside a boost, inside a list.
    let mut answering = rig.e.note("mallory", 2, "an answer");
    answering["inReplyTo"] = altered.clone();
    rig.deliver(&rig.mallory(), &rig.e.create("mallory", &answering))
        .await;
    for object in [
        altered.clone(),
        json!([altered.clone()]),
        rig.g.create("victim", &altered),
    ] {
        rig.deliver(
            &rig.mallory(),
            &rig.e.activity("mallory", "Announce", object.clone()),
        )
        .await;
        rig.deliver(&rig.mallory(), &rig.e.activity("mallory", "Like", object))
            .await;
    }
    let mut create = rig
        .e
        .create("mallory", &rig.e.note("mallory", 3, "by somebody embedded"));
    create["object"]["attributedTo"] = stranger.clone();
    rig.deliver(&rig.mallory(), &create).await;
    let mut embedded = rig
        .e
        .create("mallory", &rig.e.note("mallory", 4, "actor embedded"));
    embedded["actor"] = stranger.clone();
    let status = rig.deliver(&rig.mallory(), &embedded).await;
    assert!((400..500).contains(&status), "{status}");
    let mut carried = rig.e.note("mallory", 5, "carried along");
    carried["tag"] =
        json!([{"type": "Mention", "href": rig.g.actor("victim"), "name": "@victim"}, stranger]);
    carried["replies"] = json!({"type": "Collection", "items": [altered]});
    rig.deliver(&rig.mallory(), &rig.e.create("mallory", &carried))
        .await;
    rig.nothing_of("embedded copies", "markerforged").await;
    let kept = rig.stored(&rig.g.url("/n/1")).await.unwrap();
    assert!(kept.content.contains("markertrue"), "as its origin has it");
    row.holds();
}
