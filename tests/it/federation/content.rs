//! What posts carry besides their text, between units: polls, quotes, reactions, conversations, events, pinned posts, and
//! leave to answer.

use axum::http::StatusCode;
use meent::ap::resolve;
use meent::db;
use meent::domain::*;
use meent::service::auth::Person;
use meent::service::bundle::Post;
use meent::service::drafts::Draft;
use meent::service::polls::{self, PollDraft};
use meent::service::{boosts, events, follows, marks, peers, quotes, statuses, timelines};
use serde_json::{Value, json};

use super::support::*;

const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";

fn draft(text: &str) -> Draft {
    Draft {
        text: text.to_owned(),
        visibility: Some(Visibility::Public),
        ..Draft::default()
    }
}

async fn pair() -> (Unit, Unit, Person, Person) {
    let clock = fake_clock();
    let (hrm, it) = (
        Unit::start("hrm", &clock).await,
        Unit::start("it", &clock).await,
    );
    hrm.joins(&it).await;
    let (alice, bob) = (hrm.person("alice").await, it.person("bob").await);
    hrm.follows(&alice, &format!("bob@{}", it.domain)).await;
    it.follows(&bob, &format!("alice@{}", hrm.domain)).await;
    settle(&[&hrm, &it]).await;
    settle(&[&hrm, &it]).await;
    (hrm, it, alice, bob)
}

/// The copy of a post at another unit, as one of its people sees it.
async fn copy(unit: &Unit, by: &Person, uri: &str) -> Post {
    let row = unit.living(uri).await.unwrap();
    statuses::show(&unit.app, Some(by.account.id), row.id)
        .await
        .unwrap()
}

async fn told(unit: &Unit, person: &Person, kind: NotificationKind) -> usize {
    let filter = db::notifications::NotificationFilter {
        kinds: Some(vec![kind]),
        from: None,
    };
    let mut conn = unit.app.db.read().await.unwrap();
    let page = db::Paging::first(40);
    db::notifications::page(&mut conn, person.account.id, &filter, page)
        .await
        .unwrap()
        .len()
}

#[tokio::test]
async fn a_poll_is_voted_in_from_another_unit() {
    let (hrm, it, alice, bob) = pair().await;
    let poll = PollDraft {
        options: vec!["Soup".to_owned(), "Bread".to_owned()],
        expires_in: 3600,
        ..PollDraft::default()
    };
    let asked = Draft {
        poll: Some(poll),
        ..draft("Lunch?")
    };
    let post = statuses::create(&it.app, &bob, asked).await.unwrap();
    settle(&[&it, &hrm]).await;
    let seen = copy(&hrm, &alice, &post.row.uri).await;
    let options = &seen.extras.poll.as_ref().unwrap().options;
    assert_eq!(options[1].title, "Bread");
    assert!(!seen.row.content.contains("Bread"), "a poll is no text");

    polls::vote(&hrm.app, &alice, seen.row.id, &[1])
        .await
        .unwrap();
    settle(&[&hrm, &it]).await;
    let at_home = copy(&it, &bob, &post.row.uri).await.extras.poll.unwrap();
    assert_eq!(
        (at_home.options[1].votes_count, at_home.row.voters_count),
        (1, Some(1))
    );
    // Its own numbers come back after a while, and are no edit.
    it.app.clock.advance_millis(200_000);
    settle(&[&it, &hrm]).await;
    let seen = copy(&hrm, &alice, &post.row.uri).await;
    let poll = seen.extras.poll.as_ref().unwrap();
    assert_eq!(
        (poll.options[1].votes_count, &poll.own_votes),
        (1, &vec![1])
    );
    assert!(seen.row.edited_at.is_none());
    let (mut conn, id) = (hrm.app.db.read().await.unwrap(), seen.row.id);
    assert!(db::statuses::edits(&mut conn, id).await.unwrap().is_empty());
    drop(conn);

    it.app.clock.advance_millis(3_600_000);
    settle(&[&it, &hrm]).await;
    let ended = copy(&hrm, &alice, &post.row.uri).await.extras.poll.unwrap();
    assert!(ended.row.ended_at.is_some());
    assert_eq!(told(&hrm, &alice, NotificationKind::Poll).await, 1);
    assert_eq!(told(&it, &bob, NotificationKind::Poll).await, 1);
    assert_eq!((hrm.waiting().await, it.waiting().await), ((0, 0), (0, 0)));
}

