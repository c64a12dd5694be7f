//! Deliveries that come again or elsewhere, and RFC 9421.

use super::*;

#[tokio::test]
async fn b22_the_same_delivery_again() {
    let (row, rig) = (Row::new("B22"), rig().await);
    for (number, form) in [(3, Form::Cavage), (4, Form::Message)] {
        let mut note = rig.e.note("mallory", number, "markeragain");
        note["tag"] = json!([{"type": "Mention", "href": rig.actor("alice"), "name": "@alice"}]);
        let letter = Letter::signed(&rig, &rig.mallory(), &rig.e.create("mallory", &note), form);
        assert_eq!(letter.send(&rig).await.status, 202);
        rig.work().await;
        let before = (
            rig.uris(&rig.alice, "/api/v1/timelines/home").await,
            notices(&rig).await,
        );
        rig.s.advance(1);
        assert_eq!(
            letter.send(&rig).await.status,
            202,
            "a repeat is answered alike"
        );
        for seconds in [3600, 24 * 3600] {
            rig.s.advance(seconds);
            refused(&rig, &format!("after {seconds} s"), &letter).await;
        }
        // And signed anew, with the words changed: the id has been used.
        let mut changed = note.clone();
        changed["content"] = json!("markerforged");
        let mut create: Value = serde_json::from_slice(&letter.body).unwrap();
        create["object"] = changed;
        assert_eq!(
            Letter::signed(&rig, &rig.mallory(), &create, form)
                .send(&rig)
                .await
                .status,
            202
        );
        rig.work().await;
        assert_eq!(
            (
                rig.uris(&rig.alice, "/api/v1/timelines/home").await,
                notices(&rig).await
            ),
            before,
            "{form:?}"
        );
    }
    end(&rig, row).await;
}

#[tokio::test]
async fn b23_a_delivery_to_another_path() {
    let (row, rig) = (Row::new("B23"), rig().await);
    let paths = [
        "/inbox",
        "/users/alice/inbox",
        "/users/bob/inbox",
        "/actor/inbox",
    ];
    for form in FORMS {
        for signed_for in paths {
            for sent_to in paths.into_iter().filter(|path| *path != signed_for) {
                let mut letter = Letter::unsigned(&rig, forged(&rig).to_string());
                letter.target = signed_for.to_owned();
                let mut letter = letter.sign(&rig, &rig.mallory(), form);
                letter.target = sent_to.to_owned();
                refused(&rig, &format!("{signed_for} to {sent_to}"), &letter).await;
            }
        }
        let mut method = good(&rig, form);
        method.method = "PUT".to_owned();
        refused(&rig, "another method", &method).await;
    }
    end(&rig, row).await;
}

