//! Hashtags: use, following, and the profile.

use serde_json::{Value, json};

use super::{follow, id, ids, post, send};
use crate::support::{Member, TestApp};

async fn call(unit: &TestApp, by: &Member, name: &str, deed: &str) -> Value {
    let path = format!("/api/v1/tags/{name}/{deed}");
    unit.post(&path).by(by).await.ok().json()
}

async fn tag(unit: &TestApp, by: &Member, name: &str) -> Value {
    let path = format!("/api/v1/tags/{name}");
    unit.get(&path).by(by).await.ok().json()
}

async fn at_home(unit: &TestApp, by: &Member) -> Vec<String> {
    ids(&unit.get("/api/v1/timelines/home").by(by).await.ok().json())
}

fn names(list: &Value) -> Vec<&str> {
    let list = list.as_array().unwrap().iter();
    list.map(|tag| tag["name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn use_is_told_for_seven_days() {
    let unit = TestApp::with("public_url = 'https://hrm.example'\nreach = 'internet'").await;
    let (anna, bas) = (unit.person("anna").await, unit.person("bas").await);
    let unused = tag(&unit, &anna, "Lunch").await;
    let day = |seconds: i64, accounts: &str, uses: &str| json!({ "day": seconds.to_string(), "accounts": accounts, "uses": uses });
    // Monday 2 March 2026.
    let today = 1_772_409_600;
    let empty: Vec<Value> = (0..7).map(|n| day(today - n * 86_400, "0", "0")).collect();
    assert_eq!(
        unused,
        json!({
            "id": "", "name": "Lunch", "url": "https://hrm.example/tags/lunch", "history": empty,
            "following": false, "featuring": false,
        })
    );
    post(&unit, &anna, "#lunch om twaalf").await;
    post(&unit, &anna, "#Lunch en nog eens #lunch").await;
    post(&unit, &bas, "#lunch").await;
    send(
        &unit,
        &bas,
        json!({ "status": "#lunch", "visibility": "unlisted" }),
    )
    .await;
    unit.advance(24 * 3600);
    post(&unit, &bas, "Weer #lunch").await;
    let used = tag(&unit, &anna, "LUNCH").await;
    assert_ne!(used["id"], "");
    assert_eq!(used["name"], "lunch");
    assert_eq!(used["history"].as_array().unwrap().len(), 7);
    assert_eq!(used["history"][0], day(today + 86_400, "1", "1"));
    assert_eq!(used["history"][1], day(today, "2", "3"));
    assert_eq!(used["history"][2], day(today - 86_400, "0", "0"));
    unit.advance(6 * 24 * 3600);
    let later = tag(&unit, &anna, "lunch").await;
    assert_eq!(later["history"][6], day(today + 86_400, "1", "1"));
    unit.run_workers().await;
    meent::service::tags::forget_days(&unit.app).await.unwrap();
    assert_eq!(tag(&unit, &anna, "lunch").await, later);
    let anonymous = unit.get("/api/v1/tags/lunch").await.ok().json();
    assert_eq!(anonymous.get("following"), None);
    assert_eq!(anonymous["history"], later["history"]);
    for odd in ["1", "a%20b", "%23", "a%3Cb"] {
        unit.get(&format!("/api/v1/tags/{odd}"))
            .by(&anna)
            .await
            .is(404);
        for deed in ["follow", "unfollow", "feature", "unfeature"] {
            let path = format!("/api/v1/tags/{odd}/{deed}");
            unit.post(&path).by(&anna).await.is(404);
        }
    }
}

#[tokio::test]
async fn followed_tags_are_listed_newest_first() {
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    let path = "/api/v1/followed_tags";
    let list = async |query: &str| {
        let path = format!("{path}{query}");
        unit.get(&path).by(&anna).await.ok()
    };
    assert_eq!(list("").await.json(), json!([]));
    assert_eq!(
        call(&unit, &anna, "niets", "unfollow").await["following"],
        false
    );
    for name in ["Een", "twee", "drie"] {
        assert_eq!(call(&unit, &anna, name, "follow").await["following"], true);
    }
    let again = call(&unit, &anna, "EEN", "follow").await;
    assert_eq!(
        (&again["name"], &again["following"]),
        (&json!("Een"), &json!(true))
    );
    assert_eq!(names(&list("").await.json()), ["drie", "twee", "Een"]);
    let page = list("?limit=2").await;
    assert_eq!(names(&page.json()), ["drie", "twee"]);
    let next = page
        .header("link")
        .split(['<', '>'])
        .nth(1)
        .unwrap()
        .to_owned();
    let next = next.strip_prefix("https://hrm.example").unwrap();
    let rest = unit.get(next).by(&anna).await.ok();
    assert_eq!(names(&rest.json()), ["Een"]);
    assert_eq!(
        call(&unit, &anna, "twee", "unfollow").await["following"],
        false
    );
    assert_eq!(tag(&unit, &anna, "twee").await["following"], false);
    assert_eq!(names(&list("").await.json()), ["drie", "Een"]);
    super::post(&unit, &anna, "Eindelijk #drie").await;
    let found = unit
        .get("/api/v2/search?q=%23drie")
        .by(&anna)
        .await
        .ok()
        .json();
    assert_eq!(found["hashtags"][0]["following"], true);
}

#[tokio::test]
async fn posts_with_a_followed_tag_come_home() {
    let unit = TestApp::new().await;
    let (anna, bas) = (unit.person("anna").await, unit.person("bas").await);
    let (cor, dirk) = (unit.person("cor").await, unit.person("dirk").await);
    follow(&unit, &anna, &cor).await;
    post(&unit, &bas, "Voor het volgen #fiets").await;
    call(&unit, &anna, "Fiets", "follow").await;
    call(&unit, &anna, "zadel", "follow").await;
    let new = post(&unit, &bas, "Een #fiets met een #zadel").await;
    let answer = json!({ "status": "Mijn #FIETS", "in_reply_to_id": id(&new) });
    let answer = send(&unit, &dirk, answer).await;
    let followed = post(&unit, &cor, "Ook een #fiets").await;
    for visibility in ["unlisted", "private", "direct"] {
        send(
            &unit,
            &bas,
            json!({ "status": "Stille #fiets", "visibility": visibility }),
        )
        .await;
    }
    let share = format!("/api/v1/statuses/{}/reblog", id(&new));
    unit.post(&share).by(&dirk).await.ok();
    let own = post(&unit, &anna, "Mijn eigen #fiets").await;
    let want = [id(&own), id(&followed), id(&answer), id(&new)];
    assert_eq!(at_home(&unit, &anna).await, want);
    // Who is muted or blocked, either way, does not come in.
    let deed = async |by: &Member, deed: &str, whom: &Member| {
        let path = format!("/api/v1/accounts/{}/{deed}", whom.api_id());
        unit.post(&path).by(by).await.ok();
    };
    deed(&anna, "mute", &bas).await;
    deed(&anna, "block", &dirk).await;
    post(&unit, &bas, "Gedempte #fiets").await;
    post(&unit, &dirk, "Geblokkeerde #fiets").await;
    deed(&anna, "unmute", &bas).await;
    deed(&anna, "unblock", &dirk).await;
    assert_eq!(at_home(&unit, &anna).await, want);
    deed(&bas, "block", &anna).await;
    post(&unit, &bas, "Niet voor Anna #fiets").await;
    deed(&bas, "unblock", &anna).await;
    assert_eq!(at_home(&unit, &anna).await, want);
    // Unfollowing takes out what came for that tag alone.
    call(&unit, &anna, "fiets", "unfollow").await;
    assert_eq!(
        at_home(&unit, &anna).await,
        [id(&own), id(&followed), id(&new)]
    );
    call(&unit, &anna, "zadel", "unfollow").await;
    assert_eq!(at_home(&unit, &anna).await, [id(&own), id(&followed)]);
    // A deleted post leaves no entry behind.
    call(&unit, &anna, "fiets", "follow").await;
    let gone = post(&unit, &bas, "Nog een #fiets").await;
    assert_eq!(at_home(&unit, &anna).await[0], id(&gone));
    let path = format!("/api/v1/statuses/{}", id(&gone));
    unit.delete(&path).by(&bas).await.ok();
    assert_eq!(at_home(&unit, &anna).await, [id(&own), id(&followed)]);
}

#[tokio::test]
async fn tags_stand_on_a_profile() {
    let unit = TestApp::with("public_url = 'https://hrm.example'\nreach = 'internet'").await;
    let (anna, bas) = (unit.person("anna").await, unit.person("bas").await);
    let put = |name: &str| {
        unit.post("/api/v1/featured_tags")
            .by(&anna)
            .form(&[("name", name)])
    };
    let list = async || {
        unit.get("/api/v1/featured_tags")
            .by(&anna)
            .await
            .ok()
            .json()
    };
    assert_eq!(list().await, json!([]));
    post(&unit, &anna, "Over #Planten").await;
    send(
        &unit,
        &anna,
        json!({ "status": "#planten stil", "visibility": "unlisted" }),
    )
    .await;
    send(
        &unit,
        &anna,
        json!({ "status": "#planten kring", "visibility": "private" }),
    )
    .await;
    let within = json!({ "status": "#planten binnen", "local_only": true });
    send(&unit, &anna, within).await;
    post(&unit, &bas, "Ook #planten").await;
    let made = put("#planten").await.ok().json();
    assert_eq!(
        made,
        json!({
            "id": id(&made), "name": "planten", "url": "https://hrm.example/@anna/tagged/planten",
            "statuses_count": "2", "last_status_at": "2026-03-02",
        })
    );
    let fresh = put("stekjes").await.ok().json();
    assert_eq!(
        fresh,
        json!({
            "id": id(&fresh), "name": "stekjes", "url": "https://hrm.example/@anna/tagged/stekjes",
            "statuses_count": "0", "last_status_at": null,
        })
    );
    assert_eq!(names(&list().await), ["planten", "stekjes"]);
    let by_name = async |by: &Member| tag(&unit, by, "planten").await["featuring"].clone();
    assert_eq!(
        (by_name(&anna).await, by_name(&bas).await),
        (json!(true), json!(false))
    );
    let profile = format!("/api/v1/accounts/{}/featured_tags", anna.api_id());
    assert_eq!(unit.get(&profile).await.ok().json(), list().await);
    // The count follows what is written, changed and deleted.
    unit.advance(24 * 3600);
    let one = post(&unit, &anna, "Meer #stekjes").await;
    let two = post(&unit, &anna, "Nog meer #stekjes").await;
    let count = async || {
        let list = list().await;
        let find = |name: &str| {
            let found = list
                .as_array()
                .unwrap()
                .iter()
                .find(|tag| tag["name"] == name);
            let found = found.unwrap();
            (
                found["statuses_count"].clone(),
                found["last_status_at"].clone(),
            )
        };
        (find("planten"), find("stekjes"))
    };
    let planten = (json!("2"), json!("2026-03-02"));
    assert_eq!(
        count().await,
        (planten.clone(), (json!("2"), json!("2026-03-03")))
    );
    let path = format!("/api/v1/statuses/{}", id(&one));
    let changed = json!({ "status": "Meer #stekjes en #planten" });
    unit.put(&path).by(&anna).json(changed).await.ok();
    assert_eq!(
        count().await,
        (
            (json!("3"), json!("2026-03-03")),
            (json!("2"), json!("2026-03-03"))
        )
    );
    unit.delete(&path).by(&anna).await.ok();
    assert_eq!(
        count().await,
        (planten.clone(), (json!("1"), json!("2026-03-03")))
    );
    let path = format!("/api/v1/statuses/{}", id(&two));
    unit.delete(&path).by(&anna).await.ok();
    assert_eq!(count().await, (planten, (json!("0"), Value::Null)));
    // By the id of its place, and by name.
    let path = format!("/api/v1/featured_tags/{}", id(&made));
    unit.delete(&path).by(&bas).await.is(404);
    assert_eq!(unit.delete(&path).by(&anna).await.ok().json(), json!({}));
    unit.delete(&path).by(&anna).await.is(404);
    assert_eq!(
        call(&unit, &anna, "Stekjes", "unfeature").await["featuring"],
        false
    );
    assert_eq!(
        call(&unit, &anna, "Stekjes", "unfeature").await["featuring"],
        false
    );
    assert_eq!(list().await, json!([]));
    assert_eq!(
        call(&unit, &anna, "Stekjes", "feature").await["featuring"],
        true
    );
    assert_eq!(
        call(&unit, &anna, "Stekjes", "feature").await["featuring"],
        true
    );
    assert_eq!(names(&list().await), ["Stekjes"]);
}

#[tokio::test]
async fn what_cannot_stand_on_a_profile_is_refused() {
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    let put = |name: &str| {
        unit.post("/api/v1/featured_tags")
            .by(&anna)
            .json(json!({ "name": name }))
    };
    let said = async |name: &str| put(name).await.is(422).json()["error"].clone();
    assert_eq!(said("").await, "Validation failed: Name can't be blank");
    assert_eq!(said("a b").await, "Validation failed: Name is invalid");
    assert_eq!(said("12").await, "Validation failed: Name is invalid");
    for n in 0..10 {
        put(&format!("tag{n}")).await.ok();
    }
    assert_eq!(
        said("TAG1").await,
        "Validation failed: Name has already been taken"
    );
    let full = "Validation failed: You have already featured the maximum number of hashtags";
    assert_eq!(said("elf").await, full);
    let named = unit
        .post("/api/v1/tags/elf/feature")
        .by(&anna)
        .await
        .is(422);
    assert_eq!(named.json()["error"], full);
    unit.delete("/api/v1/featured_tags/x")
        .by(&anna)
        .await
        .is(404);
    let limits = unit.get("/api/v2/instance").await.ok().json();
    assert_eq!(limits["configuration"]["accounts"]["max_featured_tags"], 10);
}

#[tokio::test]
async fn what_one_uses_most_is_suggested() {
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    let path = "/api/v1/featured_tags/suggestions";
    let list = async || unit.get(path).by(&anna).await.ok().json();
    assert_eq!(list().await, json!([]));
    post(&unit, &anna, "#een #twee #drie").await;
    post(&unit, &anna, "#twee #drie").await;
    post(&unit, &anna, "#drie").await;
    assert_eq!(names(&list().await), ["drie", "twee", "een"]);
    call(&unit, &anna, "twee", "feature").await;
    let left = list().await;
    assert_eq!(names(&left), ["drie", "een"]);
    assert_eq!(left[0]["history"][0]["uses"], "3");
}

#[tokio::test]
async fn the_page_of_a_persons_subject_shows_their_posts() {
    let unit = TestApp::new().await;
    let (anna, bas) = (unit.person("anna").await, unit.person("bas").await);
    post(&unit, &anna, "Van Anna #café").await;
    post(&unit, &bas, "Van Bas #café").await;
    let made = call(&unit, &anna, "caf%C3%A9", "feature").await;
    assert_eq!(made["featuring"], true);
    let list = unit
        .get("/api/v1/featured_tags")
        .by(&anna)
        .await
        .ok()
        .json();
    let url = list[0]["url"].as_str().unwrap();
    let path = url.strip_prefix("https://hrm.example").unwrap();
    let page = unit.get(path).header("accept", "text/html").session(&bas);
    let page = page.await.ok().text();
    assert!(page.contains("Van Anna") && !page.contains("Van Bas"));
}

#[tokio::test]
async fn a_page_of_tags_costs_the_same_for_few_and_many() {
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    let cost = async || {
        let before = unit.statements();
        let page = unit
            .get("/api/v1/followed_tags")
            .by(&anna)
            .await
            .ok()
            .json();
        (unit.statements() - before, names(&page).len())
    };
    call(&unit, &anna, "een", "follow").await;
    let (few, one) = cost().await;
    for n in 0..20 {
        call(&unit, &anna, &format!("tag{n}"), "follow").await;
    }
    let (many, all) = cost().await;
    assert_eq!((one, all), (1, 21));
    assert_eq!(few, many);
}
