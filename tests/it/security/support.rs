//! S, the unit under test, set up as in a closed network: it may connect to 127.0.10.0/24 on the ports of its peers, and
//! nowhere else. Whatever else the guard would let through is recorded and stopped before a connection is made.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use meent::ap::network::Surroundings;
use meent::db;
use meent::domain::Role;
use meent::domain::time::Clock;
use meent::http::serve::serve;
use meent::service::peers;
use meent_federation::signature::Signer;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::letters::{FORMS, Form, Letter};
use super::peers::{Peer, key};
use super::trap::Trap;
use crate::crash::rig::wire::{self, Answer, Wire};
use crate::support::{Call, Member, START, TestApp};

/// S with alice, who follows mallory and nina of E and victim of G; bob, who follows nobody; and ada, its owner.
pub struct Rig {
    pub s: TestApp,
    pub address: SocketAddr,
    pub e: Peer,
    pub g: Peer,
    pub alice: Member,
    pub bob: Member,
    pub ada: Member,
    pub trap: Arc<Trap>,
    _running: DropGuard,
}

/// How S is set up beyond the usual.
#[derive(Default)]
pub struct Setup {
    /// Reach `internet`: whatever stops a request then, it is not the list of members.
    pub open: bool,
    /// Further names that may be spoken to by plain HTTP.
    pub plain: Vec<String>,
    /// Further ports that S may connect to.
    pub ports: Vec<u16>,
    /// Further ranges that S may connect to.
    pub ranges: Vec<String>,
    /// Further sections of the configuration.
    pub more: String,
}

pub async fn rig() -> Rig {
    Rig::new(Setup::default()).await
}

impl Rig {
    pub async fn new(setup: Setup) -> Self {
        let (e, g) = (
            Peer::start("e.example", 2).await,
            Peer::start("g.example", 3).await,
        );
        for (peer, name, number) in [
            (&e, "mallory", 0),
            (&e, "nina", 1),
            (&g, "victim", 2),
            (&g, "other", 3),
        ] {
            peer.serve_actor(name, &key(number));
        }
        let listener = TcpListener::bind((Ipv4Addr::new(127, 0, 10, 1), 0))
            .await
            .unwrap();
        let address = listener.local_addr().unwrap();
        let trap = Arc::new(Trap::default());
        for (name, address) in [
            ("e.example", e.address),
            ("g.example", g.address),
            ("s.example", address),
        ] {
            trap.name(name, vec![vec![address.ip()]]);
        }
        let mut plain = vec!["e.example".to_owned(), "g.example".to_owned()];
        plain.extend(setup.plain);
        let mut ports = vec![443, 80, e.address.port(), g.address.port()];
        ports.extend(setup.ports);
        let mut ranges = vec!["127.0.10.0/24".to_owned()];
        ranges.extend(setup.ranges);
        let reach = if setup.open { "internet" } else { "network" };
        let config = format!(
            "public_url = 'https://s.example'\nreach = '{reach}'\n[federation]\nallow_cidrs = {ranges:?}\ndeny_cidrs = ['127.0.0.1/32']\nports = {ports:?}\nplain_http = {plain:?}\n{more}\n",
            more = setup.more
        );
        let around = Surroundings {
            observer: trap.clone(),
            lookup: trap.clone(),
        };
        let s = TestApp::among(&config, Clock::fake(START), around).await;
        for peer in [&e, &g] {
            peers::add(&s.app, &peer.domain).await.unwrap();
        }
        let stop = CancellationToken::new();
        tokio::spawn(serve(
            s.app.clone(),
            listener,
            stop.clone().cancelled_owned(),
        ));
        let rig = Self {
            alice: s.person("alice").await,
            bob: s.person("bob").await,
            ada: s.person_with("ada", Role::Owner).await,
            s,
            address,
            e,
            g,
            trap,
            _running: stop.drop_guard(),
        };
        for (peer, name, number) in [
            (&rig.e, "mallory", 0),
            (&rig.e, "nina", 1),
            (&rig.g, "victim", 2),
        ] {
            rig.befriend(&rig.alice, peer, name, &peer.signer(name, &key(number)))
                .await;
        }
        rig.e.forget();
        rig.g.forget();
        rig
    }

    pub fn domain(&self) -> &str {
        &self.s.app.config.domain
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.s.app.now().to_datetime()
    }

    pub fn mallory(&self) -> Signer {
        self.e.signer("mallory", &key(0))
    }

    pub fn nina(&self) -> Signer {
        self.e.signer("nina", &key(1))
    }

    pub fn victim(&self) -> Signer {
        self.g.signer("victim", &key(2))
    }

    /// Who reads for G, and follows nobody.
    pub fn other(&self) -> Signer {
        self.g.signer("other", &key(3))
    }

    /// The id of alice and the others on the wire.
    pub fn actor(&self, name: &str) -> String {
        format!("https://{}/users/{name}", self.domain())
    }

