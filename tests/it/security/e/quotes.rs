//! Quotes, and the stamps that allow them.

use meent_federation::signature::Signer;

use super::*;

/// How far a quote has come for alice, and the posts that she is shown inside it.
async fn quote(rig: &Rig, uri: &str) -> (Value, Value) {
    let id = rig.stored(uri).await.unwrap().id;
    let post = rig
        .s
        .get(&format!("/api/v1/statuses/{id}"))
        .by(&rig.alice)
        .await
        .ok()
        .json();
    let quote = &post["quote"];
    (quote["state"].clone(), quote["quoted_status"].clone())
}

async fn assert_not_shown(rig: &Rig, uri: &str, what: &str) {
    let (state, shown) = quote(rig, uri).await;
    assert_ne!(state, "accepted", "{what}");
    assert_eq!(shown, Value::Null, "{what}");
}

fn stamp(id: &str, author: &str, quoting: &str, quoted: &str) -> Value {
    json!({
        "@context": "https://www.w3.org/ns/activitystreams", "type": "QuoteAuthorization", "id": id, "attributedTo": author,
        "interactingObject": quoting, "interactionTarget": quoted,
    })
}

#[tokio::test]
async fn e19_stamps_of_somebody_else_and_quotes_of_boosts() {
    let (row, rig) = (Row::new("E19"), rig().await);
    let quoted = rig.g.url("/n/1");
    rig.g.serve("/n/1", &rig.g.note("victim", 1, "quotable"));
    rig.deliver(
        &rig.victim(),
        &rig.g.create("victim", &rig.g.note("victim", 1, "quotable")),
    )
    .await;
    let quoting = |number: u32| rig.e.url(&format!("/n/{number}"));
    // mallory quotes with the stamp at `claimed`.
    let quotes = async |number: u32, of: &str, claimed: &str| {
        let mut note = rig.e.note("mallory", number, "look at this");
        note["quote"] = json!(of);
        note["quoteAuthorization"] = json!(claimed);
        rig.e.serve(&format!("/n/{number}"), &note);
        rig.deliver(&rig.mallory(), &rig.e.create("mallory", &note))
            .await;
    };
    let (victim, mallory) = (rig.g.actor("victim"), rig.e.actor("mallory"));
    let elsewhere = rig.g.url("/n/99");
    let at_e = |number: u32| rig.e.url(&format!("/s/{number}"));
    let at_g = |number: u32| rig.g.url(&format!("/s/{number}"));

    // A good one, as a control; it is what the others are made from.
    let good = stamp(&at_g(10), &victim, &quoting(10), &quoted);
    rig.g.serve("/s/10", &good);
    quotes(10, &quoted, &at_g(10)).await;
    let (state, shown) = quote(&rig, &quoting(10)).await;
    assert_eq!(
        (state, shown["uri"].as_str()),
        (json!("accepted"), Some(quoted.as_str())),
        "control"
    );

    let mut like = stamp(&at_g(17), &victim, &quoting(17), &quoted);
    like["type"] = json!("LikeAuthorization");
    let mut embedded = stamp(&at_g(18), &victim, &quoting(18), &quoted);
    embedded["attributedTo"] = json!([rig.g.actor("other"), victim]);
    let bad = [
        // By whom it is not to give, at their own server, and in the name of whom it is.
        (
            11,
            at_e(11),
            stamp(&at_e(11), &mallory, &quoting(11), &quoted),
        ),
        (
            12,
            at_e(12),
            stamp(&at_e(12), &victim, &quoting(12), &quoted),
        ),
        // By a neighbour of the author.
        (
            13,
            at_g(13),
            stamp(&at_g(13), &rig.g.actor("other"), &quoting(13), &quoted),
        ),
        // For another post, of another post, and one that says it is another.
        (
            14,
            at_g(14),
            stamp(&at_g(14), &victim, &quoting(10), &quoted),
        ),
        (
            15,
            at_g(15),
            stamp(&at_g(15), &victim, &quoting(15), &elsewhere),
        ),
        (
            16,
            at_g(16),
            stamp(&at_g(10), &victim, &quoting(16), &quoted),
        ),
        (17, at_g(17), like),
        (18, at_g(18), embedded),
    ];
    for (number, address, stamp) in &bad {
        let peer = if address.starts_with(&rig.e.url("/")) {
            &rig.e
        } else {
            &rig.g
        };
        peer.serve(&format!("/s/{number}"), stamp);
        quotes(*number, &quoted, address).await;
        assert_not_shown(&rig, &quoting(*number), &stamp.to_string()).await;
    }
    // None at all, and one that a redirect of hers leads to.
    quotes(20, &quoted, &at_g(404)).await;
    assert_not_shown(&rig, &quoting(20), "no stamp").await;
    rig.g
        .serve("/s/21", &stamp(&at_g(21), &victim, &quoting(10), &quoted));
    rig.e.redirect("/s/21", &at_g(21));
    quotes(21, &quoted, &at_e(21)).await;
    assert_not_shown(&rig, &quoting(21), "a redirect").await;

    // Nobody but its author takes a stamp back.
    for (signer, peer, name) in [
        (rig.mallory(), &rig.e, "mallory"),
        (rig.other(), &rig.g, "other"),
    ] {
        let delete = peer.activity(name, "Delete", json!(at_g(10)));
        rig.deliver(&signer, &delete).await;
        assert_eq!(quote(&rig, &quoting(10)).await.0, "accepted", "{name}");
    }

    // alice asks to quote it, and others answer in its author's place.
    let id = rig.stored(&quoted).await.unwrap().id.to_string();
    let mine = rig
        .post(
            &rig.alice,
            json!({"status": "look", "quoted_status_id": id}),
        )
        .await;
    let mine = mine["uri"].as_str().unwrap().to_owned();
    let request = rig.g.received();
    let request = request
        .iter()
        .rfind(|activity| activity["type"] == "QuoteRequest")
        .expect("control: it is asked");
    let answered = async |signer: Signer, peer: &Peer, name: &str, result: &str| {
        let mut accept = peer.activity(name, "Accept", request.clone());
        accept["result"] = json!(result);
        rig.deliver(&signer, &accept).await;
    };
    answered(rig.mallory(), &rig.e, "mallory", &at_e(30)).await;
    answered(rig.mallory(), &rig.e, "mallory", &at_g(30)).await;
    answered(rig.other(), &rig.g, "other", &at_g(30)).await;
    answered(rig.victim(), &rig.g, "victim", &at_e(30)).await;
    assert_not_shown(&rig, &mine, "an answer by others").await;
    answered(rig.victim(), &rig.g, "victim", &at_g(30)).await;
    assert_eq!(
        quote(&rig, &mine).await.0,
        "accepted",
        "control: its author"
    );

    // A boost is not quoted: a peer's by its post, ours by a request, nor by an app.
    let boost = rig.g.activity("victim", "Announce", json!(quoted));
    let boost_id = boost["id"].as_str().unwrap().to_owned();
    rig.deliver(&rig.victim(), &boost).await;
    quotes(40, &boost_id, &at_g(40)).await;
    assert_not_shown(&rig, &quoting(40), "a boost").await;
    let own = rig.post(&rig.alice, json!({"status": "mine"})).await;
    let own = own["id"].as_str().unwrap();
    let boosted = rig
        .s
        .post(&format!("/api/v1/statuses/{own}/reblog"))
        .by(&rig.alice)
        .await
        .ok()
        .json();
    rig.work().await;
    let boost = boosted["uri"].as_str().unwrap();
    quotes(41, boost, &at_e(41)).await;
    assert_not_shown(&rig, &quoting(41), "a boost of ours").await;
    let mut request = rig.e.activity("mallory", "QuoteRequest", json!(boost));
    request["instrument"] = json!(quoting(41));
    rig.e.forget();
    rig.deliver(&rig.mallory(), &request).await;
    let answers = rig.e.received();
    assert!(
        !answers.iter().any(|activity| activity["type"] == "Accept"),
        "{answers:?}"
    );
    assert_not_shown(&rig, &quoting(41), "a boost of ours").await;
    let refused = rig
        .s
        .post("/api/v1/statuses")
        .by(&rig.alice)
        .json(json!({"status": "look", "quoted_status_id": boosted["id"]}))
        .await;
    assert_eq!(refused.status, 422);

    // Nor is it asked for a post of a third server, with which mallory has nothing to do.
    let mut request = rig.e.activity(
        "mallory",
        "QuoteRequest",
        json!(rig.stored(&mine).await.unwrap().uri),
    );
    request["instrument"] = json!(rig.g.url("/n/50"));
    rig.e.forget();
    rig.deliver(&rig.mallory(), &request).await;
    assert!(rig.e.received().is_empty());
    rig.healthy().await;
    row.holds();
}