#[tokio::test]
async fn a_quote_waits_for_its_stamp_and_goes_when_it_is_taken_back() {
    let (hrm, it, alice, bob) = pair().await;
    let post = statuses::create(&it.app, &bob, draft("Worth quoting"))
        .await
        .unwrap();
    settle(&[&it, &hrm]).await;
    let known = hrm.living(&post.row.uri).await.unwrap();
    let quoting = Draft {
        quote: Some(known.id),
        ..draft("Look")
    };
    let made = statuses::create(&hrm.app, &alice, quoting).await.unwrap();
    assert_eq!(
        made.extras.quote.as_ref().unwrap().state,
        QuoteState::Pending
    );
    settle(&[&hrm, &it]).await;
    let made = copy(&hrm, &alice, &made.row.uri).await;
    let quote = made.extras.quote.as_ref().unwrap();
    assert_eq!(quote.state, QuoteState::Accepted);
    assert!(quote.post.is_some());
    // The other side shows it, with the stamp that stands at its address.
    let there = copy(&it, &bob, &made.row.uri).await;
    let shown = there.extras.quote.as_ref().unwrap();
    assert_eq!(shown.state, QuoteState::Accepted);
    assert_eq!(shown.post.as_ref().unwrap().row.uri, post.row.uri);
    assert_eq!(told(&it, &bob, NotificationKind::Quote).await, 1);

    quotes::revoke(&it.app, &bob, post.row.id, there.row.id)
        .await
        .unwrap();
    settle(&[&it, &hrm]).await;
    let after = copy(&hrm, &alice, &made.row.uri)
        .await
        .extras
        .quote
        .unwrap();
    assert_eq!(
        (after.state, after.post.is_none()),
        (QuoteState::Revoked, true)
    );

    let closed = Draft {
        quote_policy: Some(QuotePolicy::Nobody),
        ..draft("Not this one")
    };
    let closed = statuses::create(&it.app, &bob, closed).await.unwrap();
    settle(&[&it, &hrm]).await;
    let known = hrm.living(&closed.row.uri).await.unwrap();
    let quoting = Draft {
        quote: Some(known.id),
        ..draft("Still")
    };
    let refused = statuses::create(&hrm.app, &alice, quoting).await;
    assert!(matches!(refused, Err(meent::error::Error::Forbidden(_))));
}

#[tokio::test]
async fn an_article_arrives_whole() {
    let (hrm, it, alice, bob) = pair().await;
    let long = Draft {
        title: "The garden".to_owned(),
        text: format!("# Beds\n\n{}", "Beans and more. ".repeat(60)),
        format: meent::text::compose::Format::Markdown,
        ..draft("")
    };
    let post = statuses::create(&it.app, &bob, long).await.unwrap();
    settle(&[&it, &hrm]).await;
    let seen = copy(&hrm, &alice, &post.row.uri).await;
    assert_eq!(seen.row.title, "The garden");
    assert_eq!(seen.row.content, post.row.content);
    assert!(seen.row.spoiler_text.is_empty(), "a lede is no warning");
}

/// A unit where alice follows victim of a server under the test's control.
struct Rig {
    unit: Unit,
    alice: Person,
    hostile: Hostile,
}

async fn rig() -> Rig {
    let unit = Unit::start("hrm", &fake_clock()).await;
    let alice = unit.person("alice").await;
    let hostile = Hostile::start("other").await;
    peers::add(&unit.app, &hostile.domain).await.unwrap();
    hostile.serve(STATUS, json!(202));
    let rig = Rig {
        unit,
        alice,
        hostile,
    };
    for name in ["victim", "mallory"] {
        rig.hostile.serve_actor(name);
        let path = format!("/u/{name}");
        let uri = rig.hostile.actor(name);
        let mut actor = rig.hostile.documents.lock().unwrap()[&path].clone();
        actor["featured"] = json!(format!("{uri}/featured"));
        rig.hostile.serve(&path, actor);
        let row = resolve::refresh(&rig.unit.app, &uri).await.unwrap();
        follows::follow(&rig.unit.app, &rig.alice, row.id, None, None)
            .await
            .unwrap();
        let mut conn = rig.unit.app.db.read().await.unwrap();
        let follow = db::follows::find(&mut conn, rig.alice.account.id, row.id)
            .await
            .unwrap()
            .unwrap();
        drop(conn);
        rig.send(
            name,
            json!({
                "id": format!("{uri}#accept"), "type": "Accept", "actor": uri,
                "object": {"id": follow.uri, "type": "Follow", "actor": rig.alice.account.uri, "object": uri},
            }),
        )
        .await;
    }
    rig
}

