//! New keys, and keys of people who are gone: nothing that waits is lost, and nothing is kept that nobody needs.

use axum::http::StatusCode;
use meent::db;
use meent::service::auth::Person;
use meent::service::drafts::Draft;
use meent::service::{accounts, keys, peers, statuses};
use meent::worker;
use meent_federation::signature::PublicKey;
use serde_json::json;

use super::support::*;

const DAY: i64 = 24 * 3_600_000;

async fn post(unit: &Unit, by: &Person, text: &str) -> String {
    let draft = Draft {
        text: text.to_owned(),
        ..Draft::default()
    };
    statuses::create(&unit.app, by, draft)
        .await
        .unwrap()
        .row
        .uri
}

#[tokio::test]
async fn what_waits_when_a_key_is_replaced_arrives_and_the_new_key_is_known_then() {
    let (mut hrm, it, _alice, bob) = pair(&fake_clock()).await;
    let before = hrm.finds(&format!("bob@{}", it.domain)).await;
    hrm.go_offline();
    let waiting = post(&it, &bob, "before the new key").await;
    settle(&[&it]).await;
    keys::rotate(&it.app, bob.account.id).await.unwrap();
    let later = post(&it, &bob, "after the new key").await;
    hrm.go_online().await;
    it.app.clock.advance_millis(3_600_000);
    settle(&[&it, &hrm]).await;
    assert!(hrm.living(&waiting).await.is_some());
    assert!(hrm.living(&later).await.is_some());
    let after = hrm.finds(&format!("bob@{}", it.domain)).await;
    assert_ne!(before.public_key, after.public_key);
    assert_eq!(before.key_id, after.key_id);
    let old = keys_of(&hrm, after.id).await;
    assert_eq!(old.len(), 1);
    assert_eq!(old, keys_of(&it, bob.account.id).await);

    // The key that was replaced is kept for a month.
    let retired = async || {
        let mut conn = it.app.db.read().await.unwrap();
        db::keys::retired(&mut conn, bob.account.id).await.unwrap()
    };
    assert!(retired().await.is_some());
    it.app.clock.advance_millis(31 * DAY);
    worker::prune(&it.app).await.unwrap();
    assert!(retired().await.is_none());
    assert_eq!(keys_of(&it, bob.account.id).await, old);
}

async fn keys_of(unit: &Unit, account: meent::domain::AccountId) -> Vec<String> {
    let mut conn = unit.app.db.read().await.unwrap();
    let keys = db::keys::of_account(&mut conn, account).await.unwrap();
    keys.into_iter().map(|key| key.public_key).collect()
}

/// A peer that believes the key it knows, for ever.
#[tokio::test]
async fn a_peer_that_never_looks_for_a_new_key_is_told_of_it_with_the_old_one() {
    let clock = fake_clock();
    let unit = Unit::start("hrm", &clock).await;
    let bob = unit.person("bob").await;
    let peer = Stubborn::start(&bob.account.public_key).await;
    peers::add(&unit.app, &peer.domain).await.unwrap();
    let ada = meent::ap::resolve::refresh(&unit.app, &peer.actor())
        .await
        .unwrap();
    meent::service::incoming::receive_follow(&unit.app, &ada, &bob.account, &peer.url("/f/1"))
        .await
        .unwrap();
    worker::drain(&unit.app).await.unwrap();
    keys::rotate(&unit.app, bob.account.id).await.unwrap();
    worker::drain(&unit.app).await.unwrap();
    let taken = peer.taken();
    let update = taken.last().unwrap();
    assert_eq!(update["type"], json!("Update"));
    let told = update["object"]["publicKey"]["publicKeyPem"]
        .as_str()
        .unwrap();
    assert_ne!(told, bob.account.public_key);
    peer.believes(told);
    post(&unit, &bob, "with the new key").await;
    worker::drain(&unit.app).await.unwrap();
    assert_eq!(peer.taken().last().unwrap()["type"], json!("Create"));
    assert_eq!(unit.waiting().await.0, 0);
}

