//! What people are shown.

use super::*;

#[tokio::test]
async fn f1_posts_by_id_and_what_hangs_on_them() {
    let (row, house) = (Row::new("F1"), House::new().await);
    let private = house.post("markerprivate").entity.clone();
    house
        .rig
        .s
        .post(&path(&private, "/favourite"))
        .by(&house.rig.alice)
        .await
        .ok();
    house
        .sweep(&["/api/v1/statuses/"], &[ALL, &["markerolder"]].concat())
        .await;
    // Lists of people under a hidden post, several posts at once, and deeds upon it.
    for name in ["carol", "eva", "piet", "dirk", "ada"] {
        let member = house.member(name);
        for part in [
            "",
            "/context",
            "/history",
            "/source",
            "/favourited_by",
            "/reblogged_by",
        ] {
            house
                .rig
                .s
                .get(&path(&private, part))
                .by(member)
                .await
                .is(404);
        }
        let id = private["id"].as_str().unwrap();
        let many = house
            .rig
            .s
            .get(&format!("/api/v1/statuses?id[]={id}"))
            .by(member)
            .await
            .ok()
            .json();
        assert_eq!(many, json!([]));
        for deed in ["favourite", "reblog", "bookmark", "pin"] {
            let answer = house
                .rig
                .s
                .post(&path(&private, &format!("/{deed}")))
                .by(member)
                .await
                .is(404);
            assert!(!answer.text().contains("marker"), "{name} {deed}");
        }
        house
            .rig
            .s
            .put(&path(&private, ""))
            .by(member)
            .json(json!({"status": "mine"}))
            .await
            .is(404);
        house
            .rig
            .s
            .delete(&path(&private, ""))
            .by(member)
            .await
            .is(404);
    }
    // A token with other scopes is shown nothing by them.
    let narrow = house
        .rig
        .s
        .token(house.rig.alice.id(), "read:accounts write:media")
        .await;
    for part in ["", "/context", "/history", "/source"] {
        let answer = house
            .rig
            .s
            .get(&path(&private, part))
            .token(&narrow)
            .await
            .is(403);
        assert!(!answer.text().contains("marker"));
    }
    house.rig.healthy().await;
    row.holds();
}

#[tokio::test]
async fn f3_searching() {
    let (row, house) = (Row::new("F3"), House::new().await);
    house
        .sweep(&["/search", "/tags/", "/timelines/tag"], &[])
        .await;
    // All of these carry the hashtag that is searched for.
    let tagged = [
        "markeropen",
        "markerdirect",
        "markerprivate",
        "markerinside",
    ];
    for surface in ["/api/v2/search", "/search?q="] {
        house.sweep(&[surface], &tagged).await;
    }
    for post in &house.posts {
        // Each word alone: whoever may read the post finds it by it, and nobody else learns that it stands anywhere.
        let there = post.marker != "markerolder";
        for name in ["alice", "bob", "ada", "carol", "eva", "piet", "dirk"] {
            for question in [post.marker.to_owned(), format!("\"{}\"", post.marker)] {
                let found = house
                    .rig
                    .find(house.member(name), &question)
                    .await
                    .ok()
                    .json();
                assert_eq!(
                    found["statuses"].as_array().unwrap().len(),
                    usize::from(there && post.readers.contains(&name)),
                    "{} for {name}",
                    post.what
                );
            }
        }
    }
    for post in &house.posts {
        for address in [&post.entity["uri"], &post.entity["url"]] {
            for name in ["alice", "bob", "ada", "carol", "eva", "piet", "dirk"] {
                let found = house
                    .rig
                    .find(house.member(name), address.as_str().unwrap())
                    .await
                    .ok();
                assert!(
                    post.readers.contains(&name) || !found.text().contains(post.marker),
                    "{} for {name}",
                    post.what
                );
                if post.readers.contains(&name)
                    && !matches!(post.marker, "markerolder" | "markeralt")
                {
                    assert!(
                        found.text().contains(post.marker),
                        "control: {} for {name}",
                        post.what
                    );
                }
            }
        }
        let answer = house
            .rig
            .s
            .get(&format!(
                "/api/v2/search?q={}",
                post.entity["uri"].as_str().unwrap()
            ))
            .await;
        assert!(!answer.text().contains(post.marker));
    }
    // A hashtag that stands in hidden posts only does not become known by it.
    house
        .rig
        .post(
            &house.rig.bob,
            json!({"status": "#markerhiddentag", "visibility": "private"}),
        )
        .await;
    let tag = house
        .rig
        .s
        .get("/api/v1/timelines/tag/markerhiddentag")
        .by(house.member("carol"))
        .await
        .ok()
        .json();
    assert_eq!(tag, json!([]));
    for (name, known) in [("carol", 0), ("bob", 1)] {
        let found = house
            .rig
            .find(house.member(name), "#markerhidden")
            .await
            .ok()
            .json();
        assert_eq!(found["hashtags"].as_array().unwrap().len(), known, "{name}");
    }
    house.rig.healthy().await;
    row.holds();
}

