//! What moderation apps do: people, reports, other units, and who may.

use meent::domain::Role;
use meent::http::api::routes::routes;
use meent::http::extract::access::Access;
use meent::service::peer_states;
use meent::service::profiles::{self, ProfileChanges};
use serde_json::{Value, json};

use super::{id, ids, keys, post};
use crate::support::{Member, TestApp};

struct Unit {
    unit: TestApp,
    owner: Member,
    admin: Member,
    moderator: Member,
    anna: Member,
    bram: Member,
}

async fn unit() -> Unit {
    let unit = TestApp::new().await;
    Unit {
        owner: unit.person_with("olga", Role::Owner).await,
        admin: unit.person_with("ada", Role::Admin).await,
        moderator: unit.person_with("mo", Role::Moderator).await,
        anna: unit.person("anna").await,
        bram: unit.person("bram").await,
        unit,
    }
}

impl Unit {
    async fn list(&self, query: &str) -> Vec<String> {
        let path = format!("/api/v2/admin/accounts?{query}");
        let list = self.unit.get(&path).by(&self.moderator).await.ok().json();
        let names = list.as_array().unwrap().iter();
        names
            .map(|one| one["username"].as_str().unwrap().to_owned())
            .collect()
    }

    async fn report(&self, text: &str) -> String {
        let about = post(&self.unit, &self.bram, text).await;
        let report = json!({
            "account_id": self.bram.api_id(), "status_ids": [id(&about)], "comment": "Kijk hier eens naar", "category": "spam",
        });
        let sent = self
            .unit
            .post("/api/v1/reports")
            .by(&self.anna)
            .json(report)
            .await;
        id(&sent.ok().json()).to_owned()
    }

    async fn act(&self, by: &Member, on: &Member, body: Value) -> u16 {
        let path = format!("/api/v1/admin/accounts/{}/action", on.api_id());
        self.unit
            .post(&path)
            .by(by)
            .json(body)
            .await
            .status
            .as_u16()
    }
}

#[tokio::test]
async fn each_route_is_for_its_role() {
    let Unit {
        unit,
        admin,
        moderator,
        anna,
        ..
    } = unit().await;
    let narrow = unit
        .token(admin.id(), "read write admin:read:ip_blocks")
        .await;
    let mut seen = 0;
    for route in routes(false) {
        let Access::Staff(role, _) = route.access else {
            continue;
        };
        seen += 1;
        let path = route.path.replace("{id}", "1");
        let name = format!("{} {path}", route.method);
        let call = || unit.call(route.method.as_str(), &path).json(json!({}));
        assert_eq!(call().await.status, 401, "{name} by anybody");
        assert_eq!(
            call().token(&narrow).await.status,
            403,
            "{name} without the scope"
        );
        assert_eq!(call().by(&anna).await.status, 403, "{name} by a member");
        let by_moderator = call().by(&moderator).await.status.as_u16();
        assert_eq!(
            by_moderator == 403,
            role > Role::Moderator,
            "{name} by a moderator: {by_moderator}"
        );
        let by_admin = call().by(&admin).await.status.as_u16();
        assert!(
            matches!(by_admin, 200 | 404 | 422),
            "{name} by an admin: {by_admin}"
        );
    }
    assert_eq!(seen, 27);
}

