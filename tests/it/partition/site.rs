//! A unit as the driver sees it, and what units do not agree on.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::NAMES;
use crate::crash::rig::people::Holder;
use crate::crash::rig::unit::Place;
use crate::crash::rig::wire::{self, Answer, Wire};

/// A unit as the driver sees it: over HTTP, through its proxy.
pub struct Site {
    pub place: Place,
    /// Writes, also in all groups; owns the one of its unit.
    pub author: Holder,
    /// Follows the authors elsewhere and is in all groups from the beginning to the end.
    pub reader: Holder,
    /// Comes and goes by chance.
    pub fan: Holder,
    /// The ids, here, of the authors of the three units.
    pub authors: Vec<String>,
    /// The ids, here, of the groups of the three units.
    pub groups: Vec<String>,
}

/// The group of a unit, as people write its name.
pub fn group_name(unit: usize) -> String {
    format!("plein_{}", NAMES[unit])
}

impl Site {
    async fn ask(&self, who: &Holder, method: &str, path: &str, body: Option<Value>) -> Answer {
        let (host, token) = (&self.place.host, Some(who.token.as_str()));
        let request = match body {
            None if method == "GET" => wire::get(host, path, token),
            body => {
                let request = wire::post(host, path, token, "", &body.unwrap_or(json!({})));
                [method.as_bytes(), request.strip_prefix(b"POST").unwrap()].concat()
            }
        };
        Wire::new(self.place.address).send(&request).await.unwrap()
    }

    pub async fn json(&self, who: &Holder, method: &str, path: &str, body: Option<Value>) -> Value {
        let answer = self.ask(who, method, path, body).await;
        answer
            .json()
            .unwrap_or_else(|error| panic!("{method} {path} at {}: {error}", self.place.host))
    }

    /// The id here of the account that is found by its name.
    pub async fn find(&self, name: &str) -> String {
        let path = format!("/api/v1/accounts/search?resolve=true&limit=1&q={name}");
        let found = self.json(&self.reader, "GET", &path, None).await;
        let id = found[0]["id"].as_str();
        id.unwrap_or_else(|| panic!("nobody: {found}")).to_owned()
    }

    pub async fn follow(&self, who: &Holder, id: &str) {
        let path = format!("/api/v1/accounts/{id}/follow");
        self.json(who, "POST", &path, None).await;
    }

    /// Texts of the posts of an author that this unit has, by their addresses on the wire.
    async fn posts(&self, author: &str) -> BTreeMap<String, String> {
        self.texts(&format!("/api/v1/accounts/{author}/statuses"))
            .await
    }

    /// The same of what is said in a group.
    async fn said_in(&self, group: &str) -> BTreeMap<String, String> {
        self.texts(&format!("/api/v1/meent/groups/{group}/timeline"))
            .await
    }

    async fn texts(&self, list: &str) -> BTreeMap<String, String> {
        let mut posts = BTreeMap::new();
        let mut bound = String::new();
        loop {
            let path = format!("{list}?limit=40{bound}");
            let page = self.json(&self.reader, "GET", &path, None).await;
            let page = page.as_array().unwrap();
            let Some(last) = page.last() else {
                return posts;
            };
            bound = format!("&max_id={}", last["id"].as_str().unwrap());
            for post in page {
                let text = |key: &str| post[key].as_str().unwrap().to_owned();
                posts.insert(text("uri"), text("content"));
            }
        }
    }

    /// Who follows an account of this unit, as this unit has it.
    pub async fn followers(&self, account: &str) -> BTreeSet<String> {
        let path = format!("/api/v1/accounts/{account}/followers?limit=80");
        let list = self.json(&self.author, "GET", &path, None).await;
        let names = list.as_array().unwrap().iter();
        names
            .map(|one| one["acct"].as_str().unwrap().to_owned())
            .collect()
    }

    /// Whether the fan of this unit follows an account, as this unit has it; `None` while it waits for an answer.
    async fn follows(&self, account: &str) -> Option<bool> {
        let path = format!("/api/v1/accounts/relationships?id[]={account}");
        let relation = self.json(&self.fan, "GET", &path, None).await;
        let is = |key: &str| relation[0][key] == json!(true);
        (!is("requested")).then(|| is("following"))
    }
}

/// Everything that the units do not agree on, in words.
pub async fn differences(sites: &[Site]) -> Vec<String> {
    let mut found = Vec::new();
    for (home, site) in sites.iter().enumerate() {
        let own = site.posts(&site.authors[home]).await;
        let said = site.said_in(&site.groups[home]).await;
        let followers = site.followers(&site.authors[home]).await;
        let members = site.followers(&site.groups[home]).await;
        for (away, other) in sites.iter().enumerate().filter(|(away, _)| *away != home) {
            let name = NAMES[away];
            let theirs = other.posts(&other.authors[home]).await;
            found.extend(unlike(name, &own, &theirs));
            let theirs = other.said_in(&other.groups[home]).await;
            found.extend(unlike(name, &said, &theirs));
            let fan = format!("fan@{}", other.place.host);
            for (account, there) in [
                (&other.authors[home], followers.contains(&fan)),
                (&other.groups[home], members.contains(&fan)),
            ] {
                let here = other.follows(account).await;
                if here != Some(there) {
                    found.push(format!(
                        "{name}: the fan follows {account} of {}: {here:?}, and there {there}",
                        NAMES[home]
                    ));
                }
            }
        }
    }
    found
}

/// How the posts that unit `name` has differ from those at home.
fn unlike(
    name: &str,
    own: &BTreeMap<String, String>,
    theirs: &BTreeMap<String, String>,
) -> Vec<String> {
    let other = own
        .iter()
        .filter(|(uri, text)| theirs.get(*uri) != Some(text));
    let other =
        other.map(|(uri, text)| format!("{name} has {uri} as {:?}, not {text}", theirs.get(uri)));
    let more = theirs.keys().filter(|uri| !own.contains_key(*uri));
    other
        .chain(more.map(|uri| format!("{name} still has {uri}")))
        .collect()
}
