//! Deeds that others did.

use super::*;

#[tokio::test]
async fn e1_a_delete_of_what_belongs_to_others() {
    let (row, rig) = (Row::new("E1"), rig().await);
    rig.deliver(
        &rig.victim(),
        &rig.g
            .create("victim", &rig.g.note("victim", 1, "markertrue")),
    )
    .await;
    rig.deliver(
        &rig.nina(),
        &rig.e.create("nina", &rig.e.note("nina", 2, "markernina")),
    )
    .await;
    let own = rig.post(&rig.alice, json!({"status": "markerown"})).await;
    let own = own["uri"].as_str().unwrap().to_owned();
    let targets = [
        rig.g.url("/n/1"),
        rig.e.url("/n/2"),
        own.clone(),
        rig.g.actor("victim"),
        rig.e.actor("nina"),
        rig.actor("alice"),
        rig.actor(""),
    ];
    for target in &targets {
        for object in [
            json!(target),
            json!({"id": target, "type": "Tombstone"}),
            json!([target]),
            json!({"id": target, "type": "Note", "attributedTo": rig.e.actor("mallory")}),
        ] {
            rig.deliver(&rig.mallory(), &rig.e.activity("mallory", "Delete", object))
                .await;
        }
    }
    for marker in ["markertrue", "markernina", "markerown"] {
        rig.something_of("others' posts", marker).await;
    }
    for actor in [
        rig.g.actor("victim"),
        rig.e.actor("nina"),
        rig.actor("alice"),
    ] {
        assert!(
            rig.account(&actor).await.unwrap().deleted_at.is_none(),
            "{actor}"
        );
    }
    // Their owners may.
    rig.deliver(
        &rig.victim(),
        &rig.g.activity("victim", "Delete", json!(rig.g.url("/n/1"))),
    )
    .await;
    rig.nothing_of("deleted by its author", "markertrue").await;
    rig.deliver(
        &rig.nina(),
        &rig.e.activity("nina", "Delete", json!(rig.e.actor("nina"))),
    )
    .await;
    rig.nothing_of("deleted with its author", "markernina")
        .await;
    row.holds();
}

#[tokio::test]
async fn e3_an_undo_of_what_others_did() {
    let (row, rig) = (Row::new("E3"), rig().await);
    let post = rig.post(&rig.bob, json!({"status": "markerown"})).await;
    let uri = post["uri"].as_str().unwrap().to_owned();
    let done = [
        ("Follow", json!(rig.actor("bob"))),
        ("Like", json!(uri)),
        ("Announce", json!(uri)),
        ("Block", json!(rig.actor("ada"))),
    ]
    .map(|(kind, object)| rig.g.activity("victim", kind, object));
    for activity in &done {
        assert_eq!(rig.deliver(&rig.victim(), activity).await, 202);
    }
    let wanted = ((Some(FollowState::Accepted), (1, 1)), true);
    assert_eq!(stands(&rig, &uri).await, wanted);
    for activity in &done {
        let mut claimed = activity.clone();
        claimed["actor"] = json!(rig.e.actor("mallory"));
        let mut moved = activity.clone();
        moved["id"] = json!(rig.e.url("/a/1"));
        for object in [
            activity.clone(),
            activity["id"].clone(),
            claimed,
            moved,
            json!([activity.clone()]),
            json!({"id": activity["id"]}),
        ] {
            rig.deliver(&rig.mallory(), &rig.e.activity("mallory", "Undo", object))
                .await;
        }
        assert_eq!(stands(&rig, &uri).await, wanted, "{}", activity["type"]);
    }
    // With its own inner object altered, an undo of the sender's own takes back the sender's own only.
    let like = rig.e.activity("mallory", "Like", json!(uri));
    rig.deliver(&rig.mallory(), &like).await;
    assert_eq!(counts(&rig, &uri).await, (2, 1));
    let mut altered = like.clone();
    altered["object"] = json!(rig.g.url("/n/404"));
    altered["id"] = done[1]["id"].clone();
    rig.deliver(&rig.mallory(), &rig.e.activity("mallory", "Undo", altered))
        .await;
    assert_eq!(counts(&rig, &uri).await, (2, 1));
    rig.deliver(&rig.mallory(), &rig.e.activity("mallory", "Undo", like))
        .await;
    assert_eq!(counts(&rig, &uri).await, (1, 1), "control");
    for activity in done {
        rig.deliver(&rig.victim(), &rig.g.activity("victim", "Undo", activity))
            .await;
    }
    assert_eq!(
        stands(&rig, &uri).await,
        ((None, (0, 0)), false),
        "control: by who did it"
    );
    rig.healthy().await;
    row.holds();
}

