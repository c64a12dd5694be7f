#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::{
    client::tests::{
        client,
        peer::{Peer, Reply, answer, redirect},
    },
    origin::parse_id,
};

fn handle(text: &str) -> Handle {
    Handle::parse(text).unwrap()
}

#[test]
fn handles_are_read_in_three_forms() {
    for text in [
        "alice@hrm.example",
        "@alice@hrm.example",
        "acct:alice@hrm.example",
        "@alice@HRM.example:443",
    ] {
        assert_eq!(handle(text).to_string(), "alice@hrm.example", "{text}");
    }
    assert_eq!(
        handle("a.b-c_d@hrm.localhost:8080").acct(),
        "acct:a.b-c_d@hrm.localhost:8080"
    );
    assert!(handle("Alice@g.example").same_as(&handle("alice@g.example")));
    assert!(!handle("alice@g.example").same_as(&handle("alice@g.example:8443")));
    assert_eq!(
        handle("alice@hrm.localhost:8080")
            .question("http")
            .unwrap()
            .as_str(),
        "http://hrm.localhost:8080/.well-known/webfinger?resource=acct%3Aalice%40hrm.localhost%3A8080"
    );
}

#[test]
fn handles_that_would_change_a_request_are_refused() {
    for server in [
        "g.example\r\nx: y",
        "g.example\n",
        "g .example",
        "g.example#x",
        "g.example?x",
        "u@g.example",
        "g.example/x",
        "g.example\\x",
        "g.example:x",
        "127.0.0.1",
        "[::1]",
        "g%2eexample",
        "g.example.",
        "",
        "\u{200B}g.example",
    ] {
        assert!(
            Handle::parse(&format!("alice@{server}")).is_err(),
            "{server:?}"
        );
    }
    for user in [
        "",
        "a b",
        "a/b",
        "a?b",
        "a#b",
        "a%b",
        "ålice",
        "a\n",
        &"a".repeat(129),
    ] {
        assert!(
            Handle::parse(&format!("{user}@g.example")).is_err(),
            "{user:?}"
        );
    }
    for text in [
        "alice",
        "",
        "@",
        "@@",
        "https://g.example/@alice",
        "acct:acct:a@g.example",
    ] {
        assert!(Handle::parse(text).is_err(), "{text:?}");
    }
}

#[test]
fn resources_are_accounts_or_urls() {
    for (text, expected) in [
        (
            "acct:alice@g.example",
            Some(Resource::Account(handle("alice@g.example"))),
        ),
        (
            "alice@g.example",
            Some(Resource::Account(handle("alice@g.example"))),
        ),
        (
            "https://g.example/",
            Some(Resource::Url(parse_id("https://g.example/").unwrap())),
        ),
        ("https://u@g.example/", None),
        ("mailto:alice@g.example", None),
        ("", None),
    ] {
        assert_eq!(Resource::parse(text).ok(), expected, "{text}");
    }
}

#[test]
fn our_answers_have_the_usual_links() {
    let (actor, page) = ("https://g.example/users/1", "https://g.example/@alice");
    let (actor, page) = (parse_id(actor).unwrap(), parse_id(page).unwrap());
    let subscribe = Some("https://g.example/follow?uri={uri}");
    let ours = Jrd::for_account(&handle("alice@g.example"), &actor, &page, subscribe);
    assert_eq!(
        serde_json::to_value(&ours).unwrap(),
        json!({
            "subject": "acct:alice@g.example",
            "aliases": ["https://g.example/@alice", "https://g.example/users/1"],
            "links": [
                {"rel": "self", "type": "application/activity+json", "href": "https://g.example/users/1"},
                {"rel": "self", "type": "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"",
                 "href": "https://g.example/users/1"},
                {"rel": "http://webfinger.net/rel/profile-page", "type": "text/html", "href": "https://g.example/@alice"},
                {"rel": "http://ostatus.org/schema/1.0/subscribe", "template": "https://g.example/follow?uri={uri}"},
            ],
        })
    );
    assert_eq!(ours.actor(), Some(actor.clone()));
    let server = Jrd::for_server(&parse_id("https://g.example").unwrap(), &actor);
    assert_eq!(
        (server.subject.as_deref(), server.links[0].rel.as_str()),
        (Some("https://g.example/"), REL_SERVICE)
    );
}

