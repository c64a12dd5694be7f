//! Documents of ours, and what a receiver gets of them.

use chrono::{DateTime, TimeDelta, Utc};
use meent_federation::vocab::{
    ActorKind, Audience, PostKind, parse,
    write::{self, Address, WithContext},
};
use proptest::prelude::*;
use serde_json::{Value, json};
use url::Url;

pub fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

pub fn unit(path: &str) -> Url {
    url(&format!("https://hrm.example{path}"))
}

pub fn moment(seconds: i64, millis: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds) + TimeDelta::milliseconds(millis)
}

/// What a receiver makes of our bytes.
pub fn sent<T: serde::Serialize>(document: T) -> Value {
    let value = parse(&WithContext::new(document).to_bytes().unwrap()).unwrap();
    assert_eq!(
        value["@context"][0],
        json!("https://www.w3.org/ns/activitystreams")
    );
    value
}

pub fn addresses() -> impl Strategy<Value = (Vec<Address>, Vec<Address>, Audience)> {
    let followers = || Address::Id(unit("/users/alice/followers"));
    let bob = || Address::Id(url("https://it.example/users/bob"));
    prop_oneof![
        Just((
            vec![Address::Public],
            vec![followers(), bob()],
            Audience::Public
        )),
        Just((vec![followers()], vec![Address::Public], Audience::Unlisted)),
        Just((vec![followers()], vec![bob()], Audience::Followers)),
        Just((vec![bob()], vec![], Audience::Direct)),
    ]
}

prop_compose! {
    pub fn note()(
        (to, cc, audience) in addresses(),
        content in "[^\0]{1,80}",
        summary in prop::option::of("[a-z]{1,20}"),
        sensitive: bool,
        seconds in 0..4_000_000_000_i64,
        millis in 0..1000_i64,
        edited: bool,
        answers: bool,
        size in prop::option::of(1..5000_u32),
        (x, y) in (-100..=100_i32, -100..=100_i32),
    ) -> (write::Note, Audience) {
        let published = moment(seconds, millis);
        let note = write::Note {
            audience: None,
            id: unit("/posts/1"),
            kind: PostKind::Note,
            attributed_to: unit("/users/alice"),
            in_reply_to: answers.then(|| url("https://it.example/posts/7")),
            name: None,
            summary,
            sensitive,
            content_map: [("nl".to_owned(), content.clone())].into(),
            source: Some(write::Source { content: content.clone(), media_type: "text/markdown".to_owned() }),
            content,
            url: unit("/@alice/1"),
            published,
            updated: edited.then(|| published + TimeDelta::seconds(5)),
            to,
            cc,
            tag: vec![
                write::Tag::Mention { href: url("https://it.example/users/bob"), name: "@bob@it.example".to_owned() },
                write::Tag::Hashtag { href: unit("/tags/keuken"), name: "#keuken".to_owned() },
                write::Tag::Emoji {
                    id: unit("/emoji/1"),
                    name: ":blob:".to_owned(),
                    icon: write::Image { media_type: "image/png".to_owned(), url: unit("/e.png"), name: None },
                    updated: published,
                },
            ],
            attachment: vec![write::Document {
                media_type: "image/webp".to_owned(),
                url: unit("/media/1.webp"),
                name: Some("a cat".to_owned()),
                blurhash: Some("U".to_owned()),
                focal_point: Some([f64::from(x) / 100.0, f64::from(y) / 100.0]),
                width: size,
                height: size,
                icon: Some(write::Image { media_type: "image/webp".to_owned(), url: unit("/media/1s.webp"), name: None }),
            }],
            interaction_policy: write::InteractionPolicy::everybody(),
            replies: Some(unit("/posts/1/replies")),
            context: Some(unit("/contexts/1")),
            reply_authorization: Some(url("https://it.example/stamps/1")),
            quote: Some(write::Quote::of(url("https://it.example/posts/8"), Some(url("https://it.example/stamps/2")))),
            question: None,
            preview: Some(write::Preview { content: "<p>short</p>".to_owned() }),
        };
        (note, audience)
    }
}

pub fn actor() -> write::Actor {
    write::Actor {
        group: None,
        id: unit("/users/alice"),
        kind: ActorKind::Person,
        preferred_username: "alice".to_owned(),
        webfinger: "alice@hrm.example".to_owned(),
        name: "Alice".to_owned(),
        summary: "<p>HR</p>".to_owned(),
        url: unit("/@alice"),
        inbox: unit("/users/alice/inbox"),
        outbox: unit("/users/alice/outbox"),
        followers: unit("/users/alice/followers"),
        following: unit("/users/alice/following"),
        featured: Some(unit("/users/alice/featured")),
        manually_approves_followers: true,
        discoverable: true,
        indexable: false,
        published: moment(1_700_000_000, 0),
        icon: Some(write::Image {
            media_type: "image/webp".to_owned(),
            url: unit("/a.webp"),
            name: None,
        }),
        image: Some(write::Image {
            media_type: "image/webp".to_owned(),
            url: unit("/b.webp"),
            name: None,
        }),
        attachment: vec![write::PropertyValue {
            name: "Team".to_owned(),
            value: "HR".to_owned(),
        }],
        tag: vec![],
        also_known_as: vec![url("https://it.example/users/alice")],
        moved_to: Some(url("https://it.example/users/alice")),
        memorial: true,
        suspended: true,
        public_key: write::PublicKey::main(
            unit("/users/alice"),
            "-----BEGIN PUBLIC KEY-----".to_owned(),
        ),
        assertion_method: vec![write::Multikey {
            id: unit("/users/alice#ed25519-key"),
            controller: unit("/users/alice"),
            public_key_multibase: "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2".to_owned(),
        }],
        generator: write::Generator::ours(),
        endpoints: write::Endpoints {
            shared_inbox: unit("/inbox"),
        },
    }
}
