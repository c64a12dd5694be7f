//! Groups, as apps see them.

use serde_json::{Value, json};

use super::{id, ids, keys, post, see, send};
use crate::shapes::{masked, readable};
use crate::support::{Answer, Member, TestApp};

/// A group made over the API.
async fn group(unit: &TestApp, by: &Member, name: &str, access: &str) -> Value {
    let body = json!({
        "name": name, "title": format!("De {name}"), "note": "Alles over **fietsen**",
        "access": access, "rules": ["Aardig blijven", ""],
    });
    let made = unit.post("/api/v1/meent/groups").by(by).json(body).await;
    made.ok().json()
}

fn path(group: &Value, rest: &str) -> String {
    format!("/api/v1/meent/groups/{}{rest}", id(group))
}

/// Does something in a group.
async fn act(unit: &TestApp, by: &Member, group: &Value, deed: &str, body: Value) -> Answer {
    let call = unit.post(&path(group, &format!("/{deed}"))).by(by);
    call.json(body).await
}

/// Asks to come in; the relationship afterwards.
async fn join(unit: &TestApp, by: &Member, group: &Value) -> Value {
    let path = format!("/api/v1/accounts/{}/follow", id(group));
    unit.post(&path).by(by).await.ok().json()
}

async fn three(unit: &TestApp) -> (Member, Member, Member) {
    (
        unit.person("anna").await,
        unit.person("bas").await,
        unit.person("carla").await,
    )
}

#[tokio::test]
async fn a_group_is_an_account_and_more() {
    let unit = TestApp::new().await;
    let (anna, bas, _) = three(&unit).await;
    let made = group(&unit, &anna, "fietsen", "open").await;
    assert_eq!(
        (&made["group"], &made["acct"], &made["display_name"]),
        (&json!(true), &json!("fietsen"), &json!("De fietsen"))
    );
    assert_eq!(made["rules"], json!(["Aardig blijven"]));
    assert_eq!(
        (&made["member"], &made["role"]),
        (&json!(true), &json!("owner"))
    );
    let account = see(&unit, &bas, &format!("/api/v1/accounts/{}", id(&made))).await;
    let more = [
        "access",
        "invited",
        "member",
        "mirror",
        "requested",
        "role",
        "rules",
    ];
    let mut expected = keys(&account);
    expected.extend(more);
    expected.sort_unstable();
    let shown = see(&unit, &bas, &path(&made, "")).await;
    assert_eq!(
        keys(&shown),
        expected,
        "the note's text is for those who moderate"
    );
    assert_eq!(
        (&shown["member"], &shown["role"]),
        (&json!(false), &Value::Null)
    );

    let relation = join(&unit, &bas, &made).await;
    assert_eq!(relation["following"], true);
    let mine = see(&unit, &bas, "/api/v1/meent/groups").await;
    assert_eq!(ids(&mine), [id(&made)]);
    assert_eq!(mine[0]["followers_count"], 2);
    let members = see(&unit, &bas, &path(&made, "/members")).await;
    assert_eq!(
        (&members[0]["username"], &members[1]["group_role"]),
        (&json!("bas"), &json!("owner"))
    );
    let followers = format!("/api/v1/accounts/{}/followers", id(&made));
    assert_eq!(ids(&see(&unit, &bas, &followers).await), ids(&members));

    let change = json!({ "title": "Fietsen", "note": "", "access": "channel", "rules": [] });
    let changed = unit.patch(&path(&made, "")).by(&anna).json(change).await;
    let changed = changed.ok().json();
    assert_eq!(
        (
            &changed["display_name"],
            &changed["access"],
            &changed["rules"]
        ),
        (&json!("Fietsen"), &json!("channel"), &json!([]))
    );
    unit.delete(&path(&made, "")).by(&bas).await.is(403);
    unit.delete(&path(&made, "")).by(&anna).await.ok();
    unit.get(&path(&made, "")).by(&anna).await.is(404);
    let account = format!("/api/v1/accounts/{}", id(&made));
    unit.get(&account).by(&anna).await.is(404);
    assert_eq!(see(&unit, &bas, "/api/v1/meent/groups").await, json!([]));
    unit.run_workers().await;
}

