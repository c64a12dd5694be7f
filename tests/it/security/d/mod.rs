//! D. Where S may connect. S is open to the internet here, so that its list of members stops nothing; the network is the
//! test's own, and answers no look-up that it was not told.

mod names;
mod ranges;
mod ways;

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use meent_federation::signature::Signer;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::letters::{FORMS, Letter};
use super::peers::{Reply, answer, key};
use super::rows::Row;
use super::support::{Rig, Setup};
use crate::crash::rig::people;
use crate::crash::rig::unit::Place;
use crate::crash::rig::wire::{self, Wire};
use crate::support::devices::Device;

/// A listener where nobody may ever come.
struct Canary {
    port: u16,
    hits: Arc<AtomicUsize>,
}

impl Canary {
    async fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let hits = Arc::<AtomicUsize>::default();
        let counted = Arc::clone(&hits);
        tokio::spawn(async move {
            while listener.accept().await.is_ok() {
                counted.fetch_add(1, Ordering::Relaxed);
            }
        });
        Self { port, hits }
    }

    fn unseen(&self) {
        assert_eq!(self.hits.load(Ordering::Relaxed), 0, "the canary was found");
    }
}

struct Net {
    rig: Rig,
    canary: Canary,
    numbers: AtomicUsize,
}

impl Net {
    async fn new() -> Self {
        Self::with(Setup::default()).await
    }

    async fn with(setup: Setup) -> Self {
        let canary = Canary::start().await;
        let setup = Setup {
            open: true,
            ports: vec![canary.port],
            plain: [setup.plain, vec!["*.inside.example".to_owned()]].concat(),
            // The lists of hosts let through what the addresses must stop.
            more: "[push]\nhosts = ['e.example', '*.inside.example']\n[previews]\nhosts = ['e.example', '*.inside.example']".to_owned(),
            ..setup
        };
        Self {
            rig: Rig::new(setup).await,
            canary,
            numbers: AtomicUsize::new(0),
        }
    }

    fn number(&self) -> u32 {
        self.numbers.fetch_add(1, Ordering::Relaxed) as u32
    }

    /// A name under `inside.example` with these addresses.
    fn name(&self, answers: Vec<Vec<IpAddr>>) -> String {
        let name = format!("n{}.inside.example", self.number());
        self.rig.trap.name(&name, answers);
        name
    }

