//! Peers that read signatures of RFC 9421 only.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use meent::db;
use meent::service::drafts::Draft;
use meent::service::{follows, peers, statuses};
use meent::worker;
use meent_federation::signature::PrivateKey;
use serde_json::json;
use tokio::net::TcpListener;

use super::support::*;

/// A server with one actor, to be followed, that takes requests in one form.
#[derive(Clone)]
struct Modern {
    domain: String,
    key: PrivateKey,
    /// Method and path of each request, and whether it was of RFC 9421.
    seen: Arc<Mutex<Vec<(Method, String, bool)>>>,
}

async fn answer(
    State(modern): State<Modern>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let message = headers.contains_key("signature-input");
    let path = uri.path().to_owned();
    let mut seen = modern.seen.lock().unwrap();
    seen.push((method.clone(), path.clone(), message));
    if !message {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    if method == Method::POST {
        return StatusCode::ACCEPTED.into_response();
    }
    let id = format!("http://{}/u/ada", modern.domain);
    let document = json!({
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": id, "type": "Person", "preferredUsername": "ada", "inbox": format!("{id}/inbox"),
        "publicKey": {
            "id": format!("{id}#main-key"), "owner": id,
            "publicKeyPem": modern.key.public_key().unwrap().to_pem().unwrap(),
        },
    });
    let kind = [("content-type", "application/activity+json")];
    (kind, document.to_string()).into_response()
}

#[tokio::test]
async fn a_peer_is_knocked_at_in_the_form_it_took_last_also_by_the_next_process() {
    let unit = Unit::start("hrm", &fake_clock()).await;
    let bob = unit.person("bob").await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let modern = Modern {
        domain: format!("modern.localhost:{}", listener.local_addr().unwrap().port()),
        key: PrivateKey::generate().unwrap(),
        seen: Arc::default(),
    };
    let router = Router::new().fallback(answer).with_state(modern.clone());
    let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    peers::add(&unit.app, &modern.domain).await.unwrap();
    let take = || std::mem::take(&mut *modern.seen.lock().unwrap());

    // Its document is asked for twice, and never so again.
    let id = format!("http://{}/u/ada", modern.domain);
    let ada = meent::ap::resolve::refresh(&unit.app, &id).await.unwrap();
    assert_eq!(
        take(),
        [
            (Method::GET, "/u/ada".to_owned(), false),
            (Method::GET, "/u/ada".to_owned(), true)
        ]
    );
    follows::follow(&unit.app, &bob, ada.id, None, None)
        .await
        .unwrap();
    worker::drain(&unit.app).await.unwrap();
    assert_eq!(take(), [(Method::POST, "/u/ada/inbox".to_owned(), true)]);

    let mut conn = unit.app.db.read().await.unwrap();
    let forms = db::peers::forms(&mut conn).await.unwrap();
    drop(conn);
    assert_eq!(forms, [(modern.domain.clone(), 1)]);
    // Ids are made from the time.
    unit.app.clock.advance_millis(1_000);
    let beside = unit.beside().await;
    let text = format!("@ada@{} hello", modern.domain);
    let draft = Draft {
        text,
        ..Draft::default()
    };
    statuses::create(&beside, &bob, draft).await.unwrap();
    worker::drain(&beside).await.unwrap();
    assert_eq!(take(), [(Method::POST, "/u/ada/inbox".to_owned(), true)]);
    server.abort();
}
