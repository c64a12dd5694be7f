//! What a document says of its poll, its quote, its event, its rules and its emoji.

use meent_federation::vocab::post::{Emoji, Quote};
use meent_federation::vocab::{self, is_public};
use serde_json::Value;
use url::Url;

use crate::db::accounts::AccountRow;
use crate::domain::{Policy, Rule, Timestamp, Who};
use crate::service::emoji::IncomingEmoji;
use crate::service::extras::{Event, Place};
use crate::service::incoming::{IncomingExtras, IncomingPoll, IncomingQuote};

/// Actors named in one rule that are kept.
const NAMED: usize = 50;

/// Join modes in which an event takes everybody, or asks who holds it.
const JOINABLE: [&str; 2] = ["free", "restricted"];

/// What a checked post of `author` carries besides its text.
pub(super) fn extras(post: &vocab::Post, author: &AccountRow) -> IncomingExtras {
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let poll = post.poll.as_ref().map(|poll| IncomingPoll {
        multiple: poll.multiple,
        options: poll
            .options
            .iter()
            .map(|option| (option.name.trim().to_owned(), option.votes.map(number)))
            .collect(),
        expires_at: poll.ends.map(Timestamp::from),
        closed: poll.closed,
        voters: poll.voters.map(number),
    });
    let quote = post.quote.as_ref().map(|quote| match quote {
        Quote::Of { id, authorization } => IncomingQuote::Of {
            uri: id.to_string(),
            stamp: authorization.as_ref().map(Url::to_string),
        },
        Quote::Deleted => IncomingQuote::Deleted,
    });
    let collection = |url: &Option<Url>| url.as_ref().map(Url::to_string);
    IncomingExtras {
        kind: String::new(),
        poll,
        quote,
        event: post.event.as_ref().map(event),
        policy: post
            .interaction_policy
            .as_ref()
            .map(|value| policy(value, author))
            .unwrap_or_default(),
        context_url: collection(&post.context),
        replies_url: collection(&post.replies),
        emoji: emoji(&post.emoji),
    }
}

/// Emoji as the services take them.
pub fn emoji(found: &[Emoji]) -> Vec<IncomingEmoji> {
    found
        .iter()
        .map(|emoji| IncomingEmoji {
            shortcode: emoji.shortcode.clone(),
            url: emoji.url.to_string(),
        })
        .collect()
}

fn event(event: &vocab::post::Event) -> Event {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    Event {
        start: event.start.map(Timestamp::from),
        end: event.end.map(Timestamp::from),
        timezone: text(&event.timezone),
        places: event
            .places
            .iter()
            .map(|place| Place {
                name: text(&place.name),
                address: text(&place.address),
                url: place.url.as_ref().map(Url::to_string),
                online: place.online,
            })
            .collect(),
        status: text(&event.status),
        joinable: event
            .join_mode
            .as_deref()
            .is_some_and(|mode| JOINABLE.contains(&mode)),
        attendance: None,
    }
}

/// An interaction policy (GoToSocial, FEP-044f). A part that is there and names nobody forbids.
fn policy(value: &Value, author: &AccountRow) -> Policy {
    let part = |key: &str| {
        let part = value.get(key).filter(|part| part.is_object())?;
        let list = |names: [&str; 2]| {
            let found = names.into_iter().find_map(|name| part.get(name));
            addresses(found, author)
        };
        Some(Rule {
            automatic: list(["automaticApproval", "always"]),
            manual: list(["manualApproval", "approvalRequired"]),
        })
    };
    Policy {
        quote: part("canQuote"),
        reply: part("canReply"),
        like: part("canLike"),
        announce: part("canAnnounce"),
    }
}

fn addresses(value: Option<&Value>, author: &AccountRow) -> Vec<Who> {
    let list = match value {
        Some(Value::Array(list)) => list.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    let same = |known: &Option<String>, text: &str| known.as_deref() == Some(text);
    let who = |text: &str| match text {
        text if is_public(text) => Who::Everybody,
        text if same(&author.followers_url, text) => Who::Followers,
        text if same(&author.following_url, text) => Who::Following,
        text if text == author.uri => Who::Author,
        text => Who::Actor(text.to_owned()),
    };
    let texts = list.iter().filter_map(Value::as_str);
    texts.take(NAMED).map(who).collect()
}
