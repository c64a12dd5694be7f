//! The rules of the inbox's gate, each broken on its own in an otherwise good delivery.

use axum::http::{HeaderValue, Method, StatusCode};
use meent::service::{peer_states, peers};
use meent_federation::signature::{PrivateKey, Signer};
use serde_json::json;

use super::support::*;

struct Rig {
    unit: Unit,
    hostile: Hostile,
}

/// A unit where alice follows nobody, and a member peer with the actors mallory and victim.
async fn rig() -> Rig {
    let unit = Unit::start("hrm", &fake_clock()).await;
    unit.person("alice").await;
    let hostile = Hostile::start("evil").await;
    for name in ["mallory", "victim"] {
        hostile.serve_actor(name);
    }
    peers::add(&unit.app, &hostile.domain).await.unwrap();
    Rig { unit, hostile }
}

impl Rig {
    fn delivery(&self) -> Delivery {
        let document = self.hostile.create("mallory", 1, "hello");
        Delivery::signed(&self.unit, &self.hostile.signer("mallory"), &document)
    }

    /// Sends it, and asserts that it is refused and leaves nothing.
    async fn refused(&self, what: &str, delivery: Delivery) -> StatusCode {
        let status = delivery.send(&self.unit).await;
        assert!(status.is_client_error(), "{what}: {status}");
        assert_eq!(self.unit.waiting().await.1, 0, "{what}");
        status
    }
}

fn header(delivery: &Delivery, name: &str) -> String {
    delivery.headers[name].to_str().unwrap().to_owned()
}

fn set(delivery: &mut Delivery, name: &'static str, value: &str) {
    delivery
        .headers
        .insert(name, HeaderValue::from_str(value).unwrap());
}

#[tokio::test]
async fn a_good_delivery_is_taken_once() {
    let rig = rig().await;
    for _ in 0..3 {
        assert_eq!(rig.delivery().send(&rig.unit).await, StatusCode::ACCEPTED);
    }
    assert_eq!(rig.unit.waiting().await.1, 1);
    // The key was fetched once.
    let fetched = rig.hostile.requests();
    assert_eq!(
        fetched.iter().filter(|path| *path == "/u/mallory").count(),
        1
    );
}

#[tokio::test]
async fn the_same_activity_many_times_at_once_counts_once() {
    let rig = rig().await;
    assert_eq!(rig.delivery().send(&rig.unit).await, StatusCode::ACCEPTED);
    let sent = (0..50).map(|_| rig.delivery().send(&rig.unit));
    let answers = futures::future::join_all(sent).await;
    assert!(answers.iter().all(|status| *status == StatusCode::ACCEPTED));
    assert_eq!(rig.unit.waiting().await.1, 1);
}

#[tokio::test]
async fn spoilt_headers_are_refused() {
    let rig = rig().await;
    let mut unsigned = rig.delivery();
    unsigned.headers.remove("signature");
    rig.refused("no signature", unsigned).await;

    // What the signature does not cover, by leaving names out of the list it speaks of.
    for (what, from, to) in [
        (
            "only the digest",
            "(request-target) host date digest content-type",
            "digest",
        ),
        (
            "no host",
            "(request-target) host date",
            "(request-target) date",
        ),
        ("no date", "host date digest", "host digest"),
        ("no target", "\"(request-target) host", "\"host"),
    ] {
        let mut delivery = rig.delivery();
        let changed = header(&delivery, "signature").replace(from, to);
        set(&mut delivery, "signature", &changed);
        rig.refused(what, delivery).await;
    }

    for (what, name, value) in [
        (
            "another digest",
            "digest",
            "SHA-256=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
        ),
        ("sha-512 only", "digest", "SHA-512=AAAA"),
        ("md5", "digest", "md5=AAAA"),
        ("no date at all", "date", "yesterday"),
        ("another host", "host", "other.localhost"),
    ] {
        let mut delivery = rig.delivery();
        set(&mut delivery, name, value);
        rig.refused(what, delivery).await;
    }

    let mut two = rig.delivery();
    let same = two.headers["signature"].clone();
    two.headers.append("signature", same);
    rig.refused("two signatures", two).await;
    let mut two = rig.delivery();
    let same = two.headers["date"].clone();
    two.headers.append("date", same);
    rig.refused("two dates", two).await;

    for (what, from, to) in [
        ("no algorithm that is known", "rsa-sha256", "hmac-sha256"),
        ("none", "rsa-sha256", "none"),
        (
            "a repeated parameter",
            "algorithm=",
            "keyId=\"http://x.localhost/k\",algorithm=",
        ),
    ] {
        let mut delivery = rig.delivery();
        let changed = header(&delivery, "signature").replace(from, to);
        set(&mut delivery, "signature", &changed);
        rig.refused(what, delivery).await;
    }
}

