//! Lists: who is on them, what stands on them, and what leaves the home timeline.

use meent::db;
use meent::domain::ListId;
use meent::service::timelines;
use serde_json::{Value, json};

use super::{follow, id, ids, post, send};
use crate::support::{Member, TestApp};

async fn list(unit: &TestApp, by: &Member, body: Value) -> String {
    let made = unit.post("/api/v1/lists").by(by).json(body).await;
    id(&made.ok().json()).to_owned()
}

async fn put_on(unit: &TestApp, by: &Member, list: &str, who: &Member) {
    let body = json!({ "account_ids": [who.api_id()] });
    let path = format!("/api/v1/lists/{list}/accounts");
    let answer = unit.post(&path).by(by).json(body).await.ok().json();
    assert_eq!(answer, json!({}));
}

async fn on_list(unit: &TestApp, by: &Member, list: &str) -> Vec<String> {
    let path = format!("/api/v1/timelines/list/{list}");
    ids(&unit.get(&path).by(by).await.ok().json())
}

async fn at_home(unit: &TestApp, by: &Member) -> Vec<String> {
    ids(&unit.get("/api/v1/timelines/home").by(by).await.ok().json())
}

#[tokio::test]
async fn a_list_is_made_changed_and_deleted() {
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    assert_eq!(
        unit.get("/api/v1/lists").by(&anna).await.ok().json(),
        json!([])
    );
    let made = unit.post("/api/v1/lists").by(&anna);
    let made = made.form(&[("title", " Directie ")]).await.ok().json();
    let path = format!("/api/v1/lists/{}", id(&made));
    assert_eq!(
        made,
        json!({ "id": id(&made), "title": "Directie", "replies_policy": "list", "exclusive": false })
    );
    let changes = json!({ "replies_policy": "none", "exclusive": true });
    let changed = unit.put(&path).by(&anna).json(changes).await.ok().json();
    assert_eq!(
        changed,
        json!({ "id": id(&made), "title": "Directie", "replies_policy": "none", "exclusive": true })
    );
    assert_eq!(unit.get(&path).by(&anna).await.ok().json(), changed);
    let other = list(&unit, &anna, json!({ "title": "Buren", "exclusive": "1" })).await;
    let all = unit.get("/api/v1/lists").by(&anna).await.ok().json();
    assert_eq!(ids(&all), [id(&made), &other]);
    assert_eq!(unit.delete(&path).by(&anna).await.ok().json(), json!({}));
    unit.get(&path).by(&anna).await.is(404);
}

#[tokio::test]
async fn what_is_no_list_is_refused() {
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    let long = "x".repeat(257);
    for (body, text) in [
        (json!({}), "Title can't be blank"),
        (json!({ "title": "  " }), "Title can't be blank"),
        (
            json!({ "title": long }),
            "Title is too long (maximum is 256 characters)",
        ),
        (
            json!({ "title": "x", "replies_policy": "some" }),
            "Replies policy is not included in the list",
        ),
    ] {
        let answer = unit
            .post("/api/v1/lists")
            .by(&anna)
            .json(body)
            .await
            .is(422);
        assert_eq!(answer.json()["error"], format!("Validation failed: {text}"));
    }
    let odd = json!({ "title": { "a": 1 } });
    unit.post("/api/v1/lists").by(&anna).json(odd).await.is(400);
    for n in 0..50 {
        list(&unit, &anna, json!({ "title": format!("{n}") })).await;
    }
    let more = json!({ "title": "51" });
    let answer = unit
        .post("/api/v1/lists")
        .by(&anna)
        .json(more)
        .await
        .is(422);
    assert_eq!(
        answer.json()["error"],
        "Validation failed: You have reached the maximum number of lists"
    );
    unit.get("/api/v1/lists/x").by(&anna).await.is(404);
    unit.get("/api/v1/timelines/list/0").by(&anna).await.is(404);
}

