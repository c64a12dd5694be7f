//! Quotes between units (FEP-044f).

use meent::service::quotes;

use super::*;

#[tokio::test]
async fn a_quote_waits_for_its_stamp_and_goes_when_it_is_taken_back() {
    let (hrm, it, alice, bob) = friends().await;
    let post = statuses::create(&it.app, &bob, draft("Worth quoting"))
        .await
        .unwrap();
    settle(&[&it, &hrm]).await;
    let known = hrm.living(&post.row.uri).await.unwrap();
    let quoting = Draft {
        quote: Some(known.id),
        ..draft("Look")
    };
    let made = statuses::create(&hrm.app, &alice, quoting).await.unwrap();
    assert_eq!(
        made.extras.quote.as_ref().unwrap().state,
        QuoteState::Pending
    );
    settle(&[&hrm, &it]).await;
    let made = copy(&hrm, &alice, &made.row.uri).await;
    let quote = made.extras.quote.as_ref().unwrap();
    assert_eq!(quote.state, QuoteState::Accepted);
    assert!(quote.post.is_some());
    // The other side shows it, with the stamp that stands at its address.
    let there = copy(&it, &bob, &made.row.uri).await;
    let shown = there.extras.quote.as_ref().unwrap();
    assert_eq!(shown.state, QuoteState::Accepted);
    assert_eq!(shown.post.as_ref().unwrap().row.uri, post.row.uri);
    assert_eq!(told(&it, &bob, NotificationKind::Quote).await, 1);

    quotes::revoke(&it.app, &bob, post.row.id, there.row.id)
        .await
        .unwrap();
    settle(&[&it, &hrm]).await;
    let after = copy(&hrm, &alice, &made.row.uri)
        .await
        .extras
        .quote
        .unwrap();
    assert_eq!(
        (after.state, after.post.is_none()),
        (QuoteState::Revoked, true)
    );

    let closed = Draft {
        quote_policy: Some(QuotePolicy::Nobody),
        ..draft("Not this one")
    };
    let closed = statuses::create(&it.app, &bob, closed).await.unwrap();
    settle(&[&it, &hrm]).await;
    let known = hrm.living(&closed.row.uri).await.unwrap();
    let quoting = Draft {
        quote: Some(known.id),
        ..draft("Still")
    };
    let refused = statuses::create(&hrm.app, &alice, quoting).await;
    assert!(matches!(refused, Err(meent::error::Error::Forbidden(_))));
}

#[tokio::test]
async fn a_quote_without_consent_is_not_shown() {
    let rig = rig().await;
    let post = statuses::create(&rig.unit.app, &rig.alice, draft("Mine"))
        .await
        .unwrap();
    rig.create("victim", 1, json!({})).await;
    rig.create("mallory", 2, json!({ "quote": rig.note(1) }))
        .await;
    rig.create("mallory", 3, json!({ "quoteUrl": post.row.uri }))
        .await;
    let state = async |number: u32| rig.shown(&rig.note(number)).await.extras.quote.unwrap();
    assert_eq!(state(2).await.state, QuoteState::Pending);
    assert_eq!(state(3).await.state, QuoteState::Pending);

    // A stamp that somebody made for themselves, and one for another post.
    let stamp = |by: &str, object: &str| {
        json!({
            "@context": "https://www.w3.org/ns/activitystreams", "type": "QuoteAuthorization",
            "id": rig.hostile.url(&format!("/s/{by}")), "attributedTo": rig.hostile.actor(by),
            "interactingObject": object, "interactionTarget": rig.note(1),
        })
    };
    rig.hostile
        .serve("/s/mallory", stamp("mallory", &rig.note(4)));
    rig.hostile
        .serve("/s/victim", stamp("victim", &rig.note(9)));
    for (number, by) in [(4, "mallory"), (5, "victim")] {
        let claimed = rig.hostile.url(&format!("/s/{by}"));
        let quote = json!({ "quote": rig.note(1), "quoteAuthorization": claimed });
        rig.create("mallory", number, quote).await;
        assert_eq!(state(number).await.state, QuoteState::Pending, "{by}");
    }
    rig.hostile
        .serve("/s/victim", stamp("victim", &rig.note(6)));
    let claimed = rig.hostile.url("/s/victim");
    let quote = json!({ "quote": rig.note(1), "quoteAuthorization": claimed });
    rig.create("mallory", 6, quote).await;
    assert_eq!(state(6).await.state, QuoteState::Accepted);
    // Only who gave the stamp takes it back.
    rig.send("mallory", rig.act("mallory", "Delete", 1, json!(claimed)))
        .await;
    assert_eq!(state(6).await.state, QuoteState::Accepted);
    rig.send("victim", rig.act("victim", "Delete", 1, json!(claimed)))
        .await;
    assert_eq!(state(6).await.state, QuoteState::Revoked);
    // One's own posts need no consent, and a quote of itself is none.
    rig.create("victim", 7, json!({ "quote": rig.note(1) }))
        .await;
    assert_eq!(state(7).await.state, QuoteState::Accepted);
}

#[tokio::test]
async fn requests_to_quote_are_answered_by_the_rule_of_the_post() {
    let rig = rig().await;
    let open = statuses::create(&rig.unit.app, &rig.alice, draft("Open"))
        .await
        .unwrap();
    let private = Draft {
        visibility: Some(Visibility::Private),
        ..draft("For followers")
    };
    let private = statuses::create(&rig.unit.app, &rig.alice, private)
        .await
        .unwrap();
    let ask = |number: u32, of: &str, asking: Value| {
        let mut request = rig.act("victim", "QuoteRequest", number, json!(of));
        request["instrument"] = asking;
        request
    };
    let given = async |of: &Post, number: u32| {
        let mut conn = rig.unit.app.db.read().await.unwrap();
        let (kind, uri) = (StampKind::Quote, rig.note(number));
        db::stamps::of(&mut conn, kind, of.row.id, &uri)
            .await
            .unwrap()
            .is_some()
    };
    rig.create("victim", 1, json!({ "quote": open.row.uri }))
        .await;
    let before = rig.hostile.requests().len();
    rig.send("victim", ask(1, &open.row.uri, json!(rig.note(1))))
        .await;
    assert!(given(&open, 1).await);
    assert!(rig.hostile.requests()[before..].contains(&"/u/victim/inbox".to_owned()));
    let quote = rig.shown(&rig.note(1)).await.extras.quote.unwrap();
    assert_eq!(quote.state, QuoteState::Accepted);
    // A post that they may not see, and one that is not theirs.
    rig.send("victim", ask(2, &private.row.uri, json!(rig.note(2))))
        .await;
    rig.send(
        "victim",
        ask(3, &open.row.uri, json!("https://v.example/1")),
    )
    .await;
    assert!(!given(&private, 2).await);
    let closed = QuotePolicy::Nobody;
    quotes::set_policy(&rig.unit.app, &rig.alice, open.row.id, closed)
        .await
        .unwrap();
    rig.send("victim", ask(4, &open.row.uri, json!(rig.note(4))))
        .await;
    assert!(!given(&open, 4).await);
}