#[tokio::test]
async fn another_body_path_or_method_is_refused() {
    let rig = rig().await;
    let mut body = rig.delivery();
    body.body = rig
        .hostile
        .create("mallory", 1, "changed")
        .to_string()
        .into_bytes();
    rig.refused("another body", body).await;
    for path in [
        "/users/alice/inbox",
        "/users/%2e%2e/inbox",
        "/%2e%2e/inbox",
        "/inbox?x=1",
    ] {
        let mut delivery = rig.delivery();
        delivery.path = path.to_owned();
        rig.refused(path, delivery).await;
    }
    let mut method = rig.delivery();
    method.method = Method::PUT;
    let status = method.send(&rig.unit).await;
    assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED);
    let mut long = rig.delivery();
    long.body = vec![b' '; meent::http::activitypub::MAX_BODY + 1];
    assert_eq!(
        rig.refused("too long", long).await,
        StatusCode::PAYLOAD_TOO_LARGE
    );
}

#[tokio::test]
async fn time_has_bounds_in_both_directions() {
    let rig = rig().await;
    for (what, minutes, good) in [
        ("two hours old", -120, false),
        ("half an hour old", -30, true),
        ("ten minutes ahead", 10, false),
        ("four minutes ahead", 4, true),
        ("ten years ahead", 60 * 24 * 3650, false),
    ] {
        let at = rig.unit.app.now().plus_seconds(minutes * 60).to_datetime();
        let document = rig.hostile.create("mallory", 1, "hello");
        let body = document.to_string().into_bytes();
        let url = url::Url::parse(&format!("http://{}/inbox", rig.unit.domain)).unwrap();
        let signer = rig.hostile.signer("mallory");
        let headers = meent_federation::signature::sign_post(
            &signer,
            &url,
            &body,
            at,
            meent_federation::signature::Form::Cavage,
        )
        .unwrap();
        let delivery = Delivery {
            headers,
            body,
            ..rig.delivery()
        };
        let status = delivery.send(&rig.unit).await;
        assert_eq!(status == StatusCode::ACCEPTED, good, "{what}: {status}");
    }
    // A good one that is sent again when it is old has lost its time.
    let old = rig.delivery();
    rig.unit.app.clock.advance_millis(25 * 3_600_000);
    let status = old.send(&rig.unit).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_key_speaks_for_its_owner_only() {
    let rig = rig().await;
    let mallory = rig.hostile.signer("mallory");
    let for_victim = rig.hostile.create("victim", 1, "I never said this");
    let status = rig
        .refused(
            "mallory for victim",
            Delivery::signed(&rig.unit, &mallory, &for_victim),
        )
        .await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);

    // A key that its actor does not list.
    let other = Signer {
        key_id: format!("{}#other-key", rig.hostile.actor("mallory")),
        ..rig.hostile.signer("mallory")
    };
    let document = rig.hostile.create("mallory", 1, "hello");
    rig.refused(
        "an unlisted key",
        Delivery::signed(&rig.unit, &other, &document),
    )
    .await;

    // Somebody else's key under mallory's name.
    let stolen = Signer {
        key: PrivateKey::generate().unwrap(),
        ..rig.hostile.signer("mallory")
    };
    rig.refused(
        "another key",
        Delivery::signed(&rig.unit, &stolen, &document),
    )
    .await;

    for (what, key_id) in [
        ("acct", "acct:victim@evil.localhost".to_owned()),
        ("no such actor", rig.hostile.url("/nobody#main-key")),
        (
            "not ours to sign for",
            format!("{}#main-key", rig.unit.app.urls.actor("alice")),
        ),
    ] {
        let odd = Signer {
            key_id,
            ..rig.hostile.signer("mallory")
        };
        rig.refused(what, Delivery::signed(&rig.unit, &odd, &document))
            .await;
    }
}

