//! Actors, keys and groups.

use super::*;

#[tokio::test]
async fn a16_an_update_of_a_neighbour_on_the_same_server() {
    let (row, rig) = (Row::new("A16"), rig().await);
    let mut profile = rig.e.actor_document("nina", &key(1));
    profile["name"] = json!("markerforged");
    profile["publicKey"]["publicKeyPem"] = json!(key(0).public_key().unwrap().to_pem().unwrap());
    rig.deliver(
        &rig.mallory(),
        &rig.e.activity("mallory", "Update", profile.clone()),
    )
    .await;
    rig.nothing_of("a neighbour's profile", "markerforged")
        .await;
    // And the posts of the neighbour.
    rig.deliver(
        &rig.nina(),
        &rig.e.create("nina", &rig.e.note("nina", 1, "markertrue")),
    )
    .await;
    let mut edit = rig.e.note("nina", 1, "markerforged");
    edit["updated"] = json!("2026-03-02T08:00:00Z");
    rig.deliver(
        &rig.mallory(),
        &rig.e.activity("mallory", "Update", edit.clone()),
    )
    .await;
    edit["attributedTo"] = json!(rig.e.actor("mallory"));
    rig.deliver(&rig.mallory(), &rig.e.activity("mallory", "Update", edit))
        .await;
    rig.nothing_of("a neighbour's post", "markerforged").await;
    rig.something_of("the neighbour's post", "markertrue").await;
    // The neighbour herself may.
    profile["name"] = json!("markerrenamed");
    profile["publicKey"]["publicKeyPem"] = json!(key(1).public_key().unwrap().to_pem().unwrap());
    rig.deliver(&rig.nina(), &rig.e.activity("nina", "Update", profile))
        .await;
    rig.something_of("a profile by its owner", "markerrenamed")
        .await;
    row.holds();
}

#[tokio::test]
async fn a17_keys_that_belong_to_somebody_else() {
    let (row, rig) = (Row::new("A17"), rig().await);
    let thief = |keys: Value| {
        let mut document = rig.e.actor_document("thief", &key(0));
        document["publicKey"] = keys;
        rig.e.serve("/u/thief", &document);
    };
    let pem = key(0).public_key().unwrap().to_pem().unwrap();
    let (own, victim, nina) = (
        rig.e.actor("thief"),
        rig.g.actor("victim"),
        rig.e.actor("nina"),
    );
    let entry = |id: &str, owner: &str| json!({"id": id, "owner": owner, "publicKeyPem": pem});
    for (number, (id, owner, speaks_for)) in [
        (format!("{own}#main-key"), victim.clone(), &victim),
        (format!("{victim}#main-key"), own.clone(), &victim),
        (format!("{victim}#main-key"), victim.clone(), &victim),
        (format!("{own}#main-key"), nina.clone(), &nina),
        (format!("{nina}#main-key"), own.clone(), &nina),
        (format!("{nina}/main-key"), own.clone(), &nina),
        (format!("{nina}#another"), own.clone(), &nina),
    ]
    .into_iter()
    .enumerate()
    {
        for keys in [
            entry(&id, &owner),
            json!([entry(&format!("{own}#second"), &own), entry(&id, &owner)]),
        ] {
            thief(keys);
            // S reads the thief's profile, so that it stands in its records.
            let _ = meent::ap::resolve::refresh(&rig.s.app, &own).await;
            let host = if speaks_for == &victim {
                &rig.g
            } else {
                &rig.e
            };
            let name = if speaks_for == &victim {
                "victim"
            } else {
                "nina"
            };
            let forged = host.create(name, &host.note(name, number as u32, "markerforged"));
            let mut signer = rig.mallory();
            signer.key_id = id.clone();
            for form in FORMS {
                let status = Letter::signed(&rig, &signer, &forged, form)
                    .send(&rig)
                    .await
                    .status;
                assert!((400..500).contains(&status), "{id} of {owner}: {status}");
            }
        }
    }
    rig.nothing_of("stolen keys", "markerforged").await;
    // The owners of the keys are not shut out by it.
    rig.s.advance(600);
    for (peer, name, signer) in [
        (&rig.e, "nina", rig.nina()),
        (&rig.g, "victim", rig.victim()),
    ] {
        let note = peer.note(name, 90, "markertrue");
        assert_eq!(
            rig.deliver(&signer, &peer.create(name, &note)).await,
            202,
            "{name}"
        );
        assert!(rig.stored(&peer.url("/n/90")).await.is_some(), "{name}");
    }
    row.holds();
}

