//! Types, redirects and pages.

use super::*;

#[tokio::test]
async fn c1_types_that_are_not_activitypub() {
    let (row, rig) = (Row::new("C1"), rig().await);
    let types = [
        Some("application/json"),
        Some("text/plain"),
        Some("text/html"),
        Some("image/png"),
        Some("application/ld+json"),
        None,
        Some(""),
        Some("application/activity+json-not"),
        Some("application/ld+json; profile=\"https://evil.example/\""),
        Some("text/html, application/activity+json"),
        Some("multipart/mixed; a=application/activity+json"),
    ];
    for (number, kind) in types.into_iter().enumerate() {
        let url = served(&rig, number as u32, "markerforged", |body| match kind {
            Some(kind) => answer(200, &[("Content-Type", kind)], body),
            None => answer(200, &[], body),
        });
        ask(&rig, &url).await;
        // An actor, and with it a key, is read by the same rule.
        let mut actor = rig.e.actor_document(&format!("typed{number}"), &key(0));
        actor["name"] = json!("markerforged");
        let body = actor.to_string().into_bytes();
        let headers: Vec<_> = kind
            .map(|kind| ("Content-Type", kind))
            .into_iter()
            .collect();
        rig.e.reply(
            &format!("/u/typed{number}"),
            Reply::Raw(answer(200, &headers, &body)),
        );
        rig.search(&rig.e.actor(&format!("typed{number}"))).await;
        let name = format!("typed{number}");
        let create = rig.e.create(&name, &rig.e.note(&name, 50, "markerforged"));
        let status = rig.deliver(&rig.e.signer(&name, &key(0)), &create).await;
        assert!((400..500).contains(&status), "{kind:?}: {status}");
    }
    // What somebody uploaded to S itself is no document either.
    rig.nothing_of("other types", "markerforged").await;
    control(&rig, 90, "markertrue").await;
    row.holds();
}

#[tokio::test]
async fn c2_the_two_types_in_odd_spellings() {
    let (row, rig) = (Row::new("C2"), rig().await);
    let spellings = [
        ACTIVITY,
        LD,
        "Application/Activity+JSON",
        "application/activity+json;charset=utf-8",
        "application/activity+json ; charset=UTF-8",
        "application/ld+json;profile=\"https://www.w3.org/ns/activitystreams\";charset=utf-8",
        "APPLICATION/LD+JSON; PROFILE=\"https://www.w3.org/ns/activitystreams\"",
        "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams https://example.org/x\"",
        "application/activity+json; profile=\"https://www.w3.org/ns/activitystreams\"",
    ];
    for (number, kind) in spellings.into_iter().enumerate() {
        let url = served(
            &rig,
            number as u32,
            &format!("markertrue{number}"),
            |body| answer(200, &[("Content-Type", kind)], body),
        );
        rig.search(&url).await;
        assert!(rig.stored(&url).await.is_some(), "{kind}");
    }
    rig.something_of("odd spellings", "markertrue8").await;
    rig.healthy().await;
    row.holds();
}