#[tokio::test]
async fn e4_answers_to_follows_that_were_not_sent() {
    let (row, rig) = (Row::new("E4"), rig().await);
    let (bob, third) = (rig.actor("bob"), rig.g.actor("third"));
    let follow = asked(&rig, "third").await;
    let signer = rig.g.signer("third", &key(2));
    // Never sent; sent to somebody else; answered by somebody else.
    let mut invented = follow.clone();
    invented["id"] = json!("https://s.example/users/bob/follows/1");
    invented["object"] = json!(rig.e.actor("mallory"));
    let mut turned = follow.clone();
    turned["object"] = json!(rig.e.actor("mallory"));
    for object in [
        follow.clone(),
        follow["id"].clone(),
        invented,
        turned,
        json!([follow.clone()]),
        json!({"type": "Follow", "actor": bob, "object": rig.e.actor("mallory")}),
    ] {
        for kind in ["Accept", "Reject"] {
            rig.deliver(
                &rig.mallory(),
                &rig.e.activity("mallory", kind, object.clone()),
            )
            .await;
        }
    }
    assert_eq!(
        follow_state(&rig, &bob, &third).await,
        Some(FollowState::Pending)
    );
    assert_eq!(
        follow_state(&rig, &bob, &rig.e.actor("mallory")).await,
        None
    );
    // A neighbour of who was asked.
    rig.deliver(
        &rig.victim(),
        &rig.g.activity("victim", "Accept", follow.clone()),
    )
    .await;
    assert_eq!(
        follow_state(&rig, &bob, &third).await,
        Some(FollowState::Pending)
    );
    // By who was asked, and twice.
    for _ in 0..2 {
        rig.deliver(&signer, &rig.g.activity("third", "Accept", follow.clone()))
            .await;
        assert_eq!(
            follow_state(&rig, &bob, &third).await,
            Some(FollowState::Accepted)
        );
    }
    let before = rig.account(&bob).await.unwrap().following_count;
    assert_eq!(before, 1);
    // After it was taken back.
    let path = format!(
        "/api/v1/accounts/{}/unfollow",
        rig.account(&third).await.unwrap().id
    );
    rig.s.post(&path).by(&rig.bob).await.ok();
    rig.work().await;
    rig.deliver(&signer, &rig.g.activity("third", "Accept", follow))
        .await;
    assert_eq!(follow_state(&rig, &bob, &third).await, None);
    assert_eq!(rig.account(&bob).await.unwrap().following_count, 0);
    rig.healthy().await;
    row.holds();
}

