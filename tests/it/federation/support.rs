//! Units in this process that speak to each other over real sockets, and a hostile server to try them with.

use std::sync::Arc;

use axum::Router;
use axum::extract::{OriginalUri, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use meent::app::AppRef;
use meent::db;
use meent::domain::time::Clock;
use meent::domain::*;
use meent::service::auth::Person;
use meent::service::{accounts, follows, peers};
use meent::{http, worker};
use meent_federation::signature::{PrivateKey, Signer};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use url::Url;

use crate::support::TestApp;

/// Where all fake clocks start.
pub const START: i64 = 1_790_000_000_000;

/// One unit with its own database, reachable at `NAME.localhost:PORT`.
pub struct Unit {
    pub app: AppRef,
    pub domain: String,
    port: u16,
    server: Option<JoinHandle<()>>,
    _home: TestApp,
}

impl Drop for Unit {
    fn drop(&mut self) {
        self.go_offline();
    }
}

impl Unit {
    pub async fn start(name: &str, clock: &Clock) -> Self {
        Self::configured(name, clock, "").await
    }

    /// As [`Unit::start`], with more lines of configuration.
    pub async fn configured(name: &str, clock: &Clock, more: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let domain = format!("{name}.localhost:{port}");
        let mut unit = Self::build(&format!("http://{domain}"), clock, more, port).await;
        unit.serve(listener);
        unit
    }

    /// A unit of the open network that nobody can reach.
    pub async fn named(domain: &str, more: &str) -> Self {
        Self::build(&format!("https://{domain}"), &fake_clock(), more, 0).await
    }

    async fn build(public_url: &str, clock: &Clock, more: &str, port: u16) -> Self {
        let text = format!("public_url = '{public_url}'\n{more}");
        let home = TestApp::at(&text, clock.clone()).await;
        Self {
            domain: home.app.config.domain.clone(),
            app: home.app.clone(),
            port,
            server: None,
            _home: home,
        }
    }

    fn serve(&mut self, listener: TcpListener) {
        let router = http::router::router(self.app.clone());
        self.server = Some(tokio::spawn(async move {
            axum::serve(listener, router).await.unwrap();
        }));
    }

    pub fn router(&self) -> Router {
        http::activitypub::routes().with_state(self.app.clone())
    }

    /// Nobody answers any more. The unit itself lives on.
    pub fn go_offline(&mut self) {
        if let Some(server) = self.server.take() {
            server.abort();
        }
    }

    pub async fn go_online(&mut self) {
        let listener = TcpListener::bind(("127.0.0.1", self.port)).await.unwrap();
        self.serve(listener);
    }

    pub async fn person(&self, name: &str) -> Person {
        let new = accounts::NewPerson {
            password: None,
            ..accounts::NewPerson::member(name, "")
        };
        let row = accounts::create(&self.app, new).await.unwrap();
        accounts::by_user_id(&self.app, row.id).await.unwrap()
    }

    /// A second process on the same database.
    pub async fn beside(&self) -> AppRef {
        self._home.beside().await
    }

    /// Both know each other as members of the network.
    pub async fn joins(&self, other: &Self) {
        peers::add(&self.app, &other.domain).await.unwrap();
        peers::add(&other.app, &self.domain).await.unwrap();
    }

    /// The account of somebody elsewhere, found by handle.
    pub async fn finds(&self, handle: &str) -> db::accounts::AccountRow {
        let handle = handle::Handle::parse(handle).unwrap();
        meent::ap::resolve::handle(&self.app, &handle)
            .await
            .unwrap()
    }

    pub async fn status_by_uri(&self, uri: &str) -> Option<db::statuses::StatusRow> {
        let mut conn = self.app.db.read().await.unwrap();
        db::statuses::by_uri(&mut conn, uri).await.unwrap()
    }

    pub async fn living(&self, uri: &str) -> Option<db::statuses::StatusRow> {
        self.status_by_uri(uri)
            .await
            .filter(|row| row.deleted_at.is_none())
    }

    pub async fn waiting(&self) -> (i64, i64) {
        let mut conn = self.app.db.read().await.unwrap();
        (
            db::deliveries::count_waiting(&mut conn).await.unwrap(),
            db::inbox::count_waiting(&mut conn).await.unwrap(),
        )
    }

    /// `person` follows somebody elsewhere; the units have to be drained before it counts.
    pub async fn follows(&self, person: &Person, handle: &str) -> db::accounts::AccountRow {
        let target = self.finds(handle).await;
        follows::follow(&self.app, person, target.id, None, None)
            .await
            .unwrap();
        target
    }
}

/// HRM with alice, and IT with bob, whom alice follows.
pub async fn pair(clock: &Clock) -> (Unit, Unit, Person, Person) {
    let (hrm, it) = (
        Unit::start("hrm", clock).await,
        Unit::start("it", clock).await,
    );
    hrm.joins(&it).await;
    let (alice, bob) = (hrm.person("alice").await, it.person("bob").await);
    hrm.follows(&alice, &format!("bob@{}", it.domain)).await;
    settle(&[&hrm, &it]).await;
    (hrm, it, alice, bob)
}

/// Lets all units work until none has anything left that is due.
pub async fn settle(units: &[&Unit]) {
    for _ in 0..4 {
        for unit in units {
            worker::drain(&unit.app).await.unwrap();
        }
    }
}

pub fn fake_clock() -> Clock {
    Clock::fake(Timestamp::from_millis(START))
}

/// A server under a test's control: serves documents from a table, and signs as whom it likes.
pub struct Hostile {
    pub domain: String,
    pub documents: Arc<std::sync::Mutex<std::collections::HashMap<String, Value>>>,
    pub log: Arc<std::sync::Mutex<Vec<String>>>,
    key: PrivateKey,
    server: JoinHandle<()>,
}

impl Drop for Hostile {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// While there is a document at this path, inboxes never answer.
pub const STALL: &str = "/stall";

/// The number at this path is the status that inboxes answer with.
pub const STATUS: &str = "/status";

#[derive(Clone)]
struct Served {
    documents: Arc<std::sync::Mutex<std::collections::HashMap<String, Value>>>,
    log: Arc<std::sync::Mutex<Vec<String>>>,
}

async fn answer(State(served): State<Served>, OriginalUri(uri): OriginalUri) -> Response {
    served.log.lock().unwrap().push(uri.path().to_owned());
    if uri.path().ends_with("/inbox") && served.documents.lock().unwrap().contains_key(STALL) {
        // Takes the request and never answers.
        std::future::pending::<()>().await;
    }
    if uri.path().ends_with("/inbox") {
        let status = served.documents.lock().unwrap().get(STATUS).cloned();
        let status = status.and_then(|status| u16::try_from(status.as_u64()?).ok());
        return StatusCode::from_u16(status.unwrap_or(404))
            .unwrap()
            .into_response();
    }
    let found = served.documents.lock().unwrap().get(uri.path()).cloned();
    match found {
        Some(document) => (
            [("content-type", "application/activity+json")],
            document.to_string(),
        )
            .into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

impl Hostile {
    pub async fn start(name: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let domain = format!("{name}.localhost:{}", listener.local_addr().unwrap().port());
        let documents = Arc::default();
        let log = Arc::default();
        let served = Served {
            documents: Arc::clone(&documents),
            log: Arc::clone(&log),
        };
        let router = Router::new().fallback(answer).with_state(served);
        let server = tokio::spawn(async move {
            axum::serve(listener, router).await.unwrap();
        });
        Self {
            domain,
            documents,
            log,
            key: PrivateKey::generate().unwrap(),
            server,
        }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.domain)
    }

    pub fn actor(&self, name: &str) -> String {
        self.url(&format!("/u/{name}"))
    }

    pub fn serve(&self, path: &str, document: Value) {
        self.documents
            .lock()
            .unwrap()
            .insert(path.to_owned(), document);
    }

    /// Serves the document of an actor whose key is `key`.
    pub fn serve_actor_with(&self, name: &str, key: &PrivateKey) {
        let id = self.actor(name);
        let pem = key.public_key().unwrap().to_pem().unwrap();
        self.serve(
            &format!("/u/{name}"),
            json!({
                "@context": "https://www.w3.org/ns/activitystreams",
                "id": id, "type": "Person", "preferredUsername": name, "name": name,
                "inbox": format!("{id}/inbox"), "outbox": format!("{id}/outbox"),
                "followers": format!("{id}/followers"), "featured": format!("{id}/featured"), "url": id,
                "publicKey": {"id": format!("{id}#main-key"), "owner": id, "publicKeyPem": pem},
            }),
        );
    }

    pub fn serve_actor(&self, name: &str) {
        self.serve_actor_with(name, &self.key);
    }

    pub fn signer(&self, name: &str) -> Signer {
        Signer {
            key_id: format!("{}#main-key", self.actor(name)),
            key: self.key.clone(),
        }
    }

    /// A Create of a Note by `name`, addressed to everybody.
    pub fn create(&self, name: &str, number: u32, text: &str) -> Value {
        let (actor, note) = (self.actor(name), self.url(&format!("/n/{number}")));
        json!({
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": format!("{note}/activity"), "type": "Create", "actor": actor,
            "to": ["https://www.w3.org/ns/activitystreams#Public"],
            "object": {
                "id": note, "type": "Note", "attributedTo": actor, "content": text,
                "published": "2026-01-01T00:00:00Z",
                "to": ["https://www.w3.org/ns/activitystreams#Public"],
            },
        })
    }

    pub fn requests(&self) -> Vec<String> {
        self.log.lock().unwrap().clone()
    }
}

/// A delivery that can be spoilt before it is sent.
pub struct Delivery {
    pub method: http_types::Method,
    pub path: String,
    pub headers: http_types::HeaderMap,
    pub body: Vec<u8>,
}

pub mod http_types {
    pub use axum::http::{HeaderMap, Method};
}

impl Delivery {
    /// A good one, signed now by the unit's clock.
    pub fn signed(unit: &Unit, signer: &Signer, document: &Value) -> Self {
        let body = document.to_string().into_bytes();
        let url = Url::parse(&format!("http://{}/inbox", unit.domain)).unwrap();
        let now = unit.app.now().to_datetime();
        let headers = meent_federation::signature::sign_post(
            signer,
            &url,
            &body,
            now,
            meent_federation::signature::Form::Cavage,
        )
        .unwrap();
        Self {
            method: http_types::Method::POST,
            path: "/inbox".to_owned(),
            headers,
            body,
        }
    }

    /// Hands it to the unit's router and returns the status.
    pub async fn send(self, unit: &Unit) -> StatusCode {
        use tower::ServiceExt;
        let mut request = axum::http::Request::builder()
            .method(self.method)
            .uri(self.path)
            .body(axum::body::Body::from(self.body))
            .unwrap();
        *request.headers_mut() = self.headers;
        unit.router().oneshot(request).await.unwrap().status()
    }
}
