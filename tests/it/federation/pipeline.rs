//! Every document of other servers through the whole unit, compared with what its index says a receiver must make of it:
//! the table of producers, with what was accepted, what was refused as it should be, and what went wrong.
//!
//! The reader's side of the same table is in `federation/tests/fixtures`; what that explains is explained here too.
#![allow(clippy::print_stdout)]

#[path = "../../../federation/tests/fixtures/explained.rs"]
mod explained;

use std::collections::BTreeMap;

use meent::ap::{receive, resolve};
use meent::db;
use meent::domain::*;
use meent::error::Error;
use meent_federation::nodeinfo::NodeInfo;
use meent_federation::origin::Authority;
use meent_federation::vocab::authority::{
    check_activity, check_embedded_post, check_fetched_actor,
};
use meent_federation::vocab::{self, Activity, AnyDocument, KnownActivity, Post};
use meent_federation::webfinger::Jrd;
use serde_json::{Value, json};

use super::fixtures::{folder, introduce};
use super::support::*;

/// Documents that the readers take and the unit does not, each with the reason why that is right.
const EXPLAINED: &[(&str, &str)] = &[
    ("bonfire/service_actor.json", NO_HANDLE),
    ("fep/fep-521a_person_multikey.json", NO_HANDLE),
    ("fep/fep-844e_application_capabilities.json", NO_HANDLE),
    ("fep/fep-844e_person_generator.json", NO_HANDLE),
    (
        "gotosocial/key_stub_main_key.json",
        "the stub behind a key leads to its owner, who is read instead",
    ),
    ("lemmy/activity_remove_note.json", MODERATOR),
    ("lemmy/activity_update_community.json", MODERATOR),
    (
        "lemmy/private_create_page_from_remote_member.json",
        "it is for the members of a group: its author's own followers are told nothing",
    ),
    (
        "mobilizon/join_group.json",
        "its actor is of this unit: this is what we would send",
    ),
    (
        "peertube/announce_without_context.json",
        "an IP address is not the name of a server",
    ),
];

const NO_HANDLE: &str = "an actor without a name or an inbox cannot be named or spoken to";
const MODERATOR: &str = "a moderator's word counts where the group passes it on, not by itself";

/// What a unit says that cannot go anywhere. The copy inside was not believed, and its origin was asked.
const ORIGIN_ASKED: &str = "this unit does not speak to that server";

/// Documents that must have no effect at all.
const MUST_BE_REFUSED: [&str; 6] = [
    "malicious/actor_mismatch.json",
    "malicious/follow_local_id_spoof.json",
    "malicious/impersonate_attributedto.json",
    "malicious/overwrite_existing_reference.json",
    "malicious/update_actor_swap_inbox.json",
    "malicious/update_others_object.json",
];

enum Outcome {
    Accepted,
    Refused(String),
    Wrong(String),
}

use Outcome::{Accepted, Refused, Wrong};

#[derive(Default)]
struct Tally {
    accepted: usize,
    refused: usize,
    wrong: usize,
}

struct Desk {
    unit: Unit,
    alice: AccountId,
    ours: Authority,
}

impl Desk {
    async fn judge(&self, file: &str, expectation: &str, bytes: &[u8], number: usize) -> Outcome {
        if file.starts_with("discovery/") {
            let known = serde_json::from_slice::<NodeInfo>(bytes).is_ok()
                || serde_json::from_slice::<Jrd>(bytes).is_ok();
            return match known {
                true => Accepted,
                false => Wrong("neither NodeInfo nor WebFinger".to_owned()),
            };
        }
        let value = match vocab::parse(bytes) {
            Ok(value) => value,
            Err(error) => return Refused(error.to_string()),
        };
        match AnyDocument::read(&value) {
            Ok(AnyDocument::Activity(activity)) => {
                self.activity(&activity, &value, expectation, number).await
            }
            Ok(AnyDocument::Post(post)) => self.wrapped(&post, &value, expectation, number).await,
            Ok(AnyDocument::Actor(actor)) => {
                if let Err(error) = check_fetched_actor(&actor.id, &actor, &self.ours) {
                    return Refused(error.to_string());
                }
                match resolve::store_actor(&self.unit.app, &actor).await {
                    Ok(row) if row.uri == actor.id.as_str() => Accepted,
                    Ok(row) => Wrong(format!("stored as {}", row.uri)),
                    Err(error @ Error::Internal(_)) => Wrong(error.to_string()),
                    Err(error) => Refused(error.to_string()),
                }
            }
            Ok(AnyDocument::Other(name)) => match Post::read_unknown(&value) {
                Ok((_, card)) => self.wrapped(&card, &value, expectation, number).await,
                Err(_) => Refused(format!("unknown type {name}")),
            },
            Ok(AnyDocument::Collection(_) | AnyDocument::Stamp(_) | AnyDocument::Tombstone(_)) => {
                Accepted
            }
            Err(error) => Refused(error.to_string()),
        }
    }

