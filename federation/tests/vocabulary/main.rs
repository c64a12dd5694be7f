//! Properties of the vocabulary: no input breaks a reader, and what we write is read back as it was meant.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod arbitrary;
mod context;
mod limits;
mod samples;
mod written;

use meent_federation::vocab::{
    self, Activity, Actor, AnyDocument, Collection, KnownActivity, Post, Stamp, Tombstone, parse,
    post::Quote,
    post_audience,
    write::{self, Address},
};
use proptest::{prelude::*, test_runner::RngSeed};
use samples::{note, sent, unit};
use serde_json::{Value, json};

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None,
        rng_seed: RngSeed::Fixed(0x004d_6565_6e74),
        ..ProptestConfig::default() })]

    #[test]
    fn no_json_breaks_a_reader(value in arbitrary::value()) {
        let _ = (Activity::read(&value), Post::read(&value), Actor::read(&value), Collection::read(&value));
        let _ = (Stamp::read(&value), Tombstone::read(&value), AnyDocument::read(&value));
    }

    #[test]
    fn no_bytes_break_the_parser(bytes in prop::collection::vec(any::<u8>(), 0..200), text in "[\\[\\]{}\",:0-9a\\\\u.eE+-]{0,60}") {
        let _ = (parse(&bytes), parse(text.as_bytes()));
    }

    #[test]
    fn parsing_changes_nothing(value in arbitrary::value()) {
        let document = json!({"object": value});
        let bytes = serde_json::to_vec(&document).unwrap();
        if let Ok(parsed) = parse(&bytes) {
            prop_assert_eq!(parsed, serde_json::from_slice::<Value>(&bytes).unwrap());
        } else {
            prop_assert!(bytes.windows(6).any(|part| part == b"\\u0000"));
        }
    }

    #[test]
    fn notes_are_read_as_written((note, audience) in note()) {
        let read = Post::read(&sent(&note)).unwrap();
        prop_assert_eq!(&read.id, &note.id);
        prop_assert_eq!(read.kind, note.kind);
        prop_assert_eq!(&read.attributed_to, &note.attributed_to);
        prop_assert_eq!(read.content.as_deref(), Some(note.content.as_str()).filter(|text| !text.trim().is_empty()));
        prop_assert_eq!(read.content_warning(), note.summary.as_deref());
        prop_assert_eq!(read.sensitive, note.sensitive);
        prop_assert_eq!(read.language.as_deref(), Some("nl"));
        prop_assert_eq!(read.published, Some(note.published));
        prop_assert_eq!(read.updated, note.updated);
        prop_assert_eq!(&read.in_reply_to, &note.in_reply_to);
        prop_assert_eq!(read.url.as_ref(), Some(&note.url));
        prop_assert_eq!(post_audience(&read, None, Some(&unit("/users/alice/followers"))), audience);
        prop_assert_eq!((read.mentions.len(), read.hashtags.len(), read.emoji.len()), (1, 1, 1));
        let (file, written) = (&read.attachments[0], &note.attachment[0]);
        prop_assert_eq!(&file.url, &written.url);
        prop_assert_eq!(file.focal_point.map(|(x, y)| [x, y]), written.focal_point);
        prop_assert_eq!((file.width, file.height), (written.width, written.height));
        prop_assert_eq!(&file.description, &written.name);
        prop_assert!(read.interaction_policy.is_some());
        let quoted = note.quote.map(|quote| Quote::Of { id: quote.quote, authorization: quote.quote_authorization });
        prop_assert_eq!(&read.quote, &quoted);
    }

    #[test]
    fn creates_and_undos_are_read_as_written((note, _) in note()) {
        let create = write::Activity::create(unit("/activities/1"), note.clone());
        let read = Activity::read(&sent(&create)).unwrap();
        prop_assert!(read.is(KnownActivity::Create));
        prop_assert_eq!(&read.actor, &note.attributed_to);
        prop_assert_eq!(read.to.public, note.to.contains(&Address::Public));
        let post = Post::read(read.object.embedded().unwrap()).unwrap();
        let somebody = "it.example".parse().unwrap();
        prop_assert_eq!(vocab::authority::check_activity(&read, &note.attributed_to, &somebody), Ok(()));
        prop_assert_eq!(vocab::authority::check_embedded_post(&read, &post, &somebody), Ok(()));
        let undo = Activity::read(&sent(write::Activity::undo(unit("/activities/2"), create))).unwrap();
        prop_assert_eq!(vocab::authority::check_undo(&undo), Ok(()));
        prop_assert_eq!(undo.to, read.to);
    }
}
