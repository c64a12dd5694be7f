//! Posts.

use super::*;

#[tokio::test]
async fn e7_an_edit_that_changes_more_than_the_text() {
    let (row, rig) = (Row::new("E7"), rig().await);
    rig.deliver(
        &rig.mallory(),
        &rig.e
            .create("mallory", &rig.e.note("mallory", 2, "another")),
    )
    .await;
    let mut private = rig.e.note("mallory", 1, "first");
    private["to"] = json!([format!("{}/followers", rig.e.actor("mallory"))]);
    private["cc"] = json!([]);
    rig.deliver(&rig.mallory(), &rig.e.create("mallory", &private))
        .await;
    let before = rig.stored(&rig.e.url("/n/1")).await.unwrap();
    assert_eq!(before.visibility, Visibility::Private);
    let changes = [
        ("attributedTo", json!(rig.e.actor("nina"))),
        ("attributedTo", json!(rig.g.actor("victim"))),
        ("to", json!([PUBLIC])),
        ("cc", json!([PUBLIC])),
        ("to", json!([])),
        ("type", json!("Article")),
        ("type", json!("Person")),
        ("inReplyTo", json!(rig.e.url("/n/2"))),
        ("published", json!("2020-01-01T00:00:00Z")),
        ("id", json!(rig.e.url("/n/2"))),
    ];
    for (number, (field, value)) in changes.into_iter().enumerate() {
        let mut edit = private.clone();
        edit[field] = value;
        edit["content"] = json!("changed");
        edit["updated"] = json!(format!("2026-03-02T08:{number:02}:00Z"));
        rig.deliver(&rig.mallory(), &rig.e.activity("mallory", "Update", edit))
            .await;
        let now = rig.stored(&rig.e.url("/n/1")).await.unwrap();
        let kept = |row: &db::statuses::StatusRow| {
            (
                row.account_id,
                row.visibility,
                row.in_reply_to_id,
                row.created_at,
                row.uri.clone(),
                row.reblog_of_id,
            )
        };
        assert_eq!(kept(&now), kept(&before), "{field}");
    }
    // The text is the author's to change.
    let mut edit = private;
    edit["content"] = json!("markerlast");
    edit["updated"] = json!("2026-03-02T08:59:00Z");
    rig.deliver(&rig.mallory(), &rig.e.activity("mallory", "Update", edit))
        .await;
    assert!(
        rig.stored(&rig.e.url("/n/1"))
            .await
            .unwrap()
            .content
            .contains("markerlast")
    );
    assert_eq!(
        rig.trace_for("markerlast", &[None, Some(&rig.bob)]).await,
        Vec::<String>::new()
    );
    rig.something_of("an edit of the text", "markerlast").await;
    rig.healthy().await;
    row.holds();
}

#[tokio::test]
async fn e8_an_audience_that_others_widen() {
    let (row, rig) = (Row::new("E8"), rig().await);
    let mut private = rig.g.note("victim", 1, "markersecret");
    private["to"] = json!([format!("{}/followers", rig.g.actor("victim"))]);
    private["cc"] = json!([]);
    rig.g.serve("/n/1", &private);
    rig.deliver(&rig.victim(), &rig.g.create("victim", &private))
        .await;
    let mut opened = private.clone();
    opened["to"] = json!([PUBLIC]);
    opened["updated"] = json!("2026-03-02T08:00:00Z");
    rig.deliver(
        &rig.mallory(),
        &rig.e.activity("mallory", "Update", opened.clone()),
    )
    .await;
    for object in [
        json!(rig.g.url("/n/1")),
        private.clone(),
        opened.clone(),
        rig.g.create("victim", &opened),
    ] {
        rig.deliver(
            &rig.mallory(),
            &rig.e.activity("mallory", "Announce", object),
        )
        .await;
    }
    // Somebody addressed by the envelope only.
    let mut create = rig
        .g
        .create("victim", &rig.g.note("victim", 2, "markersecret"));
    create["object"]["to"] = json!([format!("{}/followers", rig.g.actor("victim"))]);
    create["object"]["cc"] = json!([]);
    create["to"] = json!([PUBLIC]);
    rig.deliver(&rig.victim(), &create).await;
    assert_eq!(
        rig.trace_for("markersecret", &[None, Some(&rig.bob), Some(&rig.ada)])
            .await,
        Vec::<String>::new()
    );
    assert_eq!(counts(&rig, &rig.g.url("/n/1")).await.1, 0, "no boost");
    assert!(
        !rig.trace_for("markersecret", &[Some(&rig.alice)])
            .await
            .is_empty(),
        "control: the follower"
    );
    // alice is a reader, and passes it on no more than mallory does.
    let id = rig.stored(&rig.g.url("/n/1")).await.unwrap().id;
    let answer = rig
        .s
        .post(&format!("/api/v1/statuses/{id}/reblog"))
        .by(&rig.alice)
        .await;
    assert!(answer.status.is_client_error(), "{}", answer.status);
    rig.healthy().await;
    row.holds();
}

