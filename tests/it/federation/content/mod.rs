//! What posts carry besides their text, between units: polls, quotes, reactions, conversations, events, pinned posts, and
//! consent to answer.

mod conversations;
mod others;
mod polls;
mod quotes;
mod replies;

use axum::http::StatusCode;
use meent::ap::resolve;
use meent::db;
use meent::domain::*;
use meent::service::auth::Person;
use meent::service::bundle::Post;
use meent::service::drafts::Draft;
use meent::service::polls::PollDraft;
use meent::service::{boosts, events, follows, marks, peers, statuses, timelines};
use serde_json::{Value, json};

use super::support::*;

const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";

fn draft(text: &str) -> Draft {
    Draft {
        text: text.to_owned(),
        visibility: Some(Visibility::Public),
        ..Draft::default()
    }
}

async fn pair() -> (Unit, Unit, Person, Person) {
    let clock = fake_clock();
    let (hrm, it) = (
        Unit::start("hrm", &clock).await,
        Unit::start("it", &clock).await,
    );
    hrm.joins(&it).await;
    let (alice, bob) = (hrm.person("alice").await, it.person("bob").await);
    hrm.follows(&alice, &format!("bob@{}", it.domain)).await;
    it.follows(&bob, &format!("alice@{}", hrm.domain)).await;
    settle(&[&hrm, &it]).await;
    settle(&[&hrm, &it]).await;
    (hrm, it, alice, bob)
}

/// The copy of a post at another unit, as one of its people sees it.
async fn copy(unit: &Unit, by: &Person, uri: &str) -> Post {
    let row = unit.living(uri).await.unwrap();
    statuses::show(&unit.app, Some(by.account.id), row.id)
        .await
        .unwrap()
}

async fn told(unit: &Unit, person: &Person, kind: NotificationKind) -> usize {
    let filter = db::notifications::NotificationFilter {
        kinds: Some(vec![kind]),
        from: None,
    };
    let mut conn = unit.app.db.read().await.unwrap();
    let page = db::Paging::first(40);
    db::notifications::page(&mut conn, person.account.id, &filter, page)
        .await
        .unwrap()
        .len()
}

/// A unit where alice follows victim of a server under the test's control.
struct Rig {
    unit: Unit,
    alice: Person,
    hostile: Hostile,
}

async fn rig() -> Rig {
    let unit = Unit::start("hrm", &fake_clock()).await;
    let alice = unit.person("alice").await;
    let hostile = Hostile::start("other").await;
    peers::add(&unit.app, &hostile.domain).await.unwrap();
    hostile.serve(STATUS, json!(202));
    let rig = Rig {
        unit,
        alice,
        hostile,
    };
    for name in ["victim", "mallory"] {
        rig.hostile.serve_actor(name);
        let path = format!("/u/{name}");
        let uri = rig.hostile.actor(name);
        let mut actor = rig.hostile.documents.lock().unwrap()[&path].clone();
        actor["featured"] = json!(format!("{uri}/featured"));
        rig.hostile.serve(&path, actor);
        let row = resolve::refresh(&rig.unit.app, &uri).await.unwrap();
        follows::follow(&rig.unit.app, &rig.alice, row.id, None, None)
            .await
            .unwrap();
        let mut conn = rig.unit.app.db.read().await.unwrap();
        let follow = db::follows::find(&mut conn, rig.alice.account.id, row.id)
            .await
            .unwrap()
            .unwrap();
        drop(conn);
        rig.send(
            name,
            json!({
                "id": format!("{uri}#accept"), "type": "Accept", "actor": uri,
                "object": {"id": follow.uri, "type": "Follow", "actor": rig.alice.account.uri, "object": uri},
            }),
        )
        .await;
    }
    rig
}

impl Rig {
    async fn send(&self, name: &str, mut document: Value) {
        document["@context"] = json!("https://www.w3.org/ns/activitystreams");
        let delivery = Delivery::signed(&self.unit, &self.hostile.signer(name), &document);
        let status = delivery.send(&self.unit).await;
        assert_eq!(status, StatusCode::ACCEPTED, "{document}");
        meent::worker::drain(&self.unit.app).await.unwrap();
    }

    /// A Create by `name` of post `number` with these members.
    async fn create(&self, name: &str, number: u32, more: Value) {
        let mut create = self.hostile.create(name, number, "<p>text</p>");
        for (key, value) in more.as_object().unwrap() {
            create["object"][key] = value.clone();
        }
        self.hostile
            .serve(&format!("/n/{number}"), create["object"].clone());
        self.send(name, create).await;
    }

    fn note(&self, number: u32) -> String {
        self.hostile.url(&format!("/n/{number}"))
    }

    async fn shown(&self, uri: &str) -> Post {
        copy(&self.unit, &self.alice, uri).await
    }

    /// An activity by `name` about `object`.
    fn act(&self, name: &str, kind: &str, number: u32, object: Value) -> Value {
        let actor = self.hostile.actor(name);
        json!({ "id": format!("{actor}/a/{number}"), "type": kind, "actor": actor, "object": object })
    }

    async fn asked(&self) -> Post {
        let asked = Draft {
            poll: Some(PollDraft {
                options: vec!["A".to_owned(), "B".to_owned()],
                expires_in: 3600,
                ..PollDraft::default()
            }),
            ..draft("?")
        };
        statuses::create(&self.unit.app, &self.alice, asked)
            .await
            .unwrap()
    }
}