    /// Leads S to an address by every path that a peer or a person has.
    async fn aim(&self, url: &str) {
        let rig = &self.rig;
        // A person's search, and a handle.
        rig.find(&rig.alice, url).await;
        let host = url.split('/').nth(2).unwrap_or_default();
        rig.find(&rig.alice, &format!("@x@{host}")).await;
        // A post that is only named, a boost, an answer to it, somebody named in it.
        self.mallory_says("Create", json!(url)).await;
        self.mallory_says("Announce", json!(url)).await;
        let mut note = self.note();
        note["inReplyTo"] = json!(url);
        note["tag"] = json!([{"type": "Mention", "href": url, "name": "@x"}, {"type": "Emoji", "name": ":x:", "icon": {"type": "Image", "url": url}}]);
        note["attachment"] = json!([{"type": "Document", "mediaType": "image/png", "url": url}, {"type": "Image", "url": [{"type": "Link", "href": url}]}]);
        note["image"] = json!({"type": "Image", "url": url});
        note["replies"] = json!(url);
        note["quoteUrl"] = json!(url);
        note["context"] = json!(url);
        rig.hand_in(&rig.mallory(), &rig.e.create("mallory", &note))
            .await;
        // Pictures, collections and a move of a profile.
        let mut profile = rig.e.actor_document("mallory", &key(0));
        for picture in ["icon", "image"] {
            profile[picture] = json!({"type": "Image", "url": url});
        }
        for collection in ["featured", "followers", "outbox", "movedTo"] {
            profile[collection] = json!(url);
        }
        profile["alsoKnownAs"] = json!([url]);
        self.mallory_says("Update", profile.clone()).await;
        for collection in ["featured", "followers", "outbox"] {
            profile[collection] = json!(format!("{}/{collection}", rig.e.actor("mallory")));
        }
        self.mallory_says("Update", profile).await;
        let mut moved = rig
            .e
            .activity("mallory", "Move", json!(rig.e.actor("mallory")));
        moved["target"] = json!(url);
        rig.hand_in(&rig.mallory(), &moved).await;
        for kind in [
            "Like",
            "Follow",
            "Add",
            "Join",
            "Flag",
            "Accept",
            "QuoteRequest",
        ] {
            self.mallory_says(kind, json!(url)).await;
        }
        // A key, and an inbox to deliver to.
        for form in FORMS {
            let signer = Signer {
                key_id: url.to_owned(),
                key: key(0),
            };
            Letter::signed(rig, &signer, &rig.e.create("mallory", &self.note()), form)
                .send(rig)
                .await;
        }
        let name = format!("far{}", self.number());
        let mut far = rig.e.actor_document(&name, &key(0));
        far["inbox"] = json!(url);
        far["endpoints"] = json!({"sharedInbox": url});
        rig.e.serve(&format!("/u/{name}"), &far);
        rig.hand_in(
            &rig.e.signer(&name, &key(0)),
            &rig.e.activity(&name, "Follow", json!(rig.actor("bob"))),
        )
        .await;
        // By way of E.
        let path = format!("/r/{}", self.number());
        rig.e.redirect(&path, url);
        for kind in ["Create", "Announce"] {
            self.mallory_says(kind, json!(rig.e.url(&path))).await;
        }
        rig.find(&rig.alice, &rig.e.url(&path)).await;
        // A page that somebody links to, what it names, and a device to push to.
        let page = format!("/p/{}", self.number());
        let html = format!(
            "<title>x</title><meta property='og:image' content='{url}'><link type='application/json+oembed' href='{url}'>"
        );
        let kind = [("Content-Type", "text/html")];
        rig.e
            .reply(&page, Reply::Raw(answer(200, &kind, html.as_bytes())));
        let subscribe = async |token: &str, there: &str| {
            let call = rig.s.post("/api/v1/push/subscription").token(token);
            call.json(Device::new(true).wish(there)).await
        };
        let token = rig.s.token(rig.alice.id(), "read push").await;
        // It may be refused at once, or when a message is on its way.
        subscribe(&token, url).await;
        let token = rig.s.token(rig.alice.id(), "read push").await;
        subscribe(&token, &rig.e.url(&path)).await.ok();
        // One post for everybody who follows, which names one link after the other: what is read in the end stays short.
        let look = |link: &str| json!({"status": format!("@alice look {link}")});
        let post = rig.post(&rig.bob, look(url)).await;
        let own = format!("/api/v1/statuses/{}", post["id"].as_str().unwrap());
        for link in [rig.e.url(&page), rig.e.url(&path)] {
            rig.s.put(&own).by(&rig.bob).json(look(&link)).await.ok();
        }
        rig.s.advance(61);
        rig.work().await;
    }

    fn note(&self) -> Value {
        self.rig
            .e
            .note("mallory", 10_000 + self.number(), "on the way")
    }

    async fn mallory_says(&self, kind: &str, object: Value) {
        let rig = &self.rig;
        let activity = rig.e.activity("mallory", kind, object);
        rig.hand_in(&rig.mallory(), &activity).await;
    }

    /// Nothing was tried that had to be stopped, nobody was at the canary, and E can still be reached.
    async fn end(self, row: Row) {
        self.canary.unseen();
        self.rig.healthy().await;
        self.rig
            .e
            .serve("/n/1", &self.rig.e.note("mallory", 1, "markertrue"));
        self.rig.search(&self.rig.e.url("/n/1")).await;
        self.rig
            .something_of("a fetch that is permitted", "markertrue")
            .await;
        row.holds();
    }
}

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

/// Leads S to names with these addresses, and to the addresses themselves.
async fn addresses(row: Row, list: &[&str]) {
    let net = Net::new().await;
    for text in list {
        let name = net.name(vec![vec![ip(text)]]);
        net.aim(&format!("http://{name}:{}/secret", net.canary.port))
            .await;
        let literal = if text.contains(':') {
            format!("[{text}]")
        } else {
            (*text).to_owned()
        };
        net.rig
            .find(
                &net.rig.alice,
                &format!("http://{literal}:{}/secret", net.canary.port),
            )
            .await;
        net.mallory_says(
            "Announce",
            json!(format!("http://{literal}:{}/secret", net.canary.port)),
        )
        .await;
        net.rig.work().await;
        net.canary.unseen();
        assert_eq!(net.rig.trap.caught(), Vec::<String>::new(), "{text}");
    }
    net.end(row).await;
}
