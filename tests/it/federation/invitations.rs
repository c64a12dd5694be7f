//! Units come together by invitation, and in no other way.

use axum::http::StatusCode;
use meent::ap::invitations::{accept, agreement, look};
use meent::domain::*;
use meent::error::Error;
use meent::service::{invitations, peer_states, peers};
use meent_federation::seal::seal;
use meent_federation::signature::{Form, PrivateKey, Signer, sign_post};
use serde_json::{Value, json};
use url::Url;

use super::support::*;

async fn pair() -> (Unit, Unit) {
    let clock = fake_clock();
    (
        Unit::start("hrm", &clock).await,
        Unit::start("it", &clock).await,
    )
}

async fn state(unit: &Unit, other: &str) -> Option<PeerState> {
    let report = peers::show(&unit.app, other).await.ok()?;
    Some(report.peer.state)
}

async fn link(unit: &Unit, host: Option<&str>) -> String {
    invitations::invite(&unit.app, host, 7).await.unwrap().link
}

/// A fingerprint as a unit shows its own.
async fn fingerprint(unit: &Unit) -> String {
    meent::ap::cards::own_fingerprint(&unit.app).await.unwrap()
}

#[tokio::test]
async fn an_accepted_invitation_makes_members_of_both() {
    let (hrm, it) = pair().await;
    it.person("olga").await;
    let link = link(&hrm, Some(&it.domain)).await;
    assert_eq!(state(&hrm, &it.domain).await, Some(PeerState::Invited));
    assert_eq!(state(&it, &hrm.domain).await, None);
    let offer = look(&it.app, &link).await.unwrap();
    assert_eq!(offer.card.authority, hrm.domain);
    assert_eq!(offer.fingerprint, fingerprint(&hrm).await);
    assert!(offer.card.software.starts_with("Meent "));
    assert_eq!(
        offer.exchange,
        ["posts", "profiles", "directory", "network"]
    );
    // Looking changes nothing, however often.
    look(&it.app, &link).await.unwrap();
    assert_eq!(state(&it, &hrm.domain).await, None);

    accept(&it.app, &link, Some(&offer.fingerprint.to_uppercase()))
        .await
        .unwrap();
    for (unit, other) in [(&hrm, &it), (&it, &hrm)] {
        let report = peers::show(&unit.app, &other.domain).await.unwrap();
        assert_eq!(report.peer.state, PeerState::Member);
        assert!(report.peer.software.starts_with("Meent "));
        let facts = peers::facts(&unit.app, report.peer.id).await.unwrap();
        let key = meent::ap::cards::fingerprint_of(&facts.public_key);
        assert_eq!(key, fingerprint(other).await);
        let text = facts.agreement.unwrap();
        let agreed = agreement(&text).unwrap();
        assert_eq!(
            (&agreed.invited_by, &agreed.accepted_by),
            (&hrm.domain, &it.domain)
        );
        assert!(agreed.holds);
        assert_eq!(agreed.fingerprint_of(&other.domain), Some(&key));
        // What was written down cannot be changed afterwards.
        let forged = text.replace("\"directory\"", "\"everything\"");
        assert!(forged != text && !agreement(&forged).unwrap().holds);
        assert!(
            !text.contains(link.rsplit('/').next().unwrap()),
            "the token is nowhere"
        );
    }
    // From now on both federate.
    let (alice, _) = (hrm.person("alice").await, it.person("bob").await);
    hrm.follows(&alice, &format!("bob@{}", it.domain)).await;
    settle(&[&hrm, &it]).await;
    // The answer may have been lost: the same unit may say so again, for an hour.
    accept(&it.app, &link, None).await.unwrap();
    hrm.app.clock.advance_millis(3_600_000);
    let late = accept(&it.app, &link, None).await;
    assert!(matches!(late, Err(Error::Gone)), "{late:?}");
}

/// Asserts that `unit` cannot accept, with a sentence that says why, and that neither side has changed.
async fn refused(unit: &Unit, hrm: &Unit, link: &str, words: &str) {
    let before = (
        state(unit, &hrm.domain).await,
        state(hrm, &unit.domain).await,
    );
    let error = accept(&unit.app, link, None).await.unwrap_err();
    let text = meent::ap::invitations::explain(&error);
    assert!(text.contains(words), "{text:?} lacks {words:?}");
    let after = (
        state(unit, &hrm.domain).await,
        state(hrm, &unit.domain).await,
    );
    assert_eq!(before, after, "{words}");
}

