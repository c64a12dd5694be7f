//! Ten thousand of everything: lists and texts are cut, and the document stays usable.

use meent_federation::vocab::{Activity, Actor, Collection, Post, limits};
use serde_json::{Value, json};

const MANY: usize = 10_000;

fn many(one: impl Fn(usize) -> Value) -> Value {
    (0..MANY).map(one).collect()
}

fn address(n: usize) -> Value {
    json!(format!("https://e.example/{n}"))
}

#[test]
fn a_post_of_ten_thousand_parts() {
    let text = "x".repeat(1_000_000);
    let post = Post::read(&json!({
        "type": "Question", "id": "https://e.example/1", "attributedTo": "https://e.example/u",
        "name": text, "summary": text, "content": text, "to": many(address), "cc": many(address), "audience": many(address),
        "tag": many(|n| json!({"type": "Mention", "href": address(n), "name": text[..400].to_owned()})),
        "attachment": many(|n| json!({"type": "Image", "url": address(n), "name": text[..20_000 / (n + 1)].to_owned()})),
        "oneOf": many(|n| json!({"name": n.to_string()})),
    }))
    .unwrap();
    assert_eq!(post.to.ids.len(), limits::RECIPIENTS);
    assert_eq!(
        (post.cc.ids.len(), post.audience.ids.len()),
        (limits::RECIPIENTS, limits::RECIPIENTS)
    );
    assert_eq!(post.mentions.len(), limits::TAGS);
    assert_eq!(
        post.mentions[0].name.as_ref().map(String::len),
        Some(limits::HANDLE)
    );
    assert_eq!(post.attachments.len(), limits::ATTACHMENTS);
    assert_eq!(
        post.attachments[0].description.as_ref().map(String::len),
        Some(limits::DESCRIPTION)
    );
    assert_eq!(
        post.poll.map(|poll| poll.options.len()),
        Some(limits::POLL_OPTIONS)
    );
    let lengths = [post.name, post.summary, post.content].map(|text| text.map(|text| text.len()));
    assert_eq!(
        lengths,
        [
            Some(limits::NAME),
            Some(limits::SUMMARY),
            Some(limits::CONTENT)
        ]
    );
}

#[test]
fn an_actor_of_ten_thousand_parts() {
    let emoji =
        |n: usize| json!({"type": "Emoji", "name": format!("e{n}"), "icon": {"url": address(n)}});
    let key = |n: usize| json!({"id": format!("https://e.example/u#{n}"), "owner": "https://e.example/u", "publicKeyPem": "x"});
    let actor = Actor::read(&json!({
        "type": "Person", "id": "https://e.example/u", "alsoKnownAs": many(address), "tag": many(emoji),
        "attachment": many(|n| json!({"type": "PropertyValue", "name": n.to_string(), "value": "x"})),
        "publicKey": many(key), "preferredUsername": "x".repeat(MANY),
    }))
    .unwrap();
    assert_eq!(actor.also_known_as.len(), limits::ALIASES);
    assert_eq!(actor.emoji.len(), limits::TAGS);
    assert_eq!(actor.fields.len(), limits::FIELDS);
    assert_eq!(actor.public_keys.len(), limits::KEYS);
    assert_eq!(actor.preferred_username, None);
}

#[test]
fn lists_of_objects_are_cut_and_lists_of_owners_refused() {
    let flag = |actor: Value| {
        Activity::read(&json!({"type": "Flag", "actor": actor, "object": many(address)}))
    };
    assert_eq!(
        flag(json!("https://e.example/u"))
            .unwrap()
            .object
            .ids()
            .len(),
        limits::OBJECTS
    );
    assert!(flag(many(|_| json!("https://e.example/u"))).is_err());
    let owned = |owner: Value| {
        Post::read(&json!({"type": "Note", "id": "https://e.example/1", "attributedTo": owner}))
    };
    assert!(owned(many(|_| json!("https://e.example/u"))).is_err());
    let list = json!({"type": "Collection", "id": "https://e.example/c", "items": many(address)});
    assert_eq!(Collection::read(&list).unwrap().items.len(), limits::ITEMS);
}
