//! The rows of the signature gate: every one names what is sent and what must come of it.

use super::{SignatureError as E, *};

pub(super) fn fails(name: &str, builder: Builder, expected: &E) {
    assert_eq!(builder.outcome().as_ref(), Err(expected), "{name}");
}

#[test]
fn controls_pass() {
    let later = now() + minutes(10);
    let all = ["(request-target)", "host", "date", "digest", "content-type"];
    for (name, builder) in [
        ("post", Builder::post()),
        ("post, content type covered", Builder::post().covering(&all)),
        ("get", Builder::get()),
        (
            "hs2019 with date",
            Builder::post().parameter("algorithm", "hs2019"),
        ),
        ("hs2019 with created", Builder::post().hs2019(now(), None)),
        (
            "hs2019 with created and expires",
            Builder::get().hs2019(now(), Some(later)),
        ),
        ("lower case digest label", {
            let digest = digest::digest_header(br#"{"type":"Follow"}"#).replace("SHA", "sha");
            Builder::post().header("digest", digest)
        }),
        ("two digests", {
            let digest = digest::digest_header(br#"{"type":"Follow"}"#);
            Builder::post().header("digest", format!("SHA-512=AAAA,{digest}"))
        }),
        (
            "our other name, with port",
            Builder::post().header("host", "s.localhost:8080"),
        ),
        (
            "host in capitals",
            Builder::post().header("host", "S.Example"),
        ),
        (
            "default port written out",
            Builder::post().header("host", "s.example:443"),
        ),
        (
            "bearer token beside the signature",
            Builder::get().also("authorization", "Bearer x"),
        ),
        ("signature in the authorization header too", {
            Builder::get().also("authorization", r#"Signature keyId="https://e.example/k""#)
        }),
        ("get with the digest of nothing", {
            Builder::get()
                .header("digest", digest::digest_header(b""))
                .covering(&["(request-target)", "host", "date", "digest"])
        }),
        (
            "almost an hour old",
            Builder::post().header("date", http_date(now() - minutes(59))),
        ),
        (
            "a little ahead",
            Builder::post().header("date", http_date(now() + minutes(4))),
        ),
        (
            "key id without fragment",
            Builder::post().parameter("keyId", "https://g.example/users/alice/main-key"),
        ),
        ("query", {
            let mut it = Builder::get();
            it.target = "/users/bob/outbox?page=2".to_owned();
            it
        }),
        ("query left out of the signature", {
            let mut it = Builder::get();
            it.target = "/users/bob/outbox?page=2".to_owned();
            it.signed_target = Some("/users/bob/outbox".to_owned());
            it
        }),
    ] {
        assert_eq!(builder.signed().outcome(), Ok(()), "{name}");
    }
    let no_algorithm = {
        let mut it = Builder::post();
        it.parameters.truncate(1);
        it.signed()
    };
    assert_eq!(no_algorithm.outcome(), Ok(()));
}

#[test]
fn unsigned_and_other_forms() {
    fails("no signature", Builder::post(), &E::Missing);
    fails(
        "only an authorization header",
        Builder::post().also("authorization", "Signature x"),
        &E::Missing,
    );
}

#[test]
fn what_must_be_covered() {
    for (covered, missing) in [
        (&["digest"][..], "(request-target)"),
        (&["host", "date", "digest"], "(request-target)"),
        (&["(request-target)", "date", "digest"], "host"),
        (&["(request-target)", "host", "digest"], "date"),
        (&["(request-target)", "host", "date"], "digest"),
    ] {
        fails(
            missing,
            Builder::post().covering(covered).signed(),
            &E::NotCovered(missing),
        );
    }
    let created_only_as_parameter = {
        let mut it = Builder::get().hs2019(now(), None);
        it.covered.retain(|name| *name != "(created)");
        it.signed()
    };
    fails(
        "created not signed",
        created_only_as_parameter,
        &E::NotCovered("date"),
    );
    let mut get_with_body = Builder::get();
    get_with_body.body = Some(b"x");
    fails(
        "get with a body",
        get_with_body.signed(),
        &E::NotCovered("digest"),
    );
    let delete = {
        let mut it = Builder::get();
        it.method = Method::DELETE;
        it.signed()
    };
    fails("other methods", delete, &E::NotCovered("digest"));
    let absent = Builder::post().signed().without("digest");
    fails(
        "covered but taken away",
        absent,
        &E::CoveredButAbsent("digest".to_owned()),
    );
}

#[test]
fn digests() {
    use crate::signature::digest::DigestError as D;
    for (header, error) in [
        (
            "SHA-512=z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==",
            D::NoSha256,
        ),
        ("md5=XUFAKrxLKna5cZ2REBfFkg==", D::NoSha256),
        (
            "SHA-256=LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=",
            D::Mismatch,
        ),
        ("", D::NoSha256),
    ] {
        fails(
            header,
            Builder::post().header("digest", header).signed(),
            &E::Digest(error),
        );
    }
    let mut other_body = Builder::post().signed();
    other_body.body = Some(br#"{"type":"Delete"}"#);
    fails(
        "body exchanged",
        other_body.clone(),
        &E::Digest(D::Mismatch),
    );
    other_body.body = None;
    fails("body dropped", other_body, &E::Digest(D::Mismatch));
}

#[test]
fn times() {
    for (date, error) in [
        (http_date(now() - minutes(120)), E::TooOld),
        (http_date(now() - minutes(61)), E::TooOld),
        (http_date(now() + minutes(6)), E::InFuture),
        (http_date(now() + minutes(10)), E::InFuture),
        (http_date(now() + Duration::days(3650)), E::InFuture),
        ("yesterday".to_owned(), E::Date),
        (String::new(), E::Date),
        ("1800000000".to_owned(), E::Date),
        ("Thu, 99 Jan 2099 00:00:00 GMT".to_owned(), E::Date),
    ] {
        fails(
            &date,
            Builder::post().header("date", &*date).signed(),
            &error,
        );
    }
    for (created, expires, error) in [
        (-120, None, E::TooOld),
        (10, None, E::InFuture),
        (-10, Some(-1), E::Expired),
        (0, Some(0), E::Expired),
        (4, Some(3), E::Expired),
        (0, Some(10 * 365 * 24 * 60), E::ExpiresTooLate),
        (-120, Some(10), E::TooOld),
    ] {
        let builder = Builder::post().hs2019(
            now() + minutes(created),
            expires.map(|it| now() + minutes(it)),
        );
        fails(&format!("{created} {expires:?}"), builder.signed(), &error);
    }
    for seconds in [i64::MAX, i64::MAX / 2] {
        let mut it = Builder::post().hs2019(now(), None);
        it.created = Some(seconds);
        fails("created out of range", it.clone().signed(), &E::InFuture);
        it.created = Some(now().timestamp());
        it.expires = Some(seconds);
        fails("expires out of range", it.signed(), &E::ExpiresTooLate);
    }
    let unsigned_expiry = {
        let mut it = Builder::post();
        it.expires = Some(now().timestamp() - 1);
        it.signed()
    };
    fails(
        "expires counts unsigned as well",
        unsigned_expiry,
        &E::Expired,
    );
    let pseudo = Builder::post()
        .hs2019(now(), None)
        .parameter("algorithm", "rsa-sha256");
    assert!(matches!(pseudo.signed().outcome(), Err(E::Syntax(_))));
}

#[test]
fn repetitions() {
    for name in ["date", "host", "digest"] {
        let value = Builder::post().header_map()[name]
            .to_str()
            .unwrap()
            .to_owned();
        let twice = Builder::post().signed().also(name, value);
        fails(name, twice, &E::RepeatedHeader(name.to_owned()));
    }
    let signature = Builder::post().signed().header_map()["signature"]
        .to_str()
        .unwrap()
        .to_owned();
    let twice = Builder::post()
        .signed()
        .also("signature", signature.clone());
    fails(
        "signature",
        twice,
        &E::RepeatedHeader("signature".to_owned()),
    );
    let content_type = Builder::post()
        .covering(&["(request-target)", "host", "date", "digest", "content-type"])
        .signed()
        .also("content-type", "text/plain");
    fails(
        "another covered header",
        content_type,
        &E::RepeatedHeader("content-type".to_owned()),
    );
    for (name, value) in [
        ("keyId", "https://e.example/key"),
        ("headers", "digest"),
        ("KEYID", "x"),
    ] {
        let line = format!(r#"{signature},{name}="{value}""#);
        let twice = Builder::post().header("signature", line);
        fails(name, twice, &E::RepeatedParameter(name.to_owned()));
    }
    let list = Builder::post()
        .covering(&["(request-target)", "host", "date", "digest", "host"])
        .signed();
    assert!(matches!(list.outcome(), Err(E::Syntax(_))));
}

#[test]
fn hosts() {
    for host in [
        "g.example",
        "s.example:8443",
        "s.localhost",
        "s.example.",
        "s.example@g.example",
        "",
        "s.example,g.example",
    ] {
        fails(
            host,
            Builder::post().header("host", host).signed(),
            &E::WrongHost,
        );
    }
    fails(
        "none",
        Builder::post().signed().without("host"),
        &E::WrongHost,
    );
}

#[test]
fn algorithms() {
    for name in [
        "none",
        "hmac-sha256",
        "rsa-sha1",
        "rsa-sha512",
        "ecdsa-sha256",
        "ed25519",
        "",
        "RSA",
    ] {
        fails(
            name,
            Builder::post().parameter("algorithm", name).signed(),
            &E::Algorithm,
        );
    }
}

#[test]
fn key_ids() {
    for key_id in [
        "acct:victim@g.example",
        "main-key",
        "",
        "did:key:z6Mk",
        "https://g@e.example/k",
        "//g.example/k",
        "file:///k",
    ] {
        let outcome = Builder::post()
            .parameter("keyId", key_id)
            .signed()
            .outcome();
        assert!(matches!(outcome, Err(E::KeyId(_))), "{key_id}: {outcome:?}");
    }
    assert_eq!(
        Builder::post().signed().check().unwrap().key_id().as_str(),
        KEY_ID
    );
}

#[test]
fn altered_requests_do_not_verify() {
    let signed = Builder::post().signed();
    let mut other_path = signed.clone();
    other_path.target = "/users/bob/inbox".to_owned();
    let mut dots = signed.clone();
    dots.target = "/x/%2e%2e/inbox".to_owned();
    let mut other_method = signed.clone();
    other_method.method = Method::PUT;
    let mut query_added = signed.clone();
    query_added.target = "/inbox?x=1".to_owned();
    assert_eq!(
        query_added.outcome(),
        Ok(()),
        "signed without its query, as older Mastodon does"
    );
    let mut query = Builder::get();
    query.target = "/outbox?page=1".to_owned();
    let mut query = query.signed();
    query.target = "/outbox?page=2".to_owned();
    let mut query_dropped = query.clone();
    query_dropped.target = "/outbox".to_owned();
    let mut foreign = Builder::post();
    foreign.key = mallory();
    for (name, builder) in [
        ("path", other_path),
        ("dots", dots),
        ("method", other_method),
        ("query", query),
        ("query dropped", query_dropped),
        (
            "other of our hosts",
            signed.clone().header("host", "s.localhost:8080"),
        ),
        ("date", signed.header("date", http_date(now() + minutes(1)))),
        ("key", foreign.signed()),
    ] {
        fails(name, builder, &E::Invalid);
    }
}
