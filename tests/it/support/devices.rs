//! Devices that are told by push, and a push service that keeps what it is handed. Messages are decrypted by code of the
//! tests' own.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use aws_lc_rs::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::agreement::{ECDH_P256, PrivateKey, UnparsedPublicKey, agree};
use aws_lc_rs::hmac::{HMAC_SHA256, Key, sign};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::{Member, TestApp};

/// A device with its keys.
pub struct Device {
    key: PrivateKey,
    auth: [u8; 16],
    pub standard: bool,
}

/// A message as the push service got it.
#[derive(Debug, Clone)]
pub struct Pushed {
    /// Path and query.
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Pushed {
    /// Empty when it is missing.
    pub fn header(&self, name: &str) -> &str {
        let found = self
            .headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map_or("", |(_, value)| value)
    }
}

impl Device {
    pub fn new(standard: bool) -> Self {
        Self {
            key: PrivateKey::generate(&ECDH_P256).expect("a key"),
            auth: rand::random(),
            standard,
        }
    }

    fn public(&self) -> Vec<u8> {
        let public = self.key.compute_public_key().expect("a key");
        let bytes: &[u8] = public.as_ref();
        bytes.to_vec()
    }

    pub fn p256dh(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.public())
    }

    pub fn auth(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.auth)
    }

    /// The body of a subscription to every kind of notification.
    pub fn wish(&self, endpoint: &str) -> Value {
        let all = meent::domain::ALERTS.iter();
        let all: serde_json::Map<String, Value> =
            all.map(|kind| ((*kind).to_owned(), json!(true))).collect();
        json!({
            "subscription": {
                "endpoint": endpoint,
                "standard": self.standard,
                "keys": { "p256dh": self.p256dh(), "auth": self.auth() },
            },
            "data": { "policy": "all", "alerts": all },
        })
    }

    /// Subscribes with the token of a person.
    pub async fn subscribe(&self, unit: &TestApp, member: &Member, endpoint: &str) -> Value {
        let call = unit.post("/api/v1/push/subscription").by(member);
        call.json(self.wish(endpoint)).await.ok().json()
    }

    /// Decrypts a message.
    pub fn open(&self, pushed: &Pushed) -> Value {
        let part = |header: &str, name: &str| {
            let value = pushed
                .header(header)
                .split([';', ','])
                .find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('='));
            URL_SAFE_NO_PAD
                .decode(value.unwrap_or_else(|| panic!("{header} lacks {name}")))
                .expect("base64url")
        };
        let text = match pushed.header("content-encoding") {
            "aes128gcm" => {
                let (head, record) = pushed.body.split_at(86);
                assert_eq!(&head[16..21], [0, 0, 16, 0, 65]);
                let text = self.decrypt(&head[..16], &head[21..], record, None);
                let end = text.iter().rposition(|byte| *byte != 0).expect("a mark");
                assert_eq!(text[end], 2);
                text[..end].to_vec()
            }
            "aesgcm" => {
                let (salt, sender) = (part("encryption", "salt"), part("crypto-key", "dh"));
                let mut context = b"P-256\0\0A".to_vec();
                context.extend(self.public());
                context.extend([0, 65]);
                context.extend(&sender);
                let text = self.decrypt(&salt, &sender, &pushed.body, Some(&context));
                let padding = usize::from(u16::from_be_bytes([text[0], text[1]]));
                text[2 + padding..].to_vec()
            }
            other => panic!("content-encoding: {other:?}"),
        };
        serde_json::from_slice(&text).expect("JSON")
    }

    fn decrypt(&self, salt: &[u8], sender: &[u8], record: &[u8], old: Option<&[u8]>) -> Vec<u8> {
        let hmac = |key: &[u8], parts: &[&[u8]]| {
            sign(&Key::new(HMAC_SHA256, key), &parts.concat())
                .as_ref()
                .to_vec()
        };
        let public = UnparsedPublicKey::new(&ECDH_P256, sender);
        let secret = agree(&self.key, public, (), |secret| Ok(secret.to_vec())).expect("a secret");
        let mixed = hmac(&self.auth, &[&secret]);
        let own = self.public();
        let input = match old {
            None => hmac(&mixed, &[b"WebPush: info\0", &own, sender, &[1]]),
            Some(_) => hmac(&mixed, &[b"Content-Encoding: auth\0", &[1]]),
        };
        let (name, context): (&[u8], &[u8]) = match old {
            None => (b"aes128gcm", b""),
            Some(context) => (b"aesgcm", context),
        };
        let prk = hmac(salt, &[&input]);
        let key = hmac(&prk, &[b"Content-Encoding: ", name, b"\0", context, &[1]]);
        let nonce = hmac(&prk, &[b"Content-Encoding: nonce\0", context, &[1]]);
        let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key[..16]).expect("a key"));
        let nonce = Nonce::try_assume_unique_for_key(&nonce[..12]).expect("a nonce");
        let mut record = record.to_vec();
        key.open_in_place(nonce, Aad::empty(), &mut record)
            .expect("a message for this device")
            .to_vec()
    }
}

#[derive(Clone, Default)]
struct Kept {
    pushed: Arc<Mutex<Vec<Pushed>>>,
    answers: Arc<Mutex<VecDeque<(u16, &'static str)>>>,
}

/// A push service at `http://localhost:PORT`. It stops listening when this is dropped.
pub struct PushService {
    pub origin: String,
    kept: Kept,
    _running: DropGuard,
}

impl PushService {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let (kept, stop) = (Kept::default(), CancellationToken::new());
        let site = Router::new().fallback(take).with_state(kept.clone());
        let stopped = stop.clone().cancelled_owned();
        let served = axum::serve(listener, site).with_graceful_shutdown(stopped);
        tokio::spawn(async move { served.await });
        Self {
            origin: format!("http://localhost:{port}"),
            kept,
            _running: stop.drop_guard(),
        }
    }

    /// Where a device is reached.
    pub fn endpoint(&self, name: &str) -> String {
        format!("{}/send/{name}?v=1", self.origin)
    }

    /// What is answered next, with `Retry-After` where it is not empty; after that 201 again.
    pub fn answer(&self, status: u16, retry_after: &'static str) {
        let mut answers = self.kept.answers.lock().expect("a lock");
        answers.push_back((status, retry_after));
    }

    /// What came since the last time.
    pub fn take(&self) -> Vec<Pushed> {
        std::mem::take(&mut *self.kept.pushed.lock().expect("a lock"))
    }

    /// The one message that came since the last time.
    #[track_caller]
    pub fn one(&self) -> Pushed {
        let mut pushed = self.take();
        assert_eq!(pushed.len(), 1, "{pushed:?}");
        pushed.remove(0)
    }
}

async fn take(
    State(kept): State<Kept>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, HeaderMap) {
    let text = |value: &HeaderValue| value.to_str().unwrap_or_default().to_owned();
    let headers = headers
        .iter()
        .map(|(name, value)| (name.to_string(), text(value)));
    kept.pushed.lock().expect("a lock").push(Pushed {
        target: uri.to_string(),
        headers: headers.collect(),
        body: body.to_vec(),
    });
    let next = kept.answers.lock().expect("a lock").pop_front();
    let (status, retry) = next.unwrap_or((201, ""));
    let mut headers = HeaderMap::new();
    if !retry.is_empty() {
        headers.insert("retry-after", HeaderValue::from_static(retry));
    }
    let status = StatusCode::from_u16(status).expect("a status");
    (status, headers)
}
