//! What a signature looks like.

use super::*;

#[tokio::test]
async fn b1_no_signature() {
    let (row, rig) = (Row::new("B1"), rig().await);
    refused(
        &rig,
        "none",
        &Letter::unsigned(&rig, forged(&rig).to_string()),
    )
    .await;
    for form in FORMS {
        for value in [
            "",
            " ",
            "keyId",
            "sig1=::",
            "sig1=:AAAA:",
            "keyId=\"\",signature=\"\"",
        ] {
            let mut letter = good(&rig, form);
            letter.set("signature", value);
            refused(&rig, value, &letter).await;
        }
        let mut letter = good(&rig, form);
        letter.remove("signature");
        refused(&rig, "taken off", &letter).await;
        // Where it does not belong.
        let mut letter = good(&rig, form);
        let value = letter.header("signature").to_owned();
        letter.remove("signature");
        letter.set("authorization", &format!("Signature {value}"));
        refused(&rig, "as an Authorization", &letter).await;
    }
    let mut letter = good(&rig, Form::Message);
    letter.remove("signature-input");
    refused(&rig, "without its input", &letter).await;
    end(&rig, row).await;
}

#[tokio::test]
async fn b6_digests_of_other_kinds() {
    let (row, rig) = (Row::new("B6"), rig().await);
    let sign = |header: &str, value: &str| {
        let mut letter = Letter::unsigned(&rig, forged(&rig).to_string());
        letter.set(header, value);
        let form = if header == "digest" {
            Form::Cavage
        } else {
            Form::Message
        };
        letter.sign(&rig, &rig.mallory(), form)
    };
    let empty = STANDARD.encode(Sha256::digest(b""));
    for value in [
        format!("SHA-256={empty}"),
        "SHA-512=AAAA".to_owned(),
        "md5=AAAA".to_owned(),
        "SHA-256".to_owned(),
        "SHA-256=".to_owned(),
        "SHA-256=%%%".to_owned(),
        String::new(),
        format!("SHA-256 = {empty}"),
        "UNIXsum=30637".to_owned(),
    ] {
        refused(&rig, &value, &sign("digest", &value)).await;
    }
    for value in [
        format!("sha-256=:{empty}:"),
        "md5=:AAAA:".to_owned(),
        "sha-256=:AAAA:".to_owned(),
        "sha-256=AAAA".to_owned(),
        String::new(),
    ] {
        refused(&rig, &value, &sign("content-digest", &value)).await;
    }
    // One that fits beside one that does not.
    let body = forged(&rig).to_string();
    let right = STANDARD.encode(Sha256::digest(body.as_bytes()));
    let mut two = Letter::unsigned(&rig, body);
    two.set("digest", &format!("SHA-256={right},SHA-256={empty}"));
    refused(
        &rig,
        "two digests",
        &two.sign(&rig, &rig.mallory(), Form::Cavage),
    )
    .await;
    rig.nothing_of("bad digests", "markerforged").await;
    // The label in lower case is the same algorithm.
    let body = rig
        .e
        .create("mallory", &rig.e.note("mallory", 5, "markerlower"))
        .to_string();
    let mut lower = Letter::unsigned(&rig, body);
    let value = lower.header("digest").replace("SHA-256", "sha-256");
    lower.set("digest", &value);
    assert_eq!(
        lower
            .sign(&rig, &rig.mallory(), Form::Cavage)
            .send(&rig)
            .await
            .status,
        202
    );
    rig.something_of("a digest in lower case", "markerlower")
        .await;
    end(&rig, row).await;
}

