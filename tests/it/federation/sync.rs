//! Who follows whom is agreed on again after one side has lost its memory.

use axum::http::{HeaderValue, StatusCode, header};
use meent::db;
use meent::domain::*;
use meent::service::auth::Person;
use meent::service::drafts::Draft;
use meent::service::{follows, peers, statuses};
use meent_federation::signature::{Form, sign_get, sign_post_with};
use meent_federation::synchronization::{SetDigest, Synchronization};
use serde_json::{Value, json};
use tower::ServiceExt;
use url::Url;

use super::support::*;

struct Rig {
    hrm: Unit,
    it: Unit,
    alice: Person,
    carol: Person,
    bob: Person,
    /// Bob as hrm knows him.
    there: AccountId,
}

/// Alice and carol of hrm follow bob of it.
async fn rig() -> Rig {
    let clock = fake_clock();
    let (hrm, it) = (
        Unit::start("hrm", &clock).await,
        Unit::start("it", &clock).await,
    );
    hrm.joins(&it).await;
    let (alice, carol) = (hrm.person("alice").await, hrm.person("carol").await);
    let bob = it.person("bob").await;
    let name = format!("bob@{}", it.domain);
    let there = hrm.follows(&alice, &name).await.id;
    hrm.follows(&carol, &name).await;
    settle(&[&hrm, &it]).await;
    Rig {
        hrm,
        it,
        alice,
        carol,
        bob,
        there,
    }
}

impl Rig {
    async fn posts(&self, visibility: Visibility) -> String {
        let draft = Draft {
            text: "for my followers".to_owned(),
            visibility: Some(visibility),
            ..Draft::default()
        };
        let post = statuses::create(&self.it.app, &self.bob, draft)
            .await
            .unwrap();
        settle(&[&self.it, &self.hrm]).await;
        post.row.uri
    }

    async fn follow_here(&self, who: &Person) -> Option<FollowState> {
        find(&self.hrm, who.account.id, self.there).await
    }

    async fn follow_there(&self, who: &Person) -> Option<FollowState> {
        let row = self
            .it
            .finds(&format!("{}@{}", who.account.username, self.hrm.domain))
            .await;
        find(&self.it, row.id, self.bob.account.id).await
    }
}

async fn find(unit: &Unit, account: AccountId, target: AccountId) -> Option<FollowState> {
    let mut conn = unit.app.db.read().await.unwrap();
    let found = db::follows::find(&mut conn, account, target).await.unwrap();
    found.map(|follow| follow.state)
}

