//! What the unit tells of itself, and what is going on in it.

use meent::domain::Role;
use meent::service::{peer_states, peers};
use serde_json::{Value, json};

use super::{id, ids, keys, post, send};
use crate::support::{Member, TestApp};

async fn get(unit: &TestApp, by: &Member, path: &str) -> Value {
    unit.get(path).by(by).await.ok().json()
}

/// What the form about the unit sends, with one field changed.
fn form<'a>(by: &'a Member, field: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut form = vec![
        ("csrf", by.csrf.as_str()),
        ("title", "HRM"),
        ("description", "Mensen"),
        ("extended", "Wij zijn **HRM**."),
        (
            "rules",
            "Wees vriendelijk | Over zaken, niet over mensen\nGeen reclame",
        ),
        ("terms", "Je mag er zijn."),
        ("privacy", ""),
    ];
    form.retain(|(name, _)| *name != field);
    form.push((field, value));
    form
}

#[tokio::test]
async fn the_admins_say_what_the_unit_is() {
    let unit = TestApp::new().await;
    let (admin, anna) = (
        unit.person_with("bas", Role::Admin).await,
        unit.person("anna").await,
    );
    let instance = "/api/v1/instance";
    let empty = get(&unit, &anna, &format!("{instance}/extended_description")).await;
    assert_eq!(empty, json!({ "updated_at": null, "content": "" }));
    unit.get(&format!("{instance}/terms_of_service"))
        .by(&anna)
        .await
        .is(404);
    assert_eq!(
        get(&unit, &anna, &format!("{instance}/rules")).await,
        json!([])
    );
    let privacy = get(&unit, &anna, &format!("{instance}/privacy_policy")).await;
    assert!(
        privacy["updated_at"].is_string()
            && privacy["content"]
                .as_str()
                .unwrap()
                .contains("never leaves")
    );

    let save = |by: &Member, field: &str, value: &str| {
        unit.post("/admin/unit")
            .session(by)
            .header("origin", "https://hrm.example")
            .form(&form(by, field, value))
    };
    save(&anna, "", "").await.is(403);
    unit.get("/admin/unit").session(&anna).await.is(403);
    save(&admin, "", "").await.is(303);
    let page = unit.get("/admin/unit").session(&admin).await.ok().text();
    assert!(page.contains("Wees vriendelijk | Over zaken"));
    let long = "x".repeat(301);
    for (field, value) in [
        ("title", ""),
        ("rules", "| niets"),
        ("rules", long.as_str()),
    ] {
        save(&admin, field, value).await.is(422);
    }
    let extended = get(&unit, &anna, &format!("{instance}/extended_description")).await;
    assert_eq!(
        extended,
        json!({ "updated_at": "2026-03-02T09:00:00.000Z", "content": "<p>Wij zijn <strong>HRM</strong>.</p>" })
    );
    let rules = get(&unit, &anna, &format!("{instance}/rules")).await;
    assert_eq!(keys(&rules[0]), ["hint", "id", "text", "translations"]);
    assert_eq!(
        (&rules[0]["text"], &rules[0]["hint"], &rules[1]["text"]),
        (
            &json!("Wees vriendelijk"),
            &json!("Over zaken, niet over mensen"),
            &json!("Geen reclame")
        )
    );
    for version in ["/api/v1/instance", "/api/v2/instance"] {
        assert_eq!(unit.get(version).await.ok().json()["rules"], rules);
    }
    let about = unit.get("/about").session(&anna).await.ok().text();
    assert!(about.contains("Wees vriendelijk") && about.contains("<strong>HRM</strong>"));

    // A rule that stays keeps its number.
    save(&admin, "rules", "Nieuw\nGeen reclame").await.is(303);
    let after = get(&unit, &anna, &format!("{instance}/rules")).await;
    assert_eq!(
        (after[1]["id"].as_str(), ids(&after).len()),
        (rules[1]["id"].as_str(), 2)
    );
    // A report names it.
    let report = |rule: &str| {
        unit.post("/api/v1/reports").by(&anna).json(json!({
            "account_id": admin.api_id(), "category": "violation", "rule_ids": [rule]
        }))
    };
    let named = report(id(&after[1])).await.ok().json();
    assert_eq!(named["rule_ids"], json!([id(&after[1])]));
    let case = format!("/api/v1/admin/reports/{}", id(&named));
    let case = get(&unit, &admin, &case).await;
    assert_eq!(case["rules"], json!([after[1]]));
    report(id(&rules[0])).await.is(422);
    // Two that read alike are two.
    save(&admin, "rules", "Geen reclame\nGeen reclame")
        .await
        .is(303);
    let twins = get(&unit, &anna, &format!("{instance}/rules")).await;
    assert_ne!(twins[0]["id"], twins[1]["id"]);

    let terms = get(&unit, &anna, &format!("{instance}/terms_of_service")).await;
    let first = json!({ "effective_date": "2026-03-02", "effective": true, "content": "<p>Je mag er zijn.</p>", "succeeded_by": null });
    assert_eq!(terms, first);
    unit.advance(2 * 24 * 3600);
    save(&admin, "terms", "Je mag er blijven.").await.is(303);
    let old = get(
        &unit,
        &anna,
        &format!("{instance}/terms_of_service/2026-03-02"),
    )
    .await;
    assert_eq!(
        (&old["effective"], &old["succeeded_by"]),
        (&json!(false), &json!("2026-03-04"))
    );
    let now = get(&unit, &anna, &format!("{instance}/terms_of_service")).await;
    assert_eq!(
        (&now["effective_date"], &now["effective"]),
        (&json!("2026-03-04"), &json!(true))
    );
    for missing in ["2026-03-03", "x"] {
        unit.get(&format!("{instance}/terms_of_service/{missing}"))
            .by(&anna)
            .await
            .is(404);
    }
}

