#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use super::*;
use crate::vocab::{audience::Audience, kinds::PostKind, stamp::Stamp};
use serde_json::{Value, json};

const MALLORY: &str = "https://e.example/u/mallory";
const NEIGHBOUR: &str = "https://e.example/u/victim";
const VICTIM: &str = "https://g.example/u/victim";

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

fn us() -> Authority {
    Authority::parse("s.example").unwrap()
}

fn activity(kind: &str, id: &str, actor: &str, object: Value) -> Activity {
    Activity::read(&json!({"type": kind, "id": id, "actor": actor, "object": object})).unwrap()
}

fn note(id: &str, owner: &str) -> Post {
    Post::read(&json!({"type": "Note", "id": id, "attributedTo": owner, "content": "x"})).unwrap()
}

fn create(note: &Post) -> Activity {
    activity("Create", "https://e.example/a/1", MALLORY, json!(note.id))
}

#[test]
fn the_signer_is_the_actor() {
    let own = activity("Follow", "https://e.example/a/1", MALLORY, json!(VICTIM));
    assert_eq!(check_activity(&own, &url(MALLORY), &us()), Ok(()));
    for other in [NEIGHBOUR, VICTIM, "https://e.example/u/mallory/"] {
        assert_eq!(
            check_activity(&own, &url(other), &us()),
            Err(AuthorityError::NotTheSigner)
        );
    }
}

#[test]
fn fetched_activities_count_at_their_id_and_for_their_own_server() {
    let id = "https://e.example/a/1";
    let own = activity("Create", id, MALLORY, json!("https://e.example/p/1"));
    assert_eq!(check_fetched_activity(&url(id), &own, &us()), Ok(()));
    assert_eq!(
        check_fetched_activity(&url("https://e.example/a/2"), &own, &us()),
        Err(AuthorityError::NotAtItsId)
    );
    // Found at its own id, and by somebody of another server: nobody has said this.
    let forged = activity("Create", id, VICTIM, json!("https://g.example/p/1"));
    assert_eq!(
        check_fetched_activity(&url(id), &forged, &us()),
        Err(AuthorityError::ForeignId("activity"))
    );
}

#[test]
fn activity_ids_are_on_the_actors_origin() {
    for (id, error) in [
        (
            "https://g.example/a/1",
            AuthorityError::ForeignId("activity"),
        ),
        (
            "http://e.example/a/1",
            AuthorityError::ForeignId("activity"),
        ),
        (
            "https://e.example:8443/a/1",
            AuthorityError::ForeignId("activity"),
        ),
        ("https://s.example/a/1", AuthorityError::Ours("activity")),
        ("http://s.example/a/1", AuthorityError::Ours("activity")),
    ] {
        let sent = activity("Like", id, MALLORY, json!("https://s.example/p/1"));
        assert_eq!(
            check_activity(&sent, &url(MALLORY), &us()),
            Err(error),
            "{id}"
        );
    }
    let local = "https://s.example/u/alice";
    let forged = activity(
        "Like",
        "https://s.example/a/1",
        local,
        json!("https://s.example/p/1"),
    );
    assert_eq!(
        check_activity(&forged, &url(local), &us()),
        Err(AuthorityError::Ours("actor"))
    );
}