#[tokio::test]
async fn only_whom_one_follows_stands_on_a_list() {
    let unit = TestApp::new().await;
    let (anna, bas) = (unit.person("anna").await, unit.person("bas").await);
    let (cor, dirk) = (unit.person("cor").await, unit.person("dirk").await);
    let made = list(&unit, &anna, json!({ "title": "Team" })).await;
    let path = format!("/api/v1/lists/{made}/accounts");
    let add = |ids: Vec<String>| {
        unit.post(&path)
            .by(&anna)
            .json(json!({ "account_ids": ids }))
    };
    follow(&unit, &anna, &bas).await;
    let refused = add(vec![bas.api_id(), cor.api_id()]).await.is(422).json();
    let text = "Validation failed: Account must be a followed account";
    assert_eq!(refused["error"], text);
    let members = async || unit.get(&path).by(&anna).await.ok().json();
    assert_eq!(members().await, json!([]), "all or none");
    add(vec!["1".to_owned()]).await.is(404);
    add(vec!["x".to_owned()]).await.is(404);
    add(vec![]).await.ok();
    put_on(&unit, &anna, &made, &bas).await;
    let twice = add(vec![bas.api_id()]).await.is(422).json();
    assert_eq!(
        twice["error"],
        "Validation failed: Account has already been taken"
    );
    // A request counts as a follow, and oneself needs none.
    let locked = json!({ "locked": true });
    let profile = unit.patch("/api/v1/accounts/update_credentials");
    profile.by(&dirk).json(locked).await.ok();
    let ask = format!("/api/v1/accounts/{}/follow", dirk.api_id());
    unit.post(&ask).by(&anna).await.ok();
    put_on(&unit, &anna, &made, &dirk).await;
    put_on(&unit, &anna, &made, &anna).await;
    assert_eq!(
        ids(&members().await),
        [dirk.api_id(), bas.api_id(), anna.api_id()]
    );
    let on = format!("/api/v1/accounts/{}/lists", bas.api_id());
    assert_eq!(
        ids(&unit.get(&on).by(&anna).await.ok().json()),
        [made.as_str()]
    );
    assert_eq!(unit.get(&on).by(&cor).await.ok().json(), json!([]));
    // Who is not followed any more stands on no list.
    for who in [&bas, &dirk] {
        let path = format!("/api/v1/accounts/{}/unfollow", who.api_id());
        unit.post(&path).by(&anna).await.ok();
    }
    assert_eq!(ids(&members().await), [anna.api_id()]);
    let gone = format!("{path}?account_ids[]={}&account_ids[]=5", anna.api_id());
    assert_eq!(unit.delete(&gone).by(&anna).await.ok().json(), json!({}));
    assert_eq!(members().await, json!([]));
}

#[tokio::test]
async fn members_are_paged_or_come_all_at_once() {
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    let made = list(&unit, &anna, json!({ "title": "Team" })).await;
    let mut all = Vec::new();
    for n in 0..5 {
        let one = unit.person(&format!("collega{n}")).await;
        follow(&unit, &anna, &one).await;
        put_on(&unit, &anna, &made, &one).await;
        all.insert(0, one.api_id());
    }
    let path = format!("/api/v1/lists/{made}/accounts");
    let page = unit.get(&format!("{path}?limit=2")).by(&anna).await.ok();
    assert_eq!(ids(&page.json()), all[..2]);
    let next = format!("max_id={}>; rel=\"next\"", all[1]);
    assert!(
        page.header("link").contains(&next),
        "{}",
        page.header("link")
    );
    let rest = format!("{path}?max_id={}", all[1]);
    assert_eq!(ids(&unit.get(&rest).by(&anna).await.ok().json()), all[2..]);
    let whole = unit.get(&format!("{path}?limit=0")).by(&anna).await.ok();
    assert_eq!(ids(&whole.json()), all);
    assert_eq!(whole.header("link"), "");
}