impl Rig {
    async fn send(&self, name: &str, mut document: Value) {
        document["@context"] = json!("https://www.w3.org/ns/activitystreams");
        let delivery = Delivery::signed(&self.unit, &self.hostile.signer(name), &document);
        let status = delivery.send(&self.unit).await;
        assert_eq!(status, StatusCode::ACCEPTED, "{document}");
        meent::worker::drain(&self.unit.app).await.unwrap();
    }

    /// A Create by `name` of post `number` with these members.
    async fn create(&self, name: &str, number: u32, more: Value) {
        let mut create = self.hostile.create(name, number, "<p>text</p>");
        for (key, value) in more.as_object().unwrap() {
            create["object"][key] = value.clone();
        }
        self.hostile
            .serve(&format!("/n/{number}"), create["object"].clone());
        self.send(name, create).await;
    }

    fn note(&self, number: u32) -> String {
        self.hostile.url(&format!("/n/{number}"))
    }

    async fn shown(&self, uri: &str) -> Post {
        copy(&self.unit, &self.alice, uri).await
    }

    /// An activity by `name` about `object`.
    fn act(&self, name: &str, kind: &str, number: u32, object: Value) -> Value {
        let actor = self.hostile.actor(name);
        json!({ "id": format!("{actor}/a/{number}"), "type": kind, "actor": actor, "object": object })
    }

    async fn asked(&self) -> Post {
        let asked = Draft {
            poll: Some(PollDraft {
                options: vec!["A".to_owned(), "B".to_owned()],
                expires_in: 3600,
                ..PollDraft::default()
            }),
            ..draft("?")
        };
        statuses::create(&self.unit.app, &self.alice, asked)
            .await
            .unwrap()
    }
}

#[tokio::test]
async fn votes_count_once_and_only_while_the_poll_is_open() {
    let rig = rig().await;
    let post = rig.asked().await;
    let vote = |name: &str, number: u32, option: &str| {
        let actor = rig.hostile.actor(name);
        json!({
            "id": format!("{actor}/v/{number}"), "type": "Note", "name": option, "attributedTo": actor,
            "inReplyTo": post.row.uri, "to": [rig.alice.account.uri],
        })
    };
    let tally = async || {
        let poll = rig.shown(&post.row.uri).await.extras.poll.unwrap();
        let votes: Vec<i64> = poll.options.iter().map(|o| o.votes_count).collect();
        (votes, poll.row.voters_count.unwrap())
    };
    // All votes of a server in one Create, among them one for nothing.
    let several = json!([
        vote("victim", 1, "B"),
        vote("victim", 2, "A"),
        vote("victim", 3, "C")
    ]);
    rig.send("victim", rig.act("victim", "Create", 1, several))
        .await;
    assert_eq!(tally().await, (vec![0, 1], 1));
    rig.send(
        "victim",
        rig.act("victim", "Create", 2, vote("victim", 1, "B")),
    )
    .await;
    // In the name of somebody else.
    rig.send(
        "mallory",
        rig.act("mallory", "Create", 3, vote("victim", 4, "A")),
    )
    .await;
    assert_eq!(tally().await, (vec![0, 1], 1));
    assert!(
        rig.unit
            .status_by_uri(&rig.hostile.url("/u/victim/v/1"))
            .await
            .is_none()
    );
    rig.unit.app.clock.advance_millis(3_600_000);
    rig.send(
        "mallory",
        rig.act("mallory", "Create", 4, vote("mallory", 5, "A")),
    )
    .await;
    assert_eq!(tally().await, (vec![0, 1], 1));
}

