//! The workers as they run: woken by hints, side by side, stopped in the middle.

use std::future::Future;
use std::time::Duration;

use meent::domain::time::Clock;
use meent::domain::*;
use meent::service::drafts::Draft;
use meent::service::{peers, statuses};
use meent::{db, worker};
use serde_json::json;

use super::support::*;

fn draft(text: &str) -> Draft {
    Draft {
        text: text.to_owned(),
        visibility: Some(Visibility::Public),
        ..Draft::default()
    }
}

/// Lets everything else run until `done`, at most so long.
async fn until<F: Future<Output = bool>>(what: &str, limit: Duration, done: impl Fn() -> F) {
    let wait = async {
        while !done().await {
            tokio::task::yield_now().await;
        }
    };
    assert!(tokio::time::timeout(limit, wait).await.is_ok(), "{what}");
}

#[tokio::test]
async fn hints_carry_a_post_to_another_unit_and_a_silent_peer_holds_up_nobody() {
    let (hrm, it, _alice, bob) = pair(&Clock::System).await;
    // A follower on a server that takes requests and never answers.
    let silent = Hostile::start("silent").await;
    silent.serve_actor("mute");
    silent.serve(STALL, json!({}));
    peers::add(&it.app, &silent.domain).await.unwrap();
    let mute = meent::ap::resolve::refresh(&it.app, &silent.actor("mute"))
        .await
        .unwrap();
    let follow = db::follows::FollowRow {
        id: FollowId(it.app.next_id()),
        account_id: mute.id,
        target_id: bob.account.id,
        state: FollowState::Accepted,
        uri: silent.url("/f"),
        show_reblogs: true,
        notify: false,
        created_at: it.app.now(),
    };
    it.app
        .db
        .write(move |conn| Box::pin(async move { db::follows::insert(conn, &follow).await }))
        .await
        .unwrap();

    let running = [worker::start(&hrm.app), worker::start(&it.app)];
    for number in 0..3 {
        let post = statuses::create(&it.app, &bob, draft(&format!("post {number}")))
            .await
            .unwrap();
        until("it arrives", Duration::from_secs(5), || async {
            hrm.living(&post.row.uri).await.is_some()
        })
        .await;
    }
    // The silent peer was asked once, and is still being waited for.
    let asked = silent
        .requests()
        .iter()
        .filter(|path| path.ends_with("/inbox"))
        .count();
    assert_eq!(asked, 1);
    assert_eq!(posts_waiting(&it, &silent.domain).await, 3);
    for workers in running {
        workers.stop().await;
    }
    // What could not be sent is still there for the next start, in a lane that waits for its turn.
    assert_eq!(posts_waiting(&it, &silent.domain).await, 3);
}

/// Posts that wait for a peer; what the unit says of itself beside them does not count.
async fn posts_waiting(unit: &Unit, peer: &str) -> usize {
    let mut conn = unit.app.db.read().await.unwrap();
    let peer = db::peers::by_authority(&mut conn, peer)
        .await
        .unwrap()
        .unwrap();
    let waiting = db::deliveries::head(&mut conn, peer.id, 20).await.unwrap();
    waiting
        .iter()
        .filter(|due| due.body.contains("\"type\":\"Create\""))
        .count()
}
