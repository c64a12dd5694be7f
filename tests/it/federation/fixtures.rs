//! Documents as other servers send them, through everything behind the gate: none may break the unit, and posts that
//! their author vouches for must come out readable.
//!
//! The documents are other people's and stay outside the repository. The test looks for them in the folder named by
//! `MEENT_FIXTURES`, by default `shared/fixtures` next to the checkout; where there is none it says so and passes.
#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use meent::ap::{receive, resolve};
use meent::db;
use meent::domain::*;
use meent::error::Error;
use meent::service::statuses;
use meent_federation::origin::Authority;
use meent_federation::vocab::authority::{check_activity, check_embedded_post};
use meent_federation::vocab::{self, Activity, Actor, KnownActivity, Post};
use serde_json::json;

use super::support::*;

pub(super) fn folder() -> Option<PathBuf> {
    let named = std::env::var_os("MEENT_FIXTURES").map(PathBuf::from);
    let beside = ["../shared/fixtures", "../../shared/fixtures"];
    let beside = beside.map(|path| Some(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)));
    [named]
        .into_iter()
        .chain(beside)
        .flatten()
        .find(|path| path.join("INDEX.tsv").is_file())
}

/// Files of the index, with their bytes.
fn documents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let index = std::fs::read_to_string(folder.join("INDEX.tsv")).unwrap();
    let files = index
        .lines()
        .skip(1)
        .filter_map(|line| line.split('\t').next());
    files
        .map(|file| (file.to_owned(), std::fs::read(folder.join(file)).unwrap()))
        .collect()
}

/// The sender becomes known, and alice follows them. `false` for one whom no unit can know, such as one on an IP address.
pub(super) async fn introduce(unit: &Unit, alice: AccountId, id: &url::Url, number: usize) -> bool {
    let document = json!({
        "id": id, "type": "Person", "preferredUsername": format!("sender{number}"),
        "inbox": id.join("/inbox").unwrap(), "followers": format!("{id}/followers"),
    });
    let actor = Actor::read(&document).unwrap();
    let Ok(row) = resolve::store_actor(&unit.app, &actor).await else {
        return false;
    };
    let follow = db::follows::FollowRow {
        id: FollowId(unit.app.next_id()),
        account_id: alice,
        target_id: row.id,
        state: FollowState::Accepted,
        uri: format!("https://intranet.example/f/{number}"),
        show_reblogs: true,
        notify: false,
        created_at: unit.app.now(),
    };
    unit.app
        .db
        .write(move |conn| Box::pin(async move { db::follows::insert(conn, &follow).await }))
        .await
        .unwrap();
    true
}

#[tokio::test]
async fn documents_of_other_servers_are_handled() {
    let Some(folder) = folder() else {
        println!("no fixtures here: the documents of other servers were not tried");
        return;
    };
    // No port is open, so that nothing can be looked up or connected to.
    let unit = Unit::named(
        "intranet.example",
        "reach = 'internet'\n[federation]\nports = [1]\n",
    )
    .await;
    let alice = unit.person("alice").await;
    let ours = Authority::parse("intranet.example").unwrap();
    let mut outcomes: BTreeMap<String, usize> = BTreeMap::new();
    let mut count = |what: &str| *outcomes.entry(what.to_owned()).or_default() += 1;
    for (number, (file, bytes)) in documents(&folder).into_iter().enumerate() {
        let Some(activity) = vocab::parse(&bytes)
            .ok()
            .and_then(|value| Activity::read(&value).ok())
        else {
            continue;
        };
        if check_activity(&activity, &activity.actor, &ours).is_err() {
            count("refused by the gate");
            continue;
        }
        if !introduce(&unit, alice.account.id, &activity.actor, number).await {
            count("of no unit");
            continue;
        }
        let sender = activity.actor.to_string();
        let body = String::from_utf8(bytes).unwrap();
        let body = body.trim_start_matches('\u{feff}');
        for _ in 0..2 {
            match receive::activity(&unit.app, &sender, body).await {
                Ok(None) => count("done"),
                Ok(Some(note)) => count(note),
                Err(error @ (Error::Internal(_) | Error::Unavailable(_))) => {
                    panic!("{file}: {error}")
                }
                Err(_) => count("refused"),
            }
        }
        let embedded = activity
            .object
            .embedded()
            .and_then(|value| Post::read(value).ok());
        let Some(post) = embedded.filter(|_| activity.is(KnownActivity::Create)) else {
            continue;
        };
        if check_embedded_post(&activity, &post, &ours).is_err() || post.is_vote() {
            continue;
        }
        let row = unit.living(post.id.as_str()).await;
        let row = row.unwrap_or_else(|| panic!("{file}: the post was not kept"));
        // Some of the senders block alice, so that open posts are shown to nobody in particular.
        if row.visibility.is_open() {
            let shown = statuses::show(&unit.app, None, row.id).await;
            assert!(shown.is_ok(), "{file}: the post cannot be shown");
        }
        count("posts kept");
    }
    println!("{outcomes:#?}");
    assert!(outcomes["posts kept"] > 30);
}
