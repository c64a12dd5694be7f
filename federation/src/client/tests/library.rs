//! The guarded client under `activitypub_federation`.

use activitypub_federation::{config::FederationConfig, error::Error, fetch::fetch_object_http};
use serde_json::Value;

use super::{
    peer::{Peer, Reply, answer, redirect},
    *,
};

#[tokio::test]
async fn the_library_fetches_through_our_guards() {
    let peer = Peer::start(|asked| {
        let host = asked.headers["host"].to_str().unwrap();
        let id = format!(r#"{{"id":"http://{host}/note"}}"#);
        let odd = (
            "content-type",
            r#"application/ld+json;charset=utf-8;profile="https://www.w3.org/ns/activitystreams""#,
        );
        Reply::Bytes(match asked.target.as_str() {
            "/note" => answer("200 OK", &[odd], id.as_bytes()),
            "/moved" => redirect("/further"),
            "/further" => redirect("/note"),
            "/plain" => answer(
                "200 OK",
                &[("content-type", "application/json")],
                id.as_bytes(),
            ),
            "/gone" => answer("410 Gone", &[], b""),
            _ => answer("404 Not Found", &[], b""),
        })
    })
    .await;
    let (client, _) = client();
    let config = FederationConfig::builder()
        .domain("s.example")
        .app_data(())
        .client(client.for_library(Some(signer())).unwrap())
        .debug(true)
        .build()
        .await
        .unwrap();
    let data = config.to_request_data();
    for path in ["/note", "/moved"] {
        let fetched = fetch_object_http::<(), Value>(&peer.url(path), &data)
            .await
            .unwrap();
        assert_eq!(fetched.url, peer.url("/note"), "{path}");
        assert_eq!(fetched.object["id"], peer.url("/note").as_str());
    }
    assert!(
        peer.asked()
            .iter()
            .all(|asked| asked.headers.contains_key("signature"))
    );
    let gone = fetch_object_http::<(), Value>(&peer.url("/gone"), &data).await;
    assert!(matches!(gone, Err(Error::ObjectDeleted(_))));
    for path in ["/plain", "/missing"] {
        let refused = fetch_object_http::<(), Value>(&peer.url(path), &data).await;
        assert!(
            matches!(refused, Err(Error::ReqwestMiddleware(_))),
            "{path}"
        );
    }
}

#[tokio::test]
async fn the_library_sends_nothing() {
    let peer = Peer::saying(answer("202 Accepted", &[], b"")).await;
    let client = client().0.for_library(None).unwrap();
    assert!(
        client
            .post(peer.url("/inbox"))
            .body("{}")
            .send()
            .await
            .is_err()
    );
    assert!(peer.asked().is_empty());
}