#[tokio::test]
async fn lists_are_paged() {
    let unit = TestApp::new().await;
    let (anna, bas, _) = three(&unit).await;
    for name in ["een", "twee", "drie"] {
        group(&unit, &anna, name, "open").await;
    }
    let first = unit
        .get("/api/v1/meent/groups?all=true&limit=2")
        .by(&bas)
        .await
        .ok();
    let link = "<https://hrm.example/api/v1/meent/groups?all=true&limit=2&offset=2>; rel=\"next\"";
    assert_eq!(first.header("link"), link);
    let next = unit
        .get("/api/v1/meent/groups?all=true&limit=2&offset=2")
        .by(&bas)
        .await
        .ok();
    assert!(next.header("link").ends_with("offset=0>; rel=\"prev\""));
    let names = |list: &Value| -> Vec<String> {
        let groups = list.as_array().unwrap().iter();
        groups
            .map(|one| one["username"].as_str().unwrap().to_owned())
            .collect()
    };
    let found = [names(&first.json()), names(&next.json())].concat();
    assert_eq!(found, ["drie", "een", "twee"]);
    assert_eq!(see(&unit, &bas, "/api/v1/meent/groups").await, json!([]));
}

#[tokio::test]
async fn what_cannot_be_is_said() {
    let unit = TestApp::new().await;
    let (anna, bas, _) = three(&unit).await;
    let closed = group(&unit, &anna, "plannen", "closed").await;
    for (body, says) in [
        (json!({ "name": "bas", "title": "B" }), "Name is taken"),
        (json!({ "name": "Plannen", "title": "P" }), "Name is taken"),
        (
            json!({ "name": "twee woorden", "title": "T" }),
            "letters a-z",
        ),
        (json!({ "title": "T" }), "letters a-z"),
        (json!({ "name": "admin", "title": "T" }), "reserved"),
        (
            json!({ "name": "leeg", "title": "  " }),
            "Title can't be blank",
        ),
        (json!({ "name": "leeg" }), "Title can't be blank"),
        (
            json!({ "name": "x", "title": "T".repeat(500) }),
            "Title is too long",
        ),
        (
            json!({ "name": "x", "title": "T", "access": "half" }),
            "Access must be",
        ),
        (
            json!({ "name": "x", "title": "T", "rules": vec!["r"; 21] }),
            "20 rules",
        ),
    ] {
        let refused = unit
            .post("/api/v1/meent/groups")
            .by(&anna)
            .json(body.clone())
            .await;
        let error = refused.is(422).json();
        let error = error["error"].as_str().unwrap();
        assert!(error.contains(says), "{body}: {error}");
    }
    let open = json!({ "access": "open" });
    unit.patch(&path(&closed, ""))
        .by(&anna)
        .json(open)
        .await
        .is(422);
    let secret = json!({ "access": "secret" });
    let title = json!({ "title": "Van mij" });
    unit.patch(&path(&closed, ""))
        .by(&bas)
        .json(title)
        .await
        .is(403);
    unit.get(&path(&closed, "/requests")).by(&bas).await.is(403);
    unit.get(&path(&closed, "/members")).by(&bas).await.is(403);
    unit.get(&path(&closed, "/log")).by(&bas).await.is(404);
    act(
        &unit,
        &bas,
        &closed,
        "invite",
        json!({ "account_id": bas.api_id() }),
    )
    .await
    .is(403);
    for deed in [
        "invite",
        "ban",
        "unban",
        "moderators",
        "owners",
        "pin",
        "lock",
        "restore",
    ] {
        act(&unit, &anna, &closed, deed, json!({})).await.is(422);
    }
    act(&unit, &anna, &closed, "ban", json!({ "account_id": "x" }))
        .await
        .is(400);
    act(&unit, &anna, &closed, "pin", json!({ "status_id": "1" }))
        .await
        .is(404);
    let ban = json!({ "account_id": bas.api_id(), "until": "2020-01-01T00:00:00Z" });
    act(&unit, &anna, &closed, "ban", ban).await.is(422);
    act(
        &unit,
        &anna,
        &closed,
        "moderators",
        json!({ "account_id": bas.api_id() }),
    )
    .await
    .is(422);
    let asks = path(&closed, &format!("/requests/{}/authorize", bas.api_id()));
    unit.post(&asks).by(&anna).await.is(404);
    unit.get("/api/v1/meent/groups/12").by(&anna).await.is(404);
    let person = format!("/api/v1/meent/groups/{}", bas.api_id());
    unit.get(&person).by(&anna).await.is(404);

    // The only owner goes by no door: leaving, giving the role back, becoming a moderator, being kept out.
    let leave = format!("/api/v1/accounts/{}/unfollow", id(&closed));
    let only = unit.post(&leave).by(&anna).await.is(422).json();
    assert!(only["error"].as_str().unwrap().contains("only owner"));
    let me = json!({ "account_id": anna.api_id() });
    for deed in ["moderators", "remove", "ban"] {
        act(&unit, &anna, &closed, deed, me.clone()).await.is(422);
    }
    unit.delete(&path(&closed, "/owners"))
        .by(&anna)
        .json(me)
        .await
        .is(422);
    unit.patch(&path(&closed, ""))
        .by(&anna)
        .json(secret)
        .await
        .ok();
}

