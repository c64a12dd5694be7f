//! Being sent elsewhere.

use reqwest::Response;

use super::{
    peer::{Peer, Reply, document, redirect},
    *,
};

/// `/3` leads over `/2` and `/1` to `/0`.
async fn staircase() -> Peer {
    Peer::start(|asked| match asked.target[1..].parse::<u32>() {
        Ok(0) => Reply::Bytes(document(b"{}")),
        Ok(step) => Reply::Bytes(redirect(&format!("/{}", step - 1))),
        Err(_) => Reply::Bytes(redirect("/loop")),
    })
    .await
}

#[tokio::test]
async fn three_redirects_are_followed_and_no_more() {
    let peer = staircase().await;
    let (client, _) = client();
    for steps in 0..=3 {
        let fetched = client
            .fetch_document(&peer.url(&format!("/{steps}")), None)
            .await
            .unwrap();
        assert_eq!(fetched.url, peer.url("/0"));
    }
    for target in ["/4", "/20", "/loop"] {
        let before = peer.asked().len();
        let outcome = client.fetch_document(&peer.url(target), None).await;
        assert!(
            matches!(outcome, Err(FetchError::TooManyRedirects)),
            "{target}: {outcome:?}"
        );
        assert_eq!(peer.asked().len() - before, 4, "{target}");
    }
}

#[tokio::test]
async fn each_hop_is_signed_for_its_own_host() {
    let end = Peer::saying(document(b"{}")).await;
    let other = format!("http://other.localhost:{}/x?y=1#z", end.port());
    let start = Peer::saying(redirect(&other)).await;
    let fetched = client()
        .0
        .fetch_document(&start.url("/"), Some(&signer()))
        .await
        .unwrap();
    assert_eq!(fetched.url.as_str(), other.trim_end_matches("#z"));
    let (first, second) = (&start.asked()[0].headers, &end.asked()[0].headers);
    assert_eq!(second["host"], format!("other.localhost:{}", end.port()));
    assert_ne!(first["signature"], second["signature"]);
}

#[tokio::test]
async fn hops_pass_the_same_guards() {
    for (target, fits) in [
        (
            "http://127.0.0.1:1/",
            (|e| matches!(e, FetchError::Policy(_))) as fn(&FetchError) -> bool,
        ),
        ("http://[::1]/", |e| matches!(e, FetchError::Policy(_))),
        ("http://inside.example/", |e| {
            matches!(e, FetchError::Policy(_))
        }),
        ("https://inside.example/", |e| {
            matches!(e, FetchError::Policy(_))
        }),
        (
            "https://blocked.example/",
            |e| matches!(e, FetchError::HostRefused(name) if name == "blocked.example"),
        ),
        ("file:///etc/passwd", |e| {
            matches!(e, FetchError::BadRedirect)
        }),
        ("gopher://peer.localhost/", |e| {
            matches!(e, FetchError::BadRedirect)
        }),
        ("http://user@peer.localhost/", |e| {
            matches!(e, FetchError::BadRedirect)
        }),
        (r"http:\\peer.localhost\", |e| {
            matches!(e, FetchError::BadRedirect)
        }),
        ("http://peer.localhost./", |e| {
            matches!(e, FetchError::BadRedirect)
        }),
        ("http://%70eer.localhost/", |e| {
            matches!(e, FetchError::BadRedirect)
        }),
    ] {
        let peer = Peer::saying(redirect(target)).await;
        let (client, recorder) = client_with(|config| {
            config.gate = Arc::new(NotBlocked);
            config.lookup = Script::new(&[("inside.example", &[&["10.0.0.1"]])]);
        });
        let error = client
            .fetch_document(&peer.url("/"), None)
            .await
            .unwrap_err();
        assert!(fits(&error), "{target}: {error:?}");
        assert_eq!(
            recorder.dials().len(),
            1,
            "{target}: only the first host was connected to"
        );
    }
    let peer = Peer::saying(peer::answer("302 Found", &[], b"")).await;
    assert!(matches!(
        client().0.fetch_document(&peer.url("/"), None).await,
        Err(FetchError::BadRedirect)
    ));
}

#[tokio::test]
async fn posts_follow_nothing() {
    let peer = staircase().await;
    let answer = client()
        .0
        .post(
            &peer.url("/2"),
            "{}".into(),
            &signer(),
            &http::HeaderMap::new(),
        )
        .await
        .unwrap();
    assert_eq!(answer.status, 302);
    assert_eq!(peer.asked().len(), 1);
}

#[test]
fn https_does_not_lead_to_http() {
    let response = |location: &str| {
        Response::from(
            http::Response::builder()
                .status(301)
                .header("location", location)
                .body("")
                .unwrap(),
        )
    };
    let from = Url::parse("https://g.example/a/b").unwrap();
    let next = |location: &str| super::super::fetch::redirect(&from, &response(location));
    assert!(matches!(
        next("http://g.example/"),
        Err(FetchError::Downgrade)
    ));
    for (location, expected) in [
        ("https://h.example/#x", "https://h.example/"),
        ("../c", "https://g.example/c"),
        ("//h.example/d", "https://h.example/d"),
        ("?x=1", "https://g.example/a/b?x=1"),
    ] {
        assert_eq!(next(location).unwrap().unwrap().as_str(), expected);
    }
}

struct NotBlocked;

impl HostGate for NotBlocked {
    fn allows(&self, authority: &str) -> bool {
        authority != "blocked.example"
    }
}
