//! What can be told from outside.

use super::*;

#[tokio::test]
async fn f10_hidden_and_missing_are_the_same() {
    let (row, house) = (Row::new("F10"), House::new().await);
    let rig = &house.rig;
    let number = "116158758912999999";
    let missing =
        json!({"id": number, "uri": format!("https://s.example/users/bob/statuses/{number}")});
    let varying = [
        "date",
        "x-request-id",
        "x-ratelimit-remaining",
        "x-ratelimit-reset",
    ];
    let known = |answer: &crate::support::Answer, id: &str| {
        let headers: Vec<String> = answer
            .headers
            .iter()
            .filter(|(name, _)| !varying.contains(&name.as_str()))
            .map(|(name, value)| format!("{name}: {value:?}").replace(id, "ID"))
            .collect();
        (answer.status, headers, answer.text().replace(id, "ID"))
    };
    for post in house.posts.iter().filter(|post| {
        matches!(
            post.marker,
            "markerdirect" | "markerprivate" | "markerdeleted"
        )
    }) {
        for method in ["GET", "HEAD", "PUT", "DELETE", "POST", "PATCH", "OPTIONS"] {
            for part in ["", "/context", "/history", "/favourite", "/reblog"] {
                // So that nobody is told that they ask too often: that answer is the same for everything.
                rig.s.advance(301);
                for (language, condition) in [
                    ("en", None),
                    ("nl", None),
                    ("de-DE, *;q=0.1", None),
                    ("x-klingon", None),
                    ("", Some(("if-none-match", "*"))),
                    (
                        "",
                        Some(("if-modified-since", "Mon, 02 Mar 2026 00:00:00 GMT")),
                    ),
                ] {
                    let mut both = Vec::new();
                    for entity in [&post.entity, &missing] {
                        let call = rig.s.call(method, &path(entity, part));
                        let mut call = call
                            .by(house.member("carol"))
                            .header("accept-language", language);
                        if let Some((name, value)) = condition {
                            call = call.header(name, value);
                        }
                        if method == "PUT" {
                            call = call.json(json!({"status": "x"}));
                        }
                        let answer = call.await;
                        assert_ne!(answer.status.as_u16(), 429);
                        both.push(known(&answer, entity["id"].as_str().unwrap()));
                    }
                    assert_eq!(
                        both[0], both[1],
                        "{method} {part} {language}: {}",
                        post.what
                    );
                }
            }
        }
        // Pages, for somebody who is logged in and for nobody.
        for accept in [
            "text/html",
            "application/json",
            ACTIVITY,
            "*/*",
            "image/png",
        ] {
            for member in [None, Some(house.member("carol"))] {
                let mut both = Vec::new();
                for entity in [&post.entity, &missing] {
                    let id = entity["id"].as_str().unwrap();
                    let call = rig.s.get(&format!("/@bob/{id}")).header("accept", accept);
                    let answer = match member {
                        Some(member) => call.session(member).await,
                        None => call.await,
                    };
                    both.push(known(&answer, id));
                }
                assert_eq!(both[0], both[1], "{accept}: {}", post.what);
            }
        }
        // Documents for E. A post that was open before it was deleted leaves a tombstone for who could see it.
        if post.marker != "markerdeleted" {
            for part in ["", "/activity", "/replies"] {
                let mut both = Vec::new();
                for entity in [&post.entity, &missing] {
                    let answer = rig
                        .fetch(&rig.nina(), &format!("{}{part}", on_wire(rig, entity)))
                        .await;
                    let head: Vec<&str> = answer
                        .head
                        .lines()
                        .filter(|line| {
                            !varying
                                .iter()
                                .any(|name| line.to_lowercase().starts_with(name))
                        })
                        .collect();
                    both.push((answer.status, head.join("\n"), answer.body.clone()));
                }
                assert_eq!(both[0], both[1], "{part}: {}", post.what);
            }
        }
    }
    row.holds();
}

#[tokio::test]
async fn f11_no_cache_keeps_it_for_others() {
    let (row, house) = (Row::new("F11"), House::new().await);
    let rig = &house.rig;
    let private = &house.post("markerprivate").entity;
    let (api, page, wire) = (
        path(private, ""),
        format!("/@bob/{}", private["id"].as_str().unwrap()),
        on_wire(rig, private),
    );
    let reading = [
        api.clone(),
        path(private, "/context"),
        "/api/v1/timelines/home".to_owned(),
        "/api/v1/notifications".to_owned(),
        format!("/api/v1/accounts/{}/statuses", rig.bob.api_id()),
    ];
    for url in &reading {
        let answer = rig.s.get(url).by(&rig.alice).await.ok();
        let cache = answer.header("cache-control");
        assert!(
            cache.contains("private") && cache.contains("no-store"),
            "{url}: {cache}"
        );
        // A tag that one reader was given opens nothing to another.
        let tag = answer.header("etag").to_owned();
        let other = rig
            .s
            .get(url)
            .by(house.member("carol"))
            .header("if-none-match", if tag.is_empty() { "*" } else { &tag })
            .await;
        assert!(
            other.status.as_u16() != 304 && !other.text().contains("markerprivate"),
            "{url}"
        );
    }
    for url in [&page, &"/home".to_owned(), &"/@bob".to_owned()] {
        let answer = rig
            .s
            .get(url)
            .header("accept", "text/html")
            .session(&rig.alice)
            .await
            .ok();
        let cache = answer.header("cache-control");
        assert!(
            cache.contains("private") && cache.contains("no-store"),
            "{url}: {cache}"
        );
    }
    for form in FORMS {
        for signer in [rig.other(), rig.nina(), rig.other()] {
            let answer = Letter::get(rig, &wire, &signer, form).send(rig).await;
            assert_eq!(answer.header("cache-control"), Some("private, no-store"));
            if answer.status == 200 {
                let vary = answer.header("vary").unwrap_or_default().to_lowercase();
                assert!(
                    vary.contains("signature") && vary.contains("accept"),
                    "{vary}"
                );
            }
        }
    }
    row.holds();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f17_files_of_the_unit_are_its_own() {
    let row = Row::new("F17");
    let folder = tempfile::tempdir().unwrap();
    let place = Place::new("modes", &folder.path().join("modes"), None).unwrap();
    let mut unit = place.start(crate::crash::program(), &[]).unwrap();
    unit.ready("/healthz", None).await.unwrap();
    let mut seen = 0;
    let mut folders = vec![place.folder.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let (path, data) = (
                entry.as_ref().unwrap().path(),
                entry.unwrap().metadata().unwrap(),
            );
            // The log is the test's own.
            if path.ends_with("log") {
                continue;
            }
            seen += 1;
            assert_eq!(
                data.permissions().mode() & 0o077,
                0,
                "{}: {:o}",
                path.display(),
                data.permissions().mode()
            );
            if data.is_dir() {
                folders.push(path);
            }
        }
    }
    assert!(seen >= 2, "control: {seen} files");
    row.holds();
}