#[tokio::test]
async fn a_list_shows_what_those_on_it_write_and_share() {
    let unit = TestApp::new().await;
    let (anna, bas) = (unit.person("anna").await, unit.person("bas").await);
    let cor = unit.person("cor").await;
    let before = post(&unit, &bas, "Van voor de lijst").await;
    for who in [&bas, &cor] {
        follow(&unit, &anna, who).await;
    }
    let made = list(&unit, &anna, json!({ "title": "Team" })).await;
    put_on(&unit, &anna, &made, &bas).await;
    let new = post(&unit, &bas, "Nieuw").await;
    let followers = send(
        &unit,
        &bas,
        json!({ "status": "Kring", "visibility": "private" }),
    )
    .await;
    send(
        &unit,
        &bas,
        json!({ "status": "@cor geheim", "visibility": "direct" }),
    )
    .await;
    let other = post(&unit, &cor, "Van Cor").await;
    let share = format!("/api/v1/statuses/{}/reblog", id(&other));
    let boost = unit.post(&share).by(&bas).await.ok().json();
    let want = [id(&boost), id(&followers), id(&new), id(&before)];
    assert_eq!(on_list(&unit, &anna, &made).await, want);
    // Paging is by the id of the post, both ways.
    let path = format!("/api/v1/timelines/list/{made}");
    let page = unit.get(&format!("{path}?limit=2")).by(&anna).await.ok();
    assert_eq!(ids(&page.json()), want[..2]);
    assert!(page.header("link").contains(&format!("max_id={}", want[1])));
    let up = format!("{path}?min_id={}&limit=1", want[3]);
    assert_eq!(ids(&unit.get(&up).by(&anna).await.ok().json()), [want[2]]);
    // A stream asks which of the lists that it watches a post is on.
    let list_id: ListId = made.parse().unwrap();
    let new_id = id(&new).parse().unwrap();
    let watched = [list_id, ListId(1)];
    let holding = async || {
        let mut conn = unit.app.db.read().await.unwrap();
        let on = db::lists::holding(&mut conn, &watched, new_id).await;
        on.unwrap()
    };
    assert_eq!(holding().await, [list_id]);
    // Deleted, muted, hidden boosts, and taken off.
    let gone = format!("/api/v1/statuses/{}", id(&new));
    unit.delete(&gone).by(&bas).await.ok();
    assert_eq!(
        on_list(&unit, &anna, &made).await,
        [want[0], want[1], want[3]]
    );
    assert_eq!(holding().await, []);
    let mute = format!("/api/v1/accounts/{}/mute", bas.api_id());
    unit.post(&mute).by(&anna).await.ok();
    assert_eq!(on_list(&unit, &anna, &made).await, [""; 0]);
    unit.post(&mute.replace("mute", "unmute"))
        .by(&anna)
        .await
        .ok();
    let options = format!("/api/v1/accounts/{}/follow", bas.api_id());
    let without = json!({ "reblogs": false });
    unit.post(&options).by(&anna).json(without).await.ok();
    unit.post(&share.replace("reblog", "unreblog"))
        .by(&bas)
        .await
        .ok();
    unit.post(&share).by(&bas).await.ok();
    assert_eq!(on_list(&unit, &anna, &made).await, [want[1], want[3]]);
    let off = json!({ "account_ids": [bas.api_id()] });
    let path = format!("/api/v1/lists/{made}/accounts");
    unit.delete(&path).by(&anna).json(off).await.ok();
    assert_eq!(on_list(&unit, &anna, &made).await, [""; 0]);
}