/// Loses a follow without telling anybody, as a restored backup does.
async fn forget(unit: &Unit, account: AccountId, target: AccountId) {
    follows::receive_unfollow(&unit.app, account, target)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_follow_that_the_other_side_has_forgotten_ends_here() {
    let rig = rig().await;
    let alice = rig.it.finds(&format!("alice@{}", rig.hrm.domain)).await;
    forget(&rig.it, alice.id, rig.bob.account.id).await;
    rig.posts(Visibility::Public).await;
    assert_eq!(
        rig.follow_here(&rig.alice).await,
        Some(FollowState::Accepted),
        "nothing said"
    );
    let post = rig.posts(Visibility::Private).await;
    assert_eq!(rig.follow_here(&rig.alice).await, None);
    assert_eq!(
        rig.follow_here(&rig.carol).await,
        Some(FollowState::Accepted)
    );
    let post = rig.hrm.living(&post).await.unwrap();
    assert!(
        statuses::show(&rig.hrm.app, Some(rig.alice.account.id), post.id)
            .await
            .is_err()
    );
    assert!(
        statuses::show(&rig.hrm.app, Some(rig.carol.account.id), post.id)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn a_follow_that_is_forgotten_here_ends_there() {
    let rig = rig().await;
    forget(&rig.hrm, rig.alice.account.id, rig.there).await;
    assert_eq!(
        rig.follow_there(&rig.alice).await,
        Some(FollowState::Accepted)
    );
    rig.posts(Visibility::Private).await;
    settle(&[&rig.hrm, &rig.it]).await;
    assert_eq!(rig.follow_there(&rig.alice).await, None);
    assert_eq!(
        rig.follow_there(&rig.carol).await,
        Some(FollowState::Accepted)
    );
}

#[tokio::test]
async fn a_list_is_shown_to_the_server_whose_people_are_on_it() {
    let rig = rig().await;
    let peer = Hostile::start("peer").await;
    peer.serve_actor("reader");
    peers::add(&rig.it.app, &peer.domain).await.unwrap();
    let path = "/users/bob/followers_synchronization";
    let ask = async |signer: Option<&meent_federation::signature::Signer>| {
        let url = Url::parse(&format!("http://{}{path}", rig.it.domain)).unwrap();
        let mut request = axum::http::Request::builder()
            .uri(path)
            .body(axum::body::Body::empty())
            .unwrap();
        if let Some(signer) = signer {
            let now = rig.it.app.now().to_datetime();
            *request.headers_mut() = sign_get(signer, &url, now, Form::Cavage).unwrap();
        }
        let kind = HeaderValue::from_static("application/activity+json");
        request.headers_mut().insert(header::ACCEPT, kind);
        let response = rig.it.router().oneshot(request).await.unwrap();
        let status = response.status();
        let body = axum::body::to_bytes(response.into_body(), 1 << 20)
            .await
            .unwrap();
        (
            status,
            serde_json::from_slice::<Value>(&body).unwrap_or_default(),
        )
    };
    assert_eq!(ask(None).await.0, StatusCode::UNAUTHORIZED);
    let (status, others) = ask(Some(&peer.signer("reader"))).await;
    assert_eq!(
        (status, &others["orderedItems"]),
        (StatusCode::OK, &json!([]))
    );
    let unit = meent::service::unit::actor(&rig.hrm.app).await.unwrap();
    let signer = meent::ap::network::signer(&unit).unwrap();
    let (_, own) = ask(Some(&signer)).await;
    let both = [&rig.alice.account.uri, &rig.carol.account.uri];
    assert_eq!(own["orderedItems"], json!(both));
}

#[tokio::test]
async fn half_a_list_and_the_lists_of_others_change_nothing() {
    let clock = fake_clock();
    let hrm = Unit::start("hrm", &clock).await;
    let alice = hrm.person("alice").await;
    let hostile = Hostile::start("evil").await;
    for name in ["mallory", "victim"] {
        hostile.serve_actor(name);
    }
    peers::add(&hrm.app, &hostile.domain).await.unwrap();
    let victim = meent::ap::resolve::refresh(&hrm.app, &hostile.actor("victim"))
        .await
        .unwrap();
    let mallory = meent::ap::resolve::refresh(&hrm.app, &hostile.actor("mallory"))
        .await
        .unwrap();
    for target in [&victim, &mallory] {
        follows::follow(&hrm.app, &alice, target.id, None, None)
            .await
            .unwrap();
        let follow = {
            let mut conn = hrm.app.db.read().await.unwrap();
            db::follows::find(&mut conn, alice.account.id, target.id)
                .await
                .unwrap()
                .unwrap()
        };
        follows::receive_answer(&hrm.app, target, &follow.uri, None, true)
            .await
            .unwrap();
    }
    hostile.serve(STATUS, json!(202));
    settle(&[&hrm]).await;
    let list = |ids: Value| json!({"id": hostile.url("/list"), "type": "OrderedCollection", "orderedItems": ids});
    let said = |owner: &str, ids: &[&str]| Synchronization {
        collection: Url::parse(&format!("{}/followers", hostile.actor(owner))).unwrap(),
        url: Url::parse(&hostile.url("/list")).unwrap(),
        digest: SetDigest::of(ids.iter().copied()).to_string(),
    };
    let nobody = SetDigest::of([]).to_string();
    assert_ne!(
        nobody,
        SetDigest::of([alice.account.uri.as_str()]).to_string()
    );
    for (number, (what, headers, served, left)) in [
        (
            "of somebody else",
            said("victim", &[]),
            list(json!([])),
            true,
        ),
        (
            "another list than was counted",
            said("mallory", &["https://a.example/1"]),
            list(json!([])),
            true,
        ),
        (
            "what is no list",
            said("mallory", &[]),
            json!({"id": hostile.url("/list"), "type": "Note"}),
            true,
        ),
        (
            "elsewhere",
            Synchronization {
                url: Url::parse("http://other.localhost:1/list").unwrap(),
                ..said("mallory", &[])
            },
            list(json!([])),
            true,
        ),
        ("its own", said("mallory", &[]), list(json!([])), false),
    ]
    .into_iter()
    .enumerate()
    {
        hostile.serve("/list", served);
        let number = u32::try_from(number).unwrap() + 1;
        let body = hostile
            .create("mallory", number, "hello")
            .to_string()
            .into_bytes();
        let url = Url::parse(&format!("http://{}/inbox", hrm.domain)).unwrap();
        let delivery = Delivery {
            method: http_types::Method::POST,
            path: "/inbox".to_owned(),
            headers: sign_post_with(
                &hostile.signer("mallory"),
                &url,
                &body,
                &headers.to_headers().unwrap(),
                hrm.app.now().to_datetime(),
                Form::Cavage,
            )
            .unwrap(),
            body,
        };
        assert_eq!(delivery.send(&hrm).await, StatusCode::ACCEPTED, "{what}");
        settle(&[&hrm]).await;
        assert!(
            find(&hrm, alice.account.id, victim.id).await.is_some(),
            "{what}"
        );
        assert_eq!(
            find(&hrm, alice.account.id, mallory.id).await.is_some(),
            left,
            "{what}"
        );
        clock.advance_millis(120_000);
    }
}
