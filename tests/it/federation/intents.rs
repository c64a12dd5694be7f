//! Doing something at one's own unit that begins on a page of another.

use serde_json::{Value, json};

use super::support::*;
use crate::support::TestApp;

#[tokio::test]
async fn webfinger_says_where_our_people_do_things_and_the_pages_are_there() {
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    unit.person("bert").await;
    let answer = unit
        .get("/.well-known/webfinger?resource=acct:anna@hrm.example")
        .await
        .ok()
        .json();
    let template = |rel: &str| {
        let links = answer["links"].as_array().unwrap();
        let link = links.iter().find(|link| link["rel"] == json!(rel)).unwrap();
        link["template"].as_str().unwrap().to_owned()
    };
    let path = |rel: &str, place: &str, value: &str| {
        let address = template(rel).replace(place, value);
        address
            .strip_prefix("https://hrm.example")
            .unwrap()
            .to_owned()
    };
    let bert = "https%3A%2F%2Fhrm.example%2Fusers%2Fbert";
    for (rel, place) in [
        ("http://ostatus.org/schema/1.0/subscribe", "{uri}"),
        ("https://w3id.org/fep/3b86/Follow", "{object}"),
        ("https://w3id.org/fep/3b86/Object", "{object}"),
        ("https://w3id.org/fep/3b86/Like", "{object}"),
        ("https://w3id.org/fep/3b86/Announce", "{object}"),
    ] {
        let first = unit
            .get(&path(rel, place, bert))
            .session(&anna)
            .await
            .is(303);
        let second = unit
            .get(first.header("location"))
            .session(&anna)
            .await
            .is(303);
        assert_eq!(second.header("location"), "/@bert", "{rel}");
    }
    let page = unit
        .get("/authorize_interaction?acct=acct:bert%40hrm.example")
        .session(&anna)
        .await
        .is(303);
    assert_eq!(page.header("location"), "/people?q=bert%40hrm%2Eexample");
    let share = path(
        "https://w3id.org/fep/3b86/Create",
        "{content}",
        "Hoi%20%3Cb%3E",
    );
    let page = unit.get(&share).session(&anna).await.ok().text();
    assert!(page.contains("Hoi &#60;b&#62;"));
    // Who is not logged in is led to the login and back.
    let login = unit.get("/people?q=x").await;
    assert!(
        login.header("location").starts_with("/login"),
        "{}",
        login.status
    );
}

#[tokio::test]
async fn a_reader_from_elsewhere_is_led_home() {
    let unit = Unit::configured("hrm", &fake_clock(), "reach = 'internet'").await;
    unit.person("anna").await;
    let home = Hostile::start("home").await;
    home.serve_actor("me");
    let jrd = |template: &str| {
        json!({
            "subject": format!("acct:me@{}", home.domain),
            "links": [
                {"rel": "self", "type": "application/activity+json", "href": home.actor("me")},
                {"rel": "http://ostatus.org/schema/1.0/subscribe", "template": template},
            ],
        })
    };
    let page = async |account: &str| {
        use tower::ServiceExt;
        let body = serde_urlencoded::to_string([("account", account)]).unwrap();
        let request = axum::http::Request::post("/@anna/follow-from")
            .header("host", &unit.domain)
            .header("origin", format!("http://{}", unit.domain))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(axum::body::Body::from(body))
            .unwrap();
        let router = meent::http::router::router(unit.app.clone());
        let response = router.oneshot(request).await.unwrap();
        let status = response.status();
        let bytes = axum::body::to_bytes(response.into_body(), 1 << 20)
            .await
            .unwrap();
        (status.as_u16(), String::from_utf8(bytes.to_vec()).unwrap())
    };
    home.serve(
        "/.well-known/webfinger",
        jrd(&home.url("/follow?uri={uri}")),
    );
    let me = format!("@me@{}", home.domain);
    let (status, text) = page(&me).await;
    let id = percent_encoding::utf8_percent_encode(
        &unit.app.urls.actor("anna"),
        percent_encoding::NON_ALPHANUMERIC,
    )
    .to_string();
    assert_eq!(status, 200);
    assert!(
        text.contains(&format!("{}?uri={id}", home.url("/follow"))),
        "{text}"
    );

    // Not to any other place, whatever the answer says.
    home.serve(
        "/.well-known/webfinger",
        jrd("http://other.localhost/follow?uri={uri}"),
    );
    let (_, text) = page(&me).await;
    assert!(!text.contains("other.localhost"));
    for nobody in ["", "me", "me@", &format!("anna@{}", unit.domain)] {
        let asked = home.requests().len();
        assert_eq!(page(nobody).await.0, 200);
        assert_eq!(home.requests().len(), asked, "{nobody:?}");
    }
    let mut last = 0;
    for _ in 0..25 {
        last = page(&me).await.0;
    }
    assert_eq!(last, 429);
}

#[tokio::test]
async fn a_closed_network_has_no_readers_from_elsewhere() {
    let unit = TestApp::new().await;
    unit.person("anna").await;
    let answer = unit
        .post("/@anna/follow-from")
        .header("origin", "https://hrm.example")
        .form(&[("account", "me@it.example")])
        .await;
    assert_eq!(answer.status.as_u16(), 404);
    let actor: Value = {
        let unit = TestApp::with("public_url = 'https://hrm.example'\nreach = 'internet'").await;
        unit.person("anna").await;
        let call = unit
            .get("/users/anna")
            .header("accept", "application/activity+json");
        call.await.ok().json()
    };
    let can = &actor["generator"]["implements"][0]["href"];
    assert_eq!(can, &json!("https://datatracker.ietf.org/doc/html/rfc9421"));
}