#[tokio::test]
async fn the_network_and_its_numbers_are_for_those_in_it() {
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    for host in ["it.example", "inkoop.example", "facilitair.example"] {
        peers::add(&unit.app, host).await.unwrap();
    }
    peer_states::suspend(&unit.app, "facilitair.example")
        .await
        .unwrap();
    assert_eq!(
        get(&unit, &anna, "/api/v1/instance/peers").await,
        json!(["inkoop.example", "it.example"])
    );
    assert_eq!(
        get(&unit, &anna, "/api/v1/peers/search?q=IN").await,
        json!(["inkoop.example"])
    );
    assert_eq!(get(&unit, &anna, "/api/v1/peers/search").await, json!([]));
    let blocks = get(&unit, &anna, "/api/v1/instance/domain_blocks").await;
    assert_eq!(
        (
            &blocks[0]["domain"],
            &blocks[0]["severity"],
            blocks[0]["digest"].as_str().unwrap().len()
        ),
        (&json!("facilitair.example"), &json!("suspend"), 64)
    );
    for path in [
        "instance/peers",
        "instance/domain_blocks",
        "instance/activity",
        "trends",
        "trends/statuses",
    ] {
        unit.get(&format!("/api/v1/{path}")).await.is(401);
    }
    let languages = unit.get("/api/v1/instance/languages").await.ok().json();
    assert!(
        languages
            .as_array()
            .unwrap()
            .contains(&json!({ "code": "nl", "name": "Dutch" }))
    );
}

#[tokio::test]
async fn weeks_are_counted() {
    let unit = TestApp::new().await;
    let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
    let count = async || {
        meent::worker::prune(&unit.app).await.unwrap();
        get(&unit, &anna, "/api/v1/instance/activity").await
    };
    post(&unit, &anna, "Een").await;
    send(
        &unit,
        &bram,
        json!({ "status": "Twee", "visibility": "private" }),
    )
    .await;
    let weeks = count().await;
    assert_eq!(weeks.as_array().unwrap().len(), 12);
    assert_eq!(
        weeks[0],
        json!({ "week": "1772409600", "statuses": "2", "logins": "2", "registrations": "2" })
    );
    assert_eq!(weeks[1]["statuses"], "0");
    unit.advance(7 * 24 * 3600);
    post(&unit, &anna, "Drie").await;
    let weeks = count().await;
    assert_eq!(
        (
            &weeks[0]["statuses"],
            &weeks[0]["logins"],
            &weeks[0]["registrations"]
        ),
        (&json!("1"), &json!("1"), &json!("0"))
    );
    assert_eq!(
        (&weeks[1]["statuses"], &weeks[1]["logins"]),
        (&json!("2"), &json!("2")),
        "past weeks stay"
    );
}

#[tokio::test]
async fn apps_are_told_how_things_stand() {
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    assert_eq!(unit.get("/health").await.ok().body, b"OK");
    assert_eq!(
        get(&unit, &anna, "/api/v1/emails/check_confirmation").await,
        json!(true)
    );
    let mail = unit
        .post("/api/v1/emails/confirmations")
        .by(&anna)
        .await
        .is(403)
        .json();
    assert!(
        mail["error"]
            .as_str()
            .unwrap()
            .contains("awaiting confirmation")
    );
    let app = unit.client().await;
    let token = meent::service::oauth::app_token(&unit.app, app, "read write")
        .await
        .unwrap();
    let closed = unit
        .post("/api/v1/accounts")
        .token(&token.secret)
        .await
        .is(403)
        .json();
    assert_eq!(closed, json!({ "error": "This action is not allowed" }));
    for method in ["GET", "POST"] {
        let answer = unit.call(method, "/auth/sign_in").await.is(303);
        assert_eq!(answer.header("location"), "/login");
    }
}