#[tokio::test]
async fn answers_stand_there_by_the_lists_policy() {
    let unit = TestApp::new().await;
    let (anna, bas) = (unit.person("anna").await, unit.person("bas").await);
    let (cor, dirk) = (unit.person("cor").await, unit.person("dirk").await);
    let eva = unit.person("eva").await;
    for who in [&bas, &cor, &dirk] {
        follow(&unit, &anna, who).await;
    }
    let mut made = Vec::new();
    for policy in ["none", "list", "followed"] {
        let body = json!({ "title": policy, "replies_policy": policy });
        let one = list(&unit, &anna, body).await;
        put_on(&unit, &anna, &one, &bas).await;
        put_on(&unit, &anna, &one, &cor).await;
        made.push(one);
    }
    let mut answers = Vec::new();
    for who in [&anna, &bas, &cor, &dirk, &eva] {
        let first = post(&unit, who, "Een begin").await;
        let body = json!({ "status": "Antwoord", "in_reply_to_id": id(&first) });
        answers.push(id(&send(&unit, &bas, body).await).to_owned());
    }
    let [to_anna, to_bas, to_cor, to_dirk, _] = answers.as_slice() else {
        panic!("five answers");
    };
    let want = [
        vec![to_bas, to_anna],
        vec![to_cor, to_bas, to_anna],
        vec![to_dirk, to_cor, to_bas, to_anna],
    ];
    let seen = async |list: &String| {
        let mut seen = on_list(&unit, &anna, list).await;
        seen.retain(|id| answers.contains(id));
        seen
    };
    for (list, want) in made.iter().zip(&want) {
        assert_eq!(
            seen(list).await,
            want.iter().map(|id| (*id).clone()).collect::<Vec<_>>()
        );
        // The same when the posts come onto the list later.
        let path = format!("/api/v1/lists/{list}/accounts");
        let off = json!({ "account_ids": [bas.api_id()] });
        unit.delete(&path).by(&anna).json(off).await.ok();
        assert_eq!(seen(list).await, [""; 0]);
        put_on(&unit, &anna, list, &bas).await;
        assert_eq!(
            seen(list).await,
            want.iter().map(|id| (*id).clone()).collect::<Vec<_>>()
        );
    }
}

#[tokio::test]
async fn an_exclusive_list_keeps_its_posts_out_of_home() {
    let unit = TestApp::new().await;
    let (anna, bas) = (unit.person("anna").await, unit.person("bas").await);
    let cor = unit.person("cor").await;
    follow(&unit, &anna, &bas).await;
    follow(&unit, &cor, &bas).await;
    let first = post(&unit, &bas, "Een").await;
    let own = post(&unit, &anna, "Van mij").await;
    assert_eq!(at_home(&unit, &anna).await, [id(&own), id(&first)]);
    let made = list(&unit, &anna, json!({ "title": "Stil", "exclusive": true })).await;
    put_on(&unit, &anna, &made, &bas).await;
    put_on(&unit, &anna, &made, &anna).await;
    let second = post(&unit, &bas, "Twee").await;
    assert_eq!(
        at_home(&unit, &anna).await,
        [id(&own)],
        "one's own posts stay"
    );
    assert_eq!(
        on_list(&unit, &anna, &made).await,
        [id(&second), id(&own), id(&first)]
    );
    assert_eq!(
        at_home(&unit, &cor).await,
        [id(&second), id(&first)],
        "others are not touched"
    );
    let all = [id(&second), id(&own), id(&first)];
    let path = format!("/api/v1/lists/{made}");
    let set = async |exclusive: bool| {
        let body = json!({ "exclusive": exclusive });
        unit.put(&path).by(&anna).json(body).await.ok();
    };
    set(false).await;
    assert_eq!(at_home(&unit, &anna).await, all);
    set(true).await;
    assert_eq!(at_home(&unit, &anna).await, [id(&own)]);
    let off = json!({ "account_ids": [bas.api_id()] });
    let members = format!("{path}/accounts");
    unit.delete(&members).by(&anna).json(off).await.ok();
    assert_eq!(at_home(&unit, &anna).await, all);
    put_on(&unit, &anna, &made, &bas).await;
    assert_eq!(at_home(&unit, &anna).await, [id(&own)]);
    unit.delete(&path).by(&anna).await.ok();
    assert_eq!(at_home(&unit, &anna).await, all);
}

