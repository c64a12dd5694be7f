//! What peers are shown, and that everybody else is shown nothing.

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use meent::domain::*;
use meent::service::drafts::Draft;
use meent::service::{peers, statuses};
use meent_federation::signature::sign_get;
use serde_json::Value;
use tower::ServiceExt;
use url::Url;

use super::support::*;

/// Asks a unit, signed where a peer is given. Returns status, headers and body.
async fn get(
    unit: &Unit,
    path: &str,
    peer: Option<&Hostile>,
    accept: &str,
) -> (StatusCode, HeaderMap, String) {
    let mut request = Request::builder().uri(path).body(Body::empty()).unwrap();
    if let Some(peer) = peer {
        let url = Url::parse(&format!("http://{}{path}", unit.domain)).unwrap();
        let now = unit.app.now().to_datetime();
        *request.headers_mut() = sign_get(
            &peer.signer("reader"),
            &url,
            now,
            meent_federation::signature::Form::Cavage,
        )
        .unwrap();
    }
    request
        .headers_mut()
        .insert(header::ACCEPT, accept.parse().unwrap());
    let response = unit.router().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, 1 << 20).await.unwrap();
    (
        parts.status,
        parts.headers,
        String::from_utf8(body.to_vec()).unwrap(),
    )
}

const AP: &str = "application/activity+json";

fn path_of(unit: &Unit, url: &str) -> String {
    unit.app.urls.local_path(url).unwrap().to_owned()
}

