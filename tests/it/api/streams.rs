//! Streaming: who is told what, and what ends a stream.

use meent::db;
use meent::domain::Happening;
use meent::error::Error;
use meent::http::api::streaming;
use serde_json::{Value, json};

use super::{follow, id, post, send};
use crate::support::streams::Told;
use crate::support::{Member, TestApp};

/// anna, who is followed by bram; and carl, who follows nobody.
async fn three() -> (TestApp, Member, Member, Member) {
    let unit = TestApp::new().await;
    let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
    let carl = unit.person("carl").await;
    follow(&unit, &bram, &anna).await;
    (unit, anna, bram, carl)
}

fn update(told: &[Told]) -> &Value {
    let [(event, payload)] = told else {
        panic!("one event: {told:?}")
    };
    assert_eq!(event, "update");
    payload
}

#[tokio::test]
async fn a_stream_tells_what_the_timeline_shows() {
    let (unit, anna, bram, carl) = three().await;
    let open = post(&unit, &carl, "Van Carl").await;
    let mut streams = Vec::new();
    for member in [&anna, &bram, &carl] {
        streams.push((member, unit.listen("user", member).await));
    }
    let poll = json!({ "options": ["a", "b"], "expires_in": 600 });
    let bodies = [
        json!({ "status": "Voor iedereen #verhuizing" }),
        json!({ "status": "Voor volgers", "visibility": "private" }),
        json!({ "status": "Voor de afdeling", "local_only": true }),
        json!({ "status": "@carl alleen jij", "visibility": "direct" }),
        json!({ "status": "Wat denken jullie?", "poll": poll }),
        json!({ "status": "Kijk", "quoted_status_id": id(&open) }),
        json!({ "status": "Wie mij volgt citeert", "quote_approval_policy": "followers" }),
    ];
    for body in bodies {
        let sent = send(&unit, &anna, body).await;
        unit.tell_streams().await;
        for (member, stream) in &mut streams {
            let home = unit.get("/api/v1/timelines/home?limit=1").by(member).await;
            let home = home.ok().json();
            let told: Vec<Told> = stream
                .told()
                .into_iter()
                .filter(|(event, _)| event == "update")
                .collect();
            let shows = home.get(0).is_some_and(|top| id(top) == id(&sent));
            assert_eq!(
                told.len(),
                usize::from(shows),
                "{sent} for {}",
                member.username()
            );
            if shows {
                assert_eq!(update(&told), &home[0], "for {}", member.username());
            }
        }
    }
    // Boosts: bram has marked the post, so that it looks different to him.
    unit.post(&format!("/api/v1/statuses/{}/favourite", id(&open)))
        .by(&bram)
        .await
        .ok();
    unit.post(&format!("/api/v1/statuses/{}/reblog", id(&open)))
        .by(&anna)
        .await
        .ok();
    unit.tell_streams().await;
    for (member, stream) in streams.iter_mut().take(2) {
        let home = unit.get("/api/v1/timelines/home?limit=1").by(member).await;
        let told: Vec<Told> = stream.told();
        assert_eq!(update(&told), &home.ok().json()[0]);
        assert_eq!(
            update(&told)["reblog"]["favourited"],
            member.username() == "bram"
        );
    }
}

#[tokio::test]
async fn edits_and_deletions_are_told() {
    let (unit, anna, bram, carl) = three().await;
    let first = post(&unit, &anna, "Eerste").await;
    let hidden = send(
        &unit,
        &anna,
        json!({ "status": "Stil", "visibility": "private" }),
    )
    .await;
    let mut bram_hears = unit.listen("user", &bram).await;
    let mut carl_hears = unit.listen("public", &carl).await;
    unit.advance(5);
    let path = format!("/api/v1/statuses/{}", id(&first));
    unit.put(&path)
        .by(&anna)
        .json(json!({ "status": "Beter" }))
        .await
        .ok();
    unit.tell_streams().await;
    for hears in [&mut bram_hears, &mut carl_hears] {
        let told = hears.told();
        let [(event, payload)] = told.as_slice() else {
            panic!("{told:?}")
        };
        assert_eq!(event, "status.update");
        assert_eq!(payload["content"], "<p>Beter</p>");
        assert!(payload["edited_at"].is_string());
    }
    for gone in [&hidden, &first] {
        let path = format!("/api/v1/statuses/{}", id(gone));
        unit.delete(&path).by(&anna).await.ok();
    }
    unit.tell_streams().await;
    let told = bram_hears.told();
    let number = |entity: &Value| -> Value { id(entity).parse::<i64>().unwrap().into() };
    assert_eq!(
        told,
        [
            ("delete".to_owned(), number(&hidden)),
            ("delete".to_owned(), number(&first))
        ]
    );
    assert_eq!(carl_hears.told(), [("delete".to_owned(), number(&first))]);
}

