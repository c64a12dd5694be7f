//! JSON in which readers find names they know, in places they do not expect.

use proptest::prelude::*;
use serde_json::{Map, Value};

/// Names that some reader looks at.
const KEYS: &[&str] = &[
    "id",
    "type",
    "actor",
    "object",
    "target",
    "attributedTo",
    "to",
    "cc",
    "audience",
    "tag",
    "attachment",
    "url",
    "href",
    "icon",
    "image",
    "name",
    "content",
    "contentMap",
    "summary",
    "source",
    "published",
    "endTime",
    "closed",
    "inReplyTo",
    "replies",
    "context",
    "quote",
    "quoteUri",
    "interactionPolicy",
    "oneOf",
    "anyOf",
    "votersCount",
    "startTime",
    "location",
    "address",
    "publicKey",
    "owner",
    "publicKeyPem",
    "endpoints",
    "sharedInbox",
    "preferredUsername",
    "webfinger",
    "alsoKnownAs",
    "value",
    "items",
    "orderedItems",
    "first",
    "next",
    "totalItems",
    "focalPoint",
    "width",
    "mediaType",
    "rel",
    "language",
    "@value",
    "interactingObject",
    "sensitive",
];

fn word() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "Note",
        "Question",
        "Event",
        "Video",
        "Person",
        "Group",
        "Create",
        "Announce",
        "Undo",
        "Collection",
        "Tombstone",
        "QuoteAuthorization",
        "Mention",
        "Hashtag",
        "Emoji",
        "Link",
        "Document",
        "PropertyValue",
        "as:Public",
        "true",
        "https://a.example/1",
        "https://a.example/u/alice",
        "https://b.example/u/bob#main-key",
        "ap://did:key:z6Mk/actor",
        "2024-05-06T07:08:09Z",
        "text/html",
        "#tag",
        ":blob:",
        "alice@a.example",
        "en",
    ]);
    prop_oneof![4 => known.prop_map(str::to_owned), 1 => any::<String>()]
}

pub fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        4 => word().prop_map(Value::String),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<f64>().prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
    ];
    leaf.prop_recursive(4, 64, 8, |inner| {
        let key = prop::sample::select(KEYS.to_vec());
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::Array),
            prop::collection::vec((key, inner), 0..9)
                .prop_map(|entries| entries
                    .into_iter()
                    .map(|(key, value)| (key.to_owned(), value))
                    .collect::<Map<_, _>>())
                .prop_map(Value::Object),
        ]
    })
}
