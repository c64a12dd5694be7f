//! Notes, endorsements, familiar followers, blocked units and suggestions.

use meent::db;
use meent::db::accounts::AccountRow;
use meent::db::follows::FollowRow;
use meent::db::statuses::StatusRow;
use meent::domain::visibility::{Aversion, is_wanted};
use meent::domain::*;
use serde_json::{Value, json};

use super::{follow, id, ids, post};
use crate::support::{Call, Member, START, TestApp};

fn act(unit: &TestApp, by: &Member, on: &Member, deed: &str) -> Call {
    unit.post(&format!("/api/v1/accounts/{}/{deed}", on.api_id()))
        .by(by)
}

async fn relation(unit: &TestApp, by: &Member, on: AccountId) -> Value {
    let path = format!("/api/v1/accounts/relationships?id[]={on}");
    unit.get(&path).by(by).await.ok().json()[0].clone()
}

#[tokio::test]
async fn a_note_is_for_oneself() {
    let unit = TestApp::new().await;
    let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
    let note = |text: &str| act(&unit, &anna, &bram, "note").json(json!({ "comment": text }));
    let made = note(" Weet alles van koffie ").await.ok().json();
    assert_eq!(made["note"], "Weet alles van koffie");
    assert_eq!(
        relation(&unit, &anna, bram.id()).await["note"],
        "Weet alles van koffie"
    );
    assert_eq!(relation(&unit, &bram, anna.id()).await["note"], "");
    note(&"é".repeat(2000)).await.ok();
    note(&"é".repeat(2001)).await.is(422);
    assert_eq!(note("").await.ok().json()["note"], "");
    unit.post("/api/v1/accounts/1/note").by(&anna).await.is(404);
}

#[tokio::test]
async fn whom_one_follows_one_can_show() {
    let unit = TestApp::new().await;
    let (anna, bram, caro) = (
        unit.person("anna").await,
        unit.person("bram").await,
        unit.person("caro").await,
    );
    act(&unit, &anna, &bram, "endorse").await.is(422);
    follow(&unit, &anna, &bram).await;
    follow(&unit, &anna, &caro).await;
    assert_eq!(
        act(&unit, &anna, &bram, "endorse").await.ok().json()["endorsed"],
        true
    );
    act(&unit, &anna, &bram, "endorse").await.ok();
    act(&unit, &anna, &caro, "pin").await.ok();
    let own = unit.get("/api/v1/endorsements").by(&anna).await.ok().json();
    assert_eq!(ids(&own), [caro.api_id(), bram.api_id()]);
    let shown = format!("/api/v1/accounts/{}/endorsements", anna.api_id());
    assert_eq!(
        unit.get(&shown)
            .by(&bram)
            .await
            .ok()
            .json()
            .as_array()
            .unwrap()
            .len(),
        2
    );
    assert_eq!(
        act(&unit, &anna, &caro, "unpin").await.ok().json()["endorsed"],
        false
    );
    act(&unit, &anna, &bram, "unfollow").await.ok();
    assert_eq!(
        unit.get(&shown).by(&bram).await.ok().json(),
        json!([]),
        "it ends with the follow"
    );
}

#[tokio::test]
async fn familiar_followers_are_those_one_follows() {
    let unit = TestApp::new().await;
    let (anna, bram, caro, dirk) = (
        unit.person("anna").await,
        unit.person("bram").await,
        unit.person("caro").await,
        unit.person("dirk").await,
    );
    follow(&unit, &anna, &bram).await;
    follow(&unit, &bram, &dirk).await;
    follow(&unit, &caro, &dirk).await;
    let path = format!(
        "/api/v1/accounts/familiar_followers?id[]={}&id[]={}&id[]=7",
        dirk.api_id(),
        bram.api_id()
    );
    let found = unit.get(&path).by(&anna).await.ok().json();
    assert_eq!(ids(&found), [dirk.api_id(), bram.api_id()]);
    assert_eq!(ids(&found[0]["accounts"]), [bram.api_id()]);
    assert_eq!(found[1]["accounts"], json!([]));
    assert_eq!(
        unit.get("/api/v1/accounts/familiar_followers")
            .by(&anna)
            .await
            .ok()
            .json(),
        json!([])
    );
}

