//! What servers are shown and sent.

use super::*;

#[tokio::test]
async fn f5_documents_for_other_servers() {
    let (row, house) = (Row::new("F5"), House::new().await);
    let rig = &house.rig;
    for (signer, server) in house.servers() {
        let seen = rig.read_as_peer(&signer).await;
        house.judge(
            server,
            |post| post.servers.contains(&server),
            &seen,
            &["markeropen", "markerprivate", "markernewer"],
        );
    }
    // Without a signature, with one that does not hold, and with a token of somebody who may.
    let private = on_wire(rig, &house.post("markerprivate").entity);
    for part in ["", "/activity", "/replies"] {
        let path = format!("{private}{part}");
        for accept in [
            ACTIVITY,
            "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"",
            "application/json",
            "*/*",
        ] {
            let answer = rig.s.get(&path).header("accept", accept).await.is(401);
            assert!(!answer.text().contains("marker"));
            let answer = rig
                .s
                .get(&path)
                .header("accept", accept)
                .by(&rig.alice)
                .await
                .is(401);
            assert!(!answer.text().contains("marker"));
        }
        for form in FORMS {
            let mut stolen = rig.other();
            stolen.key = key(0);
            assert_eq!(
                Letter::get(rig, &path, &stolen, form)
                    .send(rig)
                    .await
                    .status,
                401
            );
            let mut moved = Letter::get(
                rig,
                &format!(
                    "{}/activity",
                    on_wire(rig, &house.post("markeropen").entity)
                ),
                &rig.other(),
                form,
            );
            moved.target = path.clone();
            assert_eq!(moved.send(rig).await.status, 401);
        }
    }
    // The activity that told an edit tells it no longer once the post is gone.
    let edited = rig.post(&rig.bob, json!({"status": "first words"})).await;
    rig.s.advance(5);
    let change = json!({"status": "markeredited"});
    rig.s
        .put(&path(&edited, ""))
        .by(&rig.bob)
        .json(change)
        .await
        .ok();
    rig.work().await;
    let told = rig
        .g
        .received()
        .into_iter()
        .rfind(|activity| activity["type"] == "Update")
        .unwrap();
    let update = rig
        .s
        .app
        .urls
        .local_path(told["id"].as_str().unwrap())
        .unwrap()
        .to_owned();
    let before = rig.fetch(&rig.other(), &update).await;
    assert!(
        String::from_utf8_lossy(&before.body).contains("markeredited"),
        "control"
    );
    rig.s.delete(&path(&edited, "")).by(&rig.bob).await.ok();
    let after = rig.fetch(&rig.other(), &update).await;
    assert!(after.status == 404 && !String::from_utf8_lossy(&after.body).contains("marker"));
    // Who follows and who is followed is told to nobody by name.
    for (signer, _) in house.servers() {
        for list in ["followers", "following"] {
            let answer = rig.fetch(&signer, &format!("/users/bob/{list}")).await;
            let text = String::from_utf8_lossy(&answer.body).into_owned();
            assert!(
                !text.contains("/users/alice") && !text.contains("/u/victim"),
                "{text}"
            );
        }
    }
    rig.healthy().await;
    row.holds();
}

