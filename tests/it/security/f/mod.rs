//! F. Private text stays private: what each reader is shown of each kind of post, surface by surface.

mod deeds;
mod oracles;
mod push;
mod streams;
mod surfaces;
mod wire;

use std::os::unix::fs::PermissionsExt;

use meent::domain::Role;
use meent_federation::signature::Signer;
use serde_json::{Value, json};

use super::letters::{FORMS, Letter};
use super::peers::{ACTIVITY, key};
use super::reading::Seen;
use super::rows::Row;
use super::support::{Rig, rig};
use crate::crash::rig::unit::Place;
use crate::support::Member;

/// A post of bob, the word in it, and who may read it: people of S by name, and servers.
struct Post {
    what: &'static str,
    marker: &'static str,
    readers: &'static [&'static str],
    servers: &'static [&'static str],
    entity: Value,
}

/// bob, who approves his followers: alice and victim of G are such; eva was one; piet has asked; dirk is blocked; carol
/// and ada, the owner of the unit, are nothing to him.
struct House {
    rig: Rig,
    people: Vec<Member>,
    posts: Vec<Post>,
}

const EVERYBODY_HERE: &[&str] = &["alice", "bob", "ada", "carol", "eva", "piet"];

impl House {
    async fn new() -> Self {
        let mut house = Self::empty().await;
        house.write().await;
        // Some relations end before anybody looks.
        house.part().await;
        house
    }

    /// Everybody, before anything is written.
    async fn empty() -> Self {
        let rig = rig().await;
        let (bob, s) = (&rig.bob, &rig.s);
        let mut people = Vec::new();
        for name in ["carol", "eva", "piet", "dirk"] {
            people.push(s.person(name).await);
        }
        let [_, eva, piet, dirk] = &people[..] else {
            panic!("four people")
        };
        let bob_at = |deed: &str| format!("/api/v1/accounts/{}/{deed}", bob.api_id());
        s.patch("/api/v1/accounts/update_credentials")
            .by(bob)
            .form(&[("locked", "true")])
            .await
            .ok();
        for member in [&rig.alice, eva, piet, dirk] {
            s.post(&bob_at("follow")).by(member).await.ok();
        }
        rig.deliver(
            &rig.victim(),
            &rig.g.activity("victim", "Follow", json!(rig.actor("bob"))),
        )
        .await;
        let victim = rig
            .account(&rig.g.actor("victim"))
            .await
            .unwrap()
            .id
            .to_string();
        for follower in [rig.alice.api_id(), eva.api_id(), dirk.api_id(), victim] {
            s.post(&format!("/api/v1/follow_requests/{follower}/authorize"))
                .by(bob)
                .await
                .ok();
        }
        rig.work().await;
        Self {
            rig,
            people,
            posts: Vec::new(),
        }
    }

    /// eva is no follower any more, and dirk is blocked.
    async fn part(&self) {
        let (bob, s) = (&self.rig.bob, &self.rig.s);
        s.post(&format!(
            "/api/v1/accounts/{}/remove_from_followers",
            self.member("eva").api_id()
        ))
        .by(bob)
        .await
        .ok();
        s.post(&format!(
            "/api/v1/accounts/{}/block",
            self.member("dirk").api_id()
        ))
        .by(bob)
        .await
        .ok();
        self.rig.work().await;
    }