#[tokio::test]
async fn a_code_is_shown_to_whom_it_was_given() {
    let unit = TestApp::new().await;
    let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
    let client = unit.client().await.client_id.clone();
    let form = [
        ("csrf", anna.csrf.as_str()),
        ("response_type", "code"),
        ("client_id", &client),
        ("redirect_uri", "urn:ietf:wg:oauth:2.0:oob"),
        ("scope", "read"),
        ("decision", "allow"),
    ];
    let page = unit
        .post("/oauth/authorize")
        .session(&anna)
        .header("origin", "https://hrm.example")
        .form(&form)
        .await
        .ok()
        .text();
    let code = page
        .split("class=\"code\" value=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let path = format!("/oauth/authorize/native?code={code}");
    let shown = unit.get(&path).session(&anna).await.ok().text();
    assert!(shown.contains(code) && shown.contains("Test"));
    unit.get(&path).session(&bram).await.is(404);
    unit.get("/oauth/authorize/native?code=x")
        .session(&anna)
        .await
        .is(404);
    unit.advance(3600);
    unit.get(&path).session(&anna).await.is(404);
}

#[tokio::test]
async fn what_several_people_write_about_trends() {
    let unit = TestApp::new().await;
    let (anna, bram, caro) = (
        unit.person("anna").await,
        unit.person("bram").await,
        unit.person("caro").await,
    );
    post(&unit, &anna, "#koffie").await;
    unit.advance(24 * 3600);
    post(&unit, &anna, "#koffie #alleen").await;
    let liked = post(&unit, &bram, "#koffie en #taart").await;
    post(&unit, &caro, "#taart").await;
    for (hidden, text) in [("private", "#geheim"), ("direct", "#geheim")] {
        for by in [&anna, &bram] {
            send(&unit, by, json!({ "status": text, "visibility": hidden })).await;
        }
    }
    for by in [&anna, &bram] {
        send(&unit, by, json!({ "status": "#hier", "local_only": true })).await;
    }
    let other = post(&unit, &caro, "Ook aardig").await;
    let mark = async |by: &Member, post: &Value, deed: &str| {
        unit.post(&format!("/api/v1/statuses/{}/{deed}", id(post)))
            .by(by)
            .await
            .ok();
    };
    mark(&anna, &liked, "favourite").await;
    mark(&caro, &liked, "reblog").await;
    mark(&anna, &other, "favourite").await;

    let tags = get(&unit, &anna, "/api/v1/trends/tags").await;
    let names: Vec<&str> = tags
        .as_array()
        .unwrap()
        .iter()
        .map(|tag| tag["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["koffie", "taart"]);
    assert_eq!(tags[0]["history"].as_array().unwrap().len(), 7);
    assert_eq!(
        tags[0]["history"][0],
        json!({ "day": "1772496000", "accounts": "2", "uses": "2" })
    );
    assert_eq!(
        tags[0]["history"][1],
        json!({ "day": "1772409600", "accounts": "1", "uses": "1" })
    );
    assert_eq!(
        ids(&get(&unit, &anna, "/api/v1/trends?limit=1").await).len(),
        1
    );
    let first = unit.get("/api/v1/trends/tags?limit=1").by(&anna).await.ok();
    assert!(first.header("link").contains("offset=1"));

    let posts = get(&unit, &anna, "/api/v1/trends/statuses").await;
    assert_eq!(ids(&posts), [id(&liked), id(&other)]);
    assert_eq!(
        ids(&get(&unit, &anna, "/api/v1/trends/statuses?offset=1").await),
        [id(&other)]
    );
    // Kept for a while, and looked at anew for every reader.
    unit.post(&format!("/api/v1/accounts/{}/block", bram.api_id()))
        .by(&anna)
        .await
        .ok();
    assert_eq!(
        ids(&get(&unit, &anna, "/api/v1/trends/statuses").await),
        [id(&other)]
    );
    assert_eq!(
        ids(&get(&unit, &caro, "/api/v1/trends/statuses").await).len(),
        2
    );
    unit.delete(&format!("/api/v1/statuses/{}", id(&other)))
        .by(&caro)
        .await
        .ok();
    assert_eq!(
        ids(&get(&unit, &anna, "/api/v1/trends/statuses").await),
        Vec::<String>::new()
    );
    assert_eq!(get(&unit, &anna, "/api/v1/trends/links").await, json!([]));
    unit.advance(8 * 24 * 3600);
    assert_eq!(get(&unit, &anna, "/api/v1/trends/tags").await, json!([]));
}