#[tokio::test]
async fn the_numbers_of_a_peers_poll_are_no_edit_and_other_options_are() {
    let rig = rig().await;
    let question = |first: &str, votes: u32| {
        json!({
            "type": "Question", "endTime": "2030-01-01T00:00:00Z", "votersCount": votes,
            "oneOf": [
                {"type": "Note", "name": first, "replies": {"type": "Collection", "totalItems": votes}},
                {"type": "Note", "name": "no", "replies": {"type": "Collection", "totalItems": 0}},
            ],
        })
    };
    rig.create("victim", 1, question("yes", 0)).await;
    let update = |name: &str, number: u32, more: Value| {
        let mut create = rig.hostile.create("victim", 1, "<p>text</p>");
        for (key, value) in more.as_object().unwrap() {
            create["object"][key] = value.clone();
        }
        rig.act(name, "Update", number, create["object"].clone())
    };
    let post = rig.shown(&rig.note(1)).await;
    polls::vote(&rig.unit.app, &rig.alice, post.row.id, &[0])
        .await
        .unwrap();
    rig.send("victim", update("victim", 2, question("yes", 7)))
        .await;
    rig.send("mallory", update("mallory", 3, question("yes", 99)))
        .await;
    let seen = rig.shown(&rig.note(1)).await;
    let poll = seen.extras.poll.as_ref().unwrap();
    assert_eq!((poll.options[0].votes_count, poll.own_votes.len()), (7, 1));
    assert!(seen.row.edited_at.is_none());
    let mut other = question("maybe", 0);
    other["updated"] = json!("2026-09-22T00:00:00Z");
    rig.unit.app.clock.advance_millis(48 * 3_600_000);
    rig.send("victim", update("victim", 4, other)).await;
    let poll = rig.shown(&rig.note(1)).await.extras.poll.unwrap();
    assert_eq!(
        (poll.options[0].title.as_str(), poll.own_votes.len()),
        ("maybe", 0)
    );
}

#[tokio::test]
async fn a_quote_without_leave_is_not_shown() {
    let rig = rig().await;
    let post = statuses::create(&rig.unit.app, &rig.alice, draft("Mine"))
        .await
        .unwrap();
    rig.create("victim", 1, json!({})).await;
    rig.create("mallory", 2, json!({ "quote": rig.note(1) }))
        .await;
    rig.create("mallory", 3, json!({ "quoteUrl": post.row.uri }))
        .await;
    let state = async |number: u32| rig.shown(&rig.note(number)).await.extras.quote.unwrap();
    assert_eq!(state(2).await.state, QuoteState::Pending);
    assert_eq!(state(3).await.state, QuoteState::Pending);

    // A stamp that somebody made for themselves, and one for another post.
    let stamp = |by: &str, object: &str| {
        json!({
            "@context": "https://www.w3.org/ns/activitystreams", "type": "QuoteAuthorization",
            "id": rig.hostile.url(&format!("/s/{by}")), "attributedTo": rig.hostile.actor(by),
            "interactingObject": object, "interactionTarget": rig.note(1),
        })
    };
    rig.hostile
        .serve("/s/mallory", stamp("mallory", &rig.note(4)));
    rig.hostile
        .serve("/s/victim", stamp("victim", &rig.note(9)));
    for (number, by) in [(4, "mallory"), (5, "victim")] {
        let claimed = rig.hostile.url(&format!("/s/{by}"));
        let quote = json!({ "quote": rig.note(1), "quoteAuthorization": claimed });
        rig.create("mallory", number, quote).await;
        assert_eq!(state(number).await.state, QuoteState::Pending, "{by}");
    }
    rig.hostile
        .serve("/s/victim", stamp("victim", &rig.note(6)));
    let claimed = rig.hostile.url("/s/victim");
    let quote = json!({ "quote": rig.note(1), "quoteAuthorization": claimed });
    rig.create("mallory", 6, quote).await;
    assert_eq!(state(6).await.state, QuoteState::Accepted);
    // Only who gave the stamp takes it back.
    rig.send("mallory", rig.act("mallory", "Delete", 1, json!(claimed)))
        .await;
    assert_eq!(state(6).await.state, QuoteState::Accepted);
    rig.send("victim", rig.act("victim", "Delete", 1, json!(claimed)))
        .await;
    assert_eq!(state(6).await.state, QuoteState::Revoked);
    // One's own posts need no leave, and a quote of itself is none.
    rig.create("victim", 7, json!({ "quote": rig.note(1) }))
        .await;
    assert_eq!(state(7).await.state, QuoteState::Accepted);
}