#[test]
fn answers_of_others_are_read_leniently_but_the_link_strictly() {
    let actor = |links: serde_json::Value| {
        serde_json::from_value::<Jrd>(json!({"subject": "acct:a@g.example", "links": links}))
            .unwrap()
            .actor()
    };
    let ap = "application/activity+json";
    let good = json!({"rel": "self", "type": ap, "href": "https://g.example/a"});
    assert!(
        actor(
            json!([null, 1, {"href": "x"}, {"rel": "self", "href": "https://g.example/b"}, good])
        )
        .is_some()
    );
    assert!(
        actor(json!([{"rel": "self", "type": "text/html", "href": "https://g.example/b"}, good]))
            .is_some_and(|actor| actor.path() == "/a")
    );
    for links in [
        json!(null),
        json!("x"),
        json!([]),
        json!([{"rel": "self", "type": "application/json", "href": "https://g.example/a"}]),
        json!([{"rel": "me", "type": ap, "href": "https://g.example/a"}]),
        json!([{"rel": "self", "type": ap, "href": "javascript:alert(1)"}]),
        json!([{"rel": "self", "type": ap, "href": "https://u@g.example/a"}]),
        json!([{"rel": "self", "type": ap}]),
    ] {
        assert_eq!(actor(links.clone()), None, "{links}");
    }
}

/// A peer that knows people by a list of `user -> (subject, path of the actor)`; `{host}` stands for itself.
async fn peer(people: &'static [(&'static str, &'static str, &'static str)]) -> Peer {
    Peer::start(move |asked| {
        let host = asked.headers["host"].to_str().unwrap();
        let user = asked.target.split("acct%3A").nth(1).and_then(|rest| rest.split("%40").next()).unwrap();
        let Some((_, subject, path)) = people.iter().find(|(name, ..)| name.eq_ignore_ascii_case(user)) else {
            return Reply::Bytes(answer("404 Not Found", &[], b""));
        };
        let body = json!({
            "subject": subject.replace("{host}", host),
            "links": [{"rel": "self", "type": "application/activity+json", "href": format!("http://{host}{path}")}],
        });
        Reply::Bytes(answer("200 OK", &[("content-type", JRD_JSON)], body.to_string().as_bytes()))
    })
    .await
}

#[tokio::test]
async fn handles_lead_to_actors_with_at_most_one_change_of_subject() {
    let peer = peer(&[
        ("alice", "acct:Alice@{host}", "/users/1"),
        ("old", "acct:alice@{host}", "/wrong"),
        ("wander", "acct:old@{host}", "/wrong"),
        ("page", "https://{host}/@page", "/users/2"),
        ("bad", "acct:ba d@{host}", "/users/3"),
        ("scripted", "acct:scripted@{host}", " javascript:"),
    ])
    .await;
    let (client, _) = client();
    let at = |user: &str| handle(&format!("{user}@peer.localhost:{}", peer.port()));
    let alice = lookup(&client, &at("ALICE")).await.unwrap();
    assert_eq!(
        (alice.handle.user(), &alice.actor),
        ("Alice", &peer.url("/users/1"))
    );
    assert_eq!(lookup(&client, &at("old")).await.unwrap(), alice);
    assert!(alice.is(&peer.url("/users/1")) && !alice.is(&peer.url("/users/2")));
    assert_eq!(
        confirm(&client, &at("old"), &alice.actor).await.unwrap(),
        alice.handle
    );
    let stolen = confirm(&client, &at("alice"), &peer.url("/users/66")).await;
    assert!(matches!(stolen, Err(LookupError::OtherActor(_))));
    for (user, fits) in [
        (
            "nobody",
            (|e| matches!(e, LookupError::Unknown(_))) as fn(&LookupError) -> bool,
        ),
        ("wander", |e| matches!(e, LookupError::Wandering(_))),
        ("page", |e| matches!(e, LookupError::Subject(_))),
        ("bad", |e| matches!(e, LookupError::Subject(_))),
        ("scripted", |e| matches!(e, LookupError::NoActor(_))),
    ] {
        let error = lookup(&client, &at(user)).await.unwrap_err();
        assert!(fits(&error), "{user}: {error:?}");
    }
}

