//! Keys.

use super::*;

#[tokio::test]
async fn b12_a_key_that_its_actor_does_not_list() {
    let (row, rig) = (Row::new("B12"), rig().await);
    for fragment in ["#other-key", "", "/main-key", "?key=1"] {
        let signer = Signer {
            key_id: format!("{}{fragment}", rig.e.actor("mallory")),
            key: key(0),
        };
        for form in FORMS {
            refused(
                &rig,
                fragment,
                &Letter::signed(&rig, &signer, &forged(&rig), form),
            )
            .await;
        }
    }
    // A document of a key alone, whose owner does not name it.
    let lone = rig.e.url("/keys/1");
    let pem = key(0).public_key().unwrap().to_pem().unwrap();
    for owner in [rig.e.actor("nina"), rig.g.actor("victim")] {
        rig.e.serve("/keys/1", &json!({"@context": "https://w3id.org/security/v1", "id": lone, "type": "Key", "owner": owner, "publicKeyPem": pem}));
        let signer = Signer {
            key_id: lone.clone(),
            key: key(0),
        };
        for form in FORMS {
            let mut create = forged(&rig);
            create["actor"] = json!(owner);
            refused(
                &rig,
                "a lone key",
                &Letter::signed(&rig, &signer, &create, form),
            )
            .await;
        }
    }
    end(&rig, row).await;
}

#[tokio::test]
async fn b13_key_ids_that_are_no_urls_lead_away_or_are_shut_out() {
    let (row, rig) = (Row::new("B13"), rig().await);
    rig.e.redirect("/away", &rig.g.actor("victim"));
    rig.e.redirect("/u/gone", &rig.g.actor("victim"));
    let victim = rig.g.actor("victim");
    let odd = [
        format!("acct:victim@{}", rig.g.domain),
        "did:key:z6Mk".to_owned(),
        "victim".to_owned(),
        String::new(),
        format!("{}#main-key", rig.actor("alice")),
        rig.e.url("/away"),
        rig.e.url("/u/gone#main-key"),
        "https://stranger.example/u/x#main-key".to_owned(),
        "http://127.0.0.1/u#k".to_owned(),
    ];
    for key_id in odd {
        for actor in [&victim, &rig.e.actor("mallory")] {
            let mut create = forged(&rig);
            create["actor"] = json!(actor);
            for form in FORMS {
                let signer = Signer {
                    key_id: key_id.clone(),
                    key: key(0),
                };
                refused(&rig, &key_id, &Letter::signed(&rig, &signer, &create, form)).await;
            }
        }
    }
    assert!(
        rig.trap
            .requested()
            .iter()
            .all(|url| !url.contains("stranger"))
    );
    end(&rig, row).await;
    // A server that is shut out is not asked, and not believed.
    let rig = crate::security::support::rig().await;
    meent::service::peer_states::suspend(&rig.s.app, &rig.e.domain)
        .await
        .unwrap();
    rig.e.forget();
    for form in FORMS {
        assert_eq!(good(&rig, form).send(&rig).await.status, 403);
    }
    assert!(rig.e.asked().is_empty());
}

#[tokio::test]
async fn b26_keys_that_are_too_small_too_large_or_no_keys() {
    let (row, rig) = (Row::new("B26"), rig().await);
    let modulus = |bytes: usize| [vec![0xc5; bytes - 1], vec![0x0d]].concat();
    let (f4, one) = ([1, 0, 1], [1]);
    let elliptic = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEuaxoPmOU2PsLAK0H5peQYbcIjxEDJJ6MnTFklPZ6sYc5qzQ6tA0j+jPh51cmazKStcS32E+VXeld/XMT4eQWRg==";
    for (what, text) in [
        ("512 bits", rsa_pem(&modulus(64), &f4)),
        ("1024 bits", rsa_pem(&modulus(128), &f4)),
        ("16384 bits", rsa_pem(&modulus(2048), &f4)),
        ("exponent 1", rsa_pem(&modulus(256), &one)),
        ("exponent 2", rsa_pem(&modulus(256), &[2])),
        ("exponent 1, 512 bits", rsa_pem(&modulus(64), &one)),
        ("no modulus", rsa_pem(&[], &f4)),
        ("garbage", pem("PUBLIC KEY", "not base64 at all")),
        ("an elliptic curve", pem("PUBLIC KEY", elliptic)),
        ("a private key's label", pem("PRIVATE KEY", "AAAA")),
        ("a certificate", pem("CERTIFICATE", "AAAA")),
        ("nothing", String::new()),
    ] {
        let mut document = rig.e.actor_document("weak", &key(0));
        document["publicKey"]["publicKeyPem"] = json!(text);
        rig.e.serve("/u/weak", &document);
        rig.s.advance(600);
        let create = rig.e.create("weak", &rig.e.note("weak", 1, "markerforged"));
        let signer = rig.e.signer("weak", &key(0));
        let begin = std::time::Instant::now();
        let letter = Letter::signed(&rig, &signer, &create, Form::Cavage);
        refused(&rig, what, &letter).await;
        refused(
            &rig,
            what,
            &Letter::signed(&rig, &signer, &create, Form::Message),
        )
        .await;
        // With the exponent 1 everybody can sign.
        let text = format!(
            "(request-target): post /inbox\nhost: {}\ndate: {}\ndigest: {}",
            rig.domain(),
            letter.header("date"),
            letter.header("digest")
        );
        for length in [64, 256] {
            let mut made = letter.clone();
            let value = made.header("signature").to_owned();
            let (front, _) = value.rsplit_once("signature=").unwrap();
            made.set(
                "signature",
                &format!(
                    "{front}signature=\"{}\"",
                    STANDARD.encode(padded_hash(text.as_bytes(), length))
                ),
            );
            refused(&rig, what, &made).await;
        }
        assert!(
            begin.elapsed() < std::time::Duration::from_secs(2),
            "{what}: {:?}",
            begin.elapsed()
        );
    }
    end(&rig, row).await;
}
