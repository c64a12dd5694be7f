//! The doctor finds what is wrong between units, and says which side changes what.

use meent::ap::doctor::examine;
use meent::domain::findings::{Finding, Outcome, Side, any_failed};
use meent::domain::time::Clock;
use meent::service::{health, peer_states, peers};

use super::support::*;
use crate::support::TestApp;

/// Answers carry the time of the machine, so these units live by it.
async fn pair() -> (Unit, Unit) {
    let clock = Clock::System;
    let (hrm, it) = (
        Unit::start("hrm", &clock).await,
        Unit::start("it", &clock).await,
    );
    hrm.joins(&it).await;
    (hrm, it)
}

fn of<'a>(findings: &'a [Finding], check: &str) -> &'a Finding {
    let found = findings.iter().find(|finding| finding.check == check);
    found.unwrap_or_else(|| panic!("nothing about {check} in {findings:#?}"))
}

#[tokio::test]
async fn two_units_that_are_well_are_found_well_in_both_directions() {
    let (hrm, it) = pair().await;
    let findings = examine(&hrm.app, &it.domain).await.unwrap();
    assert!(!any_failed(&findings), "{findings:#?}");
    for check in [
        "allow-list",
        "connection",
        "clock",
        "nodeinfo",
        "actor",
        "webfinger",
        "signed fetch",
        "signed fetch (RFC 9421)",
        "strangers",
        "delivery",
        "there: allow-list",
        "there: clock",
        "there: signed fetch",
        "there: signed fetch (RFC 9421)",
        "there: strangers",
    ] {
        assert_eq!(of(&findings, check).outcome, Outcome::Ok, "{check}");
    }
    // Tests run without TLS, and the doctor says so.
    assert_eq!(of(&findings, "tls").outcome, Outcome::Warning);
    settle(&[&it, &hrm]).await;
}

#[tokio::test]
async fn a_unit_that_is_not_let_in_is_told_on_which_side() {
    let (hrm, it) = pair().await;
    peers::remove(&it.app, &hrm.domain).await.unwrap();
    let findings = examine(&hrm.app, &it.domain).await.unwrap();
    assert!(any_failed(&findings));
    for check in ["signed fetch", "delivery"] {
        let advice = of(&findings, check).advice.clone().unwrap();
        assert_eq!(advice.side, Side::There, "{check}");
        assert!(
            advice
                .text
                .contains(&format!("meent peer add {}", hrm.domain)),
            "{advice:?}"
        );
    }
    assert_eq!(of(&findings, "strangers").outcome, Outcome::Ok);
    // The other side, asked there, sees that it does not let us in.
    let findings = examine(&it.app, &hrm.domain).await.unwrap();
    let advice = of(&findings, "allow-list").advice.clone().unwrap();
    assert_eq!(advice.side, Side::Here);
    assert_eq!(of(&findings, "signed fetch").outcome, Outcome::Ok);
    let turned = of(&findings, "there: signed fetch").advice.clone().unwrap();
    assert_eq!(turned.side, Side::Here, "what the peer calls there is here");
}

#[tokio::test]
async fn silence_suspensions_and_wrong_names_are_told_apart() {
    let (hrm, mut it) = pair().await;
    peer_states::suspend(&hrm.app, &it.domain).await.unwrap();
    let findings = examine(&hrm.app, &it.domain).await.unwrap();
    let advice = of(&findings, "allow-list").advice.clone().unwrap();
    assert!(advice.text.contains("meent peer resume"), "{advice:?}");
    it.go_offline();
    let findings = examine(&hrm.app, &it.domain).await.unwrap();
    let connection = of(&findings, "connection");
    assert_eq!(connection.outcome, Outcome::Failed);
    assert_eq!(connection.advice.as_ref().unwrap().side, Side::There);
    // A port that the configuration does not open: nobody is asked anything.
    let findings = examine(&hrm.app, "it.example:9").await.unwrap();
    let advice = of(&findings, "address").advice.clone().unwrap();
    assert_eq!(advice.side, Side::Here);
    assert!(examine(&hrm.app, &hrm.domain).await.is_err());
    assert!(examine(&hrm.app, "not a name").await.is_err());
}

