//! What holds for the whole site.

use crate::support::TestApp;

#[tokio::test]
async fn it_says_that_it_is_well_to_whoever_asks() {
    let unit = TestApp::new().await;
    let answer = unit
        .get("/healthz")
        .header("host", "10.0.0.7:3000")
        .await
        .ok();
    assert_eq!(answer.text(), "OK");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
}

#[tokio::test]
async fn it_answers_under_its_own_name_only() {
    let unit = TestApp::new().await;
    let path = "/media/people/2026/03/1-a/avatar.png";
    unit.get(path).await.is(404);
    unit.get(path)
        .header("host", "hrm.example:443")
        .await
        .is(404);
    let other = unit.get(path).header("host", "it.example").await.is(421);
    assert!(other.text().contains("https://hrm.example"));
    assert!(
        other
            .header("content-security-policy")
            .contains("default-src 'none'")
    );
}

#[tokio::test]
async fn what_is_not_there_is_said_in_the_form_that_was_asked_for() {
    let unit = TestApp::new().await;
    let api = unit.get("/api/v1/nothing").await.is(404);
    assert!(api.json()["error"].is_string());
    assert_eq!(api.header("access-control-allow-origin"), "*");
    assert_eq!(api.header("x-request-id").len(), 16);
    let page = unit
        .get("/nothing")
        .header("accept-language", "nl")
        .await
        .is(404);
    assert!(page.text().contains("lang=\"nl\""), "{}", page.text());
}

#[tokio::test]
async fn programs_that_ask_for_a_page_are_led_to_its_document() {
    let unit = TestApp::new().await;
    for (page, document) in [
        ("/@anna", "https://hrm.example/users/anna"),
        ("/@anna/12", "https://hrm.example/users/anna/statuses/12"),
    ] {
        let answer = unit
            .get(page)
            .header("accept", "application/activity+json")
            .await
            .is(303);
        assert_eq!(answer.header("location"), document);
        assert!(answer.header("vary").contains("Accept"));
        for accept in ["text/html, application/activity+json;q=0.5", "*/*"] {
            let answer = unit.get(page).header("accept", accept).await;
            assert_ne!(answer.header("location"), document, "{accept}");
        }
    }
}