#[tokio::test]
async fn what_is_wrong_with_an_invitation_is_said_and_changes_nothing() {
    let clock = fake_clock();
    let hrm = Unit::start("hrm", &clock).await;
    let (it, fac) = (
        Unit::start("it", &clock).await,
        Unit::start("fac", &clock).await,
    );
    let good = link(&hrm, None).await;
    for (text, words) in [
        ("hello", "not the link"),
        (&format!("http://{}/", hrm.domain), "not the link"),
        (&good[..good.len() - 1], "does not know this invitation"),
    ] {
        refused(&it, &hrm, text, words).await;
    }
    refused(&hrm, &hrm, &good, "of this unit itself").await;
    let theirs = link(&hrm, Some(&fac.domain)).await;
    refused(&it, &hrm, &theirs, "for another unit").await;
    // Another key than the one that was shown.
    let wrong = accept(&it.app, &good, Some(&fingerprint(&fac).await))
        .await
        .unwrap_err();
    assert!(
        wrong.to_string().contains("not the one that was shown"),
        "{wrong}"
    );
    assert_eq!(state(&it, &hrm.domain).await, None);
    // Suspended on either side.
    peers::add(&it.app, &hrm.domain).await.unwrap();
    peer_states::suspend(&it.app, &hrm.domain).await.unwrap();
    refused(&it, &hrm, &good, "suspended by this unit").await;
    peers::remove(&it.app, &hrm.domain).await.unwrap();
    peers::add(&hrm.app, &it.domain).await.unwrap();
    peer_states::suspend(&hrm.app, &it.domain).await.unwrap();
    refused(&it, &hrm, &good, "suspended by this unit").await;
    peers::remove(&hrm.app, &it.domain).await.unwrap();
    // Used by another.
    accept(&fac.app, &good, None).await.unwrap();
    refused(&it, &hrm, &good, "has been used").await;
    // Too old.
    let old = link(&hrm, None).await;
    clock.advance_millis(7 * 24 * 3_600_000);
    refused(&it, &hrm, &old, "too old").await;
    // Out of reach.
    let mut hrm = hrm;
    let fresh = link(&hrm, None).await;
    hrm.go_offline();
    refused(&it, &hrm, &fresh, "not reached").await;
}

#[tokio::test]
async fn who_may_be_invited() {
    let (hrm, it) = pair().await;
    let invite = async |host: Option<&str>, days: u16| {
        let made = invitations::invite(&hrm.app, host, days).await;
        made.map(drop).map_err(|error| error.to_string())
    };
    assert!(
        invite(Some(&hrm.domain), 7)
            .await
            .unwrap_err()
            .contains("itself")
    );
    assert!(invite(Some("not a name"), 7).await.is_err());
    assert!(invite(None, 0).await.is_err() && invite(None, 1000).await.is_err());
    // A second link for the same unit ends the first.
    let first = link(&hrm, Some(&it.domain)).await;
    let second = link(&hrm, Some(&it.domain)).await;
    assert!(matches!(look(&it.app, &first).await, Err(Error::NotFound)));
    accept(&it.app, &second, None).await.unwrap();
    assert!(
        invite(Some(&it.domain), 7)
            .await
            .unwrap_err()
            .contains("already")
    );
    // Taking it back ends it too.
    let third = link(&hrm, Some("fac.example")).await;
    peers::remove(&hrm.app, "fac.example").await.unwrap();
    assert!(matches!(look(&it.app, &third).await, Err(Error::NotFound)));
}

/// An instance actor of the hostile server, with its key.
fn serve_unit(hostile: &Hostile, name: &str, key: &PrivateKey) -> Value {
    hostile.serve_actor_with(name, key);
    let mut document = hostile.documents.lock().unwrap()[&format!("/u/{name}")].clone();
    document["type"] = json!("Application");
    hostile.serve(&format!("/u/{name}"), document.clone());
    document
}

async fn post(unit: &Unit, link: &str, signer: &Signer, document: &Value) -> StatusCode {
    let url = Url::parse(link).unwrap();
    let body = document.to_string().into_bytes();
    let now = unit.app.now().to_datetime();
    let headers = sign_post(signer, &url, &body, now, Form::Cavage).unwrap();
    let delivery = Delivery {
        method: http_types::Method::POST,
        path: url.path().to_owned(),
        headers,
        body,
    };
    delivery.send(unit).await
}