#[tokio::test]
async fn notifications_are_told_to_their_owner_and_to_tokens_that_may_read_them() {
    let (unit, anna, bram, carl) = three().await;
    let narrow = unit.token(anna.id(), "read:statuses").await;
    let mut all = unit.listen("user", &anna).await;
    let mut notices = unit.listen("user/notification", &anna).await;
    let mut posts_alone = unit.listen_with("user", &narrow).await;
    let mut other = unit.listen("user", &carl).await;
    let sent = post(&unit, &anna, "Hoi").await;
    unit.post(&format!("/api/v1/statuses/{}/favourite", id(&sent)))
        .by(&bram)
        .await
        .ok();
    unit.tell_streams().await;
    let list = unit.get("/api/v1/notifications?limit=1").by(&anna).await;
    let expected = ("notification".to_owned(), list.ok().json()[0].clone());
    assert_eq!(all.told().last(), Some(&expected));
    assert_eq!(notices.told(), [expected]);
    assert_eq!(posts_alone.events(), ["update"]);
    assert_eq!(other.events(), Vec::<String>::new());
}

#[tokio::test]
async fn each_stream_has_its_own_posts() {
    let (unit, anna, _, carl) = three().await;
    let mut streams = Vec::new();
    for (path, count) in [
        ("public", 3),
        ("public/local", 3),
        ("public/remote", 0),
        ("public?only_media=true", 1),
        ("hashtag?tag=Verhuizing", 1),
        ("hashtag/local?tag=VERHUIZING", 1),
        ("hashtag?tag=iets", 0),
        ("direct", 0),
        ("user/notification", 0),
        ("user", 0),
    ] {
        streams.push((path, count, unit.listen(path, &carl).await));
    }
    let upload = unit.post("/api/v2/media").by(&anna);
    let file = upload
        .upload(("file", "a.png", &super::media::png()), &[])
        .await;
    let file = id(&file.ok().json()).to_owned();
    for body in [
        json!({ "status": "Gewoon" }),
        json!({ "status": "Met tag #verhuizing" }),
        json!({ "status": "Met plaatje", "media_ids": [file] }),
        json!({ "status": "Stil #verhuizing", "visibility": "unlisted" }),
        json!({ "status": "Voor volgers #verhuizing", "visibility": "private" }),
    ] {
        send(&unit, &anna, body).await;
    }
    unit.tell_streams().await;
    for (path, count, mut stream) in streams {
        let events = stream.events();
        assert_eq!(events.len(), count, "{path}: {events:?}");
    }
}

#[tokio::test]
async fn who_is_muted_or_blocks_is_not_heard() {
    let (unit, anna, bram, carl) = three().await;
    let mut streams = Vec::new();
    for (member, deed, by, about) in [
        (&bram, "mute", &bram, &anna),
        (&carl, "block", &anna, &carl),
    ] {
        for path in ["user", "public", "hashtag?tag=x"] {
            streams.push(unit.listen(path, member).await);
        }
        unit.post(&format!("/api/v1/accounts/{}/{deed}", about.api_id()))
            .by(by)
            .await
            .ok();
    }
    let sent = post(&unit, &anna, "@bram @carl Hoi #x").await;
    unit.delete(&format!("/api/v1/statuses/{}", id(&sent)))
        .by(&bram)
        .await
        .is(404);
    unit.tell_streams().await;
    for stream in &mut streams {
        assert_eq!(stream.events(), Vec::<String>::new());
    }
}

