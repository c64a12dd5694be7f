//! What posts carry besides their text, between units: polls, quotes, reactions, conversations, events, pinned posts, and
//! consent to answer.

mod conversations;
mod others;
mod polls;
mod quotes;
mod replies;

use meent::ap::resolve;
use meent::db;
use meent::domain::*;
use meent::service::auth::Person;
use meent::service::bundle::Post;
use meent::service::drafts::Draft;
use meent::service::polls::PollDraft;
use meent::service::{boosts, events, marks, statuses, tags, timelines};
use serde_json::{Value, json};

use super::rig::{Rig, rig};
use super::support::*;

const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";

fn draft(text: &str) -> Draft {
    Draft {
        text: text.to_owned(),
        visibility: Some(Visibility::Public),
        ..Draft::default()
    }
}

/// A pair who follow each other.
async fn friends() -> (Unit, Unit, Person, Person) {
    let (hrm, it, alice, bob) = pair(&fake_clock()).await;
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
        ..db::notifications::NotificationFilter::default()
    };
    let mut conn = unit.app.db.read().await.unwrap();
    let page = db::Paging::first(40);
    db::notifications::page(&mut conn, person.account.id, &filter, page)
        .await
        .unwrap()
        .len()
}

impl Rig {
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
