//! Our actors, activities and collections, as a receiver reads them.

use crate::samples::{actor, moment, sent, unit, url};
use meent_federation::vocab::{
    self, Activity, Actor, Collection, KnownActivity, ObjectRef, Tombstone,
    write::{self, Address},
};
use serde_json::json;
use url::Url;

#[test]
fn actors_are_read_as_written() {
    let written = actor();
    let read = Actor::read(&sent(&written)).unwrap();
    assert_eq!(read.preferred_username.as_deref(), Some("alice"));
    assert_eq!(read.webfinger.as_deref(), Some("alice@hrm.example"));
    assert_eq!(
        read.public_keys[0].id.as_str(),
        "https://hrm.example/users/alice#main-key"
    );
    let proofs: Vec<_> = read.assertion_methods.iter().map(|key| key.key()).collect();
    assert!(matches!(
        proofs.as_slice(),
        [Ok(meent_federation::signature::VerifyingKey::Ed25519(_))]
    ));
    assert_eq!(read.shared_inbox, Some(unit("/inbox")));
    assert_eq!(
        (read.locked, read.discoverable, read.indexable),
        (true, Some(true), Some(false))
    );
    assert_eq!(
        (read.followers, read.featured),
        (Some(written.followers), written.featured)
    );
    assert_eq!(
        (read.fields.len(), read.also_known_as.len(), read.moved_to),
        (1, 1, written.moved_to)
    );
    assert!(read.icon.is_some() && read.image.is_some() && read.memorial && read.suspended);
    assert_eq!(read.published, Some(written.published));
    let update =
        write::Activity::update_actor(unit("/activities/1"), actor(), vec![Address::Public]);
    let update = Activity::read(&sent(update)).unwrap();
    let embedded = Actor::read(update.object.embedded().unwrap()).unwrap();
    let somebody = "it.example".parse().unwrap();
    assert_eq!(
        vocab::authority::check_embedded_actor(&update, &embedded, &somebody),
        Ok(())
    );
}

#[test]
fn an_answer_repeats_the_follow() {
    let follow = json!({"type": "Follow", "id": "https://it.example/f/1", "actor": "https://it.example/users/bob", "object": unit("/users/alice")});
    let echo = write::FollowEcho::of(&Activity::read(&follow).unwrap()).unwrap();
    for answer in [
        write::Activity::accept(unit("/a/1"), echo.clone()),
        write::Activity::reject(unit("/a/2"), echo),
    ] {
        let value = sent(answer);
        assert_eq!(value["object"], follow);
        assert_eq!(value["actor"], json!(unit("/users/alice")));
        assert_eq!(value["to"], json!(["https://it.example/users/bob"]));
    }
}

#[test]
fn the_other_activities_and_collections() {
    let (alice, bob) = (unit("/users/alice"), url("https://it.example/users/bob"));
    let post = url("https://it.example/posts/1");
    let now = moment(1_700_000_000, 250);
    let id = || unit("/activities/1");
    let everybody = || vec![Address::Public];
    let announce = write::Activity::announce(
        id(),
        alice.clone(),
        post.clone(),
        now,
        everybody(),
        vec![bob.clone().into()],
    );
    let announce = Activity::read(&sent(announce)).unwrap();
    assert_eq!(
        (announce.published, announce.object),
        (Some(now), ObjectRef::Id(post.clone()))
    );
    for (activity, kind) in [
        (
            write::Activity::like(id(), alice.clone(), post.clone(), bob.clone()),
            KnownActivity::Like,
        ),
        (
            write::Activity::follow(id(), alice.clone(), bob.clone()),
            KnownActivity::Follow,
        ),
        (
            write::Activity::block(id(), alice.clone(), bob.clone()),
            KnownActivity::Block,
        ),
    ] {
        let read = Activity::read(&sent(activity)).unwrap();
        assert!(read.is(kind) && read.to.contains(&bob));
    }
    let gone = write::Activity::delete_actor(id(), alice.clone());
    assert_eq!(
        Activity::read(&sent(gone)).unwrap().object.id(),
        Some(alice.clone())
    );
    let tombstone = write::Tombstone {
        id: unit("/posts/1"),
        former_type: Some("Note".to_owned()),
        deleted: Some(now),
    };
    let delete = write::Activity::delete(id(), alice.clone(), tombstone, everybody(), vec![]);
    let delete = Activity::read(&sent(delete)).unwrap();
    let read = Tombstone::read(delete.object.embedded().unwrap()).unwrap();
    assert_eq!((read.id, read.deleted), (Some(unit("/posts/1")), Some(now)));
    let page = write::OrderedCollectionPage {
        id: unit("/users/alice/outbox?page=1"),
        part_of: unit("/users/alice/outbox"),
        total_items: Some(2),
        next: Some(unit("/users/alice/outbox?page=2")),
        prev: None,
        ordered_items: vec![unit("/posts/1"), unit("/posts/2")],
    };
    let page = Collection::read(&sent(page)).unwrap();
    assert_eq!(
        (page.ids().len(), page.total, page.next.is_some()),
        (2, Some(2), true)
    );
    let whole = write::OrderedCollection::<Url> {
        id: unit("/users/alice/outbox"),
        attributed_to: Some(alice),
        total_items: 2,
        first: Some(unit("/users/alice/outbox?page=1")),
        last: None,
        ordered_items: None,
    };
    let whole = Collection::read(&sent(whole)).unwrap();
    assert_eq!(
        (whole.first, whole.total),
        (Some(unit("/users/alice/outbox?page=1")), Some(2))
    );
}

#[test]
fn forbidding_quotes_names_the_author() {
    let policy = write::InteractionPolicy::only(unit("/users/alice"));
    assert_eq!(
        serde_json::to_value(policy).unwrap(),
        json!({"canQuote": {"automaticApproval": ["https://hrm.example/users/alice"]}})
    );
}