#[test]
fn posts_are_vouched_for_by_their_author_alone() {
    let cases = [
        ("https://e.example/n/1", MALLORY, Ok(())),
        (
            "https://g.example/n/1",
            MALLORY,
            Err(AuthorityError::ForeignId("post")),
        ),
        (
            "https://e.example:8443/n/1",
            MALLORY,
            Err(AuthorityError::ForeignId("post")),
        ),
        (
            "http://e.example/n/1",
            MALLORY,
            Err(AuthorityError::ForeignId("post")),
        ),
        (
            "https://s.example/n/1",
            MALLORY,
            Err(AuthorityError::Ours("post")),
        ),
        (
            "https://e.example/n/1",
            VICTIM,
            Err(AuthorityError::NotTheAuthor),
        ),
        (
            "https://e.example/n/1",
            NEIGHBOUR,
            Err(AuthorityError::NotTheAuthor),
        ),
    ];
    for (id, owner, verdict) in cases {
        let post = note(id, owner);
        assert_eq!(
            check_embedded_post(&create(&post), &post, &us()),
            verdict,
            "{id} {owner}"
        );
    }
    let own = note("https://e.example/n/1", MALLORY);
    let announce = activity("Announce", "https://e.example/a/1", MALLORY, json!(own.id));
    assert_eq!(
        check_embedded_post(&announce, &own, &us()),
        Err(AuthorityError::NoVoucher)
    );
}

#[test]
fn fetched_posts_count_at_their_id() {
    let post = note("https://g.example/n/1", VICTIM);
    assert_eq!(
        check_fetched_post(&url("https://g.example/n/1"), &post, &us()),
        Ok(())
    );
    assert_eq!(
        check_fetched_post(&url("https://e.example/n/1"), &post, &us()),
        Err(AuthorityError::NotAtItsId)
    );
    let stolen = note("https://e.example/n/1", VICTIM);
    assert_eq!(
        check_fetched_post(&url("https://e.example/n/1"), &stolen, &us()),
        Err(AuthorityError::ForeignId("post"))
    );
}

#[test]
fn actors_update_themselves_within_their_origin() {
    let actor = |id: &str, inbox: &str| {
        Actor::read(&json!({"type": "Person", "id": id, "inbox": inbox})).unwrap()
    };
    let update = activity("Update", "https://e.example/a/1", MALLORY, json!(MALLORY));
    let check = |actor: &Actor| check_embedded_actor(&update, actor, &us());
    assert_eq!(check(&actor(MALLORY, "https://e.example/inbox")), Ok(()));
    assert_eq!(
        check(&actor(NEIGHBOUR, "https://e.example/inbox")),
        Err(AuthorityError::NotTheOwner("actor"))
    );
    for inbox in [
        "https://s.example/inbox",
        "https://g.example/inbox",
        "https://e.example:6379/inbox",
    ] {
        assert_eq!(
            check(&actor(MALLORY, inbox)),
            Err(AuthorityError::ForeignId("inbox")),
            "{inbox}"
        );
    }
}

#[test]
fn only_owners_delete() {
    let check = |object: &str, owner: Option<&str>| {
        check_delete(&url(MALLORY), &url(object), owner.map(url).as_ref(), &us())
    };
    assert_eq!(check("https://e.example/n/1", Some(MALLORY)), Ok(()));
    assert_eq!(check("https://e.example/n/1", None), Ok(()));
    assert_eq!(check(MALLORY, None), Ok(()));
    assert_eq!(
        check("https://e.example/n/1", Some(NEIGHBOUR)),
        Err(AuthorityError::NotTheOwner("object"))
    );
    assert_eq!(
        check("https://g.example/n/1", Some(VICTIM)),
        Err(AuthorityError::NotTheOwner("object"))
    );
    assert_eq!(
        check("https://g.example/n/1", None),
        Err(AuthorityError::ForeignId("object"))
    );
    assert_eq!(
        check("https://s.example/n/1", None),
        Err(AuthorityError::Ours("object"))
    );
}

#[test]
fn undo_and_answers_belong_to_their_actor() {
    let undo =
        |object: Value| check_undo(&activity("Undo", "https://e.example/a/2", MALLORY, object));
    let follow = |actor: &str| json!({"type": "Follow", "id": "https://e.example/a/1", "actor": actor, "object": VICTIM});
    assert_eq!(undo(follow(MALLORY)), Ok(()));
    assert_eq!(undo(json!("https://e.example/a/1")), Ok(()));
    assert_eq!(
        undo(follow(NEIGHBOUR)),
        Err(AuthorityError::NotTheOwner("activity"))
    );
    assert_eq!(
        undo(json!("https://g.example/a/1")),
        Err(AuthorityError::ForeignId("activity"))
    );
    let accept = activity("Accept", "https://e.example/a/3", MALLORY, follow(VICTIM));
    assert_eq!(check_answer(&accept, &url(MALLORY)), Ok(()));
    assert_eq!(
        check_answer(&accept, &url(VICTIM)),
        Err(AuthorityError::NotTheOneAsked)
    );
}