#[tokio::test]
async fn a_closed_group_is_asked() {
    let unit = TestApp::new().await;
    let (anna, bas, carla) = three(&unit).await;
    let closed = group(&unit, &anna, "plannen", "closed").await;
    for asker in [&bas, &carla] {
        let relation = join(&unit, asker, &closed).await;
        assert_eq!(
            (&relation["following"], &relation["requested"]),
            (&json!(false), &json!(true))
        );
    }
    assert_eq!(
        see(&unit, &bas, &path(&closed, "")).await["requested"],
        true
    );
    let notices = "/api/v1/notifications";
    assert_eq!(
        see(&unit, &anna, notices).await,
        json!([]),
        "old apps do not know them"
    );
    let unread = "/api/v1/notifications/unread_count";
    assert_eq!(see(&unit, &anna, unread).await["count"], 0);
    let asked = "/api/v1/notifications?types[]=group_request";
    let told = see(&unit, &anna, asked).await;
    assert_eq!(told.as_array().unwrap().len(), 2);
    assert_eq!(
        (&told[0]["account"]["username"], &told[0]["group"]["acct"]),
        (&json!("carla"), &json!("plannen"))
    );
    let requests = see(&unit, &anna, &path(&closed, "/requests")).await;
    assert_eq!(ids(&requests), [carla.api_id(), bas.api_id()]);
    assert_eq!(requests[0]["first_of_unit"], false);

    let answer =
        |who: &Member, deed: &str| path(&closed, &format!("/requests/{}/{deed}", who.api_id()));
    unit.post(&answer(&bas, "authorize"))
        .by(&carla)
        .await
        .is(403);
    unit.post(&answer(&bas, "authorize")).by(&anna).await.ok();
    unit.post(&answer(&carla, "reject")).by(&anna).await.ok();
    unit.post(&answer(&carla, "reject")).by(&anna).await.is(404);
    assert_eq!(see(&unit, &anna, asked).await, json!([]));
    assert_eq!(see(&unit, &bas, &path(&closed, "")).await["member"], true);
    assert_eq!(
        see(&unit, &carla, &path(&closed, "")).await["requested"],
        false
    );
    let followers = format!("/api/v1/accounts/{}/followers", id(&closed));
    assert_eq!(ids(&see(&unit, &bas, &followers).await).len(), 2);
    assert_eq!(
        see(&unit, &carla, &followers).await,
        json!([]),
        "only members see them"
    );

    // Who takes the request back is not waited for any more.
    join(&unit, &carla, &closed).await;
    let leave = format!("/api/v1/accounts/{}/unfollow", id(&closed));
    unit.post(&leave).by(&carla).await.ok();
    assert_eq!(see(&unit, &anna, asked).await, json!([]));
    let log = see(&unit, &bas, &path(&closed, "/log")).await;
    let deeds: Vec<_> = log
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["deed"])
        .collect();
    assert_eq!(deeds, ["reject", "approve"]);
    assert_eq!(log[1]["account"]["username"], "bas");
}