#[tokio::test]
async fn b27_the_rules_of_rfc_9421() {
    let (row, rig) = (Row::new("B27"), rig().await);
    let mallory = rig.mallory();
    let message = |covered: &[&str], parameters: &str| {
        good(&rig, Form::Message).message(&rig, &mallory, covered, parameters)
    };
    refused(
        &rig,
        "the digest uncovered",
        &message(&["@method", "@target-uri"], &created(&rig)),
    )
    .await;
    // A covered header that is not there, and components that read another message.
    for name in ["x-absent", "@status", "@unknown"] {
        refused(
            &rig,
            name,
            &message(
                &["@method", "@target-uri", "content-digest", name],
                &created(&rig),
            ),
        )
        .await;
    }
    // Labels that do not fit each other, or stand twice.
    let letter = message(&MESSAGE, &created(&rig));
    for (header, from, to) in [
        ("signature", "sig1=", "sig2="),
        ("signature-input", "sig1=", "sig2="),
        ("signature-input", "sig1=", "SIG1="),
        ("signature", "sig1=:", "sig1=\""),
        ("signature-input", "\"@method\"", "\"@method\";req"),
        ("signature-input", "\"@method\"", "\"@METHOD\""),
        (
            "signature-input",
            "\"content-digest\"",
            "\"content-digest\";bs",
        ),
    ] {
        let mut letter = letter.clone();
        letter.change(header, from, to);
        refused(&rig, to, &letter).await;
    }
    let mut twice = letter.clone();
    let (input, signature) = (
        twice.header("signature-input").to_owned(),
        twice.header("signature").to_owned(),
    );
    twice.set("signature-input", &format!("{input}, sig1=();created=1"));
    twice.set("signature", &format!("{signature}, sig1=:AAAA:"));
    refused(&rig, "one label twice", &twice).await;
    // Made for another server, for another scheme.
    let mut moved = Letter::unsigned(&rig, forged(&rig).to_string());
    moved.set("host", &rig.g.domain);
    let names = "(\"@method\" \"@authority\" \"@path\" \"content-digest\")";
    let input = format!("{names}{};keyid=\"{}\"", created(&rig), mallory.key_id);
    let text = format!(
        "\"@method\": POST\n\"@authority\": {}\n\"@path\": /inbox\n\"content-digest\": {}\n\"@signature-params\": {input}",
        rig.g.domain,
        moved.header("content-digest")
    );
    moved.set("signature-input", &format!("sig1={input}"));
    moved.set(
        "signature",
        &format!(
            "sig1=:{}:",
            STANDARD.encode(mallory.key.sign(text.as_bytes()).unwrap())
        ),
    );
    refused(&rig, "for G", &moved).await;
    moved.set("host", rig.domain());
    refused(&rig, "for G, moved", &moved).await;
    rig.nothing_of("rules of RFC 9421", "markerforged").await;
    // A tag and a nonce are the sender's own business, and the same ones may come again.
    for number in [4, 5] {
        let marker = format!("markernonce{number}");
        let create = rig
            .e
            .create("mallory", &rig.e.note("mallory", number, &marker));
        let parameters = format!("{};nonce=\"n\";tag=\"t\"", created(&rig));
        let letter = Letter::unsigned(&rig, create.to_string()).message(
            &rig,
            &mallory,
            &MESSAGE,
            &parameters,
        );
        assert_eq!(letter.send(&rig).await.status, 202);
        rig.something_of("a nonce", &marker).await;
    }
    // A foreign signature beside the sender's, as a proxy adds it.
    let create = rig
        .e
        .create("mallory", &rig.e.note("mallory", 6, "markerproxy"));
    let mut two = Letter::signed(&rig, &mallory, &create, Form::Message);
    let (input, signature) = (
        two.header("signature-input").to_owned(),
        two.header("signature").to_owned(),
    );
    two.set(
        "signature-input",
        &format!("{input}, proxy=(\"@path\");created=1;keyid=\"proxy\""),
    );
    two.set("signature", &format!("{signature}, proxy=:AAAA:"));
    assert_eq!(two.send(&rig).await.status, 202);
    rig.something_of("a second signature", "markerproxy").await;
    end(&rig, row).await;
}

#[tokio::test]
async fn b28_a_target_with_a_query_or_with_dots() {
    let (row, rig) = (Row::new("B28"), rig().await);
    for form in FORMS {
        for (signed_for, sent_to) in [
            ("/inbox", "/inbox?x=1"),
            ("/inbox?x=1", "/inbox?x=2"),
            ("/inbox?x=1", "/inbox?x=1"),
            ("/inbox", "/users/%2e%2e/inbox"),
            ("/inbox", "/%2e%2e/inbox"),
            ("/inbox", "/users/../inbox"),
            ("/inbox", "//inbox"),
            ("/inbox", "/inbox/"),
            ("/inbox", "/%69nbox"),
            ("/inbox", "/inbox;x"),
        ] {
            let mut letter = Letter::unsigned(&rig, forged(&rig).to_string());
            letter.target = signed_for.to_owned();
            let mut letter = letter.sign(&rig, &rig.mallory(), form);
            letter.target = sent_to.to_owned();
            refused(
                &rig,
                &format!("{form:?} {signed_for} as {sent_to}"),
                &letter,
            )
            .await;
        }
        // Reading with a query that was not signed: another page of somebody's outbox.
        let mut letter = Letter::get(&rig, "/users/alice/outbox?page=true", &rig.victim(), form);
        assert_eq!(letter.send(&rig).await.status, 200);
        letter.target = "/users/alice/outbox?page=true&max_id=1".to_owned();
        refused(&rig, "another page", &letter).await;
        letter.target = "/users/bob/outbox?page=true".to_owned();
        refused(&rig, "another person", &letter).await;
    }
    end(&rig, row).await;
}
