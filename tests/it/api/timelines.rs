//! Timelines: paging and cost.

use serde_json::json;

use super::{follow, id, ids, post, send};
use crate::support::TestApp;

/// The path of a `Link` with this relation.
fn link(header: &str, relation: &str) -> Option<String> {
    let part = header
        .split(", ")
        .find(|part| part.ends_with(&format!("rel=\"{relation}\"")))?;
    let url = part.split(['<', '>']).nth(1)?;
    Some(
        url.strip_prefix("https://hrm.example")
            .expect("an absolute address")
            .to_owned(),
    )
}

#[tokio::test]
async fn following_the_links_shows_everything_once() {
    let unit = TestApp::new().await;
    let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
    follow(&unit, &anna, &bram).await;
    let mut posted = Vec::new();
    for n in 0..7 {
        let by = if n % 2 == 0 { &anna } else { &bram };
        posted.push(id(&post(&unit, by, &format!("Post {n}")).await).to_owned());
    }
    posted.reverse();
    let (mut seen, mut path) = (
        Vec::new(),
        Some("/api/v1/timelines/home?limit=3&only=x".to_owned()),
    );
    let mut first_prev = None;
    while let Some(here) = path {
        let page = unit.get(&here).by(&anna).await.ok();
        seen.extend(ids(&page.json()));
        assert!(
            !here.contains("max_id")
                || page.header("link").is_empty()
                || page.header("link").contains("only=x")
        );
        first_prev = first_prev.or_else(|| link(page.header("link"), "prev"));
        path = link(page.header("link"), "next");
    }
    assert_eq!(seen, posted);
    let newer = post(&unit, &bram, "Nieuw").await;
    let page = unit.get(&first_prev.unwrap()).by(&anna).await.ok().json();
    assert_eq!(ids(&page), [id(&newer)]);
}

#[tokio::test]
async fn a_page_that_filtering_emptied_still_leads_on() {
    let unit = TestApp::new().await;
    let (anna, bram, carla) = (
        unit.person("anna").await,
        unit.person("bram").await,
        unit.person("carla").await,
    );
    follow(&unit, &anna, &bram).await;
    let old = post(&unit, &anna, "Oud").await;
    let private = json!({ "status": "Van Carla", "visibility": "public" });
    let hidden = send(&unit, &carla, private).await;
    unit.post(&format!("/api/v1/statuses/{}/reblog", id(&hidden)))
        .by(&bram)
        .await
        .ok();
    unit.post(&format!("/api/v1/accounts/{}/block", anna.api_id()))
        .by(&carla)
        .await
        .ok();
    let page = unit
        .get("/api/v1/timelines/home?limit=1")
        .by(&anna)
        .await
        .ok();
    assert_eq!(
        page.json(),
        json!([]),
        "the boosted post is hidden from whom its author blocks"
    );
    let next = link(page.header("link"), "next").expect("the way on");
    assert_eq!(
        ids(&unit.get(&next).by(&anna).await.ok().json()),
        [id(&old)]
    );
}

#[tokio::test]
async fn the_public_timelines_tell_near_from_far() {
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    let open = post(&unit, &anna, "Voor het netwerk #lunch").await;
    let body = json!({ "status": "Alleen hier", "local_only": true });
    let here = send(&unit, &anna, body).await;
    assert_eq!(here["local_only"], true);
    let body = json!({ "status": "Stil #lunch", "visibility": "unlisted" });
    unit.post("/api/v1/statuses")
        .by(&anna)
        .json(body)
        .await
        .ok();
    let list = |path: &'static str| unit.get(path).by(&anna);
    assert_eq!(
        ids(&list("/api/v1/timelines/public?local=true")
            .await
            .ok()
            .json()),
        [id(&here), id(&open)]
    );
    assert_eq!(
        list("/api/v1/timelines/public?remote=1").await.ok().json(),
        json!([])
    );
    assert_eq!(
        ids(&list("/api/v1/timelines/tag/LUNCH").await.ok().json()),
        [id(&open)]
    );
    assert_eq!(
        list("/api/v1/timelines/tag/niets").await.ok().json(),
        json!([])
    );
    unit.get("/api/v1/timelines/public").await.is(401);
}

