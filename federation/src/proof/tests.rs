#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use proptest::prelude::*;

use super::*;

const KEY: &str = "https://server.example/users/alice#ed25519-key";
const SECRET: &str = "z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq";

fn now() -> DateTime<Utc> {
    "2023-02-24T23:36:38Z".parse().unwrap()
}

fn key() -> Ed25519PrivateKey {
    Ed25519PrivateKey::from_multibase(SECRET).unwrap()
}

fn keys() -> Vec<Multikey> {
    vec![Multikey {
        id: Url::parse(KEY).unwrap(),
        controller: Url::parse("https://server.example/users/alice").unwrap(),
        multibase: "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2".to_owned(),
    }]
}

/// The document of the FEP's test vector.
fn document() -> Value {
    json!({
        "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/data-integrity/v2"],
        "id": "https://server.example/activities/1",
        "type": "Create",
        "actor": "https://server.example/users/alice",
        "object": {
            "id": "https://server.example/objects/1",
            "type": "Note",
            "attributedTo": "https://server.example/users/alice",
            "content": "Hello world",
            "location": {"type": "Place", "longitude": -71.184902, "latitude": 25.273962}
        }
    })
}

fn signed(document: Value) -> Value {
    sign(document, &key(), &Url::parse(KEY).unwrap(), now()).unwrap()
}

fn outcome(document: &Value) -> Result<Url, ProofError> {
    verify(document, &keys(), now())
}

#[test]
fn the_vector_of_fep_8b32() {
    let signed = signed(document());
    assert_eq!(
        signed["proof"],
        json!({
            "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/data-integrity/v2"],
            "type": "DataIntegrityProof",
            "cryptosuite": "eddsa-jcs-2022",
            "verificationMethod": KEY,
            "proofPurpose": "assertionMethod",
            "proofValue": "z42ffGu6AUKPCFcFPiabmUvnGLPJzC7e4DGWC52NUasSSH37UMa9c58tdgVszUcZfytxa4fQ5TYHaJENCxUDe9SdL",
            "created": "2023-02-24T23:36:38Z"
        })
    );
    let owner = outcome(&signed).unwrap();
    assert_eq!(owner.as_str(), "https://server.example/users/alice");
    assert_eq!(verification_method(&signed).unwrap().as_str(), KEY);
}

#[test]
fn what_travels_with_a_document_does_not_break_its_proof() {
    let good = signed(document());
    let reparsed = crate::vocab::parse(&serde_json::to_vec_pretty(&good).unwrap()).unwrap();
    assert!(outcome(&reparsed).is_ok());
    let mut wider = good.clone();
    wider["signature"] = json!({"type": "RsaSignature2017"});
    wider["@context"]
        .as_array_mut()
        .unwrap()
        .push(json!({"toot": "http://joinmastodon.org/ns#"}));
    assert!(outcome(&wider).is_ok());
    let mut list = good.clone();
    list["proof"] = json!([good["proof"]]);
    assert!(outcome(&list).is_ok());
    // Mitra puts no context into its proofs.
    let mut plain = document();
    plain.as_object_mut().unwrap().shift_remove("@context");
    let mut plain = signed(plain);
    assert!(plain["proof"].get("@context").is_none());
    assert!(outcome(&plain).is_ok());
    plain["@context"] = json!("https://www.w3.org/ns/activitystreams");
    assert_eq!(outcome(&plain), Err(ProofError::Invalid));
    // A proof made anew takes the place of the old one.
    assert_eq!(signed(good.clone()), good);
}

#[test]
fn every_change_breaks_the_proof() {
    let changes: [fn(&mut Value); 8] = [
        |it| it["object"]["content"] = json!("Goodbye"),
        |it| it["object"]["location"]["latitude"] = json!(25.27),
        |it| it["id"] = json!("https://server.example/activities/2"),
        |it| it["type"] = json!("Delete"),
        |it| it["to"] = json!(["https://www.w3.org/ns/activitystreams#Public"]),
        |it| it["proof"]["created"] = json!("2023-02-24T23:36:37Z"),
        |it| it["proof"]["nonce"] = json!("x"),
        |it| it["proof"]["proofValue"] = json!(multikey::encode_bytes(&[7; 64])),
    ];
    for change in changes {
        let mut document = signed(document());
        change(&mut document);
        assert_eq!(outcome(&document), Err(ProofError::Invalid), "{document}");
    }
}

