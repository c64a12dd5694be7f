#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use serde_json::{Value, json};

use super::*;
use crate::client::tests::{
    client,
    peer::{Peer, Reply, answer},
};

fn usage() -> Usage {
    let users = Users {
        total: Some(30),
        active_halfyear: Some(20),
        active_month: Some(10),
    };
    Usage {
        users,
        local_posts: Some(400),
    }
}

#[test]
fn our_documents_follow_their_schemas() {
    let ours = |version| {
        let document = NodeInfo::ours(
            version,
            "0.1.0",
            "https://src.example/meent",
            "HRM",
            "People",
            usage(),
        );
        serde_json::to_value(document).unwrap()
    };
    assert_eq!(
        ours(Version::V21),
        json!({
            "version": "2.1",
            "software": {"name": "meent", "version": "0.1.0", "repository": "https://src.example/meent"},
            "protocols": ["activitypub"],
            "services": {"inbound": [], "outbound": []},
            "openRegistrations": false,
            "usage": {"users": {"total": 30, "activeHalfyear": 20, "activeMonth": 10}, "localPosts": 400},
            "metadata": {
                "nodeName": "HRM", "nodeDescription": "People", "upstream": {"name": "mastodon"},
                "federation": {"enabled": true},
            },
        })
    );
    let old = ours(Version::V20);
    assert_eq!(
        (&old["version"], old["software"].get("repository")),
        (&json!("2.0"), None)
    );
    let empty = NodeInfo::ours(Version::V21, "", "", "", "", Usage::default());
    assert_eq!(
        serde_json::to_value(empty).unwrap()["usage"],
        json!({"users": {}})
    );
    assert_eq!(
        Version::V21.content_type(),
        r#"application/json; profile="http://nodeinfo.diaspora.software/ns/schema/2.1#"; charset=utf-8"#
    );
}

#[test]
fn discovery_names_the_new_document_and_the_actor() {
    let url = |path| parse_id(&format!("https://g.example{path}")).unwrap();
    let links = discovery(&url("/nodeinfo/2.1"), &url("/actor"));
    assert_eq!(
        serde_json::to_value(&links).unwrap(),
        json!({"links": [
            {"rel": "http://nodeinfo.diaspora.software/ns/schema/2.1", "href": "https://g.example/nodeinfo/2.1"},
            {"rel": "https://www.w3.org/ns/activitystreams#Application", "href": "https://g.example/actor"},
        ]})
    );
    assert_eq!(newest(&links), Some(url("/nodeinfo/2.1")));
}

#[test]
fn odd_members_count_as_missing() {
    let read = |value: Value| serde_json::from_value::<NodeInfo>(value).unwrap();
    let odd = read(json!({
        "version": 2.1, "software": {"name": "x", "version": null}, "protocols": {"inbound": []},
        "openRegistrations": "no", "usage": {"users": {"total": "many", "activeMonth": -1}, "localPosts": 7},
        "metadata": [],
    }));
    assert_eq!(
        (odd.software.name.as_str(), odd.usage.local_posts),
        ("x", Some(7))
    );
    assert_eq!(
        (
            odd.usage.users.total,
            odd.usage.users.active_month,
            odd.node_name()
        ),
        (None, None, None)
    );
    assert_eq!(read(json!({})), NodeInfo::default());
    assert!(serde_json::from_value::<NodeInfo>(json!("x")).is_err());
}

#[tokio::test]
async fn the_newest_document_of_a_peer_is_read() {
    let peer = Peer::start(|asked| {
        let host = asked.headers["host"].to_str().unwrap();
        let link = |version: &str| {
            let rel = format!("http://nodeinfo.diaspora.software/ns/schema/{version}");
            json!({"rel": rel, "href": format!("http://{host}/{version}")})
        };
        let body = match asked.target.as_str() {
            "/.well-known/nodeinfo" => json!({"links": [link("1.0"), link("2.0"), link("2.1"), 5]}),
            path => json!({"version": &path[1..], "software": {"name": "meent", "version": "1"}}),
        };
        Reply::Bytes(answer(
            "200 OK",
            &[("content-type", "application/json")],
            body.to_string().as_bytes(),
        ))
    })
    .await;
    let authority = crate::origin::authority_of(&peer.url("/")).unwrap();
    let info = read(&client().0, &authority).await.unwrap();
    assert_eq!(
        (info.version.as_str(), info.software.name.as_str()),
        ("2.1", "meent")
    );
}

#[tokio::test]
async fn peers_without_a_readable_version_have_none() {
    let empty = Peer::saying(answer(
        "200 OK",
        &[("content-type", "application/json")],
        br#"{"links":[]}"#,
    ))
    .await;
    let authority = crate::origin::authority_of(&empty.url("/")).unwrap();
    assert!(matches!(
        read(&client().0, &authority).await,
        Err(FetchError::NotFound)
    ));
}