#[tokio::test]
async fn an_accounts_posts_can_be_chosen() {
    let unit = TestApp::new().await;
    let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
    let other = post(&unit, &bram, "Van Bram").await;
    let plain = post(&unit, &anna, "Gewoon #Kaas").await;
    let reply = json!({ "status": "Antwoord", "in_reply_to_id": id(&other) });
    let reply = send(&unit, &anna, reply).await;
    let boost = unit
        .post(&format!("/api/v1/statuses/{}/reblog", id(&other)))
        .by(&anna)
        .await
        .ok()
        .json();
    unit.post(&format!("/api/v1/statuses/{}/pin", id(&plain)))
        .by(&anna)
        .await
        .ok();
    let list = |query: &str| {
        unit.get(&format!(
            "/api/v1/accounts/{}/statuses?{query}",
            anna.api_id()
        ))
        .by(&bram)
    };
    assert_eq!(
        ids(&list("").await.ok().json()),
        [id(&boost), id(&reply), id(&plain)]
    );
    assert_eq!(
        ids(&list("exclude_replies=True&exclude_reblogs=1")
            .await
            .ok()
            .json()),
        [id(&plain)]
    );
    assert_eq!(ids(&list("pinned=true").await.ok().json()), [id(&plain)]);
    assert_eq!(ids(&list("tagged=kaas").await.ok().json()), [id(&plain)]);
    assert_eq!(list("only_media=true").await.ok().json(), json!([]));
}

#[tokio::test]
async fn a_page_costs_the_same_whatever_its_length() {
    let unit = TestApp::new().await;
    let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
    follow(&unit, &anna, &bram).await;
    // Each with everything on it, so that the shortest page asks for all that the longest one does.
    for n in 0..12 {
        let status = post(&unit, &bram, &format!("Post {n} @anna #tag{n}")).await;
        unit.post(&format!("/api/v1/statuses/{}/reblog", id(&status)))
            .by(&bram)
            .await
            .ok();
    }
    let cost = async |path: &str| {
        let before = unit.statements();
        unit.get(path).by(&anna).await.ok();
        unit.statements() - before
    };
    for path in [
        "/api/v1/timelines/home",
        "/api/v1/notifications",
        "/api/v1/timelines/public",
    ] {
        let (short, long) = (
            cost(&format!("{path}?limit=2")).await,
            cost(&format!("{path}?limit=20")).await,
        );
        assert_eq!(short, long, "{path}");
        assert!(long <= 16, "{path} took {long} statements");
    }
}

#[tokio::test]
async fn several_hashtags_are_read_together() {
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    let mut posted = Vec::new();
    for text in ["#een", "#twee", "#een #twee", "#drie", "#een #drie"] {
        posted.push(id(&post(&unit, &anna, text).await).to_owned());
    }
    let [one, two, both, three, mixed] = posted.as_slice() else {
        panic!("five posts");
    };
    let read = async |query: &str| {
        let path = format!("/api/v1/timelines/tag/{query}");
        ids(&unit.get(&path).by(&anna).await.ok().json())
    };
    assert_eq!(read("een").await, [mixed, both, one].map(String::as_str));
    assert_eq!(
        read("een?any[]=TWEE&any[]=niets").await,
        [mixed, both, two, one].map(String::as_str)
    );
    assert_eq!(read("een?all[]=%23twee").await, [both.as_str()]);
    assert_eq!(read("een?all[]=twee&all[]=drie").await, [""; 0]);
    assert_eq!(read("een?all[]=niets").await, [""; 0]);
    assert_eq!(
        read("een?none[]=twee&none[]=niets").await,
        [mixed, one].map(String::as_str)
    );
    assert_eq!(
        read("niets?any[]=een&any[]=drie&none[]=twee").await,
        [mixed, three, one].map(String::as_str)
    );
    // A page of several goes on where it stopped, in both directions.
    assert_eq!(
        read("een?any[]=twee&limit=2").await,
        [mixed, both].map(String::as_str)
    );
    assert_eq!(
        read(&format!("een?any[]=twee&limit=2&max_id={both}")).await,
        [two, one].map(String::as_str)
    );
    assert_eq!(
        read(&format!("een?any[]=twee&limit=2&min_id={one}")).await,
        [both, two].map(String::as_str)
    );
}
