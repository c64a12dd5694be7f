//! Apps and tokens.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use meent::service::oauth;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::keys;
use crate::support::{Answer, Member, TestApp};

const APP: &str = "icecubesapp://";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

async fn register(unit: &TestApp) -> Value {
    let body = json!({
        "client_name": "Ice Cubes",
        "redirect_uris": format!("{APP}\nurn:ietf:wg:oauth:2.0:oob"),
        "scopes": "read write:statuses",
        "website": "https://app.example",
    });
    unit.post("/api/v1/apps").json(body).await.ok().json()
}

/// What the authorize page does when a person says yes.
async fn code(unit: &TestApp, app: &Value, person: &Member, challenge: Option<&str>) -> String {
    let id = app["client_id"].as_str().unwrap();
    let method = challenge.map(|_| "S256");
    let wish = oauth::wish(&unit.app, id, APP, "read", challenge, method)
        .await
        .unwrap();
    oauth::grant(&unit.app, &wish, &person.person)
        .await
        .unwrap()
}

async fn exchange(unit: &TestApp, app: &Value, code: &str, extra: &[(&str, &str)]) -> Answer {
    let mut form = vec![
        ("grant_type", "authorization_code"),
        ("client_id", app["client_id"].as_str().unwrap()),
        ("client_secret", app["client_secret"].as_str().unwrap()),
        ("redirect_uri", APP),
        ("code", code),
    ];
    form.extend(extra);
    unit.post("/oauth/token").form(&form).await
}

#[tokio::test]
async fn an_app_registers_by_every_body_kind() {
    let unit = TestApp::new().await;
    let app = register(&unit).await;
    assert_eq!(
        keys(&app),
        [
            "client_id",
            "client_secret",
            "client_secret_expires_at",
            "id",
            "name",
            "redirect_uri",
            "redirect_uris",
            "scopes",
            "vapid_key",
            "website"
        ]
    );
    assert_eq!(
        app["redirect_uris"],
        json!([APP, "urn:ietf:wg:oauth:2.0:oob"])
    );
    let listed =
        json!({ "client_name": "B", "redirect_uris": ["mastodon://joinmastodon.org/oauth"] });
    let app = unit.post("/api/v1/apps").json(listed).await.ok().json();
    assert_eq!(
        (&app["redirect_uri"], &app["scopes"]),
        (
            &json!("mastodon://joinmastodon.org/oauth"),
            &json!(["read"])
        )
    );
    unit.post("/api/v1/apps?client_name=C&redirect_uris=urn:ietf:wg:oauth:2.0:oob")
        .await
        .ok();
    for bad in [
        json!({ "client_name": "", "redirect_uris": APP }),
        json!({ "client_name": "D", "redirect_uris": "javascript:alert(1)" }),
        json!({ "client_name": "D", "redirect_uris": APP, "scopes": "everything" }),
        json!({ "client_name": "D" }),
    ] {
        unit.post("/api/v1/apps").json(bad).await.is(422);
    }
}

#[tokio::test]
async fn a_code_becomes_a_token_once() {
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    let app = register(&unit).await;
    let granted = code(&unit, &app, &anna, None).await;
    let answer = exchange(&unit, &app, &granted, &[]).await.ok();
    assert_eq!(answer.header("cache-control"), "no-store");
    let token = answer.json();
    assert_eq!(
        keys(&token),
        ["access_token", "created_at", "scope", "token_type"]
    );
    assert_eq!(
        (&token["scope"], &token["created_at"]),
        (&json!("read"), &json!(1_772_442_000))
    );
    let secret = token["access_token"].as_str().unwrap();
    unit.get("/api/v1/accounts/verify_credentials")
        .token(secret)
        .await
        .ok();
    // The second use says that somebody has stolen the code: what it gave ends.
    let again = exchange(&unit, &app, &granted, &[]).await.is(400);
    assert_eq!(again.json()["error"], "invalid_grant");
    unit.get("/api/v1/accounts/verify_credentials")
        .token(secret)
        .await
        .is(401);
}

