//! One session of two people, cut short by the death of the unit before its n-th writing statement, for many n. After the
//! restart the unit stands as after the last answered step, or as after the one that was under way: never in between.

use std::path::Path;

use rand::Rng;
use serde_json::{Value, json};

use super::rig::Outcome;
use super::rig::people::{self, Holder};
use super::rig::unit::{Place, Unit};
use super::rig::wire::{self, Wire};
use super::{invariants, program, setting};

/// Deaths are spread over the first so many writing statements: start, session and the workers' part.
const STATEMENTS: u64 = 200;

/// What is done with what, by whom.
#[derive(Clone, Copy)]
enum Step {
    /// Alice's post number n.
    Post(usize),
    /// Bob answers Alice's post.
    Answer(usize),
    /// Something is done with a post: by Alice or Bob, the verb, the post.
    Mark(Who, &'static str, usize),
    /// Somebody does something with the other.
    Relate(Who, &'static str),
    Edit(usize),
    Delete(usize),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Who {
    Alice,
    Bob,
}

use Step::{Answer, Delete, Edit, Mark, Post, Relate};
use Who::{Alice, Bob};

const SESSION: &[Step] = &[
    Relate(Bob, "follow"),
    Post(0),
    Answer(0),
    Mark(Bob, "favourite", 0),
    Mark(Bob, "reblog", 0),
    Mark(Bob, "bookmark", 0),
    Edit(0),
    Mark(Alice, "pin", 0),
    Post(1),
    Mark(Bob, "unfavourite", 0),
    Mark(Bob, "reblog", 1),
    Delete(1),
    Mark(Bob, "unreblog", 0),
    Post(2),
    Relate(Alice, "mute"),
    Relate(Alice, "unmute"),
    Relate(Bob, "unfollow"),
    Relate(Alice, "block"),
    Relate(Alice, "unblock"),
    Relate(Alice, "follow"),
    Relate(Bob, "follow"),
    Post(3),
    Answer(3),
    Mark(Bob, "reblog", 3),
    Mark(Bob, "favourite", 3),
    Edit(3),
    Post(4),
    Answer(4),
    Mark(Alice, "favourite", 4),
    Mark(Bob, "reblog", 4),
    Mark(Bob, "bookmark", 4),
    Mark(Alice, "pin", 4),
    Delete(4),
    Post(5),
    Answer(5),
    Mark(Bob, "reblog", 5),
    Edit(5),
    Mark(Bob, "unbookmark", 0),
    Mark(Alice, "unpin", 0),
    Delete(3),
];

/// Posts that Alice writes in the session.
const POSTS: usize = 6;

/// The unit's data before the session, kept aside, and its two people.
struct Scene {
    place: Place,
    saved: tempfile::TempDir,
    alice: Holder,
    bob: Holder,
}

impl Scene {
    async fn new(folder: &Path) -> Outcome<Self> {
        let place = Place::new("unit", &folder.join("unit"), None)?;
        let app = place.open().await?;
        let people = vec![
            people::settle(&app, "alice").await?,
            people::settle(&app, "bob").await?,
        ];
        let mut holders = people::holders(&app, people).await?.into_iter();
        let (Some(alice), Some(bob)) = (holders.next(), holders.next()) else {
            return Err("two people were wanted".into());
        };
        // A peer, so that something is written for it and waits.
        meent::service::peers::add(&app, "nowhere.localhost:9").await?;
        drop(app);
        // One file: the log is brought into the database, once those who still close it have done so.
        let mut conn = {
            use diesel::Connection;
            diesel::SqliteConnection::establish(place.database.trim_start_matches("sqlite://"))?
        };
        diesel::connection::SimpleConnection::batch_execute(
            &mut conn,
            "PRAGMA busy_timeout=10000; PRAGMA wal_checkpoint(TRUNCATE)",
        )?;
        let saved = tempfile::tempdir()?;
        std::fs::copy(
            place.folder.join("meent.sqlite"),
            saved.path().join("meent.sqlite"),
        )?;
        Ok(Self {
            place,
            saved,
            alice,
            bob,
        })
    }

    fn reset(&self) -> Outcome<()> {
        for file in ["meent.sqlite", "meent.sqlite-wal", "meent.sqlite-shm"] {
            let path = self.place.folder.join(file);
            if path.exists() {
                std::fs::remove_file(path)?;
            }
        }
        std::fs::copy(
            self.saved.path().join("meent.sqlite"),
            self.place.folder.join("meent.sqlite"),
        )?;
        Ok(())
    }

    fn holder(&self, who: Who) -> &Holder {
        match who {
            Alice => &self.alice,
            Bob => &self.bob,
        }
    }

    /// Takes a step; posts go by their idempotency keys, so a step may be taken again.
    async fn take(&self, step: Step, ids: &mut [Option<String>; POSTS]) -> Outcome<()> {
        let mut wire = Wire::new(self.place.address);
        let id = |n: usize| {
            ids.get(n)
                .cloned()
                .flatten()
                .ok_or("a step before its post")
        };
        let create = |who: Who, key: String, body: Value| {
            wire::post(
                &self.place.host,
                "/api/v1/statuses",
                Some(&self.holder(who).token),
                &format!("Idempotency-Key: {key}\r\n"),
                &body,
            )
        };
        let verb = |who: Who, path: String| {
            wire::post(
                &self.place.host,
                &path,
                Some(&self.holder(who).token),
                "",
                &json!({}),
            )
        };
        let with_method = |request: Vec<u8>, method: &str| {
            let rest = request.strip_prefix(b"POST".as_slice()).unwrap_or(&request);
            [method.as_bytes(), rest].concat()
        };
        let request = match step {
            Post(n) => create(
                Alice,
                format!("post {n}"),
                json!({ "status": format!("Post {n} for #tag{n}") }),
            ),
            Answer(n) => create(
                Bob,
                format!("answer {n}"),
                json!({ "status": format!("@alice answer to {n}"), "in_reply_to_id": id(n)? }),
            ),
            Mark(who, what, n) => verb(who, format!("/api/v1/statuses/{}/{what}", id(n)?)),
            Relate(who, what) => {
                let other = self.holder(if who == Alice { Bob } else { Alice });
                verb(who, format!("/api/v1/accounts/{}/{what}", other.account.id))
            }
            Edit(n) => {
                let body = json!({ "status": format!("Post {n}, better, for #other") });
                let path = format!("/api/v1/statuses/{}", id(n)?);
                with_method(
                    wire::post(&self.place.host, &path, Some(&self.alice.token), "", &body),
                    "PUT",
                )
            }
            Delete(n) => with_method(
                verb(Alice, format!("/api/v1/statuses/{}", id(n)?)),
                "DELETE",
            ),
        };
        let answer = wire.send(&request).await?;
        // What was deleted before the death is not there to be deleted again.
        let gone = matches!(step, Delete(_)) && answer.status == 404;
        let body = if gone { Value::Null } else { answer.json()? };
        if let (Post(n), Some(place)) = (step, body.get("id").and_then(Value::as_str))
            && let Some(slot) = ids.get_mut(n)
        {
            *slot = Some(place.to_owned());
        }
        Ok(())
    }

    /// Everything that the two can see, without what differs from run to run.
    async fn sight(&self) -> Outcome<Value> {
        let mut wire = Wire::new(self.place.address);
        let mut sights = Vec::new();
        for (viewer, other) in [(&self.alice, &self.bob), (&self.bob, &self.alice)] {
            for path in [
                "/api/v1/timelines/home?limit=40".to_owned(),
                format!("/api/v1/accounts/{}/statuses?limit=40", viewer.account.id),
                format!(
                    "/api/v1/accounts/{}/statuses?pinned=true",
                    viewer.account.id
                ),
                "/api/v1/bookmarks".to_owned(),
                "/api/v1/favourites".to_owned(),
                "/api/v1/notifications".to_owned(),
                "/api/v2/notifications".to_owned(),
                format!("/api/v1/accounts/{}", viewer.account.id),
                format!("/api/v1/accounts/relationships?id[]={}", other.account.id),
            ] {
                let mut answer = viewer.get(&mut wire, &self.place, &path).await?.json()?;
                forget_accidents(&mut answer);
                sights.push(json!({ "of": viewer.account.username, "at": path, "is": answer }));
            }
        }
        Ok(Value::Array(sights))
    }

    async fn start(&self, die_at: Option<u64>) -> Outcome<Unit> {
        let more: Vec<(&str, String)> = die_at
            .map(|n| ("MEENT_TEST_DIE_AT_STATEMENT", n.to_string()))
            .into_iter()
            .collect();
        let mut unit = self.place.start(program(), &more)?;
        unit.ready("/healthz", None).await?;
        Ok(unit)
    }
}

/// Ids and times are new in every run.
fn forget_accidents(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(forget_accidents),
        Value::Object(fields) => {
            for (name, field) in fields.iter_mut() {
                let accident = matches!(
                    name.as_str(),
                    "id" | "uri"
                        | "url"
                        | "created_at"
                        | "edited_at"
                        | "in_reply_to_id"
                        | "group_key"
                        | "most_recent_notification_id"
                        | "page_min_id"
                        | "page_max_id"
                        | "latest_page_notification_at"
                        | "status_id"
                        | "last_status_at"
                );
                if accident && !field.is_null() {
                    *field = json!("some");
                } else {
                    forget_accidents(field);
                }
            }
        }
        _ => {}
    }
}

/// What is to be seen before the session and after each step, when nobody dies.
async fn undisturbed(scene: &Scene) -> Outcome<Vec<Value>> {
    scene.reset()?;
    let _unit = scene.start(None).await?;
    let mut ids = [const { None }; POSTS];
    let mut sights = vec![scene.sight().await?];
    for step in SESSION {
        scene.take(*step, &mut ids).await?;
        sights.push(scene.sight().await?);
    }
    Ok(sights)
}

/// Lets the unit die at its n-th writing statement, and returns whether it did.
async fn die_and_rise(scene: &Scene, sights: &[Value], n: u64) -> Outcome<bool> {
    scene.reset()?;
    let mut ids = [const { None }; POSTS];
    let mut taken = 0;
    let mut died = true;
    if let Ok(mut unit) = scene.start(Some(n)).await {
        for step in SESSION {
            if scene.take(*step, &mut ids).await.is_err() {
                break;
            }
            taken += 1;
        }
        // A step that gets no answer is the death itself; the process may not have ended quite yet.
        died = taken < SESSION.len() || unit.ended()?;
    }
    let mut unit = scene.start(None).await?;
    let seen = scene.sight().await?;
    let before = sights.get(taken).ok_or("more steps than there are")?;
    let after = sights.get(taken + 1).unwrap_or(before);
    if seen != *before && seen != *after {
        return Err(format!("death at {n}, after {taken} answered steps, leaves\n{seen}\nand not\n{before}\nor\n{after}").into());
    }
    // The session goes on as if nothing had been.
    for step in SESSION.get(taken..).unwrap_or_default() {
        scene.take(*step, &mut ids).await?;
    }
    let end = scene.sight().await?;
    if Some(&end) != sights.last() {
        return Err(format!(
            "death at {n}: the session ends with\n{end}\nand not\n{:?}",
            sights.last()
        )
        .into());
    }
    unit.kill()?;
    invariants::check(&scene.place, &format!("death at {n}"));
    Ok(died)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_death_at_any_statement_leaves_whole_steps() {
    let deaths = setting("CRASH_STATEMENTS", 20).clamp(1, STATEMENTS);
    let step = STATEMENTS / deaths;
    let folder = tempfile::tempdir().unwrap();
    let scene = Scene::new(folder.path()).await.unwrap();
    let sights = undisturbed(&scene).await.unwrap();
    // A different set each time, when not all are taken.
    let first = 1 + rand::thread_rng().gen_range(0..step);
    println!(
        "deaths at {first}, {}, …: CRASH_STATEMENTS={deaths}",
        first + step
    );
    let mut died = 0;
    for n in (first..=STATEMENTS).step_by(usize::try_from(step).unwrap()) {
        died += u64::from(die_and_rise(&scene, &sights, n).await.unwrap());
    }
    assert!(
        died > deaths / 2,
        "only {died} of {deaths} deaths happened: the session is too short"
    );
}