#[tokio::test]
async fn e17_dates_of_publishing_out_of_all_bounds() {
    let (row, rig) = (Row::new("E17"), rig().await);
    let dates = [
        json!("0001-01-01T00:00:00Z"),
        json!("2099-01-01T00:00:00Z"),
        json!("9999-12-31T23:59:59Z"),
        json!("-9999-01-01T00:00:00Z"),
        json!("+275760-09-13T00:00:00Z"),
        json!("tomorrow"),
        json!(0),
        json!(1e300),
        json!(null),
        json!("1969-12-31T23:59:59Z"),
        json!("2026-02-30T00:00:00Z"),
        json!({"year": 2099}),
    ];
    for (number, date) in dates.iter().enumerate() {
        let mut note = rig.e.note("mallory", number as u32, "some time");
        note["published"] = date.clone();
        note["updated"] = date.clone();
        rig.deliver(&rig.mallory(), &rig.e.create("mallory", &note))
            .await;
        if let Some(kept) = rig.stored(&rig.e.url(&format!("/n/{number}"))).await {
            assert!(
                kept.created_at <= rig.s.app.now() && kept.created_at.millis() >= 0,
                "{date}: {:?}",
                kept.created_at
            );
            assert!(
                kept.edited_at.is_none_or(|at| at <= rig.s.app.now()),
                "{date}"
            );
        }
        let mut boost = rig
            .e
            .activity("mallory", "Announce", json!(rig.e.url("/n/0")));
        boost["published"] = date.clone();
        rig.deliver(&rig.mallory(), &boost).await;
        rig.deliver(&rig.mallory(), &rig.e.activity("mallory", "Undo", boost))
            .await;
    }
    // What comes now stands above all that.
    rig.s.advance(60);
    let post = rig.post(&rig.alice, json!({"status": "now"})).await;
    let home = rig
        .uris(&rig.alice, "/api/v1/timelines/home?limit=40")
        .await;
    assert_eq!(home.first().map(String::as_str), post["uri"].as_str());
    assert!(home.contains(&rig.e.url("/n/1")), "control");
    rig.healthy().await;
    row.holds();
}

