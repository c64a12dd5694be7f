//! Replies to authors who want to be asked (GoToSocial).

use super::*;

#[tokio::test]
async fn a_reply_that_needs_consent_is_its_authors_until_it_is_given() {
    let rig = rig().await;
    let ask = json!({
        "canReply": {"automaticApproval": [rig.hostile.actor("victim")], "manualApproval": [PUBLIC]},
        "canLike": {"always": [rig.hostile.actor("victim")]},
        "canAnnounce": {},
    });
    rig.create("victim", 1, json!({ "interactionPolicy": ask }))
        .await;
    let parent = rig.unit.living(&rig.note(1)).await.unwrap();
    let answer = Draft {
        in_reply_to: Some(parent.id),
        ..draft("May I? #stekjes")
    };
    let featured = async || {
        let tags = tags::featured(&rig.unit.app, rig.alice.account.id).await;
        tags.unwrap().iter().map(|tag| tag.uses).sum::<i64>()
    };
    tags::feature(&rig.unit.app, &rig.alice, "stekjes")
        .await
        .unwrap();
    let reply = statuses::create(&rig.unit.app, &rig.alice, answer)
        .await
        .unwrap();
    assert!(reply.extras.waiting);
    meent::worker::drain(&rig.unit.app).await.unwrap();
    let nobody = statuses::show(&rig.unit.app, None, reply.row.id).await;
    assert!(nobody.is_err(), "shown before consent was given");
    let request = rig
        .unit
        .app
        .urls
        .activity("alice", "replyrequest", reply.row.id.0);
    let sent = db::activities::by_uri(&mut rig.unit.app.db.read().await.unwrap(), &request)
        .await
        .unwrap()
        .unwrap();
    let sent: Value = serde_json::from_str(&sent.body).unwrap();
    assert_eq!(sent["instrument"]["id"], json!(reply.row.uri));
    assert_eq!(sent["instrument"]["to"], json!([PUBLIC]));

    let answer = |name: &str, kind: &str| {
        let mut accept = rig.act(name, kind, 9, sent.clone());
        accept["result"] = json!(rig.hostile.url("/s/1"));
        accept
    };
    rig.send("mallory", answer("mallory", "Accept")).await;
    assert!(
        statuses::show(&rig.unit.app, None, reply.row.id)
            .await
            .is_err()
    );
    rig.send("victim", answer("victim", "Accept")).await;
    let shown = statuses::show(&rig.unit.app, None, reply.row.id)
        .await
        .unwrap();
    assert_eq!(shown.row.visibility, Visibility::Public);
    let create = rig.unit.app.urls.status_activity(&reply.row.uri);
    let sent = db::activities::by_uri(&mut rig.unit.app.db.read().await.unwrap(), &create)
        .await
        .unwrap()
        .unwrap();
    assert!(sent.body.contains("\"replyAuthorization\""));

    // From then on it counts.
    assert_eq!(featured().await, 1);
    statuses::delete(&rig.unit.app, &rig.alice, reply.row.id)
        .await
        .unwrap();
    assert_eq!(featured().await, 0);

    let refused = marks::favourite(&rig.unit.app, &rig.alice, parent.id).await;
    assert!(matches!(refused, Err(meent::error::Error::Forbidden(_))));
    let refused = boosts::reblog(&rig.unit.app, &rig.alice, parent.id).await;
    assert!(matches!(refused, Err(meent::error::Error::Forbidden(_))));
}

#[tokio::test]
async fn replies_of_others_need_the_consent_that_the_post_asks_for() {
    let rig = rig().await;
    let policy = json!({ "canReply": {"automaticApproval": [rig.hostile.actor("victim")]} });
    rig.create("victim", 1, json!({ "interactionPolicy": policy }))
        .await;
    rig.create("mallory", 2, json!({ "inReplyTo": rig.note(1) }))
        .await;
    assert!(rig.unit.status_by_uri(&rig.note(2)).await.is_none());
    let stamp = json!({
        "@context": "https://www.w3.org/ns/activitystreams", "type": "ReplyAuthorization",
        "id": rig.hostile.url("/s/3"), "attributedTo": rig.hostile.actor("victim"),
        "interactingObject": rig.note(3), "interactionTarget": rig.note(1),
    });
    rig.hostile.serve("/s/3", stamp);
    let claimed =
        json!({ "inReplyTo": rig.note(1), "replyAuthorization": rig.hostile.url("/s/3") });
    rig.create("mallory", 4, claimed.clone()).await;
    assert!(rig.unit.status_by_uri(&rig.note(4)).await.is_none());
    rig.create("mallory", 3, claimed).await;
    assert!(rig.unit.living(&rig.note(3)).await.is_some());
}