#[tokio::test]
async fn who_is_no_member_is_not_even_asked_for_a_key() {
    let rig = rig().await;
    let stranger = Hostile::start("stranger").await;
    stranger.serve_actor("mallory");
    let document = stranger.create("mallory", 1, "hello");
    let delivery = Delivery::signed(&rig.unit, &stranger.signer("mallory"), &document);
    let status = rig.refused("no member", delivery).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert!(stranger.requests().is_empty());

    peer_states::suspend(&rig.unit.app, &rig.hostile.domain)
        .await
        .unwrap();
    rig.refused("suspended", rig.delivery()).await;
    assert!(rig.hostile.requests().is_empty());
}

#[tokio::test]
async fn a_new_key_is_found_once_in_five_minutes() {
    let rig = rig().await;
    assert_eq!(rig.delivery().send(&rig.unit).await, StatusCode::ACCEPTED);
    let fresh = PrivateKey::generate().unwrap();
    rig.hostile.serve_actor_with("mallory", &fresh);
    let signer = Signer {
        key: fresh,
        ..rig.hostile.signer("mallory")
    };
    let document = rig.hostile.create("mallory", 2, "with my new key");
    let delivery = Delivery::signed(&rig.unit, &signer, &document);
    assert_eq!(delivery.send(&rig.unit).await, StatusCode::ACCEPTED);

    // The old key is of no use any more, and bad signatures cause no more look-ups.
    let before = rig.hostile.requests().len();
    for _ in 0..5 {
        assert_eq!(
            rig.delivery().send(&rig.unit).await,
            StatusCode::UNAUTHORIZED
        );
    }
    assert_eq!(rig.hostile.requests().len(), before);
}

#[tokio::test]
async fn a_key_that_cannot_be_fetched_now_is_no_refusal() {
    let rig = rig().await;
    let away = Hostile::start("away").await;
    peers::add(&rig.unit.app, &away.domain).await.unwrap();
    let document = away.create("mallory", 1, "hello");
    let delivery = Delivery::signed(&rig.unit, &away.signer("mallory"), &document);
    drop(away);
    let status = delivery.send(&rig.unit).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn the_end_of_an_unknown_actor_is_taken_note_of_without_looking() {
    let rig = rig().await;
    let actor = rig.hostile.actor("nobody");
    let document = json!({
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": format!("{actor}#delete"), "type": "Delete", "actor": actor, "object": actor,
    });
    let delivery = Delivery::signed(&rig.unit, &rig.hostile.signer("nobody"), &document);
    assert_eq!(delivery.send(&rig.unit).await, StatusCode::ACCEPTED);
    assert!(rig.hostile.requests().is_empty());
    assert_eq!(rig.unit.waiting().await.1, 0);
}

#[tokio::test]
async fn documents_that_mean_two_things_are_refused() {
    let rig = rig().await;
    let mallory = rig.hostile.signer("mallory");
    let good = rig.hostile.create("mallory", 1, "hello").to_string();
    let victim = rig.hostile.actor("victim");
    for (what, body) in [
        (
            "two actors",
            good.replacen('{', &format!("{{\"actor\":\"{victim}\","), 1),
        ),
        ("graph", good.replacen('{', "{\"@graph\":[],", 1)),
        ("no JSON", "hello".to_owned()),
        ("a list", format!("[{good}]")),
        ("nothing", String::new()),
    ] {
        let url = url::Url::parse(&format!("http://{}/inbox", rig.unit.domain)).unwrap();
        let now = rig.unit.app.now().to_datetime();
        let headers = meent_federation::signature::sign_post(
            &mallory,
            &url,
            body.as_bytes(),
            now,
            meent_federation::signature::Form::Cavage,
        )
        .unwrap();
        let delivery = Delivery {
            headers,
            body: body.into_bytes(),
            ..rig.delivery()
        };
        rig.refused(what, delivery).await;
    }
    for (what, field, value) in [
        ("an id elsewhere", "id", json!("https://victim.example/1")),
        (
            "an id of ours",
            "id",
            json!(format!("http://{}/x", rig.unit.domain)),
        ),
        (
            "an actor of ours",
            "actor",
            json!(rig.unit.app.urls.actor("alice")),
        ),
    ] {
        let mut document = rig.hostile.create("mallory", 1, "hello");
        document[field] = value;
        rig.refused(what, Delivery::signed(&rig.unit, &mallory, &document))
            .await;
    }
}