    /// `member` follows somebody at a peer, who accepts.
    pub async fn befriend(&self, member: &Member, peer: &Peer, name: &str, signer: &Signer) {
        self.ask_to_follow(member, &peer.actor(name)).await;
        let follow = peer
            .received()
            .into_iter()
            .rfind(|activity| activity["type"] == "Follow")
            .unwrap();
        let accept = peer.activity(name, "Accept", follow);
        assert_eq!(self.deliver(signer, &accept).await, 202);
    }

    /// Follows, and delivers that.
    pub async fn ask_to_follow(&self, member: &Member, actor: &str) {
        let row = meent::ap::resolve::refresh(&self.s.app, actor)
            .await
            .unwrap();
        let path = format!("/api/v1/accounts/{}/follow", row.id);
        self.s.post(&path).by(member).await.ok();
        self.work().await;
    }

    /// Sends an activity in a form taken by chance of its length, and lets S handle it.
    pub async fn deliver(&self, signer: &Signer, document: &Value) -> u16 {
        let status = self.hand_in(signer, document).await;
        self.work().await;
        status
    }

    /// As [`Rig::deliver`], without waiting for what comes of it.
    pub async fn hand_in(&self, signer: &Signer, document: &Value) -> u16 {
        let text = document.to_string();
        let form = FORMS[text.len() % 2];
        let letter = Letter::unsigned(self, text).sign(self, signer, form);
        letter.send(self).await.status
    }

    /// All background work that is due.
    pub async fn work(&self) {
        meent::worker::drain(&self.s.app).await.unwrap();
    }

    /// A document of S, asked for by a peer over a socket.
    pub async fn fetch(&self, signer: &Signer, target: &str) -> Answer {
        Letter::get(self, target, signer, Form::Cavage)
            .send(self)
            .await
    }

    /// A post by somebody of S.
    pub async fn post(&self, member: &Member, body: Value) -> Value {
        let post = self
            .s
            .post("/api/v1/statuses")
            .by(member)
            .json(body)
            .await
            .ok()
            .json();
        self.work().await;
        post
    }

    /// The post with this id on the wire, as far as it is kept.
    pub async fn stored(&self, uri: &str) -> Option<db::statuses::StatusRow> {
        let mut conn = self.s.app.db.read().await.unwrap();
        let row = db::statuses::by_uri(&mut conn, uri).await.unwrap();
        row.filter(|row| row.deleted_at.is_none())
    }

    /// The account with this id on the wire.
    pub async fn account(&self, uri: &str) -> Option<db::accounts::AccountRow> {
        let mut conn = self.s.app.db.read().await.unwrap();
        db::accounts::by_uri(&mut conn, uri).await.unwrap()
    }

    /// S answers at once, and nothing was tried that the trap had to stop.
    pub async fn healthy(&self) {
        let begin = Instant::now();
        let answer = Wire::new(self.address)
            .send(&wire::get(self.domain(), "/healthz", None))
            .await
            .unwrap();
        assert_eq!(answer.status, 200);
        assert!(
            begin.elapsed() < Duration::from_secs(1),
            "slow: {:?}",
            begin.elapsed()
        );
        assert_eq!(self.trap.caught(), Vec::<String>::new());
    }

    /// As a person's app sees a list of posts: their addresses on the wire.
    pub async fn uris(&self, reader: &Member, path: &str) -> Vec<String> {
        let list = self.s.get(path).by(reader).await.ok().json();
        let posts = list.as_array().unwrap();
        posts
            .iter()
            .map(|post| post["uri"].as_str().unwrap().to_owned())
            .collect()
    }

    /// A search for an address as alice does it.
    pub async fn search(&self, text: &str) -> Value {
        self.find(&self.alice, text).await.ok().json()
    }

    pub fn find(&self, reader: &Member, text: &str) -> Call {
        let query = serde_urlencoded::to_string([("q", text), ("resolve", "true")]).unwrap();
        self.s.get(&format!("/api/v2/search?{query}")).by(reader)
    }

    /// Refused or ignored, without any trace of the marker, and S is well.
    pub async fn nothing_of(&self, what: &str, marker: &str) {
        self.work().await;
        assert_eq!(self.trace(marker).await, Vec::<String>::new(), "{what}");
        self.healthy().await;
    }

    /// The legal twin: it can be read by somebody, so that a unit which refuses everything does not pass.
    pub async fn something_of(&self, what: &str, marker: &str) {
        self.work().await;
        // Most of it is at the first places that are looked at.
        let likely = ["timelines/home", "/api/v1/accounts/", "/api/v1/statuses/"];
        let seen = self.read(marker, Some(&self.alice), &likely).await;
        let found = seen.iter().any(|seen| seen.shows(marker));
        assert!(
            found || !self.trace(marker).await.is_empty(),
            "control: {what}"
        );
    }
}
