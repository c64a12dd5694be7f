//! What a peer is to a unit, and what follows when that changes.

use meent::db;
use meent::db::Paging;
use meent::domain::*;
use meent::service::drafts::Draft;
use meent::service::peer_states::{self, Pause};
use meent::service::{accounts, notifications, peers, search, statuses, timelines};
use meent::worker;

use super::support::*;

const DAY: i64 = 24 * 3600 * 1000;

fn draft(text: impl Into<String>) -> Draft {
    Draft {
        text: text.into(),
        visibility: Some(Visibility::Public),
        ..Draft::default()
    }
}

async fn state(unit: &Unit, other: &Unit) -> PeerState {
    peers::show(&unit.app, &other.domain)
        .await
        .unwrap()
        .peer
        .state
}

/// Posts on somebody's home, notifications, and people found by the name of a colleague elsewhere.
async fn seen(unit: &Unit, reader: AccountId) -> (usize, usize, usize, usize) {
    let home = timelines::home(&unit.app, reader, Paging::first(40))
        .await
        .unwrap();
    let all = db::notifications::NotificationFilter::default();
    let told = notifications::page(&unit.app, reader, &all, Paging::first(40))
        .await
        .unwrap();
    let unread = notifications::count_unread(&unit.app, reader, &all, 100)
        .await
        .unwrap();
    let query = search::Query {
        text: "bo".to_owned(),
        limit: 10,
        ..search::Query::default()
    };
    let found = search::people(&unit.app, None, &query).await.unwrap();
    (home.posts.len(), told.items.len(), unread, found.len())
}

#[tokio::test]
async fn a_suspended_peer_goes_out_of_sight_and_comes_back_as_it_was() {
    let clock = fake_clock();
    let (hrm, it) = (
        Unit::start("hrm", &clock).await,
        Unit::start("it", &clock).await,
    );
    hrm.joins(&it).await;
    let (alice, amy) = (hrm.person("alice").await, hrm.person("amy").await);
    let (bob, carol) = (it.person("bob").await, it.person("carol").await);
    let remote_bob = hrm.follows(&alice, &format!("bob@{}", it.domain)).await;
    let remote_carol = hrm.follows(&alice, &format!("carol@{}", it.domain)).await;
    meent::service::follows::follow(&hrm.app, &amy, alice.account.id, None, None)
        .await
        .unwrap();
    settle(&[&hrm, &it]).await;
    let post = statuses::create(&it.app, &bob, draft(format!("Hello @alice@{}", hrm.domain)))
        .await
        .unwrap();
    statuses::create(&it.app, &carol, draft("from carol"))
        .await
        .unwrap();
    settle(&[&it, &hrm]).await;
    // Somebody here has boosted it: the boost goes out of sight with the post.
    let kept = hrm.living(&post.row.uri).await.unwrap();
    meent::service::boosts::reblog(&hrm.app, &alice, kept.id)
        .await
        .unwrap();
    // Carol was suspended on her own before.
    accounts::set_suspended(&hrm.app, remote_carol.id, true)
        .await
        .unwrap();
    let before = seen(&hrm, alice.account.id).await;
    assert!(
        before.0 >= 1 && before.1 == 2 && before.2 == 2 && before.3 == 1,
        "{before:?}"
    );
    let amys = seen(&hrm, amy.account.id).await.0;
    assert_eq!(amys, 1, "the boost");

    clock.advance_millis(1000);
    peer_states::suspend(&hrm.app, &it.domain).await.unwrap();
    // What remains is that amy follows alice.
    assert_eq!(seen(&hrm, alice.account.id).await, (0, 1, 1, 0));
    assert_eq!(seen(&hrm, amy.account.id).await.0, 0, "the boost");
    assert!(
        statuses::show(&hrm.app, Some(alice.account.id), kept.id)
            .await
            .is_err()
    );
    // Nothing goes out any more, and what is new is not queued.
    statuses::create(
        &hrm.app,
        &alice,
        draft(format!("Still there @bob@{}?", it.domain)),
    )
    .await
    .unwrap();
    settle(&[&hrm, &it]).await;
    assert_eq!(hrm.waiting().await.0, 0);
    // A suspension twice is one.
    clock.advance_millis(1000);
    peer_states::suspend(&hrm.app, &it.domain).await.unwrap();

    peer_states::resume(&hrm.app, &it.domain).await.unwrap();
    let mut after = seen(&hrm, alice.account.id).await;
    // Alice's own post of the meantime.
    after.0 -= 1;
    assert_eq!(after, before);
    let row = accounts::show(&hrm.app, None, remote_carol.id)
        .await
        .unwrap();
    assert!(row.suspended_at.is_some(), "carol stays suspended");
    let row = accounts::show(&hrm.app, None, remote_bob.id).await.unwrap();
    assert!(row.suspended_at.is_none());
}

