//! A web server that the test plays: it answers from a table and notes what it was asked.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, Response, Uri};
use tokio::net::TcpListener;
use tokio_util::sync::{CancellationToken, DropGuard};

/// A request that came.
#[derive(Debug, Clone)]
pub struct Visit {
    pub method: String,
    /// Path and query.
    pub target: String,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

#[derive(Debug, Clone)]
struct Reply {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

#[derive(Clone, Default)]
struct Kept {
    pages: Arc<Mutex<HashMap<String, Reply>>>,
    visits: Arc<Mutex<Vec<Visit>>>,
}

/// A server at `http://localhost:PORT`. It stops listening when this is dropped.
pub struct Site {
    pub origin: String,
    kept: Kept,
    _running: DropGuard,
}

impl Site {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let (kept, stop) = (Kept::default(), CancellationToken::new());
        let site = Router::new().fallback(visit).with_state(kept.clone());
        let stopped = stop.clone().cancelled_owned();
        let served = axum::serve(listener, site).with_graceful_shutdown(stopped);
        tokio::spawn(async move { served.await });
        Self {
            origin: format!("http://localhost:{port}"),
            kept,
            _running: stop.drop_guard(),
        }
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    fn put(&self, path: &str, reply: Reply) {
        let mut pages = self.kept.pages.lock().expect("a lock");
        pages.insert(path.to_owned(), reply);
    }

    /// What is answered at a path.
    pub fn serve(&self, path: &str, kind: &str, body: impl Into<Vec<u8>>) {
        self.put(
            path,
            Reply {
                status: 200,
                headers: vec![("content-type", kind.to_owned())],
                body: body.into(),
            },
        );
    }

    pub fn page(&self, path: &str, html: &str) {
        self.serve(path, "text/html; charset=utf-8", html);
    }

    pub fn fail(&self, path: &str, status: u16) {
        self.put(
            path,
            Reply {
                status,
                headers: Vec::new(),
                body: b"no".to_vec(),
            },
        );
    }

    pub fn redirect(&self, path: &str, to: &str) {
        self.put(
            path,
            Reply {
                status: 302,
                headers: vec![("location", to.to_owned())],
                body: Vec::new(),
            },
        );
    }

    /// What came since the last time.
    pub fn visits(&self) -> Vec<Visit> {
        std::mem::take(&mut *self.kept.visits.lock().expect("a lock"))
    }

    /// The paths that were asked for since the last time.
    pub fn asked(&self) -> Vec<String> {
        self.visits()
            .into_iter()
            .map(|visit| visit.target)
            .collect()
    }
}

async fn visit(
    State(kept): State<Kept>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    kept.visits.lock().expect("a lock").push(Visit {
        method: method.to_string(),
        target: uri.to_string(),
        headers,
        body: body.to_vec(),
    });
    let found = kept
        .pages
        .lock()
        .expect("a lock")
        .get(&uri.to_string())
        .cloned();
    let reply = found.unwrap_or(Reply {
        status: 404,
        headers: Vec::new(),
        body: Vec::new(),
    });
    let mut response = Response::builder().status(reply.status);
    for (name, value) in reply.headers {
        response = response.header(name, value);
    }
    response.body(reply.body.into()).expect("a response")
}
