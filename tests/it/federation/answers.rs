//! What inboxes answer, and what a unit makes of it.

use meent::domain::time::Clock;
use meent::service::auth::Person;
use meent::service::drafts::Draft;
use meent::service::peers::{self, PeerReport};
use meent::service::statuses;
use meent::worker;
use serde_json::json;

use super::support::*;

const HOUR: i64 = 3_600_000;

/// A unit where somebody at a scripted peer follows bob.
struct Rig {
    clock: Clock,
    unit: Unit,
    peer: Hostile,
    bob: Person,
}

async fn rig() -> Rig {
    let clock = fake_clock();
    let unit = Unit::start("hrm", &clock).await;
    let bob = unit.person("bob").await;
    let peer = Hostile::start("peer").await;
    peer.serve_actor("mallory");
    peers::add(&unit.app, &peer.domain).await.unwrap();
    peer.serve(STATUS, json!(202));
    let follow = json!({
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": peer.url("/follows/1"), "type": "Follow",
        "actor": peer.actor("mallory"), "object": bob.account.uri,
    });
    let sent = Delivery::signed(&unit, &peer.signer("mallory"), &follow);
    assert!(sent.send(&unit).await.is_success());
    worker::drain(&unit.app).await.unwrap();
    Rig {
        clock,
        unit,
        peer,
        bob,
    }
}

impl Rig {
    async fn posts(&self, text: &str) {
        let draft = Draft {
            text: text.to_owned(),
            ..Draft::default()
        };
        statuses::create(&self.unit.app, &self.bob, draft)
            .await
            .unwrap();
        worker::drain(&self.unit.app).await.unwrap();
    }

    async fn report(&self) -> PeerReport {
        peers::show(&self.unit.app, &self.peer.domain)
            .await
            .unwrap()
    }

    /// Deliveries that wait, and those that were given up.
    async fn queue(&self) -> (i64, i64) {
        let queue = self.report().await.queue;
        (queue.waiting, queue.parked)
    }

    /// Lets hours go by, in which the workers do what is due.
    async fn hours(&self, hours: i64) {
        for _ in 0..hours {
            self.clock.advance_millis(HOUR);
            worker::drain(&self.unit.app).await.unwrap();
        }
    }

    fn asked(&self, path: &str) -> usize {
        let requests = self.peer.requests();
        requests.iter().filter(|asked| *asked == path).count()
    }
}

#[tokio::test]
async fn an_inbox_that_is_gone_costs_one_question_and_one_item() {
    for status in [404, 410] {
        let rig = rig().await;
        rig.peer.serve(STATUS, json!(status));
        let before = rig.asked("/u/mallory");
        rig.posts("lost").await;
        assert_eq!(rig.queue().await, (0, 1), "{status}");
        assert_eq!(rig.asked("/u/mallory"), before + 1, "{status}");
        rig.peer.serve(STATUS, json!(202));
        rig.posts("found").await;
        assert_eq!(rig.queue().await, (0, 1), "{status}: the lane goes on");
    }
}

#[tokio::test]
async fn a_peer_that_does_not_believe_us_is_tried_for_a_day() {
    let rig = rig().await;
    rig.peer.serve(STATUS, json!(401));
    rig.posts("who are you?").await;
    assert_eq!(rig.queue().await, (1, 0));
    rig.hours(20).await;
    assert_eq!(rig.queue().await, (1, 0));
    rig.hours(6).await;
    assert_eq!(rig.queue().await, (0, 1));
    assert!(rig.report().await.peer.parked_at.is_none());
}

#[tokio::test]
async fn a_peer_that_is_broken_for_two_weeks_is_left_in_peace_and_loses_nothing() {
    let rig = rig().await;
    rig.peer.serve(STATUS, json!(500));
    rig.posts("first").await;
    rig.hours(13 * 24).await;
    assert!(rig.report().await.peer.parked_at.is_none());
    assert!(rig.report().await.peer.last_error.is_some());
    rig.hours(2 * 24).await;
    assert!(rig.report().await.peer.parked_at.is_some());
    let tried = rig.asked("/u/mallory/inbox");
    rig.posts("second").await;
    rig.hours(48).await;
    assert_eq!(rig.asked("/u/mallory/inbox"), tried, "in peace");
    assert_eq!(rig.queue().await, (2, 0));
    // Its admin has repaired it, and ours is told.
    rig.peer.serve(STATUS, json!(202));
    peers::retry_now(&rig.unit.app, &rig.peer.domain)
        .await
        .unwrap();
    worker::drain(&rig.unit.app).await.unwrap();
    assert_eq!(rig.queue().await, (0, 0));
    assert!(rig.report().await.peer.parked_at.is_none());
}