#[tokio::test]
async fn requests_to_quote_are_answered_by_the_rule_of_the_post() {
    let rig = rig().await;
    let open = statuses::create(&rig.unit.app, &rig.alice, draft("Open"))
        .await
        .unwrap();
    let private = Draft {
        visibility: Some(Visibility::Private),
        ..draft("For followers")
    };
    let private = statuses::create(&rig.unit.app, &rig.alice, private)
        .await
        .unwrap();
    let ask = |number: u32, of: &str, asking: Value| {
        let mut request = rig.act("victim", "QuoteRequest", number, json!(of));
        request["instrument"] = asking;
        request
    };
    let given = async |of: &Post, number: u32| {
        let mut conn = rig.unit.app.db.read().await.unwrap();
        let (kind, uri) = (StampKind::Quote, rig.note(number));
        db::stamps::of(&mut conn, kind, of.row.id, &uri)
            .await
            .unwrap()
            .is_some()
    };
    rig.create("victim", 1, json!({ "quote": open.row.uri }))
        .await;
    let before = rig.hostile.requests().len();
    rig.send("victim", ask(1, &open.row.uri, json!(rig.note(1))))
        .await;
    assert!(given(&open, 1).await);
    assert!(rig.hostile.requests()[before..].contains(&"/u/victim/inbox".to_owned()));
    let quote = rig.shown(&rig.note(1)).await.extras.quote.unwrap();
    assert_eq!(quote.state, QuoteState::Accepted);
    // A post that they may not see, and one that is not theirs.
    rig.send("victim", ask(2, &private.row.uri, json!(rig.note(2))))
        .await;
    rig.send(
        "victim",
        ask(3, &open.row.uri, json!("https://v.example/1")),
    )
    .await;
    assert!(!given(&private, 2).await);
    let closed = QuotePolicy::Nobody;
    quotes::set_policy(&rig.unit.app, &rig.alice, open.row.id, closed)
        .await
        .unwrap();
    rig.send("victim", ask(4, &open.row.uri, json!(rig.note(4))))
        .await;
    assert!(!given(&open, 4).await);
}

#[tokio::test]
async fn reactions_are_shown_counted_and_taken_back() {
    let rig = rig().await;
    let post = statuses::create(&rig.unit.app, &rig.alice, draft("React"))
        .await
        .unwrap();
    let react = |name: &str, kind: &str, number: u32, content: &str| {
        let mut like = rig.act(name, kind, number, json!(post.row.uri));
        like["content"] = json!(content);
        like
    };
    rig.send("victim", react("victim", "EmojiReact", 1, "👍"))
        .await;
    rig.send("victim", react("victim", "EmojiReact", 2, "🎉"))
        .await;
    rig.send("mallory", react("mallory", "Like", 1, "👍")).await;
    rig.send(
        "mallory",
        react("mallory", "EmojiReact", 2, "buy my things"),
    )
    .await;
    let seen = rig.shown(&post.row.uri).await;
    let all: Vec<(String, i64)> = seen
        .extras
        .reactions
        .iter()
        .map(|reaction| (reaction.content.clone(), reaction.count))
        .collect();
    assert_eq!(all, [("👍".to_owned(), 2), ("🎉".to_owned(), 1)]);
    assert_eq!(seen.row.favourites_count, 2);
    rig.send(
        "victim",
        rig.act("victim", "Undo", 3, react("victim", "EmojiReact", 1, "👍")),
    )
    .await;
    let seen = rig.shown(&post.row.uri).await;
    assert_eq!(
        (seen.extras.reactions.len(), seen.row.favourites_count),
        (2, 2)
    );
    let by_id = json!(format!("{}/a/2", rig.hostile.actor("victim")));
    rig.send("victim", rig.act("victim", "Undo", 4, by_id))
        .await;
    let seen = rig.shown(&post.row.uri).await;
    assert_eq!(
        (seen.extras.reactions.len(), seen.row.favourites_count),
        (1, 1)
    );
}

