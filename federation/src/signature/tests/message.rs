//! The rows of the gate for signatures of RFC 9421: what is sent, and what must come of it.

use super::{SignatureError as E, *};
use crate::signature::{
    digest::DigestError,
    rfc9421::{self, Message},
};

const BODY: &[u8] = br#"{"type":"Follow"}"#;
const ED25519_ID: &str = "https://g.example/users/alice#ed25519-key";

static ED25519: LazyLock<Ed25519PrivateKey> =
    LazyLock::new(|| Ed25519PrivateKey::generate().unwrap());

/// A request under construction: a correct delivery until a test changes it.
#[derive(Clone)]
struct Request {
    method: Method,
    target: &'static str,
    headers: Vec<(&'static str, String)>,
    covered: Vec<&'static str>,
    /// What stands behind the covered names.
    parameters: String,
    body: Option<&'static [u8]>,
    /// What the signer takes the target URI for.
    signed: (&'static str, &'static str, &'static str),
    ed25519: bool,
}

fn parameters(created: i64, key: &str, more: &str) -> String {
    format!(r#";created={created};keyid="{key}"{more}"#)
}

impl Request {
    fn post() -> Self {
        Self {
            method: Method::POST,
            target: "/inbox",
            headers: vec![
                ("host", "s.example".to_owned()),
                ("content-digest", digest::content_digest_header(BODY)),
                ("content-type", "application/activity+json".to_owned()),
            ],
            covered: vec!["@method", "@target-uri", "content-digest"],
            parameters: parameters(now().timestamp(), KEY_ID, r#";alg="rsa-v1_5-sha256""#),
            body: Some(BODY),
            signed: ("https", "s.example", "/inbox"),
            ed25519: false,
        }
    }

    fn get(target: &'static str) -> Self {
        Self {
            method: Method::GET,
            target,
            headers: vec![("host", "s.example".to_owned())],
            covered: vec!["@method", "@target-uri"],
            body: None,
            signed: ("https", "s.example", target),
            ..Self::post()
        }
    }

    fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.retain(|(other, _)| *other != name);
        self.headers.push((name, value.into()));
        self
    }

    fn also(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    fn covering(mut self, covered: &[&'static str]) -> Self {
        self.covered = covered.to_vec();
        self
    }

    fn with(mut self, parameters: impl Into<String>) -> Self {
        self.parameters = parameters.into();
        self
    }

    fn created(self, at: DateTime<Utc>) -> Self {
        self.with(parameters(at.timestamp(), KEY_ID, ""))
    }

    fn map(&self) -> HeaderMap {
        let mut map = HeaderMap::new();
        for (name, value) in &self.headers {
            map.append(*name, HeaderValue::from_str(value).unwrap());
        }
        map
    }

    /// Parameters and signature of one member.
    fn member(&self) -> (String, String) {
        let raw = format!(r#"("{}"){}"#, self.covered.join("\" \""), self.parameters);
        let names: Vec<String> = self.covered.iter().map(|name| (*name).to_owned()).collect();
        let (scheme, authority, path_and_query) = self.signed;
        let text = rfc9421::base(
            &names,
            &raw,
            Message {
                method: self.method.as_str(),
                scheme,
                authority,
                path_and_query,
                headers: &self.map(),
            },
        )
        .unwrap();
        let signature = if self.ed25519 {
            ED25519.sign(&text).unwrap()
        } else {
            alice().sign(&text).unwrap()
        };
        (raw, STANDARD.encode(signature))
    }

    fn signed(self) -> Self {
        let (raw, signature) = self.member();
        self.also("signature-input", format!("sig1={raw}"))
            .also("signature", format!("sig1=:{signature}:"))
    }

    fn check(&self) -> Result<SignedRequest, E> {
        let headers = self.map();
        let request = SignedRequest::check(RequestView {
            method: &self.method,
            path_and_query: self.target,
            scheme: "https",
            headers: &headers,
            body: self.body,
            our_authorities: &["s.example".to_owned(), "s.example:8443".to_owned()],
            now: now(),
        })?;
        // The gate looks at the headers alone first: both looks must find the same key.
        assert_eq!(
            &claimed_key(&self.method, &headers).unwrap(),
            request.key_id()
        );
        Ok(request)
    }

    fn outcome(&self) -> Result<(), E> {
        let key = if self.ed25519 {
            VerifyingKey::Ed25519(ED25519.public_key().unwrap())
        } else {
            alice().public_key().unwrap().into()
        };
        self.check()?.verify(&key)
    }
}

fn fails(name: &str, request: Request, expected: &E) {
    assert_eq!(request.outcome().as_ref(), Err(expected), "{name}");
}

#[test]
fn controls_pass() {
    let sha512 = STANDARD.encode(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA512, BODY));
    let query = "/users/bob/outbox?page=2";
    for (name, request) in [
        ("post", Request::post()),
        ("get", Request::get("/users/bob")),
        ("get with query", Request::get(query)),
        ("alg left out", Request::post().created(now())),
        ("old enough", Request::post().created(now() - minutes(59))),
        (
            "a little ahead",
            Request::post().created(now() + minutes(4)),
        ),
        (
            "parts",
            Request::get(query).covering(&["@method", "@authority", "@path", "@query"]),
        ),
        (
            "path alone",
            Request::get("/users/bob").covering(&["@method", "@authority", "@path"]),
        ),
        (
            "no query",
            Request::get("/users/bob").covering(&["@method", "@authority", "@path", "@query"]),
        ),
        (
            "request target",
            Request::get(query).covering(&["@method", "@authority", "@request-target", "@scheme"]),
        ),
        (
            "more headers",
            Request::post().covering(&[
                "@method",
                "@target-uri",
                "host",
                "content-digest",
                "content-type",
            ]),
        ),
        (
            "sha-512",
            Request::post().header("content-digest", format!("sha-512=:{sha512}:")),
        ),
        (
            "both digests",
            Request::post().also("x", "y").header(
                "content-digest",
                format!(
                    "{}, sha-512=:{sha512}:, md5=:AAAA:",
                    digest::content_digest_header(BODY)
                ),
            ),
        ),
        (
            "nonce and tag",
            Request::post().with(parameters(
                now().timestamp(),
                KEY_ID,
                r#";nonce="n";tag="t""#,
            )),
        ),
        (
            "expires",
            Request::post().with(parameters(
                now().timestamp(),
                KEY_ID,
                &format!(";expires={}", now().timestamp() + 60),
            )),
        ),
        (
            "host with the usual port",
            Request::post().header("host", "S.example:443"),
        ),
        (
            "ed25519",
            Request {
                ed25519: true,
                ..Request::post().with(parameters(
                    now().timestamp(),
                    ED25519_ID,
                    r#";alg="ed25519""#,
                ))
            },
        ),
        (
            "ed25519 by its key",
            Request {
                ed25519: true,
                ..Request::post().with(parameters(now().timestamp(), ED25519_ID, ""))
            },
        ),
    ] {
        assert_eq!(request.signed().outcome(), Ok(()), "{name}");
    }
    let mut other_port = Request::get("/users/bob").header("host", "s.example:8443");
    other_port.signed.1 = "s.example:8443";
    assert_eq!(other_port.signed().outcome(), Ok(()));
}

#[test]
fn what_must_be_covered() {
    let query = "/users/bob/outbox?page=2";
    for (request, missing) in [
        (
            Request::post().covering(&["@target-uri", "content-digest"]),
            "@method",
        ),
        (
            Request::post().covering(&["@method", "content-digest"]),
            "@target-uri",
        ),
        (
            Request::post().covering(&["@method", "@path", "content-digest"]),
            "@target-uri",
        ),
        (
            Request::post().covering(&["@method", "@authority", "content-digest"]),
            "@target-uri",
        ),
        (
            Request::post().covering(&["@method", "@request-target", "content-digest"]),
            "@target-uri",
        ),
        (
            Request::post().covering(&["@method", "@target-uri"]),
            "content-digest",
        ),
        (
            Request::get(query).covering(&["@method", "@authority", "@path"]),
            "@query",
        ),
        (
            Request {
                body: Some(b"x"),
                ..Request::get(query)
            },
            "content-digest",
        ),
    ] {
        fails(missing, request.signed(), &E::NotCovered(missing));
    }
    let undated = Request::post().with(format!(r#";keyid="{KEY_ID}""#));
    fails(
        "no created",
        undated.signed(),
        &E::MissingParameter("created"),
    );
    let nameless = Request::post().with(format!(";created={}", now().timestamp()));
    fails("no keyid", nameless.signed(), &E::MissingParameter("keyid"));
    let mut absent = Request::post()
        .also("x-more", "1")
        .covering(&["@method", "@target-uri", "content-digest", "x-more"])
        .signed();
    absent.headers.retain(|(name, _)| *name != "x-more");
    fails(
        "covered but absent",
        absent,
        &E::CoveredButAbsent("x-more".to_owned()),
    );
}

#[test]
fn another_target_is_another_request() {
    let elsewhere = |change: fn(&mut Request)| {
        let mut request = Request::get("/users/bob?page=1");
        change(&mut request);
        request.signed()
    };
    for (name, request) in [
        ("path", elsewhere(|it| it.signed.2 = "/users/eve?page=1")),
        ("query", elsewhere(|it| it.signed.2 = "/users/bob?page=2")),
        ("query left out", elsewhere(|it| it.signed.2 = "/users/bob")),
        (
            "dots",
            elsewhere(|it| it.target = "/users/%2e%2e/users/bob?page=1"),
        ),
        ("authority", elsewhere(|it| it.signed.1 = "other.example")),
        ("port", elsewhere(|it| it.signed.1 = "s.example:8443")),
        ("scheme", elsewhere(|it| it.signed.0 = "http")),
    ] {
        fails(name, request, &E::Invalid);
    }
    let mut posted = Request::get("/users/bob").signed();
    posted.method = Method::HEAD;
    fails("method", posted, &E::Invalid);
    let moved = Request::post().signed().header("host", "other.example");
    fails("another host", moved, &E::WrongHost);
    // A proxy that passes on another Host than the public one is told so.
    let behind = Request::post().signed().header("host", "127.0.0.1:3000");
    fails("behind a proxy", behind, &E::WrongHost);
}

#[test]
fn times_are_bounded() {
    let expiring = |at: DateTime<Utc>| {
        let expires = format!(";expires={}", at.timestamp());
        Request::post()
            .with(parameters(now().timestamp(), KEY_ID, &expires))
            .signed()
    };
    for (name, request, error) in [
        (
            "an hour and a minute",
            Request::post().created(now() - minutes(61)).signed(),
            E::TooOld,
        ),
        (
            "ten minutes ahead",
            Request::post().created(now() + minutes(10)).signed(),
            E::InFuture,
        ),
        (
            "out of range",
            Request::post()
                .with(parameters(999_999_999_999_999, KEY_ID, ""))
                .signed(),
            E::InFuture,
        ),
        ("expired", expiring(now()), E::Expired),
        (
            "ten years",
            expiring(now() + minutes(60 * 24 * 3650)),
            E::ExpiresTooLate,
        ),
        (
            "an old date",
            Request::post()
                .also("date", http_date(now() - minutes(61)))
                .covering(&["@method", "@target-uri", "content-digest", "date"])
                .signed(),
            E::TooOld,
        ),
        (
            "no date",
            Request::post()
                .also("date", "today")
                .covering(&["@method", "@target-uri", "content-digest", "date"])
                .signed(),
            E::Date,
        ),
    ] {
        fails(name, request, &error);
    }
}

#[test]
fn the_body_is_the_one_that_was_signed() {
    let mut changed = Request::post().signed();
    changed.body = Some(br#"{"type":"Delete"}"#);
    fails("body", changed, &E::Digest(DigestError::Mismatch));
    let mut no_body = Request::post().signed();
    no_body.body = None;
    fails("no body", no_body, &E::Digest(DigestError::Mismatch));
    let digest = digest::content_digest_header(BODY);
    for (value, error) in [
        ("md5=:AAAA:".to_owned(), DigestError::NoContentDigest),
        (digest.replace(':', ""), DigestError::NoContentDigest),
        (digest::digest_header(BODY), DigestError::NoContentDigest),
        (format!("{digest}, {digest}"), DigestError::NoContentDigest),
        (format!("{digest}, sha-512=:AAAA:"), DigestError::Mismatch),
        ("sha-256=:AAAA:".to_owned(), DigestError::Mismatch),
    ] {
        fails(
            &value.clone(),
            Request::post().header("content-digest", value).signed(),
            &E::Digest(error),
        );
    }
    // Changed after signing: the digest fits the body, the signature does not fit the digest.
    let mut swapped = Request::post().signed();
    swapped.body = Some(b"x");
    fails(
        "digest and body",
        swapped.header("content-digest", digest::content_digest_header(b"x")),
        &E::Invalid,
    );
}

#[test]
fn an_algorithm_is_not_taken_for_another() {
    for alg in [
        "none",
        "hmac-sha256",
        "rsa-pss-sha512",
        "ecdsa-p256-sha256",
        "rsa-sha256",
        "hs2019",
    ] {
        let parameters = parameters(now().timestamp(), KEY_ID, &format!(r#";alg="{alg}""#));
        fails(
            alg,
            Request::post().with(parameters).signed(),
            &E::Algorithm,
        );
    }
    let ed25519 = VerifyingKey::Ed25519(ED25519.public_key().unwrap());
    let rsa = VerifyingKey::from(alice().public_key().unwrap());
    let said = |alg: &str| {
        let parameters = parameters(now().timestamp(), KEY_ID, &format!(r#";alg="{alg}""#));
        Request::post().with(parameters)
    };
    // The right signature under the wrong name, and each key for the other kind of signature.
    let as_ed25519 = said("ed25519").signed().check().unwrap();
    assert_eq!(as_ed25519.verify(&rsa), Err(E::Invalid));
    assert_eq!(as_ed25519.verify(&ed25519), Err(E::Invalid));
    let as_rsa = Request {
        ed25519: true,
        ..said("rsa-v1_5-sha256")
    };
    assert_eq!(
        as_rsa.signed().check().unwrap().verify(&ed25519),
        Err(E::Invalid)
    );
    let unsaid = Request::post().created(now()).signed().check().unwrap();
    assert_eq!(unsaid.verify(&ed25519), Err(E::Invalid));
    assert_eq!(
        unsaid.verify(&mallory().public_key().unwrap().into()),
        Err(E::Invalid)
    );
    assert_eq!(unsaid.verify(&rsa), Ok(()));
    // The older form is RSA, whatever the key may be.
    let older = Builder::post().signed().check().unwrap();
    assert_eq!(older.verify(&ed25519), Err(E::Invalid));
}

#[test]
fn headers_come_once_and_can_be_read() {
    for name in [
        "signature",
        "signature-input",
        "host",
        "content-digest",
        "date",
    ] {
        let mut twice = Request::post().also("date", http_date(now())).signed();
        let value = twice.map()[name].to_str().unwrap().to_owned();
        twice = twice.also(name, value);
        fails(name, twice, &E::RepeatedHeader(name.to_owned()));
    }
    let mut repeated = Request::post()
        .also("x-more", "1")
        .covering(&["@method", "@target-uri", "content-digest", "x-more"])
        .signed();
    repeated = repeated.also("x-more", "2");
    fails(
        "covered twice",
        repeated,
        &E::RepeatedHeader("x-more".to_owned()),
    );
    let unsigned = Request::post().also("signature-input", "sig1=()");
    fails("input alone", unsigned, &E::Missing);
    let (raw, signature) = Request::post().member();
    let sent = |input: String, signature: String| {
        Request::post()
            .also("signature-input", input)
            .also("signature", signature)
    };
    let label = E::RepeatedParameter("sig1".to_owned());
    fails(
        "labels",
        sent(
            format!("sig1={raw}, sig1={raw}"),
            format!("sig1=:{signature}:"),
        ),
        &label,
    );
    fails(
        "signatures",
        sent(
            format!("sig1={raw}"),
            format!("sig1=:{signature}:, sig1=:{signature}:"),
        ),
        &label,
    );
    for (input, signature) in [
        (format!("sig1={raw}"), format!("sig2=:{signature}:")),
        (format!("sig1={raw}"), signature.clone()),
        (raw.clone(), format!("sig1=:{signature}:")),
        (
            format!(
                "sig1={}",
                raw.replace("\"@method\"", "\"@method\" \"@method\"")
            ),
            format!("sig1=:{signature}:"),
        ),
        (
            format!("sig1={}", raw.replace("\"@method\"", "\"@method\";req")),
            format!("sig1=:{signature}:"),
        ),
        (
            format!("sig1={}", raw.replace("content-digest", "Content-Digest")),
            format!("sig1=:{signature}:"),
        ),
    ] {
        let refused = sent(input.clone(), signature).outcome();
        assert!(
            matches!(refused, Err(E::Syntax(_) | E::NotCovered(_))),
            "{input}: {refused:?}"
        );
    }
    let strange = format!(
        "sig1={}",
        raw.replace("\"@method\"", "\"@method\" \"@status\"")
    );
    fails(
        "@status",
        sent(strange, format!("sig1=:{signature}:")),
        &E::Component("@status".to_owned()),
    );
}

#[test]
fn of_several_signatures_one_satisfies_everything() {
    let (good, signature) = Request::post().member();
    // A proxy's own signature, over less than is needed, of a key that is no URL.
    let (short, other) = Request::post()
        .covering(&["@authority"])
        .with(parameters(now().timestamp(), "proxy", ""))
        .member();
    let both = |first: &str, second: &str| {
        Request::post()
            .also("signature-input", format!("{first}, {second}"))
            .also("signature", format!("a=:{signature}:, b=:{other}:"))
    };
    let (a, b) = (format!("a={good}"), format!("b={short}"));
    assert_eq!(both(&a, &b).outcome(), Ok(()));
    assert_eq!(both(&b, &a).outcome(), Ok(()));
    // The one that counts is not replaced by one that would fit: parts of two do not make a whole.
    let swapped = Request::post()
        .also("signature-input", format!("{a}, {b}"))
        .also("signature", format!("a=:{other}:, b=:{signature}:"));
    fails("swapped", swapped, &E::Invalid);
    let none = Request::post()
        .also("signature-input", b.clone())
        .also("signature", format!("b=:{other}:"));
    fails("only the short one", none, &E::NotCovered("@method"));
}

#[test]
fn key_ids_are_urls() {
    for id in [
        "acct:alice@g.example",
        "alice",
        "ftp://g.example/k",
        "https://g.example:0x1/",
    ] {
        let request = Request::post()
            .with(parameters(now().timestamp(), id, ""))
            .signed();
        assert!(matches!(request.outcome(), Err(E::KeyId(_))), "{id}");
    }
}
