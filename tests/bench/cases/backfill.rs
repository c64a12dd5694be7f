//! A person opens a conversation of which the unit knows the first post only: until all of it is there.

use std::time::{Duration, Instant};

use meent::app::AppRef;
use meent::domain::StatusId;
use meent::service::auth::Person;
use meent::service::drafts::Draft;
use meent::service::{accounts, statuses};
use serde_json::{Value, json};

use super::catchup::prepare;
use crate::rig::Outcome;
use crate::rig::wire::{self, Wire};
use crate::samples::{millis, per_second};
use crate::{Bench, say};

/// Every branch of the conversation is so long: each post answers the one before.
const BRANCH: usize = 10;
/// Longest time until all is there.
const PATIENCE: Duration = Duration::from_secs(120);

pub async fn run(bench: &Bench) -> Outcome<Value> {
    let (here, there) = (
        bench.place("reading").await?,
        bench.place("conversing").await?,
    );
    let bob = prepare(&here, "bob", &there).await?;
    let alice = prepare(&there, "alice", &here).await?;
    let count = bench.options.replies;
    say("   writing");
    let app = there.open().await?;
    let author = accounts::by_user_id(&app, alice.account.id).await?;
    let root = say_something(&app, &author, "The first post", None).await?;
    let mut branches = Vec::new();
    for first in (0..count).step_by(BRANCH) {
        let length = BRANCH.min(count - first);
        branches.push(branch(&app, &author, root, length));
    }
    for written in futures::future::join_all(branches).await {
        written?;
    }
    let uri = app.urls.status("alice", root);
    drop(app);

    say("   measuring");
    let program = bench.options.program();
    let (mut home, mut reading) = (there.start(&program, &[])?, here.start(&program, &[])?);
    home.ready("/healthz", None).await?;
    reading.ready("/healthz", None).await?;
    let mut wire = Wire::new(here.address);
    let mut ask = async |path: &str| {
        let request = wire::get(&here.host, path, Some(&bob.token));
        wire.send(&request).await?.json()
    };
    let found = ask(&format!(
        "/api/v2/search?resolve=true&type=statuses&q={uri}"
    ))
    .await?;
    let id = found
        .pointer("/statuses/0/id")
        .and_then(Value::as_str)
        .ok_or_else(|| format!("the first post is not found: {found}"))?
        .to_owned();
    let context = format!("/api/v1/statuses/{id}/context");
    let begin = Instant::now();
    let (mut first_answer, mut half) = (None, None);
    let mut turns = tokio::time::interval(Duration::from_millis(20));
    loop {
        turns.tick().await;
        let answer = ask(&context).await?;
        let seen = answer.get("descendants").and_then(Value::as_array);
        let seen = seen.map_or(0, Vec::len);
        first_answer.get_or_insert_with(|| begin.elapsed());
        if seen >= count / 2 {
            half.get_or_insert_with(|| begin.elapsed());
        }
        if seen >= count {
            break;
        }
        if begin.elapsed() > PATIENCE {
            return Err(format!("{seen} of {count} replies came:\n{}", here.log()).into());
        }
    }
    let all = begin.elapsed();
    Ok(json!({
        "replies": count,
        "first_answer_ms": first_answer.map(|time| millis(&time)),
        "until_half_ms": half.map(|time| millis(&time)),
        "until_all_ms": millis(&all),
        "per_second": per_second(count, all),
        "reader_resident_bytes_after": reading.resident()?,
    }))
}

async fn branch(app: &AppRef, author: &Person, root: StatusId, length: usize) -> Outcome<()> {
    let mut last = root;
    for n in 0..length {
        let text = format!("Number {n} of this branch: I have looked at it, and it is so.");
        last = say_something(app, author, &text, Some(last)).await?;
    }
    Ok(())
}

async fn say_something(
    app: &AppRef,
    author: &Person,
    text: &str,
    answered: Option<StatusId>,
) -> Outcome<StatusId> {
    let draft = Draft {
        text: text.to_owned(),
        in_reply_to: answered,
        ..Draft::default()
    };
    Ok(statuses::create(app, author, draft).await?.row.id)
}