#[tokio::test]
async fn a_request_that_is_accepted_fills_the_list_and_not_home() {
    let unit = TestApp::new().await;
    let (anna, bas) = (unit.person("anna").await, unit.person("bas").await);
    let locked = json!({ "locked": true });
    let profile = unit.patch("/api/v1/accounts/update_credentials");
    profile.by(&bas).json(locked).await.ok();
    let first = post(&unit, &bas, "Een").await;
    let ask = format!("/api/v1/accounts/{}/follow", bas.api_id());
    unit.post(&ask).by(&anna).await.ok();
    let made = list(&unit, &anna, json!({ "title": "Stil", "exclusive": true })).await;
    put_on(&unit, &anna, &made, &bas).await;
    assert_eq!(on_list(&unit, &anna, &made).await, [""; 0]);
    let yes = format!("/api/v1/follow_requests/{}/authorize", anna.api_id());
    unit.post(&yes).by(&bas).await.ok();
    assert_eq!(on_list(&unit, &anna, &made).await, [id(&first)]);
    assert_eq!(at_home(&unit, &anna).await, [""; 0]);
}

#[tokio::test]
async fn a_group_on_a_list_brings_what_is_written_in_it() {
    let unit = TestApp::new().await;
    let (anna, bas) = (unit.person("anna").await, unit.person("bas").await);
    let new = json!({ "name": "fietsen", "title": "Fietsen", "access": "closed" });
    let group = unit.post("/api/v1/meent/groups").by(&bas).json(new).await;
    let group = id(&group.ok().json()).to_owned();
    let ask = format!("/api/v1/accounts/{group}/follow");
    unit.post(&ask).by(&anna).await.ok();
    let yes = format!(
        "/api/v1/meent/groups/{group}/requests/{}/authorize",
        anna.api_id()
    );
    unit.post(&yes).by(&bas).await.ok();
    let old = json!({ "status": "Een band", "group_id": group });
    let old = send(&unit, &bas, old).await;
    let made = list(&unit, &anna, json!({ "title": "Hobby", "exclusive": true })).await;
    let path = format!("/api/v1/lists/{made}/accounts");
    let body = json!({ "account_ids": [group] });
    unit.post(&path).by(&anna).json(body).await.ok();
    let new = json!({ "status": "Een zadel", "group_id": group });
    let new = send(&unit, &bas, new).await;
    assert_eq!(on_list(&unit, &anna, &made).await, [id(&new), id(&old)]);
    assert_eq!(at_home(&unit, &anna).await, [""; 0]);
    // Who has left sees neither the group nor its posts there.
    let leave = format!("/api/v1/accounts/{group}/unfollow");
    unit.post(&leave).by(&anna).await.ok();
    assert_eq!(on_list(&unit, &anna, &made).await, [""; 0]);
    assert_eq!(unit.get(&path).by(&anna).await.ok().json(), json!([]));
}

#[tokio::test]
async fn a_long_list_is_cut_back() {
    let unit = TestApp::new().await;
    let (anna, bas) = (unit.person("anna").await, unit.person("bas").await);
    follow(&unit, &anna, &bas).await;
    let made = list(&unit, &anna, json!({ "title": "Druk" })).await;
    put_on(&unit, &anna, &made, &bas).await;
    for n in 0..3 {
        post(&unit, &bas, &format!("Post {n}")).await;
    }
    let (list_id, fill): (i64, String) = (
        made.parse().unwrap(),
        "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 1300) \
         INSERT INTO list_entries (list_id, status_id, author_id) SELECT "
            .to_owned(),
    );
    let fill = format!("{fill}{list_id}, x, {} FROM n", bas.api_id());
    let run = unit.app.db.write(move |conn| {
        Box::pin(async move { crate::support::database::sql(conn, &fill).await })
    });
    run.await.unwrap();
    assert_eq!(timelines::prune_lists(&unit.app).await.unwrap(), 303);
    assert_eq!(timelines::prune_lists(&unit.app).await.unwrap(), 0);
    assert_eq!(on_list(&unit, &anna, &made).await.len(), 3);
}