#[test]
fn edits_keep_what_a_post_is() {
    let document = json!({
        "type": "Note", "id": "https://e.example/n/1", "attributedTo": MALLORY, "content": "new",
        "inReplyTo": "https://g.example/n/1", "published": "2024-05-06T07:08:09.123Z",
    });
    let before = Before {
        attributed_to: url(MALLORY),
        kind: PostKind::Note,
        in_reply_to: Some(url("https://g.example/n/1")),
        published: Some("2024-05-06T07:08:09Z".parse().unwrap()),
        audience: Audience::Followers,
    };
    let edited = |field: &str, value: Value| {
        let mut document = document.clone();
        document[field] = value;
        check_edit(
            &before,
            &Post::read(&document).unwrap(),
            Audience::Followers,
        )
    };
    assert_eq!(edited("content", json!("newer")), Ok(()));
    assert_eq!(edited("type", json!("Question")), Ok(()));
    assert_eq!(
        edited("type", json!("Article")),
        Err(AuthorityError::Changed("type"))
    );
    assert_eq!(
        edited("attributedTo", json!(NEIGHBOUR)),
        Err(AuthorityError::Changed("attributedTo"))
    );
    assert_eq!(
        edited("inReplyTo", json!(null)),
        Err(AuthorityError::Changed("inReplyTo"))
    );
    assert_eq!(
        edited("published", json!("1999-01-01T00:00:00Z")),
        Err(AuthorityError::Changed("published"))
    );
    let same = Post::read(&document).unwrap();
    assert_eq!(
        check_edit(&before, &same, Audience::Public),
        Err(AuthorityError::Wider)
    );
    assert_eq!(check_edit(&before, &same, Audience::Direct), Ok(()));
}

#[test]
fn moves_and_quotes_need_the_other_side() {
    let target = |aliases: Value| {
        Actor::read(
            &json!({"type": "Person", "id": "https://f.example/u/new", "alsoKnownAs": aliases}),
        )
        .unwrap()
    };
    let moved = Activity::read(&json!({
        "type": "Move", "id": "https://e.example/a/1", "actor": MALLORY, "object": MALLORY,
        "target": "https://f.example/u/new",
    }))
    .unwrap();
    assert_eq!(check_move(&moved, &target(json!([MALLORY]))), Ok(()));
    assert_eq!(
        check_move(&moved, &target(json!([NEIGHBOUR]))),
        Err(AuthorityError::Unconfirmed("move"))
    );

    let stamp = |id: &str, by: &str| Stamp {
        id: url(id),
        kind: crate::vocab::kinds::StampKind::QuoteAuthorization,
        attributed_to: url(by),
        interacting_object: url("https://e.example/n/1"),
        interaction_target: Some(url("https://g.example/n/1")),
    };
    let check = |stamp: &Stamp, quoting: &str| {
        check_stamp(
            stamp,
            &url(quoting),
            &url("https://g.example/n/1"),
            &url(VICTIM),
        )
    };
    let good = stamp("https://g.example/s/1", VICTIM);
    assert_eq!(check(&good, "https://e.example/n/1"), Ok(()));
    assert!(check(&good, "https://e.example/n/2").is_err());
    assert!(
        check(
            &stamp("https://e.example/s/1", VICTIM),
            "https://e.example/n/1"
        )
        .is_err()
    );
    assert!(
        check(
            &stamp("https://g.example/s/1", MALLORY),
            "https://e.example/n/1"
        )
        .is_err()
    );
}
