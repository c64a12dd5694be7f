//! A unit whose alice follows people of a server under the test's control.

use axum::http::StatusCode;
use meent::db;
use meent::service::auth::Person;
use meent::service::{follows, peers};
use serde_json::{Value, json};

use super::support::*;

pub struct Rig {
    pub unit: Unit,
    pub alice: Person,
    pub hostile: Hostile,
}

/// alice follows mallory and victim.
pub async fn rig() -> Rig {
    let unit = Unit::start("hrm", &fake_clock()).await;
    let alice = unit.person("alice").await;
    let hostile = Hostile::start("evil").await;
    peers::add(&unit.app, &hostile.domain).await.unwrap();
    hostile.serve(STATUS, json!(202));
    let rig = Rig {
        unit,
        alice,
        hostile,
    };
    for name in ["mallory", "victim"] {
        rig.hostile.serve_actor(name);
        let uri = rig.hostile.actor(name);
        let row = meent::ap::resolve::refresh(&rig.unit.app, &uri)
            .await
            .unwrap();
        follows::follow(&rig.unit.app, &rig.alice, row.id, None, None)
            .await
            .unwrap();
        let follow = rig.follow_of(&uri).await.unwrap();
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
    /// An activity of somebody there arrives and is handled.
    pub async fn send(&self, name: &str, mut document: Value) {
        document["@context"] = json!("https://www.w3.org/ns/activitystreams");
        let delivery = Delivery::signed(&self.unit, &self.hostile.signer(name), &document);
        let status = delivery.send(&self.unit).await;
        assert_eq!(status, StatusCode::ACCEPTED, "{document}");
        meent::worker::drain(&self.unit.app).await.unwrap();
    }

    /// How alice stands to somebody.
    pub async fn follow_of(&self, uri: &str) -> Option<db::follows::FollowRow> {
        let mut conn = self.unit.app.db.read().await.unwrap();
        let target = db::accounts::by_uri(&mut conn, uri).await.unwrap().unwrap();
        db::follows::find(&mut conn, self.alice.account.id, target.id)
            .await
            .unwrap()
    }

    /// The id of a note there.
    pub fn note(&self, number: u32) -> String {
        self.hostile.url(&format!("/n/{number}"))
    }
}