#[tokio::test]
async fn b7_signatures_and_parameters_twice() {
    let (row, rig) = (Row::new("B7"), rig().await);
    for form in FORMS {
        for header in [
            "signature",
            "signature-input",
            "date",
            "host",
            "digest",
            "content-digest",
        ] {
            let mut letter = good(&rig, form);
            let value = letter.header(header).to_owned();
            letter.add(header, &value);
            if !value.is_empty() {
                refused(&rig, header, &letter).await;
            }
        }
    }
    for (from, to) in [
        (
            "keyId=",
            format!("keyId=\"{}#main-key\",keyId=", rig.g.actor("victim")),
        ),
        (
            "headers=",
            "headers=\"(request-target) host date digest\",headers=".to_owned(),
        ),
        ("signature=", "signature=\"AAAA\",signature=".to_owned()),
        ("algorithm=", "algorithm=\"hs2019\",algorithm=".to_owned()),
    ] {
        let mut letter = good(&rig, Form::Cavage);
        letter.change("signature", from, &to);
        refused(&rig, from, &letter).await;
    }
    let mut letter = good(&rig, Form::Message);
    letter.change(
        "signature-input",
        ";keyid=",
        &format!(";keyid=\"{}#main-key\";keyid=", rig.g.actor("victim")),
    );
    refused(&rig, "keyid twice", &letter).await;
    let mut letter = good(&rig, Form::Message);
    letter.change(
        "signature-input",
        "(\"@method\"",
        "(\"@method\" \"@method\"",
    );
    refused(&rig, "a component twice", &letter).await;
    end(&rig, row).await;
}

#[tokio::test]
async fn b8_a_signature_and_a_token() {
    let (row, rig) = (Row::new("B8"), rig().await);
    for form in FORMS {
        for token in ["Bearer x".to_owned(), format!("Bearer {}", rig.ada.token)] {
            // The token decides nothing at an inbox, whoever it belongs to.
            let mut bad = good(&rig, form);
            bad.body = forged(&rig)
                .to_string()
                .replace("markerforged", "markerforged ")
                .into_bytes();
            bad.add("authorization", &token);
            refused(&rig, "a token cannot mend a signature", &bad).await;
            let mut letter = Letter::signed(
                &rig,
                &rig.mallory(),
                &rig.e
                    .create("mallory", &rig.e.note("mallory", 7, "markerboth")),
                form,
            );
            letter.add("authorization", &token);
            assert_eq!(letter.send(&rig).await.status, 202);
        }
    }
    rig.something_of("a good signature beside a token", "markerboth")
        .await;
    end(&rig, row).await;
}

#[tokio::test]
async fn b11_algorithms_that_anybody_can_compute() {
    let (row, rig) = (Row::new("B11"), rig().await);
    let pem = key(0).public_key().unwrap().to_pem().unwrap();
    for algorithm in [
        "none",
        "hmac-sha256",
        "hs2019",
        "rsa-sha1",
        "rsa-md5",
        "ecdsa-sha256",
        "",
    ] {
        let letter =
            good(&rig, Form::Cavage).cavage(&rig.mallory(), &CAVAGE, &[("algorithm", algorithm)]);
        let text = format!(
            "(request-target): post /inbox\nhost: {}\ndate: {}\ndigest: {}",
            rig.domain(),
            letter.header("date"),
            letter.header("digest")
        );
        for (what, signature) in [
            (
                "an HMAC with the public key",
                hmac(pem.as_bytes(), text.as_bytes()),
            ),
            ("a bare hash", Sha256::digest(text.as_bytes()).to_vec()),
            ("nothing", Vec::new()),
        ] {
            let mut letter = letter.clone();
            let value = letter.header("signature").to_owned();
            let (front, _) = value.rsplit_once("signature=").unwrap();
            letter.set(
                "signature",
                &format!("{front}signature=\"{}\"", STANDARD.encode(signature)),
            );
            refused(&rig, &format!("{algorithm}: {what}"), &letter).await;
        }
        // A true signature under a wrong name is not read as something else.
        if !matches!(algorithm, "hs2019") {
            refused(&rig, algorithm, &letter).await;
        }
    }
    for algorithm in [
        "hmac-sha256",
        "none",
        "rsa-pss-sha512",
        "ecdsa-p256-sha256",
        "ed25519",
    ] {
        let parameters = format!("{};alg=\"{algorithm}\"", created(&rig));
        let letter = good(&rig, Form::Message).message(&rig, &rig.mallory(), &MESSAGE, &parameters);
        refused(&rig, algorithm, &letter).await;
    }
    end(&rig, row).await;
}