#[tokio::test]
async fn colleagues_are_suggested() {
    let unit = TestApp::new().await;
    let (anna, bram, caro, dirk, els) = (
        unit.person("anna").await,
        unit.person("bram").await,
        unit.person("caro").await,
        unit.person("dirk").await,
        unit.person("els").await,
    );
    follow(&unit, &anna, &bram).await;
    follow(&unit, &bram, &dirk).await;
    let list = async || unit.get("/api/v2/suggestions").by(&anna).await.ok().json();
    let found = list().await;
    let names = |found: &Value| -> Vec<String> {
        let name = |one: &Value| one["account"]["acct"].as_str().unwrap().to_owned();
        found.as_array().unwrap().iter().map(name).collect()
    };
    assert_eq!(
        names(&found)[0],
        "dirk",
        "a friend of a friend comes first: {found}"
    );
    assert_eq!(found[0]["source"], "past_interactions");
    assert_eq!(
        found[0]["sources"],
        json!(["friends_of_friends", "featured"])
    );
    let mut all = names(&found);
    all.sort_unstable();
    assert_eq!(all, ["caro", "dirk", "els"]);

    // Somebody in the same group comes before a mere colleague.
    let body = json!({ "name": "koffie", "title": "Koffie", "access": "open" });
    let group = unit
        .post("/api/v1/meent/groups")
        .by(&els)
        .json(body)
        .await
        .ok()
        .json();
    unit.post(&format!("/api/v1/accounts/{}/follow", id(&group)))
        .by(&anna)
        .await
        .ok();
    assert_eq!(names(&list().await), ["dirk", "els", "caro"]);
    let old = unit
        .get("/api/v1/suggestions?limit=1")
        .by(&anna)
        .await
        .ok()
        .json();
    assert_eq!(ids(&old), [dirk.api_id()]);

    let away = format!("/api/v1/suggestions/{}", dirk.api_id());
    unit.delete(&away).by(&anna).await.ok();
    unit.delete("/api/v1/suggestions/9").by(&anna).await.is(404);
    act(&unit, &anna, &caro, "mute").await.ok();
    assert_eq!(names(&list().await), ["els"]);
    act(&unit, &els, &anna, "block").await.ok();
    assert_eq!(list().await, json!([]));
    // The directory leaves out the same people.
    let directory = unit
        .get("/api/v1/directory?order=new")
        .by(&anna)
        .await
        .ok()
        .json();
    let seen = ids(&directory);
    assert!(
        seen.contains(&dirk.api_id())
            && !seen.contains(&caro.api_id())
            && !seen.contains(&els.api_id())
    );
}

/// A post of another unit that everybody may read.
pub fn remote_status(id: StatusId, author: AccountId, uri: &str) -> StatusRow {
    StatusRow {
        id,
        uri: uri.to_owned(),
        url: uri.to_owned(),
        account_id: author,
        local: false,
        in_reply_to_id: None,
        in_reply_to_account_id: None,
        in_reply_to_uri: None,
        thread_id: id,
        reblog_of_id: None,
        content: "<p>Van ver</p>".to_owned(),
        text: String::new(),
        text_format: TextFormat::Html,
        title: String::new(),
        spoiler_text: String::new(),
        sensitive: false,
        language: None,
        visibility: Visibility::Public,
        local_only: false,
        app_id: None,
        replies_count: 0,
        reblogs_count: 0,
        favourites_count: 0,
        created_at: START,
        edited_at: None,
        deleted_at: None,
        group_id: None,
        removed_at: None,
    }
}

/// Somebody at another unit, with an open post, who follows Anna and whom she follows.
pub async fn stranger(unit: &TestApp, anna: &Member, name: &str) -> (AccountId, StatusId) {
    let (number, post) = (unit.app.next_id(), unit.app.next_status_id());
    let uri = format!("https://it.example/users/{name}");
    let row = AccountRow {
        id: AccountId(number),
        username: name.to_owned(),
        host: "it.example".to_owned(),
        handle: handle::key(name, "it.example"),
        url: uri.clone(),
        inbox_url: format!("{uri}/inbox"),
        uri: uri.clone(),
        ..anna.person.account.clone()
    };
    let status = remote_status(post, AccountId(number), &format!("{uri}/1"));
    let me = anna.id();
    let (one, two) = (unit.app.next_id(), unit.app.next_id());
    unit.app
        .db
        .write(move |conn| {
            Box::pin(async move {
                db::accounts::insert(conn, &row).await?;
                db::statuses::insert(conn, &status).await?;
                db::homes::add_to_home(conn, me, post, row.id).await?;
                for (number, from, to) in [(one, me, row.id), (two, row.id, me)] {
                    let follow = FollowRow {
                        id: FollowId(number),
                        account_id: from,
                        target_id: to,
                        state: FollowState::Accepted,
                        uri: format!("https://hrm.example/follows/{number}"),
                        show_reblogs: true,
                        notify: false,
                        created_at: START,
                    };
                    db::follows::insert(conn, &follow).await?;
                }
                Ok(())
            })
        })
        .await
        .unwrap();
    (AccountId(number), post)
}