#[tokio::test]
async fn people_are_listed_by_what_is_asked_for() {
    let here = unit().await;
    assert_eq!(here.list("").await, ["bram", "anna", "mo", "ada", "olga"]);
    assert_eq!(here.list("permissions=staff").await, ["mo", "ada", "olga"]);
    assert_eq!(here.list("role_ids[]=0").await, ["bram", "anna"]);
    assert_eq!(here.list("origin=remote").await, Vec::<String>::new());
    assert_eq!(here.list("username=an").await, ["anna"]);
    assert_eq!(here.list("display_name=bra&origin=local").await, ["bram"]);
    here.unit
        .patch("/api/v1/accounts/update_credentials")
        .by(&here.anna)
        .json(json!({ "display_name": "Zoë Smit" }))
        .await
        .ok();
    for name in ["display_name=Zo%C3%AB", "display_name=zoe", "username=AN"] {
        assert_eq!(here.list(name).await, ["anna"], "{name}");
    }
    assert_eq!(here.list("username=nna").await, Vec::<String>::new());
    assert_eq!(
        here.list("by_domain=it.example").await,
        Vec::<String>::new()
    );
    assert_eq!(
        here.list("email=nobody@hrm.example").await,
        Vec::<String>::new()
    );
    assert_eq!(here.list("status=pending").await, Vec::<String>::new());
    assert_eq!(here.list("ip=192.0.2.1").await, Vec::<String>::new());
    assert_eq!(
        here.act(&here.moderator, &here.bram, json!({ "type": "suspend" }))
            .await,
        200
    );
    assert_eq!(
        here.act(&here.moderator, &here.anna, json!({ "type": "disable" }))
            .await,
        200
    );
    assert_eq!(here.list("status=suspended").await, ["bram"]);
    assert_eq!(here.list("status=disabled").await, ["anna"]);
    assert_eq!(here.list("status=active").await, ["mo", "ada", "olga"]);
    let old = here
        .unit
        .get("/api/v1/admin/accounts?suspended=true&local=true")
        .by(&here.moderator);
    assert_eq!(ids(&old.await.ok().json()), [here.bram.api_id()]);
    for wrong in [
        "origin=global",
        "status=sick",
        "permissions=stave",
        "role_ids[]=9",
        "role_ids[]=x",
    ] {
        let path = format!("/api/v2/admin/accounts?{wrong}");
        here.unit.get(&path).by(&here.moderator).await.is(400);
    }
    // Groups have moderators of their own.
    let group = json!({ "name": "plannen", "title": "Plannen", "access": "secret" });
    let group = here
        .unit
        .post("/api/v1/meent/groups")
        .by(&here.owner)
        .json(group)
        .await
        .ok()
        .json();
    assert_eq!(here.list("username=plan").await, Vec::<String>::new());
    let path = format!("/api/v1/admin/accounts/{}", id(&group));
    here.unit.get(&path).by(&here.moderator).await.is(404);
}

