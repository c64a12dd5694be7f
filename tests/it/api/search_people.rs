//! Finding people by half a name.

use serde_json::Value;

use super::follow;
use crate::support::{Member, TestApp};

async fn named(unit: &TestApp, username: &str, name: &str) -> Member {
    let member = unit.person(username).await;
    unit.patch("/api/v1/accounts/update_credentials")
        .by(&member)
        .form(&[("display_name", name)])
        .await
        .ok();
    member
}

async fn found(unit: &TestApp, by: &Member, query: &str) -> Vec<String> {
    let path = format!("/api/v1/accounts/search?{query}");
    let list = unit.get(&path).by(by).await.ok().json();
    let acct = |entity: &Value| entity["acct"].as_str().unwrap().to_owned();
    list.as_array().unwrap().iter().map(acct).collect()
}

#[tokio::test]
async fn half_a_name_is_enough_with_and_without_accents() {
    let unit = TestApp::new().await;
    let me = unit.person("me").await;
    named(&unit, "zoe", "Zoë Martijnsen").await;
    named(&unit, "jan_smit", "Jan van der Smit").await;
    for (query, want) in [
        ("q=zo", vec!["zoe"]),
        ("q=Zoe", vec!["zoe"]),
        ("q=ZO%C3%8B", vec!["zoe"]),
        ("q=martijn", vec!["zoe"]),
        // Inside a word.
        ("q=artijns", vec!["zoe"]),
        ("q=rt", vec![]),
        ("q=smit", vec!["jan_smit"]),
        ("q=van%20der", vec!["jan_smit"]),
        // In any order, and by what else is known.
        ("q=smit%20jan", vec!["jan_smit"]),
        ("q=smit%20piet", vec![]),
        ("q=%40jan", vec!["jan_smit"]),
        ("q=jan_smit%40hrm.example", vec!["jan_smit"]),
        ("q=%25", vec![]),
        ("q=smit&limit=1&offset=1", vec![]),
        ("q=smit&offset=1000000000", vec![]),
    ] {
        assert_eq!(found(&unit, &me, query).await, want, "{query}");
    }
    unit.get(&format!("/api/v1/accounts/search?q={}", "a".repeat(10_000)))
        .by(&me)
        .await
        .is(422);
}

#[tokio::test]
async fn the_nearest_come_first() {
    let unit = TestApp::new().await;
    let me = unit.person("me").await;
    let popular = named(&unit, "robin", "Robin").await;
    for name in ["fan1", "fan2"] {
        follow(&unit, &unit.person(name).await, &popular).await;
    }
    named(&unit, "robert", "Robert").await;
    let inside = named(&unit, "probeer", "Piet").await;
    named(&unit, "klaas", "Klaas Robben").await;
    named(&unit, "rob", "Rob").await;
    assert_eq!(
        found(&unit, &me, "q=rob").await,
        ["rob", "robin", "robert", "klaas", "probeer"]
    );
    follow(&unit, &me, &inside).await;
    assert_eq!(
        found(&unit, &me, "q=rob").await,
        ["rob", "probeer", "robin", "robert", "klaas"]
    );
    assert_eq!(found(&unit, &me, "q=rob&following=true").await, ["probeer"]);
    assert_eq!(
        found(&unit, &me, "q=rob&limit=2&offset=1").await,
        ["probeer", "robin"]
    );
}

#[tokio::test]
async fn names_written_by_an_older_version_are_written_anew() {
    let unit = TestApp::new().await;
    let me = unit.person("me").await;
    let zoe = named(&unit, "zed", "Zoë").await;
    unit.run_workers().await;
    let number = zoe.id().0;
    let old = format!(
        "DELETE FROM account_words WHERE account_id = {number}; DELETE FROM account_parts WHERE account_id = {number}; \
         INSERT INTO account_words (remote, word, account_id) VALUES (FALSE, 'zoë', {number}); \
         DELETE FROM settings WHERE name = 'account_words'"
    );
    unit.app
        .db
        .write(move |conn| Box::pin(async move { crate::support::database::sql(conn, &old).await }))
        .await
        .unwrap();
    assert!(found(&unit, &me, "q=zoe").await.is_empty());
    unit.run_workers().await;
    assert_eq!(found(&unit, &me, "q=zoe").await, ["zed"]);
}