#[tokio::test]
async fn e11_a_block_for_somebody_else_and_reports_of_what_is_unseen() {
    let (row, rig) = (Row::new("E11"), rig().await);
    let (victim, alice) = (rig.g.actor("victim"), rig.actor("alice"));
    let mut block = rig.e.activity("mallory", "Block", json!(alice));
    block["actor"] = json!(victim);
    let status = rig.deliver(&rig.mallory(), &block).await;
    assert!((400..500).contains(&status), "{status}");
    block["actor"] = json!([rig.e.actor("mallory"), victim]);
    assert!(rig.deliver(&rig.mallory(), &block).await < 500);
    block["actor"] = json!(rig.e.actor("mallory"));
    block["attributedTo"] = json!(victim);
    block["object"] = json!(rig.g.actor("other"));
    rig.deliver(&rig.mallory(), &block).await;
    assert_eq!(
        follow_state(&rig, &alice, &victim).await,
        Some(FollowState::Accepted)
    );
    // A report of a post that E never saw, and one of ten thousand posts.
    let secret = rig
        .post(
            &rig.bob,
            json!({"status": "markersecret", "visibility": "direct"}),
        )
        .await;
    let secret = secret["uri"].as_str().unwrap().to_owned();
    let many: Vec<String> = (0..10_000)
        .map(|number| format!("https://s.example/users/bob/statuses/{number}"))
        .collect();
    rig.e.forget();
    for object in [
        json!(secret),
        json!([rig.actor("bob"), secret]),
        json!(many),
    ] {
        let mut flag = rig.e.activity("mallory", "Flag", object);
        flag["content"] = json!("spam");
        let begin = std::time::Instant::now();
        assert!(rig.deliver(&rig.mallory(), &flag).await < 500);
        assert!(
            begin.elapsed() < std::time::Duration::from_secs(3),
            "{:?}",
            begin.elapsed()
        );
    }
    assert_eq!(
        rig.trace_for("markersecret", &[None, Some(&rig.alice), Some(&rig.ada)])
            .await,
        Vec::<String>::new()
    );
    let told = rig
        .e
        .asked()
        .iter()
        .any(|asked| String::from_utf8_lossy(&asked.body).contains("markersecret"));
    assert!(!told, "told to who reported");
    rig.deliver(
        &rig.victim(),
        &rig.g.activity("victim", "Block", json!(alice)),
    )
    .await;
    assert_eq!(
        follow_state(&rig, &alice, &victim).await,
        None,
        "control: victim's own block"
    );
    rig.healthy().await;
    row.holds();
}

#[tokio::test]
async fn e16_who_is_blocked_reaches_nobody() {
    let (row, rig) = (Row::new("E16"), rig().await);
    let post = rig.post(&rig.bob, json!({"status": "a post of bob"})).await;
    let uri = post["uri"].as_str().unwrap().to_owned();
    let mallory = rig.account(&rig.e.actor("mallory")).await.unwrap();
    rig.s
        .post(&format!("/api/v1/accounts/{}/block", mallory.id))
        .by(&rig.bob)
        .await
        .ok();
    rig.work().await;
    async fn acts(
        rig: &Rig,
        peer: &Peer,
        name: &str,
        signer: &meent_federation::signature::Signer,
        uri: &str,
        number: u32,
    ) {
        let mut answer = peer.note(name, number, &format!("marker{name}"));
        answer["inReplyTo"] = json!(uri);
        answer["tag"] = json!([{"type": "Mention", "href": rig.actor("bob"), "name": "@bob"}]);
        answer["cc"] = json!([rig.actor("bob")]);
        rig.deliver(signer, &peer.create(name, &answer)).await;
        let mut quote = peer.note(name, number + 1, &format!("marker{name} quotes"));
        quote["quoteUrl"] = json!(uri);
        rig.deliver(signer, &peer.create(name, &quote)).await;
        for (kind, object) in [
            ("Like", json!(uri)),
            ("Announce", json!(uri)),
            ("Follow", json!(rig.actor("bob"))),
        ] {
            rig.deliver(signer, &peer.activity(name, kind, object))
                .await;
        }
    }
    acts(&rig, &rig.e, "mallory", &rig.mallory(), &uri, 1).await;
    assert_eq!(notices(&rig, &rig.bob).await, Vec::<Value>::new());
    assert_eq!(
        follow_state(&rig, &rig.e.actor("mallory"), &rig.actor("bob")).await,
        None
    );
    assert_eq!(
        rig.trace_for("markermallory", &[Some(&rig.bob)])
            .await
            .iter()
            .filter(|place| place.contains("timelines/home")
                || place.contains("notifications")
                || place.contains("/context"))
            .count(),
        0
    );
    // Somebody else of the same server is not blocked with mallory.
    acts(&rig, &rig.e, "nina", &rig.nina(), &uri, 11).await;
    let kinds: Vec<String> = notices(&rig, &rig.bob)
        .await
        .iter()
        .map(|notice| notice["type"].as_str().unwrap().to_owned())
        .collect();
    for kind in [
        NotificationKind::Mention,
        NotificationKind::Favourite,
        NotificationKind::Reblog,
        NotificationKind::Follow,
    ] {
        let name = format!("{kind:?}").to_lowercase();
        assert!(kinds.contains(&name), "control: {name} in {kinds:?}");
    }
    rig.healthy().await;
    row.holds();
}
