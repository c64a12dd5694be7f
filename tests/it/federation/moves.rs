//! Who moves takes the followers along, if the new account says so too.

use meent::db;
use meent::domain::*;
use meent::error::Error;
use meent::service::auth::Person;
use meent::service::{follows, incoming, moves, peers};
use serde_json::{Value, json};

use super::support::*;

const DAY: i64 = 24 * 3_600_000;

async fn find(unit: &Unit, account: AccountId, target: AccountId) -> Option<FollowState> {
    let mut conn = unit.app.db.read().await.unwrap();
    let found = db::follows::find(&mut conn, account, target).await.unwrap();
    found.map(|follow| follow.state)
}

#[tokio::test]
async fn followers_at_home_and_elsewhere_follow_the_new_account() {
    let clock = fake_clock();
    let (hrm, it, fin) = (
        Unit::start("hrm", &clock).await,
        Unit::start("it", &clock).await,
        Unit::start("fin", &clock).await,
    );
    hrm.joins(&it).await;
    hrm.joins(&fin).await;
    it.joins(&fin).await;
    // Bob leaves it for fin; alice of hrm and dave of it follow him.
    let (bob, dave) = (it.person("bob").await, it.person("dave").await);
    let (alice, new) = (hrm.person("alice").await, fin.person("bob").await);
    let old_at_hrm = hrm.follows(&alice, &format!("bob@{}", it.domain)).await;
    follows::follow(&it.app, &dave, bob.account.id, None, Some(true))
        .await
        .unwrap();
    settle(&[&hrm, &it, &fin]).await;

    let new_at_it = it.finds(&format!("bob@{}", fin.domain)).await;
    let early = moves::depart(&it.app, &bob, &new_at_it).await;
    assert!(
        matches!(early, Err(Error::Invalid(_))),
        "the new account has not said so"
    );
    moves::set_alias(&fin.app, new.account.id, &bob.account.uri, true)
        .await
        .unwrap();
    settle(&[&fin]).await;
    let new_at_it = meent::ap::resolve::refresh(&it.app, &new.account.uri)
        .await
        .unwrap();
    assert_eq!(
        moves::aliases(&new_at_it),
        std::slice::from_ref(&bob.account.uri)
    );
    moves::depart(&it.app, &bob, &new_at_it).await.unwrap();
    settle(&[&it, &hrm, &fin, &it, &hrm]).await;

    let new_at_hrm = hrm.finds(&format!("bob@{}", fin.domain)).await;
    assert_eq!(
        find(&hrm, alice.account.id, new_at_hrm.id).await,
        Some(FollowState::Accepted)
    );
    assert_eq!(find(&hrm, alice.account.id, old_at_hrm.id).await, None);
    assert_eq!(
        find(&it, dave.account.id, new_at_it.id).await,
        Some(FollowState::Accepted)
    );
    assert_eq!(find(&it, dave.account.id, bob.account.id).await, None);
    let mut conn = it.app.db.read().await.unwrap();
    let follow = db::follows::find(&mut conn, dave.account.id, new_at_it.id)
        .await
        .unwrap();
    assert!(follow.unwrap().notify, "with the same options");
    let row = db::accounts::by_id(&mut conn, bob.account.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (row.followers_count, row.moved_to_uri.as_deref()),
        (0, Some(new.account.uri.as_str()))
    );
    drop(conn);
    let row = meent::ap::resolve::refresh(&hrm.app, &bob.account.uri)
        .await
        .unwrap();
    assert_eq!(row.moved_to_uri.as_deref(), Some(new.account.uri.as_str()));
    let there = moves::destination(&hrm.app, &row).await.unwrap();
    assert_eq!(there.map(|row| row.id), Some(new_at_hrm.id));

    let again = moves::depart(&it.app, &bob, &new_at_it).await;
    assert!(matches!(again, Err(Error::Invalid(_))), "within a week");
    clock.advance_millis(8 * DAY);
    moves::depart(&it.app, &bob, &new_at_it).await.unwrap();
    settle(&[&it, &hrm, &fin]).await;
}

struct Rig {
    unit: Unit,
    hostile: Hostile,
    alice: Person,
}

/// Alice follows mallory, who would like to take her elsewhere.
async fn rig() -> Rig {
    let unit = Unit::start("hrm", &fake_clock()).await;
    let hostile = Hostile::start("evil").await;
    peers::add(&unit.app, &hostile.domain).await.unwrap();
    hostile.serve(STATUS, json!(202));
    for name in ["mallory", "first", "second", "victim"] {
        hostile.serve_actor(name);
    }
    let alice = unit.person("alice").await;
    for name in ["mallory", "victim"] {
        let target = meent::ap::resolve::refresh(&unit.app, &hostile.actor(name))
            .await
            .unwrap();
        follows::follow(&unit.app, &alice, target.id, None, None)
            .await
            .unwrap();
        let uri = {
            let mut conn = unit.app.db.read().await.unwrap();
            let found = db::follows::find(&mut conn, alice.account.id, target.id)
                .await
                .unwrap();
            found.unwrap().uri
        };
        incoming::receive_answer(&unit.app, &target, &uri, None, true)
            .await
            .unwrap();
    }
    settle(&[&unit]).await;
    Rig {
        unit,
        hostile,
        alice,
    }
}