#[tokio::test]
async fn a_secret_group_is_not_there_for_others() {
    let unit = TestApp::new().await;
    let (anna, bas, carla) = three(&unit).await;
    let secret = group(&unit, &anna, "verrassing", "secret").await;
    let account = format!("/api/v1/accounts/{}", id(&secret));
    for path in [
        account.clone(),
        format!("{account}/statuses"),
        format!("{account}/followers"),
        format!("{account}/following"),
        "/api/v1/accounts/lookup?acct=verrassing".to_owned(),
        path(&secret, ""),
        path(&secret, "/timeline"),
        path(&secret, "/members"),
        path(&secret, "/moderators"),
        path(&secret, "/log"),
    ] {
        unit.get(&path).by(&bas).await.is(404);
        unit.get(&path).by(&anna).await.ok();
    }
    for deed in ["follow", "unfollow", "mute", "block"] {
        unit.post(&format!("{account}/{deed}"))
            .by(&bas)
            .await
            .is(404);
    }
    let found = async |who: &Member| {
        let mut found = Vec::new();
        for path in [
            format!("/api/v1/accounts?id[]={}", id(&secret)),
            format!("/api/v1/accounts/relationships?id[]={}", id(&secret)),
            "/api/v1/accounts/search?q=verras".to_owned(),
            "/api/v1/accounts/search?q=verrassing@hrm.example&resolve=true".to_owned(),
            "/api/v1/meent/groups?all=true".to_owned(),
            format!("/api/v1/accounts/{}/following", anna.api_id()),
        ] {
            found.push(ids(&see(&unit, who, &path).await).len());
        }
        let everything = see(&unit, who, "/api/v2/search?q=verras").await;
        found.push(ids(&everything["accounts"]).len());
        let address = "/api/v2/search?resolve=true&q=https://hrm.example/users/verrassing";
        found.push(ids(&see(&unit, who, address).await["accounts"]).len());
        found
    };
    assert_eq!(found(&bas).await, [0; 8]);
    assert_eq!(found(&anna).await, [1; 8]);
    let written = post(&unit, &bas, "Hoi @verrassing").await;
    assert_eq!(written["mentions"], json!([]), "a name of nobody");
    assert!(!written["content"].as_str().unwrap().contains("<a"));
    let body = json!({ "status": "Hoi", "group_id": id(&secret) });
    unit.post("/api/v1/statuses")
        .by(&bas)
        .json(body)
        .await
        .is(404);

    let invited = json!({ "account_id": bas.api_id() });
    act(&unit, &anna, &secret, "invite", invited).await.ok();
    assert_eq!(found(&bas).await, [1; 8]);
    assert_eq!(found(&carla).await, [0; 8]);
    let told = see(&unit, &bas, "/api/v1/notifications?types[]=group_invite").await;
    assert_eq!(told[0]["account"]["acct"], "verrassing");
    assert_eq!(see(&unit, &bas, "/api/v1/notifications").await, json!([]));
    assert_eq!(see(&unit, &bas, &path(&secret, "")).await["invited"], true);
    assert_eq!(join(&unit, &bas, &secret).await["following"], true);
    let told = see(&unit, &bas, "/api/v1/notifications?types[]=group_invite").await;
    assert_eq!(told, json!([]), "the invitation has done its work");
}

#[tokio::test]
async fn what_is_written_in_a_group_says_so() {
    let unit = TestApp::new().await;
    let (anna, bas, carla) = three(&unit).await;
    let open = group(&unit, &anna, "fietsen", "open").await;
    let closed = group(&unit, &anna, "plannen", "closed").await;
    let write = |group: &Value| json!({ "status": "Lekke band", "group_id": id(group) });
    let everybody = send(&unit, &carla, write(&open)).await;
    assert_eq!(
        (&everybody["group"]["acct"], &everybody["visibility"]),
        (&json!("fietsen"), &json!("public"))
    );
    unit.post("/api/v1/statuses")
        .by(&carla)
        .json(write(&closed))
        .await
        .is(403);
    let secret = send(&unit, &anna, write(&closed)).await;
    assert_eq!(secret["visibility"], "private");
    unit.get(&format!("/api/v1/statuses/{}", id(&secret)))
        .by(&bas)
        .await
        .is(404);
    let narrow = json!({ "status": "Stil", "group_id": id(&open), "visibility": "direct" });
    unit.post("/api/v1/statuses")
        .by(&anna)
        .json(narrow)
        .await
        .is(422);
    let narrow = json!({ "status": "Stil", "group_id": id(&open), "visibility": "private" });
    unit.post("/api/v1/statuses")
        .by(&anna)
        .json(narrow)
        .await
        .is(422);
    let unknown = json!({ "status": "Hoi", "group_id": "12" });
    unit.post("/api/v1/statuses")
        .by(&anna)
        .json(unknown)
        .await
        .is(404);

    // One's own defaults are about what one writes elsewhere.
    let settings = json!({ "source": { "privacy": "private" } });
    let own = "/api/v1/accounts/update_credentials";
    unit.patch(own).by(&bas).json(settings).await.ok();
    assert_eq!(
        send(&unit, &bas, write(&open)).await["visibility"],
        "public"
    );

    // From any app: by its name, and by answering there.
    let named = post(&unit, &carla, "@fietsen Wie rijdt mee?").await;
    assert_eq!(named["group"]["acct"], "fietsen");
    let answer = json!({ "status": "Ik!", "in_reply_to_id": id(&named), "visibility": "public" });
    let answer = send(&unit, &anna, answer).await;
    assert_eq!(answer["group"]["acct"], "fietsen");
    assert_eq!(post(&unit, &anna, "Elders").await["group"], Value::Null);

    let listed = format!("/api/v1/accounts/{}/statuses", id(&open));
    let all = see(&unit, &bas, &listed).await;
    assert_eq!(all.as_array().unwrap().len(), 4);
    assert_eq!(see(&unit, &bas, &path(&open, "/timeline")).await, all);
    let beginnings = see(&unit, &bas, &format!("{listed}?exclude_replies=true")).await;
    assert!(!ids(&beginnings).contains(&id(&answer).to_owned()));
    assert_eq!(ids(&beginnings).len(), 3);
    let inside = format!("/api/v1/accounts/{}/statuses", id(&closed));
    assert_eq!(see(&unit, &bas, &inside).await, json!([]));
    assert_eq!(ids(&see(&unit, &anna, &inside).await), [id(&secret)]);
}