#[tokio::test]
async fn c4_redirects() {
    let (row, rig) = (Row::new("C4"), rig().await);
    // To another server that has what E says it has: a document of G with an id at E.
    let mut forged = rig.e.note("mallory", 1, "markerforged");
    rig.g.serve("/n/1", &forged);
    rig.e.redirect("/n/1", &rig.g.url("/n/1"));
    ask(&rig, &rig.e.url("/n/1")).await;
    // To a server that is no member.
    rig.e.redirect("/n/2", "https://stranger.example/n/2");
    ask(&rig, &rig.e.url("/n/2")).await;
    // Chains and a loop.
    for length in [4_u32, 20] {
        for step in 0..length {
            rig.e.redirect(
                &format!("/chain{length}/{step}"),
                &format!("/chain{length}/{}", step + 1),
            );
        }
        forged["id"] = json!(rig.e.url(&format!("/chain{length}/{length}")));
        rig.e.serve(&format!("/chain{length}/{length}"), &forged);
        ask(&rig, &rig.e.url(&format!("/chain{length}/0"))).await;
        assert_eq!(
            rig.e.count(&format!("/chain{length}/4")),
            0,
            "more than three"
        );
    }
    rig.e.redirect("/loop", "/loop");
    rig.e.forget();
    rig.search(&rig.e.url("/loop")).await;
    // Four requests as a post, and as many as a person.
    let asked = rig.e.count("/loop");
    assert!((1..=8).contains(&asked), "{asked}");
    // Without an address, with several, with nonsense.
    for (path, headers) in [
        ("/none", vec![]),
        ("/two", vec![("Location", "/n/9"), ("Location", "/n/8")]),
        ("/odd", vec![("Location", "http://")]),
        ("/script", vec![("Location", "javascript:1")]),
        ("/file", vec![("Location", "file:///etc/passwd")]),
        (
            "/user",
            vec![("Location", "http://e.example@g.example/n/1")],
        ),
    ] {
        rig.e.reply(path, Reply::Raw(answer(302, &headers, b"")));
        ask(&rig, &rig.e.url(path)).await;
    }
    rig.nothing_of("redirects", "markerforged").await;
    assert!(
        rig.trap
            .requested()
            .iter()
            .all(|url| !url.contains("stranger"))
    );
    // One, two and three steps that end at the document itself, relative ones too.
    for length in [1_u32, 2, 3] {
        for step in 0..length {
            rig.e
                .redirect(&format!("/good{length}/{step}"), &format!("./{}", step + 1));
        }
        let mut note = rig.e.note("mallory", 1, &format!("markertrue{length}"));
        note["id"] = json!(rig.e.url(&format!("/good{length}/{length}")));
        rig.e.serve(&format!("/good{length}/{length}"), &note);
        rig.search(&rig.e.url(&format!("/good{length}/0"))).await;
        rig.something_of("a redirect within E", &format!("markertrue{length}"))
            .await;
    }
    // And to another member, for what is that member's own.
    rig.g.serve("/n/5", &rig.g.note("victim", 5, "markertrue5"));
    rig.e.redirect("/n/5", &rig.g.url("/n/5"));
    rig.search(&rig.e.url("/n/5")).await;
    rig.something_of("G's own, by way of E", "markertrue5")
        .await;
    row.holds();
}

#[tokio::test]
async fn c5_a_way_back_to_ourselves() {
    let (row, rig) = (Row::new("C5"), rig().await);
    let post = rig
        .post(
            &rig.bob,
            json!({"status": "markersecret", "visibility": "private"}),
        )
        .await;
    let own = post["uri"].as_str().unwrap();
    let page = post["url"].as_str().unwrap();
    for (number, to) in [
        own,
        page,
        "https://s.example/api/v1/timelines/home",
        "https://s.example/actor",
        "https://S.EXAMPLE/actor",
        "https://s.example:443/actor",
    ]
    .into_iter()
    .enumerate()
    {
        let path = format!("/back/{number}");
        rig.e.redirect(&path, to);
        ask(&rig, &rig.e.url(&path)).await;
    }
    // E says that it has S's post.
    let mut forged = rig.e.note("mallory", 1, "markerforged");
    forged["id"] = json!(own);
    rig.e.serve("/n/1", &forged);
    ask(&rig, &rig.e.url("/n/1")).await;
    rig.nothing_of("S by way of E", "markerforged").await;
    assert!(
        rig.trap
            .requested()
            .iter()
            .all(|url| !url.to_lowercase().contains("//s.example")),
        "{:?}",
        rig.trap.requested()
    );
    assert_eq!(
        rig.trace_for("markersecret", &[None, Some(&rig.alice)])
            .await,
        Vec::<String>::new()
    );
    control(&rig, 90, "markertrue").await;
    row.holds();
}

#[tokio::test]
async fn c6_a_page_that_names_an_object_elsewhere() {
    let (row, rig) = (Row::new("C6"), rig().await);
    rig.g
        .serve("/n/1", &rig.g.note("victim", 1, "markerforged"));
    let link = format!(
        "<html><head><link rel=\"alternate\" type=\"{ACTIVITY}\" href=\"{}\"></head></html>",
        rig.g.url("/n/1")
    );
    rig.e.reply(
        "/page",
        Reply::Raw(answer(
            200,
            &[("Content-Type", "text/html")],
            link.as_bytes(),
        )),
    );
    let header = format!(
        "<{}>; rel=\"alternate\"; type=\"{ACTIVITY}\"",
        rig.g.url("/n/1")
    );
    rig.e.reply(
        "/header",
        Reply::Raw(answer(
            200,
            &[("Content-Type", "text/html"), ("Link", &header)],
            b"<html></html>",
        )),
    );
    for path in ["/page", "/header"] {
        ask(&rig, &rig.e.url(path)).await;
    }
    assert!(rig.g.asked().is_empty(), "{:?}", rig.g.asked());
    rig.nothing_of("a link in a page", "markerforged").await;
    control(&rig, 90, "markertrue").await;
    row.holds();
}
