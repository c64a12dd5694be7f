use proptest::prelude::*;
use url::Url;

use super::*;

fn signer() -> Signer {
    Signer {
        key_id: KEY_ID.to_owned(),
        key: alice(),
    }
}

fn receive(
    method: Method,
    url: &Url,
    headers: &HeaderMap,
    body: Option<&[u8]>,
) -> Result<SignedRequest, SignatureError> {
    let target = url.query().map_or_else(
        || url.path().to_owned(),
        |query| format!("{}?{query}", url.path()),
    );
    SignedRequest::check(RequestView {
        method: &method,
        path_and_query: &target,
        scheme: "https",
        headers,
        body,
        our_authorities: &[crate::origin::authority_of(url).unwrap().into()],
        now: now(),
    })
}

#[test]
fn outgoing_headers_are_as_the_field_expects() {
    let url = Url::parse("https://g.example:8443/inbox?x=1#y").unwrap();
    let headers = sign_post(&signer(), &url, b"hello", now(), Form::Cavage).unwrap();
    assert_eq!(headers["host"], "g.example:8443");
    assert_eq!(headers["date"], "Fri, 15 Jan 2027 08:00:00 GMT");
    assert_eq!(headers["content-type"], "application/activity+json");
    assert_eq!(
        headers["digest"],
        "SHA-256=LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ="
    );
    let parameters = cavage::parse(headers["signature"].to_str().unwrap()).unwrap();
    assert_eq!(parameters.key_id, KEY_ID);
    assert_eq!(parameters.algorithm, cavage::Algorithm::RsaSha256);
    assert_eq!(
        parameters.covered,
        ["(request-target)", "host", "date", "digest", "content-type"]
    );
    let text = format!(
        "(request-target): post /inbox?x=1\nhost: g.example:8443\ndate: Fri, 15 Jan 2027 08:00:00 GMT\n\
         digest: {}\ncontent-type: application/activity+json",
        headers["digest"].to_str().unwrap()
    );
    alice()
        .public_key()
        .unwrap()
        .verify(text.as_bytes(), &parameters.signature)
        .unwrap();

    let headers = sign_get(&signer(), &url, now(), Form::Cavage).unwrap();
    let parameters = cavage::parse(headers["signature"].to_str().unwrap()).unwrap();
    assert_eq!(parameters.covered, ["(request-target)", "host", "date"]);
    assert!(!headers.contains_key("digest"));
}

#[test]
fn key_ids_that_break_out_of_the_header_are_not_sent() {
    for key_id in [
        "https://g.example/\"",
        "https://g.example/\r\nx: y",
        "https://g.example/\\",
    ] {
        let signer = Signer {
            key_id: key_id.to_owned(),
            key: alice(),
        };
        assert!(
            sign_get(
                &signer,
                &Url::parse("https://g.example/").unwrap(),
                now(),
                Form::Cavage
            )
            .is_err()
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_we_sign_we_accept(
        path in "(/[a-zA-Z0-9@.~_%-]{0,12}){1,4}", query in proptest::option::of("[a-z0-9=&%+]{0,20}"),
        port in proptest::option::of(1u16..), body: Vec<u8>,
    ) {
        let mut url = Url::parse("https://g.example").unwrap();
        url.set_path(&path);
        url.set_query(query.as_deref());
        url.set_port(port).unwrap();
        let key = alice().public_key().unwrap().into();
        let other = mallory().public_key().unwrap().into();
        for form in [Form::Cavage, Form::Message] {
            let post = sign_post(&signer(), &url, &body, now(), form).unwrap();
            prop_assert_eq!(receive(Method::POST, &url, &post, Some(&body)).unwrap().verify(&key), Ok(()));
            let get = sign_get(&signer(), &url, now(), form).unwrap();
            let request = receive(Method::GET, &url, &get, None).unwrap();
            prop_assert_eq!(request.verify(&key), Ok(()));
            prop_assert_eq!(request.verify(&other), Err(SignatureError::Invalid));
        }
    }

    #[test]
    fn one_changed_byte_is_noticed(index: proptest::sample::Index, body in proptest::collection::vec(any::<u8>(), 1..64)) {
        let url = Url::parse("https://g.example/inbox").unwrap();
        let mut changed = body.clone();
        changed[index.index(body.len())] ^= 1;
        for form in [Form::Cavage, Form::Message] {
            let headers = sign_post(&signer(), &url, &body, now(), form).unwrap();
            prop_assert!(receive(Method::POST, &url, &headers, Some(&changed)).is_err());
        }
    }

    #[test]
    fn the_parser_never_panics(text in "\\PC*") {
        let _ = cavage::parse(&text);
    }

    #[test]
    fn the_parser_never_panics_near_the_grammar(
        text in "((keyId|headers|signature|created|expires|algorithm)=?\"?[a-zA-Z0-9 :/#()+=.\\\\-]{0,20}\"?[, ]?){0,8}"
    ) {
        let _ = cavage::parse(&text);
        let mut headers = HeaderMap::new();
        headers.insert("signature", HeaderValue::from_str(&text).unwrap());
        let url = Url::parse("https://g.example/").unwrap();
        prop_assert!(receive(Method::GET, &url, &headers, None).is_err());
    }
}