#[tokio::test]
async fn a_conversation_of_500_replies_is_read_when_it_is_opened() {
    let rig = rig().await;
    rig.create(
        "victim",
        1,
        json!({ "context": rig.hostile.url("/c"), "replies": rig.hostile.url("/r") }),
    )
    .await;
    let page = |number: u32, items: Vec<String>, next: u32| {
        json!({
            "@context": "https://www.w3.org/ns/activitystreams", "type": "OrderedCollectionPage",
            "id": rig.hostile.url(&format!("/c/{number}")), "partOf": rig.hostile.url("/c"),
            "orderedItems": items, "next": rig.hostile.url(&format!("/c/{next}")),
        })
    };
    let first = json!({
        "@context": "https://www.w3.org/ns/activitystreams", "type": "OrderedCollection",
        "id": rig.hostile.url("/c"), "first": rig.hostile.url("/c/0"),
    });
    rig.hostile.serve("/c", first);
    for number in 0..5 {
        let items = (0..100).map(|n| rig.note(100 + number * 100 + n)).collect();
        // The last page leads to the first again.
        rig.hostile.serve(
            &format!("/c/{number}"),
            page(number, items, (number + 1) % 5),
        );
    }
    for number in 100..600_u32 {
        let mut note = rig.hostile.create("mallory", number, "reply")["object"].clone();
        note["@context"] = json!("https://www.w3.org/ns/activitystreams");
        // Every tenth answers the first post, the others the one before.
        let parent = if number % 10 == 0 { 1 } else { number - 1 };
        note["inReplyTo"] = json!(rig.note(parent));
        rig.hostile.serve(&format!("/n/{number}"), note);
    }
    let root = rig.unit.living(&rig.note(1)).await.unwrap();
    let look = async || {
        resolve::look_at_thread(&rig.unit.app, root.id)
            .await
            .unwrap();
        meent::worker::drain(&rig.unit.app).await.unwrap();
    };
    look().await;
    // What two writers kept from each other (PostgreSQL) is tried again after a while.
    for _ in 0..4 {
        rig.unit.app.clock.advance_millis(90_000);
        meent::worker::drain(&rig.unit.app).await.unwrap();
    }
    let mut conn = rig.unit.app.db.read().await.unwrap();
    let rows = db::statuses::thread(&mut conn, rig.alice.account.id, root.id, 1000)
        .await
        .unwrap();
    drop(conn);
    assert_eq!(rows.len(), 501);
    let mut replies = rows.iter().filter(|row| row.id != root.id);
    assert!(replies.all(|row| row.in_reply_to_id.is_some()));
    // Not again before a quarter of an hour is over.
    let before = rig.hostile.requests().len();
    look().await;
    assert_eq!(rig.hostile.requests().len(), before);
    rig.unit.app.clock.advance_millis(16 * 60_000);
    look().await;
    assert!(rig.hostile.requests().len() > before);
}

#[tokio::test]
async fn our_conversations_are_collections_in_pages() {
    let (hrm, it, alice, bob) = pair().await;
    let post = statuses::create(&it.app, &bob, draft("Start"))
        .await
        .unwrap();
    for n in 0..120 {
        let answer = Draft {
            in_reply_to: Some(post.row.id),
            ..draft(&format!("Answer {n}"))
        };
        statuses::create(&it.app, &bob, answer).await.unwrap();
    }
    // Only the first post is known there, as for somebody who looked it up.
    let stranger = Unit::start("fac", &it.app.clock).await;
    stranger.joins(&it).await;
    let carol = stranger.person("carol").await;
    let found = resolve::address(&stranger.app, &post.row.uri)
        .await
        .unwrap();
    let resolve::Found::Post(row) = found else {
        panic!("no post")
    };
    resolve::look_at_thread(&stranger.app, row.id)
        .await
        .unwrap();
    settle(&[&stranger]).await;
    let around = meent::service::threads::thread(&stranger.app, Some(carol.account.id), row.id)
        .await
        .unwrap();
    assert_eq!(around.descendants.len(), 120);
    drop((hrm, alice));
}

