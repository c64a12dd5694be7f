//! Our `@context` declares what our documents use.

use crate::samples::{actor, note, sent, unit};
use meent_federation::vocab::{
    self,
    write::{self, Address},
};
use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::TestRunner,
};
use serde_json::Value;
use std::collections::BTreeSet;

/// Terms of the two named contexts that our documents use. Everything else must be declared in our own object.
const COMMON: &[&str] = &[
    "@context",
    "id",
    "type",
    "actor",
    "object",
    "to",
    "cc",
    "published",
    "updated",
    "name",
    "summary",
    "content",
    "contentMap",
    "source",
    "mediaType",
    "url",
    "attributedTo",
    "inReplyTo",
    "replies",
    "context",
    "tag",
    "attachment",
    "icon",
    "image",
    "href",
    "width",
    "height",
    "inbox",
    "outbox",
    "followers",
    "following",
    "preferredUsername",
    "endpoints",
    "sharedInbox",
    "publicKey",
    "owner",
    "generator",
    "Application",
    "publicKeyPem",
    "Note",
    "Person",
    "Create",
    "Update",
    "Image",
    "Document",
    "Mention",
    "Link",
    "rel",
    "preview",
    "endTime",
    "closed",
    "oneOf",
    "anyOf",
    "totalItems",
    "Collection",
    "Question",
    "Accept",
    "instrument",
    "result",
];

#[test]
fn every_term_we_use_is_declared() {
    let context = vocab::write::context::context();
    let declared = context[2].as_object().unwrap();
    let mut used = BTreeSet::new();
    let mut tree = TestRunner::deterministic();
    let (mut note, _) = note().new_tree(&mut tree).unwrap().current();
    note.interaction_policy.can_quote.manual = vec![Address::Public];
    note.interaction_policy.can_reply = Some(write::Permission::automatic(vec![Address::Public]));
    terms(
        &sent(write::Activity::create(unit("/a/1"), note)),
        &mut used,
    );
    terms(
        &sent(write::Activity::update_actor(unit("/a/2"), actor(), vec![])),
        &mut used,
    );
    let (mut question, _) = self::note().new_tree(&mut tree).unwrap().current();
    question.kind = vocab::PostKind::Question;
    question.question = Some(write::Question {
        one_of: vec![write::Choice {
            name: "a".to_owned(),
            replies: write::Votes { total_items: 1 },
        }],
        end_time: Some(question.published),
        closed: Some(question.published),
        ..write::Question::default()
    });
    let (about, author) = (unit("/posts/2"), unit("/users/bob"));
    for kind in [
        vocab::KnownActivity::QuoteRequest,
        vocab::KnownActivity::ReplyRequest,
    ] {
        let ask = write::Activity::ask(
            unit("/a/3"),
            kind,
            question.clone(),
            about.clone(),
            author.clone(),
        );
        terms(&sent(ask), &mut used);
        let echo = write::RequestEcho {
            id: unit("/a/3"),
            kind,
            actor: author.clone(),
            object: about.clone(),
            instrument: unit("/posts/3"),
        };
        let grant = write::Activity::grant(unit("/a/4"), author.clone(), echo, unit("/stamps/1"));
        terms(&sent(grant), &mut used);
    }
    for kind in [
        vocab::StampKind::QuoteAuthorization,
        vocab::StampKind::ReplyAuthorization,
    ] {
        let stamp = write::Stamp {
            id: unit("/stamps/1"),
            kind,
            attributed_to: author.clone(),
            interacting_object: unit("/posts/3"),
            interaction_target: about.clone(),
        };
        terms(&sent(stamp), &mut used);
    }
    let undeclared: Vec<_> = used
        .iter()
        .filter(|term| !COMMON.contains(&term.as_str()) && !declared.contains_key(term.as_str()))
        .collect();
    assert!(undeclared.is_empty(), "{undeclared:?}");
}

fn terms(value: &Value, used: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                used.insert(key.clone());
                match (key.as_str(), inner) {
                    ("@context" | "contentMap", _) => {}
                    ("type", Value::String(name)) => {
                        used.insert(name.clone());
                    }
                    _ => terms(inner, used),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| terms(item, used)),
        _ => {}
    }
}
