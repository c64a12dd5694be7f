//! What people of two units do to each other arrives, once, and is taken back when they take it back.

use meent::db;
use meent::domain::*;
use meent::service::drafts::Draft;
use meent::service::{boosts, follows, marks, peer_states, relations, statuses};

use super::support::*;

fn draft(text: &str) -> Draft {
    Draft {
        text: text.to_owned(),
        visibility: Some(Visibility::Public),
        ..Draft::default()
    }
}

async fn pair() -> (Unit, Unit) {
    let clock = fake_clock();
    let (hrm, it) = (
        Unit::start("hrm", &clock).await,
        Unit::start("it", &clock).await,
    );
    hrm.joins(&it).await;
    (hrm, it)
}

#[tokio::test]
async fn a_followed_persons_posts_arrive_change_and_go() {
    let (hrm, it) = pair().await;
    let (alice, bob) = (hrm.person("alice").await, it.person("bob").await);
    let remote_bob = hrm.follows(&alice, &format!("bob@{}", it.domain)).await;
    settle(&[&hrm, &it]).await;
    let mut conn = hrm.app.db.read().await.unwrap();
    let follow = db::follows::find(&mut conn, alice.account.id, remote_bob.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(follow.state, FollowState::Accepted);
    drop(conn);

    let post = statuses::create(&it.app, &bob, draft("Lunch at **noon**"))
        .await
        .unwrap();
    settle(&[&it, &hrm]).await;
    let copy = hrm.living(&post.row.uri).await.unwrap();
    assert_eq!(copy.account_id, remote_bob.id);
    assert_eq!(copy.visibility, Visibility::Public);
    assert_eq!(copy.created_at, post.row.created_at);
    assert_eq!(copy.content, post.row.content);

    it.app.clock.advance_millis(60_000);
    statuses::edit(&it.app, &bob, post.row.id, draft("Lunch at one"))
        .await
        .unwrap();
    settle(&[&it, &hrm]).await;
    let edited = hrm.living(&post.row.uri).await.unwrap();
    assert!(edited.content.contains("one") && edited.edited_at.is_some());

    statuses::delete(&it.app, &bob, post.row.id).await.unwrap();
    settle(&[&it, &hrm]).await;
    let gone = hrm.status_by_uri(&post.row.uri).await.unwrap();
    assert!(gone.deleted_at.is_some() && gone.content.is_empty());
    assert_eq!((hrm.waiting().await, it.waiting().await), ((0, 0), (0, 0)));
}

#[tokio::test]
async fn favourites_and_boosts_are_counted_at_home_and_taken_back() {
    let (hrm, it) = pair().await;
    let (alice, bob) = (hrm.person("alice").await, it.person("bob").await);
    hrm.follows(&alice, &format!("bob@{}", it.domain)).await;
    settle(&[&hrm, &it]).await;
    let post = statuses::create(&it.app, &bob, draft("Hello"))
        .await
        .unwrap();
    settle(&[&it, &hrm]).await;
    let copy = hrm.living(&post.row.uri).await.unwrap();

    marks::favourite(&hrm.app, &alice, copy.id).await.unwrap();
    boosts::reblog(&hrm.app, &alice, copy.id).await.unwrap();
    settle(&[&hrm, &it]).await;
    let at_home = it.living(&post.row.uri).await.unwrap();
    assert_eq!((at_home.favourites_count, at_home.reblogs_count), (1, 1));

    marks::unfavourite(&hrm.app, &alice, copy.id).await.unwrap();
    boosts::unreblog(&hrm.app, &alice, copy.id).await.unwrap();
    settle(&[&hrm, &it]).await;
    let at_home = it.living(&post.row.uri).await.unwrap();
    assert_eq!((at_home.favourites_count, at_home.reblogs_count), (0, 0));
}

#[tokio::test]
async fn replies_and_mentions_cross_over() {
    let (hrm, it) = pair().await;
    let (alice, bob) = (hrm.person("alice").await, it.person("bob").await);
    let text = format!("@bob@{} can you look at my laptop?", it.domain);
    meent::ap::resolve::find_mentioned(&hrm.app, &text, Default::default()).await;
    let question = Draft {
        visibility: Some(Visibility::Direct),
        ..draft(&text)
    };
    let question = statuses::create(&hrm.app, &alice, question).await.unwrap();
    settle(&[&hrm, &it]).await;
    let copy = it.living(&question.row.uri).await.unwrap();
    assert_eq!(copy.visibility, Visibility::Direct);

    let reply = Draft {
        in_reply_to: Some(copy.id),
        visibility: Some(Visibility::Direct),
        ..draft(&format!("@alice@{} on my way", hrm.domain))
    };
    let reply = statuses::create(&it.app, &bob, reply).await.unwrap();
    settle(&[&it, &hrm]).await;
    let back = hrm.living(&reply.row.uri).await.unwrap();
    assert_eq!(back.in_reply_to_id, Some(question.row.id));
    assert_eq!(back.thread_id, question.row.thread_id);
}

#[tokio::test]
async fn what_is_not_for_others_never_leaves() {
    let (hrm, it) = pair().await;
    let (alice, bob) = (hrm.person("alice").await, it.person("bob").await);
    hrm.follows(&alice, &format!("bob@{}", it.domain)).await;
    settle(&[&hrm, &it]).await;
    let unit_only = Draft {
        local_only: Some(true),
        ..draft("for this unit")
    };
    let unit_only = statuses::create(&it.app, &bob, unit_only).await.unwrap();
    let private = Draft {
        visibility: Some(Visibility::Private),
        ..draft("for my followers")
    };
    let private = statuses::create(&it.app, &bob, private).await.unwrap();
    settle(&[&it, &hrm]).await;
    assert!(hrm.status_by_uri(&unit_only.row.uri).await.is_none());
    let copy = hrm.living(&private.row.uri).await.unwrap();
    assert_eq!(copy.visibility, Visibility::Private);
    // A stranger of the same unit does not see what one follower was sent.
    let carol = hrm.person("carol").await;
    assert!(
        statuses::show(&hrm.app, Some(carol.account.id), copy.id)
            .await
            .is_err()
    );
    assert!(
        statuses::show(&hrm.app, Some(alice.account.id), copy.id)
            .await
            .is_ok()
    );

    follows::unfollow(&hrm.app, &alice, copy.account_id)
        .await
        .unwrap();
    settle(&[&hrm, &it]).await;
    let later = Draft {
        visibility: Some(Visibility::Private),
        ..draft("after she left")
    };
    let later = statuses::create(&it.app, &bob, later).await.unwrap();
    settle(&[&it, &hrm]).await;
    assert!(hrm.status_by_uri(&later.row.uri).await.is_none());
}

#[tokio::test]
async fn a_block_ends_the_follow_at_both_ends() {
    let (hrm, it) = pair().await;
    let (alice, bob) = (hrm.person("alice").await, it.person("bob").await);
    let remote_bob = hrm.follows(&alice, &format!("bob@{}", it.domain)).await;
    settle(&[&hrm, &it]).await;
    let remote_alice = it.finds(&format!("alice@{}", hrm.domain)).await;
    relations::block(&it.app, &bob, remote_alice.id)
        .await
        .unwrap();
    settle(&[&it, &hrm]).await;
    let mut conn = hrm.app.db.read().await.unwrap();
    let follow = db::follows::find(&mut conn, alice.account.id, remote_bob.id)
        .await
        .unwrap();
    assert!(follow.is_none());
}

#[tokio::test]
async fn a_suspended_peer_gets_and_gives_nothing() {
    let (hrm, it) = pair().await;
    let (alice, bob) = (hrm.person("alice").await, it.person("bob").await);
    hrm.follows(&alice, &format!("bob@{}", it.domain)).await;
    settle(&[&hrm, &it]).await;
    peer_states::suspend(&hrm.app, &it.domain).await.unwrap();
    let post = statuses::create(&it.app, &bob, draft("Is anybody there?"))
        .await
        .unwrap();
    settle(&[&it, &hrm]).await;
    assert!(hrm.status_by_uri(&post.row.uri).await.is_none());
    let refused = handle::Handle::parse(&format!("bob@{}", it.domain)).unwrap();
    let asked = meent::ap::resolve::refresh(&hrm.app, &bob.account.uri).await;
    assert!(asked.is_err(), "{refused}");
}
