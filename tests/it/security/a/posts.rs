//! Posts.

use super::*;

#[tokio::test]
async fn a1_a_create_of_a_post_on_another_server() {
    let (row, rig) = (Row::new("A1"), rig().await);
    for author in [rig.e.actor("mallory"), rig.g.actor("victim")] {
        let mut note = rig.e.note("mallory", 1, "markerforged");
        note["id"] = json!(rig.g.url("/n/1"));
        note["attributedTo"] = json!(author);
        rig.deliver(&rig.mallory(), &rig.e.create("mallory", &note))
            .await;
    }
    assert!(rig.stored(&rig.g.url("/n/1")).await.is_none());
    rig.nothing_of("a post at G by way of E", "markerforged")
        .await;
    control(&rig, 2, "markertrue").await;
    row.holds();
}

#[tokio::test]
async fn a2_a_create_in_the_name_of_somebody_else() {
    let (row, rig) = (Row::new("A2"), rig().await);
    for (number, author) in [
        rig.g.actor("victim"),
        rig.e.actor("nina"),
        rig.actor("alice"),
    ]
    .into_iter()
    .enumerate()
    {
        let mut note = rig.e.note("mallory", number as u32, "markerforged");
        note["attributedTo"] = json!(author);
        rig.deliver(&rig.mallory(), &rig.e.create("mallory", &note))
            .await;
        // The same as the activity's actor.
        let mut create = rig.e.create("mallory", &note);
        create["actor"] = json!(author);
        for form in FORMS {
            let status = Letter::signed(&rig, &rig.mallory(), &create, form)
                .send(&rig)
                .await
                .status;
            assert!((400..500).contains(&status), "{author}: {status}");
        }
    }
    rig.nothing_of("others' names", "markerforged").await;
    control(&rig, 9, "markertrue").await;
    row.holds();
}

#[tokio::test]
async fn a3_a_post_of_two_authors() {
    let (row, rig) = (Row::new("A3"), rig().await);
    let (mallory, victim, nina) = (
        rig.e.actor("mallory"),
        rig.g.actor("victim"),
        rig.e.actor("nina"),
    );
    let pairs = [
        json!([mallory, victim]),
        json!([victim, mallory]),
        json!([mallory, nina]),
        json!([nina, mallory]),
    ];
    for (number, authors) in pairs.into_iter().enumerate() {
        let mut note = rig.e.note("mallory", number as u32, "markerforged");
        note["attributedTo"] = authors.clone();
        rig.deliver(&rig.mallory(), &rig.e.create("mallory", &note))
            .await;
        let path = format!("/n/{}", 20 + number);
        note["id"] = json!(rig.e.url(&path));
        rig.e.serve(&path, &note);
        rig.search(&rig.e.url(&path)).await;
    }
    rig.nothing_of("posts of two authors", "markerforged").await;
    // One author in a list is that author.
    let mut note = rig.e.note("mallory", 9, "markertrue");
    note["attributedTo"] = json!([mallory]);
    rig.deliver(&rig.mallory(), &rig.e.create("mallory", &note))
        .await;
    rig.something_of("one author in a list", "markertrue").await;
    row.holds();
}

#[tokio::test]
async fn a4_authors_that_are_no_ids() {
    let (row, rig) = (Row::new("A4"), rig().await);
    let odd = [
        json!(1),
        json!("1"),
        json!("alice"),
        json!(""),
        json!(null),
        json!({}),
        json!([]),
        json!(rig.actor("alice")),
        json!("/users/alice"),
    ];
    for (number, author) in odd.into_iter().enumerate() {
        let mut note = rig.e.note("mallory", number as u32, "markerforged");
        note["attributedTo"] = author;
        rig.deliver(&rig.mallory(), &rig.e.create("mallory", &note))
            .await;
    }
    for field in ["attributedTo", "id"] {
        let mut note = rig.e.note("mallory", 30, "markerforged");
        note.as_object_mut().unwrap().remove(field);
        rig.deliver(&rig.mallory(), &rig.e.create("mallory", &note))
            .await;
    }
    rig.nothing_of("odd authors", "markerforged").await;
    control(&rig, 9, "markertrue").await;
    row.holds();
}

#[tokio::test]
async fn a9_a_document_that_claims_to_be_another() {
    let (row, rig) = (Row::new("A9"), rig().await);
    let mut forged = rig.g.note("victim", 1, "markerforged");
    rig.e.serve("/n/1", &forged);
    rig.search(&rig.e.url("/n/1")).await;
    assert!(rig.stored(&rig.g.url("/n/1")).await.is_none());
    // By way of a Create that names it, and of a boost.
    forged["id"] = json!(rig.g.url("/n/1"));
    let create = rig
        .e
        .activity("mallory", "Create", json!(rig.e.url("/n/1")));
    rig.deliver(&rig.mallory(), &create).await;
    let boost = rig
        .e
        .activity("mallory", "Announce", json!(rig.e.url("/n/1")));
    rig.deliver(&rig.mallory(), &boost).await;
    rig.nothing_of("E speaks for G", "markerforged").await;
    rig.g.serve("/n/1", &rig.g.note("victim", 1, "markertrue"));
    rig.search(&rig.g.url("/n/1")).await;
    let kept = rig.stored(&rig.g.url("/n/1")).await.unwrap();
    assert!(kept.content.contains("markertrue"));
    rig.search(&rig.e.url("/n/1")).await;
    rig.nothing_of("after the true one", "markerforged").await;
    row.holds();
}

#[tokio::test]
async fn a10_the_same_name_at_another_port_or_scheme() {
    let (row, rig) = (Row::new("A10"), rig().await);
    let beside = Peer::start("e.example", 2).await;
    let elsewhere = [
        beside.url("/n/1"),
        rig.e.url("/n/2").replace("http:", "https:"),
    ];
    for id in &elsewhere {
        let mut note = rig.e.note("mallory", 1, "markerforged");
        note["id"] = json!(id);
        rig.deliver(&rig.mallory(), &rig.e.create("mallory", &note))
            .await;
        rig.e.serve("/n/3", &note);
        rig.search(&rig.e.url("/n/3")).await;
    }
    // An author at the other port.
    let mut note = rig.e.note("mallory", 4, "markerforged");
    note["attributedTo"] = json!(beside.actor("mallory"));
    rig.e.serve("/n/4", &note);
    rig.search(&rig.e.url("/n/4")).await;
    // The activity's own id.
    let mut create = rig
        .e
        .create("mallory", &rig.e.note("mallory", 5, "markerforged"));
    create["id"] = json!(beside.url("/a/1"));
    assert_eq!(rig.deliver(&rig.mallory(), &create).await, 403);
    rig.nothing_of("other origins of the same name", "markerforged")
        .await;
    assert!(beside.asked().is_empty(), "it is no member");
    control(&rig, 9, "markertrue").await;
    row.holds();
}