#[tokio::test]
async fn a_stranger_gets_nothing_but_by_its_own_key_and_for_its_own_unit() {
    let hrm = Unit::start("hrm", &fake_clock()).await;
    let evil = Hostile::start("evil").await;
    let victim = Hostile::start("victim").await;
    let key = PrivateKey::generate().unwrap();
    let card = serve_unit(&evil, "unit", &key);
    let victims = serve_unit(&victim, "unit", &PrivateKey::generate().unwrap());
    let signer = Signer {
        key: key.clone(),
        ..evil.signer("unit")
    };
    let good = link(&hrm, None).await;
    let row = invitations::by_token(&hrm.app, good.rsplit('/').next().unwrap(), None)
        .await
        .unwrap();
    let invite = meent::ap::invitations::document(&hrm.app, &row)
        .await
        .unwrap();
    let acceptance = |card: &Value, invite: &Value| {
        seal(
            json!({"id": evil.url("/accept"), "type": "Accept", "actor": card, "object": invite}),
            &signer,
        )
        .unwrap()
    };
    // Without the token nobody is asked for a key.
    let made_up = good.replace(good.rsplit('/').next().unwrap(), "made-up");
    let document = acceptance(&card, &invite);
    assert_eq!(
        post(&hrm, &made_up, &signer, &document).await,
        StatusCode::NOT_FOUND
    );
    let theirs = link(&hrm, Some("it.example")).await;
    assert_eq!(
        post(&hrm, &theirs, &signer, &document).await,
        StatusCode::FORBIDDEN
    );
    assert!(evil.requests().is_empty());
    // In the name of another unit: signed by one's own key, or with the other's key id.
    let status = post(&hrm, &good, &signer, &acceptance(&victims, &invite)).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let borrowed = Signer {
        key_id: victim.signer("unit").key_id,
        key: key.clone(),
    };
    let status = post(&hrm, &good, &borrowed, &document).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    // An invitation that was never made, a changed one, none at all, and no seal.
    let mut changed = invite.clone();
    changed["exchange"] = json!(["everything"]);
    let mut other = invite.clone();
    other["id"] = json!(format!("{}#invitations/1", hrm.app.urls.instance_actor()));
    let mut unsealed = document.clone();
    unsealed.as_object_mut().unwrap().remove("seal");
    for (what, document) in [
        ("changed", acceptance(&card, &changed)),
        ("another", acceptance(&card, &other)),
        ("none", acceptance(&card, &Value::Null)),
        ("no seal", unsealed),
        (
            "no acceptance",
            seal(json!({"type": "Follow"}), &signer).unwrap(),
        ),
    ] {
        let status = post(&hrm, &good, &signer, &document).await;
        assert!(status.is_client_error(), "{what}: {status}");
    }
    assert_eq!(state(&hrm, &evil.domain).await, None);
    assert_eq!(state(&hrm, &victim.domain).await, None);
    // The token lets in nothing but the acceptance.
    evil.serve_actor_with("mallory", &key);
    let note = evil.create("mallory", 1, "hello");
    let sent = Delivery::signed(
        &hrm,
        &Signer {
            key,
            ..evil.signer("mallory")
        },
        &note,
    );
    assert_eq!(sent.send(&hrm).await, StatusCode::FORBIDDEN);
    // With everything in order other software may accept too.
    assert_eq!(post(&hrm, &good, &signer, &document).await, StatusCode::OK);
    assert_eq!(state(&hrm, &evil.domain).await, Some(PeerState::Member));
    assert_eq!(
        post(&hrm, &good, &signer, &document).await,
        StatusCode::OK,
        "the answer was lost"
    );
}

#[tokio::test]
async fn an_invitation_is_of_the_unit_whose_key_it_shows() {
    let it = Unit::start("it", &fake_clock()).await;
    let evil = Hostile::start("evil").await;
    let (key, other) = (
        PrivateKey::generate().unwrap(),
        PrivateKey::generate().unwrap(),
    );
    let card = serve_unit(&evil, "unit", &key);
    let path = "/peers/invitation/x";
    let invite = |card: &Value, id: String, ends: &str, key: &PrivateKey| {
        let signer = Signer {
            key: key.clone(),
            ..evil.signer("unit")
        };
        let document = json!({
            "id": id, "type": "Invite", "actor": card, "endTime": ends, "exchange": ["posts"],
        });
        seal(document, &signer).unwrap()
    };
    let id = || evil.url("/invite");
    let later = "2030-01-01T00:00:00Z";
    for (what, document) in [
        ("sealed by another key", invite(&card, id(), later, &other)),
        (
            "of another server",
            invite(&card, "https://hrm.example/i".to_owned(), later, &key),
        ),
        ("ended", invite(&card, id(), "2020-01-01T00:00:00Z", &key)),
        ("without an end", invite(&card, id(), "", &key)),
        ("of a person", {
            let mut person = card.clone();
            person["type"] = json!("Person");
            invite(&person, id(), later, &key)
        }),
        (
            "no invitation",
            json!({"id": id(), "type": "Note", "content": "x"}),
        ),
    ] {
        evil.serve(path, document);
        assert!(look(&it.app, &evil.url(path)).await.is_err(), "{what}");
    }
    // The card shows a key that the actor of the unit does not have.
    evil.serve(path, invite(&card, id(), later, &key));
    look(&it.app, &evil.url(path)).await.unwrap();
    serve_unit(&evil, "unit", &other);
    let error = look(&it.app, &evil.url(path)).await.unwrap_err();
    assert!(error.to_string().contains("key does not fit"), "{error}");
    assert_eq!(state(&it, &evil.domain).await, None);
}