#[tokio::test]
async fn moderators_decide() {
    let unit = TestApp::new().await;
    let (anna, bas, carla) = three(&unit).await;
    let open = group(&unit, &anna, "fietsen", "open").await;
    join(&unit, &bas, &open).await;
    join(&unit, &carla, &open).await;
    let write = |text: &str| json!({ "status": text, "group_id": id(&open) });
    let first = send(&unit, &carla, write("Reclame")).await;
    let about = json!({ "status_id": id(&first), "reason": "Reclame" });
    act(&unit, &bas, &open, "remove", about.clone())
        .await
        .is(403);
    let bas_here = json!({ "account_id": bas.api_id() });
    act(&unit, &bas, &open, "moderators", bas_here.clone())
        .await
        .is(403);
    act(&unit, &anna, &open, "moderators", bas_here.clone())
        .await
        .ok();
    let deciding = see(&unit, &carla, &path(&open, "/moderators")).await;
    let roles: Vec<_> = deciding
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["group_role"])
        .collect();
    assert_eq!(roles, ["owner", "moderator"]);

    let shown = format!("/api/v1/statuses/{}", id(&first));
    act(&unit, &bas, &open, "remove", about.clone()).await.ok();
    unit.get(&shown).by(&anna).await.is(404);
    assert_eq!(
        see(&unit, &anna, &path(&open, "/timeline")).await,
        json!([])
    );
    let log = see(&unit, &carla, &path(&open, "/log")).await;
    assert_eq!(
        (
            &log[0]["deed"],
            &log[0]["reason"],
            &log[0]["moderator"]["username"]
        ),
        (&json!("remove"), &json!("Reclame"), &json!("bas"))
    );
    act(&unit, &bas, &open, "restore", about.clone()).await.ok();
    unit.get(&shown).by(&anna).await.ok();

    act(&unit, &bas, &open, "pin", about.clone()).await.ok();
    let pinned = format!("/api/v1/accounts/{}/statuses?pinned=true", id(&open));
    assert_eq!(ids(&see(&unit, &carla, &pinned).await), [id(&first)]);
    act(&unit, &bas, &open, "unpin", about.clone()).await.ok();
    assert_eq!(see(&unit, &carla, &pinned).await, json!([]));

    act(&unit, &bas, &open, "lock", about.clone()).await.ok();
    let answer = json!({ "status": "Nou!", "in_reply_to_id": id(&first), "visibility": "public" });
    let refused = unit
        .post("/api/v1/statuses")
        .by(&carla)
        .json(answer.clone())
        .await;
    assert!(refused.is(403).text().contains("no more answers"));
    act(&unit, &bas, &open, "unlock", about).await.ok();
    send(&unit, &carla, answer).await;

    let carla_here = json!({ "account_id": carla.api_id(), "reason": "Reclame", "duration": 3600 });
    act(
        &unit,
        &bas,
        &open,
        "ban",
        json!({ "account_id": anna.api_id() }),
    )
    .await
    .is(422);
    act(&unit, &bas, &open, "ban", carla_here).await.ok();
    let refused = unit
        .post("/api/v1/statuses")
        .by(&carla)
        .json(write("Ha"))
        .await;
    refused.is(403);
    let again = format!("/api/v1/accounts/{}/follow", id(&open));
    unit.post(&again).by(&carla).await.is(403);
    unit.advance(3601);
    assert_eq!(
        join(&unit, &carla, &open).await["following"],
        true,
        "the ban has ended"
    );
    act(
        &unit,
        &bas,
        &open,
        "remove",
        json!({ "account_id": carla.api_id() }),
    )
    .await
    .ok();
    assert_eq!(see(&unit, &carla, &path(&open, "")).await["member"], false);

    unit.delete(&path(&open, "/moderators"))
        .by(&anna)
        .json(bas_here.clone())
        .await
        .ok();
    act(
        &unit,
        &bas,
        &open,
        "invite",
        json!({ "account_id": carla.api_id() }),
    )
    .await
    .is(403);
    act(&unit, &anna, &open, "owners", bas_here).await.ok();
    let leave = format!("/api/v1/accounts/{}/unfollow", id(&open));
    unit.post(&leave).by(&anna).await.ok();
    assert_eq!(see(&unit, &bas, &path(&open, "")).await["role"], "owner");
    unit.run_workers().await;
}