#[tokio::test]
async fn what_a_suspended_peer_sent_is_deleted_after_the_term() {
    let clock = fake_clock();
    let more = "[federation]\nkeep_suspended_days = 3";
    let hrm = Unit::configured("hrm", &clock, more).await;
    let it = Unit::start("it", &clock).await;
    hrm.joins(&it).await;
    let (alice, bob) = (hrm.person("alice").await, it.person("bob").await);
    let remote = hrm.follows(&alice, &format!("bob@{}", it.domain)).await;
    settle(&[&hrm, &it]).await;
    let post = statuses::create(&it.app, &bob, draft("soon forgotten"))
        .await
        .unwrap();
    settle(&[&it, &hrm]).await;
    peer_states::suspend(&hrm.app, &it.domain).await.unwrap();
    clock.advance_millis(3 * DAY - 1000);
    worker::prune(&hrm.app).await.unwrap();
    assert!(
        hrm.living(&post.row.uri).await.is_some(),
        "kept for the term"
    );
    clock.advance_millis(2000);
    worker::prune(&hrm.app).await.unwrap();
    let left = hrm.status_by_uri(&post.row.uri).await.unwrap();
    assert!(left.deleted_at.is_some() && left.content.is_empty());
    assert!(accounts::show(&hrm.app, None, remote.id).await.is_err());
    // Twice changes nothing, and the peer may come back.
    worker::prune(&hrm.app).await.unwrap();
    peer_states::resume(&hrm.app, &it.domain).await.unwrap();
    assert_eq!(state(&hrm, &it).await, PeerState::Member);
    let found = hrm.finds(&format!("bob@{}", it.domain)).await;
    assert!(found.is_active() && found.id == remote.id);
}

#[tokio::test]
async fn a_pause_holds_things_up_and_loses_nothing() {
    let clock = fake_clock();
    let (hrm, it, alice, bob) = pair(&clock).await;
    it.follows(&bob, &format!("alice@{}", hrm.domain)).await;
    settle(&[&hrm, &it]).await;

    // Out: what is sent waits, what comes is taken.
    peer_states::pause(&hrm.app, &it.domain, Pause::Out)
        .await
        .unwrap();
    let out = statuses::create(&hrm.app, &alice, draft("to it"))
        .await
        .unwrap();
    let back = statuses::create(&it.app, &bob, draft("to hrm"))
        .await
        .unwrap();
    settle(&[&hrm, &it]).await;
    assert!(it.living(&out.row.uri).await.is_none());
    assert!(hrm.living(&back.row.uri).await.is_some());
    assert_eq!(hrm.waiting().await.0, 1);
    peer_states::resume(&hrm.app, &it.domain).await.unwrap();
    settle(&[&hrm, &it]).await;
    assert!(it.living(&out.row.uri).await.is_some());

    // In: the other side is told to come later, and keeps it.
    peer_states::pause(&hrm.app, &it.domain, Pause::In)
        .await
        .unwrap();
    let late = statuses::create(&it.app, &bob, draft("later"))
        .await
        .unwrap();
    let out = statuses::create(&hrm.app, &alice, draft("to it again"))
        .await
        .unwrap();
    settle(&[&hrm, &it]).await;
    assert!(hrm.living(&late.row.uri).await.is_none());
    assert!(it.living(&out.row.uri).await.is_some());
    assert_eq!(it.waiting().await.0, 1);
    peer_states::resume(&hrm.app, &it.domain).await.unwrap();
    clock.advance_millis(3_600_000);
    settle(&[&it, &hrm]).await;
    assert!(hrm.living(&late.row.uri).await.is_some());

    // Only what is in the network can be paused.
    peer_states::suspend(&hrm.app, &it.domain).await.unwrap();
    let refused = peer_states::pause(&hrm.app, &it.domain, Pause::Both).await;
    assert!(refused.unwrap_err().to_string().contains("suspended"));
    let unknown = peer_states::pause(&hrm.app, "nobody.example", Pause::Both).await;
    assert!(matches!(unknown, Err(meent::error::Error::NotFound)));
}