#[tokio::test]
async fn a18_an_inbox_that_is_somebody_elses() {
    let (row, rig) = (Row::new("A18"), rig().await);
    let before = rig.account(&rig.e.actor("mallory")).await.unwrap();
    for inbox in [
        "https://s.example/inbox".to_owned(),
        rig.actor("alice") + "/inbox",
        rig.g.url("/u/victim/inbox"),
        "http://e.example:1/inbox".to_owned(),
        "http://127.0.0.1/inbox".to_owned(),
        "http://10.0.0.1/inbox".to_owned(),
        "file:///etc/passwd".to_owned(),
    ] {
        for shared in [false, true] {
            let mut profile = rig.e.actor_document("mallory", &key(0));
            match shared {
                true => profile["endpoints"] = json!({"sharedInbox": inbox}),
                false => profile["inbox"] = json!(inbox),
            }
            rig.deliver(
                &rig.mallory(),
                &rig.e.activity("mallory", "Update", profile),
            )
            .await;
            let now = rig.account(&rig.e.actor("mallory")).await.unwrap();
            let kept = |row: &meent::db::accounts::AccountRow| {
                (row.inbox_url.clone(), row.shared_inbox_url.clone())
            };
            // A bad shared inbox alone may also be dropped; none of them is ever taken over.
            assert_eq!(kept(&now), kept(&before), "{inbox}");
        }
    }
    rig.e.forget();
    rig.g.forget();
    let follow = rig.e.activity("mallory", "Follow", json!(rig.actor("bob")));
    rig.deliver(&rig.mallory(), &follow).await;
    rig.post(&rig.bob, json!({"status": "markertrue"})).await;
    assert!(rig.g.received().is_empty());
    assert!(
        rig.e
            .received()
            .iter()
            .any(|activity| activity["type"] == "Create"),
        "control: the true inbox"
    );
    rig.healthy().await;
    row.holds();
}

#[tokio::test]
async fn a22_addresses_to_show_that_lead_elsewhere() {
    let (row, rig) = (Row::new("A22"), rig().await);
    let odd = [
        json!("https://g.example/borrowed"),
        json!("javascript:alert(1)//borrowed"),
        json!("data:text/html,borrowed"),
        json!("//evil.example/borrowed"),
        json!("http://e.example@evil.example/borrowed"),
        json!("https://evil.example\\@e.example/borrowed"),
        json!("java\nscript:borrowed"),
        json!({"type": "Link", "href": "https://evil.example/borrowed"}),
        json!([{"type": "Link", "mediaType": "text/html", "href": "javascript:borrowed"}]),
    ];
    for (number, url) in odd.iter().enumerate() {
        let mut note = rig.e.note("mallory", number as u32, "shown");
        note["url"] = url.clone();
        rig.deliver(&rig.mallory(), &rig.e.create("mallory", &note))
            .await;
        let mut profile = rig.e.actor_document("mallory", &key(0));
        profile["url"] = url.clone();
        rig.deliver(
            &rig.mallory(),
            &rig.e.activity("mallory", "Update", profile),
        )
        .await;
        let kept = rig
            .stored(&rig.e.url(&format!("/n/{number}")))
            .await
            .unwrap();
        assert_eq!(kept.url, kept.uri, "{url}");
    }
    rig.nothing_of("borrowed addresses", "borrowed").await;
    let mut note = rig.e.note("mallory", 40, "shown");
    note["url"] = json!(rig.e.url("/@mallory/true40"));
    rig.deliver(&rig.mallory(), &rig.e.create("mallory", &note))
        .await;
    rig.something_of("a page on the own host", "true40").await;
    row.holds();
}

#[tokio::test]
async fn a24_a_group_that_alters_what_it_passes_on() {
    let (row, rig) = (Row::new("A24"), rig().await);
    let mut club = rig.e.actor_document("club", &key(0));
    club["type"] = json!("Group");
    rig.e.serve("/u/club", &club);
    rig.befriend(&rig.alice, &rig.e, "club", &rig.e.signer("club", &key(0)))
        .await;
    let signer = rig.e.signer("club", &key(0));
    for (number, wrapped) in [(1, false), (2, true)] {
        rig.g.serve(
            &format!("/n/{number}"),
            &rig.g.note("victim", number, &format!("markertrue{number}")),
        );
        let altered = rig.g.note("victim", number, "markerforged");
        let object = match wrapped {
            true => rig.g.create("victim", &altered),
            false => altered,
        };
        rig.deliver(&signer, &rig.e.activity("club", "Announce", object))
            .await;
    }
    rig.nothing_of("altered on the way", "markerforged").await;
    for number in [1, 2] {
        rig.something_of("as its origin has it", &format!("markertrue{number}"))
            .await;
    }
    // Nor does it carry authority for a change or an end.
    let mut edit = rig.g.note("victim", 1, "markerforged");
    edit["updated"] = json!("2026-03-02T08:00:00Z");
    let update = rig.g.activity("victim", "Update", edit);
    rig.deliver(&signer, &rig.e.activity("club", "Announce", update))
        .await;
    let delete = rig.g.activity("victim", "Delete", json!(rig.g.url("/n/1")));
    rig.deliver(&signer, &rig.e.activity("club", "Announce", delete))
        .await;
    rig.nothing_of("an edit by the group", "markerforged").await;
    rig.something_of("still there", "markertrue1").await;
    // Nor does a third server's copy of what the victim is said to have done, passed on by its id.
    let mut elsewhere = rig
        .g
        .create("victim", &rig.g.note("victim", 1, "markerforged"));
    let id = rig.e.url("/a/elsewhere");
    elsewhere["id"] = json!(id);
    rig.e.serve("/a/elsewhere", &elsewhere);
    rig.deliver(&signer, &rig.e.activity("club", "Announce", json!(id)))
        .await;
    rig.nothing_of("said to be somebody's", "markerforged")
        .await;
    // What its origin does not have is not made up either.
    rig.g.reply("/n/7", Reply::Raw(answer(404, &[], b"")));
    rig.deliver(
        &signer,
        &rig.e.activity(
            "club",
            "Announce",
            rig.g.note("victim", 7, "markerinvented"),
        ),
    )
    .await;
    rig.nothing_of("invented by the group", "markerinvented")
        .await;
    row.holds();
}
