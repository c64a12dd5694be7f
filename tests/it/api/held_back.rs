//! What a person does not want to be told: by policy, with requests, and of conversations they have muted.

use meent::domain::Role;
use serde_json::{Value, json};

use super::{follow, id, ids, keys, post, see, send};
use crate::support::{Member, TestApp};

const POLICY: &str = "/api/v2/notifications/policy";
const REQUESTS: &str = "/api/v1/notifications/requests";
const LIST: &str = "/api/v1/notifications";
const MONTH: i64 = 31 * 24 * 3600;

async fn wish(unit: &TestApp, by: &Member, policy: Value) -> Value {
    unit.patch(POLICY).by(by).json(policy).await.ok().json()
}

async fn kinds(unit: &TestApp, by: &Member, query: &str) -> Vec<String> {
    let list = see(unit, by, &format!("{LIST}?{query}")).await;
    let list = list.as_array().unwrap();
    list.iter()
        .map(|one| one["type"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn the_policy_is_read_and_changed_in_both_forms() {
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    let first = see(&unit, &anna, POLICY).await;
    assert_eq!(
        first,
        json!({
            "for_not_following": "accept", "for_not_followers": "accept", "for_new_accounts": "accept",
            "for_private_mentions": "accept", "for_limited_accounts": "filter",
            "summary": { "pending_requests_count": 0, "pending_notifications_count": 0 }
        })
    );
    let changed = wish(
        &unit,
        &anna,
        json!({ "for_not_following": "drop", "for_private_mentions": "filter" }),
    )
    .await;
    assert_eq!(
        (
            &changed["for_not_following"],
            &changed["for_private_mentions"],
            &changed["for_new_accounts"]
        ),
        (&json!("drop"), &json!("filter"), &json!("accept"))
    );
    let old = "/api/v1/notifications/policy";
    assert_eq!(
        see(&unit, &anna, old).await,
        json!({
            "filter_not_following": true, "filter_not_followers": false, "filter_new_accounts": false,
            "filter_private_mentions": true,
            "summary": { "pending_requests_count": 0, "pending_notifications_count": 0 }
        })
    );
    let call = unit.put(old).by(&anna).form(&[
        ("filter_not_following", "false"),
        ("filter_new_accounts", "1"),
    ]);
    assert_eq!(call.await.ok().json()["filter_new_accounts"], true);
    let now = see(&unit, &anna, POLICY).await;
    assert_eq!(
        (&now["for_not_following"], &now["for_new_accounts"]),
        (&json!("accept"), &json!("filter"))
    );
    for (wrong, status) in [
        (json!({ "for_not_following": "hide" }), 422),
        (json!({ "for_not_following": ["drop"] }), 400),
        (json!({ "for_not_following": {} }), 400),
    ] {
        unit.put(POLICY).by(&anna).json(wrong).await.is(status);
    }
    let wrong = unit.put(old).by(&anna);
    let wrong = wrong.json(json!({ "filter_new_accounts": [1] }));
    wrong.await.is(400);
    assert_eq!(see(&unit, &anna, POLICY).await, now, "nothing has changed");
}

#[tokio::test]
async fn what_is_held_back_waits_for_an_answer() {
    let unit = TestApp::new().await;
    let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
    let status = post(&unit, &anna, "Hoi").await;
    wish(&unit, &anna, json!({ "for_not_following": "filter" })).await;
    let favourite = format!("/api/v1/statuses/{}/favourite", id(&status));
    unit.post(&favourite).by(&bram).await.ok();
    assert_eq!(
        see(&unit, &anna, REQUESTS).await,
        json!([]),
        "a like is held back, and asks for nothing"
    );
    post(&unit, &bram, "Dag @anna").await;
    unit.advance(60);
    let last = post(&unit, &bram, "Nog eens @anna").await;
    assert_eq!(kinds(&unit, &anna, "").await, [""; 0]);
    assert_eq!(
        kinds(&unit, &anna, "include_filtered=true").await,
        ["mention", "mention", "favourite"]
    );
    assert_eq!(
        kinds(&unit, &anna, "include_filtered=true&types[]=mention").await,
        ["mention", "mention"]
    );
    assert_eq!(
        kinds(&unit, &anna, &format!("account_id={}", bram.api_id())).await,
        ["mention", "mention", "favourite"]
    );
    let held = see(&unit, &anna, &format!("{LIST}?include_filtered=true")).await;
    assert_eq!(
        (&held[0]["filtered"], held[2]["group_key"].as_str().unwrap()),
        (&json!(true), format!("ungrouped-{}", id(&held[2])).as_str())
    );
    let groups = "/api/v2/notifications";
    let shown = see(&unit, &anna, groups).await;
    assert_eq!(shown["notification_groups"], json!([]));
    let shown = see(&unit, &anna, &format!("{groups}?include_filtered=true")).await;
    assert_eq!(shown["notification_groups"].as_array().unwrap().len(), 3);
    for count in ["/api/v1/notifications", "/api/v2/notifications"] {
        let count = see(&unit, &anna, &format!("{count}/unread_count")).await;
        assert_eq!(count["count"], 0);
    }

    let requests = see(&unit, &anna, REQUESTS).await;
    let request = &requests[0];
    assert_eq!(
        keys(request),
        [
            "account",
            "created_at",
            "id",
            "last_status",
            "notifications_count",
            "updated_at"
        ]
    );
    assert_eq!(
        (
            &request["notifications_count"],
            &request["account"]["username"],
            &request["last_status"]["id"]
        ),
        (&json!("2"), &json!("bram"), &last["id"])
    );
    assert_eq!(
        (&request["created_at"], &request["updated_at"]),
        (
            &json!("2026-03-02T09:00:00.000Z"),
            &json!("2026-03-02T09:01:00.000Z")
        )
    );
    assert_eq!(
        see(&unit, &anna, POLICY).await["summary"],
        json!({ "pending_requests_count": 1, "pending_notifications_count": 2 })
    );
    let one = format!("{REQUESTS}/{}", id(request));
    assert_eq!(see(&unit, &anna, &one).await, *request);
    unit.get(&one).by(&bram).await.is(404);
    unit.post(&format!("{one}/accept")).by(&bram).await.is(404);
    unit.get(&format!("{REQUESTS}/x")).by(&anna).await.is(404);

    let gone = format!("/api/v1/statuses/{}", id(&last));
    unit.delete(&gone).by(&bram).await.ok();
    assert_eq!(see(&unit, &anna, &one).await["notifications_count"], "1");

    let mut hears = unit.listen("user/notification", &anna).await;
    assert_eq!(
        unit.post(&format!("{one}/accept"))
            .by(&anna)
            .await
            .ok()
            .json(),
        json!({})
    );
    unit.tell_streams().await;
    assert_eq!(hears.events(), ["notifications_merged"]);
    assert_eq!(
        see(&unit, &anna, &format!("{REQUESTS}/merged")).await,
        json!({ "merged": true })
    );
    assert_eq!(kinds(&unit, &anna, "").await, ["mention", "favourite"]);
    assert_eq!(see(&unit, &anna, REQUESTS).await, json!([]));
    post(&unit, &bram, "Daar ben ik weer @anna").await;
    assert_eq!(
        kinds(&unit, &anna, "").await.len(),
        3,
        "from now on they come through"
    );
}

#[tokio::test]
async fn requests_are_dismissed_and_answered_together() {
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    wish(&unit, &anna, json!({ "for_not_following": "filter" })).await;
    let mut others = Vec::new();
    for name in ["bram", "cees", "dirk", "eef"] {
        let person = unit.person(name).await;
        post(&unit, &person, "Dag @anna").await;
        others.push(person);
    }
    let waiting = ids(&see(&unit, &anna, REQUESTS).await);
    assert_eq!(waiting.len(), 4);
    let first = unit.get(&format!("{REQUESTS}?limit=3")).by(&anna);
    let first = first.await.ok();
    assert_eq!(ids(&first.json()), waiting[..3]);
    let link = first.header("link");
    assert!(link.contains(&format!("max_id={}", waiting[2])), "{link}");

    unit.post(&format!("{REQUESTS}/{}/dismiss", waiting[0]))
        .by(&anna)
        .await
        .ok();
    assert_eq!(ids(&see(&unit, &anna, REQUESTS).await), waiting[1..]);
    assert_eq!(
        kinds(&unit, &anna, "include_filtered=true").await.len(),
        3,
        "what was dismissed is gone"
    );
    post(&unit, &others[3], "Toch nog @anna").await;
    assert_eq!(ids(&see(&unit, &anna, REQUESTS).await).len(), 4);

    let both = json!({ "id": [waiting[1], waiting[2], "7"] });
    let accept = format!("{REQUESTS}/accept");
    unit.post(&accept)
        .by(&others[0])
        .json(both.clone())
        .await
        .ok();
    assert_eq!(kinds(&unit, &anna, "").await, [""; 0], "not theirs");
    unit.post(&accept).by(&anna).json(both).await.ok();
    assert_eq!(kinds(&unit, &anna, "").await.len(), 2);
    let rest = ids(&see(&unit, &anna, REQUESTS).await);
    let dismiss = format!("{REQUESTS}/dismiss");
    let rest = json!({ "id": rest });
    unit.post(&dismiss).by(&anna).json(rest).await.ok();
    assert_eq!(see(&unit, &anna, REQUESTS).await, json!([]));
    let wrong = unit.post(&accept).by(&anna).json(json!({ "id": ["x"] }));
    wrong.await.is(400);

    let block = format!("/api/v1/accounts/{}/block", others[2].api_id());
    unit.post(&block).by(&anna).await.ok();
    unit.post(&block.replace("/block", "/unblock"))
        .by(&anna)
        .await
        .ok();
    post(&unit, &others[2], "En nu @anna").await;
    assert_eq!(
        ids(&see(&unit, &anna, REQUESTS).await).len(),
        1,
        "a block ends the permission"
    );
}

#[tokio::test]
async fn each_rule_knows_whom_it_is_about() {
    let unit = TestApp::new().await;
    let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
    let told = async |policy: Value, words: Value| {
        wish(&unit, &anna, policy).await;
        unit.post("/api/v1/notifications/clear")
            .by(&anna)
            .await
            .ok();
        send(&unit, &bram, words).await;
        let held = kinds(&unit, &anna, "include_filtered=true").await.len();
        (kinds(&unit, &anna, "").await.len(), held)
    };
    let aloud = json!({ "status": "Dag @anna" });
    let private = json!({ "status": "Psst @anna", "visibility": "direct" });
    let all = |choice: &str| {
        json!({
            "for_not_following": choice, "for_not_followers": choice, "for_new_accounts": choice,
            "for_private_mentions": choice
        })
    };
    let only = |name: &str, choice: &str| {
        let mut policy = all("accept");
        policy[name] = json!(choice);
        policy
    };
    let hears = (1, 1);
    let (held, dropped) = ((0, 1), (0, 0));
    assert_eq!(told(all("accept"), private.clone()).await, hears);
    assert_eq!(told(all("drop"), aloud.clone()).await, dropped);
    assert_eq!(
        told(only("for_new_accounts", "filter"), aloud.clone()).await,
        held
    );
    unit.advance(MONTH);
    assert_eq!(
        told(only("for_new_accounts", "filter"), aloud.clone()).await,
        hears
    );
    let quiet = only("for_private_mentions", "drop");
    assert_eq!(told(quiet.clone(), aloud.clone()).await, hears);
    assert_eq!(told(quiet.clone(), private.clone()).await, dropped);
    let asked = json!({ "status": "Weet jij het @bram?", "visibility": "direct" });
    let asked = send(&unit, &anna, asked).await;
    let answer = json!({
        "status": "Ja @anna", "visibility": "direct", "in_reply_to_id": id(&asked)
    });
    assert_eq!(told(quiet, answer).await, hears, "an answer");

    let strangers = only("for_not_followers", "filter");
    follow(&unit, &bram, &anna).await;
    assert_eq!(
        told(strangers.clone(), aloud.clone()).await,
        held,
        "since today"
    );
    unit.advance(4 * 24 * 3600);
    assert_eq!(told(strangers, aloud.clone()).await, hears);
    assert_eq!(
        told(only("for_not_following", "filter"), aloud.clone()).await,
        held
    );
    follow(&unit, &anna, &bram).await;
    assert_eq!(
        told(only("for_not_following", "filter"), aloud.clone()).await,
        hears
    );
}

#[tokio::test]
async fn moderators_and_what_asks_for_moderators_come_through() {
    let unit = TestApp::new().await;
    let boss = unit.person_with("boss", Role::Moderator).await;
    let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
    for person in [&anna, &boss] {
        let all = json!({ "for_not_following": "drop", "for_not_followers": "drop" });
        wish(&unit, person, all).await;
    }
    post(&unit, &bram, "Dag @anna en @boss").await;
    post(&unit, &boss, "Graag even opletten @anna").await;
    let heard = see(&unit, &anna, LIST).await;
    assert_eq!(heard.as_array().unwrap().len(), 1);
    assert_eq!(heard[0]["account"]["username"], "boss");

    let report = json!({ "account_id": anna.api_id(), "comment": "Kijk" });
    unit.post("/api/v1/reports")
        .by(&bram)
        .json(report)
        .await
        .ok();
    let group = json!({ "name": "plannen", "title": "Plannen", "access": "closed" });
    let group = unit.post("/api/v1/meent/groups").by(&boss).json(group);
    let group = group.await.ok().json();
    let join = format!("/api/v1/accounts/{}/follow", id(&group));
    unit.post(&join).by(&bram).await.ok();
    let invite = format!("/api/v1/meent/groups/{}/invite", id(&group));
    let whom = json!({ "account_id": anna.api_id() });
    unit.post(&invite).by(&boss).json(whom).await.ok();
    let asked = "types[]=group_request&types[]=admin.report&types[]=group_invite&types[]=mention";
    assert_eq!(
        kinds(&unit, &boss, asked).await,
        ["group_request", "admin.report"]
    );
    assert_eq!(
        kinds(&unit, &anna, asked).await,
        ["group_invite", "mention"]
    );
}

#[tokio::test]
async fn a_muted_conversation_is_heard_of_no_more() {
    let unit = TestApp::new().await;
    let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
    let first = post(&unit, &anna, "Wat eten we?").await;
    assert_eq!(first["muted"], false);
    let answer = json!({ "status": "Soep @anna", "in_reply_to_id": id(&first) });
    let answer = send(&unit, &bram, answer).await;
    let mute = format!("/api/v1/statuses/{}/mute", id(&answer));
    let muted = unit.post(&mute).by(&anna).await.ok().json();
    assert_eq!(
        (&muted["id"], &muted["muted"]),
        (&answer["id"], &json!(true))
    );
    let path = format!("/api/v1/statuses/{}", id(&first));
    assert_eq!(see(&unit, &anna, &path).await["muted"], true, "all of it");
    assert_eq!(see(&unit, &bram, &path).await["muted"], false);
    let again = json!({ "status": "Of brood @anna", "in_reply_to_id": id(&answer) });
    send(&unit, &bram, again.clone()).await;
    let favourite = format!("{path}/favourite");
    unit.post(&favourite).by(&bram).await.ok();
    assert_eq!(kinds(&unit, &anna, "").await, ["mention"]);
    post(&unit, &bram, "Iets anders @anna").await;
    assert_eq!(kinds(&unit, &anna, "").await, ["mention", "mention"]);
    let unmute = format!("{path}/unmute");
    let heard = unit.post(&unmute).by(&anna).await.ok().json();
    assert_eq!(heard["muted"], false);
    send(&unit, &bram, again).await;
    assert_eq!(kinds(&unit, &anna, "").await.len(), 3);
    unit.post("/api/v1/statuses/12/mute")
        .by(&anna)
        .await
        .is(404);
    unit.post("/api/v1/statuses/x/mute").by(&anna).await.is(404);
}