#[tokio::test]
async fn a_blocked_unit_is_out_of_sight() {
    let unit = TestApp::new().await;
    let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
    let (them, status) = stranger(&unit, &anna, "ivo").await;
    let own = post(&unit, &anna, "Van mij").await;
    let read = async |by: &Member| {
        ids(&unit
            .get("/api/v1/timelines/public")
            .by(by)
            .await
            .ok()
            .json())
    };
    assert_eq!(read(&anna).await, [id(&own).to_owned(), status.to_string()]);
    let preview = "/api/v1/domain_blocks/preview?domain=it.example";
    let counts = unit.get(preview).by(&anna).await.ok().json();
    assert_eq!(
        counts,
        json!({ "following_count": 1, "followers_count": 1 })
    );

    let block = |domain: &str| {
        unit.post("/api/v1/domain_blocks")
            .by(&anna)
            .form(&[("domain", domain)])
    };
    assert_eq!(block("IT.example").await.ok().json(), json!({}));
    block("it.example").await.ok();
    let blocks = "/api/v1/domain_blocks";
    assert_eq!(
        unit.get(blocks).by(&anna).await.ok().json(),
        json!(["it.example"])
    );
    assert_eq!(unit.get(blocks).by(&bram).await.ok().json(), json!([]));
    assert_eq!(read(&anna).await, [id(&own)]);
    assert_eq!(read(&bram).await.len(), 2, "for her alone");
    let home = unit
        .get("/api/v1/timelines/home")
        .by(&anna)
        .await
        .ok()
        .json();
    assert_eq!(ids(&home), [id(&own)]);
    let standing = relation(&unit, &anna, them).await;
    assert_eq!(
        (
            &standing["domain_blocking"],
            &standing["following"],
            &standing["followed_by"]
        ),
        (&json!(true), &json!(false), &json!(false))
    );
    let rows = db::outbox::next(&mut unit.app.db.read().await.unwrap(), 100)
        .await
        .unwrap();
    let told: Vec<String> = rows.into_iter().map(|row| row.event).collect();
    assert!(
        told.iter().any(|event| event.contains("undo_follow")),
        "{told:?}"
    );
    assert!(
        told.iter().any(|event| event.contains("reject_follow")),
        "{told:?}"
    );

    for bad in ["", "geen domein", "hrm.example", "https://"] {
        block(bad).await.is(422);
    }
    let lift = format!("{blocks}?domain=it.example");
    unit.delete(&lift).by(&anna).await.ok();
    unit.delete(&lift).by(&anna).await.ok();
    assert_eq!(read(&anna).await.len(), 2);
}

/// What a reader does not want: the function and the SQL say the same of every case.
#[tokio::test]
async fn the_rule_of_what_is_wanted_and_its_twin_agree() {
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    for case in 0..8_u8 {
        let reader = unit.person(&format!("lezer{case}")).await;
        let (them, status) = stranger(&unit, &anna, &format!("ivo{case}")).await;
        let aversion = Aversion {
            mutes: case & 1 != 0,
            blocks: case & 2 != 0,
            blocks_unit: case & 4 != 0,
        };
        let me = reader.id();
        unit.app
            .db
            .write(move |conn| {
                Box::pin(async move {
                    if aversion.mutes {
                        let mute = db::relations::MuteRow {
                            id: i64::from(case) + 1,
                            account_id: me,
                            target_id: them,
                            hide_notifications: true,
                            expires_at: None,
                            created_at: START,
                        };
                        db::relations::upsert_mute(conn, &mute).await?;
                    }
                    if aversion.blocks {
                        db::relations::insert_block(
                            conn,
                            i64::from(case) + 1,
                            me,
                            them,
                            None,
                            START,
                        )
                        .await?;
                    }
                    if aversion.blocks_unit {
                        db::domain_blocks::insert(
                            conn,
                            i64::from(case) + 1,
                            me,
                            "it.example",
                            START,
                        )
                        .await?;
                    }
                    Ok(())
                })
            })
            .await
            .unwrap();
        let seen = ids(&unit
            .get("/api/v1/timelines/public?limit=40")
            .by(&reader)
            .await
            .ok()
            .json());
        assert_eq!(
            seen.contains(&status.to_string()),
            is_wanted(&aversion),
            "{aversion:?}"
        );
        follow(&unit, &reader, &anna).await;
        let boost = unit.post(&format!("/api/v1/statuses/{status}/reblog"));
        let boost = boost.by(&anna).await.ok().json();
        let home = unit.get("/api/v1/timelines/home").by(&reader);
        assert_eq!(
            ids(&home.await.ok().json()).contains(&id(&boost).to_owned()),
            is_wanted(&aversion),
            "boosted by somebody else: {aversion:?}"
        );
    }
}

#[tokio::test]
async fn defaults_of_posts_are_kept() {
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    let set = |policy: &str| {
        unit.patch("/api/v1/accounts/update_credentials")
            .by(&anna)
            .form(&[("source[quote_policy]", policy)])
    };
    let shown = async || unit.get("/api/v1/preferences").by(&anna).await.ok().json();
    assert_eq!(shown().await["posting:default:quote_policy"], "public");
    set("everybody").await.is(422);
    assert_eq!(
        set("followers").await.ok().json()["source"]["quote_policy"],
        "followers"
    );
    assert_eq!(shown().await["posting:default:quote_policy"], "followers");
    let made = post(&unit, &anna, "Alleen voor volgers").await;
    assert_eq!(made["quote_approval"]["automatic"], json!(["followers"]));
    let own = unit
        .get("/api/v1/accounts/verify_credentials")
        .by(&anna)
        .await
        .ok()
        .json();
    assert_eq!(own["source"]["quote_policy"], "followers");
}
