//! Servers that the tests play: E, which is hostile, and G, which is honest. They serve raw bytes from a table and log what
//! is asked of them.

use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, OnceLock};

use meent_federation::signature::{PrivateKey, Signer};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

pub const CONTEXT: &str = "https://www.w3.org/ns/activitystreams";
pub const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";
pub const ACTIVITY: &str = "application/activity+json";

/// What is answered at a path.
#[derive(Clone)]
pub enum Reply {
    /// The bytes of a whole answer, head and body.
    Raw(Vec<u8>),
    /// A head, and a byte a second for ever.
    Drip(Vec<u8>),
    /// A head, and bytes as fast as they are taken, for ever.
    Flood(Vec<u8>),
    /// Nothing, with the connection open.
    Stall,
}

/// A request that came.
#[derive(Debug, Clone)]
pub struct Asked {
    pub method: String,
    /// Path and query.
    pub target: String,
    pub head: String,
    pub body: Vec<u8>,
}

impl Asked {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

/// An answer with its length.
pub fn answer(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut bytes = format!(
        "HTTP/1.1 {status} X\r\nContent-Length: {}\r\nConnection: close\r\n",
        body.len()
    );
    for (name, value) in headers {
        bytes.push_str(&format!("{name}: {value}\r\n"));
    }
    bytes.push_str("\r\n");
    let mut bytes = bytes.into_bytes();
    bytes.extend(body);
    bytes
}

fn document(document: &Value) -> Vec<u8> {
    answer(
        200,
        &[("Content-Type", ACTIVITY)],
        document.to_string().as_bytes(),
    )
}

type Table = Arc<Mutex<HashMap<String, Reply>>>;

/// A server under a test's control at an address of the loopback network.
pub struct Peer {
    /// `e.example:PORT`.
    pub domain: String,
    pub address: SocketAddr,
    table: Table,
    log: Arc<Mutex<Vec<Asked>>>,
    server: JoinHandle<()>,
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Keys that tests sign with: making one takes long, and all that matters is which are the same.
pub fn key(number: usize) -> PrivateKey {
    static KEYS: [OnceLock<PrivateKey>; 4] = [const { OnceLock::new() }; 4];
    KEYS[number]
        .get_or_init(|| PrivateKey::generate().unwrap())
        .clone()
}

impl Peer {
    /// `last`: the last number of its address, 127.0.10.`last`.
    pub async fn start(name: &str, last: u8) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::new(127, 0, 10, last), 0))
            .await
            .unwrap();
        let address = listener.local_addr().unwrap();
        let (table, log) = (Table::default(), Arc::<Mutex<Vec<Asked>>>::default());
        let (served, noted) = (Arc::clone(&table), Arc::clone(&log));
        let server = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, Arc::clone(&served), Arc::clone(&noted)));
            }
        });
        Self {
            domain: format!("{name}:{}", address.port()),
            address,
            table,
            log,
            server,
        }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.domain)
    }

    pub fn actor(&self, name: &str) -> String {
        self.url(&format!("/u/{name}"))
    }

    pub fn handle(&self, name: &str) -> String {
        format!("{name}@{}", self.domain)
    }

    pub fn reply(&self, path: &str, reply: Reply) {
        self.table.lock().unwrap().insert(path.to_owned(), reply);
    }

    pub fn serve(&self, path: &str, value: &Value) {
        self.reply(path, Reply::Raw(document(value)));
    }

    pub fn redirect(&self, path: &str, to: &str) {
        self.reply(path, Reply::Raw(answer(302, &[("Location", to)], b"")));
    }

    pub fn actor_document(&self, name: &str, key: &PrivateKey) -> Value {
        let id = self.actor(name);
        json!({
            "@context": CONTEXT, "id": id, "type": "Person", "preferredUsername": name, "name": name,
            "inbox": format!("{id}/inbox"), "outbox": format!("{id}/outbox"), "followers": format!("{id}/followers"),
            "url": id, "manuallyApprovesFollowers": false,
            "publicKey": {"id": format!("{id}#main-key"), "owner": id, "publicKeyPem": key.public_key().unwrap().to_pem().unwrap()},
        })
    }

    /// Serves an actor, with the answer of WebFinger that leads there.
    pub fn serve_actor(&self, name: &str, key: &PrivateKey) {
        self.serve(&format!("/u/{name}"), &self.actor_document(name, key));
        let jrd = json!({
            "subject": format!("acct:{}", self.handle(name)),
            "links": [{"rel": "self", "type": ACTIVITY, "href": self.actor(name)}],
        });
        self.reply(
            &format!(
                "/.well-known/webfinger?resource=acct%3A{name}%40{}",
                self.domain.replace(':', "%3A")
            ),
            Reply::Raw(answer(
                200,
                &[("Content-Type", "application/jrd+json")],
                jrd.to_string().as_bytes(),
            )),
        );
    }

    pub fn signer(&self, name: &str, key: &PrivateKey) -> Signer {
        Signer {
            key_id: format!("{}#main-key", self.actor(name)),
            key: key.clone(),
        }
    }

    /// A Note by `name` at `/n/NUMBER`, for everybody.
    pub fn note(&self, name: &str, number: u32, text: &str) -> Value {
        json!({
            "@context": CONTEXT, "id": self.url(&format!("/n/{number}")), "type": "Note", "attributedTo": self.actor(name),
            "content": format!("<p>{text}</p>"), "published": "2026-03-01T00:00:00Z", "to": [PUBLIC], "cc": [format!("{}/followers", self.actor(name))],
        })
    }

    /// The Create of a note.
    pub fn create(&self, name: &str, note: &Value) -> Value {
        let mut create = self.activity(name, "Create", note.clone());
        create["to"] = note["to"].clone();
        create["cc"] = note["cc"].clone();
        create
    }

    /// Some activity of `name` with an id that is not used twice.
    pub fn activity(&self, name: &str, kind: &str, object: Value) -> Value {
        let actor = self.actor(name);
        let number = rand::random::<u64>();
        json!({"@context": CONTEXT, "id": format!("{actor}#{kind}-{number}"), "type": kind, "actor": actor, "object": object, "to": [PUBLIC]})
    }

    pub fn asked(&self) -> Vec<Asked> {
        self.log.lock().unwrap().clone()
    }

    /// How often a path was asked for.
    pub fn count(&self, path: &str) -> usize {
        self.asked()
            .iter()
            .filter(|asked| asked.target == path)
            .count()
    }

    /// What came to its inboxes.
    pub fn received(&self) -> Vec<Value> {
        let asked = self.asked();
        asked
            .iter()
            .filter(|asked| asked.method == "POST")
            .map(Asked::json)
            .collect()
    }

    pub fn forget(&self) {
        self.log.lock().unwrap().clear();
    }
}