#[tokio::test]
async fn codes_are_bound_to_time_address_client_and_verifier() {
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    let (app, other) = (register(&unit).await, register(&unit).await);
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
    let refused = |answer: Answer| assert_eq!(answer.is(400).json()["error"], "invalid_grant");
    let bound = code(&unit, &app, &anna, Some(&challenge)).await;
    refused(exchange(&unit, &app, &bound, &[]).await);
    refused(exchange(&unit, &app, &bound, &[("code_verifier", "wrong")]).await);
    refused(exchange(&unit, &other, &bound, &[("code_verifier", VERIFIER)]).await);
    exchange(&unit, &app, &bound, &[("code_verifier", VERIFIER)])
        .await
        .ok();
    let late = code(&unit, &app, &anna, None).await;
    unit.advance(601);
    refused(exchange(&unit, &app, &late, &[]).await);
    refused(exchange(&unit, &app, "unknown", &[]).await);
}

#[tokio::test]
async fn errors_are_in_the_words_of_the_standard() {
    let unit = TestApp::new().await;
    let app = register(&unit).await;
    let (id, secret) = (
        app["client_id"].as_str().unwrap(),
        app["client_secret"].as_str().unwrap(),
    );
    for (form, status, error) in [
        (
            vec![
                ("grant_type", "client_credentials"),
                ("client_id", "x"),
                ("client_secret", "y"),
            ],
            401,
            "invalid_client",
        ),
        (
            vec![
                ("grant_type", "client_credentials"),
                ("client_id", id),
                ("client_secret", "y"),
            ],
            401,
            "invalid_client",
        ),
        (
            vec![
                ("grant_type", "password"),
                ("client_id", id),
                ("client_secret", secret),
            ],
            400,
            "unsupported_grant_type",
        ),
        (
            vec![("grant_type", "authorization_code"), ("client_id", id)],
            400,
            "invalid_request",
        ),
        (
            vec![
                ("grant_type", "client_credentials"),
                ("client_id", id),
                ("client_secret", secret),
                ("scope", "write"),
            ],
            400,
            "invalid_scope",
        ),
    ] {
        let answer = unit.post("/oauth/token").form(&form).await.is(status);
        assert_eq!(answer.json()["error"], error);
        assert!(answer.json()["error_description"].is_string());
    }
}

#[tokio::test]
async fn an_apps_own_token_opens_no_persons_doors() {
    let unit = TestApp::new().await;
    let app = register(&unit).await;
    let pair = format!(
        "{}:{}",
        app["client_id"].as_str().unwrap(),
        app["client_secret"].as_str().unwrap()
    );
    let basic = format!("Basic {}", STANDARD.encode(pair));
    let form = [("grant_type", "client_credentials"), ("scope", "read")];
    let token = unit
        .post("/oauth/token")
        .header("authorization", &basic)
        .form(&form)
        .await
        .ok()
        .json();
    let secret = token["access_token"].as_str().unwrap().to_owned();
    let own = unit
        .get("/api/v1/apps/verify_credentials")
        .token(&secret)
        .await
        .ok()
        .json();
    assert_eq!(
        (&own["name"], own.get("client_secret")),
        (&json!("Ice Cubes"), None)
    );
    unit.get("/api/v1/timelines/home")
        .token(&secret)
        .await
        .is(422);
    unit.get("/api/v1/timelines/public")
        .token(&secret)
        .await
        .is(422);
    let revoke = |token: String| {
        unit.post("/oauth/revoke")
            .header("authorization", &basic)
            .form(&[("token", token.as_str())])
    };
    revoke("unknown".to_owned()).await.ok();
    revoke(secret.clone()).await.ok();
    revoke(secret.clone()).await.ok();
    unit.get("/api/v1/apps/verify_credentials")
        .token(&secret)
        .await
        .is(401);
}

#[tokio::test]
async fn the_discovery_document_names_what_is_there() {
    let unit = TestApp::new().await;
    let document = unit
        .get("/.well-known/oauth-authorization-server")
        .await
        .ok();
    assert_eq!(document.header("access-control-allow-origin"), "*");
    let document = document.json();
    assert_eq!(document["issuer"], "https://hrm.example/");
    assert_eq!(
        document["code_challenge_methods_supported"],
        json!(["S256"])
    );
    assert_eq!(
        document["grant_types_supported"],
        json!(["authorization_code", "client_credentials"])
    );
    let anna = unit.person("anna").await;
    let info = unit.get("/oauth/userinfo").by(&anna).await.ok().json();
    assert_eq!(info["sub"], "https://hrm.example/users/anna");
}
