//! Peers that are away, items that are broken: everything else goes on, and order is kept.

use meent::db;
use meent::domain::*;
use meent::service::drafts::Draft;
use meent::service::statuses;
use meent::worker;

use super::support::*;

fn draft(text: String) -> Draft {
    Draft {
        text,
        visibility: Some(Visibility::Public),
        ..Draft::default()
    }
}

#[tokio::test]
async fn a_peer_that_was_away_for_an_hour_gets_everything_in_order() {
    let clock = fake_clock();
    let mut hrm = Unit::start("hrm", &clock).await;
    let it = Unit::start("it", &clock).await;
    hrm.joins(&it).await;
    let (alice, bob) = (hrm.person("alice").await, it.person("bob").await);
    let remote_bob = hrm.follows(&alice, &format!("bob@{}", it.domain)).await;
    settle(&[&hrm, &it]).await;

    hrm.go_offline();
    let mut uris = Vec::new();
    let mut probes = 0;
    for minute in 0..60 {
        if minute % 6 == 0 {
            let post = statuses::create(&it.app, &bob, draft(format!("minute {minute}")))
                .await
                .unwrap();
            if minute == 12 {
                clock.advance_millis(1);
                statuses::edit(&it.app, &bob, post.row.id, draft("edited".to_owned()))
                    .await
                    .unwrap();
            }
            uris.push(post.row.uri);
        }
        worker::drain(&it.app).await.unwrap();
        clock.advance_millis(60_000);
        let mut conn = it.app.db.read().await.unwrap();
        let peer = db::peers::by_authority(&mut conn, &hrm.domain)
            .await
            .unwrap()
            .unwrap();
        probes = peer.failures;
        assert!(peer.parked_at.is_none());
    }
    // One probe a step of the backoff, not one a minute or one a post.
    assert!((5..=10).contains(&probes), "{probes}");
    assert_eq!(it.waiting().await.0, 11);

    hrm.go_online().await;
    // The longest wait between two probes is an hour, and a fifth of chance.
    clock.advance_millis(2 * 3_600_000);
    settle(&[&it, &hrm]).await;
    assert_eq!(it.waiting().await.0, 0);
    let mut conn = hrm.app.db.read().await.unwrap();
    let kept = db::statuses::ids_of_account(&mut conn, remote_bob.id, 100)
        .await
        .unwrap();
    assert_eq!(kept.len(), uris.len());
    let edited = db::statuses::by_uri(&mut conn, &uris[2])
        .await
        .unwrap()
        .unwrap();
    assert!(edited.content.contains("edited"));
}

#[tokio::test]
async fn a_broken_event_does_not_stop_those_behind_it() {
    let (hrm, it, _alice, bob) = pair(&fake_clock()).await;
    let (id, now) = (it.app.next_id(), it.app.now());
    let missing = event::Outgoing::Create {
        status: StatusId(1),
    };
    it.app
        .db
        .write(move |conn| {
            Box::pin(async move { db::outbox::insert(conn, id, &missing, now).await })
        })
        .await
        .unwrap();
    let post = statuses::create(&it.app, &bob, draft("after it".to_owned()))
        .await
        .unwrap();
    settle(&[&it, &hrm]).await;
    assert!(hrm.living(&post.row.uri).await.is_some());
}

#[tokio::test]
async fn a_refused_item_is_put_aside_and_the_lane_goes_on() {
    let (hrm, it, _alice, bob) = pair(&fake_clock()).await;
    // What the other side cannot read, in front of what it can.
    let (activity, delivery, now, bob_id) = (
        it.app.next_id(),
        it.app.next_id(),
        it.app.now(),
        bob.account.id,
    );
    let (uri, inbox, domain) = (
        format!("{}/broken", bob.account.uri),
        format!("http://{}/inbox", hrm.domain),
        hrm.domain.clone(),
    );
    it.app
        .db
        .write(move |conn| {
            Box::pin(async move {
                let peer = db::peers::by_authority(conn, &domain).await?.unwrap();
                let row = db::activities::ActivityRow {
                    id: activity,
                    uri,
                    account_id: bob_id,
                    public: true,
                    body: "{}".to_owned(),
                    to_followers: false,
                    created_at: now,
                };
                db::activities::insert_once(conn, &row).await?;
                let row = db::deliveries::DeliveryRow {
                    id: delivery,
                    peer_id: peer.id,
                    inbox_url: inbox,
                    activity_id: activity,
                    attempts: 0,
                    first_attempt_at: None,
                    parked_at: None,
                    last_error: None,
                    created_at: now,
                };
                db::deliveries::insert(conn, &row).await
            })
        })
        .await
        .unwrap();
    let post = statuses::create(&it.app, &bob, draft("behind it".to_owned()))
        .await
        .unwrap();
    settle(&[&it, &hrm]).await;
    assert!(hrm.living(&post.row.uri).await.is_some());
    let mut conn = it.app.db.read().await.unwrap();
    let peer = db::peers::by_authority(&mut conn, &hrm.domain)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        db::peers::queue(&mut conn, peer.id).await.unwrap().parked,
        1
    );
}
