//! Polls.

use serde_json::{Value, json};

use super::{id, keys, send};
use crate::support::{Member, TestApp};

async fn ask(unit: &TestApp, by: &Member, more: Value) -> Value {
    let mut poll = json!({ "options": ["Koffie", "Thee", "Water"], "expires_in": 3600 });
    poll.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    send(
        unit,
        by,
        json!({ "status": "Wat drinken we?", "poll": poll }),
    )
    .await
}

async fn vote(unit: &TestApp, by: &Member, poll: &str, choices: Value) -> crate::support::Answer {
    unit.post(&format!("/api/v1/polls/{poll}/votes"))
        .by(by)
        .json(json!({ "choices": choices }))
        .await
}

#[tokio::test]
async fn a_poll_is_asked_voted_in_and_ends() {
    let unit = TestApp::new().await;
    let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
    let status = ask(&unit, &anna, json!({})).await;
    let poll = &status["poll"];
    assert_eq!(
        keys(poll),
        [
            "emojis",
            "expired",
            "expires_at",
            "id",
            "multiple",
            "options",
            "own_votes",
            "voted",
            "voters_count",
            "votes_count"
        ]
    );
    assert_eq!(poll["expires_at"], "2026-03-02T10:00:00.000Z");
    assert_eq!(
        poll["options"][1],
        json!({ "title": "Thee", "votes_count": 0 })
    );
    let number = id(poll).to_owned();

    let voted = vote(&unit, &bram, &number, json!(["1"])).await.ok().json();
    assert_eq!(
        (
            &voted["voted"],
            &voted["own_votes"],
            &voted["votes_count"],
            &voted["voters_count"]
        ),
        (&json!(true), &json!([1]), &json!(1), &json!(1))
    );
    assert_eq!(voted["options"][1]["votes_count"], 1);
    vote(&unit, &bram, &number, json!([0])).await.is(422);
    vote(&unit, &anna, &number, json!([0])).await.is(422);

    let cees = unit.person("cees").await;
    for wrong in [
        json!([]),
        json!([3]),
        json!([0, 1]),
        json!(["x"]),
        json!([-1]),
    ] {
        vote(&unit, &cees, &number, wrong).await.is(422);
    }
    unit.advance(3601);
    vote(&unit, &cees, &number, json!([0])).await.is(422);
    unit.run_workers().await;
    let shown = unit
        .get(&format!("/api/v1/polls/{number}"))
        .by(&cees)
        .await
        .ok()
        .json();
    assert_eq!(
        (&shown["expired"], &shown["voted"]),
        (&json!(true), &json!(false))
    );
    for (person, told) in [(&anna, 1), (&bram, 1), (&cees, 0)] {
        let list = unit
            .get("/api/v1/notifications?types[]=poll")
            .by(person)
            .await
            .ok()
            .json();
        assert_eq!(
            list.as_array().unwrap().len(),
            told,
            "{}",
            person.username()
        );
    }
}

#[tokio::test]
async fn several_choices_and_hidden_numbers() {
    let unit = TestApp::new().await;
    let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
    let status = ask(
        &unit,
        &anna,
        json!({ "multiple": true, "hide_totals": true }),
    )
    .await;
    let number = id(&status["poll"]).to_owned();
    let voted = vote(&unit, &bram, &number, json!([0, 2, 2]))
        .await
        .ok()
        .json();
    assert_eq!(
        (&voted["own_votes"], &voted["voters_count"]),
        (&json!([0, 2]), &json!(1))
    );
    assert_eq!(voted["options"][0]["votes_count"], Value::Null);
    unit.advance(3600);
    unit.run_workers().await;
    let shown = unit
        .get(&format!("/api/v1/polls/{number}"))
        .by(&bram)
        .await
        .ok()
        .json();
    assert_eq!(shown["options"][2]["votes_count"], 1);
}

