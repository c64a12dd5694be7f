//! What clients take for granted because Mastodon does it. Each was found by a client's own suite.

use serde_json::{Value, json};

use super::media::png;
use super::{id, ids, post, send};
use crate::support::{Member, TestApp};

async fn boost(unit: &TestApp, by: &Member, of: &Value, body: Value) -> Value {
    let path = format!("/api/v1/statuses/{}/reblog", id(of));
    unit.post(&path).by(by).json(body).await.ok().json()
}

async fn read(unit: &TestApp, by: &Member, path: &str) -> Value {
    unit.get(path).by(by).await.ok().json()
}

#[tokio::test]
async fn a_boost_is_taken_back_by_its_own_id() {
    let unit = TestApp::new().await;
    let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
    let said = post(&unit, &anna, "Hoi").await;
    let boosted = boost(&unit, &bram, &said, json!({})).await;
    let path = format!("/api/v1/statuses/{}", id(&boosted));
    unit.delete(&path).by(&anna).await.is(404);
    let gone = unit.delete(&path).by(&bram).await.ok().json();
    assert_eq!((&gone["id"], &gone["text"]), (&boosted["id"], &json!("")));
    unit.get(&path).by(&bram).await.is(404);
    let left = read(&unit, &bram, &format!("/api/v1/statuses/{}", id(&said))).await;
    assert_eq!(
        (&left["reblogged"], &left["reblogs_count"]),
        (&json!(false), &json!(0))
    );
}

#[tokio::test]
async fn a_boost_has_an_audience_of_its_own() {
    let unit = TestApp::new().await;
    let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
    let said = post(&unit, &anna, "Hoi").await;
    let by = format!("/api/v1/statuses/{}/reblogged_by", id(&said));
    let quiet = boost(&unit, &bram, &said, json!({ "visibility": "private" })).await;
    assert_eq!(quiet["visibility"], "private");
    assert_eq!(read(&unit, &anna, &by).await, json!([]));
    let mine = boost(&unit, &anna, &said, json!({ "visibility": "unlisted" })).await;
    assert_eq!(mine["visibility"], "unlisted");
    assert_eq!(read(&unit, &bram, &by).await.as_array().unwrap().len(), 1);

    let inside = send(
        &unit,
        &anna,
        json!({ "status": "Stil", "visibility": "private" }),
    )
    .await;
    let boosted = boost(&unit, &anna, &inside, json!({ "visibility": "public" })).await;
    assert_eq!(
        boosted["visibility"], "private",
        "never for more people than the post"
    );
    let path = format!("/api/v1/statuses/{}/reblog", id(&said));
    for wrong in ["direct", "everybody"] {
        let body = json!({ "visibility": wrong });
        unit.post(&path).by(&bram).json(body).await.is(422);
    }
}

#[tokio::test]
async fn a_mute_for_a_time_ends_with_it() {
    let unit = TestApp::new().await;
    let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
    let bram_id = bram.person.account.id;
    let path = format!("/api/v1/accounts/{bram_id}/mute");
    let muted = unit
        .post(&path)
        .by(&anna)
        .json(json!({ "duration": 60 }))
        .await;
    assert_eq!(muted.ok().json()["muting"], true);
    let relation = format!("/api/v1/accounts/relationships?id[]={bram_id}");
    unit.advance(59);
    assert_eq!(read(&unit, &anna, &relation).await[0]["muting"], true);
    assert_eq!(ids(&read(&unit, &anna, "/api/v1/mutes").await).len(), 1);
    let said = post(&unit, &bram, "Hoor je mij?").await;
    let public = "/api/v1/timelines/public";
    assert_eq!(read(&unit, &anna, public).await, json!([]));
    unit.advance(1);
    meent::worker::drain(&unit.app).await.unwrap();
    assert_eq!(ids(&read(&unit, &anna, public).await), [id(&said)]);
    assert_eq!(read(&unit, &anna, &relation).await[0]["muting"], false);
    assert_eq!(read(&unit, &anna, "/api/v1/mutes").await, json!([]));
}

#[tokio::test]
async fn where_several_can_be_chosen_one_more_is_chosen_later() {
    let unit = TestApp::new().await;
    let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
    let poll = json!({ "options": ["Koffie", "Thee"], "expires_in": 3600, "multiple": true });
    let asked = send(&unit, &anna, json!({ "status": "Wat?", "poll": poll })).await;
    let path = format!("/api/v1/polls/{}/votes", id(&asked["poll"]));
    let vote = |choices: Value| {
        unit.post(&path)
            .by(&bram)
            .json(json!({ "choices": choices }))
    };
    vote(json!([1])).await.ok();
    let both = vote(json!([0])).await.ok().json();
    assert_eq!(
        (
            &both["own_votes"],
            &both["votes_count"],
            &both["voters_count"]
        ),
        (&json!([1, 0]), &json!(2), &json!(1))
    );
    vote(json!([1])).await.is(422);
}

