//! Nobody finds what they may not see, whatever happened in between: people write, change, follow, block and mute at random.
//!
//! `SEARCH_SEED` repeats a run, `SEARCH_DEEDS` makes it longer.

use std::collections::BTreeSet;

use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use serde_json::{Value, json};

use super::{id, ids};
use crate::support::{Member, TestApp};

const NAMES: [&str; 5] = ["anna", "bram", "carla", "daan", "eva"];

struct World {
    unit: TestApp,
    people: Vec<Member>,
    /// Posts with their authors.
    posts: Vec<(Value, usize)>,
    dice: StdRng,
}

impl World {
    async fn new(seed: u64) -> Self {
        // In test mode nobody is told that they ask too often.
        let unit = TestApp::with("public_url = 'http://localhost:3000'\ntest_mode = true").await;
        let mut people = Vec::new();
        for name in NAMES {
            people.push(unit.person(name).await);
        }
        // Two of them approve their followers.
        for member in &people[..2] {
            unit.patch("/api/v1/accounts/update_credentials")
                .by(member)
                .form(&[("locked", "true")])
                .await
                .ok();
        }
        Self {
            unit,
            people,
            posts: Vec::new(),
            dice: StdRng::seed_from_u64(seed),
        }
    }

    fn somebody(&mut self) -> usize {
        self.dice.gen_range(0..self.people.len())
    }

    /// One deed of one person. Some are refused: that is part of it.
    async fn deed(&mut self, n: usize) {
        let (who, other) = (self.somebody(), self.somebody());
        let by = &self.people[who];
        match self.dice.gen_range(0..100) {
            0..45 => {
                let visibility = ["public", "unlisted", "private", "direct"]
                    .choose(&mut self.dice)
                    .unwrap();
                let parent = self
                    .posts
                    .choose(&mut self.dice)
                    .map(|(post, _)| id(post).to_owned());
                let parent = parent.filter(|_| self.dice.gen_bool(0.3));
                let named = match self.dice.gen_bool(0.4) {
                    true => format!("@{} ", NAMES[other]),
                    false => String::new(),
                };
                let body = json!({
                    "status": format!("{named}woord nummer{n}"),
                    "visibility": visibility,
                    "local_only": self.dice.gen_bool(0.2),
                    "in_reply_to_id": parent,
                });
                let sent = self.unit.post("/api/v1/statuses").by(by).json(body).await;
                if sent.status == 200 {
                    self.posts.push((sent.json(), who));
                }
            }
            45..75 => {
                let deed = [
                    "follow", "follow", "unfollow", "block", "unblock", "mute", "unmute",
                ]
                .choose(&mut self.dice)
                .unwrap();
                let path = format!("/api/v1/accounts/{}/{deed}", self.people[other].api_id());
                drop(self.unit.post(&path).by(by).await);
                let accept = format!("/api/v1/follow_requests/{}/authorize", by.api_id());
                if self.dice.gen_bool(0.6) {
                    drop(self.unit.post(&accept).by(&self.people[other]).await);
                }
            }
            75..90 => {
                let Some((post, author)) = self.posts.choose(&mut self.dice) else {
                    return;
                };
                let path = format!("/api/v1/statuses/{}", id(post));
                let author = &self.people[*author];
                match self.dice.gen_bool(0.5) {
                    true => drop(self.unit.delete(&path).by(author).await),
                    false => {
                        let body = json!({ "status": format!("ander woord nummer{n}") });
                        drop(self.unit.put(&path).by(author).json(body).await);
                    }
                }
            }
            _ => {
                let Some((post, _)) = self.posts.choose(&mut self.dice) else {
                    return;
                };
                let deed = ["favourite", "bookmark", "reblog", "unfavourite"]
                    .choose(&mut self.dice)
                    .unwrap();
                let path = format!("/api/v1/statuses/{}/{deed}", id(post));
                drop(self.unit.post(&path).by(by).await);
            }
        }
    }

    /// All that somebody finds, page by page.
    async fn found(&self, by: &Member) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        loop {
            let from = found.last().map(|id| format!("&max_id={id}"));
            let path = format!(
                "/api/v2/search?q=woord&type=statuses&limit=7{}",
                from.unwrap_or_default()
            );
            let page = ids(&self.unit.get(&path).by(by).await.ok().json()["statuses"]);
            if page.is_empty() {
                return found;
            }
            found.extend(page);
        }
    }

    /// What somebody may see and wants to.
    async fn seen(&self, by: &Member) -> BTreeSet<String> {
        let mut seen = BTreeSet::new();
        for (post, author) in &self.posts {
            let author = &self.people[*author];
            let path = format!("/api/v1/accounts/relationships?id[]={}", author.api_id());
            let relation = &self.unit.get(&path).by(by).await.ok().json()[0];
            let wanted = relation["muting"] == false && relation["blocking"] == false;
            let path = format!("/api/v1/statuses/{}", id(post));
            if self.unit.get(&path).by(by).await.status == 200 && wanted {
                seen.insert(id(post).to_owned());
            }
        }
        seen
    }

    async fn compare(&self, fresh: bool, seed: u64) {
        for member in &self.people {
            let list = self.found(member).await;
            let found: BTreeSet<String> = list.iter().cloned().collect();
            assert_eq!(found.len(), list.len(), "a post twice, seed {seed}");
            let seen = self.seen(member).await;
            let more: Vec<_> = found.difference(&seen).collect();
            assert!(
                more.is_empty(),
                "{} finds {more:?}, seed {seed}",
                member.username()
            );
            if fresh {
                assert_eq!(found, seen, "{}, seed {seed}", member.username());
            }
        }
    }
}

#[tokio::test]
async fn one_finds_exactly_what_one_may_see() {
    let first = crate::crash::setting("SEARCH_SEED", 1);
    for seed in first..first + 2 {
        let mut world = World::new(seed).await;
        for n in 0..crate::crash::setting("SEARCH_DEEDS", 90) {
            world.deed(usize::try_from(n).unwrap()).await;
            if n % 30 == 29 {
                // An index that lags behind shows too little, never too much.
                world.compare(false, seed).await;
                world.unit.run_workers().await;
                world.compare(true, seed).await;
            }
        }
        assert!(world.posts.len() > 20);
    }
}
