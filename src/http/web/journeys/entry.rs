//! Coming in: the first start, the login, forms that are not ours, apps.

use axum::http::StatusCode;

use super::{PASSWORD, Unit};
use crate::{
    domain::Role,
    service::{apps, unit},
};

#[tokio::test]
async fn the_first_start_happens_once() {
    let unit = Unit::new().await;
    let link = unit::setup_link(&unit.app).await.unwrap().unwrap();
    let path = link.strip_prefix("https://hrm.example").unwrap().to_owned();
    let mut owner = unit.browser();
    owner.open(&path).await;
    let names = [
        ("unit_name", "HRM & zo"),
        ("language", "nl"),
        ("display_name", "Olga"),
        ("username", "olga"),
    ];
    let with = |password, again| {
        [
            &names[..],
            &[("password", password), ("password_again", again)],
        ]
        .concat()
    };
    owner
        .send(&path, &with(PASSWORD, "iets anders dan dat"))
        .await;
    assert_eq!(owner.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(owner.shows("niet gelijk") && owner.shows("HRM &#38; zo"));
    owner.send(&path, &with("kort", "kort")).await;
    assert_eq!(owner.status, StatusCode::UNPROCESSABLE_ENTITY);
    owner.send(&path, &with(PASSWORD, PASSWORD)).await;
    assert_eq!(owner.at, "/home");
    assert!(owner.shows("Je unit is open") && owner.shows("Units in het netwerk"));
    owner.open("/home").await;
    assert!(!owner.shows("Je unit is open"), "a notice is shown once");
    let mut other = unit.browser();
    other.open(&path).await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn nothing_is_readable_before_the_login_and_the_login_leads_back() {
    let unit = Unit::new().await;
    unit.person("anna", Role::Member).await;
    let mut anna = unit.browser();
    for path in [
        "/home",
        "/network",
        "/unit",
        "/tags/x",
        "/@anna",
        "/@nobody",
        "/@anna/1",
        "/people?q=a",
        "/notifications",
        "/admin/peers",
        "/posts/new",
    ] {
        anna.open(path).await;
        assert!(
            anna.at.starts_with("/login?next="),
            "{path} led to {}",
            anna.at
        );
    }
    anna.open("/people?q=an").await;
    anna.send(
        "/login",
        &[("username", "anna"), ("password", "verkeerd wachtwoord")],
    )
    .await;
    assert_eq!(anna.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(anna.shows("horen niet bij elkaar") && anna.shows("value=\"anna\""));
    anna.send("/login", &[("username", "Anna"), ("password", PASSWORD)])
        .await;
    assert_eq!(anna.at, "/people?q=an");
    anna.send("/logout", &[]).await;
    anna.open("/home").await;
    assert!(anna.at.starts_with("/login"));
    anna.open("/login?next=//evil.example/").await;
    anna.send("/login", &[("username", "anna"), ("password", PASSWORD)])
        .await;
    assert_eq!(anna.at, "/home");
}

#[tokio::test]
async fn forms_of_others_do_nothing() {
    let unit = Unit::new().await;
    let mut anna = unit.signed_in("anna", Role::Member).await;
    let pairs = |token: &str| {
        vec![
            ("csrf".to_owned(), token.to_owned()),
            ("text".to_owned(), "Niet van mij".to_owned()),
        ]
    };
    let token = anna
        .page
        .split("name=\"csrf\" value=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    for (origin, token) in [
        (Some("https://evil.example"), &*token),
        (Some("null"), &*token),
        (None, &*token),
        (Some("https://hrm.example"), ""),
        (Some("https://hrm.example"), "x"),
    ] {
        anna.origin = origin.map(str::to_owned);
        anna.post("/posts", &pairs(token)).await;
        assert_eq!(anna.status, StatusCode::FORBIDDEN, "{origin:?} {token}");
    }
    anna.origin = Some("https://evil.example".to_owned());
    anna.post(
        "/login",
        &[
            ("username".to_owned(), "anna".to_owned()),
            ("password".to_owned(), PASSWORD.to_owned()),
        ],
    )
    .await;
    assert_eq!(anna.status, StatusCode::FORBIDDEN);
    anna.open("/home").await;
    assert!(!anna.shows("Niet van mij"));
}

#[tokio::test]
async fn an_app_is_let_in_by_hand() {
    let unit = Unit::new().await;
    let registered = |uri: &str| apps::NewApp {
        name: "Tusky".to_owned(),
        redirect_uris: vec![uri.to_owned()],
        scopes: "read write".to_owned(),
        website: None,
    };
    let (app, _) = apps::register(&unit.app, registered(apps::OUT_OF_BAND))
        .await
        .unwrap();
    let address = |client: &str, uri: &str| {
        let query = [
            ("response_type", "code"),
            ("client_id", client),
            ("redirect_uri", uri),
            ("scope", "read"),
            ("state", "a&b"),
        ];
        format!(
            "/oauth/authorize?{}",
            serde_urlencoded::to_string(query).unwrap()
        )
    };
    unit.person("anna", Role::Member).await;
    let mut anna = unit.browser();
    anna.open(&address(&app.client_id, apps::OUT_OF_BAND)).await;
    assert!(anna.at.starts_with("/login?next=") && anna.shows("Tusky"));
    anna.send("/login", &[("username", "anna"), ("password", PASSWORD)])
        .await;
    assert!(anna.shows("Mag Tusky namens jou handelen?"));
    anna.send("/oauth/authorize", &[("decision", "allow")])
        .await;
    assert!(anna.shows("id=\"code\""));

    let (app, _) = apps::register(&unit.app, registered("icecubesapp://"))
        .await
        .unwrap();
    anna.open(&address(&app.client_id, "icecubesapp://")).await;
    anna.send("/oauth/authorize", &[("decision", "allow")])
        .await;
    assert!(
        anna.at.starts_with("icecubesapp://?code=") && anna.at.ends_with("&state=a%26b"),
        "{}",
        anna.at
    );
    anna.open(&address(&app.client_id, "icecubesapp://")).await;
    anna.send("/oauth/authorize", &[("decision", "refuse")])
        .await;
    assert_eq!(anna.at, "icecubesapp://?error=access_denied&state=a%26b");
    anna.open(&address(&app.client_id, "https://evil.example/"))
        .await;
    assert_eq!(anna.status, StatusCode::UNPROCESSABLE_ENTITY);
    anna.open(&format!(
        "{}&force_login=true",
        address(&app.client_id, "icecubesapp://")
    ))
    .await;
    assert!(anna.at.starts_with("/login?next="));
}