#[test]
fn what_a_proof_says_of_itself_counts() {
    type Case = (fn(&mut Value), ProofError);
    let cases: [Case; 17] = [
        (|it| it["proof"] = Value::Null, ProofError::Missing),
        (|it| it["proof"] = json!("z42"), ProofError::NotOne),
        (|it| it["proof"] = json!([]), ProofError::NotOne),
        (
            |it| it["proof"] = json!([it["proof"], it["proof"]]),
            ProofError::NotOne,
        ),
        (
            |it| it["proof"]["type"] = json!("Ed25519Signature2020"),
            ProofError::Suite,
        ),
        (
            |it| it["proof"]["cryptosuite"] = json!("eddsa-rdfc-2022"),
            ProofError::Suite,
        ),
        (
            |it| it["proof"]["proofPurpose"] = json!("authentication"),
            ProofError::Property("proofPurpose"),
        ),
        (
            |it| it["proof"]["verificationMethod"] = json!(7),
            ProofError::Property("verificationMethod"),
        ),
        (
            |it| it["proof"]["created"] = json!("yesterday"),
            ProofError::Property("created"),
        ),
        (
            |it| it["proof"]["created"] = json!("2023-02-24T23:42:38Z"),
            ProofError::InFuture,
        ),
        (
            |it| it["proof"]["expires"] = json!("2023-02-24T23:36:38Z"),
            ProofError::Expired,
        ),
        (
            |it| it["proof"]["proofValue"] = json!("z6MkrJVnaZkeFzdQyMZu1cgjg7k1"),
            ProofError::Property("proofValue"),
        ),
        (
            |it| it["proof"]["proofValue"] = json!("u6MkrJVnaZkeFzdQyMZu1cgjg7k1"),
            ProofError::Property("proofValue"),
        ),
        (
            |it| it["@context"] = json!(["https://evil.example/ns"]),
            ProofError::Context,
        ),
        (
            |it| it["@context"] = json!("https://www.w3.org/ns/activitystreams"),
            ProofError::Context,
        ),
        (
            |it| it["actor"] = json!(["https://server.example/users/alice", "https://v.example/u"]),
            ProofError::NoOwner,
        ),
        (
            |it| it["actor"] = json!("https://server.example/users/bob"),
            ProofError::NotTheOwner,
        ),
    ];
    for (change, error) in cases {
        let mut document = signed(document());
        change(&mut document);
        assert_eq!(outcome(&document), Err(error), "{document}");
    }
}

#[test]
fn only_keys_of_the_owner_count() {
    let document = signed(document());
    assert_eq!(verify(&document, &[], now()), Err(ProofError::NotTheOwner));
    let change = |change: fn(&mut Multikey)| {
        let mut keys = keys();
        change(&mut keys[0]);
        verify(&document, &keys, now())
    };
    assert_eq!(
        change(|key| key.controller = Url::parse("https://server.example/users/bob").unwrap()),
        Err(ProofError::NotTheOwner)
    );
    assert_eq!(
        change(|key| key.id = Url::parse("https://server.example/users/alice#other").unwrap()),
        Err(ProofError::NotTheOwner)
    );
    let other = Ed25519PrivateKey::generate().unwrap().public_key().unwrap();
    let mut keys = keys();
    keys[0].multibase = other.to_multibase();
    assert_eq!(verify(&document, &keys, now()), Err(ProofError::Invalid));
    keys[0].multibase = "z6Mk".to_owned();
    assert!(matches!(
        verify(&document, &keys, now()),
        Err(ProofError::Key(_))
    ));
}

#[test]
fn a_key_on_another_server_never_speaks_for_an_actor() {
    let method = Url::parse("https://evil.example/keys#1").unwrap();
    let document = sign(document(), &key(), &method, now()).unwrap();
    let mut keys = keys();
    keys[0].id = method;
    assert_eq!(
        verify(&document, &keys, now()),
        Err(ProofError::NotTheOwner)
    );
}

#[test]
fn objects_are_signed_by_their_author() {
    let note = signed(document()["object"].clone());
    assert!(outcome(&note).is_ok());
    let mut stolen = note;
    stolen["attributedTo"] = json!("https://server.example/users/bob");
    assert_eq!(outcome(&stolen), Err(ProofError::NotTheOwner));
    assert_eq!(
        outcome(&signed(json!({"id": "https://server.example/x"}))),
        Err(ProofError::NoOwner)
    );
    assert_eq!(
        sign(json!([]), &key(), &Url::parse(KEY).unwrap(), now()),
        Err(ProofError::NotOne)
    );
}

proptest! {
    #[test]
    fn what_is_signed_is_verified_and_nothing_else(content: String, other: String, number: f64) {
        prop_assume!(number.is_finite());
        let mut document = document();
        document["object"]["content"] = json!(content);
        document["object"]["n"] = json!(number);
        let mut document = signed(document);
        prop_assert!(outcome(&document).is_ok());
        document["object"]["content"] = json!(other);
        prop_assert_eq!(outcome(&document).is_ok(), content == other);
    }
}