#[tokio::test]
async fn the_keys_of_the_deleted_stay_until_everybody_has_been_told() {
    let (mut hrm, it, _alice, bob) = pair(&fake_clock()).await;
    let uri = bob.account.uri.clone();
    let known = hrm.finds(&format!("bob@{}", it.domain)).await;
    let mut conn = hrm.app.db.read().await.unwrap();
    assert!(
        db::accounts::by_uri(&mut conn, &uri)
            .await
            .unwrap()
            .is_some()
    );
    drop(conn);
    hrm.go_offline();
    accounts::delete(&it.app, bob.account.id).await.unwrap();
    settle(&[&it]).await;
    worker::prune(&it.app).await.unwrap();

    // Readable, and empty.
    let document = meent::ap::resolve::document(&hrm.app, &url::Url::parse(&uri).unwrap())
        .await
        .unwrap();
    let document: serde_json::Value = document.json().unwrap();
    assert_eq!(document["suspended"], json!(true));
    assert_eq!(
        document["publicKey"]["publicKeyPem"],
        json!(known.public_key)
    );
    assert_eq!(document["name"], json!("bob"));

    hrm.go_online().await;
    it.app.clock.advance_millis(3_600_000);
    settle(&[&it, &hrm]).await;
    let mut conn = hrm.app.db.read().await.unwrap();
    let gone = db::accounts::by_uri(&mut conn, &uri)
        .await
        .unwrap()
        .unwrap();
    assert!(gone.deleted_at.is_some());
    drop(conn);
    worker::prune(&it.app).await.unwrap();
    let mut conn = it.app.db.read().await.unwrap();
    let row = db::accounts::by_id(&mut conn, bob.account.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((row.private_key, row.public_key.as_str()), (None, ""));
    drop(conn);
    assert!(keys_of(&it, bob.account.id).await.is_empty());
    let asked = meent::ap::resolve::document(&hrm.app, &url::Url::parse(&uri).unwrap()).await;
    assert!(matches!(asked, Err(meent::error::Error::Gone)));
}

/// A server that checks what it is sent with one key and never looks for another.
struct Stubborn {
    domain: String,
    state: std::sync::Arc<std::sync::Mutex<State>>,
    server: tokio::task::JoinHandle<()>,
}

#[derive(Default)]
struct State {
    domain: String,
    key: String,
    own: String,
    taken: Vec<serde_json::Value>,
}

impl Drop for Stubborn {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Stubborn {
    async fn start(key: &str) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let domain = format!("stubborn.localhost:{port}");
        let own = meent_federation::signature::PrivateKey::generate().unwrap();
        let state = std::sync::Arc::new(std::sync::Mutex::new(State {
            domain: domain.clone(),
            key: key.to_owned(),
            own: own.public_key().unwrap().to_pem().unwrap(),
            taken: Vec::new(),
        }));
        let router = axum::Router::new()
            .fallback(answer)
            .with_state(state.clone());
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self {
            domain,
            state,
            server,
        }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.domain)
    }

    fn actor(&self) -> String {
        self.url("/u/ada")
    }

    fn taken(&self) -> Vec<serde_json::Value> {
        self.state.lock().unwrap().taken.clone()
    }

    fn believes(&self, key: &str) {
        self.state.lock().unwrap().key = key.to_owned();
    }
}

async fn answer(
    axum::extract::State(state): axum::extract::State<std::sync::Arc<std::sync::Mutex<State>>>,
    request: axum::extract::Request,
) -> axum::response::Response {
    use axum::response::IntoResponse;
    use meent_federation::signature::{RequestView, SignedRequest};
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    let mut state = state.lock().unwrap();
    if parts.method == axum::http::Method::GET {
        let id = format!("http://{}/u/ada", state.domain);
        let document = json!({
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": id, "type": "Person", "preferredUsername": "ada", "inbox": format!("{id}/inbox"),
            "publicKey": {"id": format!("{id}#main-key"), "owner": id, "publicKeyPem": state.own},
        });
        let kind = [("content-type", "application/activity+json")];
        return (kind, document.to_string()).into_response();
    }
    let checked = SignedRequest::check(RequestView {
        method: &parts.method,
        path_and_query: parts.uri.path(),
        scheme: "http",
        headers: &parts.headers,
        body: Some(&body),
        our_authorities: &[state.domain.clone()],
        now: chrono::DateTime::from_timestamp_millis(START).unwrap(),
    });
    let key = PublicKey::from_pem(&state.key).unwrap().into();
    match checked.and_then(|request| request.verify(&key)) {
        Ok(()) => {
            state.taken.push(serde_json::from_slice(&body).unwrap());
            StatusCode::ACCEPTED.into_response()
        }
        Err(error) => (StatusCode::UNAUTHORIZED, error.to_string()).into_response(),
    }
}