#[tokio::test]
async fn f12_who_is_sent_what() {
    let (row, house) = (Row::new("F12"), House::new().await);
    let rig = &house.rig;
    let sent = |server: &crate::security::peers::Peer| {
        server
            .asked()
            .iter()
            .filter(|asked| asked.method == "POST")
            .map(|asked| String::from_utf8_lossy(&asked.body).into_owned())
            .collect::<Vec<_>>()
    };
    // E has no reader of bob's, and G has one.
    for post in &house.posts {
        let at = |server| sent(server).iter().any(|body| body.contains(post.marker));
        assert!(!at(&rig.e), "{} at E", post.what);
        let public_once = post.marker == "markerdeleted";
        assert_eq!(
            at(&rig.g),
            post.servers.contains(&"g") || public_once || post.marker == "markerolder",
            "{} at G",
            post.what
        );
    }
    for body in sent(&rig.g) {
        let read: Value = serde_json::from_str(&body).unwrap();
        for hidden in ["bto", "bcc"] {
            assert!(read.get(hidden).is_none() && read["object"].get(hidden).is_none());
        }
        // An end tells no text.
        if matches!(read["type"].as_str(), Some("Delete" | "Undo")) {
            assert!(!body.contains("marker"), "{body}");
        }
    }
    // A message to somebody at E goes to E alone, and its end too.
    rig.e.forget();
    rig.g.forget();
    let text = format!("@{} markerletter", rig.e.handle("nina"));
    let letter = rig
        .post(&rig.bob, json!({"status": text, "visibility": "direct"}))
        .await;
    assert!(
        sent(&rig.e)
            .iter()
            .any(|body| body.contains("markerletter")),
        "control"
    );
    rig.s.delete(&path(&letter, "")).by(&rig.bob).await.ok();
    rig.work().await;
    assert!(sent(&rig.g).is_empty());
    // What was private stays out of a deletion, and of the removal of a like or boost.
    for body in sent(&rig.e)
        .iter()
        .filter(|body| body.contains("\"Delete\""))
    {
        assert!(!body.contains("markerletter"));
    }
    // After the follower at G is gone nothing for followers goes there, to no inbox.
    rig.deliver(
        &rig.victim(),
        &rig.g.activity(
            "victim",
            "Undo",
            json!({"type": "Follow", "actor": rig.g.actor("victim"), "object": rig.actor("bob")}),
        ),
    )
    .await;
    rig.g.forget();
    rig.post(
        &rig.bob,
        json!({"status": "markerlater", "visibility": "private"}),
    )
    .await;
    assert!(sent(&rig.g).is_empty());
    row.holds();
}

#[tokio::test]
async fn f18_a_post_for_followers_from_elsewhere() {
    let (row, rig) = (Row::new("F18"), rig().await);
    let mut private = rig.g.note("victim", 1, "markerprivate");
    private["to"] = json!([format!("{}/followers", rig.g.actor("victim"))]);
    private["cc"] = json!([]);
    private["tag"] =
        json!([{"type": "Hashtag", "name": "#marker", "href": rig.g.url("/tags/marker")}]);
    private["attachment"] = json!([{"type": "Image", "mediaType": "image/png", "url": rig.g.url("/file.png"), "name": "markeralt"}]);
    rig.deliver(&rig.victim(), &rig.g.create("victim", &private))
        .await;
    for marker in ["markerprivate", "markeralt"] {
        assert!(
            !rig.trace_for(marker, &[Some(&rig.alice)]).await.is_empty(),
            "control: {marker}"
        );
        // Neither colleagues, nor the owner of the unit, nor a pending follower, nor another server.
        let places = rig
            .trace_for(marker, &[None, Some(&rig.bob), Some(&rig.ada)])
            .await;
        assert_eq!(places, Vec::<String>::new());
    }
    rig.ask_to_follow(&rig.bob, &rig.g.actor("victim")).await;
    assert_eq!(
        rig.trace_for("markerprivate", &[Some(&rig.bob)]).await,
        Vec::<String>::new(),
        "pending"
    );
    let moderator = rig.s.person_with("max", Role::Moderator).await;
    assert_eq!(
        rig.trace_for("markerprivate", &[Some(&moderator)]).await,
        Vec::<String>::new(),
        "a moderator"
    );
    assert_eq!(
        rig.fetch(&rig.mallory(), "/users/alice/outbox?page=true")
            .await
            .status,
        200
    );
    let victim = rig.account(&rig.g.actor("victim")).await.unwrap().id;
    rig.s
        .post(&format!("/api/v1/accounts/{victim}/unfollow"))
        .by(&rig.alice)
        .await
        .ok();
    rig.work().await;
    assert_eq!(
        rig.trace_for("markerprivate", &[Some(&rig.alice)]).await,
        Vec::<String>::new(),
        "after she left"
    );
    row.holds();
}