#[tokio::test]
async fn a_reply_that_needs_leave_is_its_authors_until_it_has_it() {
    let rig = rig().await;
    let ask = json!({
        "canReply": {"automaticApproval": [rig.hostile.actor("victim")], "manualApproval": [PUBLIC]},
        "canLike": {"always": [rig.hostile.actor("victim")]},
        "canAnnounce": {},
    });
    rig.create("victim", 1, json!({ "interactionPolicy": ask }))
        .await;
    let parent = rig.unit.living(&rig.note(1)).await.unwrap();
    let answer = Draft {
        in_reply_to: Some(parent.id),
        ..draft("May I?")
    };
    let reply = statuses::create(&rig.unit.app, &rig.alice, answer)
        .await
        .unwrap();
    assert!(reply.extras.waiting);
    meent::worker::drain(&rig.unit.app).await.unwrap();
    let nobody = statuses::show(&rig.unit.app, None, reply.row.id).await;
    assert!(nobody.is_err(), "shown before leave was given");
    let request = rig
        .unit
        .app
        .urls
        .activity("alice", "replyrequest", reply.row.id.0);
    let sent = db::activities::by_uri(&mut rig.unit.app.db.read().await.unwrap(), &request)
        .await
        .unwrap()
        .unwrap();
    let sent: Value = serde_json::from_str(&sent.body).unwrap();
    assert_eq!(sent["instrument"]["id"], json!(reply.row.uri));
    assert_eq!(sent["instrument"]["to"], json!([PUBLIC]));

    let answer = |name: &str, kind: &str| {
        let mut accept = rig.act(name, kind, 9, sent.clone());
        accept["result"] = json!(rig.hostile.url("/s/1"));
        accept
    };
    rig.send("mallory", answer("mallory", "Accept")).await;
    assert!(
        statuses::show(&rig.unit.app, None, reply.row.id)
            .await
            .is_err()
    );
    rig.send("victim", answer("victim", "Accept")).await;
    let shown = statuses::show(&rig.unit.app, None, reply.row.id)
        .await
        .unwrap();
    assert_eq!(shown.row.visibility, Visibility::Public);
    let create = rig.unit.app.urls.status_activity(&reply.row.uri);
    let sent = db::activities::by_uri(&mut rig.unit.app.db.read().await.unwrap(), &create)
        .await
        .unwrap()
        .unwrap();
    assert!(sent.body.contains("\"replyAuthorization\""));

    let refused = marks::favourite(&rig.unit.app, &rig.alice, parent.id).await;
    assert!(matches!(refused, Err(meent::error::Error::Forbidden(_))));
    let refused = boosts::reblog(&rig.unit.app, &rig.alice, parent.id).await;
    assert!(matches!(refused, Err(meent::error::Error::Forbidden(_))));
}

#[tokio::test]
async fn replies_of_others_need_the_leave_that_the_post_asks_for() {
    let rig = rig().await;
    let policy = json!({ "canReply": {"automaticApproval": [rig.hostile.actor("victim")]} });
    rig.create("victim", 1, json!({ "interactionPolicy": policy }))
        .await;
    rig.create("mallory", 2, json!({ "inReplyTo": rig.note(1) }))
        .await;
    assert!(rig.unit.status_by_uri(&rig.note(2)).await.is_none());
    let stamp = json!({
        "@context": "https://www.w3.org/ns/activitystreams", "type": "ReplyAuthorization",
        "id": rig.hostile.url("/s/3"), "attributedTo": rig.hostile.actor("victim"),
        "interactingObject": rig.note(3), "interactionTarget": rig.note(1),
    });
    rig.hostile.serve("/s/3", stamp);
    let claimed =
        json!({ "inReplyTo": rig.note(1), "replyAuthorization": rig.hostile.url("/s/3") });
    rig.create("mallory", 4, claimed.clone()).await;
    assert!(rig.unit.status_by_uri(&rig.note(4)).await.is_none());
    rig.create("mallory", 3, claimed).await;
    assert!(rig.unit.living(&rig.note(3)).await.is_some());
}