#[tokio::test]
async fn everything_but_what_is_needed_to_begin_needs_a_members_signature() {
    let unit = Unit::start("hrm", &fake_clock()).await;
    let alice = unit.person("alice").await;
    let peer = Hostile::start("peer").await;
    peer.serve_actor("reader");
    let post = Draft {
        text: "hello".into(),
        visibility: Some(Visibility::Public),
        ..Draft::default()
    };
    let post = statuses::create(&unit.app, &alice, post).await.unwrap();
    let status = path_of(&unit, &post.row.uri);
    let closed = [
        "/users/alice".to_owned(),
        "/users/alice/outbox".to_owned(),
        "/users/alice/outbox?page=true".to_owned(),
        "/users/alice/followers".to_owned(),
        "/users/alice/following".to_owned(),
        "/users/alice/collections/featured".to_owned(),
        status.clone(),
        format!("{status}/activity"),
        format!("{status}/replies"),
    ];
    for path in &closed {
        let (unsigned, _, body) = get(&unit, path, None, AP).await;
        assert_eq!(unsigned, StatusCode::UNAUTHORIZED, "{path}");
        assert!(!body.contains("hello"));
        let (stranger, _, _) = get(&unit, path, Some(&peer), AP).await;
        assert_eq!(stranger, StatusCode::FORBIDDEN, "{path}");
    }
    peers::add(&unit.app, &peer.domain).await.unwrap();
    for path in &closed {
        let (member, headers, body) = get(&unit, path, Some(&peer), AP).await;
        assert_eq!(member, StatusCode::OK, "{path}");
        assert_eq!(headers[header::CACHE_CONTROL], "private, no-store");
        let document: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(
            document["@context"][0],
            "https://www.w3.org/ns/activitystreams"
        );
        let id = document["id"].as_str().unwrap();
        assert_eq!(id, format!("http://{}{path}", unit.domain));
    }
    let webfinger = format!("/.well-known/webfinger?resource=acct:alice@{}", unit.domain);
    for path in [
        "/actor",
        webfinger.as_str(),
        "/.well-known/host-meta",
        "/.well-known/nodeinfo",
        "/nodeinfo/2.0",
        "/nodeinfo/2.1",
    ] {
        assert_eq!(get(&unit, path, None, AP).await.0, StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn private_posts_are_shown_to_the_servers_of_their_readers_only() {
    let unit = Unit::start("hrm", &fake_clock()).await;
    let alice = unit.person("alice").await;
    let (reader, other) = (
        Hostile::start("reader").await,
        Hostile::start("other").await,
    );
    for peer in [&reader, &other] {
        peer.serve_actor("reader");
        peers::add(&unit.app, &peer.domain).await.unwrap();
    }
    let named = meent::ap::resolve::refresh(&unit.app, &reader.actor("reader"))
        .await
        .unwrap();
    let text = format!("@{} only you", named.acct());
    let mut paths = Vec::new();
    for visibility in [Visibility::Private, Visibility::Direct] {
        let draft = Draft {
            text: text.clone(),
            visibility: Some(visibility),
            ..Draft::default()
        };
        let post = statuses::create(&unit.app, &alice, draft).await.unwrap();
        paths.push(path_of(&unit, &post.row.uri));
    }
    let draft = Draft {
        text,
        local_only: Some(true),
        visibility: Some(Visibility::Public),
        ..Draft::default()
    };
    let unit_only = statuses::create(&unit.app, &alice, draft).await.unwrap();
    let unit_only = path_of(&unit, &unit_only.row.uri);
    for path in &paths {
        for part in ["", "/activity"] {
            let path = format!("{path}{part}");
            assert_eq!(
                get(&unit, &path, Some(&reader), AP).await.0,
                StatusCode::OK,
                "{path}"
            );
            let hidden = get(&unit, &path, Some(&other), AP).await;
            let missing = get(
                &unit,
                &format!("/users/alice/statuses/1{part}"),
                Some(&other),
                AP,
            )
            .await;
            assert_eq!((hidden.0, hidden.2), (missing.0, missing.2), "{path}");
            assert_eq!(missing.0, StatusCode::NOT_FOUND);
        }
    }
    for peer in [&reader, &other] {
        assert_eq!(
            get(&unit, &unit_only, Some(peer), AP).await.0,
            StatusCode::NOT_FOUND
        );
    }
    let (_, _, outbox) = get(&unit, "/users/alice/outbox?page=true", Some(&reader), AP).await;
    assert!(!outbox.contains("only you"));
}

#[tokio::test]
async fn deleted_posts_leave_a_tombstone_and_browsers_are_sent_to_the_page() {
    let unit = Unit::start("hrm", &fake_clock()).await;
    let alice = unit.person("alice").await;
    let peer = Hostile::start("peer").await;
    peer.serve_actor("reader");
    peers::add(&unit.app, &peer.domain).await.unwrap();
    let draft = Draft {
        text: "hello".into(),
        visibility: Some(Visibility::Public),
        ..Draft::default()
    };
    let post = statuses::create(&unit.app, &alice, draft).await.unwrap();
    let path = path_of(&unit, &post.row.uri);
    let browser = "text/html,application/xhtml+xml,*/*;q=0.8";
    for (path, page) in [
        (path.as_str(), post.row.url.as_str()),
        ("/users/alice", alice.account.url.as_str()),
    ] {
        let (status, headers, _) = get(&unit, path, None, browser).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        assert_eq!(headers[header::LOCATION], *page);
    }
    statuses::delete(&unit.app, &alice, post.row.id)
        .await
        .unwrap();
    let (status, _, body) = get(&unit, &path, Some(&peer), AP).await;
    assert_eq!(status, StatusCode::GONE);
    let tombstone: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(
        (&tombstone["type"], &tombstone["id"]),
        (&"Tombstone".into(), &post.row.uri.as_str().into())
    );
}

#[tokio::test]
async fn an_open_unit_shows_open_posts_to_anyone() {
    let unit = Unit::configured("open", &fake_clock(), "reach = 'internet'\n").await;
    let alice = unit.person("alice").await;
    let mut paths = Vec::new();
    for visibility in [Visibility::Public, Visibility::Private] {
        let draft = Draft {
            text: "hello".into(),
            visibility: Some(visibility),
            ..Draft::default()
        };
        let post = statuses::create(&unit.app, &alice, draft).await.unwrap();
        paths.push(path_of(&unit, &post.row.uri));
    }
    assert_eq!(get(&unit, &paths[0], None, AP).await.0, StatusCode::OK);
    assert_eq!(
        get(&unit, &paths[1], None, AP).await.0,
        StatusCode::NOT_FOUND
    );
}