#[tokio::test]
async fn who_leaves_is_heard_and_what_was_said_stays() {
    let (hrm, it, alice, bob) = pair(&fake_clock()).await;
    let post = statuses::create(&it.app, &bob, draft("before"))
        .await
        .unwrap();
    settle(&[&it, &hrm]).await;
    assert!(
        meent::ap::departures::leave(&it.app, &hrm.domain)
            .await
            .unwrap()
    );
    settle(&[&hrm, &it]).await;
    assert_eq!(state(&it, &hrm).await, PeerState::Left);
    assert_eq!(state(&hrm, &it).await, PeerState::Left);
    assert_eq!(
        seen(&hrm, alice.account.id).await.0,
        1,
        "what came stays in sight"
    );
    let late = statuses::create(&it.app, &bob, draft("after"))
        .await
        .unwrap();
    settle(&[&it, &hrm]).await;
    assert!(hrm.status_by_uri(&late.row.uri).await.is_none());
    assert!(hrm.living(&post.row.uri).await.is_some());
    // A person of a peer cannot end it for their unit.
    peer_states::resume(&hrm.app, &it.domain).await.unwrap();
    let signer = meent::ap::network::signer(&bob.account).unwrap();
    let leave = serde_json::json!({
        "id": format!("{}#leave", bob.account.uri), "type": "Leave", "actor": bob.account.uri,
        "object": hrm.app.urls.instance_actor(),
    });
    let sent = Delivery::signed(&hrm, &signer, &leave).send(&hrm).await;
    assert_eq!(sent.as_u16(), 202);
    settle(&[&hrm]).await;
    assert_eq!(state(&hrm, &it).await, PeerState::Member);
}

/// The query for lanes that are due says of each state what its rule says.
#[tokio::test]
async fn the_rule_and_its_twin_in_sql_agree() {
    let clock = fake_clock();
    let (hrm, it) = (
        Unit::start("hrm", &clock).await,
        Unit::start("it", &clock).await,
    );
    hrm.joins(&it).await;
    let (alice, bob) = (hrm.person("alice").await, it.person("bob").await);
    it.follows(&bob, &format!("alice@{}", hrm.domain)).await;
    settle(&[&hrm, &it]).await;
    peer_states::pause(&hrm.app, &it.domain, Pause::Out)
        .await
        .unwrap();
    statuses::create(&hrm.app, &alice, draft("waits"))
        .await
        .unwrap();
    settle(&[&hrm, &it]).await;
    assert_eq!(hrm.waiting().await.0, 1);
    let id = peers::show(&hrm.app, &it.domain).await.unwrap().peer.id;
    for state in PeerState::ALL.iter().copied() {
        let now = hrm.app.now();
        let due = hrm
            .app
            .db
            .write(move |conn| {
                Box::pin(async move {
                    db::peers::set_state(conn, id, state, now).await?;
                    let next = db::deliveries::next_due(conn).await?;
                    let due = db::deliveries::due_peers(conn, now, 10).await?;
                    assert_eq!(next.is_some(), !due.is_empty());
                    Ok(!due.is_empty())
                })
            })
            .await
            .unwrap();
        assert_eq!(due, state.may_send_to(), "{state:?}");
    }
}