#[tokio::test]
async fn pages_of_people_lead_to_each_other() {
    let here = unit().await;
    let first = here
        .unit
        .get("/api/v2/admin/accounts?limit=2")
        .by(&here.moderator)
        .await
        .ok();
    let link = first.header("link").to_owned();
    let next = link.split('<').nth(1).unwrap().split('>').next().unwrap();
    let next = next.strip_prefix("https://hrm.example").unwrap();
    let second = here.unit.get(next).by(&here.moderator).await.ok();
    let names = |list: Value| -> Vec<String> {
        let list = list.as_array().unwrap().iter();
        list.map(|one| one["username"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(names(second.json()), ["mo", "ada"]);
    let prev = second
        .header("link")
        .rsplit('<')
        .next()
        .unwrap()
        .split('>')
        .next()
        .unwrap()
        .to_owned();
    let back = here
        .unit
        .get(prev.strip_prefix("https://hrm.example").unwrap())
        .by(&here.moderator);
    assert_eq!(names(back.await.ok().json()), ["bram", "anna"]);
}

#[tokio::test]
async fn an_account_has_every_field_of_mastodons() {
    let here = unit().await;
    let path = format!("/api/v1/admin/accounts/{}", here.anna.api_id());
    let anna = here.unit.get(&path).by(&here.moderator).await.ok().json();
    assert_eq!(
        keys(&anna),
        [
            "account",
            "approved",
            "confirmed",
            "created_at",
            "disabled",
            "domain",
            "email",
            "id",
            "invite_request",
            "ip",
            "ips",
            "locale",
            "role",
            "sensitized",
            "silenced",
            "suspended",
            "username",
        ]
    );
    assert_eq!((&anna["domain"], &anna["ips"]), (&Value::Null, &json!([])));
    assert_eq!(
        (&anna["confirmed"], &anna["suspended"]),
        (&json!(true), &json!(false))
    );
    let moderator = here
        .unit
        .get("/api/v1/accounts/verify_credentials")
        .by(&here.moderator);
    let role = moderator.await.ok().json()["role"].clone();
    assert_eq!(
        (&role["name"], &role["permissions"]),
        (&json!("Moderator"), &json!("66576"))
    );
    here.unit
        .get("/api/v1/admin/accounts/1")
        .by(&here.moderator)
        .await
        .is(404);
    here.unit
        .get("/api/v1/admin/accounts/x")
        .by(&here.moderator)
        .await
        .is(404);
}

#[tokio::test]
async fn somebody_is_locked_out_hidden_and_let_in_again() {
    let here = unit().await;
    let (unit, moderator) = (&here.unit, &here.moderator);
    let one = |what: &str| format!("/api/v1/admin/accounts/{}{what}", here.bram.api_id());
    let written = post(unit, &here.bram, "Hallo").await;
    let written = format!("/api/v1/statuses/{}", id(&written));

    assert_eq!(
        here.act(moderator, &here.bram, json!({ "type": "disable" }))
            .await,
        200
    );
    unit.get("/api/v1/timelines/home")
        .by(&here.bram)
        .await
        .is(401);
    unit.get(&written).by(&here.anna).await.ok();
    // A change of the profile that began before leaves it so.
    let changes = ProfileChanges {
        display_name: Some("Bram B.".to_owned()),
        default_sensitive: Some(true),
        ..ProfileChanges::default()
    };
    let late = profiles::update_profile(&unit.app, &here.bram.person, changes);
    assert!(late.await.unwrap().user.default_sensitive);
    let bram = unit.get(&one("")).by(moderator).await.ok().json();
    assert_eq!(bram["disabled"], true);
    let bram = unit.post(&one("/enable")).by(moderator).await.ok().json();
    assert_eq!(bram["disabled"], false);

    assert_eq!(
        here.act(moderator, &here.bram, json!({ "type": "suspend" }))
            .await,
        200
    );
    unit.get(&written).by(&here.anna).await.is(404);
    assert_eq!(
        unit.get(&one("")).by(moderator).await.ok().json()["suspended"],
        true
    );
    let bram = unit
        .post(&one("/unsuspend"))
        .by(moderator)
        .await
        .ok()
        .json();
    assert_eq!(bram["suspended"], false);
    unit.get(&written).by(&here.anna).await.ok();
    // As in Mastodon: nothing to lift, or nothing that could be wrong about asking.
    unit.post(&one("/unsuspend")).by(moderator).await.is(403);
    unit.post(&one("/approve")).by(moderator).await.is(403);
    unit.post(&one("/reject")).by(moderator).await.is(403);
    for what in ["/enable", "/unsilence", "/unsensitive"] {
        unit.post(&one(what)).by(moderator).await.ok();
    }
    for wrong in [
        json!({}),
        json!({ "type": "banish" }),
        json!({ "type": "silence" }),
        json!({ "type": "sensitive" }),
        json!({ "type": "none", "text": "Pas op" }),
    ] {
        assert_eq!(
            here.act(moderator, &here.bram, wrong.clone()).await,
            422,
            "{wrong}"
        );
    }
    assert_eq!(
        here.act(
            moderator,
            &here.bram,
            json!({ "type": "none", "report_id": "1" })
        )
        .await,
        404
    );
}

#[tokio::test]
async fn nobody_acts_on_themselves_or_on_those_above() {
    let here = unit().await;
    let suspend = || json!({ "type": "suspend" });
    for (by, on, status) in [
        (&here.moderator, &here.moderator, 403),
        (&here.moderator, &here.admin, 403),
        (&here.moderator, &here.owner, 403),
        (&here.admin, &here.owner, 403),
        (&here.owner, &here.owner, 403),
        (&here.admin, &here.moderator, 200),
        (&here.owner, &here.admin, 200),
    ] {
        assert_eq!(
            here.act(by, on, suspend()).await,
            status,
            "{} on {}",
            by.username(),
            on.username()
        );
    }
}

#[tokio::test]
async fn only_who_is_suspended_is_deleted_and_only_by_an_admin() {
    let here = unit().await;
    let path = format!("/api/v1/admin/accounts/{}", here.bram.api_id());
    here.unit.delete(&path).by(&here.admin).await.is(403);
    here.act(&here.admin, &here.bram, json!({ "type": "suspend" }))
        .await;
    here.unit.delete(&path).by(&here.moderator).await.is(403);
    let gone = here.unit.delete(&path).by(&here.admin).await.ok().json();
    assert_eq!(gone["username"], "bram");
    here.unit.get(&path).by(&here.admin).await.is(404);
    assert_eq!(here.list("").await, ["anna", "mo", "ada", "olga"]);
    here.unit.run_workers().await;
}

#[tokio::test]
async fn a_report_goes_its_way() {
    let here = unit().await;
    let (unit, moderator) = (&here.unit, &here.moderator);
    let report = here.report("Koop nu!").await;
    let other = here.report("Nu kopen!").await;
    let list = |query: &str| format!("/api/v1/admin/reports?{query}");
    let one = |what: &str| format!("/api/v1/admin/reports/{report}{what}");
    let found = unit.get(&list("")).by(moderator).await.ok().json();
    assert_eq!(ids(&found), [other.clone(), report.clone()]);
    let told = &found[1];
    assert_eq!(
        keys(told),
        [
            "account",
            "action_taken",
            "action_taken_at",
            "action_taken_by_account",
            "assigned_account",
            "category",
            "comment",
            "created_at",
            "forwarded",
            "id",
            "rules",
            "statuses",
            "target_account",
            "updated_at",
        ]
    );
    assert_eq!(
        (&told["category"], &told["comment"]),
        (&json!("spam"), &json!("Kijk hier eens naar"))
    );
    assert_eq!(told["account"]["username"], "anna");
    assert_eq!(told["target_account"]["username"], "bram");
    assert!(
        told["statuses"][0]["content"]
            .as_str()
            .unwrap()
            .contains("Koop nu!")
    );

    let taken = unit
        .post(&one("/assign_to_self"))
        .by(moderator)
        .await
        .ok()
        .json();
    assert_eq!(taken["assigned_account"]["username"], "mo");
    let left = unit
        .post(&one("/unassign"))
        .by(&here.admin)
        .await
        .ok()
        .json();
    assert!(left["assigned_account"].is_null());
    let changed = unit
        .put(&one(""))
        .by(moderator)
        .json(json!({ "category": "legal" }))
        .await;
    assert_eq!(changed.ok().json()["category"], "legal");
    unit.put(&one(""))
        .by(moderator)
        .json(json!({ "category": "boring" }))
        .await
        .is(422);
    unit.put(&one(""))
        .by(moderator)
        .json(json!({ "category": "violation", "rule_ids": ["7"] }))
        .await
        .is(422);

    let done = unit.post(&one("/resolve")).by(moderator).await.ok().json();
    assert_eq!(
        (
            &done["action_taken"],
            &done["action_taken_by_account"]["username"]
        ),
        (&json!(true), &json!("mo"))
    );
    assert!(done["action_taken_at"].is_string());
    assert_eq!(
        ids(&unit.get(&list("")).by(moderator).await.ok().json()),
        std::slice::from_ref(&other)
    );
    assert_eq!(
        ids(&unit
            .get(&list("resolved=1"))
            .by(moderator)
            .await
            .ok()
            .json()),
        std::slice::from_ref(&report)
    );
    let both = unit
        .get(&list("resolved=1&unresolved=1"))
        .by(moderator)
        .await
        .ok()
        .json();
    assert_eq!(ids(&both), [other.clone(), report.clone()]);
    let again = unit.post(&one("/reopen")).by(moderator).await.ok().json();
    assert!(again["action_taken_at"].is_null() && again["action_taken_by_account"].is_null());

    for (who, count) in [(&here.anna, 2), (&here.bram, 0)] {
        let query = format!("account_id={}", who.api_id());
        let found = unit.get(&list(&query)).by(moderator).await.ok().json();
        assert_eq!(found.as_array().unwrap().len(), count);
    }
    let query = format!("target_account_id={}&limit=1", here.bram.api_id());
    assert_eq!(
        ids(&unit.get(&list(&query)).by(moderator).await.ok().json()),
        std::slice::from_ref(&other)
    );
    for wrong in ["account_id=x", "target_account_id=-"] {
        unit.get(&list(wrong)).by(moderator).await.is(400);
    }
    unit.get("/api/v1/admin/reports/1")
        .by(moderator)
        .await
        .is(404);
    unit.post("/api/v1/admin/reports/1/resolve")
        .by(moderator)
        .await
        .is(404);

    // What is done about the person ends the report it is done for.
    let act = json!({ "type": "suspend", "report_id": other });
    assert_eq!(here.act(moderator, &here.bram, act).await, 200);
    let done = unit
        .get(&format!("/api/v1/admin/reports/{other}"))
        .by(moderator)
        .await
        .ok()
        .json();
    assert_eq!(done["action_taken"], true);
    let wrong = json!({ "type": "none", "report_id": report });
    assert_eq!(here.act(moderator, &here.anna, wrong).await, 404);
}

#[tokio::test]
async fn what_a_report_costs_does_not_depend_on_how_many_there_are() {
    let here = unit().await;
    let mut counts = Vec::new();
    for round in 0..3 {
        here.report(&format!("Ronde {round}")).await;
        let before = here.unit.statements();
        here.unit
            .get("/api/v1/admin/reports")
            .by(&here.moderator)
            .await
            .ok();
        counts.push(here.unit.statements() - before);
    }
    assert_eq!(counts[1], counts[2], "{counts:?}");
}

#[tokio::test]
async fn reports_are_checked() {
    let here = unit().await;
    let bram = here.bram.api_id();
    for (body, status) in [
        (json!({}), 422),
        (json!({ "account_id": "1" }), 404),
        (json!({ "account_id": bram, "category": "boring" }), 422),
        (json!({ "account_id": bram, "status_ids": ["1"] }), 404),
        (
            json!({ "account_id": bram, "category": "violation", "rule_ids": ["1"] }),
            422,
        ),
        (
            json!({ "account_id": bram, "comment": "x".repeat(1001) }),
            422,
        ),
        (
            json!({ "account_id": bram, "rule_ids": ["1"], "forward": true }),
            200,
        ),
    ] {
        let sent = here
            .unit
            .post("/api/v1/reports")
            .by(&here.anna)
            .json(body.clone())
            .await;
        assert_eq!(sent.status, status, "{body}");
    }
}

#[tokio::test]
async fn units_are_allowed_and_shut_out() {
    let here = unit().await;
    let (unit, admin) = (&here.unit, &here.admin);
    let (allows, blocks) = ("/api/v1/admin/domain_allows", "/api/v1/admin/domain_blocks");
    let allow = unit
        .post(allows)
        .by(admin)
        .json(json!({ "domain": "IT.localhost:1" }))
        .await
        .ok()
        .json();
    assert_eq!(keys(&allow), ["created_at", "domain", "id"]);
    assert_eq!(allow["domain"], "it.localhost:1");
    let again = unit
        .post(allows)
        .by(admin)
        .json(json!({ "domain": "it.localhost:1" }))
        .await
        .ok()
        .json();
    assert_eq!(again, allow);
    assert_eq!(unit.get(allows).by(admin).await.ok().json(), json!([allow]));

    let body = json!({ "domain": "it.localhost:1", "severity": "suspend", "public_comment": "Reclame", "private_comment": "zie mail" });
    let block = unit
        .post(blocks)
        .by(admin)
        .json(body.clone())
        .await
        .ok()
        .json();
    assert_eq!(
        keys(&block),
        [
            "created_at",
            "digest",
            "domain",
            "id",
            "obfuscate",
            "private_comment",
            "public_comment",
            "reject_media",
            "reject_reports",
            "severity",
        ]
    );
    assert_eq!(
        (&block["severity"], &block["public_comment"]),
        (&json!("suspend"), &json!("Reclame"))
    );
    unit.post(blocks).by(admin).json(body).await.is(422);
    unit.post(allows)
        .by(admin)
        .json(json!({ "domain": "it.localhost:1" }))
        .await
        .is(422);
    let one_allow = format!("{allows}/{}", id(&allow));
    unit.get(&one_allow).by(admin).await.is(404);
    let one = format!("{blocks}/{}", id(&block));
    let changed = unit
        .put(&one)
        .by(admin)
        .json(json!({ "public_comment": "" }))
        .await
        .ok()
        .json();
    assert_eq!(
        (&changed["public_comment"], &changed["private_comment"]),
        (&Value::Null, &json!("zie mail"))
    );
    assert_eq!(
        unit.get(blocks).by(admin).await.ok().json(),
        json!([changed])
    );

    // Not shut out any more is not yet in the network.
    assert_eq!(unit.delete(&one).by(admin).await.ok().json(), json!({}));
    unit.get(&one).by(admin).await.is(404);
    assert_eq!(unit.get(allows).by(admin).await.ok().json(), json!([]));
    unit.post(allows)
        .by(admin)
        .json(json!({ "domain": "it.localhost:1" }))
        .await
        .ok();
    assert_eq!(
        unit.delete(&one_allow).by(admin).await.ok().json(),
        json!({})
    );
    unit.get(&one_allow).by(admin).await.is(404);

    for (path, body) in [
        (allows, json!({})),
        (allows, json!({ "domain": "geen server" })),
        (allows, json!({ "domain": "hrm.example" })),
        (blocks, json!({ "domain": "x.example" })),
        (
            blocks,
            json!({ "domain": "x.example", "severity": "silence" }),
        ),
        (
            blocks,
            json!({ "domain": "hrm.example", "severity": "suspend" }),
        ),
        (blocks, json!({ "severity": "suspend" })),
        (
            blocks,
            json!({ "domain": "x.example", "severity": "suspend", "public_comment": "x".repeat(1001) }),
        ),
    ] {
        unit.post(path).by(admin).json(body.clone()).await.is(422);
    }
    for path in [
        &one,
        &one_allow,
        &format!("{blocks}/1"),
        &format!("{blocks}/x"),
    ] {
        unit.get(path).by(admin).await.is(404);
    }
    // What was noted goes with the block, whoever lifts it.
    let noted =
        json!({ "domain": "it.localhost:1", "severity": "suspend", "public_comment": "Reclame" });
    unit.post(blocks).by(admin).json(noted).await.ok();
    peer_states::resume(&unit.app, "it.localhost:1")
        .await
        .unwrap();
    let anew = json!({ "domain": "it.localhost:1", "severity": "suspend" });
    let anew = unit.post(blocks).by(admin).json(anew).await.ok().json();
    assert_eq!(anew["public_comment"], Value::Null);
    // Nothing of a unit that is not known.
    let new = json!({ "domain": "reclame.example", "severity": "suspend" });
    unit.post(blocks).by(admin).json(new).await.ok();
}
