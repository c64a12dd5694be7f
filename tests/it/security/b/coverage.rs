//! What is signed, and when.

use super::*;

#[tokio::test]
async fn b15_a_signature_over_the_digest_alone() {
    let (row, rig) = (Row::new("B15"), rig().await);
    for covered in [
        &["digest"][..],
        &["date"],
        &["content-type"],
        &["host"],
        &["(request-target)"],
        &["host", "date", "digest"],
        &["(request-target)", "date", "digest"],
        &["(request-target)", "host", "date"],
    ] {
        refused(
            &rig,
            &covered.join(" "),
            &good(&rig, Form::Cavage).cavage(&rig.mallory(), covered, &[]),
        )
        .await;
    }
    for covered in [
        &["content-digest"][..],
        &["@method"],
        &["@target-uri"],
        &["@method", "content-digest"],
        &["@target-uri", "content-digest"],
        &["@method", "@authority", "content-digest"],
        &["@method", "@path", "content-digest"],
        &[],
    ] {
        refused(
            &rig,
            &covered.join(" "),
            &good(&rig, Form::Message).message(&rig, &rig.mallory(), covered, &created(&rig)),
        )
        .await;
    }
    end(&rig, row).await;
}

#[tokio::test]
async fn b17_a_host_that_is_not_signed_or_not_ours() {
    let (row, rig) = (Row::new("B17"), rig().await);
    refused(
        &rig,
        "not covered",
        &good(&rig, Form::Cavage).cavage(
            &rig.mallory(),
            &["(request-target)", "date", "digest"],
            &[],
        ),
    )
    .await;
    refused(
        &rig,
        "not covered",
        &good(&rig, Form::Message).message(
            &rig,
            &rig.mallory(),
            &["@method", "@path", "content-digest"],
            &created(&rig),
        ),
    )
    .await;
    // What was signed for another server, under its name and under ours.
    let unsigned = |host: &str| {
        let mut letter = Letter::unsigned(&rig, forged(&rig).to_string());
        letter.set("host", host);
        letter
    };
    for host in [
        rig.g.domain.clone(),
        "s.example.".to_owned(),
        "s.example:8443".to_owned(),
        "s.example@g.example".to_owned(),
        "127.0.10.1".to_owned(),
        String::new(),
    ] {
        for form in FORMS {
            let letter = unsigned(&host).sign(&rig, &rig.mallory(), form);
            refused(&rig, &host, &letter).await;
            let mut moved = letter;
            moved.set("host", rig.domain());
            if form == Form::Cavage {
                refused(&rig, &format!("{host}, moved"), &moved).await;
            }
        }
    }
    end(&rig, row).await;
}

#[tokio::test]
async fn b18_no_time_that_is_signed() {
    let (row, rig) = (Row::new("B18"), rig().await);
    let mallory = rig.mallory();
    refused(
        &rig,
        "no date",
        &good(&rig, Form::Cavage).cavage(&mallory, &["(request-target)", "host", "digest"], &[]),
    )
    .await;
    // Given, and not signed; and signed under the name of another algorithm.
    let now = rig.now().timestamp().to_string();
    let more: &[(&str, &str)] = &[("created", &now)];
    refused(
        &rig,
        "created beside it",
        &good(&rig, Form::Cavage).cavage(&mallory, &["(request-target)", "host", "digest"], more),
    )
    .await;
    let with_rsa: &[(&str, &str)] = &[("algorithm", "rsa-sha256"), ("created", &now)];
    refused(
        &rig,
        "(created) with rsa-sha256",
        &good(&rig, Form::Cavage).cavage(
            &mallory,
            &["(request-target)", "host", "(created)", "digest"],
            with_rsa,
        ),
    )
    .await;
    refused(
        &rig,
        "no created",
        &good(&rig, Form::Message).message(&rig, &mallory, &MESSAGE, ""),
    )
    .await;
    rig.nothing_of("no time", "markerforged").await;
    let with_hs: &[(&str, &str)] = &[("algorithm", "hs2019"), ("created", &now)];
    let create = rig
        .e
        .create("mallory", &rig.e.note("mallory", 4, "markercreated"));
    let letter = Letter::unsigned(&rig, create.to_string()).cavage(
        &mallory,
        &["(request-target)", "host", "(created)", "digest"],
        with_hs,
    );
    assert_eq!(letter.send(&rig).await.status, 202);
    rig.something_of("(created) with hs2019", "markercreated")
        .await;
    end(&rig, row).await;
}