    /// One post of each kind.
    async fn write(&mut self) {
        let (bob, s) = (&self.rig.bob, &self.rig.s);
        let file = s
            .post("/api/v2/media")
            .by(bob)
            .upload(
                ("file", "markername.png", &crate::api::media::png()),
                &[("description", "markeralt")],
            )
            .await
            .ok()
            .json();
        let open = self
            .rig
            .post(bob, json!({"status": "markeropen #marker"}))
            .await;
        let direct = self
            .rig
            .post(
                bob,
                json!({"status": "@alice markerdirect #marker", "visibility": "direct"}),
            )
            .await;
        let private = self.rig.post(bob, json!({"status": "markerprivate #marker", "visibility": "private", "spoiler_text": "markerwarning", "media_ids": [file["id"]]})).await;
        let answer = self.rig.post(bob, json!({"status": "markeranswer", "visibility": "private", "in_reply_to_id": open["id"]})).await;
        let inside = self
            .rig
            .post(
                bob,
                json!({"status": "markerinside #marker", "local_only": true}),
            )
            .await;
        let deleted = self
            .rig
            .post(bob, json!({"status": "markerdeleted #marker"}))
            .await;
        s.delete(&path(&deleted, "")).by(bob).await.ok();
        let edited = self
            .rig
            .post(
                bob,
                json!({"status": "markerolder", "visibility": "private"}),
            )
            .await;
        self.rig.s.advance(5);
        s.put(&path(&edited, ""))
            .by(bob)
            .json(json!({"status": "markernewer"}))
            .await
            .ok();
        self.rig.work().await;
        let friends = &["alice", "bob"];
        let post = |what, marker, readers, servers, entity: &Value| Post {
            what,
            marker,
            readers,
            servers,
            entity: entity.clone(),
        };
        self.posts = vec![
            post(
                "an open post",
                "markeropen",
                EVERYBODY_HERE,
                &["g", "e"],
                &open,
            ),
            post("a direct message", "markerdirect", friends, &[], &direct),
            post(
                "a post for followers",
                "markerprivate",
                friends,
                &["g"],
                &private,
            ),
            post("its warning", "markerwarning", friends, &["g"], &private),
            post(
                "the text of its picture",
                "markeralt",
                friends,
                &["g"],
                &private,
            ),
            post(
                "an answer for followers",
                "markeranswer",
                friends,
                &["g"],
                &answer,
            ),
            post(
                "a post for the unit",
                "markerinside",
                EVERYBODY_HERE,
                &[],
                &inside,
            ),
            post("a deleted post", "markerdeleted", &[], &[], &deleted),
            post(
                "the first text of an edited post",
                "markerolder",
                friends,
                &[],
                &edited,
            ),
            post("an edited post", "markernewer", friends, &["g"], &edited),
        ];
    }

    fn member(&self, name: &str) -> &Member {
        let rig = &self.rig;
        let known = [&rig.alice, &rig.bob, &rig.ada];
        known
            .into_iter()
            .chain(&self.people)
            .find(|member| member.username() == name)
            .unwrap()
    }

    fn post(&self, marker: &str) -> &Post {
        self.posts
            .iter()
            .find(|post| post.marker == marker)
            .unwrap()
    }

    /// Nobody sees at such paths what is not for them. `shown`: the words that those it is for must see there.
    async fn sweep(&self, pieces: &[&str], shown: &[&str]) {
        for name in ["", "alice", "bob", "ada", "carol", "eva", "piet", "dirk"] {
            let reader = (!name.is_empty()).then(|| self.member(name));
            let seen = self.rig.read("marker", reader, pieces).await;
            assert!(!seen.is_empty());
            self.judge(name, |post| post.readers.contains(&name), &seen, shown);
        }
    }

    fn judge(&self, name: &str, may: impl Fn(&Post) -> bool, seen: &[Seen], shown: &[&str]) {
        for post in &self.posts {
            let places: Vec<String> = seen
                .iter()
                .filter(|seen| seen.text.contains(post.marker))
                .map(Seen::place)
                .collect();
            match may(post) {
                false => assert_eq!(places, Vec::<String>::new(), "{} for {name:?}", post.what),
                true => assert!(
                    !shown.contains(&post.marker) || !places.is_empty(),
                    "control: {} for {name:?}",
                    post.what
                ),
            }
        }
    }

    /// Who asks for a server, and the server's name in [`Post::servers`].
    fn servers(&self) -> [(Signer, &'static str); 2] {
        [(self.rig.other(), "g"), (self.rig.nina(), "e")]
    }
}

fn path(post: &Value, part: &str) -> String {
    format!("/api/v1/statuses/{}{part}", post["id"].as_str().unwrap())
}

fn on_wire(rig: &Rig, post: &Value) -> String {
    rig.s
        .app
        .urls
        .local_path(post["uri"].as_str().unwrap())
        .unwrap()
        .to_owned()
}

const ALL: &[&str] = &[
    "markeropen",
    "markerdirect",
    "markerprivate",
    "markerwarning",
    "markeralt",
    "markeranswer",
    "markerinside",
    "markernewer",
];