#[tokio::test]
async fn a_stream_ends_with_its_token_its_person_and_its_app() {
    let (unit, anna, bram, carl) = three().await;
    let token = unit.token(anna.id(), "read").await;
    let mut revoked = unit.listen_with("user", &token).await;
    let mut kept = unit.listen("user", &anna).await;
    let mut suspended = unit.listen("public", &bram).await;
    let mut disabled = unit.listen("user/notification", &carl).await;
    let client = unit.client().await.clone();
    meent::service::oauth::revoke(&unit.app, &client, &token)
        .await
        .unwrap();
    meent::service::accounts::set_suspended(&unit.app, bram.id(), true)
        .await
        .unwrap();
    let (id, now) = (carl.id(), unit.app.now());
    unit.app
        .db
        .write(move |conn| {
            Box::pin(async move { db::users::set_disabled(conn, id, Some(now)).await })
        })
        .await
        .unwrap();
    streaming::check_tokens(&unit.app).await.unwrap();
    assert!(revoked.has_ended());
    assert!(suspended.has_ended());
    assert!(disabled.has_ended());
    assert!(!kept.has_ended());
    unit.app.streams.end_all();
    assert!(kept.has_ended());
}

#[tokio::test]
async fn what_was_not_committed_did_not_happen() {
    let (unit, anna, ..) = three().await;
    let mut hears = unit.listen("public", &anna).await;
    let sent = post(&unit, &anna, "Hoi").await;
    unit.tell_streams().await;
    assert_eq!(hears.events(), ["update"]);
    let id = meent::domain::StatusId(id(&sent).parse().unwrap());
    let failed = unit
        .app
        .db
        .write(move |conn| {
            Box::pin(async move {
                db::happenings::tell(conn, Happening::Posted(id));
                Err::<(), _>(Error::NotFound)
            })
        })
        .await;
    assert!(failed.is_err());
    unit.tell_streams().await;
    assert_eq!(hears.events(), Vec::<String>::new());
}

#[tokio::test]
async fn many_listeners_cost_no_more_queries_than_few() {
    let (unit, anna, bram, carl) = three().await;
    let mut costs = Vec::new();
    let mut open = Vec::new();
    for rounds in [1, 20] {
        for _ in 0..rounds {
            open.push(unit.listen("user", &bram).await);
            open.push(unit.listen("public", &carl).await);
        }
        post(&unit, &anna, "Hoi").await;
        let before = unit.statements();
        unit.tell_streams().await;
        costs.push(unit.statements() - before);
    }
    assert_eq!(costs[0], costs[1]);
    assert!(costs[0] <= 22, "{costs:?}");
    assert_eq!(
        open.iter_mut()
            .map(|stream| stream.told().len())
            .sum::<usize>(),
        2 + 42
    );
}

#[tokio::test]
async fn what_cannot_be_listened_to_is_refused_with_a_reason() {
    let (unit, anna, ..) = three().await;
    for (path, status) in [
        ("hashtag", 400),
        ("hashtag?tag=%23", 400),
        ("list", 400),
        ("list?list=mine", 400),
        ("list?list=1", 404),
    ] {
        let call = unit.get(&format!("/api/v1/streaming/{path}")).by(&anna);
        let answer = call.await.is(status);
        assert!(answer.json()["error"].is_string(), "{path}");
    }
    let narrow = unit.token(anna.id(), "read:notifications").await;
    for path in ["user", "public", "direct"] {
        let call = unit
            .get(&format!("/api/v1/streaming/{path}"))
            .token(&narrow);
        call.await.is(403);
    }
    // The token may stand in the address here, and nowhere else.
    let with = format!("?access_token={}", anna.token);
    unit.get(&format!("/api/v1/streaming/user{with}"))
        .await
        .ok();
    unit.get(&format!("/api/v1/timelines/home{with}"))
        .await
        .is(401);
}