#[tokio::test]
async fn b20_dates_that_are_old_ahead_or_none() {
    let (row, rig) = (Row::new("B20"), rig().await);
    let dated = |text: &str, document: &Value| {
        let mut letter = Letter::unsigned(&rig, document.to_string());
        letter.set("date", text);
        letter.sign(&rig, &rig.mallory(), Form::Cavage)
    };
    let shifted = |minutes: i64| http_date(rig.now() + Duration::minutes(minutes));
    for text in [
        shifted(-120),
        shifted(-61),
        shifted(10),
        shifted(6),
        shifted(60 * 24 * 3650),
        "yesterday".to_owned(),
        String::new(),
        "0".to_owned(),
        rig.now().to_rfc3339(),
        rig.now().timestamp().to_string(),
    ] {
        refused(&rig, &text, &dated(&text, &forged(&rig))).await;
    }
    for minutes in [-120_i64, -61, 10, 6, 60 * 24 * 3650] {
        let created = format!(
            ";created={}",
            (rig.now() + Duration::minutes(minutes)).timestamp()
        );
        let letter = good(&rig, Form::Message).message(&rig, &rig.mallory(), &MESSAGE, &created);
        refused(&rig, &format!("created {minutes}"), &letter).await;
    }
    for created in [
        ";created=-1",
        ";created=99999999999999",
        ";created=\"now\"",
        ";created=1.5",
    ] {
        let letter = good(&rig, Form::Message).message(&rig, &rig.mallory(), &MESSAGE, created);
        refused(&rig, created, &letter).await;
    }
    let mut two = good(&rig, Form::Cavage);
    two.add("date", &shifted(0));
    refused(&rig, "two dates", &two).await;
    rig.nothing_of("bad dates", "markerforged").await;
    for (number, minutes) in [(3, -55), (4, 4)] {
        let marker = format!("markerdrift{number}");
        let create = rig
            .e
            .create("mallory", &rig.e.note("mallory", number, &marker));
        assert_eq!(
            dated(&shifted(minutes), &create).send(&rig).await.status,
            202,
            "{minutes}"
        );
        rig.something_of("a clock that is a little off", &marker)
            .await;
    }
    end(&rig, row).await;
}

#[tokio::test]
async fn b21_signatures_that_expired_or_last_for_ever() {
    let (row, rig) = (Row::new("B21"), rig().await);
    let now = rig.now().timestamp();
    let covered = [
        "(request-target)",
        "host",
        "(created)",
        "(expires)",
        "digest",
    ];
    let year = 365 * 24 * 3600;
    for (created_at, expires) in [
        (now, now - 1),
        (now - 100, now - 50),
        (now, now + 10 * year),
        (now + 600, now + 1200),
        (now - 2 * 3600, now + 600),
        (now, -1),
        (now, i64::MAX),
    ] {
        let more = [
            ("algorithm", "hs2019"),
            ("created", &created_at.to_string()),
            ("expires", &expires.to_string()),
        ];
        refused(
            &rig,
            &format!("{created_at} {expires}"),
            &good(&rig, Form::Cavage).cavage(&rig.mallory(), &covered, &more),
        )
        .await;
        let parameters = format!(";created={created_at};expires={expires}");
        refused(
            &rig,
            &parameters,
            &good(&rig, Form::Message).message(&rig, &rig.mallory(), &MESSAGE, &parameters),
        )
        .await;
    }
    rig.nothing_of("expired", "markerforged").await;
    let create = rig
        .e
        .create("mallory", &rig.e.note("mallory", 4, "markerexpires"));
    let parameters = format!(";created={now};expires={}", now + 300);
    let letter = Letter::unsigned(&rig, create.to_string()).message(
        &rig,
        &rig.mallory(),
        &MESSAGE,
        &parameters,
    );
    assert_eq!(letter.send(&rig).await.status, 202);
    rig.something_of("five minutes to live", "markerexpires")
        .await;
    end(&rig, row).await;
}