#[tokio::test]
async fn names_may_live_on_another_server() {
    let web = peer(&[("alice", "acct:alice@{host}", "/users/1")]).await;
    let target = format!(
        "http://peer.localhost:{}/.well-known/webfinger?resource=acct%3Aalice%40x",
        web.port()
    );
    let names = Peer::saying(redirect(&target)).await;
    let asked = handle(&format!("alice@peer.localhost:{}", names.port()));
    let found = lookup(&client().0, &asked).await.unwrap();
    assert_eq!(
        found.handle.authority().as_str(),
        format!("peer.localhost:{}", web.port())
    );
    assert_eq!(
        web.asked().len(),
        2,
        "the server of the new subject was asked itself"
    );
}

#[tokio::test]
async fn unreachable_servers_are_transient() {
    let error = lookup(&client().0, &handle("alice@missing.example"))
        .await
        .unwrap_err();
    assert!(error.is_transient(), "{error:?}");
}

proptest! {
    #[test]
    fn parsing_never_panics(text in "\\PC*") {
        let _ = Handle::parse(&text);
        let _ = Resource::parse(&text);
        let _ = serde_json::from_str::<Jrd>(&text);
    }

    #[test]
    fn what_is_accepted_stays_inside_its_place(user in "[a-z0-9._~+-]{1,20}", server in "[a-z.:@/?# \r\n-]{1,20}") {
        if let Ok(handle) = Handle::parse(&format!("{user}@{server}")) {
            let url = handle.question("https").unwrap();
            prop_assert_eq!(url.path(), "/.well-known/webfinger");
            let asked = crate::origin::authority_of(&url);
            prop_assert_eq!(asked.as_ref(), Some(handle.authority()));
            prop_assert_eq!(url.query_pairs().next().unwrap().1, handle.acct());
        }
    }
}

#[test]
fn others_say_where_their_people_follow() {
    let object = parse_id("https://s.example/users/a?b=c").unwrap();
    let told = |links: serde_json::Value| {
        let mut all = vec![
            json!({"rel": "self", "type": "application/activity+json", "href": "https://g.example/a"}),
        ];
        all.extend(links.as_array().unwrap().clone());
        let answer: Jrd =
            serde_json::from_value(json!({"subject": "acct:a@g.example", "links": all})).unwrap();
        answer.interaction(&object).map(String::from)
    };
    let filled = "https%3A%2F%2Fs%2Eexample%2Fusers%2Fa%3Fb%3Dc";
    let old = json!({"rel": "http://ostatus.org/schema/1.0/subscribe", "template": "https://g.example/authorize_interaction?uri={uri}"});
    let new = json!({"rel": "https://w3id.org/fep/3b86/Follow", "template": "https://g.example/follow?object={object}&on-success={on-success}"});
    assert_eq!(
        told(json!([old])),
        Some(format!(
            "https://g.example/authorize_interaction?uri={filled}"
        ))
    );
    assert_eq!(
        told(json!([old, new])),
        Some(format!(
            "https://g.example/follow?object={filled}&on-success="
        ))
    );
    assert_eq!(told(json!([])), None);
    for template in [
        "https://evil.example/?{object}",
        "javascript:{object}",
        "/follow?{object}",
        "http://g.example/?{object}",
        "https://g.example:8443/?{object}",
    ] {
        let link = json!({"rel": "https://w3id.org/fep/3b86/Follow", "template": template});
        assert_eq!(told(json!([link])), None, "{template}");
    }
    let ours = Jrd::for_account(
        &handle("alice@g.example"),
        &parse_id("https://g.example/a").unwrap(),
        &parse_id("https://g.example/@alice").unwrap(),
        None,
    )
    .with_intents(&[("Object", "https://g.example/show?uri={object}".to_owned())]);
    assert_eq!(
        ours.interaction(&object),
        Some(parse_id(&format!("https://g.example/show?uri={filled}")).unwrap())
    );
}