    /// A post that stands alone, as its author would send it.
    async fn wrapped(
        &self,
        post: &Post,
        value: &Value,
        expectation: &str,
        number: usize,
    ) -> Outcome {
        let create = json!({
            "@context": "https://www.w3.org/ns/activitystreams", "type": "Create",
            "id": format!("{}#create", post.id), "actor": post.attributed_to, "object": value,
        });
        match Activity::read(&create) {
            Ok(activity) => self.activity(&activity, &create, expectation, number).await,
            Err(error) => Refused(error.to_string()),
        }
    }

    async fn activity(
        &self,
        activity: &Activity,
        value: &Value,
        expectation: &str,
        number: usize,
    ) -> Outcome {
        if let Err(error) = check_activity(activity, &activity.actor, &self.ours) {
            return Refused(format!("at the gate: {error}"));
        }
        if !introduce(&self.unit, self.alice, &activity.actor, number).await {
            return Refused("of no unit".to_owned());
        }
        let (sender, body) = (activity.actor.to_string(), value.to_string());
        let mut refused = None;
        for _ in 0..2 {
            match receive::activity(&self.unit.app, &sender, &body).await {
                Ok(_) => {}
                Err(error @ (Error::Internal(_) | Error::Unavailable(_))) => {
                    return Wrong(error.to_string());
                }
                Err(error) if error.to_string() == ORIGIN_ASKED => {}
                Err(error) => refused = Some(error.to_string()),
            }
        }
        let embedded = activity.object.embedded();
        let post = embedded.and_then(|value| {
            Post::read(value)
                .or_else(|_| Post::read_unknown(value).map(|(_, card)| card))
                .ok()
        });
        if let Some(post) = &post
            && let Some(wrong) = self.lent(post).await
        {
            return Wrong(wrong);
        }
        match (post, refused) {
            (_, Some(reason)) => Refused(reason),
            (Some(post), None) if activity.is(KnownActivity::Create) => {
                let vouched = check_embedded_post(activity, &post, &self.ours).is_ok();
                match vouched && !post.is_vote() {
                    true => self.kept(&post, expectation).await,
                    false => Accepted,
                }
            }
            _ => Accepted,
        }
    }

    /// A post that stands here under somebody who did not write it.
    async fn lent(&self, post: &Post) -> Option<String> {
        let row = self.unit.living(post.id.as_str()).await?;
        let mut conn = self.unit.app.db.read().await.unwrap();
        let author = db::accounts::by_id(&mut conn, row.account_id)
            .await
            .unwrap()?;
        (author.uri != post.attributed_to.as_str()).then(|| format!("shown as by {}", author.uri))
    }