#[tokio::test]
async fn f4_the_lists_of_an_account() {
    let (row, house) = (Row::new("F4"), House::new().await);
    let private = &house.post("markerprivate").entity;
    house
        .rig
        .s
        .post(&path(private, "/pin"))
        .by(&house.rig.bob)
        .await
        .ok();
    house
        .sweep(
            &["/api/v1/accounts/"],
            &["markeropen", "markerprivate", "markernewer"],
        )
        .await;
    house
        .sweep(
            &[
                "/api/v1/timelines/",
                "/api/v1/favourites",
                "/api/v1/bookmarks",
                "/api/v1/notifications",
            ],
            &[],
        )
        .await;
    house.rig.healthy().await;
    row.holds();
}

#[tokio::test]
async fn f6_pages_and_what_is_made_for_embedding() {
    let (row, house) = (Row::new("F6"), House::new().await);
    house
        .sweep(
            &[
                "/@",
                "/home",
                "/network",
                "/unit",
                "/saved",
                "/notifications",
                "/people",
                "/tags/",
            ],
            &["markeropen", "markerprivate", "markeranswer"],
        )
        .await;
    // Feeds, embedding and maps of the site, which S does not have, tell nothing either.
    for post in &house.posts {
        let (page, id) = (
            post.entity["url"].as_str().unwrap(),
            post.entity["id"].as_str().unwrap(),
        );
        for path in [
            "/@bob.rss".to_owned(),
            "/@bob.atom".to_owned(),
            "/users/bob.rss".to_owned(),
            "/users/bob.atom".to_owned(),
            "/sitemap.xml".to_owned(),
            "/robots.txt".to_owned(),
            "/@bob/feed.json".to_owned(),
            format!("/@bob/{id}/embed"),
            format!("/api/oembed?url={page}"),
            format!("/api/v1/statuses/{id}/card"),
            format!("/oembed?url={page}"),
        ] {
            for reader in [None, Some(house.member("carol"))] {
                let call = house.rig.s.get(&path);
                let answer = match reader {
                    Some(member) => call.session(member).await,
                    None => call.await,
                };
                assert!(!answer.text().contains(post.marker), "{path}");
            }
        }
        // Not even a head with tags for previews comes without a login.
        let answer = house
            .rig
            .s
            .get(&format!("/@bob/{id}"))
            .header("accept", "text/html")
            .await;
        assert!(!answer.text().contains("marker"), "{}", post.what);
    }
    house.rig.healthy().await;
    row.holds();
}

#[tokio::test]
async fn f7_files() {
    let (row, house) = (Row::new("F7"), House::new().await);
    let rig = &house.rig;
    let private = &house.post("markerprivate").entity;
    let media = &private["media_attachments"][0];
    let local = |field: &str| {
        media[field]
            .as_str()
            .unwrap()
            .replace("https://s.example", "")
    };
    let (file, preview) = (local("url"), local("preview_url"));
    // The name that it had, its comments and its place are not in it. The address is the only key, and cannot be guessed.
    for path in [&file, &preview] {
        let answer = rig.s.get(path).await.ok();
        assert!(!answer.text().contains("marker") && !path.contains("marker"));
        let secret = path.rsplit('/').nth(1).unwrap().rsplit('-').next().unwrap();
        assert!(secret.len() >= 20, "{path}");
        let guess = |from: &str, to: &str| path.replace(from, to);
        let cut = &secret[..secret.len() - 1];
        for guessed in [
            guess(secret, cut),
            guess(secret, &secret.to_uppercase()),
            guess(secret, &secret.chars().rev().collect::<String>()),
            guess(&format!("-{secret}"), ""),
            path.rsplit_once('/').unwrap().0.to_owned(),
            format!("{}/", path.rsplit_once('/').unwrap().0),
            format!("{path}/..%2f"),
        ] {
            let answer = rig.s.get(&guessed).await;
            assert!(
                answer.status.is_client_error(),
                "{guessed}: {}",
                answer.status
            );
        }
    }
    // By its number, it is its owner's alone.
    let number = media["id"].as_str().unwrap();
    for name in ["alice", "carol", "ada"] {
        let member = house.member(name);
        for answer in [
            rig.s
                .get(&format!("/api/v1/media/{number}"))
                .by(member)
                .await,
            rig.s
                .put(&format!("/api/v1/media/{number}"))
                .by(member)
                .form(&[("description", "mine")])
                .await,
            rig.s
                .delete(&format!("/api/v1/media/{number}"))
                .by(member)
                .await,
            rig.s
                .post("/api/v1/statuses")
                .by(member)
                .json(json!({"status": "mine", "media_ids": [number]}))
                .await,
        ] {
            assert!(
                answer.status.is_client_error() && !answer.text().contains("markeralt"),
                "{name}: {}",
                answer.text()
            );
        }
    }
    // Files of peers go by a number, which tells nothing before the file has come.
    assert!(
        rig.s
            .get(&format!("/media/remote/{number}"))
            .await
            .status
            .as_u16()
            != 200
    );
    // A part of it is the same file, and after the post was deleted nothing of it is left.
    rig.s.get(&file).header("range", "bytes=0-3").await.is(206);
    rig.s.delete(&path(private, "")).by(&rig.bob).await.ok();
    rig.s.advance(2 * 24 * 3600);
    meent::worker::prune(&rig.s.app).await.unwrap();
    for path in [&file, &preview] {
        rig.s.get(path).await.is(404);
        rig.s.get(path).header("range", "bytes=0-3").await.is(404);
    }
    row.holds();
}