#[tokio::test]
async fn a_wrong_clock_is_seen_from_both_sides() {
    let wrong = Clock::behind(10 * 60_000);
    let (hrm, it) = (
        Unit::start("hrm", &Clock::System).await,
        Unit::start("it", &wrong).await,
    );
    hrm.joins(&it).await;
    // The clock by which a unit signs is the program's own; the machine's shows in its answers.
    let findings = examine(&it.app, &hrm.domain).await.unwrap();
    let clock = of(&findings, "clock");
    assert_eq!(clock.outcome, Outcome::Failed, "{clock:?}");
    assert!(clock.text.contains("ahead"), "{clock:?}");
}

#[tokio::test]
async fn other_software_is_tested_one_way_and_says_so() {
    let hrm = Unit::start("hrm", &Clock::System).await;
    let other = Hostile::start("other").await;
    other.serve(
        "/.well-known/nodeinfo",
        serde_json::json!({"links": [
            {"rel": "http://nodeinfo.diaspora.software/ns/schema/2.0", "href": other.url("/nodeinfo/2.0")},
            {"rel": "https://www.w3.org/ns/activitystreams#Application", "href": other.url("/u/app")},
        ]}),
    );
    other.serve(
        "/nodeinfo/2.0",
        serde_json::json!({"version": "2.0", "software": {"name": "other", "version": "1"}}),
    );
    other.serve_actor("app");
    let mut application = other.documents.lock().unwrap()["/u/app"].clone();
    application["type"] = serde_json::json!("Application");
    other.serve("/u/app", application);
    other.serve(STATUS, serde_json::json!(202));
    other.serve_actor("mallory");
    peers::add(&hrm.app, &other.domain).await.unwrap();
    meent::ap::resolve::refresh(&hrm.app, &other.actor("mallory"))
        .await
        .unwrap();
    let findings = examine(&hrm.app, &other.domain).await.unwrap();
    assert_eq!(
        of(&findings, "delivery").outcome,
        Outcome::Ok,
        "{findings:#?}"
    );
    assert_eq!(of(&findings, "the other way").outcome, Outcome::Skipped);
    // It shows its people to everybody.
    let open = of(&findings, "strangers");
    assert_eq!(open.outcome, Outcome::Failed);
    assert_eq!(open.advice.as_ref().unwrap().side, Side::There);
}

#[tokio::test]
async fn a_peer_may_ask_for_a_look_now_and_then() {
    let (hrm, it) = pair().await;
    let mut skipped = 0;
    for _ in 0..8 {
        let findings = examine(&hrm.app, &it.domain).await.unwrap();
        skipped += findings
            .iter()
            .filter(|finding| finding.check == "the other way")
            .count();
    }
    assert_eq!(skipped, 2, "six looks in ten minutes");
    settle(&[&it, &hrm]).await;
}

#[tokio::test]
async fn the_unit_itself_is_examined() {
    let unit = TestApp::new().await;
    let findings = health::examine(&unit.app).await.unwrap();
    assert!(!any_failed(&findings), "{findings:#?}");
    for check in ["configuration", "database", "media", "worker", "queue"] {
        assert_eq!(of(&findings, check).outcome, Outcome::Ok, "{check}");
    }
    assert!(of(&findings, "disk").text.contains("MiB are free"));
    assert_eq!(of(&findings, "owner").outcome, Outcome::Warning);
    // The media folder cannot be written.
    let folder = unit.app.config.media_dir();
    std::fs::remove_dir_all(&folder).unwrap();
    std::fs::write(&folder, b"in the way").unwrap();
    let findings = health::examine(&unit.app).await.unwrap();
    assert_eq!(of(&findings, "media").outcome, Outcome::Failed);
    assert!(any_failed(&findings));
}