#[tokio::test]
async fn an_event_is_shown_and_one_goes_there() {
    let rig = rig().await;
    let event = json!({
        "type": "Event", "name": "Harvest", "startTime": "2026-10-01T10:00:00Z", "endTime": "2026-10-01T12:00:00Z",
        "joinMode": "restricted", "location": {"type": "Place", "name": "The yard"},
    });
    rig.create("victim", 1, event).await;
    let post = rig.shown(&rig.note(1)).await;
    let shown = post.extras.event.as_ref().unwrap();
    assert_eq!(
        (post.row.title.as_str(), shown.places[0].name.as_str()),
        ("Harvest", "The yard")
    );
    let state = async || {
        rig.shown(&rig.note(1))
            .await
            .extras
            .event
            .unwrap()
            .attendance
    };
    events::join(&rig.unit.app, &rig.alice, post.row.id)
        .await
        .unwrap();
    meent::worker::drain(&rig.unit.app).await.unwrap();
    assert_eq!(state().await, Some(AttendanceState::Pending));
    let join = json!({ "type": "Join", "actor": rig.alice.account.uri, "object": rig.note(1) });
    rig.send("mallory", rig.act("mallory", "Accept", 1, join.clone()))
        .await;
    assert_eq!(state().await, Some(AttendanceState::Pending));
    rig.send("victim", rig.act("victim", "Accept", 1, join))
        .await;
    assert_eq!(state().await, Some(AttendanceState::Accepted));
    events::leave(&rig.unit.app, &rig.alice, post.row.id)
        .await
        .unwrap();
    assert_eq!(state().await, None);

    let own = statuses::create(&rig.unit.app, &rig.alice, draft("No event"))
        .await
        .unwrap();
    meent::worker::drain(&rig.unit.app).await.unwrap();
    let before = rig.hostile.requests().len();
    rig.send("victim", rig.act("victim", "Join", 2, json!(own.row.uri)))
        .await;
    assert!(rig.hostile.requests()[before..].contains(&"/u/victim/inbox".to_owned()));
}

#[tokio::test]
async fn an_unknown_type_is_a_card() {
    let rig = rig().await;
    let album = json!({
        "type": "Album", "name": "Songs <script>x</script>", "summary": "Twelve of them", "content": null,
        "url": rig.hostile.url("/albums/1"),
    });
    rig.create("victim", 1, album).await;
    let post = rig.shown(&rig.note(1)).await;
    assert_eq!(post.extras.kind, "Album");
    assert!(post.row.title.starts_with("Songs") && !post.row.title.contains("script"));
    assert!(post.row.content.contains("Twelve of them") && post.row.content.contains("/albums/1"));
}

#[tokio::test]
async fn pinned_posts_of_somebody_elsewhere_are_read_and_follow_their_changes() {
    let rig = rig().await;
    for number in [1, 2] {
        rig.create("victim", number, json!({})).await;
    }
    rig.create("mallory", 3, json!({})).await;
    let items = [rig.note(1), rig.note(3), rig.note(404)];
    let featured = rig.hostile.url("/u/victim/featured");
    let collection = json!({
        "@context": "https://www.w3.org/ns/activitystreams", "type": "OrderedCollection", "id": featured,
        "orderedItems": items,
    });
    rig.hostile.serve("/u/victim/featured", collection);
    let mut conn = rig.unit.app.db.read().await.unwrap();
    let victim = db::accounts::by_uri(&mut conn, &rig.hostile.actor("victim"))
        .await
        .unwrap();
    drop(conn);
    let victim = victim.unwrap();
    let pinned = async || {
        let me = Some(rig.alice.account.id);
        let posts = timelines::pinned(&rig.unit.app, me, victim.id)
            .await
            .unwrap();
        posts
            .into_iter()
            .map(|post| post.row.uri)
            .collect::<Vec<_>>()
    };
    resolve::look_at_pins(&rig.unit.app, &victim).await.unwrap();
    meent::worker::drain(&rig.unit.app).await.unwrap();
    assert_eq!(pinned().await, [rig.note(1)]);
    let change = |name: &str, kind: &str, number: u32, post: u32, of: &str| {
        let mut change = rig.act(name, kind, number, json!(rig.note(post)));
        change["target"] = json!(rig.hostile.url(&format!("/u/{of}/featured")));
        change
    };
    rig.send("victim", change("victim", "Add", 1, 2, "victim"))
        .await;
    rig.send("victim", change("victim", "Remove", 2, 1, "victim"))
        .await;
    rig.send("mallory", change("mallory", "Remove", 3, 2, "victim"))
        .await;
    rig.send("mallory", change("mallory", "Add", 4, 1, "mallory"))
        .await;
    assert_eq!(pinned().await, [rig.note(2)]);
}
