//! Keys for proofs: every actor has one, documents are proven by them, and requests may be signed by them.

use axum::http::{HeaderValue, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use meent::ap::{network, proofs, resolve};
use meent::db;
use meent::error::Error;
use meent::service::{peer_states, peers};
use meent_federation::signature::Ed25519PrivateKey;
use serde_json::{Value, json};
use url::Url;

use super::support::*;
use crate::support::TestApp;
use crate::support::database::sql;

async fn proven_by(unit: &Unit, document: &Value) -> Result<Option<Url>, Error> {
    let session = network::session(&unit.app).await.unwrap();
    proofs::proven_by(&session, document).await
}

fn note(actor: &str) -> Value {
    json!({
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": format!("{actor}/notes/1"), "type": "Note", "attributedTo": actor, "content": "as I wrote it",
    })
}

#[tokio::test]
async fn actors_list_a_key_for_proofs_behind_the_key_that_everybody_knows() {
    let unit = TestApp::with("public_url = 'https://hrm.example'\nreach = 'internet'").await;
    unit.person("anna").await;
    for (path, id) in [
        ("/users/anna", "https://hrm.example/users/anna"),
        ("/actor", "https://hrm.example/actor"),
    ] {
        let call = unit.get(path).header("accept", "application/activity+json");
        let text = call.await.ok().text();
        assert!(
            text.find("\"publicKey\":{").unwrap() < text.find("\"assertionMethod\":[").unwrap()
        );
        let document: Value = serde_json::from_str(&text).unwrap();
        let keys = &document["assertionMethod"];
        assert_eq!(keys.as_array().unwrap().len(), 1);
        assert_eq!(keys[0]["id"], json!(format!("{id}#ed25519-key")));
        assert_eq!(keys[0]["controller"], json!(id));
        assert_eq!(keys[0]["type"], json!("Multikey"));
        assert!(
            keys[0]["publicKeyMultibase"]
                .as_str()
                .unwrap()
                .starts_with("z6Mk")
        );
    }
}

#[tokio::test]
async fn people_from_before_get_a_key_at_the_next_start() {
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    unit.app
        .db
        .write(|conn| Box::pin(sql(conn, "DELETE FROM actor_keys")))
        .await
        .unwrap();
    let later = unit.beside().await;
    let keys = db::keys::of_account(&mut later.db.read().await.unwrap(), anna.id())
        .await
        .unwrap();
    assert_eq!(keys.len(), 1);
    assert!(keys[0].private_key.is_some());
}

#[tokio::test]
async fn a_document_says_by_itself_who_made_it() {
    let clock = fake_clock();
    let hrm = Unit::start("hrm", &clock).await;
    let it = Unit::start("it", &clock).await;
    hrm.joins(&it).await;
    let alice = hrm.person("alice").await.account;
    let bare = note(&alice.uri);
    let mut conn = hrm.app.db.read().await.unwrap();
    let proven = proofs::prove(&hrm.app, &mut conn, &alice, bare.clone())
        .await
        .unwrap();
    drop(conn);
    let owner = Some(Url::parse(&alice.uri).unwrap());
    assert_eq!(proven_by(&it, &proven).await.unwrap(), owner);
    assert_eq!(proven_by(&hrm, &proven).await.unwrap(), owner, "at home");
    assert_eq!(proven_by(&it, &bare).await.unwrap(), None);

    // From now on nobody needs to be asked.
    peer_states::suspend(&hrm.app, &it.domain).await.unwrap();
    assert_eq!(proven_by(&it, &proven).await.unwrap(), owner);

    let mut changed = proven.clone();
    changed["content"] = json!("as somebody else wrote it");
    assert!(proven_by(&it, &changed).await.is_err());
    let mut anothers = proven.clone();
    anothers["attributedTo"] = json!(hrm.person("victim").await.account.uri);
    assert!(proven_by(&it, &anothers).await.is_err());

    // Whom this unit does not speak to proves nothing to it.
    peer_states::suspend(&it.app, &hrm.domain).await.unwrap();
    assert!(proven_by(&it, &proven).await.is_err());
}

/// A peer with mallory, whose document lists `keys`.
fn serve_keys(hostile: &Hostile, keys: &[(&str, &Ed25519PrivateKey)]) {
    hostile.serve_actor("mallory");
    let id = hostile.actor("mallory");
    let mut document = hostile.documents.lock().unwrap()["/u/mallory"].clone();
    let listed: Vec<Value> = keys
        .iter()
        .map(|(name, key)| {
            let public = key.public_key().unwrap().to_multibase();
            json!({"id": format!("{id}#{name}"), "type": "Multikey", "controller": id, "publicKeyMultibase": public})
        })
        .collect();
    document["assertionMethod"] = json!(listed);
    hostile.serve("/u/mallory", document);
}

fn prove(hostile: &Hostile, key: &Ed25519PrivateKey, now: chrono::DateTime<chrono::Utc>) -> Value {
    let id = hostile.actor("mallory");
    let method = Url::parse(&format!("{id}#proofs")).unwrap();
    meent_federation::proof::sign(note(&id), key, &method, now).unwrap()
}

#[tokio::test]
async fn a_new_key_for_proofs_is_looked_for_once_in_five_minutes() {
    let unit = Unit::start("hrm", &fake_clock()).await;
    let hostile = Hostile::start("evil").await;
    peers::add(&unit.app, &hostile.domain).await.unwrap();
    let now = unit.app.now().to_datetime();
    let (old, new) = (
        Ed25519PrivateKey::generate().unwrap(),
        Ed25519PrivateKey::generate().unwrap(),
    );
    serve_keys(&hostile, &[("proofs", &old)]);
    let by_old = prove(&hostile, &old, now);
    assert!(proven_by(&unit, &by_old).await.unwrap().is_some());
    assert!(proven_by(&unit, &by_old).await.unwrap().is_some());
    let asked = || hostile.requests().len();
    assert_eq!(asked(), 1);

    serve_keys(&hostile, &[("proofs", &new)]);
    let by_new = prove(&hostile, &new, now);
    assert!(proven_by(&unit, &by_new).await.unwrap().is_some());
    assert_eq!(asked(), 2);
    for _ in 0..5 {
        assert!(proven_by(&unit, &by_old).await.is_err(), "replaced");
    }
    assert_eq!(asked(), 2, "no more look-ups for bad proofs");

    // A key that is taken off the list proves nothing from the next look on.
    serve_keys(&hostile, &[]);
    resolve::refresh(&unit.app, &hostile.actor("mallory"))
        .await
        .unwrap();
    assert!(proven_by(&unit, &by_new).await.is_err());
}

/// A delivery in the form of RFC 9421, signed with an Ed25519 key.
fn message(
    unit: &Unit,
    key_id: &str,
    key: &Ed25519PrivateKey,
    document: &Value,
    algorithm: &str,
) -> Delivery {
    let body = document.to_string().into_bytes();
    let digest = meent_federation::signature::digest::content_digest_header(&body);
    let created = unit.app.now().millis() / 1000;
    let parameters = format!(
        r#"("@method" "@target-uri" "content-digest");created={created};keyid="{key_id}"{algorithm}"#
    );
    let text = format!(
        "\"@method\": POST\n\"@target-uri\": http://{}/inbox\n\"content-digest\": {digest}\n\"@signature-params\": {parameters}",
        unit.domain
    );
    let signature = STANDARD.encode(key.sign(text.as_bytes()).unwrap());
    let mut headers = http_types::HeaderMap::new();
    for (name, value) in [
        ("host", unit.domain.clone()),
        ("content-type", "application/activity+json".to_owned()),
        ("content-digest", digest),
        ("signature-input", format!("sig1={parameters}")),
        ("signature", format!("sig1=:{signature}:")),
    ] {
        headers.insert(name, HeaderValue::from_str(&value).unwrap());
    }
    Delivery {
        method: http_types::Method::POST,
        path: "/inbox".to_owned(),
        headers,
        body,
    }
}

#[tokio::test]
async fn requests_may_be_signed_with_a_key_for_proofs() {
    let unit = Unit::start("hrm", &fake_clock()).await;
    let hostile = Hostile::start("evil").await;
    peers::add(&unit.app, &hostile.domain).await.unwrap();
    let (key, other) = (
        Ed25519PrivateKey::generate().unwrap(),
        Ed25519PrivateKey::generate().unwrap(),
    );
    serve_keys(&hostile, &[("proofs", &key)]);
    let id = hostile.actor("mallory");
    let document = hostile.create("mallory", 1, "hello");
    let named = |name: &str| format!("{id}#{name}");
    for (what, key_id, signing, algorithm, status) in [
        ("plain", named("proofs"), &key, "", StatusCode::ACCEPTED),
        (
            "named",
            named("proofs"),
            &key,
            ";alg=\"ed25519\"",
            StatusCode::ACCEPTED,
        ),
        (
            "called RSA",
            named("proofs"),
            &key,
            ";alg=\"rsa-v1_5-sha256\"",
            StatusCode::UNAUTHORIZED,
        ),
        (
            "not listed",
            named("other"),
            &other,
            "",
            StatusCode::UNAUTHORIZED,
        ),
        (
            "under the RSA key's name",
            named("main-key"),
            &other,
            "",
            StatusCode::UNAUTHORIZED,
        ),
        (
            "another key",
            named("proofs"),
            &other,
            "",
            StatusCode::UNAUTHORIZED,
        ),
        (
            "another's",
            format!("{}#proofs", hostile.actor("victim")),
            &key,
            "",
            StatusCode::UNAUTHORIZED,
        ),
    ] {
        let delivery = message(&unit, &key_id, signing, &document, algorithm);
        assert_eq!(delivery.send(&unit).await, status, "{what}");
    }
    assert_eq!(unit.waiting().await.1, 1);
    let for_victim = hostile.create("victim", 2, "I never said this");
    let delivery = message(&unit, &named("proofs"), &key, &for_victim, "");
    assert_eq!(delivery.send(&unit).await, StatusCode::UNAUTHORIZED);
}
