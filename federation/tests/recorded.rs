//! Documents that other people's software sent to a unit, recorded by `tests/e2e/test_other_software.py`: they are read as
//! they were taken then, and their proofs, made by other code than ours, hold.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{TimeZone, Utc};
use meent_federation::origin::Authority;
use meent_federation::proof;
use meent_federation::vocab::{Activity, Actor, AnyDocument, KnownActivity, authority, parse};
use serde_json::Value;

/// The documents of one program, by their type in lower case, with `-group` for those to a group; `actor` is its person.
fn recorded(software: &str) -> BTreeMap<String, Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recorded");
    let mut documents = BTreeMap::new();
    for entry in std::fs::read_dir(folder.join(software)).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let document = parse(&std::fs::read(&path).unwrap()).unwrap();
        documents.insert(name, document);
    }
    assert_eq!(documents.len(), 10, "{software}");
    documents
}

#[test]
fn everything_is_read_as_what_it_is() {
    let ours = Authority::parse("hrm.example").unwrap();
    for software in ["fedify", "bovine"] {
        let documents = recorded(software);
        let actor = Actor::read(&documents["actor"]).unwrap();
        assert_eq!(actor.public_keys.len(), 1, "{software}");
        for (name, document) in documents.iter().filter(|(name, _)| *name != "actor") {
            let activity = Activity::read(document).unwrap();
            let kind = format!("{:?}", activity.known().unwrap()).to_lowercase();
            let (expected, group) = name.split_once('-').unwrap_or((name, ""));
            assert_eq!(kind, expected, "{software}");
            authority::check_activity(&activity, &actor.id, &ours).unwrap();
            if activity.is(KnownActivity::Create) || activity.is(KnownActivity::Update) {
                let object = activity.object.embedded().unwrap();
                let AnyDocument::Post(post) = AnyDocument::read(object).unwrap() else {
                    panic!("{software}: {name} holds no post");
                };
                authority::check_embedded_post(&activity, &post, &ours).unwrap();
                assert_eq!(
                    post.audience.ids.len(),
                    group.len().min(1),
                    "{software}: {name}"
                );
            }
        }
    }
}

#[test]
fn proofs_of_other_software_hold_and_break() {
    let documents = recorded("fedify");
    let actor = Actor::read(&documents["actor"]).unwrap();
    let now = Utc.with_ymd_and_hms(2026, 11, 27, 0, 0, 0).unwrap();
    let proven = documents
        .iter()
        .filter(|(_, document)| document.get("proof").is_some());
    let mut count = 0;
    for (name, document) in proven {
        count += 1;
        let owner = proof::verify(document, &actor.assertion_methods, now);
        assert_eq!(owner.as_ref(), Ok(&actor.id), "{name}");
        let mut changed = document.clone();
        changed["id"] = format!("{}x", document["id"].as_str().unwrap()).into();
        assert!(
            proof::verify(&changed, &actor.assertion_methods, now).is_err(),
            "{name}"
        );
    }
    assert_eq!(count, 9);
}