#[tokio::test]
async fn a_page_of_a_group_costs_the_same_for_few_posts_and_many() {
    let unit = TestApp::new().await;
    let (anna, bas, carla) = three(&unit).await;
    let open = group(&unit, &anna, "fietsen", "open").await;
    let other = group(&unit, &anna, "wandelen", "open").await;
    let fill = async || {
        for by in [&anna, &bas, &carla] {
            for place in [&open, &other] {
                let body = json!({ "status": "Hoi @anna #fiets", "group_id": id(place) });
                send(&unit, by, body).await;
            }
        }
    };
    let cost = async |path: &str| {
        let before = unit.statements();
        let list = see(&unit, &carla, path).await;
        (ids(&list).len(), unit.statements() - before)
    };
    let (inside, network) = (path(&open, "/timeline"), "/api/v1/timelines/public");
    fill().await;
    let (few, few_everywhere) = (cost(&inside).await, cost(network).await);
    fill().await;
    let (many, many_everywhere) = (cost(&inside).await, cost(network).await);
    assert!(many.0 > few.0 && many_everywhere.0 > few_everywhere.0);
    assert_eq!(few.1, many.1);
    assert_eq!(few_everywhere.1, many_everywhere.1);
}

#[tokio::test]
async fn groups_keep_their_shape() {
    let unit = TestApp::new().await;
    let (anna, bas, _) = three(&unit).await;
    let closed = group(&unit, &anna, "fietsen", "closed").await;
    act(
        &unit,
        &anna,
        &closed,
        "invite",
        json!({ "account_id": bas.api_id() }),
    )
    .await
    .ok();
    join(&unit, &bas, &closed).await;
    unit.advance(60);
    let body = json!({ "status": "Wie rijdt er mee?", "group_id": id(&closed), "language": "nl" });
    let first = send(&unit, &anna, body).await;
    act(
        &unit,
        &anna,
        &closed,
        "pin",
        json!({ "status_id": id(&first) }),
    )
    .await
    .ok();
    unit.advance(60);
    let answer = json!({ "status": "Ik!", "in_reply_to_id": id(&first), "language": "nl" });
    send(&unit, &bas, answer).await;
    for (name, path) in [
        ("group", path(&closed, "")),
        ("group_members", path(&closed, "/members")),
        ("group_log", path(&closed, "/log")),
        ("group_timeline", path(&closed, "/timeline")),
    ] {
        let entity = see(&unit, &anna, &path).await;
        insta::assert_snapshot!(format!("entity_{name}"), readable(entity));
    }
    let page = unit.get("/@fietsen").session(&anna);
    let page = page
        .header("accept-language", "nl")
        .header("accept", "text/html");
    insta::assert_snapshot!("page_group", masked(&page.await.ok().text()));
}