#[tokio::test]
async fn files_go_with_their_post_where_that_is_asked_for() {
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    let mut kept = Vec::new();
    for with in ["", "?delete_media=true"] {
        let upload = unit.post("/api/v2/media").by(&anna);
        let file = upload
            .upload(("file", "a.png", &png()), &[])
            .await
            .ok()
            .json();
        let body = json!({ "status": "Kijk", "media_ids": [id(&file)] });
        let said = send(&unit, &anna, body.clone()).await;
        let path = format!("/api/v1/statuses/{}{with}", id(&said));
        let gone = unit.delete(&path).by(&anna).await.ok().json();
        assert_eq!(id(&gone["media_attachments"][0]), id(&file));
        let again = unit.post("/api/v1/statuses").by(&anna).json(body).await;
        kept.push(again.status.as_u16());
    }
    assert_eq!(kept, [200, 422]);
}

#[tokio::test]
async fn an_account_is_read_without_what_is_for_named_people() {
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    let open = post(&unit, &anna, "Voor allen").await;
    let named = json!({ "status": "Voor mij", "visibility": "direct" });
    let direct = send(&unit, &anna, named).await;
    let path = format!("/api/v1/accounts/{}/statuses", anna.person.account.id);
    let all = ids(&read(&unit, &anna, &path).await);
    assert_eq!(all, [id(&direct), id(&open)]);
    let path = format!("{path}?exclude_direct=true");
    assert_eq!(ids(&read(&unit, &anna, &path).await), [id(&open)]);
}

#[tokio::test]
async fn a_registration_says_which_field_is_wrong() {
    let unit = TestApp::with("public_url = 'http://localhost:3000'\ntest_mode = true").await;
    let app = json!({ "client_name": "A", "redirect_uris": "urn:ietf:wg:oauth:2.0:oob", "scopes": "read write" });
    let app = unit.post("/api/v1/apps").json(app).await.ok().json();
    let asked = json!({
        "grant_type": "client_credentials", "scope": "read write",
        "client_id": app["client_id"], "client_secret": app["client_secret"],
    });
    let token = unit.post("/oauth/token").json(asked).await.ok().json();
    let form = json!({ "username": "dirk", "email": "dirk@hrm.example", "agreement": false });
    let call = unit.post("/api/v1/accounts").json(form);
    let token = token["access_token"].as_str().unwrap();
    let refused = call.token(token).await.is(422).json();
    assert_eq!(refused["details"]["password"][0]["error"], "ERR_BLANK");
    assert_eq!(refused["details"]["agreement"][0]["error"], "ERR_ACCEPTED");
    assert!(refused["details"]["username"].is_null());
    assert!(refused["error"].as_str().unwrap().contains("Password"));
}

#[tokio::test]
async fn nobody_is_no_member_of_a_group() {
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    let body = json!({ "name": "koffie", "title": "Koffie" });
    let call = unit.post("/api/v1/meent/groups").by(&anna).json(body);
    let group = call.await.ok().json();
    for act in ["ban", "moderators", "owners", "remove", "unban"] {
        let path = format!("/api/v1/meent/groups/{}/{act}", id(&group));
        let body = json!({ "account_id": i64::MAX - 1 });
        unit.post(&path).by(&anna).json(body).await.is(404);
    }
}

#[tokio::test]
async fn everybody_is_told_whether_they_may_quote() {
    let unit = TestApp::new().await;
    let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
    let body = json!({ "status": "Citeer mij", "quote_approval_policy": "followers" });
    let said = send(&unit, &anna, body).await;
    let path = format!("/api/v1/statuses/{}", id(&said));
    let told = async |by: &Member| {
        let seen = read(&unit, by, &path).await;
        seen["quote_approval"]["current_user"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(told(&anna).await, "automatic");
    assert_eq!(told(&bram).await, "denied");
    let follow = format!("/api/v1/accounts/{}/follow", anna.person.account.id);
    unit.post(&follow).by(&bram).await.ok();
    assert_eq!(told(&bram).await, "automatic");
    let policy = json!({ "quote_approval_policy": "nobody" });
    let change = unit.put(&format!("{path}/interaction_policy")).by(&anna);
    change.json(policy).await.ok();
    assert_eq!(told(&bram).await, "denied");
}
