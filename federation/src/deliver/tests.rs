#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use super::*;
use crate::client::tests::{
    client, client_with,
    peer::{Peer, Reply, answer},
    signer,
};

async fn outcome(status: &str, headers: &[(&str, &str)], body: &[u8]) -> Outcome {
    let peer = Peer::saying(answer(status, headers, body)).await;
    deliver(
        &client().0,
        &peer.url("/inbox"),
        "{}".into(),
        &signer(),
        &http::HeaderMap::new(),
    )
    .await
}

#[tokio::test]
async fn statuses_decide() {
    for status in ["200 OK", "201 Created", "202 Accepted", "204 No Content"] {
        assert_eq!(
            outcome(status, &[], b"").await,
            Outcome::Accepted,
            "{status}"
        );
    }
    for status in ["404 Not Found", "410 Gone"] {
        assert_eq!(outcome(status, &[], b"").await, Outcome::Gone, "{status}");
    }
    for status in ["401 Unauthorized", "403 Forbidden"] {
        let Outcome::Unauthorized { reason } = outcome(status, &[], b"digest is\nmissing").await
        else {
            panic!("{status}");
        };
        assert_eq!(reason, format!("{status}: digest is missing"));
    }
    for status in [
        "400 Bad Request",
        "405 Method Not Allowed",
        "406 Not Acceptable",
        "413 Payload Too Large",
        "422 Unprocessable Entity",
    ] {
        let found = outcome(status, &[], b"").await;
        assert!(
            matches!(&found, Outcome::Rejected { status: Some(code), reason }
            if status.starts_with(&code.to_string()) && reason == status),
            "{found:?}"
        );
    }
    for status in [
        "302 Found",
        "308 Permanent Redirect",
        "408 Request Timeout",
        "425 Too Early",
        "429 Too Many Requests",
        "500 Internal Server Error",
        "502 Bad Gateway",
        "503 Service Unavailable",
        "504 Gateway Timeout",
    ] {
        let found = outcome(status, &[("retry-after", "9"), ("location", "/login")], b"").await;
        let after = Some(Duration::from_secs(9));
        assert_eq!(
            found,
            Outcome::Retry {
                after,
                reason: status.to_owned()
            }
        );
    }
    let Outcome::Rejected { reason, .. } = outcome("400 Bad Request", &[], &[b'x'; 5000]).await
    else {
        panic!();
    };
    assert_eq!(reason.len(), "400 Bad Request: ".len() + 300);
}

#[tokio::test]
async fn unreachable_peers_are_tried_again_and_forbidden_ones_are_not() {
    let silent = Peer::start(|_| Reply::Stall(Vec::new())).await;
    let (impatient, _) = client_with(|config| config.deadline = Duration::from_millis(100));
    let found = deliver(
        &impatient,
        &silent.url("/"),
        "{}".into(),
        &signer(),
        &http::HeaderMap::new(),
    )
    .await;
    assert!(
        matches!(found, Outcome::Retry { after: None, .. }),
        "{found:?}"
    );
    let rude = Peer::saying(b"what?\r\n\r\n".to_vec()).await;
    let found = deliver(
        &client().0,
        &rude.url("/"),
        "{}".into(),
        &signer(),
        &http::HeaderMap::new(),
    )
    .await;
    assert!(
        matches!(found, Outcome::Retry { after: None, .. }),
        "{found:?}"
    );
    for (text, retried) in [
        ("https://missing.example/inbox", true),
        ("https://127.0.0.1/inbox", false),
        ("http://g.example/inbox", false),
        ("https://g.example:22/inbox", false),
        ("https://u@g.example/inbox", false),
    ] {
        let found = deliver(
            &client().0,
            &Url::parse(text).unwrap(),
            "{}".into(),
            &signer(),
            &http::HeaderMap::new(),
        )
        .await;
        assert_eq!(
            matches!(found, Outcome::Retry { .. }),
            retried,
            "{text}: {found:?}"
        );
        assert_eq!(
            matches!(found, Outcome::Rejected { status: None, .. }),
            !retried,
            "{text}: {found:?}"
        );
    }
}
