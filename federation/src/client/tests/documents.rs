//! What is accepted as an answer, and what the statuses mean.

use http::{Method, StatusCode};

use super::{
    peer::{Peer, Reply, answer, document},
    *,
};
use crate::signature::{RequestView, SignedRequest};

#[tokio::test]
async fn documents_of_both_types_are_fetched() {
    for content_type in [
        "application/activity+json",
        "Application/Activity+JSON;charset=UTF-8",
        r#"application/ld+json;profile="https://www.w3.org/ns/activitystreams";charset=utf-8"#,
    ] {
        let peer = Peer::saying(answer(
            "200 OK",
            &[("content-type", content_type)],
            br#"{"id":"x"}"#,
        ))
        .await;
        let fetched = client()
            .0
            .fetch_document(&peer.url("/users/a?x=1#main-key"), None)
            .await
            .unwrap();
        assert_eq!(fetched.url, peer.url("/users/a?x=1"));
        assert_eq!(fetched.json::<serde_json::Value>().unwrap()["id"], "x");
        let asked = &peer.asked()[0];
        assert_eq!(
            (asked.method.as_str(), asked.target.as_str()),
            ("GET", "/users/a?x=1")
        );
        assert_eq!(asked.headers["accept"], media_type::ACCEPT_ACTIVITY);
        assert_eq!(asked.headers["user-agent"], "Meent/test");
        assert!(!asked.headers.contains_key("signature"));
    }
}

#[tokio::test]
async fn other_types_are_not_documents() {
    for content_type in [
        Some("application/json"),
        Some("text/plain"),
        Some("text/html; charset=utf-8"),
        Some("image/png"),
        Some("application/ld+json"),
        None,
    ] {
        let headers: Vec<_> = content_type
            .iter()
            .map(|value| ("content-type", *value))
            .collect();
        let peer = Peer::saying(answer("200 OK", &headers, br#"{"id":"x"}"#)).await;
        let outcome = client().0.fetch_document(&peer.url("/"), None).await;
        let Err(FetchError::ContentType(found)) = outcome else {
            panic!("{content_type:?}: {outcome:?}")
        };
        assert_eq!(found.as_deref(), content_type);
    }
    let twice = [
        ("content-type", "application/activity+json"),
        ("content-type", "text/html"),
    ];
    let peer = Peer::saying(answer("200 OK", &twice, b"{}")).await;
    assert!(matches!(
        client().0.fetch_document(&peer.url("/"), None).await,
        Err(FetchError::ContentType(_))
    ));
}

#[tokio::test]
async fn json_is_enough_for_webfinger_and_nothing_is_for_media() {
    let peer = Peer::saying(answer(
        "200 OK",
        &[("content-type", "application/jrd+json")],
        b"{}",
    ))
    .await;
    client().0.fetch_jrd(&peer.url("/")).await.unwrap();
    client().0.fetch_json(&peer.url("/")).await.unwrap();
    let peer = Peer::saying(answer("200 OK", &[("content-type", "text/html")], b"{}")).await;
    assert!(matches!(
        client().0.fetch_jrd(&peer.url("/")).await,
        Err(FetchError::ContentType(_))
    ));
    let media = client().0.fetch_media(&peer.url("/"), 2).await.unwrap();
    assert_eq!(
        (media.body.as_ref(), media.content_type.as_deref()),
        (&b"{}"[..], Some("text/html"))
    );
    assert!(matches!(
        client().0.fetch_media(&peer.url("/"), 1).await,
        Err(FetchError::TooLarge(1))
    ));
    let untyped = Peer::saying(answer("200 OK", &[], b"x")).await;
    assert_eq!(
        client()
            .0
            .fetch_media(&untyped.url("/"), 9)
            .await
            .unwrap()
            .content_type,
        None
    );
}

#[tokio::test]
async fn signed_fetches_pass_the_gate_of_the_peer() {
    let peer = Peer::saying(document(b"{}")).await;
    client()
        .0
        .fetch_document(&peer.url("/users/a?page=1"), Some(&signer()))
        .await
        .unwrap();
    let asked = &peer.asked()[0];
    let request = SignedRequest::check(RequestView {
        method: &Method::GET,
        path_and_query: &asked.target,
        scheme: "http",
        headers: &asked.headers,
        body: None,
        our_authorities: &[format!("peer.localhost:{}", peer.port())],
        now: DateTime::from_timestamp(NOW, 0).unwrap(),
    })
    .unwrap();
    assert_eq!(request.key_id().as_str(), signer().key_id);
    request
        .verify(&alice().public_key().unwrap().into())
        .unwrap();
}

#[tokio::test]
async fn statuses_have_meanings() {
    let peer = Peer::start(|asked| {
        Reply::Bytes(answer(
            &format!("{} X", &asked.target[1..]),
            &[("retry-after", "7")],
            b"{}",
        ))
    })
    .await;
    let (client, _) = client();
    for code in [
        "400", "401", "403", "404", "408", "410", "418", "425", "429", "500", "502", "503", "304",
        "300",
    ] {
        let error = client
            .fetch_document(&peer.url(&format!("/{code}")), None)
            .await
            .unwrap_err();
        let fits = match code {
            "401" | "403" => matches!(error, FetchError::Refused(_)),
            "404" => matches!(error, FetchError::NotFound),
            "410" => matches!(error, FetchError::Gone),
            "408" | "425" | "429" | "500" | "502" | "503" => {
                matches!(error, FetchError::Unavailable { after: Some(after), .. } if after.as_secs() == 7)
            }
            _ => matches!(error, FetchError::Status(_)),
        };
        assert!(fits, "{code}: {error:?}");
        assert_eq!(
            error.is_transient(),
            matches!(code, "408" | "425" | "429" | "500" | "502" | "503"),
            "{code}"
        );
    }
}

#[tokio::test]
async fn posts_are_signed_and_answers_kept_short() {
    let peer = Peer::start(|asked| {
        if asked.target == "/inbox" {
            Reply::Bytes(answer("202 Accepted", &[], b"thanks"))
        } else {
            Reply::Bytes(answer(
                "400 Bad Request",
                &[("retry-after", "5")],
                "no\n".repeat(4000).as_bytes(),
            ))
        }
    })
    .await;
    let (client, _) = client();
    let accepted = client
        .post(
            &peer.url("/inbox"),
            "{}".into(),
            &signer(),
            &http::HeaderMap::new(),
        )
        .await
        .unwrap();
    assert_eq!(
        (accepted.status, accepted.excerpt.as_str()),
        (StatusCode::ACCEPTED, "")
    );
    let refused = client
        .post(
            &peer.url("/x"),
            "{}".into(),
            &signer(),
            &http::HeaderMap::new(),
        )
        .await
        .unwrap();
    assert_eq!(
        (refused.status, refused.excerpt.len()),
        (StatusCode::BAD_REQUEST, 300)
    );
    assert_eq!(refused.retry_after, Some(Duration::from_secs(5)));
    let asked = &peer.asked()[0];
    assert_eq!(
        (asked.method.as_str(), asked.body.as_slice()),
        ("POST", &b"{}"[..])
    );
    assert_eq!(asked.headers["content-type"], "application/activity+json");
    SignedRequest::check(RequestView {
        method: &Method::POST,
        path_and_query: &asked.target,
        scheme: "http",
        headers: &asked.headers,
        body: Some(&asked.body),
        our_authorities: &[format!("peer.localhost:{}", peer.port())],
        now: DateTime::from_timestamp(NOW, 0).unwrap(),
    })
    .unwrap()
    .verify(&alice().public_key().unwrap().into())
    .unwrap();
}