#[tokio::test]
async fn what_is_no_poll_is_refused() {
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    for poll in [
        json!({ "options": ["een"], "expires_in": 600 }),
        json!({ "options": ["een", "een"], "expires_in": 600 }),
        json!({ "options": ["een", "twee"], "expires_in": 10 }),
        json!({ "options": ["een", "twee"], "expires_in": 99_999_999 }),
        json!({ "options": ["een", "x".repeat(101)], "expires_in": 600 }),
        json!({ "options": ["1", "2", "3", "4", "5", "6", "7", "8", "9"], "expires_in": 600 }),
    ] {
        unit.post("/api/v1/statuses")
            .by(&anna)
            .json(json!({ "status": "Wat?", "poll": poll }))
            .await
            .is(422);
    }
    let plain = send(
        &unit,
        &anna,
        json!({ "status": "x", "poll": { "options": ["", ""] } }),
    )
    .await;
    assert_eq!(plain["poll"], Value::Null);
    unit.get(&format!("/api/v1/polls/{}", id(&plain)))
        .by(&anna)
        .await
        .is(404);
}

#[tokio::test]
async fn an_edit_keeps_a_poll_that_is_the_same_and_begins_another_anew() {
    let unit = TestApp::new().await;
    let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
    let status = ask(&unit, &anna, json!({})).await;
    let number = id(&status).to_owned();
    vote(&unit, &bram, &number, json!([0])).await.ok();
    let path = format!("/api/v1/statuses/{number}");
    let edit = |options: Value| {
        let poll = json!({ "options": options, "expires_in": 3600 });
        unit.put(&path)
            .by(&anna)
            .json(json!({ "status": "Nog eens", "poll": poll }))
    };
    let same = edit(json!(["Koffie", "Thee", "Water"])).await.ok().json();
    assert_eq!(same["poll"]["votes_count"], 1);
    let other = edit(json!(["Koffie", "Thee"])).await.ok().json();
    assert_eq!(other["poll"]["votes_count"], 0);
    let gone = unit
        .put(&path)
        .by(&anna)
        .json(json!({ "status": "Geen vraag meer" }))
        .await
        .ok()
        .json();
    assert_eq!(gone["poll"], Value::Null);
}

#[tokio::test]
async fn the_pages_take_votes_without_a_script() {
    let unit = TestApp::new().await;
    let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
    let form = [
        ("csrf", anna.csrf.as_str()),
        ("text", "Wat drinken we?"),
        ("title", "De koffiehoek"),
        ("poll[options][]", "Koffie <b>"),
        ("poll[options][]", "Thee"),
        ("poll[options][]", ""),
        ("poll[hours]", "1"),
        ("audience", "network"),
    ];
    let sent = unit
        .post("/posts")
        .session(&anna)
        .header("origin", "https://hrm.example");
    sent.form(&form).await.is(303);
    let home = unit
        .get("/api/v1/timelines/public")
        .by(&bram)
        .await
        .ok()
        .json();
    let number = id(&home[0]).to_owned();
    assert_eq!(home[0]["meent_title"], "De koffiehoek");
    let path = format!("/@anna/{number}");
    let page = unit.get(&path).session(&bram).await.ok().text();
    assert!(page.contains("De koffiehoek") && page.contains("type=\"radio\""));
    assert!(page.contains("Koffie") && !page.contains("Koffie <b>"));
    let vote = [
        ("csrf", bram.csrf.as_str()),
        ("choices[]", "1"),
        ("next", path.as_str()),
    ];
    unit.post(&format!("/posts/{number}/vote"))
        .session(&bram)
        .header("origin", "https://hrm.example")
        .form(&vote)
        .await
        .is(303);
    let page = unit.get(&path).session(&bram).await.ok().text();
    assert!(page.contains("100 %") && !page.contains("type=\"radio\""));
}

#[tokio::test]
async fn votes_at_the_same_moment_are_all_counted_and_a_person_votes_once() {
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    let poll = ask(&unit, &anna, json!({})).await["poll"].clone();
    let number = id(&poll).to_owned();
    let mut voters = Vec::new();
    for n in 0..8 {
        voters.push(unit.person(&format!("voter{n}")).await);
    }
    // Each twice, with different choices: one of the two counts.
    let votes = voters
        .iter()
        .flat_map(|voter| [0, 1].map(|choice| vote(&unit, voter, &number, json!([choice]))));
    let answers = futures::future::join_all(votes).await;
    let counted = answers.iter().filter(|answer| answer.status == 200);
    assert_eq!(counted.count(), 8);
    let path = format!("/api/v1/polls/{number}");
    let seen = unit.get(&path).by(&anna).await.ok().json();
    assert_eq!(
        (&seen["voters_count"], &seen["votes_count"]),
        (&json!(8), &json!(8))
    );
}