#[tokio::test]
async fn e18_an_activity_id_that_is_used_again() {
    let (row, rig) = (Row::new("E18"), rig().await);
    let create = rig
        .e
        .create("mallory", &rig.e.note("mallory", 1, "markertrue"));
    rig.deliver(&rig.mallory(), &create).await;
    // Other words, another object, another kind; by the same actor and by a neighbour.
    let mut words = create.clone();
    words["object"]["content"] = json!("markerforged");
    let mut another = create.clone();
    another["object"] = rig.e.note("mallory", 2, "markerforged");
    let mut delete = rig
        .e
        .activity("mallory", "Delete", json!(rig.e.url("/n/1")));
    delete["id"] = create["id"].clone();
    for activity in [words, another, delete] {
        assert_eq!(
            rig.deliver(&rig.mallory(), &activity).await,
            202,
            "a repeat is no error"
        );
    }
    let mut neighbour = rig.e.create("nina", &rig.e.note("nina", 3, "markernina"));
    neighbour["id"] = create["id"].clone();
    rig.deliver(&rig.nina(), &neighbour).await;
    rig.nothing_of("an id used again", "markerforged").await;
    rig.something_of("what came first", "markertrue").await;
    // A post id that is used again is no edit either.
    let again = rig
        .e
        .create("mallory", &rig.e.note("mallory", 1, "markerforged"));
    rig.deliver(&rig.mallory(), &again).await;
    let theirs = rig.e.create("nina", &{
        let mut note = rig.e.note("nina", 1, "markerforged");
        note["attributedTo"] = json!(rig.e.actor("nina"));
        note
    });
    rig.deliver(&rig.nina(), &theirs).await;
    rig.nothing_of("a post id used again", "markerforged").await;
    // And nobody can use up somebody else's id in advance.
    let mut early = rig.e.activity("nina", "Like", json!(rig.e.url("/n/1")));
    early["id"] = json!(format!("{}#Create-7", rig.e.actor("mallory")));
    rig.deliver(&rig.nina(), &early).await;
    let mut late = rig
        .e
        .create("mallory", &rig.e.note("mallory", 7, "markerlate"));
    late["id"] = early["id"].clone();
    rig.deliver(&rig.mallory(), &late).await;
    rig.something_of("an id that a neighbour used before", "markerlate")
        .await;
    // The same with a Delete and an Undo of what has not come yet.
    for (number, kind, object) in [
        (8, "Delete", json!(rig.e.url("/n/8"))),
        (
            9,
            "Undo",
            json!({"type": "Announce", "id": rig.e.url("/n/9"), "actor": rig.e.actor("nina"), "object": rig.e.url("/n/1")}),
        ),
        (
            10,
            "Delete",
            json!({"type": "Tombstone", "id": rig.e.url("/n/10")}),
        ),
    ] {
        rig.deliver(&rig.nina(), &rig.e.activity("nina", kind, object))
            .await;
        let marker = format!("markerburied{number}x");
        rig.deliver(
            &rig.mallory(),
            &rig.e
                .create("mallory", &rig.e.note("mallory", number, &marker)),
        )
        .await;
        rig.something_of("a post that a neighbour buried before", &marker)
            .await;
    }
    row.holds();
}

#[tokio::test]
async fn e20_the_public_in_all_its_spellings() {
    let (row, rig) = (Row::new("E20"), rig().await);
    let spellings = [
        "Public",
        "as:Public",
        PUBLIC,
        "https://www.w3.org/ns/activitystreams#Public/",
        "HTTPS://WWW.W3.ORG/NS/ACTIVITYSTREAMS#PUBLIC",
    ];
    for (number, spelling) in spellings.into_iter().enumerate() {
        for (step, (to, wanted)) in [
            (json!([spelling]), Visibility::Public),
            (json!(spelling), Visibility::Public),
            (json!({"id": spelling}), Visibility::Public),
        ]
        .into_iter()
        .enumerate()
        {
            let number = (10 * number + step) as u32;
            let mut note = rig.e.note("mallory", number, "spelt");
            note["to"] = to;
            note["cc"] = json!([]);
            rig.deliver(&rig.mallory(), &rig.e.create("mallory", &note))
                .await;
            let kept = rig
                .stored(&rig.e.url(&format!("/n/{number}")))
                .await
                .unwrap();
            assert_eq!(kept.visibility, wanted, "{spelling}");
        }
        let mut quiet = rig.e.note("mallory", 100 + number as u32, "spelt");
        quiet["cc"] = json!([spelling]);
        quiet["to"] = json!([format!("{}/followers", rig.e.actor("mallory"))]);
        rig.deliver(&rig.mallory(), &rig.e.create("mallory", &quiet))
            .await;
        let kept = rig
            .stored(&rig.e.url(&format!("/n/{}", 100 + number)))
            .await
            .unwrap();
        assert_eq!(kept.visibility, Visibility::Unlisted, "{spelling}");
    }
    // What only looks like it is an address like any other.
    for (number, other) in [
        "https://evil.example/ns/activitystreams#Public",
        "PublicRelations",
        "as:public:x",
        "https://www.w3.org/ns/activitystreams#Publicity",
    ]
    .into_iter()
    .enumerate()
    {
        let number = 200 + number as u32;
        let mut note = rig.e.note("mallory", number, "markersecret");
        note["to"] = json!([other, rig.actor("alice")]);
        note["cc"] = json!([]);
        rig.deliver(&rig.mallory(), &rig.e.create("mallory", &note))
            .await;
        let kept = rig
            .stored(&rig.e.url(&format!("/n/{number}")))
            .await
            .unwrap();
        assert_eq!(kept.visibility, Visibility::Direct, "{other}");
    }
    assert_eq!(
        rig.trace_for("markersecret", &[None, Some(&rig.bob)]).await,
        Vec::<String>::new()
    );
    rig.healthy().await;
    row.holds();
}