async fn converse(mut stream: TcpStream, table: Table, log: Arc<Mutex<Vec<Asked>>>) {
    let Some(asked) = hear(&mut stream).await else {
        return;
    };
    log.lock().unwrap().push(asked.clone());
    let found = table.lock().unwrap().get(&asked.target).cloned();
    let reply = found.unwrap_or_else(|| {
        let inbox = asked.method == "POST" && asked.target.ends_with("/inbox");
        Reply::Raw(answer(if inbox { 202 } else { 404 }, &[], b""))
    });
    // Who hangs up in the middle is a case of its own, and none of this server's.
    let _ = match reply {
        Reply::Raw(bytes) => stream.write_all(&bytes).await,
        Reply::Drip(head) => {
            pour(&mut stream, &head, b" ", std::time::Duration::from_secs(1)).await
        }
        Reply::Flood(head) => {
            pour(
                &mut stream,
                &head,
                &[b' '; 65536],
                std::time::Duration::ZERO,
            )
            .await
        }
        Reply::Stall => std::future::pending().await,
    };
    let _ = stream.shutdown().await;
}

async fn pour(
    stream: &mut TcpStream,
    head: &[u8],
    piece: &[u8],
    pause: std::time::Duration,
) -> std::io::Result<()> {
    stream.write_all(head).await?;
    let mut ticks = tokio::time::interval(pause.max(std::time::Duration::from_micros(1)));
    loop {
        ticks.tick().await;
        stream.write_all(piece).await?;
    }
}

async fn hear(stream: &mut TcpStream) -> Option<Asked> {
    let mut bytes = Vec::new();
    let end = loop {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.trim().parse::<usize>().ok())?
    });
    let whole = end + 4 + length.unwrap_or(0);
    while bytes.len() < whole {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
    let mut words = head.split(' ');
    Some(Asked {
        method: words.next()?.to_owned(),
        target: words.next()?.to_owned(),
        body: bytes[end + 4..whole].to_vec(),
        head,
    })
}