impl Rig {
    async fn moves(&self, number: u32, actor: &str, object: &str, target: &str) {
        let document = json!({
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": self.hostile.url(&format!("/moves/{number}")), "type": "Move",
            "actor": self.hostile.actor(actor), "object": self.hostile.actor(object), "target": target,
        });
        let sent = Delivery::signed(&self.unit, &self.hostile.signer(actor), &document);
        assert!(sent.send(&self.unit).await.is_success());
        settle(&[&self.unit]).await;
    }

    fn says(&self, name: &str, aliases: Value) {
        let path = format!("/u/{name}");
        let mut document = self.hostile.documents.lock().unwrap()[&path].clone();
        document["alsoKnownAs"] = aliases;
        self.hostile.serve(&path, document);
    }

    async fn follows(&self, uri: &str) -> bool {
        let row = {
            let mut conn = self.unit.app.db.read().await.unwrap();
            db::accounts::by_uri(&mut conn, uri).await.unwrap()
        };
        match row {
            Some(row) => find(&self.unit, self.alice.account.id, row.id)
                .await
                .is_some(),
            None => false,
        }
    }
}

#[tokio::test]
async fn a_move_needs_both_ends_and_a_week() {
    let rig = rig().await;
    let (mallory, victim) = (rig.hostile.actor("mallory"), rig.hostile.actor("victim"));
    let (first, second) = (rig.hostile.actor("first"), rig.hostile.actor("second"));
    rig.moves(1, "mallory", "mallory", &first).await;
    assert!(
        rig.follows(&mallory).await && !rig.follows(&first).await,
        "first has not said so"
    );

    rig.says("first", json!([mallory, victim]));
    rig.moves(2, "mallory", "victim", &first).await;
    assert!(
        rig.follows(&victim).await && !rig.follows(&first).await,
        "another's move"
    );

    rig.moves(3, "mallory", "mallory", &first).await;
    assert!(!rig.follows(&mallory).await && rig.follows(&first).await);
    rig.moves(4, "mallory", "mallory", &first).await;
    assert!(rig.follows(&first).await, "once more changes nothing");

    // On within the week, and after it.
    let target = meent::ap::resolve::refresh(&rig.unit.app, &mallory)
        .await
        .unwrap();
    follows::follow(&rig.unit.app, &rig.alice, target.id, None, None)
        .await
        .unwrap();
    let uri = {
        let mut conn = rig.unit.app.db.read().await.unwrap();
        let found = db::follows::find(&mut conn, rig.alice.account.id, target.id)
            .await
            .unwrap();
        found.unwrap().uri
    };
    incoming::receive_answer(&rig.unit.app, &target, &uri, None, true)
        .await
        .unwrap();
    rig.says("second", json!(mallory));
    rig.moves(5, "mallory", "mallory", &second).await;
    assert!(!rig.follows(&second).await, "too soon");
    rig.unit.app.clock.advance_millis(8 * DAY);
    rig.moves(6, "mallory", "mallory", &second).await;
    assert!(rig.follows(&second).await && !rig.follows(&mallory).await);
}

#[tokio::test]
async fn somebody_may_move_here_from_elsewhere() {
    let rig = rig().await;
    let bob = rig.unit.person("bob").await;
    let mallory = rig.hostile.actor("mallory");
    rig.moves(1, "mallory", "mallory", &bob.account.uri).await;
    assert!(!rig.follows(&bob.account.uri).await);
    moves::set_alias(&rig.unit.app, bob.account.id, &mallory, true)
        .await
        .unwrap();
    rig.moves(2, "mallory", "mallory", &bob.account.uri).await;
    assert!(rig.follows(&bob.account.uri).await && !rig.follows(&mallory).await);
    assert!(
        moves::set_alias(&rig.unit.app, bob.account.id, &bob.account.uri, true)
            .await
            .is_err()
    );
    let left = moves::set_alias(&rig.unit.app, bob.account.id, &mallory, false)
        .await
        .unwrap();
    assert!(left.is_empty());
    settle(&[&rig.unit]).await;
}

#[tokio::test]
async fn apps_set_the_other_accounts_and_show_who_has_moved() {
    let unit = crate::support::TestApp::new().await;
    let (anna, bert) = (unit.person("anna").await, unit.person("bert").await);
    let path = "/api/v1/meent/aliases";
    let added = unit
        .post(path)
        .by(&anna)
        .json(json!({"acct": "bert"}))
        .await
        .ok()
        .json();
    assert_eq!(added, json!(["https://hrm.example/users/bert"]));
    assert_eq!(unit.get(path).by(&anna).await.ok().json(), added);
    for (acct, status) in [("anna", 422), ("nobody", 404), ("", 422)] {
        unit.post(path)
            .by(&anna)
            .json(json!({"acct": acct}))
            .await
            .is(status);
    }
    let target = meent::service::accounts::show(&unit.app, None, anna.id())
        .await
        .unwrap();
    moves::depart(&unit.app, &bert.person, &target)
        .await
        .unwrap();
    let shown = unit
        .get(&format!("/api/v1/accounts/{}", bert.api_id()))
        .by(&anna)
        .await
        .ok()
        .json();
    assert_eq!(shown["moved"]["id"], json!(anna.api_id()));
    let own = unit
        .get(&format!("/api/v1/accounts/{}", anna.api_id()))
        .by(&anna)
        .await
        .ok()
        .json();
    assert!(own.get("moved").is_none());
    let page = unit.get("/@bert").session(&anna).await.ok().text();
    assert!(page.contains("has moved to"), "{page}");
    let left = unit
        .call("DELETE", path)
        .by(&anna)
        .json(json!({"acct": "bert"}))
        .await
        .ok()
        .json();
    assert_eq!(left, json!([]));
}