    /// The post as it was kept says what the index says.
    async fn kept(&self, post: &Post, expectation: &str) -> Outcome {
        let Some(row) = self.unit.living(post.id.as_str()).await else {
            return Wrong("the post was not kept".to_owned());
        };
        let said = expectation
            .split_once(&format!("{} by ", post.kind))
            .map_or(expectation, |(_, said)| said);
        let audience = match said.split(", ").nth(1).unwrap_or_default() {
            word if word.starts_with("public") => Some(Visibility::Public),
            word if word.starts_with("unlisted") => Some(Visibility::Unlisted),
            word if word.starts_with("followers-only") => Some(Visibility::Private),
            word if word.starts_with("direct") => Some(Visibility::Direct),
            _ => None,
        };
        let mut wrong = Vec::new();
        if audience.is_some_and(|audience| audience != row.visibility) {
            wrong.push(format!("audience {:?}", row.visibility));
        }
        let mut conn = self.unit.app.db.read().await.unwrap();
        let extras = db::extras::of_status(&mut conn, row.id).await.unwrap();
        let media = db::media::of_statuses(&mut conn, &[row.id]).await.unwrap();
        drop(conn);
        let quotes = said.contains(", quotes http") || said.contains(", quotes Tombstone");
        for (what, expected, found) in [
            ("poll", said.contains(", poll "), extras.has_poll),
            ("quote", quotes, extras.has_quote),
            ("event", post.event.is_some(), extras.event.is_some()),
        ] {
            if expected != found {
                wrong.push(format!("{what}: {found}"));
            }
        }
        let silent = row.content.is_empty() && row.title.is_empty() && media.is_empty();
        let wordless = post.content.is_none() && post.name.is_none();
        if silent && !extras.has_quote && !extras.has_poll && !wordless {
            wrong.push("nothing of it is to be seen".to_owned());
        }
        for harm in ["<script", "javascript:", "onerror", "<iframe", "<style"] {
            if row.content.to_lowercase().contains(harm) {
                wrong.push(format!("{harm} was kept"));
            }
        }
        match wrong.is_empty() {
            true => Accepted,
            false => Wrong(wrong.join(", ")),
        }
    }
}

#[tokio::test]
async fn every_document_has_the_effect_that_it_should() {
    let Some(folder) = folder() else {
        println!("no fixtures here: the documents of other servers were not tried");
        return;
    };
    let unit = Unit::named(
        "intranet.example",
        "reach = 'internet'\n[federation]\nports = [1]\n",
    )
    .await;
    let alice = unit.person("alice").await.account.id;
    let ours = Authority::parse("intranet.example").unwrap();
    let desk = Desk { unit, alice, ours };
    let index = std::fs::read_to_string(folder.join("INDEX.tsv")).unwrap();
    let mut table: BTreeMap<String, Tally> = BTreeMap::new();
    let mut wrong = Vec::new();
    let mut notes = Vec::new();
    for (number, line) in index.lines().skip(1).enumerate() {
        let cells: Vec<&str> = line.split('\t').collect();
        let (file, expectation) = (cells[0], cells[5]);
        let bytes = std::fs::read(folder.join(file)).unwrap();
        let producer = file.split('/').next().unwrap_or_default().to_owned();
        let tally = table.entry(producer).or_default();
        let told = |list: &[(&str, &'static str)]| {
            let found = list.iter().find(|(name, _)| *name == file);
            found.map(|(_, reason)| *reason)
        };
        let reason = told(EXPLAINED).or_else(|| told(explained::EXPLAINED));
        let malicious = file.starts_with("malicious/");
        match (desk.judge(file, expectation, &bytes, number).await, reason) {
            (Accepted, _) if MUST_BE_REFUSED.contains(&file) => {
                tally.wrong += 1;
                wrong.push(format!("{file}: accepted"));
            }
            (Accepted, _) => tally.accepted += 1,
            (Refused(_), _) if malicious => tally.refused += 1,
            (Refused(what), Some(reason)) => {
                tally.refused += 1;
                notes.push(format!("  {file}: {reason} ({what})"));
            }
            (Wrong(what), Some(reason)) if !malicious => {
                tally.accepted += 1;
                notes.push(format!("  {file}: {reason} ({what})"));
            }
            (Refused(what) | Wrong(what), _) => {
                tally.wrong += 1;
                wrong.push(format!("{file}: {what}\n    index: {expectation}"));
            }
        }
    }
    println!(
        "{:<14} {:>21} {:>20} {:>6}",
        "producer", "accepted-as-expected", "refused-as-expected", "wrong"
    );
    let mut sum = Tally::default();
    for (producer, tally) in &table {
        let Tally {
            accepted,
            refused,
            wrong,
        } = tally;
        println!("{producer:<14} {accepted:>21} {refused:>20} {wrong:>6}");
        sum.accepted += accepted;
        sum.refused += refused;
        sum.wrong += wrong;
    }
    println!(
        "{:<14} {:>21} {:>20} {:>6}",
        "all", sum.accepted, sum.refused, sum.wrong
    );
    println!("{}", notes.join("\n"));
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
